"""Every claim of a page that a public record can decide: votes, memberships, trade, events, and the headline."""

from __future__ import annotations

import dataclasses
import datetime as dt
from dataclasses import dataclass

from poleward.coding.claims.masking import Masked, mask
from poleward.coding.claims.memberships import MembershipReading, read_memberships
from poleward.coding.claims.movement import Movement, read_movement
from poleward.coding.claims.tallies import TallyClaim, read_tallies
from poleward.coding.claims.trade import TradeReading, read_trade
from poleward.coding.claims.vetoes import VetoClaim, read_vetoes, symbols_of
from poleward.coding.claims.vote_forms import read_forms
from poleward.coding.claims.votes import VoteClaim, keywords
from poleward.coding.coder import GRAMMAR_LANGUAGES
from poleward.coding.grammar.coreference import remember
from poleward.coding.grammar.drafts import BASE_CONFIDENCE
from poleward.coding.reader import ParsedPage, Reader, parsed_page
from poleward.coding.statement_row import condition
from poleward.coding.statements import Statement
from poleward.coding.tools import Tools
from poleward.pages.dates import DateMention
from poleward.pages.document import Document

NEAR = 60
"""A date at most this many characters after a verb, with no comma or 'and' between, is the verb's."""


@dataclass(frozen=True, slots=True)
class Placed:
    """Where a claim stands in the document, and the days that it names (None: it names none).

    `since` and `until` mark a date that begins or ends a state of things ('since 2015').
    """

    start_at: int
    end_at: int
    exact: str
    earliest: dt.date | None
    latest: dt.date | None
    since: bool = False
    until: bool = False


@dataclass(frozen=True, slots=True)
class PageClaims:
    """The claims of one page, in its order.

    Attributes
    ----------
    votes
        Claims about roll calls, each with the states of the group that its sentence names ('of the five …, only').
    tallies
        Claims about the totals of a roll call.
    vetoes
        Claims about vetoes in the Security Council.
    memberships, trade
        Claims about organisations; about trade shares, main partners and dependence.
    events
        Coded statements of kind 'event' that are told as done.
    headline
        The movement that the title claims, with the title.
    """

    votes: tuple[tuple[VoteClaim, tuple[str, ...]], ...] = ()
    tallies: tuple[TallyClaim, ...] = ()
    vetoes: tuple[VetoClaim, ...] = ()
    memberships: tuple[tuple[MembershipReading, Placed], ...] = ()
    trade: tuple[tuple[TradeReading, Placed], ...] = ()
    events: tuple[Statement, ...] = ()
    headline: tuple[Movement, str] | None = None


def read_claims(tools: Tools, document: Document, page: ParsedPage | None = None) -> PageClaims:
    """Return the claims of a document, which is parsed once unless it was before; none where it is not coded."""
    if document.language not in GRAMMAR_LANGUAGES:
        return PageClaims()
    page = page or parsed_page(tools, document)
    statements = Reader(tools, document, page).statements()
    events = tuple(s for s in statements if s.kind == "event" and s.event_type and not (s.future or s.hypothetical))
    claims = ClaimReader(tools, document, page).page()
    return dataclasses.replace(claims, events=events, headline=headline(tools, document))


def headline(tools: Tools, document: Document) -> tuple[Movement, str] | None:
    """Return the movement that a document's title claims."""
    if not document.title:
        return None
    alone = dataclasses.replace(document, text=document.title, annotations=())
    reader = Reader(tools, alone)
    for scene in reader.scenes:
        movement = read_movement(mask(scene))
        if movement is not None:
            return movement, document.title
    return None


