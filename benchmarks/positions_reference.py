"""Both estimators against the published points of Bailey, Strezhnev & Voeten, 1946-1999.

    python benchmarks/positions_reference.py

Prints pooled r, mean r within years, r of year-on-year changes, time and memory. The first run takes BSV's own file;
the others take all sources joined, in which cells that two sources contradict are left out (948, most of them of
1993-1998). `idealpointlegacy` (by session) was estimated from votes that we have; `idealpointall` (by year) from a
newer data base with a fifth more votes since 1975, so no estimate from our votes can equal it: how well the two
published columns agree with one another is printed last.
"""

from __future__ import annotations

import resource
import time

import numpy as np
import polars as pl
from positions_data import as_bsv_took_them, reference, votes

from poleward.measures.positions import Positions, positions


def correlations(joined: pl.DataFrame, a: str, b: str) -> tuple[float, float, float]:
    """Return pooled r, mean within-year r, and r of changes from one year to the next."""
    table = joined.drop_nulls([a, b]).sort("state", "year")
    within = [np.corrcoef(group[a], group[b])[0, 1] for _, group in table.group_by("year") if len(group) > 3]
    steps = table.with_columns(
        *[(pl.col(name) - pl.col(name).shift(1).over("state")).alias(f"d_{name}") for name in (a, b, "year")]
    ).filter(pl.col("d_year") == 1)
    return (
        float(np.corrcoef(table[a], table[b])[0, 1]),
        float(np.mean(within)),
        float(np.corrcoef(steps[f"d_{a}"], steps[f"d_{b}"])[0, 1]),
    )


def against(found: Positions, points: pl.DataFrame, column: str, sessions: bool) -> tuple[float, float, float]:
    """Compare positions with a published column."""
    own = pl.from_arrow(found.to_arrow())
    assert isinstance(own, pl.DataFrame)  # noqa: S101
    year = pl.col("period").cast(pl.Int32) + (1945 if sessions else 0)
    own = own.filter((pl.col("dimension") == 1) & (pl.col("votes") > 0)).with_columns(year.alias("year"))
    return correlations(own.join(points, on=["state", "year"]), "mean", column)


def main() -> None:
    every, points = votes().drop("bridge"), reference()
    theirs = as_bsv_took_them(every)
    own = as_bsv_took_them(votes(("unvotes*",)).drop("bridge"))
    runs = [
        ("bsv, BSV's file to 2019", own, "bsv", True, "idealpointlegacy"),
        ("bsv, 1946-2025", theirs, "bsv", True, "idealpointlegacy"),
        ("bsv by year, 1946-2025", every.filter(pl.col("outcome") != "not_voting"), "bsv", False, "idealpointall"),
        ("dynamic by year, 1946-2025", every, "dynamic", False, "idealpointall"),
    ]
    positions(theirs.head(20_000), estimator="bsv", draws=2, warmup=1)
    positions(every.head(20_000), draws=2, warmup=1)
    print(f"{'':28s}{'compared with':20s}{'pooled':>8s}{'within':>8s}{'changes':>8s}{'wall s':>8s}{'CPU s':>8s}")
    for name, table, estimator, sessions, column in runs:
        wall, cpu = time.perf_counter(), time.process_time()
        found = positions(table, estimator=estimator, period="session" if sessions else "year")  # type: ignore[arg-type]
        wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
        pooled, within, changes = against(found, points, column, sessions)
        print(f"{name:28s}{column:20s}{pooled:8.4f}{within:8.4f}{changes:8.4f}{wall:8.1f}{cpu:8.1f}", flush=True)
    pooled, within, changes = correlations(points, "idealpointlegacy", "idealpointall")
    print(f"{'idealpointlegacy itself':28s}{'idealpointall':20s}{pooled:8.4f}{within:8.4f}{changes:8.4f}")
    print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2:.2f} GB")


if __name__ == "__main__":
    main()
