"""The path of votes: expected agreement with the pole on the fixed agenda, month by month, and whether it broke."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import numpy as np

from poleward.channels import paths_wording
from poleward.channels.archive_reading import Reading
from poleward.channels.estimate import Estimate
from poleward.channels.likelihood import LIKELY
from poleward.channels.paths.channel_path import Accounts, Band, ChannelPath, PathBreak, Tick, Voted, rounded
from poleward.channels.question import Question
from poleward.channels.say import N_, UntoldError
from poleward.channels.vote_record import VoteRecord
from poleward.channels.vote_stance import view_of
from poleward.measures.positions.layout import Floats, Ints
from poleward.measures.stance import stored_draws
from poleward.measures.stance.compare import PoleView, compare, contributions
from poleward.measures.stance.ranking import mostly
from poleward.measures.stance.stance_path import Breaks, StancePath, breaks_of, by_month, path_of
from poleward.outcomes import OUTCOMES
from poleward.periods import month_days, month_labels, month_number

UNIT = N_("expected agreement with the pole on the questions asked before and since, 0 to 1")
MAX_LABEL = 100
"""Characters of a roll call's title in the label of a mark: our choice."""
TICKS = 5
"""Roll calls named as a break's main evidence."""


def path(reading: Reading, question: Question, record: VoteRecord, *, settled: bool = True) -> ChannelPath:
    """Return the path of votes over the question's windows, as far as there are roll calls.

    Where which way is not settled, no break is named.

    Raises
    ------
    NothingFoundError, UnusableInputError
        There are too few votes, or they do not divide the states.
    """
    view = view_of(reading, question)
    found, compared = path_of(view, question.state), compare(view, question.state)
    if found is None or compared is None:
        raise UntoldError(N_("either side cast no vote in one of the spans that are compared."))
    told = breaks_of(found, compared.change)
    first, last = (month_number(dt.date.fromordinal(int(day))) for day in (found.day[0, 0], found.day[-1, 1]))
    labels = month_labels(first, last - first + 1)
    at = by_month(found, [_days(first + k) for k in range(len(labels))])
    breaks, estimates = _breaks(question, record, view, found, told) if settled else ((), ())
    towards, away = (_step_by_month(told, at, sign) for sign in (1.0, -1.0))
    return ChannelPath(
        state=question.state, channel="votes", kind="stance", unit=UNIT, nearer="up",
        observations=int(found.calls.sum()), months=labels, level=band(found.level[:, at]), own=None, pole=None,
        towards=rounded(towards), away=rounded(away), since=f"{question.since:%Y-%m}",
        accounts=Accounts(round(told.no_change, 5), round(told.gradual, 5), round(told.broke, 5), None),
        own_accounts=None, pole_accounts=None, seen=(labels[0], labels[-1]), breaks=breaks, estimates=estimates,
    )  # fmt: skip


def _days(month: int) -> tuple[int, int]:
    days = month_days(month)
    return days.first.toordinal(), days.last.toordinal()


def band(draws: Floats) -> Band:
    """Return the band of draws (draws, months)."""
    found = np.quantile(draws, (0.5, 0.25, 0.75, 0.1, 0.9, 0.025, 0.975), axis=0)
    return Band(*(tuple(round(float(v), 4) for v in row) for row in found))


def _step_by_month(told: Breaks, at: Ints, sign: float) -> Floats:
    """Return (months) the share of draws that break in a month, in one direction."""
    begins = np.flatnonzero(np.diff(at, prepend=-1) > 0)
    month_of = {int(at[m]): int(m) for m in begins}
    out = np.zeros(len(at))
    for cut, jump in zip(told.at, told.jump, strict=True):
        if cut >= 0 and jump * sign > 0:
            out[month_of[int(cut)]] += 1.0 / len(told.at)
    return out


def _breaks(
    question: Question, record: VoteRecord, view: PoleView, found: StancePath, told: Breaks
) -> tuple[tuple[PathBreak, ...], tuple[Estimate, ...]]:
    """Return the break where one direction is at least likely, and its stored number."""
    for sign in (1.0, -1.0):
        own = (told.at >= 0) & (told.jump * sign > 0)
        probability = float(own.mean())
        if probability < LIKELY:
            continue
        when = [_month(found, int(cut)) for cut in np.quantile(told.at[own], (0.05, 0.5, 0.95), method="nearest")]
        size = told.jump[own]
        ticks = _ticks(question, record, view, sign)
        estimate = Estimate(
            state=question.state, pole=question.pole.key, channel="votes", measure="break_in_agreement",
            period=f"{when[0]}/{when[2]}", value=float(size.mean()), q05=float(np.quantile(size, 0.05)),
            q95=float(np.quantile(size, 0.95)), probability=probability, n=int(found.calls.sum()),
            method=stored_draws.METHOD,
        )  # fmt: skip
        mover = mostly(float(told.own_jump[own].mean()), float(told.pole_jump[own].mean()))
        one = PathBreak(
            first=when[0], month=when[1], last=when[2], direction="towards" if sign > 0 else "away",
            probability=round(probability, 5), size=round(float(size.mean()), 4), who=mover, lasts=True, passed=False,
            evidence=tuple(t for t in ticks if t.contribution * sign > 0)[:TICKS],
            against=tuple(t for t in ticks if t.contribution * sign < 0)[-TICKS:], estimate=estimate.estimate_id,
        )  # fmt: skip
        return (one,), (estimate,)
    return (), ()


def _month(found: StancePath, period: int) -> str:
    return f"{dt.date.fromordinal(int(found.day[period, 0])):%Y-%m}"


def _ticks(question: Question, record: VoteRecord, view: PoleView, sign: float) -> list[Tick]:
    """Return each question's last roll call since the date, with what its title adds to the change in points."""
    parts = contributions(view, question.state)
    if parts is None:
        return []
    line = {r.roll_call_id: i for i, r in enumerate(record.roll_calls)}
    held = view.stance.record
    found = []
    for asked in np.unique(held.question[parts != 0]):
        calls = np.flatnonzero((held.question == asked) & (parts != 0) & view.masks[1])
        if len(calls) and held.roll_calls[calls[-1]] in line:
            i = line[held.roll_calls[calls[-1]]]
            total = float(100.0 * parts[(held.question == asked)].sum())
            found.append(_tick(question, record, i, round(total, 3)))
    return sorted(found, key=lambda t: (-sign * t.contribution, t.ref))


def _tick(question: Question, record: VoteRecord, i: int, contribution: float) -> Tick:
    call = record.roll_calls[i]
    title = f"{call.symbol or call.roll_call_id} {call.title or ''}".strip()
    short = title if len(title) <= MAX_LABEL else title[: MAX_LABEL - 1] + "…"
    facts = Voted(short, _word(record.state[i]), tally(record.pole[i]))
    label = paths_wording.label(facts, question)
    return Tick(
        kind="roll_call",
        ref=call.roll_call_id,
        date=str(call.date),
        label=label,
        whose="other",
        contribution=contribution,
        facts=facts,
    )


def _word(code: int) -> str:
    return OUTCOMES[code].replace("_", " ") if code >= 0 else "not observed"


def tally(outcomes: Sequence[int]) -> tuple[tuple[str, int | None], ...]:
    """Return what a pole's members did: one word where they are one or agree, else how many did what."""
    words = [_word(code) for code in outcomes if code >= 0]
    votes = {word: words.count(word) for word in sorted(set(words))}
    if len(votes) > 1:
        return tuple(votes.items())
    return ((next(iter(votes), "not observed"), None),)
