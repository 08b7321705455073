"""Who the subject of a Russian clause is."""

from __future__ import annotations

from collections.abc import Sequence

from poleward.coding.languages.russian.concord import MISMATCH, agrees
from poleward.coding.languages.russian.government import MOVING
from poleward.coding.languages.russian.nodes import Node, Trunk


def picked(arguments: Sequence[tuple[Node, Node | None]], root: Node) -> Node | None:
    """Return the nominative that is most likely the subject of a clause's verb."""
    if root.tag == "VBG":
        return None
    scored = []
    for order, (node, verb) in enumerate(arguments):
        item = node.item
        if not item.cases & {"n", "N"}:
            continue
        score = 0.0
        score += 2 if verb is None else 0
        score += 2 if not item.cases & {"a", "A"} else 0
        score += 1.5 * agrees(root, node)
        score += 1 if item.kind in {"name", "pron"} else 0
        score -= 0.1 * order
        scored.append((score, -order, node))
    scored = [s for s in scored if s[0] > MISMATCH]
    return max(scored, key=lambda s: s[:2])[2] if scored else None


def seat(trunk: Trunk, root: Node) -> Node | None:
    """Return where a plural without a subject speaks for a state: 'в Кремле заявили', 'в МИД осудили'."""
    if root.tag != "VBD" or not root.item.text.lower().endswith("ли"):
        return None
    places = {"in"} if root.lemma in MOVING else {"in", "to"}  # 'МИД' has one form for both cases
    for prep in [k for k in root.kids if k.dep == "prep" and k.lemma in places]:
        for node in prep.kids:
            mention = node.item.mention
            if node.dep == "pobj" and mention is not None and mention.role is not None:
                root.kids.remove(prep)
                trunk.nodes.remove(prep)
                prep.kids, node.head = [], None
                return node
    return None
