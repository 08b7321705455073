"""The shares of every state's first trade partners, by year: figures for those named, a bound for everyone else."""

from __future__ import annotations

import datetime as dt
import hashlib
from functools import cache
from importlib import resources

import pyarrow as pa

from poleward.box.pack import expand
from poleward.tables import ANY_OTHER

FILE = "trade_shares.tsv.xz"
INDICATORS = {"exports": "export_share", "imports": "import_share"}
_TYPES = {
    "state": pa.string(), "partner": pa.string(), "channel": pa.string(), "indicator": pa.string(),
    "date_earliest": pa.date32(), "date_latest": pa.date32(), "value": pa.float64(), "unit": pa.string(),
    "status": pa.string(), "reporter": pa.string(), "source": pa.string(),
}  # fmt: skip


def trade_shares() -> pa.Table:
    """Return the shares as ties: the columns of the archive's table `ties` but 'source_id'.

    'indicator' is 'export_share' or 'import_share', 'value' the share of that flow, 0 to 1. 'status' is 'observed'
    for a partner that the source names; 'at_most', with the partner 'OTHER', bounds every other one: not above the
    least share named, nor above what the named ones leave. A share printed as 0 is a bound of its own. Not
    every calendar year is there; values are rounded as published.

    Examples
    --------
    >>> from poleward import box
    >>> rows = [row for row in box.trade_shares().to_pylist() if row["state"] == "MLI"]
    >>> sorted({row["status"] for row in rows})
    ['at_most', 'observed']
    """
    columns: dict[str, list[object]] = {name: [] for name in _TYPES}
    for line in expand(_data(), FILE).decode().splitlines()[1:]:
        state, flow, year, vintage, named, at_most = line.split("\t")
        rows = [(code, float(share) / 100.0, share) for code, _, share in (p.partition(":") for p in named.split())]
        for code, share, printed in [*rows, (ANY_OTHER, float(at_most) / 100.0, "")]:
            if code in ("-", state):
                continue
            bound = code == ANY_OTHER or share == 0.0
            values = (
                state, code, "trade", INDICATORS[flow], dt.date(int(year), 1, 1), dt.date(int(year), 12, 31),
                share if not bound or code == ANY_OTHER else _least(printed), "share",
                "at_most" if bound else "observed", None, f"World Factbook, {vintage}",
            )  # fmt: skip
            for name, value in zip(_TYPES, values, strict=True):
                columns[name].append(value)
    return pa.table({name: pa.array(columns[name], kind) for name, kind in _TYPES.items()})


@cache
def trade_shares_digest() -> str:
    """Return the SHA-256 of the table, hexadecimal."""
    return hashlib.sha256(_data()).hexdigest()


def _least(printed: str) -> float:
    """Return the largest share that is printed as this zero: "0" is below half a percent, "0.0" below a twentieth."""
    return 0.005 * 10.0 ** -len(printed.partition(".")[2])


def _data() -> bytes:
    return resources.files("poleward.box").joinpath(f"data/{FILE}").read_bytes()
