"""Does a finding's direction say what its chances say? What the checks of votes and of flows have in common."""

from __future__ import annotations

from collections.abc import Iterator

from poleward.channels.channel import Finding, Options
from poleward.channels.likelihood import LIKELY


def disagreements_of_direction(finding: Finding, options: Options, close: float) -> Iterator[str]:
    """Yield in what a direction contradicts its chances; `close` is the difference that counts as none."""
    chance = {"towards": options.towards, "away": options.away, "no change": options.same}
    if abs(sum(chance.values()) - 1) > close:
        yield "chances do not sum to 1"
    if finding.direction in chance:
        if finding.probability is None or abs(finding.probability - chance[finding.direction]) > close:
            yield "the probability is another direction's"
        if max(chance.values()) > chance[finding.direction] + close or chance[finding.direction] < LIKELY:
            yield "another direction is likelier, or none is likely"
    elif not finding.facts.unsettled and max(chance.values()) >= LIKELY:
        yield "a likely direction is not said"
