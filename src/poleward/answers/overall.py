"""The overall stance: the channels' changes on one scale, weighted; and under which share of all weightings it holds.

Each stance channel's change is put on the scale from -1 to 1 on which 1 is from wholly away to wholly towards. The
whole is what they have in common (`measures.common_change`): a channel counts by its precision and the weight given to
it, and channels that disagree make it less sure. Exposure is never part of it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations
from typing import Any

from poleward.answers.answer import Answer, Overall
from poleward.channels import CHANNELS, channel
from poleward.channels.channel import Finding, Options
from poleward.channels.estimate import Estimate, Evidence
from poleward.channels.likelihood import decide
from poleward.channels.question import Question
from poleward.channels.wording import overall_in_words
from poleward.measures.common_change import common_change
from poleward.measures.weightings import weightings

METHOD = "stance-2"
SAME_WITHIN = 0.05
"""Overall changes of at most this much count as no change: what is so for agreement, and for balances halved."""
Q90 = 1.6448536269514722
"""The 95 % quantile of the standard normal distribution: half of a 90 % interval in standard deviations."""


def overall(question: Question, findings: Sequence[Finding], weights: Mapping[str, float]) -> Overall | None:
    """Return the overall stance; None where fewer than two weighted stance channels tell of a change.

    Where one channel speaks alone there is nothing to weigh: its finding is the answer.
    """
    found = {c: e for c, e in changes_of(findings).items() if weights.get(c, 0.0) > 0}
    if len(found) < 2:
        return None
    means = {c: mean_of(e) for c, e in found.items()}
    whole = common_change([*means.values()], [spread_of(e) for e in found.values()], [weights[c] for c in found])
    share = dict(zip(found, whole.shares.tolist(), strict=True))
    up, down = whole.above(SAME_WITHIN), 1.0 - whole.above(-SAME_WITHIN)
    options = (up, down, max(0.0, 1 - up - down))
    direction, probability = decide(*options)
    shares = weightings(list(means.values()), SAME_WITHIN)
    likeliest = max(zip(options, (shares.rising, shares.falling, shares.same), strict=True))[1]
    estimate = Estimate(
        state=question.state, pole=question.pole.key, channel="overall", measure="change_in_stance",
        period=str(question.after), value=round(whole.value, 6), q05=round(whole.quantile(0.05), 6),
        q95=round(whole.quantile(0.95), 6), probability=probability, n=sum(e.n for e in found.values()),
        method=METHOD, compared_with=str(question.before), evidence=_evidence(found, share),
    )  # fmt: skip
    sentence = overall_in_words(
        direction=direction, probability=probability, options=Options(*options), estimate=estimate, weights=share,
        holds_under=likeliest, question=question,
    )  # fmt: skip
    return Overall(
        direction=direction, probability=probability, channels={c: round(m, 6) for c, m in means.items()},
        weights=share, holds_under=likeliest, shares=shares, sentence=sentence, estimate=estimate,
    )  # fmt: skip


def changes_of(findings: Sequence[Finding]) -> dict[str, Estimate]:
    """Return the change of each stance channel that tells of one, in the order of the channels."""
    found = {}
    for one in CHANNELS:
        own = next((f for f in findings if f.channel == one.key), None) if one.kind == "stance" else None
        change = own.estimate(one.scale.change) if own else None
        if change is not None and None not in (change.value, change.q05, change.q95):
            found[one.key] = change
    return found


def mean_of(change: Estimate) -> float:
    """Return a channel's change on the scale from -1 to 1."""
    return (change.value or 0.0) / channel(change.channel).scale.width


def spread_of(change: Estimate) -> float:
    """Return the standard deviation of a channel's change on that scale, by its 90 % interval."""
    return ((change.q95 or 0.0) - (change.q05 or 0.0)) / channel(change.channel).scale.width / (2 * Q90)


def weighed_anew(answer: Answer) -> dict[str, Any]:
    """Return what is needed to weigh an answer anew: changes, their spreads, and shares for each choice of channels.

    `means` and `spreads` are by channel on the scale of the overall stance; `shares` by the channels chosen, joined by
    commas: the share of all weightings under which the whole rises, falls, and stays.
    """
    changes = changes_of(answer.findings)
    means = {c: mean_of(e) for c, e in changes.items()}
    shares: dict[str, list[float]] = {}
    for n in range(1, len(means) + 1):
        for chosen in combinations(means, n):
            found = weightings([means[c] for c in chosen], SAME_WITHIN)
            shares[",".join(chosen)] = [found.rising, found.falling, found.same]
    return {"means": means, "spreads": {c: spread_of(e) for c, e in changes.items()}, "shares": shares}


def _evidence(found: Mapping[str, Estimate], share: Mapping[str, float]) -> tuple[Evidence, ...]:
    """Return the channels' evidence with its part of the whole."""
    return tuple(
        Evidence(piece.kind, piece.ref, piece.weight * share[c], piece.contribution * share[c] / channel(c).scale.width)
        for c, e in found.items()
        for piece in e.evidence
    )
