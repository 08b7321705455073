"""Words and deeds in words: the tally before and since, by whom, and what was said the other way."""

from __future__ import annotations

from poleward.channels.channel import Finding, Question
from poleward.channels.likelihood import percent
from poleward.channels.phrases import Words, interval, sure, titled
from poleward.channels.statements import MIN_HAPPENINGS, StatementFacts

MAX_QUOTE = 160
"""Characters of a quotation within a sentence: our choice."""


def in_words(facts: StatementFacts, finding: Finding, question: Question) -> Words:
    """Return in words what reported words or deeds say."""
    name, label, title = question.state_name, question.pole.label, titled(finding)
    tally = f"{facts.since[0]} towards and {facts.since[1]} away since"
    left_out = ", ".join(f"{n} ({reason})" for reason, n in facts.left_out.items())
    unknown = f"Left out: {left_out}." if left_out else ""
    if sum(facts.since) < MIN_HAPPENINGS:
        return Words(f"{title}: not enough evidence; {tally} ({facts.neutral} neutral).", unknown=unknown)
    if sum(facts.before) < MIN_HAPPENINGS:
        sentence = f"{title}: not enough evidence of a change: {tally}; too little before to compare with."
    else:
        are = f"{name}'s reported {finding.channel} are"
        way = {
            "towards": f"{are} more favourable to {label} than before",
            "away": f"{are} less favourable to {label} than before",
            "no change": f"{are} about as favourable to {label} as before",
        }.get(finding.direction, "")
        sentence = (
            f"{title}: {sure(finding, way)}: {tally}, {facts.before[0]} and {facts.before[1]} before "
            f"(balance {interval(finding.estimate('change_in_balance'), 2)}{_shuffled(facts.shuffled)})."
        )
    pieces = (f"{facts.by[0]} by {name}", f"{facts.by[1]} by {label}", f"{facts.by[2]} by or according to others")
    by = ", ".join(p for p, n in zip(pieces, facts.by, strict=True) if n)
    n, quote = facts.contrary
    short = f"{quote[:MAX_QUOTE]}{'…' if len(quote) > MAX_QUOTE else ''}"
    return Words(
        sentence, f"Of these, {by}.", f"{n} the other way, for example: “{short}”" if n else "", unknown
    )  # fmt: skip


def numbers_in_brief(facts: StatementFacts, finding: Finding, question: Question) -> list[str]:
    """Return the tally since and before, and the change where there is one."""
    del question
    told = [f"{facts.since[0]} towards and {facts.since[1]} away since, {facts.before[0]} and {facts.before[1]} before"]
    change = finding.estimate("change_in_balance")
    return [*told, f"change {interval(change, 2)}"] if change is not None and change.value is not None else told


def _shuffled(p: float | None) -> str:
    return "" if p is None else f"; shuffled dates give as much in {percent(p)}"
