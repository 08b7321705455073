"""What the sentences of all channels share: a finding in words, how sure, a number with its interval."""

from __future__ import annotations

from typing import NamedTuple

from poleward.channels.channel import Finding
from poleward.channels.estimate import Estimate
from poleward.channels.likelihood import likelihood, percent, undecided

NOT_AFFECTION = "A tie is not affection."


class Words(NamedTuple):
    """A finding in words; see `Finding`."""

    sentence: str
    who_moved: str = ""
    beside: str = ""
    unknown: str = ""


def titled(finding: Finding) -> str:
    """Return the channel's name as a sentence begins with it."""
    return finding.channel.capitalize()


def sure(finding: Finding, told: str) -> str:
    """Return what is told with how likely it is, or that nothing is likely enough."""
    if finding.probability is None:
        options = finding.options or (0.0, 0.0, 1.0)
        return f"not enough evidence to tell ({undecided(*options)})"
    return f"{likelihood(finding.probability)} ({percent(finding.probability)}) that {told}"


def interval(estimate: Estimate | None, digits: int) -> str:
    """Return a change with its interval."""
    if estimate is None or estimate.value is None:
        return "not known"
    if estimate.q05 is None or estimate.q95 is None:  # a count of treaties is known as it is
        return signed(estimate.value)
    return (
        f"{estimate.value:+.{digits}f}, 90 % interval {estimate.q05:+.{digits}f} to {estimate.q95:+.{digits}f}"
    )  # fmt: skip


def points(value: float) -> int:
    """Return agreement from 0 to 1, or a change of it, in whole points of a hundred."""
    return round(100 * value)


def signed(value: int | float, digits: int = 0) -> str:
    """Return a number with its sign, 0 without one."""
    text = f"{value:+.{digits}f}"
    return text if float(text) else text[1:]
