"""The votes channel: does a state vote more, or less, like a pole than before?

The number is the change in agreement with the pole's members: the mean over members of 1 - |difference| on the roll
calls that both voted on, with an abstention half-way between yes and no. Its interval comes from a Bayesian bootstrap
over the roll calls within each window; agreement beyond chance (Scott's pi, Cohen's kappa, S) is given beside it.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from poleward.channels.likelihood import decide, likelihood, percent, undecided
from poleward.channels.model import Direction, Estimate, Finding, Item, Question
from poleward.channels.signed import VoteRecord
from poleward.channels.vote_positions import in_words
from poleward.measures.agreement import Agreement, bootstrap_pairs, indices, item_contributions, pair_tables
from poleward.measures.positions import Change
from poleward.periods import Window

REPLICATES = 2000
SEED = 20220224
SAME_WITHIN = 0.05
"""Changes of agreement of at most this much count as no change."""
MIN_ROLL_CALLS = 3
"""Fewer shared roll calls than this in a window are not enough evidence."""
METHOD = "agreement-1"

Floats = npt.NDArray[np.float64]
MEASURES = ("plain", "s", "pi", "kappa")
LABELS = {"plain": "agreement", "s": "signorino_ritter_s", "pi": "scott_pi", "kappa": "cohen_kappa"}


def _mean(values: Floats) -> Floats:
    """Return the mean over the last axis, leaving out members without shared roll calls; NaN where there are none."""
    known = np.isfinite(values)
    total = np.where(known, values, 0).sum(axis=-1)
    return np.asarray(total / np.where(known.any(axis=-1), known.sum(axis=-1), np.nan))


def _shared(record: VoteRecord) -> int:
    """How many roll calls both the state and at least one member of the pole voted on."""
    return int(((record.state >= 0) & (record.pole >= 0).any(axis=1)).sum())


@dataclass(frozen=True, slots=True)
class _Side:
    """One window: its record, per-item tables, indices and bootstrap replicates, averaged over the pole's members."""

    record: VoteRecord
    tables: Floats
    point: dict[str, float]
    drawn: dict[str, Floats]


def _averages(found: Agreement) -> dict[str, Floats]:
    return {name: _mean(getattr(found, name)) for name in MEASURES}


def _side(record: VoteRecord, rng: np.random.Generator) -> _Side:
    tables = pair_tables(record.state, record.pole)
    point = {name: float(value) for name, value in _averages(indices(tables.sum(axis=0))).items()}
    drawn = _averages(bootstrap_pairs(tables, "linear", REPLICATES, rng))
    return _Side(record, tables, point, drawn)


def _items(side: _Side, sign: int) -> list[Item]:
    parts = item_contributions(side.tables)
    return [
        Item("roll_call", roll_call.roll_call_id, 1.0, sign * float(part))
        for roll_call, part, voted in zip(side.record.roll_calls, parts, side.record.state >= 0, strict=True)
        if voted
    ]


def _interval(point: float, drawn: Floats) -> tuple[float, float]:
    """Return the 5 % and 95 % quantiles, widened to hold the estimate where that lies at the end of the scale."""
    low, high = (float(q) for q in np.quantile(drawn, [0.05, 0.95]))
    return min(low, point), max(high, point)


def _estimate(
    question: Question, measure: str, period: str, point: float, drawn: Floats, n: int, items: list[Item]
) -> Estimate:
    """Return an estimate, its value None where the index is not defined."""
    usable = drawn[np.isfinite(drawn)]
    known = bool(np.isfinite(point)) and len(usable) > 0
    low, high = _interval(point, usable) if known else (None, None)
    return Estimate(
        question.state, question.pole, "votes", measure, period, point if known else None, low, high, None, n, METHOD,
        tuple(items),
    )  # fmt: skip


def period_estimates(question: Question, record: VoteRecord) -> list[Estimate]:
    """Return the agreement in the question's last window; none where the state and the pole share no roll call."""
    part = record.within(question.after)
    n = _shared(part)
    if n == 0:
        return []
    side = _side(part, np.random.default_rng([SEED, question.after.first.toordinal(), question.after.last.toordinal()]))
    return [
        _estimate(
            question, LABELS[name], str(question.after), side.point[name], side.drawn[name], n,
            _items(side, 1) if name == "plain" else [],
        )
        for name in MEASURES
    ]  # fmt: skip


def yearly(question: Question, record: VoteRecord) -> list[Estimate]:
    """Return the agreement of each year that has roll calls, with its bootstrap interval."""
    years = sorted({r.date.year for r in record.roll_calls})
    windows = [Window(dt.date(year, 1, 1), dt.date(year, 12, 31)) for year in years]
    return [e for w in windows for e in period_estimates(Question(question.state, question.pole, w, w), record)]


def absences(record: VoteRecord) -> tuple[int, int]:
    """Return on how many roll calls the state did not vote though it could, and how many it could vote on."""
    could = [vote for vote in record.state_votes if vote not in ("", "not_a_member")]
    return sum(vote == "not_voting" for vote in could), len(could)


