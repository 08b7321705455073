"""What earlier sentences of a document leave for later ones to refer back to."""

from __future__ import annotations

from poleward.coding.grammar.parties import Memory
from poleward.coding.grammar.scene import Scene


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
