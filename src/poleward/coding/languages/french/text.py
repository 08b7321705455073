"""A French sentence as one English text, and the way back from each of its characters."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import zip_longest

from poleward.coding.languages.french.english import Name, in_english

CLOSING = frozenset(".,;:!?…)]")


@dataclass(frozen=True, slots=True)
class English:
    """A sentence in English: its text, the place of each character in the French one, and where each name stands."""

    text: str
    offsets: tuple[int, ...]
    places: dict[tuple[int, int], tuple[int, int]]


def english_of(text: str, names: Sequence[Name] = ()) -> English:
    """Return a French sentence as one English text; `names` do not overlap.

    A name's first and last characters stand for those of the French one, so that it is found by them.
    """
    out, offsets = "", []
    after_opening = False
    places: dict[tuple[int, int], tuple[int, int]] = {}
    pieces = in_english(text, names)
    for piece, after in zip_longest(pieces, pieces[1:]):
        if piece.text == "a" and after is not None and after.text[:1].lower() in "aeio":
            piece.text = "an"
        word = piece.text if out else piece.text[:1].upper() + piece.text[1:]
        quote = piece.text == '"'
        mark, before = text[piece.start], text[: piece.start]
        opened = quote and (mark in "«“" or (mark == '"' and before[-1:] in {"", " ", "(", "\xa0"}))
        if (
            out
            and piece.text not in CLOSING
            and out[-1] not in "(["
            and not (quote and not opened)
            and not after_opening
        ):
            out += " "
            offsets.append(piece.start)
        after_opening = opened
        if piece.name:
            places[piece.start, piece.end] = len(out), len(out) + len(word)
        out += word
        last = len(word) - 1
        offsets += [
            piece.end - 1 if k == last and last else min(piece.start + k, max(piece.start, piece.end - 2))
            for k in range(len(word))
        ]
    return English(out, tuple(offsets), places)
