"""A French sentence cut into tokens: names, words with elisions and contractions spelt out, listed phrases."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from poleward.coding.languages.french import words
from poleward.coding.languages.french.words import FrenchWord

_TOKEN = re.compile(r"(?i:aujourd)['’]hui\b|[^\W\d_]+(?:-[^\W\d_]+)*(?:['’]|-(?=\W|$))?|\d+(?:[.,:]\d+)*|[^\w\s]")
_INVERTED = re.compile(r"-(?:t-)?(il|elle|ils|elles|on)$")
NUMBERS = frozenset({"two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "twelve", "fifteen",
                     "twenty", "thirty", "forty", "fifty", "sixty", "hundred"})  # fmt: skip
UNACCENTED = {"etat": "état", "etats": "états"}
"""Words that news write without the accent of their capital."""
LONGEST_TAIL = 5
"""Words after a verb that make one with it, at most."""
QUOTES = frozenset('«»“”"')


@dataclass(slots=True)
class Token:
    """A word at its place (characters of the sentence).

    `kind`: name, punct, number, inverted (a subject behind its verb), or word. `row` is
    the listed phrase or function word that it is; `english` what a name is called.
    """

    start: int
    end: int
    text: str
    low: str
    kind: str = "word"
    row: FrenchWord | None = None
    english: str = ""


def tokens_of(text: str, names: Sequence[tuple[int, int, str]]) -> list[Token]:
    """Return the tokens of a sentence; `names` (start, end, English) are kept whole."""
    out: list[Token] = []
    starts = {start: (end, english) for start, end, english in names}
    at = 0
    while at < len(text):
        if at in starts:
            end, english = starts[at]
            inverted = bool(out) and out[-1].end == at and out[-1].text.endswith("-")
            out.append(
                Token(at, end, text[at:end], text[at:end].lower(), "inverted" if inverted else "name", english=english)
            )
            at = end
            continue
        match = _TOKEN.search(text, at)
        if match is None:
            break
        stop = min((s for s in starts if at <= s < match.end()), default=None)
        if stop is not None and stop <= match.start():
            at = stop
            continue
        end = match.end() if stop is None else stop
        out += _spelt_out(text[match.start() : end], match.start(), end)
        at = end
    return _with_phrases(out)


def _spelt_out(word: str, start: int, end: int) -> list[Token]:
    """Return one or two tokens of a word: 'du' is 'de le', 'a-t-il' 'a' and 'il'."""
    low = UNACCENTED.get(word.lower(), word.lower().replace("’", "'"))
    if not word[0].isalnum():
        return [Token(start, end, word, low, "punct")]
    if word[0].isdigit():
        return [Token(start, end, word, low, "number")]
    if low[-1] == "'":
        return [Token(start, end, word, words.grammar()["elisions"].get(low[:-1], low[:-1]))]
    if (match := _INVERTED.search(low)) and low[: match.start()] in words.verb_forms():
        at = start + match.start()
        subject = words.function_words()[match.group(1)].english
        return [Token(start, at, word[: match.start()], low[: match.start()]),
                Token(at, end, word[match.start() :], match.group(1), "inverted", english=subject)]  # fmt: skip
    if low[-1] == "-":
        return [Token(start, end, word, low.removesuffix("-").removesuffix("-t"))]
    if "-" in low and all(is_number(part) for part in low.split("-")):
        return [
            Token(start, end, "-".join(words.function_words()[part].english for part in low.split("-")), low, "number")
        ]
    if parts := words.grammar()["contractions"].get(low):
        return [Token(start, end, word, part) for part in parts.split()]
    return [Token(start, end, word, low)]


def is_number(word: str) -> bool:
    """Whether a word is a number above one."""
    row = words.function_words().get(word)
    return row is not None and row.kind == "d" and row.english in NUMBERS


def _with_phrases(tokens: list[Token]) -> list[Token]:
    """Return the tokens with the words of each listed phrase as one; a function word gets its row."""
    out: list[Token] = []
    at = 0
    while at < len(tokens):
        token = tokens[at]
        found = _phrase_at(tokens, at) if token.kind == "word" and not ends_verb(tokens, at) else None
        if found is not None:
            length, row = found
            last = tokens[at + length - 1]
            out.append(Token(token.start, last.end, token.text, row.french, "word", row))
            at += length
            continue
        if token.kind == "word":
            token.row = words.function_words().get(token.low)
        out.append(token)
        at += 1
    return out


def ends_verb(tokens: Sequence[Token], at: int) -> bool:
    """Whether a token goes on with the verb before it: 'fait suite à' is no 'suite à'."""
    before = tokens[at - 1].low if at else ""
    form = words.verb_forms().get(before)
    infinitive = form.infinitive if form is not None else words.participles().get(before)
    if infinitive is None:
        return False
    lows = tuple(t.low for t in tokens[at : at + LONGEST_TAIL])
    return any(lows[: len(tail)] == tail for tail, _ in words.verbs()[infinitive][1])


def _phrase_at(tokens: Sequence[Token], at: int) -> tuple[int, FrenchWord] | None:
    for plural in (False, True):
        first = tokens[at].low
        if plural and not first.endswith(("s", "x")):
            return None
        for parts, row in words.phrases().get(_singular(first) if plural else first, ()):
            if plural and row.kind != "n":
                continue
            rest = [t.low for t in tokens[at + 1 : at + len(parts)] if t.kind == "word"]
            if tuple(rest) == parts[1:]:
                return len(parts), row
    return None


def _singular(word: str) -> str:
    return word[:-3] + "al" if word.endswith("aux") else word[:-1]
