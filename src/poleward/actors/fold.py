"""Words of a text with their offsets, and the folded form in which words are compared."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from itertools import pairwise

MAX_WORD = 60
"""A longer run of letters is no name; it is kept as one word and compared with nothing."""

_INVISIBLE = "\u00ad\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff"
WORD = re.compile(rf"(?:[A-ZА-Я]\.){{2,}}|[^\W_](?:[^\W_]|[\u0300-\u036f{_INVISIBLE}](?=[^\W_])|[\u0300-\u036f])*")
_DROPPED = re.compile(rf"[\u0300-\u036f{_INVISIBLE}ʻʼʹʺ.]")
_PLAIN_CYRILLIC = re.compile("[а-яіїєґқғңһүұөәҷҳў]+")
_SPECIAL = str.maketrans({"ё": "е", "ß": "ss", "ø": "o", "ł": "l", "đ": "d", "ı": "i", "æ": "ae", "œ": "oe", "ə": "a"})
_KEEP = {"й": "\ue000", "ў": "\ue001", "ї": "\ue002", "ӣ": "\ue003", "ӯ": "\ue004"}
_KEPT = str.maketrans(_KEEP)
_BACK = str.maketrans({mark: letter for letter, mark in _KEEP.items()})


@dataclass(frozen=True, slots=True)
class FoldedWord:
    """One word: `text[start:end]` as written, its folded form, and whether it is joined to the word before.

    A word written together with the next ("TheUzbekistan") is cut where a capital follows a small letter.
    """

    start: int
    end: int
    surface: str
    folded: str
    glued: bool


def fold(word: str) -> str:
    """Return the word in small letters without accents, marks, full stops and invisible characters.

    Cyrillic й, ў, ї keep their marks, which make other letters of them.
    """
    lower = word.lower()
    if lower.isascii():
        return lower.replace(".", "")
    if _PLAIN_CYRILLIC.fullmatch(lower):
        return lower
    lower = _DROPPED.sub("", unicodedata.normalize("NFC", lower).translate(_KEPT))
    bare = "".join(c for c in unicodedata.normalize("NFKD", lower) if not unicodedata.combining(c))
    return bare.translate(_BACK).translate(_SPECIAL)


def words_of(text: str) -> list[FoldedWord]:
    """Cut a text into words, in order, with offsets into it."""
    words: list[FoldedWord] = []
    for match in WORD.finditer(text):
        surface, start = match.group(), match.start()
        plain = len(surface) > MAX_WORD or surface.islower() or surface.isupper() or surface.istitle()
        if plain or "." in surface:
            folded = fold(surface) if len(surface) <= MAX_WORD else ""
            words.append(FoldedWord(start, match.end(), surface, folded, False))
            continue
        for n, (at, to) in enumerate(_humps(surface)):
            part = surface[at:to]
            words.append(FoldedWord(start + at, start + to, part, fold(part), n > 0))
    return words


def _humps(surface: str) -> list[tuple[int, int]]:
    """Cut "TokayevForced" into "Tokayev" and "Forced"; "KazMunayGas" and "NATOs" are cut alike."""
    turns = (i for i in range(1, len(surface)) if surface[i].isupper() and not surface[i - 1].isupper())
    return list(pairwise([0, *turns, len(surface)]))
