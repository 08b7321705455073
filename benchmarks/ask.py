"""How long `ask` and `why` take on an archive of a million statements and a million votes.

    python benchmarks/ask.py [--statements N] [--votes N] [--about five|all] [--archive FILE]

The archive is generated (our own numbers; nothing in it is real): 193 states on votes/193 roll calls in 2014 to 2025, and
statements of which a third are between the five Central Asian states (`--about all`: any state) and the members of the
three poles: 46,000 between Kazakhstan and the West then, or 1,200. Printed are
wall-clock and processor seconds of the first `ask` (it estimates positions), of a second one, and of `why`.
"""

# ruff: noqa: E501 - SQL is read better whole
from __future__ import annotations

import argparse
import datetime as dt
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from poleward import config
from poleward.actors import load_registry
from poleward.answers.ask import ask
from poleward.answers.why import why, why_estimate
from poleward.archive import Archive
from poleward.periods import Window

SINCE = dt.date(2022, 2, 24)
ROLL_CALLS = """
INSERT INTO roll_calls SELECT 'R' || i, 'A/RES/' || i, '70', DATE '2014-01-01' + (i * 4380 // $calls)::INTEGER,
  'Matter ' || i, 'resolution', true, NULL, [], NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL FROM range($calls) t(i)
"""
VOTES = """
INSERT INTO votes SELECT 'R' || i, s.state, CASE
    WHEN h % 100 < 8 THEN 'not_voting' WHEN (h // 100) % 10 < s.side THEN 'yes'
    WHEN (h // 100) % 10 < s.side + 2 THEN 'abstain' ELSE 'no' END, ['made up'], false
FROM (SELECT i, state, side, hash(i, state) AS h FROM range($calls) t(i),
  (SELECT unnest($states) AS state, hash(unnest($states)) % 9 AS side)) s
"""
DOCUMENTS = """
INSERT INTO documents SELECT 'd' || i, 'd' || i || '.txt', NULL, 'text', NULL, '', 'en', DATE '2014-01-01', NULL, 'made up',
  's' || i, 'made up' FROM range($documents) t(i)
"""
STATEMENTS = """
CREATE TEMP TABLE made AS SELECT i, CASE WHEN h % 3 = 0 THEN $about[1 + (h // 7) % len($about)] ELSE
    $states[1 + (h // 7) % len($states)] END AS actor,
  CASE WHEN h % 3 = 0 THEN $poles[1 + (h // 11) % len($poles)] ELSE $states[1 + (h // 13) % len($states)] END AS recipient,
  DATE '2014-01-01' + (h // 17 % 4380)::INTEGER AS day, h // 23 AS h FROM (SELECT i, (hash(i) // 4)::BIGINT AS h FROM range($n) t(i));
"""
INSERT_STATEMENTS = """
INSERT INTO statements SELECT 'x' || i, 'd' || (i // 10), 0, 10, 'Made up.', '', '', NULL, NULL, 'event', actor, actor, NULL,
  recipient, recipient, NULL, ['AID', 'ACCUSE', 'CONSULT', 'AGREE', 'THREATEN'][1 + h % 5], NULL, 'diplomatic',
  CASE WHEN h % 2 = 0 THEN 'words' ELSE 'deeds' END, false, false, false, false, day, day, 'made up', NULL, [], 0.9, NULL,
  'made up' FROM made
"""
INSERT_SIGNS = """
INSERT INTO signs SELECT DISTINCT ON (1, 2, 3) * FROM (
  SELECT 'x' || i, actor, recipient, CASE WHEN h % 7 < 4 THEN 1 ELSE -1 END, 'made up' FROM made WHERE actor <> recipient
  UNION ALL
  SELECT 'x' || i, recipient, actor, CASE WHEN h % 7 < 4 THEN 1 ELSE -1 END, 'made up' FROM made WHERE actor <> recipient)
"""


def fill(path: Path, statements: int, votes: int, about: str = "five") -> None:
    """Write the generated archive."""
    poles = config.load().poles
    states = sorted(load_registry().members(dt.date(2020, 1, 1)))
    chosen = states if about == "all" else list(config.load().group("central-asia"))
    members = ["RUS"] * 10 + ["CHN"] * 10 + list(poles["west"].states)
    with Archive.open(path, write=True) as archive, archive.transaction():
        run = archive.connection.execute
        calls = votes // len(states)
        run(ROLL_CALLS, {"calls": calls})
        run(VOTES, {"calls": calls, "states": states})
        run(DOCUMENTS, {"documents": statements // 10 + 1})
        run(STATEMENTS, {"n": statements, "about": chosen, "poles": members, "states": states})
        run(INSERT_STATEMENTS)
        run(INSERT_SIGNS)


def timed(name: str, work: Callable[[], object]) -> object:
    """Run something and print how long it took."""
    wall, cpu = time.perf_counter(), time.process_time()
    out = work()
    print(f"{name:44} {time.perf_counter() - wall:8.2f} s   {time.process_time() - cpu:8.2f} s of processors")
    return out


def measure(path: Path) -> None:
    """Time the questions."""
    poles = config.load()
    with Archive.open(path, write=True) as archive:
        for table in ("statements", "signs", "votes", "roll_calls"):
            print(f"{table:12} {archive.count(table):>10,}")

        def asking(pole: str, state: str = "KAZ") -> object:
            return ask(archive, state, pole, SINCE, config=poles, baseline=dt.date(2014, 1, 1))

        timed("ask KAZ moscow, with positions estimated", lambda: asking("moscow"))
        for state, pole in (("KAZ", "moscow"), ("UZB", "moscow"), ("KAZ", "west"), ("KAZ", "beijing")):
            timed(f"ask {state} {pole}", lambda s=state, p=pole: asking(p, s))  # type: ignore[misc]
        year = Window(dt.date(2022, 1, 1), dt.date(2022, 12, 31))
        for pole in ("moscow", "west"):
            timed(f"why KAZ {pole} 2022", lambda p=pole: why(archive, "KAZ", p, year, config=poles))  # type: ignore[misc]
        asked = archive.rows("SELECT estimate_id FROM estimates WHERE measure IN ('change_in_balance', 'change_in_agreement')"
                             " AND pole = 'moscow' AND state = 'KAZ' ORDER BY channel")  # fmt: skip
        for row in asked:
            timed("why --estimate of a change", lambda r=row: why_estimate(archive, r["estimate_id"], config=poles))  # type: ignore[misc]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--statements", type=int, default=1_000_000)
    parser.add_argument("--votes", type=int, default=1_000_000)
    parser.add_argument("--about", choices=("five", "all"), default="five")
    parser.add_argument("--archive", type=Path, help="Keep the archive here, or use the one that is here.")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = options.archive or Path(folder) / "made_up.duckdb"
        if not path.exists():
            timed("generating the archive", lambda: fill(path, options.statements, options.votes, options.about))
        measure(path)


if __name__ == "__main__":
    main()
