"""Check who the registry has as heads of state and of government on each 1 July against REIGN and the Factbook.

Run: python scripts/check_heads.py
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from pathlib import Path

from poleward.actors import Registry, load_registry
from scripts.build_heads import LEFT_OUT, NOT_TAKEN, REIGN, ROLES, SHARED_MONARCHS, Leaders, same_words
from scripts.executives import holder
from scripts.factbook import VINTAGES, read

YEARS = range(2014, 2026)


def agreement(registry: Registry, vintages: Path = VINTAGES, reign: Path = REIGN) -> dict[int, tuple[int, list[str]]]:
    """Return for each year how many of the 193 members have the right head on 1 July, and what differs.

    Right is a member for which the registry names a head of state or of government, who is the leader whom REIGN has
    on that day (to 2020) and holds the office for which a later vintage of the Factbook gives a first day before it.
    """
    leaders = Leaders.load(registry, reign)
    said: dict[tuple[str, str], list[tuple[dt.date, dt.date, str]]] = defaultdict(list)
    for country in read(registry, vintages):
        for field, role in ROLES.items():
            who = holder(country.executive.get(field, ""), field=field)
            if who is None or who.since is None or (country.state, role) in NOT_TAKEN:
                continue
            if (country.state, role, who.surname) not in NOT_TAKEN:
                said[country.state, role].append((who.since[1], country.vintage, who.name))
    found: dict[int, tuple[int, list[str]]] = {}
    for year in YEARS:
        day = dt.date(year, 7, 1)
        right, wrong = 0, []
        for state in sorted(registry.members(day) - LEFT_OUT):
            everyone = [
                " ".join((p.name, *p.spellings)) for role in ROLES.values() for p in registry.heads(state, role, day)
            ]
            bad = []
            rows = [r for r in leaders.by_state.get(state, []) if r[1] <= day]
            if rows and day < dt.date(2021, 3, 1) and not any(same_words(rows[-1][0], name) for name in everyone):
                bad.append(f"REIGN has {rows[-1][0]}")
            for role in ROLES.values():
                for since, vintage, name in said[state, role]:
                    if not since <= day <= vintage or name.endswith(tuple(SHARED_MONARCHS)):
                        continue
                    if not any(same_words(word, name) or same_words(name, word) for word in everyone):
                        bad.append(f"the Factbook of {vintage.year} has {name} as {role}")
            if everyone and not bad:
                right += 1
            else:
                wrong.append(f"{state}: {'; '.join(bad) or 'nobody'} (here: {', '.join(everyone) or 'nobody'})")
        found[year] = (right, wrong)
    return found


if __name__ == "__main__":
    for year, (right, wrong) in agreement(load_registry()).items():
        print(f"1 July {year}: {right} right")
        for line in wrong:
            print(f"  {line}")
