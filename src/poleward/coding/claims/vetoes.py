"""Claims about vetoes in the Security Council: who is said to have vetoed what, and when."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass

from poleward.coding.claims.masking import NOT_AFTER, STATE_LIST, Masked

_TOO = r"(?: (?:also|both|then|again|later|jointly|has|have|had|on \w+|last \w+|earlier)){0,3}"
_USED = r"(?:us(?:ed|ing)|exercis(?:ed|ing)|cast(?:ing)?|wield(?:ed|ing)|deploy(?:ed|ing))"
_POWER = (
    r"(?:(?:its|their|a|the|⟦S\d+⟧['’]s) (?:(?:right of|power of|double|joint|security council) )?vetoe?s?(?: power)?)"
)
_FORMS: tuple[re.Pattern[str], ...] = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        rf"{NOT_AFTER}(?P<subject>{STATE_LIST}){_TOO},? (?P<verb>vetoed)\b",
        rf"{NOT_AFTER}(?P<subject>{STATE_LIST}){_TOO},? (?P<verb>{_USED}) {_POWER}",
        rf"(?P<verb>vetoed|veto) (?:\w+ ){{0,4}}?by (?P<subject>{STATE_LIST})",
    )
)
_COUNCIL = re.compile(r"\b(?:security council|unsc|united nations|un|u\.n\.)(?!\w)", re.IGNORECASE)
_OTHER = re.compile(
    r"\b(?:european (?:union|council)|eu|parliament\w*|congress|senate|house of representatives|bill|budget|nato"
    r"|presidential|lawmakers)\b",
    re.IGNORECASE,
)
_OPEN = re.compile(
    r"\b(?:if|unless|would|could|might|may|should|never|not|without|threaten\w*|likely|whether|any|plan\w*)\b",
    re.IGNORECASE,
)
_CLAUSES = re.compile(r"[.;:,–—]| -+ | (?:after|when|because|since|although|while|but|and then) ", re.IGNORECASE)
_SYMBOL = re.compile(r"\bS/(?:\d{4}/)?\d{1,5}(?:/Rev\.\d)?\b")


@dataclass(frozen=True, slots=True)
class VetoReading:
    """A claim inside one sentence; `trigger` is a masked offset for its date."""

    states: tuple[str, ...]
    start: int
    end: int
    trigger: int


@dataclass(frozen=True, slots=True, kw_only=True)
class VetoClaim:
    """A claim that states vetoed something in the Security Council.

    Attributes
    ----------
    states
        Who is said to have cast the veto (ISO3).
    date_earliest, date_latest
        The days on which it was cast, as far as the claim says; None: it does not say.
    published
        The last day on which the page can have been written; None: unknown.
    symbols
        The drafts that it names.
    text, context
        Its sentence, and the one before it, where the matter may be named.
    start_at, end_at, exact
        The evidence in the document's text.
    """

    states: tuple[str, ...]
    date_earliest: dt.date | None
    date_latest: dt.date | None
    published: dt.date | None
    symbols: tuple[str, ...]
    text: str
    context: str
    start_at: int
    end_at: int
    exact: str


def read_vetoes(masked: Masked, context: str) -> Iterator[VetoReading]:
    """Yield the claims about vetoes of one sentence; what is asked, feared or denied is none.

    `context` is what comes before it: it or the sentence must name the United Nations, and the sentence no other body.
    """
    text = masked.plain(masked.text)
    if "veto" not in text.lower() or text.rstrip().endswith("?") or _OTHER.search(text):
        return
    if not (_COUNCIL.search(text) or _COUNCIL.search(context)):
        return
    taken: list[tuple[int, int]] = []
    for form in _FORMS:
        for match in form.finditer(masked.text):
            if any(a < match.end() and match.start() < b for a, b in taken):
                continue
            if _OPEN.search(_CLAUSES.split(masked.text[: match.start("verb")])[-1]):
                continue
            taken.append(match.span())
            start, end = masked.span(match.start(), match.end())
            yield VetoReading(masked.codes(match["subject"]), start, end, match.start("verb"))


def symbols_of(text: str) -> tuple[str, ...]:
    """Return the symbols of drafts of the Security Council in a text, each once.

    Examples
    --------
    >>> symbols_of("Draft S/2024/239 and S/16077/Rev.1")
    ('S/2024/239', 'S/16077/Rev.1')
    """
    return tuple(dict.fromkeys(_SYMBOL.findall(text)))
