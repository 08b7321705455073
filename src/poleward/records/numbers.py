"""Numbers, years and days in published tables, and the bounds outside which a cell is a fault and no observation."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

FIRST_YEAR, LAST_YEAR = 1800, 2100
"""No published table tells of other years: another number is no year."""
MISSING = frozenset(
    {"", "na", "nan", ".", "..", "...", "null", "none", "n/a", "n.a.", "#n/a", "<na>", "-", "–", "—", "-9", "-9.0"}
)
"""How publishers, spreadsheets and packages write that they have no value, in small letters."""
_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,3})?", re.ASCII)
_GROUPED = re.compile(r"[+-]?[1-9]\d{0,2}(,\d{3})+(\.\d+)?", re.ASCII)
_GROUPED_BY_DOTS = re.compile(r"[+-]?[1-9]\d{0,2}(\.\d{3})+(,\d+)?", re.ASCII)
_GROUPED_BY_MARKS = re.compile(r"[+-]?[1-9]\d{0,2}(['’]\d{3})+(\.\d+)?", re.ASCII)
_COMMA = re.compile(r"[+-]?\d+,\d+([eE][+-]?\d{1,3})?", re.ASCII)
_YEAR = re.compile(r"(\d{4})([.,]0*)?", re.ASCII)
_BLANKS = dict.fromkeys(map(ord, " \u00a0\u2009\u202f"))
_LONGEST = 60
"""Characters of a number: a bound on time."""


@dataclass(frozen=True, slots=True)
class Bound:
    """The least and the greatest value that a column can hold."""

    low: float
    high: float


Decimals = Literal["point", "comma", "unsure", ""]
"""How a column writes decimals: told by a cell of it, or not told ('unsure' where that matters, else '')."""


def decimals_of(texts: Iterable[str], separator: str) -> Decimals:
    """Return how a column writes decimals.

    With a comma where the comma does not also stand between fields, and some cell has other than three digits after
    one; with a point where some cell has that after one. Marks that come twice in a number part thousands. Where all
    cells with a mark are like 14.000 or 14,000, nothing tells whether that is fourteen or fourteen thousand: the
    spreadsheets of some lands write the one, those of others the other.
    """
    if separator == ",":
        return "point"
    point = unsure = False
    for text in (text[:_LONGEST].translate(_BLANKS) for text in texts):
        dots, commas = _GROUPED_BY_DOTS.fullmatch(text), _GROUPED.fullmatch(text)
        if (dots and ("," in text or text.count(".") > 1)) or (_COMMA.fullmatch(text) and not commas):
            return "comma"
        point |= bool(commas) and ("." in text or text.count(",") > 1)
        point |= not dots and "." in text and _NUMBER.fullmatch(text) is not None
        unsure |= bool(dots or commas)
    return "point" if point else "unsure" if unsure else ""


def agreed(columns: Mapping[str, Decimals]) -> dict[str, Decimals]:
    """Return how the columns of one file write decimals: what one of them tells holds for those that do not tell."""
    both: tuple[Decimals, ...] = ("comma", "point")
    told = next((d for d in both if d in columns.values()), None)
    return {name: told if told and own == "unsure" else own for name, own in columns.items()}


def plain_number(text: str, *, decimals: Decimals = "point") -> float | None:
    """Return a cell as a number: None where a publisher has no value, NaN where it is no finite number.

    Blanks, apostrophes or commas between groups of three digits are left out.

    Parameters
    ----------
    decimals
        How the column writes decimals; with a comma, points may group digits; where nothing tells, 14.000 is no number.
    """
    text = text.strip()
    if text.lower() in MISSING:
        return None
    if len(text) > _LONGEST:
        return float("nan")
    text = text.translate(_BLANKS)
    if decimals == "unsure" and (_GROUPED_BY_DOTS.fullmatch(text) or _GROUPED.fullmatch(text)):
        return float("nan")
    if decimals == "comma" and _COMMA.fullmatch(text):
        text = text.replace(",", ".")
    elif decimals == "comma" and _GROUPED_BY_DOTS.fullmatch(text):
        text = text.replace(".", "").replace(",", ".")
    elif _GROUPED.fullmatch(text):
        text = text.replace(",", "")
    elif _GROUPED_BY_MARKS.fullmatch(text):
        text = text.replace("'", "").replace("’", "")
    value = float(text) if _NUMBER.fullmatch(text) else float("nan")
    return value if value not in (float("inf"), float("-inf")) else float("nan")


def plain_year(text: str) -> int | None:
    """Return a cell as a year (2020 or 2020.0); None where it is none."""
    found = _YEAR.fullmatch(text.strip())
    value = int(found[1]) if found else 0
    return value if FIRST_YEAR <= value <= LAST_YEAR else None
