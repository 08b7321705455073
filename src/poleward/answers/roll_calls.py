"""One roll call: who voted how; and the roll calls that an archive has."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from poleward.archive import Archive
from poleward.errors import NothingFoundError

MAX_ROLL_CALLS = 400
"""Roll calls to choose from on a screen: a bound on its length; any other is found by its symbol."""


@dataclass(frozen=True, slots=True)
class Cast:
    """A roll call (columns of `tables.ROLL_CALLS`) with each state's vote, 'not observed' where sources disagree."""

    roll_call: dict[str, Any]
    votes: dict[str, str]

    def of_all(self, states: Iterable[str], members: Collection[str]) -> Cast:
        """Return it with a word on each of some states: 'not observed' where a member's vote is not on record.

        Parameters
        ----------
        members
            Of the United Nations on the day of the vote.
        """
        silent = {s: "not observed" if s in members else "not_a_member" for s in states if s not in self.votes}
        return Cast(self.roll_call, {**self.votes, **silent})

    @property
    def counts(self) -> dict[str, int]:
        """How many states have each outcome, 'not observed' among them."""
        return dict(Counter(self.votes.values()))


def listed(archive: Archive) -> list[dict[str, Any]]:
    """Return the roll calls to choose from: those on Russia and Ukraine first, then the latest."""
    return archive.rows(
        "SELECT roll_call_id, coalesce(symbol, roll_call_id) AS symbol, date, title FROM roll_calls "
        "ORDER BY list_contains(issues, 'ru') DESC, date DESC, roll_call_id LIMIT ?",
        [MAX_ROLL_CALLS],
    )


def cast(archive: Archive, name: str) -> Cast:
    """Return one roll call by its id or its symbol.

    Raises
    ------
    NothingFoundError
        There is none.
    """
    found = archive.rows(
        "SELECT * FROM roll_calls WHERE roll_call_id = $id OR symbol = $id "
        "ORDER BY roll_call_id = $id DESC, date LIMIT 1",
        {"id": name},
    )
    if not found:
        raise NothingFoundError("there is no such roll call in the archive.", todo="Take one from the list.")
    cells = archive.rows(
        "SELECT state, any_value(vote) AS vote, bool_or(contradicted) AS contradicted FROM votes "
        "WHERE roll_call_id = ? GROUP BY state ORDER BY state",
        [found[0]["roll_call_id"]],
    )
    return Cast(found[0], {c["state"]: "not observed" if c["contradicted"] else c["vote"] for c in cells})


def held_since(archive: Archive, day: dt.date, until: dt.date) -> list[dict[str, Any]]:
    """Return the roll calls after a day and up to another, with their tallies, the latest first."""
    return archive.rows(
        "SELECT r.roll_call_id, coalesce(r.symbol, r.roll_call_id) AS symbol, r.date, coalesce(r.title, '') AS title, "
        "coalesce(r.url, '') AS url, count(*) FILTER (v.vote = 'yes') AS yes, count(*) FILTER (v.vote = 'no') AS no, "
        "count(*) FILTER (v.vote = 'abstain') AS abstained FROM roll_calls r JOIN votes v USING (roll_call_id) "
        "WHERE r.date > ? AND r.date <= ? AND NOT v.contradicted GROUP BY ALL ORDER BY r.date DESC, symbol",
        [day, until],
    )
