"""The published roll calls of ../shared as one table, for the benchmarks of positions.

The first call loads the files into an archive and keeps the table in the temporary folder; later calls read it.
"""

from __future__ import annotations

import datetime as dt
import sys
import tempfile
from pathlib import Path

import polars as pl

from poleward.archive import Archive
from poleward.intake.votes import load_votes
from poleward.records.votes.symbols import session_of_special

SHARED = Path(__file__).resolve().parents[2] / "shared" / "data"
EVERY = ("unvotes*", "voeten*", "unga_*")
REFERENCE = SHARED / "idealpoints" / "bsv_july2025_1946_1999.csv"
QUERY = """
    SELECT v.state, v.roll_call_id AS roll_call, r.date, v.vote AS outcome, r.bridge, r.kind, r.title, r.rcid,
           coalesce(try_cast(r.session AS INTEGER), -1) AS session
    FROM votes v JOIN roll_calls r USING (roll_call_id)
    WHERE NOT v.contradicted AND v.vote <> 'not_a_member'
    ORDER BY r.date, v.roll_call_id, v.state
"""


def votes(names: tuple[str, ...] = EVERY) -> pl.DataFrame:
    """Return state, roll_call, date, session, outcome, bridge, kind, title, rcid of the files with these names."""
    if not SHARED.is_dir():
        sys.exit("The published files of ../shared are not here: nothing to run.")
    kept = Path(tempfile.gettempdir()) / f"poleward-benchmark-2-{'-'.join(name.strip('*') for name in names)}.parquet"
    if not kept.exists():
        print("loading the published roll calls once …", file=sys.stderr)
        files = [path for name in names for path in sorted((SHARED / "unga").glob(name))]
        with tempfile.TemporaryDirectory() as made, Archive.open(Path(made) / "votes.duckdb", write=True) as archive:
            load_votes(archive, files)
            table = pl.from_arrow(archive.query(QUERY))
        assert isinstance(table, pl.DataFrame)  # noqa: S101
        days = {day: session_of_special(day) for day in table["date"].unique()}
        placed = pl.col("date").replace_strict(days, return_dtype=pl.Int32)
        table.with_columns(
            pl.when(pl.col("session") < 0).then(placed).otherwise(pl.col("session")).alias("session")
        ).write_parquet(kept)
    return pl.read_parquet(kept)


def as_bsv_took_them(table: pl.DataFrame) -> pl.DataFrame:
    """Return the votes that BSV's data organiser keeps, in BSV's sessions.

    No absences, no session 19, no parts voted on after 1989, and to 2019 only their roll calls; emergency special
    sessions count with the regular session in which BSV put them.
    """
    rolls = pl.read_csv(SHARED / "unga" / "unvotes_roll_calls_1946_2019.csv.gz", columns=["rcid", "session"])
    theirs = rolls.select(pl.col("rcid").cast(pl.Int32), pl.col("session").cast(pl.Int32).alias("own"))
    parts = pl.col("kind").is_in(["paragraph", "amendment"]) & (pl.col("date") >= dt.date(1990, 1, 1))
    south_africa = (pl.col("state") == "ZAF") & (pl.col("session") == 48)
    known = pl.col("own").is_not_null() | (pl.col("date") >= dt.date(2020, 9, 1))
    return (
        table.join(theirs, on="rcid", how="left")
        .filter(known)
        .with_columns(pl.coalesce("own", "session").alias("session"))
        .filter((pl.col("outcome") != "not_voting") & (pl.col("session") != 19) & ~parts & ~south_africa)
        .drop("own")
    )


def reference() -> pl.DataFrame:
    """Return the published points of 1946-1999: state, year, idealpointall, idealpointlegacy, q5all, q95all."""
    code = pl.when(pl.col("ccode") == 345).then(pl.lit("YUG")).otherwise("iso3c")
    return (
        pl.read_csv(REFERENCE, infer_schema_length=None)
        .with_columns(code.alias("state"), pl.col("year").cast(pl.Int32))
        .filter(pl.col("state").is_not_null())
        .unique(["state", "year"])
    )
