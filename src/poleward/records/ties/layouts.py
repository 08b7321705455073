"""The layouts of published ties, and how a file is recognised as one of them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from poleward.errors import Skips, UnusableInputError
from poleward.records.delimited import FileRows, TableFile, look, read_rows
from poleward.records.headers import plain_name
from poleward.records.numbers import agreed, decimals_of
from poleward.records.repeats import SECOND_VALUE, without_copies, without_repeats
from poleward.records.ties import baci, gravity, security, trade
from poleward.records.ties.tie import WITH_ITSELF, Reader, Row, States, Tie, TieFile, TieRecords, to_table

MAX_ROWS = 5_000_000
"""More rows than this are refused, so that memory stays bounded; CEPII's tables have readers of their own."""


ALIASES: Mapping[str, tuple[str, ...]] = {
    "year": ("yr",), "trade flow": ("rgdesc",), "trade flow code": ("rgcode",), "reporter iso": ("rt3iso",),
    "partner iso": ("pt3iso",), "commodity code": ("cmdcode",), "trade value (us$)": ("tradevalueusd", "tradevalue"),
}  # fmt: skip
"""Other names under which common tools and older interfaces give a publisher's columns, as `plain_name` writes them."""


@dataclass(frozen=True, slots=True)
class TieLayout:
    """A published layout: the kind of load it belongs to, the columns that tell it, more columns it reads if there.

    `wide` says that there is a column for each year too, `adds` that rows are added up: one that the file holds twice
    must not count twice. `identity` names the column by which two rows are never the same by right, and further ones
    that tell rows apart.
    """

    name: str
    kind: str
    columns: tuple[str, ...]
    read: Reader
    optional: tuple[str, ...] = ()
    wide: bool = False
    adds: bool = False
    identity: tuple[str, ...] = ()

    def fits(self, header: Collection[str]) -> bool:
        """Return whether a header, its names written by `plain_name`, is of this layout."""
        return all(theirs(c, header) for c in self.columns) and (not self.wide or any(map(_is_year, header)))

    def found(self, header: Sequence[str]) -> dict[str, str]:
        """Return the header's name of each column that is read."""
        wide = {name.removeprefix("x"): name for name in header if self.wide and _is_year(name)}
        named = {c: name for c in (*self.columns, *self.optional) if (name := theirs(c, header))}
        return named | wide


def theirs(column: str, header: Collection[str]) -> str | None:
    """Return a header's name for one of our columns."""
    return next((name for name in (plain_name(column), *ALIASES.get(column, ())) if name in header), None)


def _is_year(name: str) -> bool:
    """Return whether a column is one of a year; R writes an x before a name that begins with a digit."""
    digits = name.removeprefix("x")
    return len(digits) == 4 and digits.isdecimal() and "1900" <= digits <= "2100"


