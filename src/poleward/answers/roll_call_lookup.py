"""One roll call by its symbol, or several by words of their titles: who voted how."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from poleward.answers.roll_calls import cast
from poleward.archive import Archive
from poleward.errors import NothingFoundError, UnusableInputError
from poleward.outcomes import OUTCOMES
from poleward.records.votes.symbols import parse_symbol
from poleward.results import Forest, Mark, Result

COLUMNS = "roll_call_id, coalesce(symbol, '') AS symbol, date, coalesce(title, '') AS title, coalesce(url, '') AS url"
MAX_WORDS = 200
"""Characters of a search that are read."""


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
    """Roll calls with every state's outcome: one row for each of both.

    Attributes
    ----------
    roll_calls
        The newest first.
    """

    __slots__ = ("roll_calls",)

    def __init__(self, roll_calls: Sequence[RollCallRecord]) -> None:
        self.roll_calls = tuple(roll_calls)

    @property
    def headline(self) -> str:
        """Which they are, in one line."""
        first = self.roll_calls[0]
        more = len(self.roll_calls) - 1
        return f"{first.symbol or first.roll_call_id} of {first.date}" + (f" and {more} more" if more else "")

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
        ]  # fmt: skip
        return pa.Table.from_pylist(rows, schema=pa.schema([(name, pa.string()) for name in columns]))

    def to_dict(self) -> dict[str, Any]:
        """Return plain values, each roll call with its totals."""
        return {"headline": self.headline, "roll_calls": [one.to_json() for one in self.roll_calls]}

    def shown_columns(self) -> Sequence[str]:
        """Return what a notebook shows."""
        return ("symbol", "date", "state", "outcome")

    def chart(self) -> Forest:
        """Return how many states have each outcome."""
        return Forest(
            tuple(
                (f"{one.symbol or one.roll_call_id}: states",
                 tuple(Mark(outcome.replace("_", " "), len(states)) for outcome, states in one.votes.items()))
                for one in self.roll_calls
            )
        )  # fmt: skip


def roll_calls(archive: Archive, asked: str, *, most: int = 5) -> RollCalls:
    """Return the roll calls with a symbol (in any publisher's form) or id, or with all words in their titles.

    Parameters
    ----------
    asked
        "A/RES/ES-11/1", an id of the archive, or words such as "human rights crimea".
    most
        How many are returned, the newest first.

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
    symbol = parse_symbol(text).text or text
    rows = archive.rows(
        f"SELECT {COLUMNS} FROM roll_calls WHERE roll_call_id = $text OR upper(symbol) = upper($symbol) "
        "ORDER BY date DESC, roll_call_id LIMIT $most",
        {"text": text, "symbol": symbol, "most": most},
    )
    if not rows:
        words = text.lower().split()
        rows = archive.rows(
            f"SELECT {COLUMNS} FROM roll_calls WHERE list_bool_and(list_transform($words, "
            "lambda w: contains(lower(coalesce(title, '')), w))) ORDER BY date DESC, roll_call_id LIMIT $most",
            {"words": words, "most": most},
        )
    if not rows:
        raise NothingFoundError(f"no roll call '{text[:60]}' is in the archive.", todo="Try fewer words, or a symbol.")
    return RollCalls([_record(archive, row) for row in rows])


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
