"""Claims that list who voted how: 'nine voted against it: Mali, …', '25 abstentions, including India and China'."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from poleward.coding.claims.masking import STATE_LIST, Masked
from poleward.coding.claims.votes import ABSENT, ABSTAIN, NO, YES, is_assembly
from poleward.coding.grammar.lexicon import surface_pattern

_IT = r"(?: (?:it|(?:the|this) (?:resolution|document|text|draft|measure|motion|proposal)))?"
_HOW = (
    r"(?:(?P<yes>in favou?r|voted (?:for|yes)|votes? for)|(?P<no>against|voted no|opposed|rejected)|"
    r"(?P<abstain>abstain\w*|abstentions?)|(?P<absent>absent|did not vote|did not take part|not voting))"
)
_LEAD = (
    r"(?:\s*(?::|-+|–|—|\(|,)?\s*(?:including|among them|namely|notably)(?: also)? "
    r"|\s*(?::| -+| –| —| \()\s*| were )"
)
_LIST = re.compile(rf"(?P<how>\b{_HOW}){_IT}{_LEAD}(?:both |only )?(?P<subject>{STATE_LIST})", re.IGNORECASE)
_ASIDE = re.compile(
    rf"(?:including|among them|namely|notably)(?: also)? (?:both )?(?P<subject>{STATE_LIST})", re.IGNORECASE
)
_BEFORE_ASIDE = re.compile(rf"(?P<how>\b{_HOW}){_IT}\W{{0,4}}$", re.IGNORECASE)
_NOT = re.compile(r"\b(?:not|never|nobody|none|without)\b[^.;:]{0,25}$|n['’]t[^.;:]{0,25}$", re.IGNORECASE)
_OPEN = surface_pattern("open_tally")


@dataclass(frozen=True, slots=True)
class ListedVotes:
    """States that one sentence lists under one outcome; `trigger` is a masked offset for its date."""

    outcome: str
    states: tuple[str, ...]
    start: int
    end: int
    trigger: int


def read_lists(masked: Masked, context: str, lead: str = "") -> Iterator[ListedVotes]:
    """Yield the lists of one sentence; what is expected, asked or denied is none.

    `context` is what comes before it, where the assembly may be named; `lead` what an aside interrupts.
    """
    text = lead + masked.plain(masked.text)
    if text.rstrip().endswith("?") or not is_assembly(text, context) or _OPEN.search(text):
        return
    aside, before = _ASIDE.match(masked.text), _BEFORE_ASIDE.search(lead)
    if aside and before and not _NOT.search(lead[: before.start()]):
        start, end = masked.span(aside.start(), aside.end())
        yield ListedVotes(_outcome(before), masked.codes(aside["subject"]), start, end, aside.start())
    for match in _LIST.finditer(masked.text):
        if _NOT.search(masked.text[: match.start("how")]):
            continue
        start, end = masked.span(match.start(), match.end())
        yield ListedVotes(_outcome(match), masked.codes(match["subject"]), start, end, match.start())


def _outcome(match: re.Match[str]) -> str:
    return next(o for g, o in (("yes", YES), ("no", NO), ("abstain", ABSTAIN), ("absent", ABSENT)) if match[g])
