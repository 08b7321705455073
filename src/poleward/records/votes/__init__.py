"""Roll calls: every published layout into one form, joined across sources, with the five outcomes kept apart."""

from poleward.records.votes.consistency import Consistency, consistency
from poleward.records.votes.layouts import FileSet, file_sets
from poleward.records.votes.matrix import VoteArrays, matrix
from poleward.records.votes.reading import read, read_set
from poleward.records.votes.roll_call import RollCall, VoteRecords

__all__ = [
    "Consistency",
    "FileSet",
    "RollCall",
    "VoteArrays",
    "VoteRecords",
    "consistency",
    "file_sets",
    "matrix",
    "read",
    "read_set",
]
