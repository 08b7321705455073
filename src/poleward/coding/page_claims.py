"""Every claim of a page that a public record can decide: votes, memberships, trade, events, and the headline."""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from poleward.coding.claims.clauses import clauses_of
from poleward.coding.claims.dated import OfficeReading, names_a_day, read_offices, tells_what_was_done
from poleward.coding.claims.forms import Forms, forms_of
from poleward.coding.claims.masking import Masked, mask
from poleward.coding.claims.memberships import MembershipReading, read_memberships
from poleward.coding.claims.movement import Movement, read_movement
from poleward.coding.claims.standing_in import lists_of, standing_in
from poleward.coding.claims.tallies import TallyClaim, read_tallies
from poleward.coding.claims.trade import TradeReading, read_trade
from poleward.coding.claims.vetoes import VetoClaim, read_vetoes, symbols_of
from poleward.coding.claims.vote_forms import read_forms
from poleward.coding.claims.vote_subjects import by_subject, keywords, resolutions_of
from poleward.coding.claims.votes import RollCallClaim, VoteClaim, names_assembly, read_votes
from poleward.coding.grammar.coreference import remember
from poleward.coding.grammar.drafts import BASE_CONFIDENCE
from poleward.coding.grammar.scene import Scene
from poleward.coding.reader import ParsedPage, Reader, parsed_page
from poleward.coding.statement_row import condition
from poleward.coding.statements import Statement
from poleward.coding.tools import Tools
from poleward.pages.dates import DateMention
from poleward.pages.document import Document

