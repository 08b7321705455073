"""Training sentences: tab-separated files with the actor in <s>…</s> and the recipient in <t>…</t>."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from poleward.coding.event_model.marking import TAG, mark_up, parse_marked
from poleward.coding.statements import MaskedSentence
from poleward.errors import UnusableInputError

TYPES = (
    "ACCUSE", "AGREE", "AID", "ASSAULT", "COERCE", "CONCEDE", "CONSULT", "COOPERATE", "MOBILIZE", "NONE", "PROTEST",
    "REJECT", "REQUEST", "RETREAT", "SANCTION", "SUPPORT", "THREATEN",
)  # fmt: skip
"""PLOVER's sixteen event types (Open Event Data Alliance, 2017) and NONE, in the order of the model's output."""

HEADER = ["type", "mode", "tags", "sentence"]
LONGEST = 2_000
"""Longest sentence in characters; a training sentence that is longer is an error in the file."""

HARD = "hard"
"""Tag of sentences that are seen more often when a model is trained anew (see `refit`)."""

HELD_OUT_EVERY = 14
"""One sentence in so many, by its hash, is kept from training for the calibration."""


@dataclass(frozen=True, slots=True)
class TrainingSentence:
    """A labelled sentence; `mode` is '' where the type has none or none is given, `hard` of a kind often confused."""

    type: str
    mode: str
    sentence: MaskedSentence
    hard: bool = False

    @property
    def marked(self) -> str:
        """The sentence with its markers, as in the file."""
        return mark_up(self.sentence)

    @property
    def held_out(self) -> bool:
        """Whether the sentence is kept for calibration; the same sentence always is or is not."""
        return int(hashlib.sha256(self.marked.encode()).hexdigest()[:8], 16) % HELD_OUT_EVERY == 0


def read_sentences(folder: Path) -> list[TrainingSentence]:
    """Read every *.tsv of a folder, in order of name and row.

    Raises
    ------
    UnusableInputError
        The folder has no such file, or a row is not as it should be; the message names file and row.
    """
    files = sorted(folder.glob("*.tsv"))
    if not files:
        raise UnusableInputError(
            "there are no training sentences (*.tsv) here.", where=str(folder),
            todo="Give the folder that holds one file per event type; see docs/training.md.",
        )  # fmt: skip
    return [sentence for file in files for sentence in _read_file(file)]


def _read_file(file: Path) -> list[TrainingSentence]:
    try:
        lines = file.read_text(encoding="utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise UnusableInputError(f"cannot be read as UTF-8 text: {error}.", where=str(file)) from None
    if lines[0].rstrip("\r").split("\t") != HEADER:
        raise UnusableInputError(
            f"the first row is not '{' '.join(HEADER)}', separated by tabs.", where=f"{file}, row 1",
            todo="Add that header.",
        )  # fmt: skip
    return [_sentence(line.rstrip("\r"), f"{file}, row {n}") for n, line in enumerate(lines[1:], 2) if line.strip()]


def _sentence(line: str, where: str) -> TrainingSentence:
    cells = line.split("\t")
    todo = "Correct the row; see docs/training.md for the format."
    if len(cells) != len(HEADER):
        raise UnusableInputError(f"{len(cells)} columns instead of {len(HEADER)}.", where=where, todo=todo)
    type_, mode, tags, marked = cells
    if type_ not in TYPES:
        raise UnusableInputError(f"'{type_[:40]}' is no event type.", where=where, todo=todo)
    sentence = parse_marked(marked)
    if len(marked) > LONGEST:
        raise UnusableInputError(f"the sentence is longer than {LONGEST} characters.", where=where, todo=todo)
    if sentence.actor is None or sentence.recipient is None or len(TAG.findall(marked)) != 4:
        raise UnusableInputError("not one <s>actor</s> and one <t>recipient</t>.", where=where, todo=todo)
    return TrainingSentence(type_, "" if mode == "-" else mode, sentence, HARD in tags.split(","))


def digest(sentences: Sequence[TrainingSentence]) -> str:
    """Return the hash of the sentences with their labels, in order."""
    text = "\n".join(f"{s.type}\t{s.mode}\t{s.marked}" for s in sentences)
    return hashlib.sha256(text.encode()).hexdigest()
