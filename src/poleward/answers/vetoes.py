"""Vetoes in the Security Council, for whoever looks them up: by name, day, words, or the state that cast them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from poleward.actors import load_registry
from poleward.box import security_council
from poleward.box.security_council import Veto

__all__ = ["Veto", "cast_by", "every", "is_complete", "named", "of_words"]


def every() -> tuple[Veto, ...]:
    """Return all vetoes known, the newest first."""
    return security_council.vetoes()


def named(name: str) -> Veto | None:
    """Return the veto with a symbol or id; None where there is none.

    Examples
    --------
    >>> named("s/2024/239").members
    ('CHN', 'RUS')
    """
    return next((veto for veto in every() if veto.veto_id.upper() == name.upper()), None)


def of_words(text: str) -> list[Veto]:
    """Return the vetoes of a day, or whose topic and members have all words of a text; the newest first.

    Examples
    --------
    >>> [veto.symbol for veto in of_words("china veto guatemala")]
    ['S/1997/18']
    """
    words = text.lower().split()
    return [veto for veto in every() if words == [veto.date.isoformat()] or _has(veto, words)]


def cast_by(state: str, first: dt.date, last: dt.date) -> list[Veto]:
    """Return the vetoes that a state cast between two days, both included; the newest first."""
    return [veto for veto in every() if state in veto.members and first <= veto.date <= last]


def is_complete(first: dt.date, last: dt.date) -> bool:
    """Return whether no veto on a draft is missing between two days, as far as the table's sources know."""
    return security_council.COMPLETE[0] <= first and last <= security_council.COMPLETE[1]


def _has(veto: Veto, words: Sequence[str]) -> bool:
    names = load_registry().states
    members = " ".join(f"{names[m].name} {m}" for m in veto.members)
    text = f"{veto.topic} {members} veto vetoes vetoed".lower()
    return all(word in text for word in words)
