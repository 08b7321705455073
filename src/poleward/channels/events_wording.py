"""Other coders' events in words: the balance before and since, by year, and the pole's own acts."""

from __future__ import annotations

from collections.abc import Sequence

from poleward.channels.channel import Finding, Question
from poleward.channels.estimate import Estimate
from poleward.channels.events import MIN_EVENTS, EventFacts
from poleward.channels.phrases import Words, interval, sure


def in_words(facts: EventFacts, finding: Finding, question: Question) -> Words:
    """Return in words what other coders' events say."""
    name, label = question.state_name, question.pole.label
    before, since = facts.events
    unknown = (
        f"Read ({', '.join(facts.coders)}): {facts.days[0]} days before and {facts.days[1]} since, "
        f"{facts.rows} rows; other days are not observed."
    )
    if facts.unscored:
        unknown += f" Left out: {facts.unscored} events whose code has no PLOVER type."
    unknown += " The coders' own errors are not in the interval."
    if since < MIN_EVENTS:
        why = f"{since} since {question.since}, {before} before"
        if not facts.days[1]:
            why = f"not observed: no file of the days since {question.since} is in the archive"
        return Words(f"Events: not enough evidence; {why}.", unknown=unknown)
    tail = f"{_apart(facts.since)} {_years(facts.by_year)}".strip()
    if facts.earlier is None:
        return Words(
            f"Events: the balance of what {name} does and says to {label} is {_number(facts.since[0])} since "
            f"{question.since} ({since} events); too little before to speak of a change. {tail}",
            unknown=unknown,
        )
    by = f"other coders' events by {name}"
    way = {
        "towards": f"{by} became friendlier to {label}",
        "away": f"{by} became less friendly to {label}",
        "no change": f"{by} are about as friendly to {label} as before",
    }.get(finding.direction, "")
    who = ""
    if facts.pole_change is not None:
        theirs, n = facts.pole_change, facts.pole_events
        who = (
            f"{label}'s own acts and words to the state changed by {theirs.mean:+.1f} ({theirs.q05:+.1f} to "
            f"{theirs.q95:+.1f}; {n[0]} and {n[1]} events)."
        )
    return Words(
        f"Events: {sure(finding, way)}: from {_number(facts.earlier)} to {_number(facts.since[0])} on the scale from "
        f"-10 to 10 (change {interval(finding.estimate('change_in_balance'), 1)}; {before} events before, {since} "
        f"since). {tail}",
        who,
        unknown=unknown,
    )


def numbers_in_brief(facts: EventFacts, finding: Finding, question: Question) -> list[str]:
    """Return the change of the balance, or how many events there are."""
    del question
    change = finding.estimate("change_in_balance")
    if change is None or change.value is None:
        return [f"{facts.events[1]} scored events since, {facts.events[0]} before"]
    return [f"change {interval(change, 1)} on -10 to 10"]


def _number(estimate: Estimate) -> str:
    if estimate.value is None:
        return "not enough evidence"
    return f"{estimate.value:+.1f} ({estimate.q05:+.1f} to {estimate.q95:+.1f})"


def _apart(estimates: Sequence[Estimate]) -> str:
    """Say words and deeds apart."""
    said = [
        f"{e.measure.removeprefix('balance_of_')} {_number(e)}"
        for e in estimates
        if e.measure in ("balance_of_words", "balance_of_deeds")
    ]
    return f"Since then {', '.join(said)}." if said else ""


def _years(estimates: Sequence[Estimate]) -> str:
    return f"By year: {', '.join(f'{e.period} {_number(e)}' for e in estimates)}." if estimates else ""
