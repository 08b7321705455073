"""Roll calls by symbol, day or words of their titles: who voted how; beside them vetoes in the Security Council."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from poleward.answers import vetoes as council
from poleward.answers.roll_calls import cast
from poleward.answers.vetoes import Veto
from poleward.archive import Archive
from poleward.errors import NothingFoundError, UnusableInputError
from poleward.outcomes import OUTCOMES
from poleward.records.votes.symbols import parse_symbol
from poleward.results import Forest, Mark, Result

COLUMNS = "roll_call_id, coalesce(symbol, '') AS symbol, date, coalesce(title, '') AS title, coalesce(url, '') AS url"
MAX_WORDS = 200
"""Characters of a search that are read."""
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True, slots=True)
class RollCallRecord:
    """A roll call with every state's outcome.

    Attributes
    ----------
    roll_call_id, symbol, date, title, url
        As the archive has them; '' where it has none.
    votes
        Outcome to the states (ISO3) in order; states of which nothing is known are in none.
    contradicted
        States on whose outcome sources contradict one another: they are in no list.
    sources
        Who publishes it.
    """

    roll_call_id: str
    symbol: str
    date: str
    title: str
    url: str
    votes: dict[str, tuple[str, ...]]
    contradicted: tuple[str, ...]
    sources: tuple[str, ...]

    def to_json(self) -> dict[str, Any]:
        """Return plain values, with the totals as counted."""
        return {
            "roll_call_id": self.roll_call_id, "symbol": self.symbol, "date": self.date, "title": self.title,
            "url": self.url, "totals": {outcome: len(states) for outcome, states in self.votes.items()},
            "votes": {outcome: list(states) for outcome, states in self.votes.items()},
            "contradicted": list(self.contradicted), "sources": list(self.sources),
        }  # fmt: skip


class RollCalls(Result):
    """Roll calls with every state's outcome: one row for each of both; and vetoes, one for each member that cast it.

    Attributes
    ----------
    roll_calls
        Of the General Assembly, the newest first.
    vetoes
        Of the Security Council, the newest first: roll calls of their own kind, never part of a number.
    """

    __slots__ = ("roll_calls", "vetoes")

    def __init__(self, roll_calls: Sequence[RollCallRecord], vetoes: Sequence[Veto] = ()) -> None:
        self.roll_calls = tuple(roll_calls)
        self.vetoes = tuple(vetoes)

    @property
    def headline(self) -> str:
        """Which they are, in one line."""
        named = [f"{one.symbol or one.roll_call_id} of {one.date}" for one in self.roll_calls]
        named += [f"{one.veto_id} of {one.date} (veto)" for one in self.vetoes]
        return named[0] + (f" and {len(named) - 1} more" if named[1:] else "")

    def __iter__(self) -> Iterator[RollCallRecord]:
        return iter(self.roll_calls)

    def __len__(self) -> int:
        return len(self.roll_calls)

    def to_arrow(self) -> pa.Table:
        """Return one row for each roll call and state."""
        columns = ("roll_call_id", "symbol", "date", "title", "state", "outcome")
        rows = [
            {"roll_call_id": one.roll_call_id, "symbol": one.symbol or None, "date": one.date,
             "title": one.title or None, "state": state, "outcome": outcome}
            for one in self.roll_calls
            for outcome, states in [*one.votes.items(), ("contradicted", one.contradicted)]
            for state in states
        ] + [
            {"roll_call_id": one.veto_id, "symbol": one.symbol or None, "date": one.date.isoformat(),
             "title": one.topic, "state": state, "outcome": "veto"}
            for one in self.vetoes
            for state in one.members
        ]  # fmt: skip
        return pa.Table.from_pylist(rows, schema=pa.schema([(name, pa.string()) for name in columns]))

    def to_dict(self) -> dict[str, Any]:
        """Return plain values, each roll call with its totals."""
        return {
            "headline": self.headline,
            "roll_calls": [one.to_json() for one in self.roll_calls],
            "vetoes": [one.to_json() for one in self.vetoes],
        }

    def shown_columns(self) -> Sequence[str]:
        """Return what a notebook shows."""
        return ("symbol", "date", "state", "outcome")

    def chart(self) -> Forest:
        """Return how many states have each outcome, and how many members cast each veto."""
        votes = tuple(
            (f"{one.symbol or one.roll_call_id}: states",
             tuple(Mark(outcome.replace("_", " "), len(states)) for outcome, states in one.votes.items()))
            for one in self.roll_calls
        )  # fmt: skip
        return Forest(votes + tuple((one.veto_id, (Mark("vetoed", len(one.members)),)) for one in self.vetoes))


def roll_calls(archive: Archive, asked: str, *, most: int = 5) -> RollCalls:
    """Return the roll calls with a symbol (in any publisher's form) or id, of a day, or with all words in their titles.

    The vetoes in the Security Council that fit come beside them; words may name who cast them ("russia veto syria").

    Parameters
    ----------
    asked
        "A/RES/ES-11/1", "S/2024/239", an id of the archive, "2022-03-02", or words such as "human rights crimea".
    most
        How many are returned of each, the newest first.

    Raises
    ------
    UnusableInputError
        Nothing is asked for.
    NothingFoundError
        There is none.
    """
    text = " ".join(asked.split())[:MAX_WORDS]
    if not text or most < 1:
        raise UnusableInputError("no roll call is named.", todo="Give a symbol such as A/RES/ES-11/1, or words.")
    rows = _by_name(archive, text, most)
    veto = council.named(text)
    vetoes = [veto] if veto else []
    if not rows and not vetoes:
        rows = _by_day(archive, text, most) if _DAY.fullmatch(text) else _by_words(archive, text, most)
        vetoes = council.of_words(text)[:most]
    if not rows and not vetoes:
        raise NothingFoundError(f"no roll call '{text[:60]}' is in the archive.", todo="Try fewer words, or a symbol.")
    return RollCalls([_record(archive, row) for row in rows], vetoes)


def _by_name(archive: Archive, text: str, most: int) -> list[dict[str, Any]]:
    return archive.rows(
        f"SELECT {COLUMNS} FROM roll_calls WHERE roll_call_id = $text OR upper(symbol) = upper($symbol) "
        "ORDER BY date DESC, roll_call_id LIMIT $most",
        {"text": text, "symbol": parse_symbol(text).text or text, "most": most},
    )


def _by_day(archive: Archive, text: str, most: int) -> list[dict[str, Any]]:
    """Return the roll calls of a day; none where the text is no day."""
    try:
        day = dt.date.fromisoformat(text)
    except ValueError:
        return []
    return archive.rows(
        f"SELECT {COLUMNS} FROM roll_calls WHERE date = $day ORDER BY roll_call_id LIMIT $most",
        {"day": day, "most": most},
    )


def _by_words(archive: Archive, text: str, most: int) -> list[dict[str, Any]]:
    return archive.rows(
        f"SELECT {COLUMNS} FROM roll_calls WHERE list_bool_and(list_transform($words, "
        "lambda w: contains(lower(coalesce(title, '')), w))) ORDER BY date DESC, roll_call_id LIMIT $most",
        {"words": text.lower().split(), "most": most},
    )


def _record(archive: Archive, row: dict[str, Any]) -> RollCallRecord:
    told = cast(archive, row["roll_call_id"]).votes
    sources = archive.rows(
        "SELECT DISTINCT unnest(sources) AS source FROM votes WHERE roll_call_id = ? ORDER BY source",
        [row["roll_call_id"]],
    )
    return RollCallRecord(
        roll_call_id=row["roll_call_id"],
        symbol=row["symbol"],
        date=row["date"].isoformat(),
        title=row["title"],
        url=row["url"],
        votes={outcome: tuple(s for s, vote in told.items() if vote == outcome) for outcome in OUTCOMES},
        contradicted=tuple(s for s, vote in told.items() if vote not in OUTCOMES),
        sources=tuple(one["source"] for one in sources),
    )
