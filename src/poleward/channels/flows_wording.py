"""Flows in words: the pole's share before and since, what bounds leave of it, and the partners' own figures."""

from __future__ import annotations

import math
from collections.abc import Sequence

from poleward.channels.channel import Finding
from poleward.channels.flow_bounds import Between, Bounds
from poleward.channels.flow_record import MirrorFigure
from poleward.channels.flows import FlowFacts
from poleward.channels.flows_path import TWO_POINTS
from poleward.channels.phrases import NOT_AFFECTION, Words, between, chained, members_taken, titled
from poleward.channels.question import Question
from poleward.channels.say import ENGLISH, N_, Say
from poleward.measures.stance.ranking import Part

MOST_YEARS = 3
"""How many years that only the partners have are named."""
ROUNDED_WITHIN = 0.0101
"""The width of a share that is known but for the rounding to whole percent."""
_MEANS = {
    "towards": N_("so the mean of the two rose"), "away": N_("so the mean of the two fell"),
    "no change": N_("so the mean of the two stayed within two points"),
}  # fmt: skip
_NO_MEAN = N_("which does not say whether the mean of the two rose or fell")
_FLOWS = {"exports": N_("exports"), "imports": N_("imports")}
_OWN_AND_THEIRS = {
    "exports": N_("exports of %(year)s: %(own)s by %(publisher)s, %(theirs)s by %(partner)s"),
    "imports": N_("imports of %(year)s: %(own)s by %(publisher)s, %(theirs)s by %(partner)s"),
}
_ONLY_THEIRS = {
    "exports": N_("exports that only %(partner)s has: %(figures)s"),
    "imports": N_("imports that only %(partner)s has: %(figures)s"),
}


def in_words(facts: FlowFacts, finding: Finding, question: Question, say: Say) -> Words:
    """Return in words what flows say."""
    called = say.names(question)
    if facts.observed_to is None:
        return Words(
            say(
                "not observed; the archive holds no %(channel)s record of %(state)s.",
                channel=say(finding.channel), state=called["state"],
            )
        )  # fmt: skip
    unknown = say(
        "%(channel)s observed to %(day)s; later is not observed.",
        channel=say(titled(finding)), day=say.day(facts.observed_to),
    )  # fmt: skip
    unknown = f"{unknown} {members_taken(question, say)}".strip()
    if facts.silence is not None:
        return Words(say("not enough evidence; %(why)s.", why=_silence(facts, question, say)), unknown=unknown)
    if facts.bounds is not None:
        return Words(
            _bounds(facts.bounds, finding, called, say), unknown=f"{unknown} {say(NOT_AFFECTION)}"
        )  # fmt: skip
    beside = _mirror(facts.mirror, facts.publisher, say) if facts.mirrored else ""
    return Words(
        _shares(facts, called, say), beside=beside,
        unknown=" ".join([unknown, *_not_known(facts, called["pole"], say), say(NOT_AFFECTION)]),
    )  # fmt: skip


def _shares(facts: FlowFacts, called: dict[str, str], say: Say) -> str:
    """Say the share before and since as the publisher quoted has them, and what all publishers give."""
    change = say.with_sign(100 * (facts.share[1] - facts.share[0]), 1)
    points = say("%(change)s points", change=change)
    if facts.publishers > 1:
        low, high = (say.with_sign(100 * end, 1) for end in (facts.low, facts.high))
        points = say(
            "%(points)s; %(publishers)s publishers, %(between)s points",
            points=points, publishers=facts.publishers, between=between(low, high, say),
        )  # fmt: skip
    if facts.change is not None:
        points = chained([points, _level(facts.change, say)], say)
    before, since = (say.percent(share) for share in facts.share)
    return say(
        "on record, %(pole)s's share of %(state)s's %(what)s went from %(before)s (%(years_before)s) to %(since)s "
        "(%(years_since)s), %(points)s (source: %(source)s).",
        **called, what=say(facts.what), before=before, years_before=_span(facts.years[0]), since=since,
        years_since=_span(facts.years[1]), points=points, source=facts.publisher,
    )  # fmt: skip


def _level(change: Part, say: Say) -> str:
    """Say by how much the level changed, beside what passes with a year."""
    low, high = (say.with_sign(100 * end) for end in (change.q05, change.q95))
    return say(
        "the level behind them changed by %(points)s points (90 %% interval %(low)s to %(high)s)",
        points=say.with_sign(100 * change.mean), low=low, high=high,
    )  # fmt: skip


def _not_known(facts: FlowFacts, pole: str, say: Say) -> list[str]:
    """Say which years are not observed or left out, and what is known of re-exports."""
    told = []
    if facts.two_points:
        told.append(say(TWO_POINTS))
    if facts.unsettled:
        told.append(say("Which way is not settled: a publisher's figures changed the other way."))
    if facts.unseen:
        years = ", ".join(map(str, facts.unseen))
        told.append(
            say(
                "%(source)s has no figure with %(pole)s for %(years)s: not observed, which is not zero.",
                source=facts.publisher, pole=pole, years=years,
            )
        )  # fmt: skip
    if facts.one_sided:
        years = ", ".join(map(str, facts.one_sided))
        told.append(say("Left out, as only exports or only imports are there: %(years)s.", years=years))
    if facts.mirrored and facts.re_exports is None:
        told.append(say("This source flags no re-exports."))
    elif facts.mirrored and facts.re_exports is not None:
        share = say.number(100 * facts.re_exports)
        told.append(say("Of the exports to %(pole)s, %(share)s %% are flagged as re-exports.", pole=pole, share=share))
    return told


