"""Check the registry's dated memberships against the yearly lists of the World Factbook.

Run: python scripts/check_memberships.py

Every difference is either explained in `scripts/membership_differences.tsv` or an error; so is an explanation that
explains nothing. A membership whose day is known only as an interval may be on either side of it.
"""

from __future__ import annotations

import csv
import sys
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from poleward.actors import Registry, load_registry
from scripts.factbook import VINTAGES, read, seats

EXPLAINED = Path(__file__).with_name("membership_differences.tsv")
NAMES = {
    "ALADI": "LAIA", "ANDEAN": "CAN", "AOSIS": "AOSIS", "APEC": "APEC", "ARCTIC-COUNCIL": "Arctic Council",
    "AMU": "AMU", "ANZUS": "ANZUS", "ARF": "ARF", "ASEAN": "ASEAN", "AU": "AU", "AUSTRALIA-GROUP": "Australia Group",
    "BENELUX": "Benelux", "BIMSTEC": "BIMSTEC", "BRICS": "BRICS", "BSEC": "BSEC", "CARICOM": "Caricom",
    "CBSS": "CBSS", "CELAC": "CELAC", "CICA": "CICA", "CIS": "CIS", "COE": "CE", "COMESA": "COMESA",
    "COMMONWEALTH": "C", "CPLP": "CPLP", "CSTO": "CSTO", "D-8": "D-8", "EAC": "EAC", "EAEU": "EAEU", "EAS": "EAS",
    "ECO": "ECO", "ECOWAS": "ECOWAS", "EFTA": "EFTA", "EU": "EU", "EUROZONE": "EMU", "FATF": "FATF",
    "FRANCOPHONIE": "OIF", "G20": "G-20", "G24": "G-24", "G7": "G-7", "G77": "G-77", "GCC": "GCC", "GUAM": "GUAM",
    "ICC": "ICCt", "IEA": "IEA", "IGAD": "IGAD", "LAS": "LAS", "MERCOSUR": "Mercosur", "NATO": "NATO",
    "NON-ALIGNED": "NAM", "NORDIC-COUNCIL": "NC", "NSG": "NSG", "OAPEC": "OAPEC", "OAS": "OAS", "OECD": "OECD",
    "OECS": "OECS", "OIC": "OIC", "OPEC": "OPEC", "OSCE": "OSCE", "PACIFIC-ALLIANCE": "Pacific Alliance",
    "PARIS-CLUB": "Paris Club", "PIF": "PIF", "QUAD": "Quad", "SAARC": "SAARC", "SACU": "SACU", "SADC": "SADC",
    "SCHENGEN": "Schengen Convention", "SCO": "SCO", "SICA": "SICA", "UEMOA": "WAEMU", "UNASUR": "UNASUR",
    "USMCA": "USMCA", "WASSENAAR": "Wassenaar Arrangement", "WTO": "WTO",
}  # fmt: skip
"""The Factbook's abbreviations. Where it has no list, or names another body by one of these, there is none here."""
ALIASES = {
    "EEU": "EAEU", "EAEC": "EAEU", "ICCT": "ICCt", "Francophonie": "OIF", "Commonwealth of Nations": "C",
    "Australian Group": "Australia Group",
}  # fmt: skip


@dataclass(frozen=True, order=True)
class Difference:
    """A state that one side has as a full member and the other has not, with the vintages' years."""

    organisation: str
    state: str
    only: str
    years: tuple[int, ...]
    seat: str


def differences(registry: Registry, path: Path = VINTAGES) -> tuple[list[Difference], int]:
    """Return every difference in full membership and how many memberships were compared, a state and vintage each."""
    found: dict[tuple[str, str, str, str], list[int]] = defaultdict(list)
    compared = 0
    spans = defaultdict(list)
    for m in registry.memberships:
        if m.status == "member" and m.organisation in NAMES:
            spans[m.organisation, m.state].append(m)
    for country in read(registry, path):
        if not country.organisations:
            continue
        theirs = {ALIASES.get(name, name): seat for name, seat in seats(country.organisations).items()}
        for organisation, name in NAMES.items():
            own = spans.get((organisation, country.state), [])
            seat = theirs.get(name, "none")
            if seat == "member":
                compared += 1
                if not any(m.possible.covers(country.vintage) for m in own):
                    found[organisation, country.state, "factbook", seat].append(country.vintage.year)
            elif any(m.span.covers(country.vintage) for m in own):
                found[organisation, country.state, "registry", seat].append(country.vintage.year)
    return sorted(
        Difference(o, s, only, tuple(sorted(set(years))), seat) for (o, s, only, seat), years in found.items()
    ), compared


def unexplained(found: Iterable[Difference]) -> tuple[list[Difference], list[str]]:
    """Return the differences without an explanation, and the explanations that explain none."""
    with EXPLAINED.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    used, left = set(), []
    for difference in found:
        why = [
            n for n, row in enumerate(rows)
            if row["organisation"] == difference.organisation
            and row["only"] == difference.only
            and (row["states"] == "*" or difference.state in row["states"].split())
            and all(int(row["from"]) <= year <= int(row["to"]) for year in difference.years)
        ]  # fmt: skip
        used.update(why)
        if not why:
            left.append(difference)
    return left, [f"{row['organisation']} {row['states']}" for n, row in enumerate(rows) if n not in used]


def main() -> int:
    """Print the count and every difference that nothing explains; 1 where there is one."""
    found, compared = differences(load_registry())
    left, stale = unexplained(found)
    print(f"{compared} memberships of the Factbook compared, {len(found)} differences, {len(left)} unexplained.")
    for difference in left:
        print(f"  unexplained: {difference}")
    for line in stale:
        print(f"  explains nothing: {line}")
    return int(bool(left or stale))


if __name__ == "__main__":
    sys.exit(main())
