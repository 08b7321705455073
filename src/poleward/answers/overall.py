"""The overall stance: the channels' changes on one scale, weighted; and under which share of all weightings it holds.

Each stance channel's change is put on the scale from -1 to 1 on which 1 is from wholly away to wholly towards. The
whole is their weighted mean, its interval that of independent, roughly normal changes. Exposure is never part of it.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from scipy.special import ndtr

from poleward.answers.model import Overall
from poleward.channels.likelihood import decide, likelihood, percent, undecided
from poleward.channels.model import Direction, Estimate, Finding, Item, Question
from poleward.measures.weightings import weightings

METHOD = "stance-1"
SAME_WITHIN = 0.05
"""Overall changes of at most this much count as no change: what is so for agreement, and for balances halved."""
Q90 = 1.6448536269514722
CHANGES = {
    "votes": ("change_in_agreement", 1.0), "words": ("change_in_balance", 2.0), "deeds": ("change_in_balance", 2.0),
    "events": ("change_in_balance", 20.0),
}  # fmt: skip
"""By stance channel: its measure of change, and how wide the measure's scale is."""


def overall(
    question: Question, findings: Sequence[Finding], weights: Mapping[str, float], state_name: str, pole_label: str
) -> Overall | None:
    """Return the overall stance; None where no weighted stance channel tells of a change."""
    found = {c: e for c in CHANGES if weights.get(c, 0.0) > 0 and (e := _change(findings, c)) is not None}
    whole = sum(weights[c] for c in found)
    if not found:
        return None
    share = {c: weights[c] / whole for c in found}
    means, spreads = {}, {}
    for c, e in found.items():
        width = CHANGES[c][1]
        means[c] = (e.value or 0.0) / width
        spreads[c] = ((e.q95 or 0.0) - (e.q05 or 0.0)) / width / (2 * Q90)
    value = sum(share[c] * means[c] for c in found)
    spread = max(1e-9, math.sqrt(sum((share[c] * spreads[c]) ** 2 for c in found)))
    up, down = float(ndtr((value - SAME_WITHIN) / spread)), float(ndtr((-value - SAME_WITHIN) / spread))
    options = (up, down, max(0.0, 1 - up - down))
    direction, probability = decide(*options)
    shares = weightings(list(means.values()), SAME_WITHIN)
    likeliest = max(zip(options, (shares.rising, shares.falling, shares.same), strict=True))[1]
    estimate = Estimate(
        question.state, question.pole, "overall", "change_in_stance", str(question.after), round(value, 6),
        round(value - Q90 * spread, 6), round(value + Q90 * spread, 6), probability, sum(e.n for e in found.values()),
        METHOD, _items(found, share),
    )  # fmt: skip
    sentence = _sentence(direction, probability, options, estimate, share, likeliest, (state_name, pole_label))
    return Overall(
        direction, probability, {c: round(m, 6) for c, m in means.items()}, share, likeliest, shares, sentence, estimate
    )


def _change(findings: Sequence[Finding], channel: str) -> Estimate | None:
    measure = CHANGES[channel][0]
    own = [e for f in findings if f.channel == channel for e in f.estimates]
    return next((e for e in own if e.measure == measure and None not in (e.value, e.q05, e.q95)), None)


def _items(found: Mapping[str, Estimate], share: Mapping[str, float]) -> tuple[Item, ...]:
    """Return the channels' evidence with its part of the whole."""
    return tuple(
        Item(item.kind, item.ref, item.weight * share[c], item.contribution * share[c] / CHANGES[c][1])
        for c, e in found.items()
        for item in e.items
    )


def _sentence(
    direction: Direction, probability: float | None, options: tuple[float, float, float], estimate: Estimate,
    share: Mapping[str, float], holds_under: float, names: tuple[str, str],
) -> str:  # fmt: skip
    state_name, pole_label = names
    weighted = ", ".join(f"{c} {percent(w)}" for c, w in share.items())
    number = f"{estimate.value:+.2f}, 90 % interval {estimate.q05:+.2f} to {estimate.q95:+.2f}"
    if probability is None:
        return f"Overall stance: not enough evidence to tell ({undecided(*options)}; {number}; weights: {weighted})."
    told = {
        "towards": f"{state_name} moved towards {pole_label}",
        "away": f"{state_name} moved away from {pole_label}",
        "no change": f"{state_name} stands to {pole_label} about as before",
    }[direction]
    if len(share) == 1:
        alone = f"only {next(iter(share))} tell of a change, so there is nothing to weigh"
        return f"Overall stance: {likelihood(probability)} ({percent(probability)}) that {told} ({number}); {alone}."
    return (
        f"Overall stance: {likelihood(probability)} ({percent(probability)}) that {told} ({number}; weights: "
        f"{weighted}); this holds under {_held(holds_under)} weightings of these channels."
    )


def _held(share: float) -> str:
    """Return a share of weightings in words; all and none are exact, and said so."""
    return {1.0: "all", 0.0: "no"}.get(share, f"{percent(share)} of all")
