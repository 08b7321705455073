"""The layouts of published ties, and how a file is recognised as one of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa

from poleward.errors import Skips, UnusableInputError
from poleward.records.delimited import Rows, TableFile, look, read_rows
from poleward.records.ties import baci, gravity, security, trade
from poleward.records.ties.model import WITH_ITSELF, Reader, Reading, Row, States, Tie, TieRecords, to_table

MAX_ROWS = 5_000_000
"""More rows than this are refused, so that memory stays bounded; CEPII's tables have readers of their own."""


@dataclass(frozen=True, slots=True)
class Layout:
    """A published layout: the kind of load it belongs to, the columns that tell it, more columns it reads if there."""

    name: str
    kind: str
    columns: tuple[str, ...]
    read: Reader
    optional: tuple[str, ...] = ()


LAYOUTS = (
    Layout("trade-long", "trade", ("iso3_reporter", "iso3_partner", "year", "exports_usd", "imports_usd", "source"),
           trade.long_table),
    Layout("comtrade-legacy", "trade",
           ("year", "period", "trade flow", "trade flow code", "reporter iso", "partner iso", "commodity code",
            "trade value (us$)"), trade.comtrade_legacy),
    Layout("comtrade-api", "trade",
           ("refyear", "period", "reporteriso", "flowcode", "partneriso", "cmdcode", "primaryvalue"),
           trade.comtrade_api, tuple(trade.COMTRADE_PARTS)),
    Layout("imf-dots", "trade",
           ("country name", "indicator code", "counterpart country name", "time period", "value"), trade.imf_dots),
    Layout("imf-dots-panel", "trade", ("country name", "counterpart country name", "time period"),
           trade.imf_dots_panel, tuple(trade.DOTS_PANEL)),
    Layout("imf-dots-wide", "trade", ("country name", "indicator code", "counterpart country name", "attribute"),
           trade.imf_dots_wide, trade.DOTS_YEARS),
    Layout("imf-imts", "trade",
           ("country", "counterpart_country", "indicator", "frequency", "time_period", "obs_value"), trade.imf_imts),
    Layout("sipri-tiv", "arms", ("iso3_supplier", "iso3_recipient", "year", "tiv_mln"), security.sipri_tiv,
           ("supplier", "recipient")),
    Layout("sipri-register", "arms", ("supplier", "recipient", "delivery year", "tiv delivery values"),
           security.sipri_register),
    Layout("atop", "treaties",
           ("ccode1", "ccode2", "year", "atop_defense", "atop_offense", "atop_neutral", "atop_nonagg", "atop_consul"),
           security.atop),
    Layout("atop", "treaties", ("mem1", "mem2", "year", "defense", "offense", "neutral", "nonagg", "consul"),
           security.atop_dyads),
    Layout("atop", "treaties", ("statea", "stateb", "year", "defense", "offense", "neutral", "nonagg", "consul"),
           security.atop_directed),
    Layout("cow-igo", "treaties", ("ccode1", "ccode2", "year", "dyadigos"), security.cow_igo),
    Layout("cow-alliances", "treaties",
           ("ccode1", "ccode2", "year", "defense", "neutrality", "nonaggression", "entente"), security.cow_alliances),
    Layout("chinese-visits", "treaties", ("year", "name", "level", "country"), security.chinese_visits),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class WholeTable:
    """A layout of millions of rows, which is read column by column; both there are of trade."""

    columns: tuple[str, ...]
    read: Callable[[TableFile, States, Skips], pa.Table]


WHOLE_TABLES = {
    "baci": WholeTable(baci.COLUMNS, baci.read),
    "cepii-gravity": WholeTable(gravity.COLUMNS, gravity.read),
}


def recognise(file: TableFile, kind: str) -> Layout | str:
    """Return the layout of a file, the one with the most columns if several fit; a key of `WHOLE_TABLES` for those.

    Raises
    ------
    UnusableInputError
        No layout fits, or the file is of another kind.
    """
    fits = [entry for entry in LAYOUTS if set(entry.columns) <= set(file.columns)]
    whole = [name for name, table in WHOLE_TABLES.items() if set(table.columns) <= set(file.columns)]
    if not fits and not whole:
        raise UnusableInputError(
            f"no published layout of trade, arms or treaties has these columns: {_named(file.columns)}.",
            where=str(file.path),
            todo="docs/ties.md lists the layouts that are read.",
        )
    layout = max(fits, key=lambda entry: len(entry.columns)) if fits else None
    found_kind = layout.kind if layout else "trade"
    if found_kind != kind:
        raise UnusableInputError(
            f"this is a table of {found_kind}, not of {kind}.",
            where=str(file.path),
            todo=f"Load it with 'poleward load {found_kind}'.",
        )
    return layout or whole[0]


def _named(columns: tuple[str, ...]) -> str:
    """Return the first column names, cut to what fits a message."""
    return ", ".join(column[:30] for column in columns[:12])


def read(path: Path, kind: str, states: States) -> TieRecords:
    """Read one published file of a kind ('trade', 'arms' or 'treaties').

    Raises
    ------
    UnusableInputError
        The file cannot be used; the message says why and what to do.
    """
    file = look(path)
    layout = recognise(file, kind)
    skips = Skips()
    if isinstance(layout, str):
        return TieRecords(file, layout, WHOLE_TABLES[layout].read(file, states, skips), skips)
    if file.lines > MAX_ROWS:
        raise UnusableInputError(f"more than {MAX_ROWS} rows.", where=str(path), todo="Split it by year.")
    columns = [*layout.columns, *(c for c in layout.optional if c in file.columns)]
    rows = _rows(read_rows(file, columns, skips), columns, skips)
    ties = layout.read(Reading(file, rows, states, skips))
    return TieRecords(file, layout.name, to_table(_first_of_each(ties, skips)), skips)


def _rows(rows: Rows, columns: list[str], skips: Skips) -> Iterator[Row]:
    coded = {column: rows.codes(column) for column in columns}
    for i in range(rows.table.num_rows):
        cells = {column: values[codes[i]] for column, (codes, values) in coded.items()}
        if all(value.lower() == column for column, value in cells.items()):
            skips.add("the header once more", rows.place(i))  # files that were joined
            continue
        yield Row(cells, rows, i)


def _first_of_each(ties: Iterable[Tie], skips: Skips) -> Iterable[Tie]:
    """Return the first tie of each key; a second with the same value is nothing new, with another it is counted."""
    found: dict[tuple[object, ...], Tie] = {}
    for tie in ties:
        if tie.state == tie.partner:
            skips.add(WITH_ITSELF, f"{tie.state} {tie.date_earliest.year}")
            continue
        key = (tie.state, tie.partner, tie.indicator, tie.date_earliest, tie.reporter, tie.source)
        first = found.setdefault(key, tie)
        if first.value != tie.value:
            skips.add(
                "the file gives a second, different value; the first is kept",
                f"{tie.state}-{tie.partner} {tie.indicator} {tie.date_earliest.year}",
            )
    return found.values()
