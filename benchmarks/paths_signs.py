"""Do paths foretell the signs of events? Fitted to month t, the signs of the twelve months after it.

    python benchmarks/paths_signs.py [--ends 2019-12,2020-12,2021-12,2022-12]

The series are those of ../shared/data/events: for each day and pair of states, a sum that others built from GDELT.
Its sign is one observation: whether the day was more co-operative than not. That is coarser than an event, but it is
the one long series at hand. Pairs with at least twelve such days in the year before t. Score: mean log probability of
the sign seen, in nats. Methods:

* everybody: the share of positive days of all pairs in the year before;
* last year: the pair's own share in the year before, with one day of each sign added;
* paths: the forecast of the path of `ask`'s channel of events, with the settings that ship.
"""

from __future__ import annotations

import argparse
import datetime as dt

import numpy as np
import polars as pl
from positions_data import SHARED

from poleward.channels.events_path import SETTINGS
from poleward.channels.paths.series import Series
from poleward.channels.statements_path import GRID
from poleward.coding import sign_error
from poleward.measures.paths import sign_terms
from poleward.measures.paths.filtering import passing_kernel

FILE = SHARED / "events" / "gdelt_graph_daily_central_asia_2018_2024.csv.gz"
LEAST_DAYS = 12
HORIZON = 12


def signs() -> pl.DataFrame:
    """Return pair, month (counted from the first) and positive, a row for each day of a pair whose sum is not 0."""
    table = pl.read_csv(FILE).filter(pl.col("weight") != 0)
    day = pl.col("date").cast(pl.String).str.to_date("%Y%m%d")
    first, second = pl.min_horizontal("iso3_source", "iso3_target"), pl.max_horizontal("iso3_source", "iso3_target")
    month = day.dt.year().cast(pl.Int64) * 12 + day.dt.month() - 1
    rows = table.with_columns(month.alias("month"), (first + "-" + second).alias("pair"), day.alias("day"))
    return rows.unique(["pair", "day"], maintain_order=True).select("pair", "month", pl.col("weight") > 0)


def forecast(months: np.ndarray, positive: np.ndarray, ahead: int) -> np.ndarray:
    """Return (ahead) the chance of a positive sign in each month after the last, from signs up to then."""
    error = sign_error()
    cells, inverse = np.unique(np.stack([months, positive], axis=1), axis=0, return_inverse=True)
    counts = np.bincount(inverse.ravel(), minlength=len(cells)).astype(np.float32)
    terms = counts[:, None] * sign_terms(cells[:, 1].astype(float), error, GRID)
    series = Series.of(ahead + HORIZON, cells[:, 0], terms, GRID, SETTINGS)
    towards = np.exp(sign_terms(np.ones(1), error, GRID))[0]
    return np.asarray(series.weights[ahead:] @ passing_kernel(GRID, SETTINGS) @ towards)


def score(table: pl.DataFrame, end: int) -> tuple[np.ndarray, int, int]:
    """Return the three methods' mean log scores on the months after `end`, the days scored, and the pairs."""
    first = int(table["month"].min())  # type: ignore[arg-type]
    before = table.filter(pl.col("month") <= end)
    after = table.filter(pl.col("month").is_between(end + 1, end + HORIZON))
    year = before.filter(pl.col("month") > end - HORIZON)
    everybody = float(year["weight"].mean())  # type: ignore[arg-type]
    total, days, pairs = np.zeros(3), 0, 0
    for (pair,), rows in after.group_by("pair", maintain_order=True):
        mine = year.filter(pl.col("pair") == pair)["weight"]
        if len(mine) < LEAST_DAYS:
            continue
        past = before.filter(pl.col("pair") == pair)
        months, positive = past["month"].to_numpy() - first, past["weight"].to_numpy().astype(np.int64)
        by_month = forecast(months, positive, end - first + 1)
        seen = rows["weight"].to_numpy()
        chances = np.stack(
            [
                np.full(len(seen), everybody),
                np.full(len(seen), (float(mine.sum()) + 1) / (len(mine) + 2)),
                by_month[rows["month"].to_numpy() - end - 1],
            ]
        )
        total += np.log(np.where(seen, chances, 1 - chances)).sum(axis=1)
        days, pairs = days + len(seen), pairs + 1
    return total / max(days, 1), days, pairs


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--ends", default="2019-12,2020-12,2021-12,2022-12")
    table = signs()
    print(f"{'after':>10}{'days':>8}{'pairs':>7}{'everybody':>12}{'last year':>12}{'paths':>12}")
    scores = []
    for part in parser.parse_args().ends.split(","):
        end = dt.date.fromisoformat(f"{part}-01")
        found, days, pairs = score(table, end.year * 12 + end.month - 1)
        scores.append((days, found))
        print(f"{part:>10}{days:8d}{pairs:7d}" + "".join(f"{x:12.4f}" for x in found), flush=True)
    n = sum(days for days, _ in scores)
    print(f"{'all':>10}{n:8d}{'':7}" + "".join(f"{x:12.4f}" for x in sum(d * f for d, f in scores) / n))


if __name__ == "__main__":
    main()
