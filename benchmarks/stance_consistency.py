"""Does any answer about votes say two things? All members, five poles, a grid of dates (`evaluation.consistency`).

    python benchmarks/stance_consistency.py votes.duckdb [--every 1] [--poles moscow,west,beijing,USA,TUR]
        [--days 1975-01-01,1992-01-01,2008-08-08,2014-02-27,2022-02-24]

A writable archive keeps the posteriors. `--every 5` asks about every fifth member.
"""

from __future__ import annotations

import argparse
import datetime as dt
from collections import Counter
from itertools import groupby
from pathlib import Path

from poleward import config
from poleward.archive import Archive
from poleward.evaluation.consistency import check_votes

DAYS = "1975-01-01,1992-01-01,2008-08-08,2014-02-27,2022-02-24"


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("archive", type=Path)
    parser.add_argument("--every", type=int, default=1)
    parser.add_argument("--poles", default="moscow,west,beijing,USA,TUR")
    parser.add_argument("--days", default=DAYS)
    asked = parser.parse_args()
    days = [dt.date.fromisoformat(day) for day in asked.days.split(",")]
    n, what, shown = 0, Counter[str](), []
    with Archive.open(asked.archive, write=True) as archive:
        rows = archive.rows("SELECT DISTINCT state FROM votes JOIN roll_calls USING (roll_call_id) WHERE date >= ?",
                            [max(days)])  # fmt: skip
        states = sorted(row["state"] for row in rows)[:: asked.every]
        told = check_votes(archive, states, asked.poles.split(","), days, config=config.load())
        for (day, pole), answers in groupby(told, key=lambda one: (one[0].since, one[0].pole.key)):
            for question, said in answers:
                n += 1
                what.update(said)
                if said:
                    shown.append(f"{question.state} {pole} {day}: {'; '.join(said)}")
            print(f"{day} {pole}: {n} answers so far, {len(shown)} say two things", flush=True)
    print(f"{n} answers, {len(shown)} say two things")
    for line in (*shown[:20], *(f"{k} times: {said}" for said, k in what.most_common())):
        print(line)


if __name__ == "__main__":
    main()
