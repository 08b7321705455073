"""Glued words, stray blanks and garbled sentences: what bad scraping and machine translation leave behind."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib import resources
from itertools import pairwise

from poleward.errors import needs_extra
from poleward.pages.document import Annotation, Span

with needs_extra("text"):
    import simplemma

MAX_MENDS = 2_000
"""A page with more is not prose; the rest is left as it is."""

_TOKEN = re.compile(r"[^\W\d_]{4,40}")
_FIGURE = re.compile(
    r"(?<![\w@#/_.-])(?P<figure>\d{1,4}(?:[:.]\d{2,4}){0,2})(?P<name>[A-ZА-ЯЁ][a-zа-яё]{2,30})(?![\w])"
)
_NO_BLANK = re.compile(r"(?<=[^\W\d_]{2})([.!?,;])([”\"’»)]*)(?=[^\W\d_]{2})")
_BLANK_BEFORE = re.compile(r"(?<=\S)[ \u00a0]+([,.;:!?])(?=[\s”\"’»)\]]|$)")
_SENTENCE = re.compile(r"[^.!?…\n]+(?:[.!?…]+[\"'”’»)]*|$|\n)")
_DOUBLED = re.compile(r"\b([^\W\d_]{2,})\s+\1\b", re.IGNORECASE)
_FRENCH_MARKS = frozenset(";:!?")
_KNOWN_LANGUAGES = frozenset({"en", "fr", "ru", "de", "es", "uk", "pl", "tr"})


@dataclass(frozen=True, slots=True)
class _KnownWords:
    function: dict[str, frozenset[str]]
    prefixes: frozenset[str]
    camel: frozenset[str]


@cache
def _words() -> _KnownWords:
    data = tomllib.loads(resources.files("poleward.pages.data").joinpath("mending.toml").read_text(encoding="utf-8"))
    return _KnownWords(
        {language: frozenset(words) for language, words in data["function"].items()},
        frozenset(data["prefix"]["any"]),
        frozenset(data["camel"]["any"]),
    )


def mends(text: str, language: str) -> list[Annotation]:
    """Return the places to mend, in order and without overlap; the value is the text as mended.

    A mend puts in blanks or takes out blanks and doubled stops; it never changes a letter.
    """
    found: list[Annotation] = []
    taken = -1
    for mend in sorted(
        [*_numbered(text), *_glued(text, language), *_unspaced(text, language), *_spaced(text, language)]
    ):
        if mend.start_at >= taken:
            found.append(mend)
            taken = mend.end_at
        if len(found) == MAX_MENDS:
            break
    return found


def _numbered(text: str) -> Iterable[Annotation]:
    """A figure written onto a name: '2022Kazakhstan', '14:20Астана'."""
    for match in _FIGURE.finditer(text):
        if match["name"].lower() not in _words().camel:
            yield Annotation(match.start(), match.end(), "mend", f"{match['figure']} {match['name']}", 0.9)


def _glued(text: str, language: str) -> Iterable[Annotation]:
    """Two words written as one, with a capital inside: 'TheUzbekistan', 'EuractivHe', 'TokayevForced'."""
    seams: list[tuple[re.Match[str], int]] = []
    for match in _TOKEN.finditer(text):
        token = match[0]
        if token.islower() or token.isupper() or token[1:].islower():
            continue
        at = [i for i in range(1, len(token)) if token[i - 1].islower() and token[i].isupper()]
        if len(at) == 1 and 2 <= at[0] <= len(token) - 2:
            seams.append((match, at[0]))
    if not seams:
        return
    counts = Counter(_TOKEN.findall(text))
    for match, seam in seams:
        token = match[0]
        if (match.start() and text[match.start() - 1] in "@#/_.-") or token.lower() in _words().camel:
            continue
        confidence = _seam(token[:seam], token[seam:], language, counts, counts[token])
        if confidence:
            yield Annotation(match.start(), match.end(), "mend", f"{token[:seam]} {token[seam:]}", confidence)


def _seam(left: str, right: str, language: str, counts: Counter[str], times: int) -> float:
    """Return how sure it is that two words were glued; 0 where the token may be a name."""
    words = _words()
    low, up = left.lower(), right.lower()
    function = words.function.get(language, words.function["en"])
    if low in words.prefixes or (right.isupper() and len(right) < 2):
        return 0.0
    if low in function and (left.islower() or len(left) >= 3):
        return 0.95
    if up in function and len(left) >= 3:
        return 0.9
    if times > 2:  # a writing that comes back is a name, not an accident
        return 0.0
    if left.islower() and len(left) >= 4 and _known(low, language):
        return 0.85
    if counts[left] and counts[right]:
        return 0.8
    if language == "en" and len(left) >= 4 and up.endswith("ed") and len(up) >= 5 and _known(up, language):
        return 0.7
    return 0.0


def _known(word: str, language: str) -> bool:
    return language in _KNOWN_LANGUAGES and bool(simplemma.is_known(word, lang=language))


def _unspaced(text: str, language: str) -> Iterable[Annotation]:
    """No blank after a stop: 'region.Moscow'. Addresses and abbreviations are left alone."""
    for match in _NO_BLANK.finditer(text):
        after = re.match(r"[^\W\d_]+", text[match.end() : match.end() + 40])
        before = re.search(r"\S+$", text[max(0, match.start() - 60) : match.start()])
        if not after or not before or re.search(r"[@/.]|^www", before[0]):
            continue
        word, stop = after[0], match[1]
        if stop in ".!?" and (not word[0].isupper() or len(word) < 2 or not _starts_sentence(word, language)):
            continue
        yield Annotation(match.start(), match.end(), "mend", f"{match[0]} ", 0.85)


def _starts_sentence(word: str, language: str) -> bool:
    words = _words().function.get(language, _words().function["en"])
    return word.lower() in words or (len(word) >= 4 and _known(word.lower(), language))


def _spaced(text: str, language: str) -> Iterable[Annotation]:
    """A blank before a stop ('Asia ?'), or a second stop after the first ('organizations. .')."""
    for match in _BLANK_BEFORE.finditer(text):
        if language == "fr" and match[1] in _FRENCH_MARKS:
            continue
        doubled = match[1] in ".,;:" and text[match.start() - 1] in ".,;:!?"
        yield Annotation(match.start(), match.end(), "mend", "" if doubled else match[1], 0.9)


def garbled(text: str, language: str, spans: Iterable[Span], mended: Iterable[Annotation]) -> list[Annotation]:
    """Return the sentences of `spans` that read like broken machine translation, with a modest confidence.

    The signs are counted: capitals on function words within a sentence, glued words, doubled words, an orphaned
    stop, a quotation that does not close. Two or more make a sentence garbled; one proves nothing. Sentences
    that are wrong but smooth are not found.
    """
    function = _words().function.get(language)
    if function is None:
        return []
    glued = [a for a in mended if a.confidence < 0.96]
    found: list[Annotation] = []
    place = 0
    for span in spans:
        for match in _SENTENCE.finditer(text, span.start_at, span.end_at):
            while place < len(glued) and glued[place].end_at <= match.start():
                place += 1
            inside = 0
            while place + inside < len(glued) and glued[place + inside].start_at < match.end():
                inside += 1
            signs = inside + _signs(match[0], function)
            if signs >= 2 and len(found) < MAX_MENDS:
                start = match.start() + len(match[0]) - len(match[0].lstrip())
                value = f"{signs} signs of broken translation or scraping"
                found.append(Annotation(start, match.end(), "garbled", value, min(0.9, 0.3 + 0.12 * signs)))
    return found


def _signs(sentence: str, function: frozenset[str]) -> int:
    if len(sentence) > 5_000:
        return 0
    words = sentence.split()
    capitals = sum(1 for word in words if word[0].isupper())
    signs = 0
    if capitals <= 0.6 * len(words):
        signs += sum(
            1
            for before, word in pairwise(words)
            if word[0].isupper()
            and word.lower() in function
            and before[-1].isalnum()
            and word not in ("I", "A")
            and word != "President"
        )
    signs += len(_DOUBLED.findall(sentence))
    signs += sentence.count("(") != sentence.count(")")
    return signs
