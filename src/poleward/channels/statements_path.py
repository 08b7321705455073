"""The paths of words and deeds: signs of independent happenings, seen through the coder's error, month by month."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import numpy as np
from scipy.special import ndtr

from poleward.channels import paths_wording
from poleward.channels.paths.assemble import Drawn, assembled, months, placed
from poleward.channels.paths.channel_path import ChannelPath, Leant, Whose
from poleward.channels.paths.pieces import Observation
from poleward.channels.paths.series import Series
from poleward.channels.question import Question
from poleward.channels.say import N_
from poleward.channels.signed import Happening, SignedStatement, counted, error_of
from poleward.measures.paths import Grid, PathSettings, sign_terms
from poleward.measures.paths.grid import Floats

GRID = Grid(-3.0, 3.0, 121)
"""Levels in probits of the share that speaks for closer."""
SETTINGS = PathSettings(walk=0.03, jump=0.6, rate=0.0075, flicker=0.0, start_sd=1.0)
"""How they move: assumed, as there is no long labelled series to learn it from; see docs/breaks.md."""
WIDEST = 92
"""Days: what is dated more loosely than to a quarter of a year cannot be placed on a path."""
MAX_LABEL = 120
"""Characters of a quotation in the label of a mark: our choice."""


def to_balance(level: Floats) -> Floats:
    """Return the balance 2 Phi(x) - 1 of levels."""
    return np.asarray(2 * ndtr(level) - 1)


DRAWN = Drawn("stance", N_("balance of independent happenings, -1 all away to 1 all towards"), to_balance)


def path(question: Question, channel: str, statements: Sequence[SignedStatement]) -> ChannelPath:
    """Return the path of 'words' or 'deeds'.

    Raises
    ------
    NothingFoundError
        There is too little that can be placed in time.
    """
    found = counted(statements, question.whole)
    happenings = [h for h in (*found.towards, *found.away) if _days(h.first) <= WIDEST]
    happenings.sort(key=lambda h: (_middle(h.first), h.first.statement_id))
    asked, when = placed(question, channel, [_middle(h.first) for h in happenings])
    towards = np.array([h.lean > 0 for h in happenings], dtype=np.float64)
    series = Series.of(months(question), when, sign_terms(towards, error_of(happenings), GRID), GRID, SETTINGS)
    return assembled(asked, series, [_piece(h, question) for h in happenings], DRAWN)


def _days(s: SignedStatement) -> int:
    if s.date_earliest is None or s.date_latest is None:
        raise AssertionError("what is counted in a window has dates")
    return (s.date_latest - s.date_earliest).days


def _middle(s: SignedStatement) -> dt.date:
    return (s.date_earliest or dt.date.min) + dt.timedelta(days=_days(s) // 2)


def _piece(h: Happening, question: Question) -> Observation:
    s, state, pole = h.first, question.state, question.pole
    quote = " ".join(s.exact.split())
    short = quote if len(quote) <= MAX_LABEL else quote[: MAX_LABEL - 1] + "…"
    whose: Whose = "state" if s.actor == state else "pole" if s.actor in pole.states else "other"
    date = f"{s.date_earliest}" if s.date_earliest == s.date_latest else f"{_middle(s):%Y-%m}"
    share = 1 / len(h.statements)
    rows = tuple((one.statement_id, share) for one in h.statements)
    facts = Leant(h.lean > 0, short)
    return Observation(
        kind="statement",
        ref=s.statement_id,
        date=date,
        label=paths_wording.label(facts, question),
        whose=whose,
        rows=rows,
        facts=facts,
    )