ONE_YEAR = dt.timedelta(days=366)
"""A longer time is no date."""
NEW_CLAUSE = (",", ";", " and ", " but ", " which ", " и ", " а ", " но ", " et ", " mais ", " qui ")
"""What ends the clause of a verb."""
STATE_SIGN = re.compile("⟦S")
BODIES_KEPT = 12
"""Organisations named last among which 'the union' is looked for: our choice, a few paragraphs."""
LANGUAGES_OF_GRAMMAR = frozenset({"en", "und"})
"""Where the grammar of clauses tells who voted how, besides the forms."""
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
    matters
        What the page says of the roll calls that it speaks of, sentence by sentence.
    vetoes
        Claims about vetoes in the Security Council.
    memberships, trade
        Claims about organisations; about trade shares, main partners and dependence.
    offices
        Who took or left an office on days that the page names.
    dated
        What else a sentence says to have happened on days that it names, by the states of the sentence.
    events
        Coded statements of kind 'event' that are told as done.
    headline
        The movement that the title claims, with the title.
    """

    votes: tuple[tuple[VoteClaim, tuple[str, ...]], ...] = ()
    tallies: tuple[TallyClaim, ...] = ()
    matters: tuple[RollCallClaim, ...] = ()
    vetoes: tuple[VetoClaim, ...] = ()
    memberships: tuple[tuple[MembershipReading, Placed], ...] = ()
    trade: tuple[tuple[TradeReading, Placed], ...] = ()
    offices: tuple[tuple[OfficeReading, Placed], ...] = ()
    dated: tuple[tuple[tuple[str, ...], Placed], ...] = ()
    events: tuple[Statement, ...] = ()
    headline: tuple[Movement, str] | None = None


def read_claims(tools: Tools, document: Document, page: ParsedPage | None = None) -> PageClaims:
    """Return the claims of a document, which is parsed once unless it was before; none where it is not coded."""
    forms = forms_of(document.language)
    if forms is None:
        return PageClaims()
    page = page or parsed_page(tools, document)
    statements = Reader(tools, document, page).statements()
    events = tuple(s for s in statements if s.kind == "event" and s.event_type and not (s.future or s.hypothetical))
    claims = ClaimReader(tools, document, page, forms).page()
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
    """Reads the claims of one document, sentence by sentence, in its own words."""

    own_words = True

    def __init__(self, tools: Tools, document: Document, page: ParsedPage, forms: Forms) -> None:
        super().__init__(tools, document, page)
        self.forms = forms
        self.bodies: list[tuple[str, str]] = []
        self.listed: tuple[str, ...] = ()

    def page(self) -> PageClaims:
        """Return the claims that stand in the body."""
        votes: list[tuple[VoteClaim, tuple[str, ...]]] = []
        tallies: list[TallyClaim] = []
        memberships: list[tuple[MembershipReading, Placed]] = []
        trade: list[tuple[TradeReading, Placed]] = []
        vetoes: list[VetoClaim] = []
        offices: list[tuple[OfficeReading, Placed]] = []
        dated: list[tuple[tuple[str, ...], Placed]] = []
        for n, scene in enumerate(self.scenes):
            masked = mask(scene, self.bodies, list(standing_in(scene, self.forms, self.bodies, self.listed)))
            self._remember_names(scene, masked)
            told = self._by_grammar(n, scene, masked)
            subject = self._subject(scene)
            clauses = clauses_of(masked, self.forms)
            for clause in clauses:
                tallies += self._tallies(n, clause)
                for r in read_memberships(clause, self.forms, subject):
                    place = self._placed(n, clause, r.start, r.end, r.trigger)
                    undated = dataclasses.replace(place, earliest=None, latest=None)
                    memberships.append((r, place if r.dated else undated))
                trade += [
                    (r, self._placed(n, clause, r.start, r.end, r.trigger))
                    for r in read_trade(clause, self.forms, subject)
                ]
            vetoes += self._vetoes(n, masked)
            offices += self._offices(n, scene)
            dated += self._dated(n, scene)
            told += [c for clause in clauses for c in self._by_form(n, clause)]
            votes += [(c, masked.scope()) for c in once(told)]
            remember(scene, self.memory, aside=self.units[n].aside)
        return PageClaims(
            votes=tuple(votes), tallies=tuple(tallies), matters=tuple(self._matters()), vetoes=tuple(vetoes),
            memberships=tuple(memberships), trade=tuple(trade), offices=tuple(offices), dated=tuple(dated),
        )  # fmt: skip

    def _remember_names(self, scene: Scene, masked: Masked) -> None:
        """Keep the organisations and the list of states that later sentences may mean."""
        self.bodies += [(m.code, m.name or "") for m in scene.mentions if m.kind == "organisation" and m.code]
        del self.bodies[:-BODIES_KEPT]
        self.listed = next(iter(lists_of(masked)), self.listed)

    def _by_grammar(self, n: int, scene: Scene, masked: Masked) -> list[VoteClaim]:
        """Return the vote claims that the grammar of English clauses reads in a unit."""
        if self.document.language not in LANGUAGES_OF_GRAMMAR:
            return []
        words = self.forms.words
        if words["part_of_it"].search(scene.text) or words["untrue"].search(scene.text):
            return []
        out = []
        denied = set(masked.codes(" ".join(m.group(0) for m in words["not_them"].finditer(masked.text))))
        for claim in (self._claim(n, r) for r in read_votes(scene, self.tools.lexicon, self._before(n))):
            states = tuple(state for state in claim.states if state not in denied)
            if states and (claim.date_earliest is not None or not words["earlier"].search(claim.exact)):
                out.append(dataclasses.replace(claim, states=states))
        return out

    def _roll_call(self, n: int, masked: Masked, start: int, end: int, trigger: int) -> RollCallClaim:
        """Return where a claim about a roll call stands, and which roll calls its own words can mean."""
        place = self._placed(n, masked, start, end, trigger)
        text = masked.plain(masked.text)
        latest = place.latest or (self.anchor.latest if self.anchor else None)
        symbols, label = resolutions_of(text, place.earliest, latest)
        return RollCallClaim(
            date_earliest=place.earliest, date_latest=latest, symbols=symbols, subject=keywords(text), label=label,
            start_at=place.start_at, end_at=place.end_at, exact=place.exact, about=self.vote_words,
            by_subject=by_subject(text, symbols),
        )  # fmt: skip

    def _tallies(self, n: int, masked: Masked) -> list[TallyClaim]:
        """Return the claims about totals of a clause, with the roll calls that they can mean."""
        return [
            TallyClaim(totals=r.totals, **_fields(self._roll_call(n, masked, r.start, r.end, r.trigger)))
            for r in read_tallies(masked, self.forms, self._before(n))
        ]

    def _by_form(self, n: int, masked: Masked) -> list[VoteClaim]:
        """Return the claims of a clause that a fixed form tells, such as a list of who voted how."""
        out = []
        unit = self.units[n]
        lead = self.body.text[self.sentences[unit.sentence].start : unit.offsets[0]] if unit.aside else ""
        for r in read_forms(masked, self.forms, self._before(n), lead):
            about = self._roll_call(n, masked, r.start, r.end, r.trigger)
            if r.earlier and about.date_earliest is None:
                continue  # another vote, and nobody knows which
            out.append(
                VoteClaim(
                    states=r.states, quantifier=r.quantifier, allowed=r.allowed, **_fields(about),
                    confidence=round(condition(self.document, about.start_at, about.end_at) * BASE_CONFIDENCE, 3),
                )
            )  # fmt: skip
        return out

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

    def _subject(self, scene: Scene) -> tuple[str, ...]:
        """Return the one state that the sentence before was about, or that this one names; () where it is not one."""
        before = tuple(dict.fromkeys(p.code for p in self.memory.subject() if p.kind in {"state", "person"}))
        here = tuple(dict.fromkeys(m.code for m in scene.mentions if m.code and m.kind in {"state", "person"}))
        return next((codes for codes in (before, here) if len(codes) == 1), ())

    def _offices(self, n: int, scene: Scene) -> list[tuple[OfficeReading, Placed]]:
        """Return who a unit says to have taken or left an office, where it names the days."""
        placed = [
            (r, self._placed(n, _unmasked(scene), r.start, r.end, r.end - 1)) for r in read_offices(scene, self.forms)
        ]
        return [(r, place) for r, place in placed if place.earliest is not None]

    def _dated(self, n: int, scene: Scene) -> list[tuple[tuple[str, ...], Placed]]:
        """Return what a unit says to have happened on days that it names, with the actors of the unit."""
        unit = self.units[n]
        sentence = self.sentences[unit.sentence]
        last = self.document.published_latest
        text = self.body.text[sentence.start : sentence.end]
        told = [
            d for d in sentence.dates
            if d.earliest is not None and d.latest is not None and names_a_day(text[d.start : d.end])
            and (d.latest - d.earliest) <= ONE_YEAR and (last is None or d.earliest <= last)
            and unit.offsets[0] <= sentence.start + d.start <= unit.offsets[-1]
        ]  # fmt: skip
        if unit.aside or not told or not tells_what_was_done(scene, self.forms):
            return []
        start, end = self._source_span(n, 0, len(unit.text))
        actors = tuple(dict.fromkeys(m.code for m in scene.mentions if m.code))
        place = Placed(start, end, self.document.text[start:end], told[0].earliest, told[0].latest)
        return [(actors, place)]

    def _matters(self) -> list[RollCallClaim]:
        """Return what the page's sentences on the General Assembly say of the roll call that they speak of."""
        out = []
        for sentence in self.sentences:
            text = self.body.text[sentence.start : sentence.end]
            if not names_assembly(text):
                continue
            dates = [d for d in sentence.dates if d.earliest is not None and d.latest is not None]
            earliest, latest = (dates[0].earliest, dates[0].latest) if dates else (None, None)
            latest = latest or (self.anchor.latest if self.anchor else None)
            symbols, label = resolutions_of(text, earliest, latest)
            start, end = self.body.to_source(sentence.start, sentence.end)
            out.append(
                RollCallClaim(
                    date_earliest=earliest, date_latest=latest, symbols=symbols, subject=keywords(text), label=label,
                    start_at=start, end_at=end, exact=text, about=self.vote_words,
                    by_subject=by_subject(text, symbols),
                )
            )  # fmt: skip
        return out

    def _told_in(self, n: int, clause: Masked) -> Callable[[int], bool] | None:
        """Return whether a place of the body lies in a clause; None where the clause is the whole unit."""
        unit = self.units[n]
        if len(set(clause.places)) >= len(unit.text):
            return None
        told = {unit.offsets[at] for at in clause.places if at < len(unit.offsets)}
        return told.__contains__

    def _placed(self, n: int, masked: Masked, start: int, end: int, trigger: int) -> Placed:
        """Return where a claim stands and the date that is nearest to its verb."""
        a, b = self._source_span(n, start, end)
        sentence = self.sentences[self.units[n].sentence]
        text = self.body.text[sentence.start : sentence.end]
        at = self.units[n].to_body(masked.places[trigger], masked.places[trigger] + 1)[0] - sentence.start
        told = self._told_in(n, masked)
        dates = [
            d for d in sentence.dates
            if d.earliest is not None and d.latest is not None and d.unit not in {"decade", "century"}
            and (told is None or told(sentence.start + d.start))
        ]  # fmt: skip
        signs = [masked.places[m.start()] for m in STATE_SIGN.finditer(masked.text)]
        others = [self.units[n].to_body(p, p + 1)[0] - sentence.start for p in signs]
        date = _nearest(text, dates, at, others)
        if date is None:
            return Placed(a, b, self.document.text[a:b], None, None)
        if date.start >= at:
            b = max(b, self.body.to_source(sentence.start + date.start, sentence.start + date.end)[1])
        before, words = text[: date.start], self.forms.words
        lead = text[date.start : date.end].split()[0]  # some dates hold their 'since'
        since = any(words["since"].search(part) for part in (before, lead))
        until = any(words["until"].search(part) for part in (before, lead))
        return Placed(
            start_at=a,
            end_at=b,
            exact=self.document.text[a:b],
            earliest=date.earliest,
            latest=date.latest,
            since=since,
            until=until,
        )


