"""Numbers, years and days in published tables, and the bounds outside which a cell is a fault and no observation."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

FIRST_YEAR, LAST_YEAR = 1800, 2100
"""No published table tells of other years: another number is no year."""
MISSING = frozenset({"", "na", "nan", "..", "...", "null", "none", "n/a", "-", "–", "-9", "-9.0"})
"""How publishers write that they have no value, in small letters."""
_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,3})?", re.ASCII)
_GROUPED = re.compile(r"[+-]?[1-9]\d{0,2}(,\d{3})+(\.\d+)?", re.ASCII)
_GROUPED_BY_DOTS = re.compile(r"[+-]?[1-9]\d{0,2}(\.\d{3})+(,\d+)?", re.ASCII)
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


def has_decimal_comma(texts: Iterable[str], separator: str) -> bool:
    """Return whether a column writes decimals with a comma.

    It does where the comma does not also stand between fields, and some cell has other than three digits after one.
    """
    if separator == ",":
        return False
    bare = (text[:_LONGEST].translate(_BLANKS) for text in texts)
    return any(
        (_COMMA.fullmatch(text) and not _GROUPED.fullmatch(text)) or ("," in text and _GROUPED_BY_DOTS.fullmatch(text))
        for text in bare
    )


def plain_number(text: str, *, comma: bool = False) -> float | None:
    """Return a cell as a number: None where a publisher has no value, NaN where it is no finite number.

    Blanks or commas between groups of three digits are left out.

    Parameters
    ----------
    comma
        The column writes decimals with a comma (and may group digits by dots), as `has_decimal_comma` tells.
    """
    text = text.strip()
    if text.lower() in MISSING:
        return None
    if len(text) > _LONGEST:
        return float("nan")
    text = text.translate(_BLANKS)
    if comma and _COMMA.fullmatch(text):
        text = text.replace(",", ".")
    elif comma and _GROUPED_BY_DOTS.fullmatch(text):
        text = text.replace(".", "").replace(",", ".")
    elif _GROUPED.fullmatch(text):
        text = text.replace(",", "")
    value = float(text) if _NUMBER.fullmatch(text) else float("nan")
    return value if value not in (float("inf"), float("-inf")) else float("nan")


def plain_year(text: str) -> int | None:
    """Return a cell as a year (2020 or 2020.0); None where it is none."""
    found = _YEAR.fullmatch(text.strip())
    value = int(found[1]) if found else 0
    return value if FIRST_YEAR <= value <= LAST_YEAR else None