class ClaimReader(Reader):
    """Reads the claims of one document, sentence by sentence."""

    def page(self) -> PageClaims:
        """Return the claims that stand in the body."""
        votes, tallies, vetoes, memberships, trade = [], [], [], [], []
        body: str | None = None
        for n, scene in enumerate(self.scenes):
            masked = mask(scene, body)
            body = next((m.code for m in reversed(scene.mentions) if m.kind == "organisation" and m.code), body)
            _, claims = self._read_unit(n)
            told = [self._claim(n, c) for c in claims]
            told += [c for c in self._told_by_form(n, masked) if not any(_tells(t, c) for t in told)]
            votes += [(c, masked.scope()) for c in told]
            tallies += self._tallies(n, masked)
            vetoes += self._vetoes(n, masked)
            for r in read_memberships(masked):
                place = self._placed(n, masked, r.start, r.end, r.trigger)
                memberships.append((r, place if r.dated else dataclasses.replace(place, earliest=None, latest=None)))
            trade += [(r, self._placed(n, masked, r.start, r.end, r.trigger)) for r in read_trade(masked)]
            remember(scene, self.memory, aside=self.units[n].aside)
        return PageClaims(tuple(votes), tuple(tallies), tuple(vetoes), tuple(memberships), tuple(trade))

    def _vetoes(self, n: int, masked: Masked) -> list[VetoClaim]:
        """Return the claims about vetoes of a unit, with the days that they name."""
        out = []
        before = self.scenes[n - 1].text if n else self.document.title or ""
        for r in read_vetoes(masked, before):
            place = self._placed(n, masked, r.start, r.end, r.trigger)
            out.append(
                VetoClaim(
                    states=r.states, date_earliest=place.earliest, date_latest=place.latest,
                    published=self.anchor.latest if self.anchor else None, symbols=symbols_of(self.scenes[n].text),
                    text=self.scenes[n].text, context=before, start_at=place.start_at, end_at=place.end_at,
                    exact=place.exact,
                )
            )  # fmt: skip
        return out

    def _tallies(self, n: int, masked: Masked) -> list[TallyClaim]:
        """Return the claims about totals of a unit, with the roll calls that they can mean."""
        out = []
        for r in read_tallies(masked, self._before(n)):
            place = self._placed(n, masked, r.start, r.end, r.trigger)
            latest, symbols, subject, label = self._matter(n, place)
            out.append(
                TallyClaim(
                    totals=r.totals, date_earliest=place.earliest, date_latest=latest, symbols=symbols,
                    subject=subject, label=label, start_at=place.start_at, end_at=place.end_at, exact=place.exact,
                    about=self.vote_words,
                )
            )  # fmt: skip
        return out

    def _told_by_form(self, n: int, masked: Masked) -> list[VoteClaim]:
        """Return the claims of a unit that a fixed form tells, such as a list of who voted how."""
        out = []
        unit = self.units[n]
        lead = self.body.text[self.sentences[unit.sentence].start : unit.offsets[0]] if unit.aside else ""
        for r in read_forms(masked, self._before(n), lead):
            place = self._placed(n, masked, r.start, r.end, r.trigger)
            latest, symbols, subject, label = self._matter(n, place)
            out.append(
                VoteClaim(
                    states=r.states, quantifier=r.quantifier, allowed=frozenset({r.outcome}),
                    date_earliest=place.earliest, date_latest=latest, symbols=symbols, subject=subject, label=label,
                    start_at=place.start_at, end_at=place.end_at, exact=place.exact, about=self.vote_words,
                    confidence=round(condition(self.document, place.start_at, place.end_at) * BASE_CONFIDENCE, 3),
                )
            )  # fmt: skip
        return out

    def _matter(self, n: int, place: Placed) -> tuple[dt.date | None, tuple[str, ...], tuple[str, ...], str]:
        """Return the last day, the symbols, the words of the matter and its label of a claim about a roll call."""
        text = self.scenes[n].text
        latest = place.latest or (self.anchor.latest if self.anchor else None)
        symbols, label = self._resolutions(n, text, place.earliest, latest)
        return latest, symbols, keywords(text), label

    def _placed(self, n: int, masked: Masked, start: int, end: int, trigger: int) -> Placed:
        """Return where a claim stands and the date that is nearest to its verb."""
        a, b = self._source_span(n, start, end)
        sentence = self.sentences[self.units[n].sentence]
        text = self.body.text[sentence.start : sentence.end]
        at = self.units[n].to_body(masked.places[trigger], masked.places[trigger] + 1)[0] - sentence.start
        dates = [d for d in sentence.dates if d.unit not in {"decade", "century"}]
        date = _nearest(text, dates, at)
        if date is None or (date.earliest is None and date.latest is None):
            return Placed(a, b, self.document.text[a:b], None, None)
        if date.start >= at:
            b = max(b, self.body.to_source(sentence.start + date.start, sentence.start + date.end)[1])
        before = text[: date.start].rstrip().lower()
        words = text[date.start : date.end].lower()
        since = before.endswith(("since", "from")) or words.startswith(("since", "from"))
        until = before.endswith(("until", "till")) or words.startswith(("until", "till"))
        earliest, latest = date.earliest or date.latest, date.latest or date.earliest
        return Placed(
            start_at=a,
            end_at=b,
            exact=self.document.text[a:b],
            earliest=earliest,
            latest=latest,
            since=since,
            until=until,
        )


def _tells(told: VoteClaim, listed: VoteClaim) -> bool:
    """Whether a claim that has been read says all that a list does."""
    return set(listed.states) <= set(told.states) and told.allowed <= listed.allowed


def _nearest(text: str, dates: list[DateMention], at: int) -> DateMention | None:
    """Return the first date after a verb and in its clause, else the nearest one before it, else any."""
    after = [d for d in dates if d.start >= at]
    if after:
        between = text[at : after[0].start]
        if len(between) <= NEAR and not any(mark in between for mark in (",", ";", " and ", " but ", " which ")):
            return after[0]
    before = [d for d in dates if d.end <= at]
    return before[-1] if before else (after[0] if after else None)
