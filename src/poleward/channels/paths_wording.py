"""A path in words: was there a break, since when, who moved, what it rests on; short, in the terms of ICD 203."""

from __future__ import annotations

from collections.abc import Sequence

from poleward.channels.likelihood import LIKELY, likely
from poleward.channels.paths.channel_path import (
    Accounts,
    ChannelPath,
    Leant,
    PathBreak,
    Tick,
    TickFacts,
    Voted,
)
from poleward.channels.phrases import chained
from poleward.channels.question import Question
from poleward.channels.say import ENGLISH, N_, Say

NAMED = 3
"""So many pieces of evidence are named in a sentence; an answer's data have up to five."""
MAX_LABEL = 64
"""Characters of a piece of evidence named within a sentence: our choice."""
_BREAKS = {
    "towards": N_("%(likely)s (%(percent)s) a break towards %(pole)s by %(size)s, %(when)s"),
    "away": N_("%(likely)s (%(percent)s) a break away from %(pole)s by %(size)s, %(when)s"),
}
_ENTERED = {
    "towards": N_("%(when)s, towards %(pole)s: on record"),
    "away": N_("%(when)s, away from %(pole)s: on record"),
}
ACCOUNTS = (N_("no change"), N_("a gradual change"), N_("a break"))
VOTES = (
    N_("yes"), N_("no"), N_("abstain"), N_("not voting"), N_("not a member"), N_("not observed")
)  # fmt: skip
"""What was done on a roll call, as a piece of evidence names it."""


def since_when(path: ChannelPath, question: Question, say: Say) -> str:
    """Return whether a break stands out in the months asked about, when it came and who moved."""
    called = say.names(question)
    asked = in_span(path)
    if not asked:
        told = say("no break stands out; %(told)s", told=_without(path, say))
    else:
        numbers = say(
            "counted from %(month)s on: %(numbers)s", month=say.period(path.since), numbers=_numbers(path.accounts, say)
        )
        told = chained([*(_break(b, path, called, say) for b in asked), numbers], say)
    earlier = [b for b in path.breaks if b.last < path.since]
    if earlier:
        told = say("%(told)s. Earlier: %(earlier)s", told=told, earlier=_break(earlier[-1], path, called, say))
    return f"{told}."


def in_span(path: ChannelPath) -> list[PathBreak]:
    """Return the breaks that may have come in the months asked about, surest first."""
    return sorted((b for b in path.breaks if b.last >= path.since), key=lambda b: (-b.probability, b.month))


def _break(b: PathBreak, path: ChannelPath, called: dict[str, str], say: Say) -> str:
    when = say.period(b.month)
    if b.first != b.last:
        first, last = say.period(b.first), say.period(b.last)
        when = say("%(month)s (90 %% range %(first)s to %(last)s)", month=when, first=first, last=last)
    if path.channel == "treaties":
        return say(_ENTERED[b.direction], when=when, pole=called["pole"])
    size = say.number(abs(b.size), 2)
    if _in_points(path):
        size = say.n("%(n)s points", "%(n)s points", round(100 * abs(b.size)))
    told = say(
        _BREAKS[b.direction], likely=say(likely(b.probability)), percent=say.percent(b.probability),
        pole=called["pole"], size=size, when=when,
    )  # fmt: skip
    return chained([told, *_who(b, path, called, say), *([] if b.lasts else [say("it did not last")])], say)


def _in_points(path: ChannelPath) -> bool:
    """Whether a path is of shares of a hundred: of a flow, or of agreement."""
    return path.kind == "exposure" or (path.channel == "votes" and path.nearer == "up")


def _who(b: PathBreak, path: ChannelPath, called: dict[str, str], say: Say) -> list[str]:
    """Return who moved in a break; none of flows, and of agreement, whose movers are told once, of the whole change."""
    if _in_points(path):
        return []
    if b.who == "others":
        return [say("who moved cannot be told: others say so")]
    if b.who == "both":
        return [say("both moved")]
    mover, other = (called[side] for side in (("state", "pole") if b.who == "state" else ("pole", "state")))
    if b.passed:
        return [say("%(mover)s moved and passed %(other)s", mover=mover, other=other)]
    return [say("%(mover)s moved", mover=mover)]


