"""Where an actor stands between others: neutrality, a line, set phrases for a camp, and minorities as facts."""

from __future__ import annotations

from poleward.coding.grammar.drafts import BASE_CONFIDENCE, Draft, DraftSign, clause_span, reason
from poleward.coding.grammar.governors import govern
from poleward.coding.grammar.judgements import judgement
from poleward.coding.grammar.lexicon import Lexicon, surface_pattern, words
from poleward.coding.grammar.parties import Party
from poleward.coding.grammar.scene import Scene
from poleward.coding.grammar.tree import RELATIVES

NEUTRAL_WORDS = surface_pattern("neutral")
KEEPS = words("keeps")
SIDES = {"western": "WEST", "european": "EU"}
"""Adjectives of a side that is no state."""
TAKING, LINES = words("taking_a_line"), words("lines_taken")
MINORITY = surface_pattern("minority")


def read_stances(scene: Scene, lexicon: Lexicon) -> list[Draft]:
    """Return the neutralities, camps and minorities of one unit."""
    return [*_neutral(scene, lexicon), *_line(scene, lexicon), *_camp(scene, lexicon), *_minority(scene)]


def _line(scene: Scene, lexicon: Lexicon) -> list[Draft]:
    """Read 'X takes pro-Y positions', 'X is anti-Y'; denied it says nothing, of an opposition it is not the state's."""
    tree, out = scene.tree, []
    for word in tree.words:
        mention, prefix = scene.at.get(word.i), scene.stance_prefix(word.i)
        if not prefix or (mention is not None and scene.at.get(word.i + 1) is mention):
            continue
        noun = word.head if word.dep == "amod" else word.i
        verb = tree[noun].head
        beside = word.dep == "amod" and tree[noun].lemma not in LINES
        if beside or tree[noun].dep not in {"dobj", "attr", "acomp", "oprd"} or tree[verb].lemma not in TAKING:
            continue
        governed = govern(scene, lexicon, verb)
        if governed.sign <= 0:
            continue
        span = clause_span(scene, verb, governed.subject_word)
        parts = [*governed.words, f"{'pro' if prefix > 0 else 'anti'}-{word.text}"]
        out += [
            judgement(
                scene, "assessment", word.i, (state, target), prefix, parts, 0.9, {*governed.flags}, "diplomatic", span
            )
            for state in governed.subjects or _owners(scene, governed.subject_word)
            for target in _side(scene, word.i)
            if state.role != "opposition" and state.code != target.code
        ]  # fmt: skip
    return out


def _owners(scene: Scene, i: int) -> list[Party]:
    """Return whose a party or a course is: 'his party', also where 'which' stands for it."""
    tree = scene.tree
    if i >= 0 and tree[i].lower in RELATIVES:
        i = scene.antecedent(i) or -1
    return [p for k in (tree.kids(i, "poss") if i >= 0 else ()) for p in scene.corefer(k)]


def _side(scene: Scene, i: int) -> list[Party]:
    """Return whom 'pro-Russian', 'pro-Western' or 'pro-European' is for."""
    word, mention = scene.tree[i], scene.at.get(i)
    code = SIDES.get(word.lower)
    if code is not None:
        return [Party(code, word.text, None, "organisation", 0.9, i)]
    return scene.of_mention(i, mention) if mention is not None else []


def _neutral(scene: Scene, lexicon: Lexicon) -> list[Draft]:
    """Read 'X keeps a neutral position', 'X's multi-vector policy'."""
    match = NEUTRAL_WORDS.search(scene.text)
    if match is None:
        return []
    tree = scene.tree
    word = next((w for w in tree.words if w.start <= match.start() < w.end), None)
    if word is None:
        return []
    verb = next((a for a in (word.i, *tree.ancestors(word.i)) if tree[a].is_verb), None)
    governed = govern(scene, lexicon, verb) if verb is not None else None
    noun = word.i if word.is_noun else word.head
    near = [noun] if tree[noun].is_noun else []
    states = [p for a in near for j in scene.modifiers(a) for p in scene.one(j)]
    states = states or [p for a in near for j in tree.preps(a).get("of", []) for p in scene.parties(j)]
    states = states or [p for a in near for k in tree.kids(a, "poss") for p in scene.corefer(k)]
    if not states and governed and verb is not None and tree[verb].lemma in KEEPS:
        states = [p for p in governed.subjects if p.kind in {"state", "person"}]
    if not states:
        return []
    flags = governed.flags if governed else set()
    own = {p.code for p in states}
    targets: dict[str, Party] = {}
    for w in tree.words:
        mention = scene.mention_at(w.i)
        if mention is not None and mention.kind != "group":
            for p in scene.one(w.i):
                if p.code not in own and p.kind in {"state", "organisation"}:
                    targets.setdefault(p.code, p)
    if not targets:
        for p in reversed(scene.memory.states):
            if p.code not in own:
                targets[p.code] = p
                break
    span = clause_span(scene, verb, governed.subject_word) if verb is not None and governed else tree.text_of(word.i)
    negated = governed is not None and governed.sign < 0
    out = []
    for state in states:
        for target in targets.values():
            draft = judgement(
                scene,
                "assessment",
                word.i,
                (state, target),
                0,
                [match.group(0).lower()],
                0.85,
                set(flags),
                "diplomatic",
                span,
            )
            if negated:
                draft.ties.clear()
                draft.abstained = "neutrality is denied: which side is taken is not said"
            out.append(draft)
    return out


