"""Roll calls: every published layout into one form, joined across sources, with the five outcomes kept apart."""

from poleward.records.votes.layouts import FileSet, file_sets
from poleward.records.votes.reading import RollCall, VoteRecords, read_set

__all__ = ["FileSet", "RollCall", "VoteRecords", "file_sets", "read_set"]