def _without(path: ChannelPath, say: Say) -> str:
    """Say how likely no change is where no break stands out, or that the record does not tell."""
    if path.channel == "treaties":
        return say("no membership began or ended")
    if not path.accounts.tell:
        before = say.percent(path.accounts.prior[0]) if path.accounts.prior else say("not asked")
        return say(
            "the record hardly tells (no change %(share)s; without any data %(before)s)",
            share=say.percent(path.no_change), before=before,
        )  # fmt: skip
    accounts = zip(ACCOUNTS, (path.no_change, path.gradual, path.broke), strict=True)
    best = max(accounts, key=lambda one: one[1])
    numbers = _numbers(path.accounts, say)
    if best[1] < LIKELY:
        return numbers
    return say(
        "%(likely)s %(account)s (%(numbers)s)", likely=say(likely(best[1])), account=say(best[0]), numbers=numbers
    )


def _numbers(accounts: Accounts, say: Say) -> str:
    return say(
        "no change %(no_change)s, gradual %(gradual)s, break %(broke)s",
        no_change=say.percent(accounts.no_change), gradual=say.percent(accounts.gradual),
        broke=say.percent(accounts.broke),
    )  # fmt: skip


def rests_on(path: ChannelPath, question: Question, say: Say) -> str:
    """Return the main evidence for the surest break asked about, and the weightiest against; '' without a break."""
    asked = in_span(path)
    if not asked or not asked[0].evidence:
        return ""
    told = f"{_ticks(asked[0].evidence[:NAMED], question, say)}."
    if asked[0].against:
        told += " " + say("Against it: %(evidence)s.", evidence=_ticks(asked[0].against[:1], question, say))
    return told


def _ticks(ticks: Sequence[Tick], question: Question, say: Say) -> str:
    return "; ".join(
        f"{say.period(t.date)} {_short(label_of(t, question, say))} ({say.with_sign(t.contribution, 1)})" for t in ticks
    )


def memberships(organisations: Sequence[str], say: Say = ENGLISH) -> str:
    """Return what a path of memberships counts."""
    return say("share of memberships in %(organisations)s", organisations=", ".join(organisations))


def unit_of(path: ChannelPath, question: Question, say: Say) -> str:
    """Return what a path's level counts."""
    return memberships(question.pole.organisations, say) if path.channel == "treaties" else say(path.unit)


def label_of(tick: Tick, question: Question, say: Say) -> str:
    """Return what a piece of evidence is; one without facts of its own is the same in every language."""
    return tick.label if tick.facts is None else label(tick.facts, question, say)


def label(facts: TickFacts, question: Question, say: Say = ENGLISH) -> str:
    """Return what a piece of evidence is, from its facts."""
    if isinstance(facts, Voted):
        theirs = [say(word) if n is None else f"{n} {say(word)}" for word, n in facts.pole]
        return say(
            "%(title)s: %(state)s %(own)s, %(pole)s %(theirs)s",
            **say.names(question), title=facts.title, own=say(facts.state), theirs=", ".join(theirs),
        )  # fmt: skip
    if isinstance(facts, Leant):
        message = N_("towards: “%(quote)s”") if facts.towards else N_("away: “%(quote)s”")
        return say(message, quote=facts.quote)
    message = N_("joined %(named)s") if facts.joined else N_("left %(named)s")
    return f"{say(message, named=facts.organisation)} ({facts.source})"


def _short(said: str) -> str:
    """Return a label cut in the middle, so that what was done at its end stays."""
    if len(said) <= MAX_LABEL:
        return said
    head, colon, tail = said.rpartition(": ")
    keep = MAX_LABEL - len(tail) - 3
    return f"{head[:keep]}…: {tail}" if colon and keep > 20 else f"{said[: MAX_LABEL - 1]}…"
