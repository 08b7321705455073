"""Vetoes in the Security Council: roll calls of their own kind, shown where they are looked for and never counted.

They are no rows of an archive: a measure reads the archive, so none of them can be part of a number.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any
from urllib.parse import urlsplit

from poleward.errors import UnusableInputError

FILE = "vetoes.tsv"
HEADER = ("date", "symbol", "kind", "members", "topic", "sources")
KINDS = ("draft", "amendment")
FIRST_MEETING = dt.date(1946, 1, 17)
"""The Security Council's first meeting: no veto is older."""
BEIJING = dt.date(1971, 10, 25)
"""From this day on China's seat is that of the People's Republic (resolution 2758 of the General Assembly)."""
COMPLETE = (dt.date(1994, 12, 3), dt.date(2025, 9, 18))
"""Between these days no veto on a draft is missing, as far as the table's sources know; the table's head says why."""
MAX_TOPIC = 80
"""A topic is a few words of ours: a longer one would be somebody's title."""
_SYMBOL = re.compile(r"S/(?:\d{4}/)?\d{1,5}(?:/Rev\.\d)?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Veto:
    """A draft, or an amendment to one, that had the votes and failed by those of permanent members.

    Attributes
    ----------
    veto_id
        The symbol; where there is none, the day with a number ("veto-2025-02-24-1").
    symbol
        The draft's symbol; '' for an amendment.
    date
        The day of the vote, in New York.
    kind
        'draft' or 'amendment'.
    members
        The permanent members that cast the veto (ISO3, by their code of today), in order. Who else voted against is
        not said.
    topic
        What it was about, in a few words of ours.
    sources
        Addresses of pages of at least two publishers that name the day and the members.
    """

    veto_id: str
    symbol: str
    date: dt.date
    kind: str
    members: tuple[str, ...]
    topic: str
    sources: tuple[str, ...]

    def to_json(self) -> dict[str, Any]:
        """Return plain values."""
        return {
            "id": self.veto_id, "symbol": self.symbol, "date": self.date.isoformat(), "kind": self.kind,
            "vetoed_by": list(self.members), "topic": self.topic, "sources": list(self.sources),
        }  # fmt: skip


def permanent_members(day: dt.date) -> tuple[str, ...]:
    """Return the permanent members of the Security Council on a day (ISO3, by their code of today).

    Examples
    --------
    >>> permanent_members(dt.date(1955, 12, 13))
    ('FRA', 'GBR', 'RUS', 'TWN', 'USA')
    """
    return ("CHN", "FRA", "GBR", "RUS", "USA") if day >= BEIJING else ("FRA", "GBR", "RUS", "TWN", "USA")


@cache
def vetoes() -> tuple[Veto, ...]:
    """Return the vetoes that are known from two sources, the newest first.

    Complete between the two days of `COMPLETE`; before them what could not be verified is missing.

    Examples
    --------
    >>> [v.members for v in vetoes() if v.symbol == "S/2024/239"]
    [('CHN', 'RUS')]
    """
    return read_vetoes(resources.files("poleward.box").joinpath(f"data/{FILE}").read_text(encoding="utf-8"))


def read_vetoes(text: str) -> tuple[Veto, ...]:
    """Return the vetoes of a table: tab-separated, '#' begins a line that is not read, the newest first.

    Raises
    ------
    UnusableInputError
        A row is not what it must be; the error names its line.
    """
    rows = [(n, line) for n, line in enumerate(text.splitlines(), 1) if line and not line.startswith("#")]
    if not rows or tuple(rows[0][1].split("\t")) != HEADER:
        raise UnusableInputError(f"the columns are not {', '.join(HEADER)}.", where=FILE)
    out: list[Veto] = []
    seen: set[tuple[str, ...]] = set()
    for n, line in rows[1:]:
        veto = _row(line, n, sum(v.date.isoformat() == line[:10] and not v.symbol for v in out))
        keys = {(veto.date.isoformat(), veto.topic), (veto.symbol,) if veto.symbol else (veto.veto_id,)}
        if keys & seen:
            raise _wrong(n, f"the veto of {veto.date} is there twice")
        if out and veto.date > out[-1].date:
            raise _wrong(n, "it is newer than the row before it")
        seen |= keys
        out.append(veto)
    return tuple(out)


def _row(line: str, n: int, unnamed: int) -> Veto:
    """Return the veto of a row; `unnamed` counts those of its day without a symbol that came before."""
    fields = line.split("\t")
    if len(fields) != len(HEADER):
        raise _wrong(n, f"it has {len(fields)} fields, not {len(HEADER)}")
    day, symbol, kind, named, topic, addresses = fields
    try:
        date = dt.date.fromisoformat(day)
    except ValueError:
        raise _wrong(n, f"'{day[:20]}' is no day") from None
    members, sources = tuple(named.split(" ")), tuple(addresses.split(" "))
    if date < FIRST_MEETING:
        raise _wrong(n, f"the Council had not met on {date}")
    if kind not in KINDS:
        raise _wrong(n, f"'{kind[:20]}' is neither {' nor '.join(KINDS)}")
    if not _SYMBOL.fullmatch(symbol) and (symbol or kind == "draft"):
        raise _wrong(n, f"'{symbol[:20]}' is no symbol of a draft")
    strangers = [m for m in members if m not in permanent_members(date)]
    if strangers or list(members) != sorted(set(members)):
        raise _wrong(n, f"'{named[:40]}' are not permanent members of {date}, each once and in order")
    if not topic or topic != topic.strip() or len(topic) > MAX_TOPIC:
        raise _wrong(n, f"the topic is empty, or longer than {MAX_TOPIC} characters")
    if len(publishers(sources)) < 2:
        raise _wrong(n, "it names no two publishers")
    veto_id = symbol or f"veto-{date}-{unnamed + 1}"
    return Veto(
        veto_id=veto_id, symbol=symbol, date=date, kind=kind, members=members, topic=topic, sources=sources
    )  # fmt: skip


def publishers(sources: Iterable[str]) -> set[str]:
    """Return whose the addresses are, by the last two parts of their hosts; what is no address of the web is nobody's.

    Examples
    --------
    >>> sorted(publishers(["https://press.un.org/en/2025/ga12677.doc.htm", "https://www.un.org/x", "http://meduza.io/y"]))
    ['meduza.io', 'un.org']
    """
    parts = [urlsplit(source) for source in sources]
    return {".".join(p.hostname.split(".")[-2:]) for p in parts if p.scheme in ("http", "https") and p.hostname}


def _wrong(n: int, what: str) -> UnusableInputError:
    return UnusableInputError(f"{what}.", where=f"{FILE}, line {n}")
