"""Build the table of the shares of every state's first trade partners, from the vintages of the World Factbook.

Run: python scripts/build_trade_shares.py   (writes src/poleward/box/data/trade_shares.tsv.xz, always the same bytes)

A vintage names a state's first partners with their shares of its exports and imports in a year ("China 14.1%, France
10.8% (2014)"). Of several vintages for one year the newest counts. What it does not name is bounded: no other partner
has more than the least of those named, nor more than they leave of the whole.
"""

from __future__ import annotations

import datetime as dt
import lzma
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from poleward.actors import Registry, load_registry
from scripts.factbook import VINTAGES, read

TABLE = Path(__file__).resolve().parents[1] / "src/poleward/box/data/trade_shares.tsv.xz"
COLUMNS = ("state", "flow", "year", "vintage", "shares", "at_most")
_PARTNER = re.compile(r"([^\d,;()%]+(?:, The)?)\s<?(\d{1,3}(?:\.\d{1,2})?)\s?%")
_YEAR = re.compile(r"\(((?:19|20)\d\d)[^()]{0,20}\)")
_NO_STATES = frozenset({"Europe", "Africa", "Asia", "EU", "European Union"})
_SPELLED = {"Untied States": "United States", "S. Korea": "South Korea", "The Bahamas": "Bahamas"}


@dataclass(frozen=True)
class Shares:
    """A state's named partners in one flow and year: shares in percent; what any other partner has at most."""

    state: str
    flow: str
    year: int
    vintage: dt.date
    named: tuple[tuple[str, str], ...]
    at_most: float


def shares_of(text: str, registry: Registry) -> tuple[int, tuple[tuple[str, str], ...], float] | None:
    """Return the year, the named partners with their shares as printed, and the bound for every other; None: no list.

    A partner that is no state of the registry has the code '-'. A text that names parts of the world, shares that add
    up to more than the whole even when rounded, or no year gives None.
    """
    year = _YEAR.search(text)
    text = text.replace("&amp;", "and").replace("&", "and")
    found = [(_clean(name), share) for name, share in _PARTNER.findall(text.split("(")[0])]
    if year is None or not found or any(name in _NO_STATES for name, _ in found):
        return None
    total = sum(float(share) for _, share in found)
    if total > 100 + sum(half_a_unit(share) for _, share in found):
        return None
    day = dt.date(int(year[1]), 7, 1)
    named = tuple((registry.state(_SPELLED.get(name, name), on=day) or "-", share) for name, share in found)
    least = min(float(share) + half_a_unit(share) for _, share in found)
    rest = max(0.0, 100.0 - sum(float(share) - half_a_unit(share) for _, share in found))
    return int(year[1]), named, min(least, rest)


def _clean(name: str) -> str:
    return " ".join(name.replace("note", " ").split()).strip(" ,.-").removeprefix("and ")


def half_a_unit(share: str) -> float:
    """Return how far a printed share can be from the true one: "14" is 13.5 to 14.5, "14.1" is 14.05 to 14.15."""
    return 0.5 * 10.0 ** -len(share.partition(".")[2])


def table(registry: Registry, path: Path = VINTAGES) -> list[Shares]:
    """Return a row for each state, flow and year, sorted; of several vintages the newest."""
    newest: dict[tuple[str, str, int], Shares] = {}
    for country in read(registry, path):
        for flow, text in (("exports", country.exports_partners), ("imports", country.imports_partners)):
            found = shares_of(text, registry)
            if found is not None and any(code != country.state for code, _ in found[1]):
                year, named, at_most = found
                newest[country.state, flow, year] = Shares(country.state, flow, year, country.vintage, named, at_most)
    return [newest[key] for key in sorted(newest)]


def text(rows: Iterable[Shares]) -> str:
    """Return the table's text."""
    lines = ["\t".join(COLUMNS)]
    lines += [
        "\t".join((
            row.state, row.flow, str(row.year), row.vintage.isoformat(),
            " ".join(f"{code}:{share}" for code, share in row.named), f"{row.at_most:.2f}",
        ))
        for row in rows
    ]  # fmt: skip
    return "\n".join(lines) + "\n"


def packed(data: str) -> bytes:
    """Return the text as an .xz file."""
    return lzma.compress(data.encode(), preset=9 | lzma.PRESET_EXTREME)


if __name__ == "__main__":
    TABLE.write_bytes(packed(text(table(load_registry()))))