def _camp(scene: Scene, lexicon: Lexicon) -> list[Draft]:
    """Read set phrases for a camp ('behind the Iron Curtain')."""
    low = scene.text.lower()
    tree = scene.tree
    out: list[Draft] = []
    for camp in lexicon.camps:
        at = low.find(camp.phrase)
        if at < 0:
            continue
        last = next((w for w in tree.words if w.start < at + len(camp.phrase) <= w.end), None)
        if last is None:
            continue
        prep = next((a for a in tree.ancestors(last.i) if tree[a].lower in camp.prepositions), None)
        if prep is None:
            continue
        verb = next((a for a in tree.ancestors(prep) if tree[a].is_verb), None)
        if verb is None:
            continue
        governed = govern(scene, lexicon, verb)
        for state in governed.subjects:
            if state.code in (*camp.near, *camp.far):
                continue
            span = clause_span(scene, verb, governed.subject_word, governed.outer)
            draft = Draft(
                kind="statement", trigger=verb, actor=state, recipient=None, type=None, mode=None, channel="words",
                domain="diplomatic", start=span[0], end=span[1], confidence=BASE_CONFIDENCE * 0.8 * state.confidence,
                flags=set(governed.flags),
            )  # fmt: skip
            parts = [*governed.words, f"{tree[prep].lower} the {camp.phrase.title()}"]
            for codes, side in ((camp.near, 1), (camp.far, -1)):
                for code in codes:
                    sign = side * governed.sign
                    if sign:
                        draft.ties.append(DraftSign(state.code, code, sign, reason(parts, sign, code)))
            out.append(draft)
    return out


def contrasts(lexicon: Lexicon, drafts: list[Draft]) -> None:
    """Carry a refused camp over to what one actor says beside it in the same sentence.

    'Does not want to be behind the Iron Curtain, and invites Westerners': the sentence itself sets the two sides
    against one another, so that what is for the far side speaks against the near one.
    """
    for camp in lexicon.camps:
        for refused in drafts:
            ends = {t.target: t.sign for t in refused.ties}
            if not (refused.recipient is None and all(c in ends for c in (*camp.near, *camp.far))):
                continue
            for other in drafts:
                same = other.actor is not None and refused.actor is not None and other.actor.code == refused.actor.code
                if other is refused or not same:
                    continue
                held = {t.target: t for t in other.ties}
                for far in camp.far:
                    if far in held and held[far].sign == ends[far]:
                        other.ties += [
                            DraftSign(
                                held[far].state, near, ends[near], f"{held[far].reason}; said beside the refused camp"
                            )
                            for near in camp.near
                            if near not in held
                        ]


def _minority(scene: Scene) -> list[Draft]:
    """Read 'a large Russian-speaking minority lives in Y': a standing fact, neutral in sign."""
    match = MINORITY.search(scene.text)
    if match is None:
        return []
    inside = [w.i for w in scene.tree.words if match.start() <= w.start < match.end() and scene.mention_at(w.i)]
    kin = [p for i in inside for p in scene.one(i)] or [p for i in inside for p in scene.of_mention(i, scene.at[i])]
    homes = [
        p for w in scene.tree.words if w.start >= match.end() and scene.mention_at(w.i)
        for p in scene.of_mention(w.i, scene.at[w.i]) if p.kind == "state"
    ]  # fmt: skip
    out = []
    for home in homes[:1]:
        for k in kin[:1]:
            if home.code != k.code:
                trigger = inside[0]
                out.append(
                    judgement(
                        scene,
                        "structure",
                        trigger,
                        (home, k),
                        0,
                        [match.group(0)],
                        0.8,
                        set(),
                        "society",
                        (0, len(scene.text)),
                    )
                )
    return out