LAYOUTS = (
    TieLayout("trade-long", "trade", ("iso3_reporter", "iso3_partner", "year", "exports_usd", "imports_usd", "source"),
           trade.long_table),
    TieLayout("comtrade-legacy", "trade",
           ("year", "period", "trade flow", "trade flow code", "reporter iso", "partner iso", "commodity code",
            "trade value (us$)"), trade.comtrade_legacy),
    TieLayout("comtrade-api", "trade",
           ("refyear", "period", "reporteriso", "flowcode", "partneriso", "cmdcode", "primaryvalue"),
           trade.comtrade_api, tuple(trade.COMTRADE_PARTS)),
    TieLayout("imf-dots", "trade",
           ("country name", "indicator code", "counterpart country name", "time period", "value"), trade.imf_dots),
    TieLayout("imf-dots-panel", "trade", ("country name", "counterpart country name", "time period"),
           trade.imf_dots_panel, tuple(trade.DOTS_PANEL)),
    TieLayout("imf-dots-wide", "trade", ("country name", "indicator code", "counterpart country name", "attribute"),
           trade.imf_dots_wide, wide=True),
    TieLayout("imf-imts", "trade",
           ("country", "counterpart_country", "indicator", "frequency", "time_period", "obs_value"), trade.imf_imts),
    TieLayout("sipri-tiv", "arms", ("iso3_supplier", "iso3_recipient", "year", "tiv_mln"), security.sipri_tiv,
           ("supplier", "recipient")),
    TieLayout("sipri-register", "arms", ("supplier", "recipient", "delivery year", "tiv delivery values"),
           security.sipri_register, adds=True, identity=security.REGISTER),
    TieLayout("sipri-values", "arms", ("supplier", "total"), security.sipri_values, wide=True),
    TieLayout("sipri-values", "arms", ("recipient", "total"), security.sipri_values, wide=True),
    TieLayout("atop", "treaties",
           ("ccode1", "ccode2", "year", "atop_defense", "atop_offense", "atop_neutral", "atop_nonagg", "atop_consul"),
           security.atop),
    TieLayout("atop", "treaties", ("mem1", "mem2", "year", "defense", "offense", "neutral", "nonagg", "consul"),
           security.atop_dyads),
    TieLayout("atop", "treaties", ("statea", "stateb", "year", "defense", "offense", "neutral", "nonagg", "consul"),
           security.atop_directed),
    TieLayout("cow-igo", "treaties", ("ccode1", "ccode2", "year", "dyadigos"), security.cow_igo),
    TieLayout("cow-alliances", "treaties",
           ("ccode1", "ccode2", "year", "defense", "neutrality", "nonaggression", "entente"), security.cow_alliances),
    TieLayout("chinese-visits", "treaties", ("year", "name", "level", "country"), security.chinese_visits,
           adds=True),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class WholeTable:
    """A layout of millions of rows, which is read column by column; both there are of trade."""

    name: str
    columns: tuple[str, ...]
    read: Callable[[TableFile, States, Skips], pa.Table]


WHOLE_TABLES = (
    WholeTable("baci", baci.COLUMNS, baci.read),
    WholeTable("cepii-gravity", gravity.COLUMNS, gravity.read),
)


def recognise(file: TableFile, kind: str) -> TieLayout | WholeTable:
    """Return the layout of a file, the one with the most columns if several fit.

    Raises
    ------
    UnusableInputError
        No layout fits, or the file is of another kind.
    """
    fits = [entry for entry in LAYOUTS if entry.fits(file.columns)]
    whole = [table for table in WHOLE_TABLES if set(table.columns) <= set(file.columns)]
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


def _is_known(header: frozenset[str]) -> bool:
    """Return whether a set of names is the header of a layout."""
    whole = any(set(table.columns) <= header for table in WHOLE_TABLES)
    return whole or any(entry.fits(header) for entry in LAYOUTS)


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
    file = look(path, _is_known)
    layout = recognise(file, kind)
    skips = Skips()
    if isinstance(layout, WholeTable):
        return TieRecords(file, layout.name, layout.read(file, states, skips), skips)
    if file.lines > MAX_ROWS:
        raise UnusableInputError(f"more than {MAX_ROWS} rows.", where=str(path), todo="Split it by year.")
    found = layout.found(file.columns)
    told_by = [name for column in layout.identity if (name := theirs(column, file.columns))]
    rows = read_rows(file, list(dict.fromkeys([*found.values(), *told_by])), skips)
    if layout.adds:
        identified = layout.identity and theirs(layout.identity[0], file.columns)
        rows = (without_repeats if identified else without_copies)(rows, rows.table.column_names, skips)
    coded = {column: rows.codes(name) for column, name in found.items()}
    decimals = agreed({column: decimals_of(values, file.separator) for column, (_, values) in coded.items()})
    ties = layout.read(TieFile(file, _rows(rows, coded), states, skips, decimals))
    return TieRecords(file, layout.name, to_table(_first_of_each(ties, skips)), skips)


def _rows(rows: FileRows, coded: Mapping[str, tuple[npt.NDArray[np.int32], list[str]]]) -> Iterator[Row]:
    for i in range(rows.table.num_rows):
        yield Row({column: values[codes[i]] for column, (codes, values) in coded.items()}, rows, i)


def _first_of_each(ties: Iterable[Tie], skips: Skips) -> Iterable[Tie]:
    """Return the first tie of each key; a second with the same value is nothing new, with another it is counted."""
    found: dict[tuple[object, ...], Tie] = {}
    for tie in ties:
        if tie.state == tie.partner:
            skips.add(WITH_ITSELF, f"{tie.state} {tie.date_earliest.year}")
            continue
        key = (tie.state, tie.partner, tie.indicator, tie.date_earliest, tie.reporter, tie.source)
        first = found.setdefault(key, tie)
        if first.value is None:
            found[key] = tie
        elif tie.value is not None and first.value != tie.value:
            skips.add(SECOND_VALUE, f"{tie.state}-{tie.partner} {tie.indicator} {tie.date_earliest.year}")
    return found.values()
