"""Read the yearly vintages of the World Factbook: countries by ISO3, organisations, executive branch, trade partners.

The Factbook names countries by GEC codes, which are not ISO codes: they are found by name through the registry.
"""

from __future__ import annotations

import datetime as dt
import gzip
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from poleward.actors import Registry

VINTAGES = Path(__file__).resolve().parents[2] / "shared/data/factbook/factbook_vintages_2014_2026.jsonl.gz"
_MARKUP = re.compile(r"<[^>]{0,100}>|&nbsp;|\xa0")
_SEAT = re.compile(r"([^(]+?)\s*(?:\((.*)\))?")


@dataclass(frozen=True)
class Country:
    """One country in one vintage: the vintage's day, ISO3 code, and the texts of the fields, empty where absent."""

    vintage: dt.date
    state: str
    executive: dict[str, str]
    organisations: str
    exports_partners: str
    imports_partners: str


def read(registry: Registry, path: Path = VINTAGES) -> Iterator[Country]:
    """Yield the countries that the registry knows, vintage by vintage, in order."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    states = _states(rows, registry)
    for row in sorted(rows, key=lambda r: (r["vintage"], r["gec"])):
        if row["gec"] in states:
            yield Country(
                dt.date.fromisoformat(row["vintage"]),
                states[row["gec"]],
                _fields(row["executive"]),
                plain(row["organisations"]),
                plain(row["exports_partners"]),
                plain(row["imports_partners"]),
            )


def plain(text: Any) -> str:
    """Return a field's text without markup and with single blanks; empty where it is no text."""
    return " ".join(_MARKUP.sub(" ", text).split()) if isinstance(text, str) else ""


def _fields(given: Any) -> dict[str, str]:
    """Return a field's parts by name; a field that is one text has the name ''."""
    if isinstance(given, dict):
        return {name: plain(text) for name, text in given.items() if plain(text)}
    return {"": plain(given)} if plain(given) else {}


def _states(rows: list[dict[str, Any]], registry: Registry) -> dict[str, str]:
    """Return the ISO3 code for each GEC code whose short or long name the registry knows."""
    found: dict[str, str] = {}
    for row in rows:
        name = row["name"] if isinstance(row["name"], dict) else {}
        for key in ("conventional short form", "conventional long form"):
            given = str(name.get(key) or "").split(";")[0].split(" (")[0].strip()
            state = registry.state(given) if given and given != "none" else None
            if state is not None and row["gec"] not in found:
                found[row["gec"]] = state
    return found


def seats(text: str) -> dict[str, str]:
    """Return the organisations of a participation field and how the state takes part ('member', 'observer', …)."""
    text = text.replace("(Enhanced Engagement,", "(Enhanced Engagement),")
    parts, depth, part = [], 0, ""
    for letter in text + ",":
        depth = max(0, depth + (letter == "(") - (letter == ")"))
        if letter in ",;" and depth == 0:
            parts.append(part.split(":")[-1].strip())
            part = ""
        else:
            part += letter
    found = {}
    for part in parts:
        match = _SEAT.fullmatch(part)
        if match:
            found[match[1].strip()] = match[2] or "member"
    return found
