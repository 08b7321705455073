"""The paths of all published roll calls of ../shared, for the benchmarks of paths and shifts."""

from __future__ import annotations

import datetime as dt

import polars as pl
from positions_data import SHARED, votes

from poleward.channels.vote_paths import VotePaths, from_votes
from poleward.measures.positions import Positions, positions

GOLD = SHARED.parent / "gold" / "realignments.csv"
COLUMNS = ("state", "roll_call", "date", "outcome")


def with_positions(table: pl.DataFrame) -> tuple[VotePaths, Positions]:
    """Return the paths of votes, and the positions estimated for them."""
    chosen = table.select(*COLUMNS, pl.col("bridge").fill_null("")).to_arrow()
    for name in ("state", "roll_call", "outcome", "bridge"):
        i = chosen.schema.get_field_index(name)
        chosen = chosen.set_column(i, name, chosen.column(i).cast("string"))
    found = positions(chosen)
    return from_votes(chosen, found), found


def paths_of(table: pl.DataFrame) -> VotePaths:
    """Return the paths of votes, their positions estimated anew."""
    return with_positions(table)[0]


def published_paths(until: dt.date = dt.date(2019, 12, 31)) -> VotePaths:
    """Return the paths of every roll call up to a day, all sources joined."""
    return paths_of(votes().filter(pl.col("date") <= until))
