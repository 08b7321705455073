"""CAMEO and PLOVER: which code is which type, both ways, and how hostile or friendly each type is.

Both tables are reviewed data files that name their sources (`data/sources.tsv`). The correspondence is the one that
the Open Event Data Alliance publishes with PLOVER; CAMEO 08 (YIELD) is PLOVER's CONCEDE (words) and RETREAT (deeds).
No scale for PLOVER types could be verified in print. Ours anchors each type at the value that Goldstein's scale
(J. Conflict Resolution 36(2), 1992) has for the general code of its CAMEO category, as GDELT's rows carry it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import resources
from itertools import product

from poleward.errors import UnusableInputError

YIELD = "YIELD"
"""The family of CONCEDE and RETREAT: coders that code one cannot always tell it from the other."""


@dataclass(frozen=True, slots=True)
class CameoType:
    """What a CAMEO code corresponds to; `event_type` and `mode` are None where PLOVER has nothing for it."""

    event_type: str | None
    mode: str | None


@dataclass(frozen=True, slots=True)
class TypeScore:
    """A PLOVER type on our scale: `score` from -10 (conflict) to 10 (co-operation), `verbal` words or deeds."""

    event_type: str
    verbal: bool
    co_operative: bool
    score: float
    anchor: str


def read_data(name: str) -> Iterator[dict[str, str]]:
    """Yield the rows of one of this package's data files."""
    text = (resources.files("poleward.records.events") / "data" / name).read_text(encoding="utf-8")
    lines = text.splitlines()
    header = lines[0].split("\t")
    for number, line in enumerate(lines[1:], start=2):
        cells = line.split("\t")
        if len(cells) != len(header):
            raise UnusableInputError(
                f"the row has {len(cells)} cells, not {len(header)}.",
                where=f"{name} line {number}",
                todo="Reinstall poleward, or restore the file.",
            )
        yield dict(zip(header, cells, strict=True))


@cache
def correspondence() -> dict[str, CameoType]:
    """Return the correspondence as published: CAMEO codes of two to four digits, the longest that fits counts."""
    return {
        row["cameo"]: CameoType(row["event_type"] or None, row["mode"] or None) for row in read_data("cameo_plover.tsv")
    }


@cache
def scale() -> dict[str, TypeScore]:
    """Return the scale by PLOVER type."""
    return {
        row["event_type"]: TypeScore(
            row["event_type"],
            row["class"].startswith("verbal"),
            row["class"].endswith("co-operation"),
            float(row["score"]),
            row["anchor"],
        )
        for row in read_data("plover_scale.tsv")
    }


def plover_of(cameo: str) -> CameoType | None:
    """Return what a CAMEO code corresponds to; None: not a CAMEO code."""
    return _all_codes().get(cameo.strip())


def family_of(event_type: str) -> str:
    """Return the family within which reports of one event may differ in type."""
    return YIELD if event_type in ("CONCEDE", "RETREAT") else event_type


@cache
def _all_codes() -> dict[str, CameoType]:
    """Return every code that CAMEO's form allows: two digits from 01 to 20, and up to two more."""
    table = correspondence()
    found = {}
    digits = "0123456789"
    for root in (f"{n:02}" for n in range(1, 21)):
        for length in range(3):
            for more in product(digits, repeat=length):
                code = root + "".join(more)
                longest = next(code[:n] for n in range(len(code), 1, -1) if code[:n] in table)
                found[code] = table[longest]
    return found


def code_rows() -> list[tuple[str, str, str | None, str | None]]:
    """Return (CAMEO code, family, event type, mode) for every code; a code without a type is its own family."""
    return [
        (code, family_of(t.event_type) if t.event_type else f"CAMEO {code[:2]}", t.event_type, t.mode)
        for code, t in _all_codes().items()
    ]


def written_forms() -> list[tuple[str, str, str]]:
    """Return (code as written, root as written, code) for every code: whole, or without its leading zero.

    Spreadsheets read 020 as the number 20, which beside the root 2 can be told from 20 beside the root 20;
    some write 20.0. Beside an empty root only the whole code stands for itself.
    """
    found = []
    for code in _all_codes():
        bare, root = code.lstrip("0"), code[:2]
        roots = {root, root.lstrip("0"), f"{root.lstrip('0')}.0"}
        found += [(written, beside, code) for written in {code, bare, f"{bare}.0"} for beside in sorted(roots)]
        found.append((code, "", code))
    return found


def bare_forms() -> list[tuple[str, str]]:
    """Return (code as written, code) in a file whose codes have lost their leading zeros and that gives no roots.

    Such codes have three digits at least: of two digits, a zero is gone; of three, one is gone where the first two
    are no root.
    """
    found = []
    for code in _all_codes():
        bare = code.lstrip("0")
        if len(code) > 2 and (len(bare) == 2 or int(bare[:2]) > LAST_ROOT or code[0] != "0"):
            found += [(bare, code), (f"{bare}.0", code)]
    return found


LAST_ROOT = 20
"""Root codes of CAMEO run from 01 to 20."""


@cache
def labels() -> dict[str, str]:
    """Return CAMEO code by the letters of its words, as ICEWS and the code book write them."""
    return {label_key(row["label"]): row["cameo"] for row in read_data("cameo_labels.tsv")}


def label_key(text: str) -> str:
    """Return the letters of a code's words, without 'not specified below'."""
    return "".join(c for c in text.lower().replace("not specified below", "") if "a" <= c <= "z")