def numbers_in_brief(facts: FlowFacts, finding: Finding, question: Question) -> list[str]:
    """Return the pole's share before and since, or what published shares leave of it since."""
    say = ENGLISH
    if facts.observed_to is None:
        return [f"no {finding.channel} record of {question.state_name}"]
    if facts.bounds is not None:
        moved = finding.direction in ("towards", "away")
        shares = ", ".join(
            f"{flow} {_between(since, say)}{f' after {_between(before, say)}' if moved else ''}"
            for flow, (before, since) in facts.bounds.flows.items()
        )
        return [f"{shares} ({_span(facts.bounds.years[1])})"]
    if facts.silence is not None:
        return [_silence(facts, question, say)]
    before, since = (say.percent(share) for share in facts.share)
    return [f"{since} ({_span(facts.years[1])}) after {before} ({_span(facts.years[0])})"]


def _bounds(found: Bounds, finding: Finding, called: dict[str, str], say: Say) -> str:
    """Say what published shares leave: a share before and since, or that it is at most so much."""
    said = [
        say(
            "%(flow)s was %(before)s (%(years_before)s) and %(since)s (%(years_since)s)",
            flow=say(_FLOWS[flow]), before=_between(before, say), years_before=_span(found.years[0]),
            since=_between(since, say), years_since=_span(found.years[1]),
        )
        for flow, (before, since) in found.flows.items()
    ]  # fmt: skip
    shares = said[0] if len(said) == 1 else say("%(one)s, of its %(other)s", one=said[0], other=said[1])
    return say(
        "on record, %(pole)s's share of %(state)s's %(shares)s; %(mean)s (source: %(source)s, which names first "
        "partners only).",
        **called, shares=shares, mean=say(_MEANS.get(finding.direction, _NO_MEAN)), source=found.publisher,
    )  # fmt: skip


def _between(found: Between, say: Say) -> str:
    """Say an interval of a share: "at most 4 %", "about 23 %" where rounding alone leaves it open, "12 % to 18 %"."""
    high = _short(math.ceil(1000 * found.high - 1e-6) / 10, say)
    if found.bound_only:
        return say("at most %(share)s %%", share=high)
    if found.high - found.low <= ROUNDED_WITHIN:
        return say("about %(share)s %%", share=say.number(50 * (found.low + found.high)))
    low = _short(math.floor(1000 * found.low + 1e-6) / 10, say)
    return say("%(low)s to %(high)s %%", low=low, high=high)


def _short(percent: float, say: Say) -> str:
    """Say a number in tenths, whole numbers without a point."""
    return say.number(percent, 0 if percent == int(percent) else 1)


def _span(years: Sequence[int]) -> str:
    return str(years[0]) if len(years) == 1 else f"{years[0]}-{years[-1]}"


def _silence(facts: FlowFacts, question: Question, say: Say) -> str:
    silence = facts.silence
    if silence is None or not silence.rows:
        return say(
            "no source has a row for %(state)s and %(pole)s: not observed, which is not zero", **say.names(question)
        )
    years = f"{silence.first}-{silence.last}"
    if silence.zero:
        return say("zero is published for every year (%(years)s)", years=years)
    return say(
        "observed in %(years)s, but no publisher has years both before and since %(since)s",
        years=years, since=say.day(question.since),
    )  # fmt: skip


def _mirror(figures: Sequence[MirrorFigure], publisher: str, say: Say) -> str:
    """Return what the pole's members report of the same flows, beside the publisher quoted; '' where they do not."""
    said = []
    for indicator in _FLOWS:
        found = [f for f in figures if f.indicator == indicator]
        both = [(f, f.own) for f in found if f.own is not None]
        alone = [f for f in found if f.own is None]
        if both:
            last, own = both[-1]
            said.append(
                say(
                    _OWN_AND_THEIRS[indicator], year=last.year, own=_money(own, say), publisher=publisher,
                    theirs=_money(last.theirs, say), partner=last.publisher,
                )
            )  # fmt: skip
        if alone:
            shown = ", ".join(f"{f.year} {_money(f.theirs, say)}" for f in alone[-MOST_YEARS:])
            said.append(say(_ONLY_THEIRS[indicator], partner=alone[-1].publisher, figures=shown))
    return say("The partner's own figures, not added: %(figures)s.", figures="; ".join(said)) if said else ""


def _money(value: float, say: Say) -> str:
    if abs(value) >= 1e8:
        return say("%(n)s billion USD", n=say.number(value / 1e9, 2))
    return say("%(n)s million USD", n=say.number(value / 1e6, 1))
