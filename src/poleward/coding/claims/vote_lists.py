"""The states of a vote that are listed behind it: 'nine countries voted against it: Mali, …', '…, including Peru'."""

from __future__ import annotations

import re

from poleward.coding.grammar.lexicon import words
from poleward.coding.grammar.parties import Party
from poleward.coding.grammar.scene import Scene

_VOTERS = words("voters")
_LEAD = re.compile(r":\s*|\b(?:including|among them|namely|notably)\s+(?:both\s+|the\s+)?", re.IGNORECASE)
_JOINT = re.compile(r"[\s,;]*(?:and|as well as)?\s*(?:the\s+)?", re.IGNORECASE)
_ONE = frozenset({"state"})


def listed(scene: Scene, v: int, subject: int | None) -> list[Party]:
    """Return the states listed after verb `v` of a vote by 'countries', 'members' or a bare number; [] for none."""
    if subject is None or subject < 0 or not (scene.tree[subject].lemma in _VOTERS or scene.tree[subject].tag == "CD"):
        return []
    places = sorted(
        {id(m): (m.start_at, m.end_at, i) for i, m in scene.at.items() if m.code and m.kind in _ONE}.values()
    )
    for lead in _LEAD.finditer(scene.text, scene.tree[v].end):
        out: list[Party] = []
        at = lead.end()
        for start, end, i in places:
            if start < at:
                continue
            if not _JOINT.fullmatch(scene.text, at, start):
                break
            mention = scene.mention_at(i)
            out += scene.of_mention(i, mention) if mention is not None else []
            at = end
        if out:
            return out
    return []