def once(claims: Sequence[VoteClaim]) -> list[VoteClaim]:
    """Return the claims of one sentence without those that another says too, of the same states or of more.

    Examples
    --------
    >>> from poleward.coding import VoteClaim
    >>> common = {"date_earliest": None, "date_latest": None, "symbols": (), "subject": (), "label": "", "exact": "x"}
    >>> common |= {"quantifier": "each", "allowed": frozenset({"no"}), "confidence": 0.9, "start_at": 0, "end_at": 9}
    >>> found = once([VoteClaim(states=s, **common) for s in (("BLR",), ("BLR", "RUS"), ("PRK",))])
    >>> [c.states for c in found]
    [('BLR', 'RUS'), ('PRK',)]
    """
    kept: list[VoteClaim] = []
    for claim in sorted(claims, key=lambda c: (-len(set(c.states)), c.start_at - c.end_at)):
        if not any(set(claim.states) <= set(k.states) and k.allowed <= claim.allowed for k in kept):
            kept.append(claim)
    return sorted(kept, key=lambda c: (c.start_at, c.end_at))


def _unmasked(scene: Scene) -> Masked:
    """Return a unit as it stands, for readings that look at names themselves."""
    return Masked(text=scene.text, places=list(range(len(scene.text) + 1)))


def _fields(claim: RollCallClaim) -> dict[str, Any]:
    """Return the fields that every claim about roll calls has."""
    return {f.name: getattr(claim, f.name) for f in dataclasses.fields(RollCallClaim)}


def _nearest(text: str, dates: list[DateMention], at: int, others: Sequence[int]) -> DateMention | None:
    """Return the first date after a verb and in its clause, else the nearest before it, else one before other states.

    `others` are the places of the states that the sentence names.
    """
    after = [d for d in dates if d.start >= at]
    if after:
        between = text[at : after[0].start]
        if len(between) <= NEAR and not any(mark in between for mark in NEW_CLAUSE):
            return after[0]
    before = [d for d in dates if d.end <= at and not _of_another_clause(text, d, at, others)]
    if before:
        return before[-1]
    return after[0] if after and not any(at < other < after[0].start for other in others) else None


def _of_another_clause(text: str, date: DateMention, at: int, others: Sequence[int]) -> bool:
    """Whether a date before a verb is that of an earlier one: 'X has been in A since 2004, and Y is in B'."""
    between = text[date.end : at]
    return any(other < date.start for other in others) and any(mark in between for mark in NEW_CLAUSE if mark != ",")
