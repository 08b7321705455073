"""Claims about the totals of a roll call: '141 states voted in favour, five against and 35 abstained'."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from poleward.coding.claims.masking import Masked
from poleward.coding.claims.votes import ABSENT, ABSTAIN, NO, YES, RollCallClaim, may_tell

_SMALL = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)  # fmt: skip
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_UNITS = "|".join(_SMALL[1:10])
_BELOW_100 = rf"(?:{'|'.join(_TENS)})(?:[ -](?:{_UNITS}))?|{'|'.join(reversed(_SMALL))}"
_N = rf"(?:\d{{1,3}}|(?:a|one) hundred(?: and)?(?: (?:{_BELOW_100}))?|{_BELOW_100}|no)(?![\w.,]?\d)"
_HOW = r"(?:(?P<how>more than|over|at least|fewer than|less than|under|about|around|some|nearly|almost|only|just) )?"
_WHO = (
    r"(?: (?:of the )?(?:UN |U\.N\. |United Nations |member |other |further |more )*"
    r"(?:states?|countries|country|nations?|members?|delegations?|governments?|votes?))?"
)
_DID = r"(?: (?:of them|had|have|were|was|cast))*"
_OUTCOME = (
    r"(?P<yes>(?:vot\w+ )?in favou?r|voted (?:for|yes)|votes? for)|(?P<no>(?:vot\w+ )?against|voted no|opposed)|"
    r"(?P<abstain>abstain\w*|abstentions?)|(?P<absent>absent|did not vote|did not take part|not voting)"
)
_PART = re.compile(rf"(?<![\w.,/-]){_HOW}(?P<n>{_N}){_WHO}{_DID} (?:{_OUTCOME})\b", re.IGNORECASE)
_OTHERS = re.compile(r"\b(?:other|others|further|more) (?!than)", re.IGNORECASE)
_SUPPORT = re.compile(
    rf"\b(?:support|backing|approval|votes?) of {_HOW}(?P<n>{_N}){_WHO}"
    rf"|\b{_HOW.replace('how', 'or_how')}(?P<or_n>{_N}){_WHO} for (?:it|the (?:resolution|document|text|draft))\b",
    re.IGNORECASE,
)
_ABSTAINING = rf"[^.;\d]{{0,60}}? (?P<abstain>{_N}) (?:abstentions?|abstaining|countries abstaining|states abstaining)"
_SCORES = (
    re.compile(
        rf"\b(?:by|vote of|of|voted|vote was) (?:a vote of )?(?P<yes>{_N})(?: votes)?(?: in favou?r)? to (?P<no>{_N})"
        rf"(?:{_ABSTAINING})?",
        re.IGNORECASE,
    ),
    re.compile(
        r"\b(?:by|vote of|voted|vote was) (?:a vote of )?(?P<yes>\d{1,3})[-–](?P<no>\d{1,3})"
        rf"(?:[-–](?P<third>\d{{1,3}})|{_ABSTAINING})?(?![\w-])",
        re.IGNORECASE,
    ),
)
_MOST = {"more than": "over", "over": "over", "at least": "at least", "fewer than": "under", "less than": "under",
         "under": "under", "about": "about", "around": "about", "some": "about", "nearly": "about",
         "almost": "about"}  # fmt: skip
MEMBERS = 193
"""Members of the United Nations since 2011: a larger number is no tally."""


@dataclass(frozen=True, slots=True)
class Total:
    """One number of a claim: the outcome, how many, and 'exactly', 'about', 'over', 'at least' or 'under'."""

    outcome: str
    n: int
    how: str


@dataclass(frozen=True, slots=True)
class TallyReading:
    """A claim inside one sentence; `trigger` is a masked offset for its date."""

    totals: tuple[Total, ...]
    start: int
    end: int
    trigger: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TallyClaim(RollCallClaim):
    """A claim about the totals of a roll call."""

    totals: tuple[Total, ...]


def read_tallies(masked: Masked, context: str) -> Iterator[TallyReading]:
    """Yield the claim about totals of one sentence, at most one; what is expected or asked is none.

    `context` is what comes before it, where the assembly may be named.
    """
    text = masked.plain(masked.text)
    if not may_tell(text, context):
        return
    found: list[tuple[Total, int, int]] = []
    for match in (m for score in _SCORES for m in score.finditer(masked.text)):
        for name, outcome in (("yes", YES), ("no", NO), ("third", ABSTAIN), ("abstain", ABSTAIN)):
            if n := match.groupdict().get(name):
                found.append((Total(outcome, number(n), "exactly"), match.start(), match.end()))
    for match in _PART.finditer(masked.text):
        outcome = next(o for g, o in (("yes", YES), ("no", NO), ("abstain", ABSTAIN), ("absent", ABSENT)) if match[g])
        # 'India and 33 others' are 34.
        if all(outcome != total.outcome for total, _, _ in found) and not _OTHERS.search(match.group(0)):
            how = _MOST.get((match["how"] or "").lower(), "exactly")
            found.append((Total(outcome, number(match["n"]), how), match.start(), match.end()))
    for match in _SUPPORT.finditer(masked.text):
        if all(total.outcome != YES for total, _, _ in found):
            how = _MOST.get((match["how"] or match["or_how"] or "").lower(), "exactly")
            found.append((Total(YES, number(match["n"] or match["or_n"]), how), match.start(), match.end()))
    # A handful said to have voted so may be a handful of some region: only a claim that can be of all members counts.
    if not found or (len(found) == 1 and found[0][0].n < 10 and found[0][0].outcome != NO):
        return
    start, end = min(a for _, a, _ in found), max(b for _, _, b in found)
    a, b = masked.span(start, end)
    yield TallyReading(tuple(total for total, _, _ in found if total.n <= MEMBERS), a, b, start)


def number(words: str) -> int:
    """Return a whole number up to 199 from digits or words.

    Examples
    --------
    >>> number("thirty-five"), number("a hundred and forty-one"), number("no")
    (35, 141, 0)
    """
    low = words.lower().strip()
    if low.isdigit():
        return int(low)
    if low == "no":
        return 0
    total = 0
    for part in re.split(r"[ -]", low):
        if part in _SMALL:
            total += _SMALL.index(part)
        elif part in _TENS:
            total += 10 * (_TENS.index(part) + 2)
        elif part == "hundred":
            total = 100
    return total
