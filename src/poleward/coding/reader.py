"""Reads one document: body, sentences, units and trees, then what each unit says, in order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property, partial

from poleward.actors import Mention
from poleward.coding.claims import vote_subjects
from poleward.coding.claims import votes as vote_claims
from poleward.coding.claims.stands import with_stand
from poleward.coding.grammar import acts, judgements, nominals, requests, stances
from poleward.coding.grammar.belonging import read_belonging, stands_in_belonging
from poleward.coding.grammar.consignments import read_consignments
from poleward.coding.grammar.coreference import acts_of, remember
from poleward.coding.grammar.drafts import Draft
from poleward.coding.grammar.envoys import read_recall
from poleward.coding.grammar.lexicon import Lexicon
from poleward.coding.grammar.parties import Memory, Party, is_accredited
from poleward.coding.grammar.scene import Scene
from poleward.coding.grammar.threats import read_threats
from poleward.coding.grammar.tree import Tree
from poleward.coding.languages.french import english_of, name_of
from poleward.coding.languages.private import is_private
from poleward.coding.sentences import Body, Unit, split, units_of
from poleward.coding.statement_row import Place, condition, statement_of, worth_keeping
from poleward.coding.statements import MaskedSentence, Statement
from poleward.coding.tools import PARSED_LANGUAGES, Tools, expand_group
from poleward.coding.voices import Voices
from poleward.coding.when import When, bounded, dates_in, going_on, is_historical, when
from poleward.pages.dates import DateMention
from poleward.pages.document import DateInterval, Document

VOTE_LASTS = 12
"""Sentences for which 'the resolution' is the one that the page has named, as long as no other body is."""


@dataclass(frozen=True, slots=True)
class _Sentence:
    """One sentence of a body with what is read from it once."""

    start: int
    end: int
    dates: list[DateMention]
    anchor: DateInterval | None


@dataclass(frozen=True, slots=True)
class ParsedPage:
    """A document cut into sentences and units and parsed, once: any number of readings begin from it.

    Attributes
    ----------
    anchor
        When the page was written; None where only a bound is known: a bound is never a day.
    mentions
        Names, in characters of the body.
    named
        Names of each unit, in its own characters.
    trees
        Of each unit.
    """

    body: Body
    anchor: DateInterval | None
    sentences: tuple[_Sentence, ...]
    units: tuple[Unit, ...]
    mentions: tuple[Mention, ...]
    named: tuple[list[Mention], ...]
    trees: tuple[Tree, ...]


def parsed_page(tools: Tools, document: Document) -> ParsedPage:
    """Return a document as readings take it."""
    known = document.published_earliest is not None and document.published_latest is not None
    usual = document.published if known else None
    body = Body([document.mended(span) for span in document.paragraphs()])
    sentences: list[_Sentence] = []
    units: list[Unit] = []
    on = document.published_latest or document.published_earliest
    language = document.language if document.language in PARSED_LANGUAGES else "en"
    everybody = tools.registry.find(body.text, on=on, language=document.language)
    found = [m for m in everybody if not (is_accredited(m) or is_private(body.text, m, document.language))]
    for piece in body.pieces:
        text = piece.mended.text
        anchor = document.written(piece.mended.span) or usual
        for start, end in split(text):
            dates = dates_in(text[start:end], anchor, language)
            sentences.append(_Sentence(start + piece.start, end + piece.start, dates, anchor))
            units += [
                replace(u, offsets=tuple(o + piece.start for o in u.offsets))
                for u in units_of(text, start, end, len(sentences) - 1)
            ]
    named = [_mentions_in(u, [(m, m.start_at, m.end_at) for m in found]) for u in units]
    trees = tools.parse(units, named, language)
    return ParsedPage(
        body=body,
        anchor=usual,
        sentences=tuple(sentences),
        units=tuple(units),
        mentions=tuple(found),
        named=tuple(named),
        trees=tuple(trees),
    )


def in_english_words(tools: Tools, page: ParsedPage) -> ParsedPage:
    """Return a French page with its units in English words and order, which the English parser and grammar read."""
    units: list[Unit] = []
    named: list[list[Mention]] = []
    for unit, mentions in zip(page.units, page.named, strict=True):
        english = english_of(unit.text, [name_of(m, m.start_at) for m in mentions])
        offsets = tuple(unit.offsets[at] for at in english.offsets)
        units.append(replace(unit, text=english.text, offsets=offsets) if english.text else unit)
        placed = [(m, english.places.get((m.start_at, m.end_at))) for m in mentions]
        named.append([replace(m, start_at=place[0], end_at=place[1]) for m, place in placed if place is not None])
    trees = tools.parse(units, named)
    return replace(page, units=tuple(units), named=tuple(named), trees=tuple(trees))


class Reader:
    """One reading of a document (parsed before, or now): what it says, and what sentences leave for later ones.

    `own_words`: French is read in its own words, not in English ones.
    """

    own_words = False

    def __init__(self, tools: Tools, document: Document, page: ParsedPage | None = None) -> None:
        page = page or parsed_page(tools, document)
        if document.language == "fr" and not self.own_words:
            page = in_english_words(tools, page)
        self.tools, self.document = tools, document
        self.anchor, self.body = page.anchor, page.body
        self.sentences, self.units, self.mentions, self.trees = page.sentences, page.units, page.mentions, page.trees
        self.memory = Memory()
        self.scenes = [
            Scene(u.text, t, m, expand_group, self.memory)
            for u, t, m in zip(self.units, self.trees, page.named, strict=True)
        ]
        self.voices = Voices(self.body.text, self.units, self.scenes, tools.lexicon)
        for n, scene in enumerate(self.scenes):
            scene.speaker_of = partial(self._speaker, n)

    def _speaker(self, n: int, i: int) -> Party | None:
        return self.voices.party_at(self.units[n].to_body(self.trees[n][i].start, self.trees[n][i].end)[0])

    def _read_unit(self, n: int) -> tuple[list[Draft], list[vote_claims.UndatedVoteClaim]]:
        scene, lexicon = self.scenes[n], self.tools.lexicon
        claims = vote_claims.read_votes(scene, lexicon, self._before(n))
        about = (scene.text, self._before(n), self._vote_text)
        drafts = [with_stand(vote_claims.draft_of(c, state), c, about) for c in claims for state in c.states]
        taken = {w for c in claims for w in (c.trigger, *scene.tree.subtree(c.trigger))}
        drafts += read_scene(scene, lexicon, taken)
        threats = read_threats(scene, lambda: self._earlier_in_quote(n))
        uttered = {t.trigger for t in threats}
        stances.contrasts(lexicon, drafts)
        return [d for d in drafts if d.trigger not in uttered] + threats, claims

    def _before(self, n: int) -> str:
        """Return the sentence before unit `n`, after the page's last one on a vote of the General Assembly."""
        return self._contexts[self.units[n].sentence]

    @cached_property
    def _contexts(self) -> list[str]:
        """What `_before` returns, by sentence; each sentence is asked once whether it speaks of the assembly."""
        out = []
        title = self.document.title or ""
        before, named, named_at = "", title if vote_claims.names_assembly(title) else "", -1
        for k, sentence in enumerate(self.sentences):
            out.append(f"{named} {before}" if named and k - named_at <= VOTE_LASTS else before)
            before = self.body.text[sentence.start : sentence.end]
            told = vote_claims.names_assembly(before)
            if told is not None:
                named, named_at = before if told else "", k
            elif named and vote_claims.is_matter(before):
                named_at = k
        return out

    def _earlier_in_quote(self, n: int) -> list[Scene]:
        """Return the scenes before unit `n` that lie in the same quotation, nearest first."""
        start = self.units[n].offsets[0]
        out = []
        for m in range(n - 1, max(-1, n - 4), -1):
            middle = self.units[m].offsets[len(self.units[m].offsets) // 2]
            if self.voices.together(start + 1, middle):
                out.append(self.scenes[m])
        return out

    def statements(self) -> list[Statement]:
        """Return the document's statements."""
        found: dict[str, Statement] = {}
        drafts: list[tuple[int, Draft]] = []
        for n, scene in enumerate(self.scenes):
            here, _ = self._read_unit(n)
            drafts += [(n, d) for d in here]
            self.memory.acts.append(acts_of(scene, self.tools.lexicon, here))
            remember(scene, self.memory, aside=self.units[n].aside)
        types = self._learned_types(drafts)
        for k, (n, draft) in enumerate(drafts):
            if worth_keeping(draft):
                statement = statement_of(self.document, draft, self._place(n, draft), self.tools.version, types.get(k))
                found.setdefault(statement.statement_id, statement)
        return sorted(found.values(), key=lambda s: (s.start_at, s.trigger_start or 0, s.statement_id))

    def claims(self) -> list[vote_claims.VoteClaim]:
        """Return the document's claims about roll calls."""
        out = []
        for n, scene in enumerate(self.scenes):
            _, claims = self._read_unit(n)
            out += [self._claim(n, c) for c in claims]
            remember(scene, self.memory, aside=self.units[n].aside)
        return out

    def _learned_types(self, drafts: Sequence[tuple[int, Draft]]) -> dict[int, tuple[str | None, str | None, float]]:
        """Ask the classifier, where there is one, for the type of every event with a type."""
        if self.tools.classifier is None or self.document.language == "ru":
            return {}  # the model has learned English sentences only
        asked = [(k, n, d) for k, (n, d) in enumerate(drafts) if d.kind == "event" and d.type is not None]
        masked = [
            MaskedSentence(
                self.scenes[n].text, _word_span(self.scenes[n], d.actor), _word_span(self.scenes[n], d.recipient),
                (self.trees[n][d.trigger].start, self.trees[n][d.trigger].end),
            )
            for _, n, d in asked
        ]  # fmt: skip
        return {k: answer for (k, _, _), answer in zip(asked, self.tools.classifier.classify(masked), strict=True)}

    def _source_span(self, n: int, start: int, end: int) -> tuple[int, int]:
        return self.body.to_source(*self.units[n].to_body(start, end))

    def _when(self, n: int, draft: Draft) -> When:
        return bounded(self._when_said(n, draft), self.document)

    def _when_said(self, n: int, draft: Draft) -> When:
        sentence = self.sentences[self.units[n].sentence]
        a, b = self.units[n].to_body(draft.start, draft.end)
        at = self.units[n].to_body(self.trees[n][draft.trigger].start, self.trees[n][draft.trigger].end)[0]
        if not sentence.dates:
            for k in reversed(self.voices.chain(at)):
                cue = self.voices.said[k].cue
                spoken = next((s for s in self.sentences if cue and s.start <= cue[0] < s.end), None)
                if spoken is not None and spoken.dates and spoken is not sentence:
                    last = spoken.dates[-1]
                    return when(self.body.text[spoken.start : spoken.end], [last], (0, 0), last.start, spoken.anchor)
        return self.when_told(self.units[n].sentence, (a, b), at)

    def when_told(
        self, k: int, evidence: tuple[int, int], trigger: int, *, sure: bool = True, done: bool = False
    ) -> When:
        """Return when something told in sentence `k` was; places are characters of the body. See `when.when`."""
        n = going_on(self._texts, [s.dates for s in self.sentences], k)
        text, told = self._texts[n], self.sentences[n]
        if n != k:
            date = when(text, told.dates, (0, len(text)), 0, told.anchor, sure=False, done=done)
            return replace(date, how=f"{date.how}, in a sentence before")
        span = evidence[0] - told.start, evidence[1] - told.start
        return when(text, told.dates, span, trigger - told.start, told.anchor, sure=sure, done=done)

    @cached_property
    def _texts(self) -> list[str]:
        return [self.body.text[s.start : s.end] for s in self.sentences]

    def _voted(self, n: int, draft: Draft) -> When:
        """Return the days of the roll calls that a claim can mean, where they are known."""
        date = self._when(n, draft)
        stated = not date.how.startswith("no date")
        latest = date.latest if stated else (self.anchor.latest if self.anchor else None)
        text = self.scenes[n].text[draft.start : draft.end]
        symbols, _ = vote_subjects.resolutions_of(text, date.earliest if stated else None, latest)
        days = [day for s in vote_subjects.subjects() for symbol, day in s.resolutions if symbol in symbols]
        if not days:
            return date
        return When(
            min(days), max(days), f"the roll call on {', '.join(symbols)}", is_historical(max(days), self.anchor)
        )

    def _claim(self, n: int, reading: vote_claims.UndatedVoteClaim) -> vote_claims.VoteClaim:
        start, end = self._source_span(n, reading.start, reading.end)
        states = [p.code for p in reading.states]
        draft = vote_claims.draft_of(reading, reading.states[0])
        date = self._when(n, draft)
        stated = not date.how.startswith("no date")
        earliest = date.earliest if stated else None
        latest = date.latest if stated else (self.anchor.latest if self.anchor else None)
        symbols, label = vote_subjects.resolutions_of(reading.text, earliest, latest)
        return vote_claims.VoteClaim(
            states=tuple(dict.fromkeys(states)), quantifier=reading.quantifier, allowed=reading.allowed,
            date_earliest=earliest, date_latest=latest, symbols=symbols, subject=vote_subjects.keywords(reading.text),
            label=label, start_at=start, end_at=end, exact=self.document.text[start:end], about=self.vote_words,
            by_subject=vote_subjects.by_subject(reading.text, symbols),
            confidence=round(condition(self.document, start, end) * reading.confidence, 3),
        )  # fmt: skip

    @cached_property
    def vote_words(self) -> tuple[str, ...]:
        """Words of the title and of the sentences that speak of a vote or a resolution."""
        return vote_subjects.keywords(self._vote_text)

    @cached_property
    def _vote_text(self) -> str:
        texts = [self.document.title or ""]
        texts += [t for s in self.sentences if vote_claims.is_matter(t := self.body.text[s.start : s.end])]
        return " ".join(texts[: VOTE_LASTS + 1])

    def _place(self, n: int, draft: Draft) -> Place:
        word = self.trees[n][draft.trigger]
        at = self.units[n].to_body(word.start, word.end)[0]
        return Place(
            self._source_span(n, draft.start, draft.end),
            self._source_span(n, word.start, word.end),
            self._voted(n, draft) if draft.kind == "vote_claim" else self._when(n, draft),
            self.voices.speakers(at),
        )


def read_scene(scene: Scene, lexicon: Lexicon, taken: set[int]) -> list[Draft]:
    """Return the acts, stands, judgements and nominal events of one unit; `taken` are words already read."""
    drafts: list[Draft] = []
    used = set(taken)
    for word in scene.tree.words:
        if not word.is_verb or word.i in taken or stands_in_belonging(scene, word.i):
            continue
        scene.focus(word.i)
        found = requests.read_help(scene, lexicon, word.i) or read_belonging(scene, lexicon, word.i)
        found = found or read_recall(scene, lexicon, word.i)
        if not found:
            found, nouns = acts.read_verb(scene, lexicon, word.i)
            used |= nouns
        drafts += found + requests.read_control(scene, lexicon, word.i)
    acts.contradictions(scene, drafts)
    seen = {_key(d) for d in drafts}
    for draft in (*judgements.read_judgements(scene, lexicon), *stances.read_stances(scene, lexicon)):
        if draft.trigger not in taken and _key(draft) not in seen:
            drafts.append(draft)
            seen.add(_key(draft))
    drafts += nominals.read_nouns(scene, lexicon, used)
    return drafts + read_consignments(scene, lexicon, drafts)


def _key(draft: Draft) -> tuple[str, str, int]:
    return draft.actor.code if draft.actor else "", draft.recipient.code if draft.recipient else "", draft.trigger


def marked(text: str, start: int, end: int, code: str) -> Mention:
    """Return the mention of an entity whose place somebody else has marked."""
    return Mention(
        start_at=start,
        end_at=end,
        surface=text[start:end],
        code=code,
        name=text[start:end],
        kind="state",
        role=None,
        confidence=1.0,
        how="marked",
    )


def read_marked(
    tools: Tools, text: str, first: tuple[int, int], second: tuple[int, int]
) -> list[tuple[bool, int, float]]:
    """Return the signs between two marked entities of one sentence: (first acts?, sign, confidence)."""
    marks = [marked(text, *place, code) for place, code in ((first, "P:P"), (second, "Q:Q"))]
    return [(state == "P:P", sign, confidence) for state, _, sign, confidence in signs_of_marked(tools, text, marks)]


def signs_of_marked(
    tools: Tools, text: str, marks: Sequence[Mention], language: str = "en"
) -> list[tuple[str, str, int, float]]:
    """Return the signs between marked entities of one sentence: (state, target, sign, confidence)."""
    units = [u for start, end in split(text) for u in units_of(text, start, end, 0)]
    named = [_mentions_in(u, [(m, m.start_at, m.end_at) for m in marks]) for u in units]
    memory = Memory()
    out: list[tuple[str, str, int, float]] = []
    for unit, tree, here in zip(units, tools.parse(units, named, language), named, strict=True):
        scene = Scene(unit.text, tree, here, _nobody, memory)
        for draft in read_scene(scene, tools.lexicon, set()):
            if draft.abstained is None:
                out += [(t.state, t.target, t.sign, draft.confidence) for t in draft.ties]
        remember(scene, memory, aside=unit.aside)
    return out


def _nobody(code: str) -> tuple[str, ...]:
    return ()


def _mentions_in(unit: Unit, mentions: Sequence[tuple[Mention, int, int]]) -> list[Mention]:
    """Return the body's mentions that lie in a unit, moved to its offsets."""
    if not unit.offsets:
        return []
    first, last = unit.offsets[0], unit.offsets[-1]
    places = {offset: at for at, offset in enumerate(unit.offsets)}
    out = []
    for mention, start, end in mentions:
        if start >= first and end - 1 <= last and start in places and end - 1 in places:
            out.append(replace(mention, start_at=places[start], end_at=places[end - 1] + 1))
    return out


def _word_span(scene: Scene, party: Party | None) -> tuple[int, int] | None:
    if party is None or party.word < 0:
        return None
    mention = scene.at.get(party.word)
    if mention is not None:
        return mention.start_at, mention.end_at
    return scene.tree[party.word].start, scene.tree[party.word].end
