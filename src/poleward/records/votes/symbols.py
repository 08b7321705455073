"""Symbols of the General Assembly's resolutions, as each publisher writes them, and the sessions in them.

The United Nations writes A/RES/1514(XV) up to the 30th session (1976) and A/RES/68/262 since; emergency special
sessions are A/RES/ES-11/1, special ones A/RES/S-10/2 (https://research.un.org/en/docs/unsymbols). Bailey, Strezhnev
and Voeten write R/68/262. For sessions 1 to 17 the number in their symbol is as a rule that of a page of the records,
not of a resolution (R/1/1288 where the session adopted 115 resolutions), so it identifies nothing by itself.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

FIRST_SLASHED = 31
"""The first session whose symbols are A/RES/session/number."""
FIRST_NUMBERED = 18
"""The first session for which the numbers in BSV's symbols are resolutions (their numbers there: 1881 to 3586)."""
LAST_BY_YEAR = 1967
"""The last year whose special sessions BSV count with the regular session that opened later in it."""


@dataclass(frozen=True, slots=True)
class Symbol:
    """What a symbol says.

    Attributes
    ----------
    text
        The symbol in the form that is stored, such as A/RES/50/38B-VII; None when it names no resolution.
    session
        '68', 'ES-11' or 'S-10'; None when the symbol does not tell.
    kind
        'resolution', 'decision', or 'motion' where no resolution is named.
    """

    text: str | None
    session: str | None
    kind: str


_ROMAN = (("X", 10), ("IX", 9), ("V", 5), ("IV", 4), ("I", 1))
_NUMERAL = {}
for _n in range(1, 41):
    _rest, _text = _n, ""
    for _letters, _value in _ROMAN:
        while _rest >= _value:
            _text += _letters
            _rest -= _value
    _NUMERAL[_text] = _n
_ROMAN_OF = {n: text for text, n in _NUMERAL.items()}

_PART = r"(?P<part>(?:[\s\[/-]*[A-Z]{1,3}(?:-[A-Z])?\]?)?(?:[/-][IVX]+\]?)?)"
_SLASHED = re.compile(
    rf"(?:A/)?(?P<kind>RES|DEC|R)/(?P<session>\d{{1,3}}|E?S-\d{{1,2}})[/ ](?P<number>\d{{1,4}}){_PART}"
)
_OLD = re.compile(rf"(?:A/)?RES/(?P<number>\d{{1,4}}) ?\((?P<session>(?:E?S-)?[IVX]+)\){_PART}")
_PAGE = re.compile(r"(?:ESS|SS|R|GOAR)/(?P<session>\d{1,2})(?:[/ ].*)?")


MOST = 65_536
"""Texts that are remembered: a bound on memory; the record has 7,000 symbols."""


@lru_cache(MOST)
def parse_symbol(text: str) -> Symbol:
    """Return what a symbol says, in any of the publishers' forms; what is not recognised names no resolution."""
    raw = " ".join(text.upper().split())
    if match := _OLD.fullmatch(raw):
        session = _arabic(match["session"])
        if session is None:
            return Symbol(None, None, "motion")
        return Symbol(_old_symbol(int(match["number"]), session, match["part"]), session, "resolution")
    if match := _SLASHED.fullmatch(raw):
        return _slashed(match)
    if match := _PAGE.fullmatch(raw):
        prefix = {"ESS": "ES-", "SS": "S-"}.get(raw.split("/", 1)[0], "")
        return Symbol(None, f"{prefix}{int(match['session'])}", "motion")
    return Symbol(None, None, "motion")


def _slashed(match: re.Match[str]) -> Symbol:
    """Return the symbol of a form such as A/RES/68/262, R/25/2625 or R/1/66."""
    session, number = match["session"], int(match["number"])
    if not session.isdecimal():
        return Symbol(f"A/RES/{session}/{number}{_part(match['part'])}", session, "resolution")
    session = str(int(session))
    if match["kind"] == "DEC":
        return Symbol(f"A/DEC/{session}/{number}{_part(match['part'])}", session, "decision")
    if int(session) >= FIRST_SLASHED:
        return Symbol(f"A/RES/{session}/{number}{_part(match['part'])}", session, "resolution")
    if match["kind"] == "R" and int(session) < FIRST_NUMBERED:
        return Symbol(None, session, "motion")
    return Symbol(_old_symbol(number, session, match["part"]), session, "resolution")


def _old_symbol(number: int, session: str, part: str) -> str:
    head, _, ordinal = session.rpartition("-")
    numeral = _ROMAN_OF[int(ordinal)]
    return f"A/RES/{number}({f'{head}-' if head else ''}{numeral}){_part(part)}"


def _arabic(session: str) -> str | None:
    """Return 'XV' as '15', 'ES-V' as 'ES-5'; None for what is no numeral."""
    head, _, numeral = session.rpartition("-")
    number = _NUMERAL.get(numeral)
    return None if number is None else f"{head}-{number}" if head else str(number)


def _part(text: str) -> str:
    """Return the part of a resolution without brackets and blanks: '[B-VII]' and 'B/VII' are 'B-VII', ' A' is 'A'."""
    return "-".join(re.findall(r"[A-Z]+", text))


_ORDINAL = re.compile(r"(\d{1,2})(?:\.0)?(?:[SNRT][TDH])?\s*(EMSP|EMERGENCY SPECIAL.*|SP|SPECIAL.*)?(?: SESSION)?")


@lru_cache(MOST)
def parse_session(text: str) -> str | None:
    """Return a session as '68', 'ES-11' or 'S-10' from '68', '68.0', '10emsp', 'ES-10' or '11th special session'."""
    raw = text.strip().upper()
    if match := re.fullmatch(r"(E?S)-? ?(\d{1,2})", raw):
        return f"{match[1]}-{int(match[2])}"
    if match := _ORDINAL.fullmatch(raw):
        suffix = match[2] or ""
        prefix = "ES-" if suffix.startswith("EM") else "S-" if suffix else ""
        return f"{prefix}{int(match[1])}"
    return None


def regular_session(day: date) -> int:
    """Return the regular session in whose year a day falls, also for votes of a special session.

    Session n opens in the middle of September of the year 1945 + n and lasts until the next one opens; the first sat
    from January 1946, and the 19th, which opened in December 1964, held one recorded vote.
    """
    return max(1, day.year - 1945 - ((day.month, day.day) < (9, 12)))


def session_of_special(day: date) -> int:
    """Return the regular session with which the votes of a special session are counted, as BSV count them.

    Until 1967 that is the one that opened in the same calendar year (May 1947: the 2nd), since then the one in whose
    year the day falls. In BSV's file this holds for all special sessions but one roll call, of May 1967.
    """
    return day.year - 1945 if day.year <= LAST_BY_YEAR else regular_session(day)
