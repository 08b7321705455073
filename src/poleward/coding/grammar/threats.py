"""Warnings spoken to somebody: imperatives to 'look' or 'think' inside a quotation, and calls to destroy."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from poleward.coding.grammar.drafts import BASE_CONFIDENCE, Draft, DraftSign, clause_span, reason
from poleward.coding.grammar.lexicon import words
from poleward.coding.grammar.parties import Party
from poleward.coding.grammar.scene import Scene

WARNING_VERBS = words("warning_verbs")
WARNING_MANNERS = words("warning_manners")
HARM = words("harm")
NEEDED = words("needed")
MUST = words("must")


def read_threats(scene: Scene, earlier: Callable[[], Sequence[Scene]]) -> list[Draft]:
    """Return the warnings of one unit that a speaker with a state utters.

    `earlier` gives the scenes before it in the same quotation, nearest first.
    """
    out: list[Draft] = []
    for word in scene.tree.words:
        if word.is_verb:
            scene.focus(word.i)
            if scene.speaker is not None:
                out += _warning(scene, earlier, word.i) or _harm(scene, word.i)
    return out


def _warning(scene: Scene, earlier: Callable[[], Sequence[Scene]], v: int) -> list[Draft]:
    """Read 'Look at X carefully and think seriously', said to Y."""
    tree, word = scene.tree, scene.tree[v]
    if word.lemma not in WARNING_VERBS or word.tag not in {"VB", "VBP"} or tree.kids(v, "nsubj", "aux"):
        return []
    if word.dep not in {"ROOT", "ccomp", "conj"} or (word.dep == "conj" and tree[word.head].lemma in WARNING_VERBS):
        return []
    both = [v, *tree.kids(v, "conj")]
    manner = any(tree[k].lower in WARNING_MANNERS for b in both for k in tree.kids(b, "advmod"))
    if not manner or scene.speaker is None:
        return []
    addressed = _addressed([scene, *earlier()], scene.speaker)
    if addressed is None:
        return []
    return [_threat(scene, v, scene.speaker, addressed, [word.lemma, "a warning to"], 0.7)]


def _addressed(scenes: Sequence[Scene], speaker: Party | None) -> Party | None:
    """Return the state that a quotation calls by name at its beginning ('Brothers of X, …')."""
    for scene in scenes:
        head, comma, _ = scene.text.partition(",")
        if not comma or len(head) > 60:
            continue
        if any(w.is_verb and w.start < len(head) for w in scene.tree.words):
            continue
        for word in scene.tree.words:
            mention = scene.mention_at(word.i)
            if mention is not None and word.start < len(head) and (speaker is None or mention.code != speaker.code):
                return next(iter(scene.of_mention(word.i, mention)), None)
    return None


def _harm(scene: Scene, v: int) -> list[Draft]:
    """Read 'it is necessary to destroy X', 'X must be punished', said by somebody's official."""
    tree, word = scene.tree, scene.tree[v]
    if word.lemma not in HARM or scene.speaker is None or any(tree[k].dep == "neg" for k in tree[v].children):
        return []
    above = tree[word.head]
    urged = above.lemma in NEEDED or any(
        tree[k].lemma in NEEDED for k in tree.kids(word.head, "acomp", "attr", "advmod")
    )
    modal = any(tree[k].lower in MUST for k in tree.kids(v, "aux"))
    passive = tree.is_passive(v)
    subjects = [p for k in tree.kids(v, "nsubj") for p in scene.parties(k)]
    if not ((urged and above.i != v) or (modal and (passive or any(p.code == scene.speaker.code for p in subjects)))):
        return []
    if any(tree[k].dep == "neg" for k in tree[word.head].children):
        return []
    targets = [p for k in (tree.kids(v, "nsubjpass") if passive else tree.objects(v)) for p in scene.parties(k)]
    return [
        _threat(scene, v, scene.speaker, target, ["necessary" if urged else "must", word.lemma], 0.85)
        for target in targets
        if target.code != scene.speaker.code
    ]


def _threat(scene: Scene, v: int, speaker: Party, target: Party, parts: list[str], confidence: float) -> Draft:
    actor = replace(speaker, how="speaker")
    start, end = clause_span(scene, v)
    return Draft(
        kind="statement", trigger=v, actor=actor, recipient=target, type="THREATEN", mode=None, channel="words",
        domain="society" if actor.role in {"media", "society"} else "diplomatic", start=start, end=end,
        confidence=BASE_CONFIDENCE * confidence * target.confidence,
        ties=[DraftSign(actor.code, target.code, -1, reason(parts, -1, target.code))],
    )  # fmt: skip
