"""From documents to statements: split, parse, read, sign, date, attribute. One object, used for any number of pages."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from poleward import config
from poleward.actors import Registry, load_registry
from poleward.coding import acts, judgements, nominals, speakers, vote_claims
from poleward.coding.drafts import Draft, words_for
from poleward.coding.language import load_language, model_version
from poleward.coding.lexicon import Lexicon, load_lexicon
from poleward.coding.model import EventClassifier, MaskedSentence, Sign, Speaker, Statement, content_id
from poleward.coding.parties import Memory, Party, Scene
from poleward.coding.sentences import Body, Unit, split, units_of
from poleward.coding.threats import read_threats
from poleward.coding.tree import Tree, mend
from poleward.coding.when import When, dates_in, is_historical, when
from poleward.pages.dates import DateMention
from poleward.pages.model import Document, Interval

RULES_VERSION = "1"
CONTEXT = 32
MIN_CONFIDENCE = 0.3
GARBLED_FACTOR = 0.75
STRAY_CAPITALS_FACTOR = 0.9
CODED_LANGUAGES = frozenset({"en", "und"})

_STRAY = re.compile(r"(?<=[a-z,] )(?:And|Or|Of|On|In|To|The|With|From|For|Due|Forced|Invasion|By|As|That)\b")


@dataclass
class _Sentence:
    """One sentence of a body with what is read from it once."""

    start: int
    end: int
    dates: list[DateMention]


class Coder:
    """Codes documents. Deterministic: a document's statements do not depend on the documents beside it.

    Parameters
    ----------
    registry
        Who is who.
    nlp
        spaCy's pipeline, as from `language.load_language`.
    lexicon
        The word lists.
    classifier
        A learned event type, which may overrule the lexicon's type, never a sign; None: the lexicon alone.
    """

    def __init__(
        self, registry: Registry, nlp: Any, lexicon: Lexicon, classifier: EventClassifier | None = None
    ) -> None:
        self.registry, self.nlp, self.lexicon, self.classifier = registry, nlp, lexicon, classifier
        learned = f"+{classifier.version}" if classifier is not None else ""
        self.version = f"grammar-{RULES_VERSION}+{model_version(nlp)}{learned}"

    def code(self, document: Document) -> list[Statement]:
        """Return the statements of one document, in order of their evidence.

        A document in a language that is not coded gives none; see `CODED_LANGUAGES`.
        """
        return _Reader(self, document).statements() if document.language in CODED_LANGUAGES else []

    def code_many(self, documents: Iterable[Document]) -> list[list[Statement]]:
        """Return the statements of each document, in the order given."""
        return [self.code(document) for document in documents]

    def vote_claims(self, document: Document) -> list[vote_claims.VoteClaim]:
        """Return the claims about roll calls that a document makes, in order."""
        return _Reader(self, document).claims() if document.language in CODED_LANGUAGES else []

    def parse(self, units: Sequence[Unit]) -> list[Tree]:
        """Return the mended trees of parsed units."""
        docs = self.nlp.pipe([u.text for u in units], batch_size=128)
        return [mend(Tree.from_spacy(doc)) for doc in docs]


@cache
def _groups() -> dict[str, tuple[str, ...]]:
    return dict(config.load().groups)


def expand_group(code: str) -> tuple[str, ...]:
    """Return the states of a group that the shipped configuration names; () for organisations and other codes."""
    return _groups().get(code, ())


@cache
def _shipped() -> Coder:
    return Coder(load_registry(), load_language(), load_lexicon())


def load_coder(registry: Registry | None = None, classifier: EventClassifier | None = None) -> Coder:
    """Return a coder with the shipped word lists and the model in force; without arguments it is made once."""
    if registry is None and classifier is None:
        return _shipped()
    return Coder(registry or load_registry(), load_language(), load_lexicon(), classifier)


class _Reader:
    """Reads one document."""

    def __init__(self, coder: Coder, document: Document) -> None:
        self.coder, self.document = coder, document
        self.anchor: Interval | None = document.published
        self.body = Body([document.mended(span) for span in document.paragraphs()])
        self.garbled = [(a.start_at, a.end_at) for a in document.annotations if a.kind == "garbled"]
        self.memory = Memory()
        self.sentences: list[_Sentence] = []
        self.units: list[Unit] = []
        mentions = []
        for piece in self.body.pieces:
            text = piece.mended.text
            on = self.anchor.latest if self.anchor else None
            mentions += [
                (m, m.start_at + piece.start, m.end_at + piece.start) for m in coder.registry.find(text, on=on)
            ]
            for start, end in split(text):
                found = dates_in(text[start:end], self.anchor, "en")
                self.sentences.append(_Sentence(start + piece.start, end + piece.start, found))
                self.units += [
                    replace(u, offsets=tuple(o + piece.start for o in u.offsets))
                    for u in units_of(text, start, end, len(self.sentences) - 1)
                ]
        self.trees = coder.parse(self.units)
        self.scenes = [
            Scene(u.text, t, _mentions_in(u, mentions), expand_group, self.memory)
            for u, t in zip(self.units, self.trees, strict=True)
        ]
        self.said = speakers.attributions(self.body.text, self.units, self.trees, coder.lexicon)
        self.who = self._resolve_speakers()
        self.resolved = speakers.Index(self.said, sorted(self.who))
        self.held = speakers.Index(self.said, range(len(self.said)))
        for n, scene in enumerate(self.scenes):
            scene.speaker_of = self._speaker_at(n)

    def _resolve_speakers(self) -> dict[int, tuple[Speaker, Party | None]]:
        """Resolve the sources of all attributions in order of their cues; 'he' is the last person who spoke."""
        out: dict[int, tuple[Speaker, Party | None]] = {}
        full: dict[str, tuple[Speaker, Party | None]] = {}
        last: tuple[Speaker, Party | None] | None = None
        order = sorted(range(len(self.said)), key=lambda k: (self.said[k].cue or (10**9, 0), k))
        for k in order:
            a = self.said[k]
            if a.source is None or a.word < 0:
                continue
            scene = self.scenes[a.unit]
            resolved = _source(scene, a.word)
            if resolved is None:
                if scene.tree[a.word].lower in {"he", "she"}:
                    resolved = last or self._person_before(a.source[0])
                if resolved is None:
                    continue
            speaker, party = resolved
            surname = speaker.name.rsplit(None, 1)[-1].lower()
            if party is None and speaker.actor is None and surname in full:
                speaker, party = full[surname]
            elif len(speaker.name.split()) > 1:
                full.setdefault(surname, (speaker, party))
            out[k] = (speaker, party)
            if party is None or party.kind == "person":
                last = (speaker, party)
        return out

    def _person_before(self, at: int) -> tuple[Speaker, Party | None] | None:
        best: tuple[int, tuple[Speaker, Party | None]] | None = None
        for unit, scene in zip(self.units, self.scenes, strict=True):
            for i, mention in scene.at.items():
                place = unit.to_body(scene.tree[i].start, scene.tree[i].end)[0]
                if mention.kind == "person" and mention.code and place < at and (best is None or place >= best[0]):
                    party = scene.of_mention(i, mention)[0]
                    best = (place, (Speaker(mention.name or mention.surface, mention.code, mention.role), party))
        return best[1] if best else None

    def _speaker_at(self, n: int) -> Any:
        def speaker(i: int) -> Party | None:
            at = self.units[n].to_body(self.trees[n][i].start, self.trees[n][i].end)[0]
            held = self._chain(at)
            return self.who[held[-1]][1] if held else None

        return speaker

    def _chain(self, at: int) -> list[int]:
        """Return the resolved attributions that hold the body's character `at`, outermost first."""
        return speakers.chain(self.said, self.resolved.at(at), at)

    def _read_unit(self, n: int) -> tuple[list[Draft], list[vote_claims.Reading]]:
        scene, lexicon = self.scenes[n], self.coder.lexicon
        sentence = self.units[n].sentence
        before = self.sentences[sentence - 1] if sentence else None
        context = self.body.text[before.start : before.end] if before else ""
        claims = vote_claims.read_votes(scene, lexicon, context)
        drafts = [vote_claims.draft_of(c, state) for c in claims for state in c.states]
        taken = {w for c in claims for w in (c.trigger, *scene.tree.subtree(c.trigger))}
        used: set[int] = set(taken)
        for word in scene.tree.words:
            if not word.is_verb or word.i in taken:
                continue
            scene.focus(word.i)
            found = acts.read_help(scene, lexicon, word.i)
            if not found:
                found, nouns = acts.read_verb(scene, lexicon, word.i)
                used |= nouns
            drafts += found + acts.read_control(scene, lexicon, word.i)
        acts.contradictions(scene, drafts)
        seen = {(d.actor.code if d.actor else "", d.recipient.code if d.recipient else "", d.trigger) for d in drafts}
        for draft in judgements.read_judgements(scene, lexicon):
            key = (draft.actor.code if draft.actor else "", draft.recipient.code if draft.recipient else "", draft.trigger)
            if key not in seen and draft.trigger not in taken:
                drafts.append(draft)
                seen.add(key)
        drafts += nominals.read_nouns(scene, lexicon, used)
        threats = read_threats(scene, lambda: self._earlier_in_quote(n))
        uttered = {t.trigger for t in threats}
        judgements.contrasts(lexicon, drafts)
        return [d for d in drafts if d.trigger not in uttered] + threats, claims

    def _earlier_in_quote(self, n: int) -> list[Scene]:
        """Return the scenes before unit `n` that lie in the same quotation, nearest first."""
        start = self.units[n].offsets[0]
        out = []
        for m in range(n - 1, max(-1, n - 4), -1):
            middle = self.units[m].offsets[len(self.units[m].offsets) // 2]
            if any(self.said[k].covers(start + 1) and self.said[k].covers(middle) for k in self.held.at(middle)):
                out.append(self.scenes[m])
        return out

    def statements(self) -> list[Statement]:
        """Return the document's statements."""
        found: dict[str, Statement] = {}
        drafts: list[tuple[int, Draft]] = []
        for n, scene in enumerate(self.scenes):
            here, _ = self._read_unit(n)
            drafts += [(n, d) for d in here]
            remember(scene, self.memory, aside=self.units[n].aside)
        types = self._learned_types(drafts)
        for k, (n, draft) in enumerate(drafts):
            if _worth_keeping(draft):
                statement = self._statement(n, draft, types.get(k))
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
        if self.coder.classifier is None:
            return {}
        asked = [(k, n, d) for k, (n, d) in enumerate(drafts) if d.kind == "event" and d.type is not None]
        masked = [
            MaskedSentence(
                self.scenes[n].text, _word_span(self.scenes[n], d.actor), _word_span(self.scenes[n], d.recipient),
                (self.trees[n][d.trigger].start, self.trees[n][d.trigger].end),
            )
            for _, n, d in asked
        ]  # fmt: skip
        return {k: answer for (k, _, _), answer in zip(asked, self.coder.classifier.classify(masked), strict=True)}

    def _source_span(self, n: int, start: int, end: int) -> tuple[int, int]:
        return self.body.to_source(*self.units[n].to_body(start, end))

    def _when(self, n: int, draft: Draft) -> When:
        sentence = self.sentences[self.units[n].sentence]
        text = self.body.text[sentence.start : sentence.end]
        a, b = self.units[n].to_body(draft.start, draft.end)
        at = self.units[n].to_body(self.trees[n][draft.trigger].start, self.trees[n][draft.trigger].end)[0]
        dates = sentence.dates
        if not dates:
            for k in reversed(self._chain(at)):
                cue = self.said[k].cue
                spoken = next((s for s in self.sentences if cue and s.start <= cue[0] < s.end), None)
                if spoken is not None and spoken.dates and spoken is not sentence:
                    last = spoken.dates[-1]
                    return when(self.body.text[spoken.start : spoken.end], [last], (0, 0), last.start, self.anchor)
        return when(text, dates, (a - sentence.start, b - sentence.start), at - sentence.start, self.anchor)

    def _voted(self, n: int, draft: Draft) -> When:
        """Return the days of the roll calls that a claim can mean, where they are known."""
        date = self._when(n, draft)
        stated = not date.how.startswith("no date")
        latest = date.latest if stated else (self.anchor.latest if self.anchor else None)
        text = self.scenes[n].text[draft.start : draft.end]
        symbols, _ = vote_claims.resolutions_of(text, date.earliest if stated else None, latest)
        days = [day for s in vote_claims.subjects() for symbol, day in s.resolutions if symbol in symbols]
        if not days:
            return date
        return When(min(days), max(days), f"the roll call on {', '.join(symbols)}", is_historical(max(days), self.anchor))

    def _claim(self, n: int, reading: vote_claims.Reading) -> vote_claims.VoteClaim:
        start, end = self._source_span(n, reading.start, reading.end)
        states = [p.code for p in reading.states]
        draft = vote_claims.draft_of(reading, reading.states[0])
        date = self._when(n, draft)
        stated = not date.how.startswith("no date")
        earliest = date.earliest if stated else None
        latest = date.latest if stated else (self.anchor.latest if self.anchor else None)
        symbols, label = vote_claims.resolutions_of(reading.text, earliest, latest)
        return vote_claims.VoteClaim(
            tuple(dict.fromkeys(states)), reading.quantifier, reading.allowed, earliest, latest, symbols,
            vote_claims.keywords(reading.text), label, start, end, self.document.text[start:end],
            round(self._condition(start, end) * reading.confidence, 3),
        )  # fmt: skip

    def _condition(self, start: int, end: int) -> float:
        """Return the factor for the state of the evidence's text: garbled, or with stray capitals."""
        factor = 1.0
        if any(a < end and start < b for a, b in self.garbled):
            factor *= GARBLED_FACTOR
        elif _STRAY.search(self.document.text[start:end]):
            factor *= STRAY_CAPITALS_FACTOR
        return factor

    def _statement(
        self, n: int, draft: Draft, learned: tuple[str | None, str | None, float] | None
    ) -> Statement:  # fmt: skip
        document, text = self.document, self.document.text
        start, end = self._source_span(n, draft.start, draft.end)
        word = self.trees[n][draft.trigger]
        trigger = self._source_span(n, word.start, word.end)
        start, end = min(start, trigger[0]), max(end, trigger[1])
        at = self.units[n].to_body(word.start, word.end)[0]
        said_by = [self.who[k] for k in self._chain(at)]
        date = self._voted(n, draft) if draft.kind == "vote_claim" else self._when(n, draft)
        kind, channel = _kind_and_channel(draft, said_by[-1][0] if said_by else None)
        confidence = draft.confidence * self._condition(start, end)
        type_, mode = draft.type, draft.mode
        if learned is not None and learned[0] is not None:
            type_, mode = learned[0], learned[1]
        abstained = draft.abstained
        if abstained is None and confidence < MIN_CONFIDENCE:
            abstained = "too unsure"
        signs = () if abstained else _signs(draft)
        statement = Statement(
            statement_id="", doc_id=document.doc_id, start_at=start, end_at=end, exact=text[start:end],
            prefix=text[max(0, start - CONTEXT) : start], suffix=text[end : end + CONTEXT],
            trigger_start=trigger[0], trigger_end=trigger[1], kind=kind,
            actor=draft.actor.code if draft.actor else None, actor_name=draft.actor.name if draft.actor else None,
            actor_role=draft.actor.role if draft.actor else None,
            recipient=draft.recipient.code if draft.recipient else None,
            recipient_name=draft.recipient.name if draft.recipient else None,
            recipient_role=draft.recipient.role if draft.recipient else None,
            event_type=type_, mode=mode, domain=draft.domain, channel=channel,
            negated="negated" in draft.flags, future="future" in draft.flags, hypothetical="hypothetical" in draft.flags,
            historical=date.historical, date_earliest=date.earliest, date_latest=date.latest, date_how=date.how,
            place=draft.place, speakers=tuple(s for s, _ in said_by), confidence=round(confidence, 3),
            abstained=abstained, coder=self.coder.version, signs=signs,
        )  # fmt: skip
        return replace(statement, statement_id=content_id(statement))


def _mentions_in(unit: Unit, mentions: Sequence[tuple[Any, int, int]]) -> list[Any]:
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


def _source(scene: Scene, i: int) -> tuple[Speaker, Party | None] | None:
    """Return the speaker that the source headed by word `i` names; None for a pronoun or a bare common noun."""
    tree, word = scene.tree, scene.tree[i]
    beside = [p for k in tree.kids(i, "appos") for p in _of_appositive(scene, k)]
    mention = scene.mention_at(i) or next(
        (m for k in tree.kids(i, "compound", "flat") if (m := scene.mention_at(k)) and m.kind == "person"), None
    )
    named = scene.of_mention(i, mention) if mention is not None else []
    if mention is not None and named:
        party = named[0]
        role = party.role or (beside[0].role if beside else None)
        name = mention.name if mention.kind == "person" and mention.name else _phrase(scene, i, mention)
        return Speaker(name, mention.code, role), replace(party, role=role)
    if word.tag.startswith("NNP"):
        start = min(tree[k].start for k in (i, *tree.kids(i, "compound")) if tree[k].tag.startswith("NNP"))
        name = scene.text[start : word.end]
        role = _role_word(scene, i)
        if beside and beside[0].kind != "group":
            party = replace(beside[0], name=name, kind="person", confidence=beside[0].confidence * 0.9)
            return Speaker(name, party.code, party.role or role), party
        before = [p for k in scene.modifiers(i) for p in scene.one(k) if p.kind == "state"]
        if before and role is not None and role not in {"expert"}:
            return Speaker(name, before[0].code, role), replace(before[0], name=name, kind="person", role=role)
        return Speaker(name, None, role), None
    if word.is_noun:
        parties = [p for p in scene.one(i) if p.kind != "group"]
        if len(parties) == 1:
            return Speaker(parties[0].name, parties[0].code, parties[0].role), parties[0]
    return None


def _phrase(scene: Scene, i: int, mention: Any) -> str:
    """Return a mention as written, with the rest of its noun phrase's head ('Kazakh government')."""
    end = max(mention.end_at, scene.tree[i].end)
    start = min([mention.start_at, *(scene.tree[k].start for k in scene.tree.kids(i, "compound", "amod"))])
    return scene.text[start:end]


def _of_appositive(scene: Scene, k: int) -> list[Party]:
    found = scene.one(k)
    return found or [p for j in scene.tree.kids(k, "appos") for p in scene.one(j)]


EXPERTS = frozenset("researcher expert analyst scholar professor political historian economist specialist fellow scientist director".split())


def _role_word(scene: Scene, i: int) -> str | None:
    beside = [*scene.tree.kids(i, "appos", "compound", "amod", "nmod")]
    if any(scene.tree[k].lemma in EXPERTS for k in beside):
        return "expert"
    return None


def _word_span(scene: Scene, party: Party | None) -> tuple[int, int] | None:
    if party is None or party.word < 0:
        return None
    mention = scene.at.get(party.word)
    if mention is not None:
        return mention.start_at, mention.end_at
    return scene.tree[party.word].start, scene.tree[party.word].end


def _worth_keeping(draft: Draft) -> bool:
    if draft.actor is None:
        return False
    if draft.ties or draft.kind == "vote_claim":
        return True
    if draft.recipient is not None:
        return draft.type is not None or draft.abstained is not None
    return draft.type == "PROTEST"


def _kind_and_channel(draft: Draft, speaker: Speaker | None) -> tuple[str, str | None]:
    """Return the kind and channel once it is known who speaks.

    Words that an actor's own official speaks for it are a statement. A third party's judgement counts in no
    channel; an official's judgement of their own state's tie is words.
    """
    own = speaker is not None and speaker.actor is not None
    sides = {p.code for p in (draft.actor, draft.recipient) if p is not None}
    if draft.kind == "event" and draft.channel == "words" and own and draft.actor and speaker and speaker.actor == draft.actor.code:
        return "statement", "words"
    if draft.kind == "assessment" and own and speaker and speaker.actor in sides:
        return "assessment", "words"
    return draft.kind, draft.channel


def _signs(draft: Draft) -> tuple[Sign, ...]:
    """Return the signs of a draft; a tie between two states is given from both its ends."""
    out: dict[tuple[str, str], Sign] = {}
    for t in draft.ties:
        out.setdefault((t.state, t.target), Sign(t.state, t.target, t.sign, t.reason))
    recipient = draft.recipient
    if recipient is not None and len(recipient.code) == 3 and recipient.kind in {"state", "person"}:
        for t in draft.ties:
            if t.target == recipient.code:
                back = t.reason.rsplit(" → ", 1)[0] + f" → {words_for(t.sign, t.state)}"
                out.setdefault((t.target, t.state), Sign(t.target, t.state, t.sign, back))
    return tuple(out.values())


def remember(scene: Scene, memory: Memory, *, aside: bool) -> None:
    """Keep what later sentences may refer back to: states, subjects, pairs, groups and the last speaker."""
    tree = scene.tree
    for word in tree.words:
        mention = scene.mention_at(word.i)
        if mention is None or scene.at.get(word.i - 1) is mention:
            continue
        parties = scene.of_mention(word.i, mention)
        if not parties:
            continue
        if mention.kind == "state":
            memory.states += parties
        elif mention.kind == "group" and len(parties) > 1:
            memory.groups.append(tuple(parties))
        joined = [p for j in tree.parallel(word.i) if scene.mention_at(j) for p in scene.one(j)]
        if word.dep != "conj" and len(joined) > 1 and mention.kind == "state":
            memory.pairs.append(tuple(joined))
    if aside:
        return
    for word in tree.words:
        if word.dep in {"nsubj", "nsubjpass"} and tree[word.head].dep in {"ROOT", "ccomp", "conj"}:
            parties = scene.parties(word.i)
            if parties:
                memory.subjects.append(tuple(parties))
    people = [
        p for w in tree.words if w.dep in {"nsubj", "nsubjpass"} and (m := scene.mention_at(w.i)) and m.kind == "person"
        for p in scene.of_mention(w.i, m)
    ]  # fmt: skip
    memory.speaker = people[-1] if people else None
