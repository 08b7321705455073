"""How far a state's own move took it from or to a pole, about the session in which its votes broke.

Months in which a state's own votes jump are found on its path along one line (`measures.paths`); what such a jump means
for a pole is a change of expected agreement, as in every other number about votes: the state's own part of it, eight
years before the session and four since, on the fixed agenda. A shift is as likely as the jump is, times how likely it
moved agreement by more than `OWN_WITHIN` in its direction.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from poleward.measures.positions.layout import Floats
from poleward.measures.stance.agenda import Spans
from poleward.measures.stance.compare import PoleView, compare
from poleward.measures.stance.ranking import LEAST_ROLL_CALLS, Part

BEFORE, SINCE = 8, 4
"""Years compared, as in the placebo (docs/stance.md)."""
OPENS = 9
"""The month in which a session of the General Assembly opens."""
OWN_WITHIN = 0.02
"""A state's own move of at most two points counts as none: three points of two sides that move by themselves
(`SAME_WITHIN`) are two of one, 3 / sqrt(2)."""
MORE_LIKELY_THAN_NOT = 0.5
"""A shift is named from this probability on. Of the twentieths it is also the lowest at which quiet states alarm fewer
than 1.5 times in 100 years (docs/breaks.md)."""


@dataclass(frozen=True, slots=True)
class OwnMove:
    """A state's own move with respect to a pole about a session.

    Attributes
    ----------
    own
        the move, in expected agreement from 0 to 1; negative is away.
    towards, away
        chances that it is more than `OWN_WITHIN`.
    titles
        recurring titles it rests on; 0: all roll calls.
    """

    own: Part
    towards: float
    away: float
    titles: int


def session_of(month: int) -> int:
    """Return the year in which the session began that a month, counted from year 0, falls into."""
    return month // 12 if month % 12 >= OPENS - 1 else month // 12 - 1


def session_spans(session: int) -> Spans:
    """Return the years before a session and those since its opening."""
    opens = dt.date(session, OPENS, 1).toordinal()
    return Spans(
        (dt.date(session - BEFORE, OPENS, 1).toordinal(), opens - 1),
        (opens, dt.date(session + SINCE, OPENS, 1).toordinal() - 1),
    )


def own_move(view: PoleView, state: str) -> OwnMove | None:
    """Return a state's own move; None where there is too little to compare."""
    found = compare(view, state)
    if found is None or min(found.roll_calls) < LEAST_ROLL_CALLS:
        return None
    own: Floats = found.own
    return OwnMove(Part.of(own), float((own > OWN_WITHIN).mean()), float((own < -OWN_WITHIN).mean()), found.titles)
