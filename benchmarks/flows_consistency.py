"""Does any answer about trade or arms say two things? (`evaluation.flow_consistency`)

    python benchmarks/flows_consistency.py ties.duckdb [--states KAZ,KGZ,…] [--poles moscow,west,beijing,TUR]
        [--days 2014-02-27,2018-01-01,2022-02-24]

The archive holds published flows, the record that ships, or both; by default twenty states are asked about.
"""

from __future__ import annotations

import argparse
import datetime as dt
from collections import Counter
from pathlib import Path

from poleward import config
from poleward.actors import load_registry
from poleward.answers.ask import finding_of
from poleward.answers.questions import question
from poleward.archive import Archive
from poleward.channels import FLOWS
from poleward.channels.archive_reading import Reading
from poleward.evaluation.flow_consistency import disagreements

STATES = "KAZ,KGZ,TJK,TKM,UZB,GEO,ARM,AZE,BLR,UKR,MDA,TUR,IND,SRB,HUN,VNM,EGY,DZA,PAK,BRA"


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("archive", type=Path)
    parser.add_argument("--states", default=STATES)
    parser.add_argument("--poles", default="moscow,west,beijing,TUR")
    parser.add_argument("--days", default="2014-02-27,2018-01-01,2022-02-24")
    given = parser.parse_args()
    said, wrong, what, shown = Counter[str](), Counter[str](), Counter[str](), []
    settings, registry = config.load(), load_registry()
    with Archive.open(given.archive) as archive:
        reading = Reading(archive)
        for day in map(dt.date.fromisoformat, given.days.split(",")):
            for pole in given.poles.split(","):
                for state in given.states.split(","):
                    if settings.pole(pole, on=day).states == (state,):
                        continue
                    asked = question(archive, state, pole, day, config=settings, registry=registry)
                    for flow in FLOWS:
                        found = finding_of(reading, flow, asked)
                        if found is None:
                            continue
                        against = disagreements(found, asked)
                        said[f"{flow.key}: {found.direction}"] += 1
                        wrong[flow.key] += bool(against)
                        what.update(against)
                        if against:
                            shown.append(f"{flow.key} {state} {pole} {day}: {'; '.join(against)}")
    print(f"{said.total()} findings; " + ", ".join(f"{k} {n} say two things" for k, n in wrong.items()))
    for line in (*shown[:20], *(f"{k} times: {one}" for one, k in what.most_common()), *map(str, said.most_common())):
        print(line)


if __name__ == "__main__":
    main()
