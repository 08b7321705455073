"""What a ranking of members says in words, from its fields."""

from __future__ import annotations

import datetime as dt

from poleward.channels.likelihood import likelihood, percent


def drift_title(state_name: str, pole_label: str, since: dt.date, rank: int, of: int) -> str:
    """Return where a state stands among the members, in one sentence.

    Parameters
    ----------
    rank, of
        Its place, 1 the furthest away, and how many members are ranked.

    Examples
    --------
    >>> drift_title("Kazakhstan", "Moscow", dt.date(2022, 2, 24), 139, 190)
    'Since February 2022, 138 of 190 states moved further from Moscow than Kazakhstan did.'
    """
    others = "no state" if rank == 1 else "1 state" if rank == 2 else f"{rank - 1} of {of} states"
    return f"Since {since:%B %Y}, {others} moved further from {pole_label} than {state_name} did."


def points(change: float) -> str:
    """Return a change of agreement, from 0 to 1, in whole points of 100, with a true minus sign.

    Examples
    --------
    >>> points(-0.041), points(0.0049)
    ('−4', '0')
    """
    whole = round(100 * change)
    return f"{whole:+d}".replace("-", "−") if whole else "0"


def chance(direction: str, probability: float | None) -> str:
    """Return which way, and how likely in words and per cent.

    Examples
    --------
    >>> chance("away", 0.97)
    'almost certainly away (97 %)'
    >>> chance("not enough evidence", None)
    'cannot be told'
    """
    if probability is None:
        return "cannot be told"
    way = "about as before" if direction == "no change" else direction
    adverb = {"almost certain": "almost certainly"}.get(likelihood(probability), likelihood(probability))
    return f"{adverb} {way} ({percent(probability)})"
