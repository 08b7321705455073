"""'Recalled its ambassador to (from, in) X': done to X, who stands beside the envoy, not in a slot of the verb."""

from __future__ import annotations

from poleward.coding.grammar.drafts import Draft, DraftSign, clause_span, confidence_of, reason
from poleward.coding.grammar.governors import govern
from poleward.coding.grammar.lexicon import Lexicon, words
from poleward.coding.grammar.scene import Scene

_RECALLING, _ENVOYS = words("recalling"), words("envoys")
POSTED = ("from", "to", "in", "at")
"""What stands before where an envoy was sent."""


def read_recall(scene: Scene, lexicon: Lexicon, v: int) -> list[Draft]:
    """Return the drafts of an envoy called home; [] where verb `v` says nothing of the kind, or it was not done."""
    tree = scene.tree
    if tree[v].lemma not in _RECALLING or tree.is_passive(v):
        return []
    envoys = [k for k in tree.objects(v) if tree[k].lemma in _ENVOYS and not scene.mention_at(k)]
    if not envoys:
        return []
    governed = govern(scene, lexicon, v)
    preps = [tree.preps(k) for k in (*envoys, v)]
    hosts = [p for found in preps for slot in POSTED for j in found.get(slot, []) for p in scene.parties(j)]
    if governed.sign < 0 or "denied" in governed.flags or governed.operator is not None:
        return []
    start, end = clause_span(scene, v, governed.subject_word)
    said = [*governed.words, tree[v].lemma, "ambassador"]
    return [
        Draft(
            kind="event", trigger=v, actor=actor, recipient=host, type="SANCTION", mode="withdraw",
            channel="words" if governed.flags & {"future", "hypothetical"} else "deeds", domain="diplomatic",
            start=start, end=end, confidence=confidence_of(governed, None, actor) * host.confidence,
            flags=set(governed.flags),
            ties=[DraftSign(actor.code, host.code, -1, reason(said, -1, host.code))],
        )
        for actor in governed.subjects for host in hosts[:1] if actor.code != host.code
    ]  # fmt: skip
