"""Other coders' events in words: the balance before and since, by year, and the pole's own acts."""

from __future__ import annotations

from collections.abc import Sequence

from poleward.channels.channel import Finding
from poleward.channels.estimate import Estimate
from poleward.channels.events import MIN_EVENTS, EventFacts
from poleward.channels.phrases import Words, between, interval, sure
from poleward.channels.question import Question
from poleward.channels.say import N_, Say

_WAYS = {
    "towards": N_("other coders' events by %(state)s became friendlier to %(pole)s"),
    "away": N_("other coders' events by %(state)s became less friendly to %(pole)s"),
    "no change": N_("other coders' events by %(state)s are about as friendly to %(pole)s as before"),
}


def in_words(facts: EventFacts, finding: Finding, question: Question, say: Say) -> Words:
    """Return in words what other coders' events say."""
    called, day = say.names(question), say.day(question.since)
    before, since = (say.number(n) for n in facts.events)
    unknown = _read(facts, say)
    if facts.events[1] < MIN_EVENTS:
        why = say("%(since)s since %(day)s, %(before)s before", since=since, day=day, before=before)
        if not facts.days[1]:
            why = say("not observed: no file of the days since %(day)s is in the archive", day=day)
        return Words(say("not enough evidence; %(why)s.", why=why), unknown=unknown)
    tail = f"{_apart(facts.since, say)} {_years(facts.by_year, say)}".strip()
    if facts.earlier is None:
        told = say(
            "the balance of what %(state)s does and says to %(pole)s is %(balance)s since %(day)s (%(since)s events); "
            "too little before to speak of a change.",
            **called, balance=_number(facts.since[0], say), day=day, since=since,
        )  # fmt: skip
        return Words(f"{told} {tail}", unknown=unknown)
    way = _WAYS.get(finding.direction)
    told = say(
        "%(sure)s: from %(earlier)s to %(later)s on the scale from -10 to 10 (change %(change)s; %(before)s events "
        "before, %(since)s since).",
        sure=sure(finding, say(way, **called) if way else "", say), earlier=_number(facts.earlier, say),
        later=_number(facts.since[0], say), change=interval(finding.estimate("change_in_balance"), 1, say),
        before=before, since=since,
    )  # fmt: skip
    return Words(f"{told} {tail}", _of_the_pole(facts, called["pole"], say), unknown=unknown)


def _read(facts: EventFacts, say: Say) -> str:
    """Return whose events of how many days were read, and what was left out."""
    unknown = say(
        "Read (%(coders)s): %(before)s days before and %(since)s since, %(rows)s rows; other days are not observed.",
        coders=", ".join(facts.coders), before=say.number(facts.days[0]), since=say.number(facts.days[1]),
        rows=say.number(facts.rows),
    )  # fmt: skip
    if facts.unscored:
        n = say.number(facts.unscored)
        unknown += " " + say("Left out: %(n)s events whose code has no PLOVER type.", n=n)
    return unknown + " " + say("The coders' own errors are not in the interval.")


def _of_the_pole(facts: EventFacts, pole: str, say: Say) -> str:
    if (theirs := facts.pole_change) is None:
        return ""
    return say(
        "%(pole)s's own acts and words to the state changed by %(change)s (%(between)s; %(before)s and %(since)s "
        "events).",
        pole=pole, change=say.with_sign(theirs.mean, 1),
        between=between(say.with_sign(theirs.q05, 1), say.with_sign(theirs.q95, 1), say),
        before=say.number(facts.pole_events[0]), since=say.number(facts.pole_events[1]),
    )  # fmt: skip


def numbers_in_brief(facts: EventFacts, finding: Finding, question: Question) -> list[str]:
    """Return the change of the balance, or how many events there are."""
    del question
    change = finding.estimate("change_in_balance")
    if change is None or change.value is None:
        return [f"{facts.events[1]} scored events since, {facts.events[0]} before"]
    return [f"change {interval(change, 1)} on -10 to 10"]


def _number(estimate: Estimate, say: Say) -> str:
    if estimate.value is None or estimate.q05 is None or estimate.q95 is None:
        return say("not enough evidence")
    low, middle, high = (say.with_sign(v, 1) for v in (estimate.q05, estimate.value, estimate.q95))
    return f"{middle} ({between(low, high, say)})"


def _apart(estimates: Sequence[Estimate], say: Say) -> str:
    """Say words and deeds apart."""
    said = [
        f"{say(e.measure.removeprefix('balance_of_'))} {_number(e, say)}"
        for e in estimates
        if e.measure in ("balance_of_words", "balance_of_deeds")
    ]
    return say("Since then %(balances)s.", balances=", ".join(said)) if said else ""


def _years(estimates: Sequence[Estimate], say: Say) -> str:
    said = ", ".join(f"{e.period} {_number(e, say)}" for e in estimates)
    return say("By year: %(balances)s.", balances=said) if said else ""
