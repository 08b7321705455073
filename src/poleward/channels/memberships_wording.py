"""Memberships in words: what a state joined and left, and the obligations that others' records have."""

from __future__ import annotations

from collections.abc import Sequence

from poleward.channels.channel import Finding, Question
from poleward.channels.memberships import MembershipFacts, Obligation
from poleward.channels.phrases import NOT_AFFECTION, Words


def in_words(facts: MembershipFacts, finding: Finding, question: Question) -> Words:
    """Return in words what memberships and obligations say."""
    organisations, label = question.pole.organisations, question.pole.label
    if not organisations:
        return Words(f"Treaties: not applicable; {label} has no organisation in the poles file.")
    others = _obligations(facts.obligations, question)
    if not facts.covered:
        return Words("Treaties: not observed; no membership record is in the archive.", unknown=others)
    moved = f"joined {_names(facts.joined)}" if facts.joined else ""
    moved += f"{' and ' if moved and facts.left else ''}left {_names(facts.left)}" if facts.left else ""
    sentence = (
        f"Treaties: on record, {question.state_name} {moved or 'neither joined nor left an organisation'} of {label}'s "
        f"({', '.join(organisations)}) since {question.since}; member of: {_names(facts.member_of)}."
    )
    if facts.unsure:
        others = f"Since which day it was a member, or until which, is not known of {_names(facts.unsure)}. {others}"
    if outside := [o for o in organisations if o not in (*facts.member_of, *facts.unsure)]:
        sentence += f" Not a member on {question.after.last}: {', '.join(outside)}."
    return Words(sentence, unknown=f"{NOT_AFFECTION} {others}".strip())


def numbers_in_brief(facts: MembershipFacts, finding: Finding, question: Question) -> list[str]:
    """Return what was joined and left, or where it is a member."""
    del finding
    if not question.pole.organisations:
        return [f"{question.pole.label} has no organisation"]
    if not facts.covered:
        return ["no membership on record"]
    moved = [f"{verb} {_names(which)}" for verb, which in (("joined", facts.joined), ("left", facts.left)) if which]
    return moved or [f"member of {_names(facts.member_of)}"]


def _names(organisations: Sequence[str]) -> str:
    return ", ".join(organisations) or "none"


def _obligations(found: Sequence[Obligation], question: Question) -> str:
    """Say what each source last had; one that ends before the window does is named with its last year."""
    said = []
    for source in dict.fromkeys(o.source for o in found):
        own = [o for o in found if o.source == source]
        held = "; ".join(f"{o.indicator.removeprefix('cow_').replace('_', ' ')} {_held(o)}" for o in own)
        reach = max(o.year for o in own)
        later = "; later is not observed" if reach < question.after.last.year else ""
        said.append(f"{source}, {reach}: {held}{later}.")
    return " ".join(said)


def _held(obligation: Obligation) -> str:
    """Say what a source has: with whom, how many, or none."""
    partners = obligation.partners
    if not partners:
        return "none"
    if obligation.unit == "count":
        n = f"{obligation.highest or 0:.0f}"
        return n if len(partners) == 1 else f"up to {n} ({len(partners)} states)"
    return f"with {', '.join(partners)}"
