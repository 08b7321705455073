"""Claims about votes that are told by fixed forms: lists, 'among those who abstained', 'did not vote', 'joined X in …'.

'Nine voted against it: Mali, …'; '25 abstentions, including India and China'. The grammar of clauses reads the others.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from poleward.coding.claims.masking import QUANTIFIER, STATE_LIST, Masked, quantifier_of
from poleward.coding.claims.votes import ABSENT, ABSTAIN, NO, YES, may_tell

_IT = r"(?: (?:it|(?:the|this) (?:resolution|document|text|draft|measure|motion|proposal|move)))?"
_BY = r"(?: by (?:\w+ ){0,2}(?:states|countries|nations|members))?"
_HOWEVER = r"(?! (?:for|against|in|with|yes|no)\b)"
_CAST = (
    r"(?:(?P<yes>in favou?r|vot(?:ed|ing) (?:for|[‘'“\"]?yes)|votes? for)"
    r"|(?P<no>against|vot(?:ed|ing) [‘'“\"]?no|opposed|rejected|opposing)"
    r"|(?P<abstain>abstain\w*|abstentions?)"
    rf"|(?P<absent>absent|(?:did not|not) vot(?:e|ing){_HOWEVER}|did not (?:take part|participate)|s[ia]t(?:ting)? out"
    r"|skipped|skipping))"
)
_INCLUDING = r"(?:including|among them|namely|notably)(?: also)? "
_LEAD = rf"(?:\s*(?::|-+|–|—|\(|,)?\s*{_INCLUDING}|\s*(?::| -+| –| —| \()\s*| were )"
_ENVOY = r"(?:['’]s)?(?: (?:delegates?|representatives?|delegations?|ambassadors?|envoys?))?"
_WHO = rf"{QUANTIFIER}(?P<subject>{STATE_LIST}){_ENVOY}"
_OF = (
    r"(?:the |those )?(?:\w+ ){0,3}?(?:countries|states|nations|members|governments|ones|those)"
    r"(?: that| who| which)?(?: had| to)?"
)
_VOTING = r"(?:vot(?:e|ed|ing) |cast (?:a|its|their) (?:vote|ballot)s? )?"

_FORMS: tuple[re.Pattern[str], ...] = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        rf"(?P<how>\b{_CAST}){_IT}{_BY}{_LEAD}(?:both |only )?(?P<subject>{STATE_LIST})",
        rf"{_WHO},? (?:was|were|is|are) (?:also )?among {_OF} {_VOTING}(?P<how>{_CAST})",
        rf"(?P<subject>{STATE_LIST}),? (?:was|were) the (?P<only>only) (?:\w+ )?{_OF} {_VOTING}(?P<how>{_CAST})",
        rf"(?P<subject>{STATE_LIST}),?(?: also)? joined (?P<other>{STATE_LIST}) in {_VOTING}(?P<how>{_CAST})",
        rf"{_WHO}(?: also| both| all)? (?P<how>(?:did not vote{_HOWEVER}|sat out the vote|skipped the vote)(?P<away>))",
        rf"{_WHO}(?: also| both| all)? (?P<how>voted [‘'“\"]?(?:(?P<said_no>no)|(?P<said_yes>yes))\b)",
        rf"{_WHO}(?: also| both| all)? cast (?:a|its|their) (?:vote|ballot)s? (?P<how>{_CAST})",
    )
)
_ASIDE = re.compile(rf"{_INCLUDING}(?:both )?(?P<subject>{STATE_LIST})", re.IGNORECASE)
_BEFORE_ASIDE = re.compile(rf"(?P<how>\b{_CAST}){_IT}\W{{0,4}}$", re.IGNORECASE)
_NOT = re.compile(r"\b(?:not|never|nobody|none|without)\b[^.;:]{0,25}$|n['’]t[^.;:]{0,25}$", re.IGNORECASE)
_OUTCOMES = {
    "yes": YES, "no": NO, "abstain": ABSTAIN, "absent": ABSENT, "said_yes": YES, "said_no": NO, "away": ABSENT,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class ToldVotes:
    """States that one sentence gives one outcome; `trigger` is a masked offset for its date."""

    outcome: str
    states: tuple[str, ...]
    quantifier: str
    start: int
    end: int
    trigger: int


def read_forms(masked: Masked, context: str, lead: str = "") -> Iterator[ToldVotes]:
    """Yield what the forms of one sentence tell; what is expected, asked or denied is nothing.

    `context` is what comes before it, where the assembly may be named; `lead` what an aside interrupts.
    """
    text = lead + masked.plain(masked.text)
    if not may_tell(text, context):
        return
    aside, before = _ASIDE.match(masked.text), _BEFORE_ASIDE.search(lead)
    if aside and before and not _NOT.search(lead[: before.start()]):
        yield _told(masked, aside, _outcome(before), "each")
    taken: list[tuple[int, int]] = []
    for form in _FORMS:
        for match in form.finditer(masked.text):
            if any(a < match.end() and match.start() < b for a, b in taken):
                continue
            if _NOT.search(masked.text[: match.start("how")]):
                continue
            taken.append(match.span())
            found = match.groupdict()
            several = len(masked.codes(found["subject"])) > 1
            quantifier = "only" if found.get("only") else quantifier_of(found.get("quantifier"), several=several)
            yield _told(masked, match, _outcome(match), quantifier)


def _told(masked: Masked, match: re.Match[str], outcome: str, quantifier: str) -> ToldVotes:
    start, end = masked.span(match.start(), match.end())
    states = masked.codes(f"{match['subject']} {match.groupdict().get('other') or ''}")
    return ToldVotes(outcome=outcome, states=states, quantifier=quantifier, start=start, end=end, trigger=match.start())


def _outcome(match: re.Match[str]) -> str:
    found = match.groupdict()
    return next(outcome for group, outcome in _OUTCOMES.items() if found.get(group) is not None)
