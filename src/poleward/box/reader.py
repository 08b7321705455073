"""Reading the box: roll calls and votes as Arrow tables of the archive's schema."""

from __future__ import annotations

import datetime as dt
import hashlib
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources

import pyarrow as pa

from poleward.box.pack import FILES, expand, unpack_roll_calls, unpack_votes

LAYOUT = "box"
"""The layout under which the box stands among an archive's sources; its source_id is the digest."""


def roll_calls() -> pa.Table:
    """Return the roll calls of the General Assembly from 1946 on, in the order of their dates.

    The columns are those of the archive's table `roll_calls`, and two more: 'precision' is 'day', or 'month' where the
    day is not known (the date's day is then one of 1 to 7); 'lineage' names the sources that have votes of it, joined
    by '+'. 'title' is a subject in a few words of ours; 'bridge' is equal for resolutions whose official titles are.

    Examples
    --------
    >>> from poleward import box
    >>> box.roll_calls().num_rows > 6900
    True
    """
    return unpack_roll_calls(_files("roll_calls.tsv"))


def votes() -> pa.Table:
    """Return every state's outcome on every roll call of the box, with the columns of the archive's table `votes`.

    A state without a row on a roll call is in no source. Two rows for one cell, both 'contradicted', mean that sources
    say different things.

    Examples
    --------
    >>> from poleward import box
    >>> sorted(set(box.votes()["vote"].to_pylist()))
    ['abstain', 'no', 'not_a_member', 'not_voting', 'yes']
    """
    return unpack_votes(_files(*FILES))


@cache
def digest() -> str:
    """Return the SHA-256 of what the box holds, hexadecimal: another box has another one."""
    total = hashlib.sha256()
    for name in FILES:
        total.update(hashlib.sha256(_data(name)).digest())
    return total.hexdigest()


@cache
def last_days() -> Mapping[str, dt.date]:
    """Return the last day that each source of the box observed, by its name among the sources of a vote."""
    text = resources.files("poleward.box").joinpath("data/sources.toml").read_text(encoding="utf-8")
    return {row["name"]: row["last"] for row in tomllib.loads(text)["source"]}


def _files(*names: str) -> dict[str, bytes]:
    return {name: expand(_data(name), name) for name in names}


def _data(name: str) -> bytes:
    return resources.files("poleward.box").joinpath(f"data/{name}.xz").read_bytes()
