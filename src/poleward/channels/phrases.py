"""What the sentences of all channels share: a finding in words, how sure, a number with its interval."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from typing import NamedTuple

from poleward.channels.channel import Finding, Options
from poleward.channels.estimate import Estimate
from poleward.channels.likelihood import likelihood
from poleward.channels.question import Question
from poleward.channels.say import ENGLISH, N_, Say

NOT_AFFECTION = N_("A tie is not affection.")
CHANNEL_WORDS = (
    N_("votes"), N_("words"), N_("deeds"), N_("events"), N_("trade"), N_("arms"), N_("treaties")
)  # fmt: skip
"""Channels as they stand within a sentence."""
LIKELIHOODS = (
    N_("almost no chance"), N_("very unlikely"), N_("unlikely"), N_("roughly even chance"), N_("likely"),
    N_("very likely"), N_("almost certain"), N_("almost certainly"),
)  # fmt: skip
"""What `likelihood` and `likely` return, to be said."""


class Words(NamedTuple):
    """A finding in words; see `Finding`. The sentence stands without the channel's name before it."""

    sentence: str
    who_moved: str = ""
    beside: str = ""
    unknown: str = ""
    when: str = ""
    rests_on: str = ""


def titled(finding: Finding) -> str:
    """Return the channel's name as a sentence begins with it, to be said."""
    return finding.channel.capitalize()


def sure(finding: Finding, told: str, say: Say) -> str:
    """Return what is told with how likely it is, or that nothing is likely enough."""
    if finding.probability is None:
        options = finding.options or Options(0.0, 0.0, 1.0)
        return say("not enough evidence to tell (%(shares)s)", shares=undecided(options, say))
    return say(
        "%(likelihood)s (%(percent)s) that %(told)s",
        likelihood=say(likelihood(finding.probability)), percent=say.percent(finding.probability), told=told,
    )  # fmt: skip


def undecided(options: Options, say: Say) -> str:
    """Return the three probabilities in words, for a channel in which none is likely."""
    shares = {name: say.percent(share) for name, share in options._asdict().items()}
    return say("%(towards)s towards, %(away)s away, %(same)s about the same", **shares)


def interval(estimate: Estimate | None, digits: int, say: Say = ENGLISH) -> str:
    """Return a change with its interval."""
    if estimate is None or estimate.value is None:
        return say("not known")
    if estimate.q05 is None or estimate.q95 is None:  # a count of treaties is known as it is
        return say.with_sign(estimate.value)
    low, middle, high = (say.with_sign(v, digits) for v in (estimate.q05, estimate.value, estimate.q95))
    return say("%(change)s, 90 %% interval %(low)s to %(high)s", change=middle, low=low, high=high)


def members_taken(question: Question, say: Say) -> str:
    """Return as of which day a pole's members are taken, where its memberships are dated and not all hold then."""
    if not question.pole.elsewhen:
        return ""
    return say(
        "Members of %(pole)s are those of %(day)s (%(members)s); %(left_out)s that belong to it at another time are "
        "left out.",
        pole=say.names(question)["pole"], members=len(question.pole.states), day=say.day(question.since),
        left_out=len(question.pole.elsewhen),
    )  # fmt: skip


def between(low: str, high: str, say: Say) -> str:
    """Return a range from one number to another."""
    return say("%(low)s to %(high)s", low=low, high=high)


def chained(parts: Sequence[str], say: Say) -> str:
    """Return clauses one after the other, with semicolons."""
    return reduce(lambda first, then: say("%(first)s; %(then)s", first=first, then=then), parts)


def points(value: float) -> int:
    """Return agreement from 0 to 1, or a change of it, in whole points of a hundred."""
    return round(100 * value)
