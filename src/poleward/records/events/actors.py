"""The actors of event data: CAMEO's codes, and the names and codes of ICEWS and POLECAT, as codes of the registry."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import cache
from itertools import product
from string import ascii_uppercase

from poleward.records.events.cameo import read_data
from poleward.records.naming import FindsStates

CAMEO_LENGTH = 3
"""Letters of a state's code, as in ISO 3166."""


@cache
def _own_codes(kind: str) -> dict[str, str]:
    return {row["cameo"]: row["actor"] for row in read_data("cameo_actors.tsv") if row["kind"] == kind}


def group(code: str) -> str | None:
    """Return the organisation of a CAMEO code of a known group; None: unknown."""
    return _own_codes("group").get(code)


def actor(code: str, year: int, registry: FindsStates, *, names: str) -> str | None:
    """Return the actor that a coder's code or name stands for in a year, or None.

    `names` is 'cameo' (state codes of three letters, else groups) or 'names' (what the registry knows).
    """
    code = code.strip()
    if not code or code in ("NA", "None"):
        # R writes NA for "missing"; neither ICEWS nor POLECAT names Namibia by two letters.
        return None
    if names == "cameo":
        if len(code) != CAMEO_LENGTH or not code.isalpha():
            return None
        return _own_codes("state").get(code) or registry.state(code, on=_day(year)) or group(code)
    if code.isdecimal():
        return registry.state(int(code), on=_day(year))
    found = registry.state(code, on=_day(year))
    if found is None and ", " in code:
        # "Moldova, Republic of"
        last, _, before = code.partition(", ")
        found = registry.state(f"{before} {last}", on=_day(year)) or registry.state(last, on=_day(year))
    return found


def _day(year: int) -> date:
    """Return the middle of a year, at which its codes are read."""
    return date(min(max(year, 1900), 2100), 7, 1)


def cameo_codes() -> list[str]:
    """Return every code of the form that CAMEO's state and group codes have."""
    return ["".join(letters) for letters in product(ascii_uppercase, repeat=CAMEO_LENGTH)]


def lookup(codes: Iterable[str], year: int, registry: FindsStates, *, names: str) -> dict[str, str]:
    """Return the actor of each code that stands for one in a year."""
    return {code: known for code in codes if (known := actor(code, year, registry, names=names))}
