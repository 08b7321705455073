"""Words and deeds in words: the tally before and since, by whom, and what was said the other way."""

from __future__ import annotations

from poleward.channels.channel import Finding
from poleward.channels.phrases import Words, interval, sure
from poleward.channels.question import Question
from poleward.channels.say import N_, Say
from poleward.channels.statements import MIN_HAPPENINGS, StatementFacts

MAX_QUOTE = 160
"""Characters of a quotation within a sentence: our choice."""
_WAYS = {
    ("words", "towards"): N_("%(state)s's reported words are more favourable to %(pole)s than before"),
    ("words", "away"): N_("%(state)s's reported words are less favourable to %(pole)s than before"),
    ("words", "no change"): N_("%(state)s's reported words are about as favourable to %(pole)s as before"),
    ("deeds", "towards"): N_("%(state)s's reported deeds are more favourable to %(pole)s than before"),
    ("deeds", "away"): N_("%(state)s's reported deeds are less favourable to %(pole)s than before"),
    ("deeds", "no change"): N_("%(state)s's reported deeds are about as favourable to %(pole)s as before"),
}


def in_words(facts: StatementFacts, finding: Finding, question: Question, say: Say) -> Words:
    """Return in words what reported words or deeds say."""
    called = say.names(question)
    tally = say("%(towards)s towards and %(away)s away since", towards=facts.since[0], away=facts.since[1])
    left_out = ", ".join(f"{n} ({say(reason)})" for reason, n in facts.left_out.items())
    unknown = say("Left out: %(left_out)s.", left_out=left_out) if left_out else ""
    if sum(facts.since) < MIN_HAPPENINGS:
        few = say("not enough evidence; %(tally)s (%(neutral)s neutral).", tally=tally, neutral=facts.neutral)
        return Words(few, unknown=unknown)
    if sum(facts.before) < MIN_HAPPENINGS:
        sentence = say("not enough evidence of a change: %(tally)s; too little before to compare with.", tally=tally)
    else:
        way = _WAYS.get((finding.channel, finding.direction))
        balance = interval(finding.estimate("change_in_balance"), 2, say)
        if facts.shuffled is not None:
            share = say.percent(facts.shuffled)
            balance = say("%(balance)s; shuffled dates give as much in %(share)s", balance=balance, share=share)
        sentence = say(
            "%(sure)s: %(tally)s, %(towards)s and %(away)s before (balance %(balance)s).",
            sure=sure(finding, say(way, **called) if way else "", say), tally=tally, towards=facts.before[0],
            away=facts.before[1], balance=balance,
        )  # fmt: skip
    return Words(sentence, _by(facts, called, say), _contrary(facts, say), unknown)


def _by(facts: StatementFacts, called: dict[str, str], say: Say) -> str:
    """Return by whom it was said or done."""
    own, theirs, others = facts.by
    sides = ((own, called["state"]), (theirs, called["pole"]))
    pieces = [say("%(n)s by %(name)s", n=n, name=name) for n, name in sides if n]
    if others:
        pieces.append(say("%(n)s by or according to others", n=others))
    return say("Of these, %(pieces)s.", pieces=", ".join(pieces))


def _contrary(facts: StatementFacts, say: Say) -> str:
    """Return how much went the other way, with an example."""
    n, quote = facts.contrary
    short = f"{quote[:MAX_QUOTE]}{'…' if len(quote) > MAX_QUOTE else ''}"
    return say("%(n)s the other way, for example: “%(quote)s”", n=n, quote=short) if n else ""


def numbers_in_brief(facts: StatementFacts, finding: Finding, question: Question) -> list[str]:
    """Return the tally since and before, and the change where there is one."""
    del question
    if not any((*facts.since, *facts.before, facts.neutral)):
        return [f"no {finding.channel} between them on record"]
    told = [f"{facts.since[0]} towards and {facts.since[1]} away since, {facts.before[0]} and {facts.before[1]} before"]
    change = finding.estimate("change_in_balance")
    return [*told, f"change {interval(change, 2)}"] if change is not None and change.value is not None else told
