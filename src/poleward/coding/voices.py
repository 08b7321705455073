"""The speakers of a document: attributions resolved to people and states, and the chain that holds a character."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from poleward.actors import Mention
from poleward.coding.grammar.lexicon import Lexicon, words
from poleward.coding.grammar.parties import Party
from poleward.coding.grammar.scene import Scene
from poleward.coding.sentences import Unit
from poleward.coding.speakers import Index, attributions, chain
from poleward.coding.statements import Speaker

Voice = tuple[Speaker, Party | None]
"""Who speaks, and the party they speak for; None for experts and people whom nobody knows."""

EXPERTS = words("experts")


class Voices:
    """The attributions of one document with their speakers.

    Attributes
    ----------
    said
        Every attribution, in order of the sentences.
    who
        The speaker of each resolved one, by its number in `said`.
    """

    def __init__(self, text: str, units: Sequence[Unit], scenes: Sequence[Scene], lexicon: Lexicon) -> None:
        self.units, self.scenes = units, scenes
        self.said = attributions(text, units, [s.tree for s in scenes], lexicon)
        self.who = self._resolve(text)
        self._resolved = Index(self.said, sorted(self.who))
        self._all = Index(self.said, range(len(self.said)))

    def chain(self, at: int) -> list[int]:
        """Return the numbers of the resolved attributions that hold the body's character `at`, outermost first."""
        return chain(self.said, self._resolved.at(at), at)

    def speakers(self, at: int) -> tuple[Voice, ...]:
        """Return who says character `at`, outermost first; one who quotes themselves counts once."""
        out: list[Voice] = []
        for k in self.chain(at):
            if all(self.who[k][0].name != other.name for other, _ in out):
                out.append(self.who[k])
        return tuple(out)

    def party_at(self, at: int) -> Party | None:
        """Return whom the innermost speaker of character `at` speaks for."""
        held = self.chain(at)
        return self.who[held[-1]][1] if held else None

    def together(self, one: int, other: int) -> bool:
        """Whether two characters of the body are words of one attribution."""
        return any(self.said[k].covers(one) and self.said[k].covers(other) for k in self._all.at(other))

    def _resolve(self, text: str) -> dict[int, Voice]:
        """Resolve the sources of all attributions in order of their cues; 'he' is the last person who spoke."""
        out: dict[int, Voice] = {}
        full: dict[str, Voice] = {}
        last: Voice | None = None
        order = sorted(range(len(self.said)), key=lambda k: (self.said[k].cue or (10**9, 0), k))
        for k in order:
            a = self.said[k]
            if a.source is None or a.word < 0:
                continue
            scene = self.scenes[a.unit]
            resolved = source_of(scene, a.word)
            if resolved is None:
                if scene.tree[a.word].lower in {"he", "she"}:
                    resolved = last or self._person_before(a.source[0])
                if resolved is None:
                    continue
            speaker, party = resolved
            written = text[a.source[0] : a.source[1]].split(",")[0]
            surname = next(reversed(written.split()), "").lower()
            if party is None and speaker.actor is None and surname in full:
                speaker, party = full[surname]
            elif len(written.split()) > 1 and scene.tree[a.word].tag.startswith("NNP"):
                full.setdefault(surname, (speaker, party))
            out[k] = (speaker, party)
            if party is None or party.kind == "person":
                last = (speaker, party)
        return out

    def _person_before(self, at: int) -> Voice | None:
        best: tuple[int, Voice] | None = None
        for unit, scene in zip(self.units, self.scenes, strict=True):
            for i, mention in scene.at.items():
                place = unit.to_body(scene.tree[i].start, scene.tree[i].end)[0]
                if mention.kind == "person" and mention.code and place < at and (best is None or place >= best[0]):
                    party = scene.of_mention(i, mention)[0]
                    best = (place, (Speaker(mention.name or mention.surface, mention.code, mention.role), party))
        return best[1] if best else None


def source_of(scene: Scene, i: int) -> Voice | None:
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
        speaks_for = None if role == "expert" else replace(party, role=role)
        return Speaker(name, mention.code, role), speaks_for
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


def _phrase(scene: Scene, i: int, mention: Mention) -> str:
    """Return a mention as written, with the rest of its noun phrase's head ('Kazakh government')."""
    end = max(mention.end_at, scene.tree[i].end)
    start = min([mention.start_at, *(scene.tree[k].start for k in scene.tree.kids(i, "compound", "amod"))])
    return scene.text[start:end]


def _of_appositive(scene: Scene, k: int) -> list[Party]:
    found = scene.one(k)
    return found or [p for j in scene.tree.kids(k, "appos") for p in scene.one(j)]


def _role_word(scene: Scene, i: int) -> str | None:
    beside = [*scene.tree.kids(i, "appos", "compound", "amod", "nmod")]
    if any(scene.tree[k].lemma in EXPERTS for k in beside):
        return "expert"
    return None
