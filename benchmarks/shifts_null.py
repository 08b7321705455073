"""How often is a shift found where nobody moves? Votes simulated on the real questions and pattern of voting.

    python benchmarks/shifts_null.py votes.duckdb [--until 2019-12-31] [--dims 1,2] [--seeds 2]

A fit of the whole record, its states held at their means with their mean habits, gives votes in which no state ever
moves; whatever `poleward shifts` finds in them is a false alarm. They are counted as in docs/breaks.md, beside the two
poles of the list of realignments: per 100 state-years of all states, and of those that stayed in their alliance.
"""

from __future__ import annotations

import argparse
import datetime as dt
import tempfile
from pathlib import Path

import numpy as np
import pyarrow as pa

from poleward.archive import Archive
from poleward.channels.vote_stance import record_of
from poleward.evaluation.shifts import score
from poleward.measures.stance.posterior import Record, fit
from poleward.measures.testing.simulated_stance import truth_of, votes_from
from poleward.outcomes import OUTCOMES
from poleward.periods import Window

FIRST = dt.date(1946, 1, 1)
WARMUP, DRAWS = 40, 20


def filled(made: Archive, real: Archive, record: Record) -> None:
    """Fill an empty archive with the roll calls of a record, and its votes."""
    named = pa.table({"roll_call_id": pa.array(record.roll_calls)})
    with real.lend("chosen_", named):
        made.append("roll_calls", real.query("SELECT r.* FROM roll_calls r JOIN chosen_ USING (roll_call_id)"))
    call, state = np.nonzero(record.votes >= 0)
    names, states = np.array(record.roll_calls), np.array(record.states)
    votes = pa.table({
        "roll_call_id": pa.array(names[call]), "state": pa.array(states[state]),
        "vote": pa.array(np.array(OUTCOMES)[record.votes[call, state]]),
        "sources": pa.array([["simulated"]] * len(call)), "contradicted": pa.array(np.zeros(len(call), dtype=bool)),
    })  # fmt: skip
    made.append("votes", votes)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("archive", type=Path)
    parser.add_argument("--until", type=dt.date.fromisoformat, default=dt.date(2019, 12, 31))
    parser.add_argument("--dims", default="1,2")
    parser.add_argument("--seeds", type=int, default=2)
    asked = parser.parse_args()
    with Archive.open(asked.archive) as real:
        record = record_of(real, Window(FIRST, asked.until))
        print("dimensions  seed  threshold  false alarms per 100 state-years  of states that stayed")
        for dims in map(int, asked.dims.split(",")):
            still = truth_of(fit(record, dims=dims, warmup=WARMUP, draws=DRAWS))
            for seed in range(asked.seeds):
                with (
                    tempfile.TemporaryDirectory() as made,
                    Archive.open(Path(made) / "votes.duckdb", write=True) as archive,
                ):
                    filled(archive, real, votes_from(still, 100 * dims + seed))
                    found = score(archive, [])
                for row in found["trade_off"]:
                    everywhere, stayed = (
                        row[f"{name}_per_100_state_years{where}"]
                        for name, where in (("alarms", "_elsewhere"), ("false_alarms", ""))
                    )
                    print(f"{dims:10d}{seed:6d}{row['threshold']:11.2f}{everywhere:34.3f}{stayed:23.3f}", flush=True)
                print(f"of {found['state_years_elsewhere']} and {found['state_years_that_stayed']}", flush=True)


if __name__ == "__main__":
    main()
