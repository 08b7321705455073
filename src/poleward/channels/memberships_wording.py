"""Memberships in words: what a state joined and left, and the obligations that others' records have."""

from __future__ import annotations

from collections.abc import Sequence

from poleward.channels.channel import Finding
from poleward.channels.memberships import MembershipFacts, Obligation
from poleward.channels.phrases import NOT_AFFECTION, Words
from poleward.channels.question import Question
from poleward.channels.say import ENGLISH, N_, Say

OBLIGATIONS = (
    N_("defence"), N_("offence"), N_("neutrality"), N_("non aggression"), N_("consultation"), N_("entente"),
    N_("shared organisations"), N_("observer"), N_("associate"),
)  # fmt: skip
"""What records other than of full membership tell, as it is said."""


def in_words(facts: MembershipFacts, finding: Finding, question: Question, say: Say) -> Words:
    """Return in words what memberships and obligations say."""
    del finding
    organisations, called = question.pole.organisations, say.names(question)
    if not organisations:
        return Words(say("not applicable; %(pole)s has no organisation in the poles file.", pole=called["pole"]))
    others = _obligations(facts.obligations, question, say)
    if not facts.covered:
        return Words(say("not observed; no membership record is in the archive."), unknown=others)
    sentence = say(
        "on record, %(state)s %(moved)s of %(pole)s's (%(organisations)s) since %(since)s; member of: %(member_of)s.",
        **called, moved=_moved(facts, say), organisations=", ".join(organisations), since=say.day(question.since),
        member_of=_names(facts.member_of, say),
    )  # fmt: skip
    if facts.unsure:
        named = _names(facts.unsure, say)
        unsure = say("Since which day it was a member, or until which, is not known of %(named)s.", named=named)
        others = f"{unsure} {others}"
    if outside := [o for o in organisations if o not in (*facts.member_of, *facts.unsure)]:
        named, day = ", ".join(outside), say.day(question.after.last)
        sentence += " " + say("Not a member on %(day)s: %(named)s.", day=day, named=named)
    return Words(sentence, unknown=f"{say(NOT_AFFECTION)} {others}".strip())


def _moved(facts: MembershipFacts, say: Say) -> str:
    """Return what was joined and left."""
    joined, left = _names(facts.joined, say), _names(facts.left, say)
    if facts.joined and facts.left:
        return say("joined %(joined)s and left %(left)s", joined=joined, left=left)
    if facts.joined or facts.left:
        return say("joined %(named)s", named=joined) if facts.joined else say("left %(named)s", named=left)
    return say("neither joined nor left an organisation")


def numbers_in_brief(facts: MembershipFacts, finding: Finding, question: Question) -> list[str]:
    """Return what was joined and left, or where it is a member."""
    del finding
    if not question.pole.organisations:
        return [f"{question.pole.label} has no organisation"]
    if not facts.covered:
        return ["no membership on record"]
    moved = [f"{verb} {', '.join(which)}" for verb, which in (("joined", facts.joined), ("left", facts.left)) if which]
    return moved or [f"member of {_names(facts.member_of, ENGLISH)}"]


def _names(organisations: Sequence[str], say: Say) -> str:
    return ", ".join(organisations) or say("none")


def _obligations(found: Sequence[Obligation], question: Question, say: Say) -> str:
    """Say what each source last had; one that ends before the window does is named with its last year."""
    said = []
    for source in dict.fromkeys(o.source for o in found):
        own = [o for o in found if o.source == source]
        held = "; ".join(
            f"{say(o.indicator.removeprefix('cow_').replace('_', ' '))} {_held(o, say)}" for o in own
        )  # fmt: skip
        reach = max(o.year for o in own)
        if reach < question.after.last.year:
            held = say("%(held)s; later is not observed", held=held)
        said.append(say("%(source)s, %(year)s: %(held)s.", source=source, year=reach, held=held))
    return " ".join(said)


def _held(obligation: Obligation, say: Say) -> str:
    """Say what a source has: with whom, how many, or none."""
    partners = obligation.partners
    if not partners:
        return say("none")
    if obligation.unit == "count":
        n = say.number(obligation.highest or 0)
        return n if len(partners) == 1 else say("up to %(n)s (%(states)s states)", n=n, states=len(partners))
    return say("with %(partners)s", partners=", ".join(partners))
