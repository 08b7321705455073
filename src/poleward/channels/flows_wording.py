"""Flows in words: the pole's share before and since, what bounds leave of it, and the partners' own figures."""

from __future__ import annotations

import math
from collections.abc import Sequence

from poleward.channels.channel import Finding, Question
from poleward.channels.flow_bounds import Between, Bounds
from poleward.channels.flow_record import MirrorFigure
from poleward.channels.flows import FlowFacts
from poleward.channels.likelihood import percent
from poleward.channels.phrases import NOT_AFFECTION, Words, titled

MOST_YEARS = 3
"""How many years that only the partners have are named."""
ROUNDED_WITHIN = 0.0101
"""The width of a share that is known but for the rounding to whole percent."""


def in_words(facts: FlowFacts, finding: Finding, question: Question) -> Words:
    """Return in words what flows say."""
    name, label, title = question.state_name, question.pole.label, titled(finding)
    if facts.observed_to is None:
        return Words(f"{title}: not observed; the archive holds no {finding.channel} record of {name}.")
    unknown = f"{title} observed to {facts.observed_to}; later is not observed."
    if facts.silence is not None:
        return Words(f"{title}: not enough evidence; {_silence(facts, question)}.", unknown=unknown)
    if facts.bounds is not None:
        return Words(_bounds(facts.bounds, finding, question), unknown=f"{unknown} {NOT_AFFECTION}")
    change = facts.share[1] - facts.share[0]
    several = (
        f"; {facts.publishers} publishers, {100 * facts.low:+.1f} to {100 * facts.high:+.1f} points"
        if facts.publishers > 1
        else ""
    )
    sentence = (
        f"{title}: on record, {label}'s share of {name}'s {facts.what} went from {percent(facts.share[0])} "
        f"({_span(facts.years[0])}) to {percent(facts.share[1])} ({_span(facts.years[1])}), {100 * change:+.1f} "
        f"points{several} (source: {facts.publisher})."
    )
    beside = ""
    if facts.unseen:
        years = ", ".join(map(str, facts.unseen))
        unknown += f" {facts.publisher} has no figure with {label} for {years}: not observed, which is not zero."
    if facts.mirrored:
        beside = _mirror(facts.mirror, facts.publisher)
        if facts.one_sided:
            years = ", ".join(map(str, facts.one_sided))
            unknown += f" Left out, as only exports or only imports are there: {years}."
        unknown += (
            " This source flags no re-exports."
            if facts.re_exports is None
            else f" Of the exports to {label}, {100 * facts.re_exports:.0f} % are flagged as re-exports."
        )
    return Words(sentence, beside=beside, unknown=f"{unknown} {NOT_AFFECTION}")


def numbers_in_brief(facts: FlowFacts, finding: Finding, question: Question) -> list[str]:
    """Return the pole's share before and since, or what published shares leave of it since."""
    if facts.observed_to is None:
        return [f"no {finding.channel} record of {question.state_name}"]
    if facts.bounds is not None:
        moved = finding.direction in ("towards", "away")
        shares = ", ".join(
            f"{flow} {_between(since)}{f' after {_between(before)}' if moved else ''}"
            for flow, (before, since) in facts.bounds.flows.items()
        )
        return [f"{shares} ({_span(facts.bounds.years[1])})"]
    if facts.silence is not None:
        return [_silence(facts, question)]
    before, since = (percent(share) for share in facts.share)
    return [f"{since} ({_span(facts.years[1])}) after {before} ({_span(facts.years[0])})"]


def _bounds(found: Bounds, finding: Finding, question: Question) -> str:
    """Say what published shares leave: a share before and since, or that it is at most so much."""
    label, name = question.pole.label, question.state_name
    said = [
        f"{flow} was {_between(before)} ({_span(found.years[0])}) and {_between(since)} ({_span(found.years[1])})"
        for flow, (before, since) in found.flows.items()
    ]
    moved = {
        "towards": "so the mean of the two rose", "away": "so the mean of the two fell",
        "no change": "so the mean of the two stayed within two points",
    }.get(finding.direction, "which does not say whether the mean of the two rose or fell")  # fmt: skip
    return (
        f"{titled(finding)}: on record, {label}'s share of {name}'s {', of its '.join(said)}; {moved} (source: "
        f"{found.publisher}, which names first partners only)."
    )


def _between(found: Between) -> str:
    """Say an interval of a share: "at most 4 %", "about 23 %" where rounding alone leaves it open, "12 % to 18 %"."""
    high = math.ceil(1000 * found.high - 1e-6) / 10
    if found.bound_only:
        return f"at most {high:g} %"
    if found.high - found.low <= ROUNDED_WITHIN:
        return f"about {50 * (found.low + found.high):.0f} %"
    return f"{math.floor(1000 * found.low + 1e-6) / 10:g} to {high:g} %"


def _span(years: Sequence[int]) -> str:
    return str(years[0]) if len(years) == 1 else f"{years[0]}-{years[-1]}"


def _silence(facts: FlowFacts, question: Question) -> str:
    silence = facts.silence
    if silence is None or not silence.rows:
        return (
            f"no source has a row for {question.state_name} and {question.pole.label}: not observed, which is not zero"
        )  # fmt: skip
    years = f"{silence.first}-{silence.last}"
    if silence.zero:
        return f"zero is published for every year ({years})"
    return f"observed in {years}, but no publisher has years both before and since {question.since}"


def _mirror(figures: Sequence[MirrorFigure], publisher: str) -> str:
    """Return what the pole's members report of the same flows, beside the publisher quoted; '' where they do not."""
    said = []
    for indicator in ("exports", "imports"):
        found = [f for f in figures if f.indicator == indicator]
        both = [(f, f.own) for f in found if f.own is not None]
        alone = [f for f in found if f.own is None]
        if both:
            last, own = both[-1]
            said.append(
                f"{indicator} of {last.year}: {_money(own)} by {publisher}, {_money(last.theirs)} by {last.publisher}"
            )
        if alone:
            shown = ", ".join(f"{f.year} {_money(f.theirs)}" for f in alone[-MOST_YEARS:])
            said.append(f"{indicator} that only {alone[-1].publisher} has: {shown}")
    return f"The partner's own figures, not added: {'; '.join(said)}." if said else ""


def _money(value: float) -> str:
    return f"{value / 1e9:.2f} billion USD" if abs(value) >= 1e8 else f"{value / 1e6:.1f} million USD"
