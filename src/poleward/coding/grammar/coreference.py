"""What earlier sentences of a document leave for later ones to refer back to."""

from __future__ import annotations

from collections.abc import Iterable

from poleward.coding.grammar.drafts import Draft
from poleward.coding.grammar.effects import of_noun
from poleward.coding.grammar.lexicon import Lexicon, Noun
from poleward.coding.grammar.parties import Act, Memory
from poleward.coding.grammar.scene import Scene
from poleward.coding.grammar.told_before import FORCE, TOLD
from poleward.coding.grammar.tree import Tree

MOST_CLAUSES = 4
"""Clauses in clauses that are climbed: more are no sentence that anybody wrote."""


def acts_of(scene: Scene, lexicon: Lexicon, drafts: Iterable[Draft]) -> list[Act]:
    """Return the acts of a unit that later sentences may call 'the attack' or 'the decision', told by noun or verb."""
    named = [
        act for word in scene.tree.words if word.is_noun
        for noun in lexicon.nouns.get(word.lemma, ()) if noun.type in FORCE
        for act in _act_named(scene, lexicon, word.i, noun)
    ]  # fmt: skip
    done = [
        Act(d.type, d.actor, d.recipient)
        for d in drafts
        if d.kind == "event" and d.actor is not None and d.recipient is not None and d.ties
        and _is_main(scene.tree, d.trigger)
    ]  # fmt: skip
    return named + done


def _is_main(tree: Tree, i: int) -> bool:
    """Whether a verb is what its sentence tells, not a circumstance: 'days after B had left'."""
    for _ in range(MOST_CLAUSES):
        i = tree.first_conjunct(i)
        if tree[i].head == i or tree[i].dep not in {"ccomp", "xcomp"}:
            return tree[i].head == i
        i = tree[i].head
    return False


def _act_named(scene: Scene, lexicon: Lexicon, i: int, noun: Noun) -> list[Act]:
    effects = {e.role: e.party for e in of_noun(scene, lexicon, i) if e.noun is noun and e.party.how != TOLD}
    return [Act(noun.type, effects["agent"], effects["patient"])] if effects.keys() >= {"agent", "patient"} else []


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
