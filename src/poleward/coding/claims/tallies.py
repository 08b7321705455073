"""Claims about the totals of a roll call: '141 states voted in favour, five against and 35 abstained'."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from poleward.coding.claims.forms import Forms
from poleward.coding.claims.masking import Masked
from poleward.coding.claims.votes import ABSENT, ABSTAIN, NO, YES, RollCallClaim, may_tell

_OUTCOMES = {"yes": YES, "no": NO, "abstain": ABSTAIN, "abstain_too": ABSTAIN, "absent": ABSENT}
MEMBERS = 193
"""Members of the United Nations since 2011: a larger number is no tally."""
A_HANDFUL = 10
"""Fewer states said to have voted so may be a handful of some region, unless they are those against: our choice."""


@dataclass(frozen=True, slots=True)
class Total:
    """One number of a claim: outcome, how many, and 'exactly', 'about', 'over', 'at least', 'at most' or 'under'."""

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


def read_tallies(masked: Masked, forms: Forms, context: str) -> Iterator[TallyReading]:
    """Yield the claim about totals of one clause, at most one; what is expected or asked is none.

    `context` is what comes before it, where the assembly may be named.
    """
    if not may_tell(masked.plain(masked.text), context, forms):
        return
    found: list[tuple[Total, int, int]] = []
    for form in forms.tallies:
        for match in form.finditer(masked.text):
            found += [t for t in _totals(match, forms) if all(t[0].outcome != known.outcome for known, _, _ in found)]
    found = [t for t in found if t[0].n <= MEMBERS]
    if not found or (len(found) == 1 and found[0][0].n < A_HANDFUL and found[0][0].outcome != NO):
        return
    start, end = min(a for _, a, _ in found), max(b for _, _, b in found)
    a, b = masked.span(start, end)
    yield TallyReading(tuple(total for total, _, _ in found), a, b, start)


def _totals(match: re.Match[str], forms: Forms) -> Iterator[tuple[Total, int, int]]:
    """Yield the totals of one match: each outcome's number, or the one number `n` of the outcome that is named."""
    told = match.groupdict()
    named = [(group, words) for group, words in told.items() if group in _OUTCOMES and words is not None]
    if told.get("n") is None:
        for group, words in named:
            yield Total(_OUTCOMES[group], number(words, forms.numbers), "exactly"), match.start(), match.end()
    elif named and not forms.words["others"].search(match.group(0)):  # 'India and 33 others' are 34
        how = forms.hedges.get((told.get("how") or "").lower(), "exactly")
        yield Total(_OUTCOMES[named[0][0]], number(told["n"], forms.numbers), how), match.start(), match.end()


def number(words: str, numbers: Mapping[str, int]) -> int:
    """Return a whole number up to 199 from digits or from number words and what each is worth.

    Examples
    --------
    >>> from poleward.coding.claims.forms import forms_of
    >>> [number(words, forms_of("en").numbers) for words in ("thirty-five", "a hundred and forty-one", "no")]
    [35, 141, 0]
    >>> number("quatre-vingt-dix-sept", forms_of("fr").numbers), number("сто сорок одна", forms_of("ru").numbers)
    (97, 141)
    """
    low = words.lower().strip()
    if low.isdecimal():
        return int(low)
    parts = low.replace("-", " ").split()
    total, at = 0, 0
    while at < len(parts):
        two = " ".join(parts[at : at + 2])
        value = numbers.get(two, numbers.get(parts[at], 0))
        total += value
        at += 2 if two in numbers and len(parts) > at + 1 else 1
    return total
