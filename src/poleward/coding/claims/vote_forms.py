"""Claims about votes that are told by fixed forms: lists, 'among those who abstained', 'did not vote', 'joined X in …'.

'Nine voted against it: Mali, …'; '25 abstentions, including India and China'. In English the grammar of clauses reads
others besides; in Russian and French these forms read all.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from poleward.coding.claims.forms import Forms
from poleward.coding.claims.masking import Masked
from poleward.coding.claims.votes import ABSENT, ABSTAIN, ALL_VOTES, NO, VOTERS, YES, may_tell

LEAD = 30
"""Characters before a claim in which 'earlier' puts it into the past: our choice, a few words."""
_ALLOWED = {
    "yes": frozenset({YES}), "no": frozenset({NO}), "abstain": frozenset({ABSTAIN}), "absent": frozenset({ABSENT}),
    "not_yes": ALL_VOTES - {YES}, "not_no": ALL_VOTES - {NO},
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class ToldVotes:
    """States that one sentence gives one outcome, or any of several; `trigger` is a masked offset for its date."""

    allowed: frozenset[str]
    states: tuple[str, ...]
    quantifier: str
    start: int
    end: int
    trigger: int
    earlier: bool = False


def read_forms(masked: Masked, forms: Forms, context: str, lead: str = "") -> Iterator[ToldVotes]:
    """Yield what the forms of one clause tell; what is expected, asked or denied is nothing.

    `context` is what comes before it, where the assembly may be named; `lead` what an aside interrupts.
    """
    text = lead + masked.plain(masked.text)
    if not may_tell(text, context, forms):
        return
    words = forms.words
    aside, before = words["aside"].match(masked.text), words["before_aside"].search(lead)
    if aside and before and not words["denied"].search(lead[: before.start()]):
        yield _told(masked, forms, aside, _outcome(before))
    taken: list[tuple[int, int]] = []
    for form in forms.votes:
        for match in form.finditer(masked.text):
            if any(a < match.end() and match.start() < b for a, b in taken):
                continue
            if masked.roles(match["subject"]) - VOTERS:
                continue
            if words["denied"].search(masked.text[: match.start("how")]):
                continue
            inner = match.groupdict().get("inner") is not None  # 'nine states, including X'
            if not inner and match.start("subject") < match.start("how") and not forms.begins(masked.text, match):
                continue
            taken.append(match.span())
            yield _told(masked, forms, match, _outcome(match))


def _told(masked: Masked, forms: Forms, match: re.Match[str], allowed: frozenset[str]) -> ToldVotes:
    found = match.groupdict()
    start, end = masked.span(match.start(), match.end())
    states = masked.codes(f"{match['subject']} {found.get('other') or ''}")
    several = len(masked.codes(found["subject"])) > 1
    quantifier = "only" if found.get("only") else forms.quantifier(found.get("quantifier"), several=several)
    if quantifier == "none":
        allowed = ALL_VOTES - allowed
    return ToldVotes(
        allowed=allowed, states=states, quantifier=quantifier, start=start, end=end, trigger=match.start(),
        earlier=_is_earlier(masked.text, forms, match),
    )  # fmt: skip


def _is_earlier(text: str, forms: Forms, match: re.Match[str]) -> bool:
    """Whether a claim is about a time before that of the page; what stands in an apposition is not asked."""
    around = text[max(0, match.start() - LEAD) : match.end()]
    return forms.words["earlier"].search(around.replace(match.groupdict().get("aside") or "\0", "")) is not None


def _outcome(match: re.Match[str]) -> frozenset[str]:
    found = match.groupdict()
    return next(allowed for group, allowed in _ALLOWED.items() if found.get(group) is not None)
