"""The words and deeds channels: do independent statements speak for a state moving towards a pole, or away?

The number is the change in balance (2 x share towards - 1) between the windows, from counts of independent
happenings, with the coder's sign error inside the interval (`poleward.measures.balance`). Where there is
little or nothing before, the balance since is given instead, and the sentence says so.
"""

from __future__ import annotations

from collections.abc import Sequence

from poleward.channels.likelihood import decide, likelihood, percent, undecided
from poleward.channels.model import Direction, Estimate, Finding, Item, Question
from poleward.channels.signed import Counted, Happening, SignedStatement, counted
from poleward.config import Pole
from poleward.measures import balance
from poleward.periods import Window

MIN_HAPPENINGS = 3
"""Fewer independent happenings than this in a window are not enough evidence."""
METHOD = "balance-1"


def _items(part: Counted, sign: int) -> list[Item]:
    """Return the statements of a window; each happening's part of toward minus away is shared by its reports."""
    n = len(part.toward) + len(part.away)
    return [
        Item("statement", s.statement_id, 1 / len(h.statements), sign * h.lean / (n * len(h.statements)))
        for h in (*part.toward, *part.away)
        for s in h.statements
    ]


def _counts(part: Counted) -> tuple[int, int]:
    return len(part.toward), len(part.away)


def _balance_estimate(question: Question, channel: str, window: Window, part: Counted, error: float) -> Estimate:
    found = balance.balance(*_counts(part), error)
    n = sum(_counts(part))
    probability = balance.probability_toward(*_counts(part), error)
    return Estimate(
        question.state, question.pole, channel, "balance", str(window), found.mean, found.q05, found.q95, probability,
        n, METHOD, tuple(_items(part, 1)),
    )  # fmt: skip


def period_estimates(
    question: Question, channel: str, statements: Sequence[SignedStatement], error: float
) -> list[Estimate]:
    """Return the balance of one channel in the question's last window; none where nothing signed falls into it."""
    part = counted([s for s in statements if s.channel == channel], question.after)
    return [_balance_estimate(question, channel, question.after, part, error)] if sum(_counts(part)) else []


def _who(part: Sequence[Happening], state: str, pole: Pole, state_name: str) -> str:
    """Say whose acts they are."""
    own = sum(h.first.actor == state for h in part)
    poles = sum(h.first.actor in pole.states for h in part)
    other = len(part) - own - poles
    pieces = [f"{own} by {state_name}", f"{poles} by {pole.label}", f"{other} by or according to others"]
    return "Of these, " + ", ".join(p for p, n in zip(pieces, (own, poles, other), strict=True) if n) + "."


def _left_out(before: Counted, after: Counted) -> str:
    merged = {r: before.left_out.get(r, 0) + after.left_out.get(r, 0) for r in before.left_out | after.left_out}
    # A statement without a date belongs to no window and is met in both.
    if "no date" in merged:
        merged["no date"] = after.left_out["no date"]
    if not merged:
        return ""
    return "Left out: " + ", ".join(f"{n} ({reason})" for reason, n in sorted(merged.items())) + "."


def finding(
    question: Question,
    channel: str,
    statements: Sequence[SignedStatement],
    pole: Pole,
    state_name: str,
    error: float,
) -> Finding:
    """Return what the statements of one channel say."""
    own = [s for s in statements if s.channel == channel]
    before, after = counted(own, question.before), counted(own, question.after)
    title = channel.capitalize()
    tally = f"{len(after.toward)} towards and {len(after.away)} away since"
    unknown = _left_out(before, after)
    if sum(_counts(after)) < MIN_HAPPENINGS:
        return Finding(
            channel,
            "not enough evidence",
            None,
            f"{title}: not enough evidence; {tally} ({len(after.neutral)} neutral).",
            unknown=unknown,
        )
    since = _balance_estimate(question, channel, question.after, after, error)
    if sum(_counts(before)) < MIN_HAPPENINGS:
        toward = since.probability or 0.0
        direction, probability = decide(toward, 1 - toward, 0.0)
        lean = "not enough evidence to tell which way it leans"
        if probability is not None:
            way = f"towards {pole.label}" if direction == "towards" else f"away from {pole.label}"
            lean = f"{likelihood(probability)} ({percent(probability)}) that what is reported since leans {way}"
        sentence = f"{title}: {lean}: {tally}; too little before to speak of a change."
        estimates: tuple[Estimate, ...] = (since,)
    else:
        earlier = _balance_estimate(question, channel, question.before, before, error)
        moved = balance.change(_counts(before), _counts(after), error)
        options = (moved.p_up, moved.p_down, moved.p_same)
        direction, probability = decide(*options)
        change = Estimate(
            question.state, question.pole, channel, "change_in_balance", str(question.after), moved.interval.mean,
            moved.interval.q05, moved.interval.q95, probability, since.n + earlier.n, METHOD,
            (*_items(after, 1), *_items(before, -1)),
        )  # fmt: skip
        sentence = (
            f"{title}: {_moved(direction, probability, options, channel, state_name, pole.label)}: {tally}, "
            f"{len(before.toward)} and {len(before.away)} before (balance {moved.interval.mean:+.2f}, "
            f"90 % interval {moved.interval.q05:+.2f} to {moved.interval.q95:+.2f})."
        )
        estimates = (change, since, earlier)
    signed = (*after.toward, *after.away)
    against = after.toward if direction == "away" else after.away if direction == "towards" else ()
    return Finding(
        channel, direction, probability, sentence, _who(signed, question.state, pole, state_name),
        _quote_against(against), unknown, estimates,
    )  # fmt: skip


def _moved(
    direction: Direction,
    probability: float | None,
    options: tuple[float, float, float],
    channel: str,
    state_name: str,
    pole_label: str,
) -> str:
    if probability is None:
        return f"not enough evidence to tell ({undecided(*options)})"
    sure = f"{likelihood(probability)} ({percent(probability)}) that {state_name}'s reported {channel} are"
    return {
        "towards": f"{sure} more favourable to {pole_label} than before",
        "away": f"{sure} less favourable to {pole_label} than before",
        "no change": f"{sure} about as favourable to {pole_label} as before",
    }[direction]


def _quote_against(contrary: Sequence[Happening]) -> str:
    if not contrary:
        return ""
    shown = max(contrary, key=lambda h: (h.first.confidence, h.first.statement_id)).first
    quote = " ".join(shown.exact.split())
    return f"{len(contrary)} the other way, for example: “{quote[:160]}{'…' if len(quote) > 160 else ''}”"
