"""The path of other coders' events: the balance of what a state does and says to a pole, and whether the pole broke."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import numpy as np

from poleward.channels.event_record import EventRecord
from poleward.channels.paths.assemble import Drawn, assembled, breaks_of, months, placed
from poleward.channels.paths.channel_path import ChannelPath
from poleward.channels.paths.pieces import Observation, SeriesQuestion, joined, overlap
from poleward.channels.paths.series import Series
from poleward.channels.say import N_
from poleward.channels.statements_path import GRID, to_balance
from poleward.coding import sign_error
from poleward.engines.event_counts import TYPES
from poleward.errors import NothingFoundError
from poleward.measures.paths import PathSettings, sign_terms

SETTINGS = PathSettings(walk=0.02, jump=0.4, rate=0.0075, flicker=0.2, stray=0.03, start_sd=1.0)
"""How the balance moves: assumed. A month of news has a mood of its own, so that months differ by more than chance."""
DRAWN = Drawn(
    "stance",
    N_("balance of what the state does and says to the pole, -1 all conflict to 1 all co-operation"),
    to_balance,
)


def path(record: EventRecord) -> ChannelPath:
    """Return the path of events.

    Raises
    ------
    NothingFoundError
        There are too few between the two.
    """
    asked, series, pieces, n = _side(record, by_state=True)
    made = assembled(asked, series, pieces, DRAWN, measure="break_by_state", who="state", n=n)
    try:
        _, theirs, poles, _ = _side(record, by_state=False)
    except NothingFoundError:
        return replace(made, own_accounts=made.accounts)
    breaks, estimates = list(made.breaks), list(made.estimates)
    for other, estimate in breaks_of(asked, theirs, poles, DRAWN, "break_by_pole", "pole"):
        shared = [i for i, b in enumerate(breaks) if b.who == "state" and overlap(b, other)]
        if shared:
            breaks[shared[0]] = joined(breaks[shared[0]], other)
            estimates.append(estimate)
    # A break of the pole alone is no break of this path, which is the state's; its account is given beside it.
    return replace(
        made, own_accounts=made.accounts, pole_accounts=theirs.accounts(*asked.span), breaks=tuple(breaks),
        estimates=tuple(estimates),
    )  # fmt: skip


def _side(record: EventRecord, *, by_state: bool) -> tuple[SeriesQuestion, Series, list[Observation], int]:
    """Return the series of one direction; all events of a month and type are one observation."""
    cells: dict[tuple[str, str], int] = {}
    question = record.question
    for e in record.within(question.whole, by_state=by_state):
        if TYPES.score[e.kind] != 0:
            key = (f"{e.day:%Y-%m}", e.kind)
            cells[key] = cells.get(key, 0) + 1
    ordered = sorted(cells.items())
    days = [dt.date.fromisoformat(f"{month}-01") for (month, _), _ in ordered]
    asked, when = placed(question, "events", days)
    counts = np.array([n for _, n in ordered], dtype=np.float32)
    friendly = np.array([TYPES.score[kind] > 0 for (_, kind), _ in ordered], dtype=np.float64)
    terms = counts[:, None] * sign_terms(friendly, sign_error(), GRID)
    side = "by" if by_state else "to"
    pieces = [
        Observation("event", f"{month}:{kind}:{side}", month, f"{n} {kind}", "state" if by_state else "pole")
        for (month, kind), n in ordered
    ]
    return asked, Series.of(months(question), when, terms, GRID, SETTINGS), pieces, int(counts.sum())