def _absence_note(name: str, before: VoteRecord, after: VoteRecord) -> str:
    (missed_before, could_before), (missed_after, could_after) = absences(before), absences(after)
    return (
        f"{name} did not vote on {missed_before} of {could_before} roll calls before and {missed_after} of "
        f"{could_after} since; an absence is counted apart, not as a no."
    )


def finding(
    question: Question, record: VoteRecord, state_name: str, pole_label: str, moved: Change | str | None = None
) -> Finding:
    """Return what the votes say; `moved` is the change in distance of ideal points, or why there is none."""
    before, after = record.within(question.before), record.within(question.after)
    n_before, n_after = _shared(before), _shared(after)
    unknown = _unknown(record)
    if min(n_before, n_after) < MIN_ROLL_CALLS:
        return Finding(
            "votes",
            "not enough evidence",
            None,
            f"Votes: not enough evidence; {state_name} and {pole_label} both voted on {n_before} roll calls before and "
            f"{n_after} since. {_absence_note(state_name, before, after)}",
            unknown=unknown,
        )
    rng = np.random.default_rng(SEED)
    one, two = _side(before, rng), _side(after, rng)
    n = n_before + n_after
    period = str(question.after)
    changes = [
        _estimate(
            question, f"change_in_{LABELS[name]}", period, two.point[name] - one.point[name],
            two.drawn[name] - one.drawn[name], n, _items(two, 1) + _items(one, -1) if name == "plain" else [],
        )
        for name in MEASURES
    ]  # fmt: skip
    drawn = two.drawn["plain"] - one.drawn["plain"]
    drawn = drawn[np.isfinite(drawn)]
    up, down = float((drawn > SAME_WITHIN).mean()), float((drawn < -SAME_WITHIN).mean())
    options = (up, down, 1 - up - down)
    direction, probability = decide(*options)
    change = changes[0]
    if change.value is None or change.q05 is None or change.q95 is None:
        raise AssertionError("windows with shared roll calls have a defined agreement")
    sentence = (
        f"Votes: {_moved(direction, probability, options, state_name, pole_label)}; agreement went "
        f"from {one.point['plain']:.2f} to {two.point['plain']:.2f} "
        f"({change.value:+.2f}, 90 % interval {change.q05:+.2f} to {change.q95:+.2f}; {n_before} roll calls before, "
        f"{n_after} since)."
    )
    who = in_words(moved, state_name, pole_label) if isinstance(moved, Change) else moved or ""
    distances = _distances(question, moved) if isinstance(moved, Change) else ()
    return Finding(
        "votes", direction, probability, sentence, who,
        _against(changes, direction), f"{unknown} {_absence_note(state_name, before, after)}",
        (*changes, *distances, *yearly(question, record)),
    )  # fmt: skip


def _distances(question: Question, moved: Change) -> tuple[Estimate, ...]:
    """Return the change in distance of ideal points and each side's part of it."""
    years = f"{moved.after[0]}/{moved.after[-1]}"
    n = len(moved.before) + len(moved.after)
    return tuple(
        Estimate(
            question.state, question.pole, "votes", measure, years, part.mean.item(), part.q05.item(), part.q95.item(),
            moved.probability_away if measure == "change_in_distance" else None, n, "ideal-points-1",
        )
        for measure, part in (
            ("change_in_distance", moved.total), ("own_move", moved.own), ("pole_move", moved.pole)
        )
    )  # fmt: skip


def _moved(
    direction: Direction,
    probability: float | None,
    options: tuple[float, float, float],
    state_name: str,
    pole_label: str,
) -> str:
    if probability is None:
        return f"not enough evidence to tell ({undecided(*options)})"
    sure = f"{likelihood(probability)} ({percent(probability)}) that {state_name} votes"
    return {
        "towards": f"{sure} more like {pole_label} than before",
        "away": f"{sure} less like {pole_label} than before",
        "no change": f"{sure} with {pole_label} about as much as before",
    }[direction]


def _against(changes: list[Estimate], direction: Direction) -> str:
    """Return the indices that point the other way, in words."""
    sign = {"towards": 1, "away": -1}.get(direction, 0)
    contrary = [
        f"{e.measure.removeprefix('change_in_').replace('_', ' ')} {e.value:+.2f}"
        for e in changes
        if e.value is not None and sign * e.value < 0
    ]
    return f"Beyond-chance indices point the other way: {', '.join(contrary)}." if contrary else ""


def _unknown(record: VoteRecord) -> str:
    if not record.roll_calls:
        return "No roll call of these windows is in the archive."
    first, last = record.roll_calls[0].date, record.roll_calls[-1].date
    text = f"Roll calls observed from {first} to {last}; later ones are not observed."
    if record.contradicted:
        text += f" {record.contradicted} cells are left out because sources contradict one another."
    return text
