"""Judgements of ties: relations that cool, partners and threats, dependence, neutrality; and standing facts."""

from __future__ import annotations

from poleward.coding.grammar.doers import subject_of
from poleward.coding.grammar.drafts import BASE_CONFIDENCE, Draft, DraftSign, clause_span, domain_of, reason
from poleward.coding.grammar.effects import Effect, of_noun
from poleward.coding.grammar.governors import govern
from poleward.coding.grammar.lexicon import Lexicon, Quality, words
from poleward.coding.grammar.parties import Party
from poleward.coding.grammar.scene import Scene

_FORCES = words("forces")
_STEADYING = words("steadying")
_UNSETTLING = words("unsettling")
_NO_LONGER = words("no_longer")
_PROTECTING = words("protecting")
_FROM_WHOM = words("from_whom")
_IN_WHAT = words("in_what")
_WITH_WHOM = words("with_whom")
_ON_WHOM = words("on_whom")

RELATION_NOUNS = words("relation_nouns")
ADJECTIVE_SLOTS = ("of", "to", "towards", "toward", "with", "on", "upon", "from", "at")
CALLS = words("calls")
DEPEND = words("depend")
COPULAS = words("copulas")


def read_judgements(scene: Scene, lexicon: Lexicon) -> list[Draft]:
    """Return the assessments, dependences and structures of one unit."""
    out: list[Draft] = []
    for word in scene.tree.words:
        scene.focus(word.i)
        if word.is_verb or word.lemma == "be":
            out += _relation_verb(scene, lexicon, word.i)
            out += _role_of(scene, lexicon, word.i)
            out += _adjective_of(scene, lexicon, word.i)
            out += _called(scene, lexicon, word.i)
            out += _dependence(scene, lexicon, word.i)
            out += _only(scene, lexicon, word.i)
        elif word.is_noun:
            out += _appositive_role(scene, lexicon, word.i)
        if word.lemma in {"dependent", "reliant"} and word.dep != "acomp":
            out += _dependence(scene, lexicon, word.i)
    return out


def judgement(
    scene: Scene, kind: str, trigger: int, pair: tuple[Party, Party], sign: int, parts: list[str], confidence: float,
    flags: set[str], domain: str, span: tuple[int, int],
) -> Draft:  # fmt: skip
    """Return the draft of a judgement of one tie, `pair` being (state, target)."""
    state, target = pair
    return Draft(
        kind=kind, trigger=trigger, actor=state, recipient=target, type=None, mode=None, channel=None,
        domain=domain_of(scene.text[span[0] : span[1]], domain), start=span[0], end=span[1],
        confidence=BASE_CONFIDENCE * confidence * state.confidence * target.confidence, flags=flags,
        ties=[DraftSign(state.code, target.code, sign, reason(parts, sign, target.code))],
    )  # fmt: skip


def _topic(scene: Scene, exclude: set[str]) -> list[Party]:
    """Return the state that a judgement with one named party is about: the speaker's, or the last subject."""
    for source in (scene.memory.subject(), (scene.speaker,) if scene.speaker else ()):
        found = [p for p in source if p.code not in exclude and p.kind in {"state", "person"}]
        if found:
            return found
    return []


def _pairs(scene: Scene, parties: list[Party], *, alone: bool) -> list[tuple[Party, Party]]:
    """Return (state, target) pairs of a tie's parties; where it may stand alone, one party is paired with the topic."""
    if len(parties) >= 2:
        first, rest = parties[0], parties[1:]
        return [(first, other) for other in rest if other.code != first.code and other.word != first.word]
    if len(parties) == 1 and alone:
        return [(state, parties[0]) for state in _topic(scene, {parties[0].code})]
    return []


def _relation_effects(scene: Scene, lexicon: Lexicon, i: int) -> list[Effect]:
    effects = [
        e
        for j in scene.tree.parallel(i)
        if scene.tree[j].lemma in RELATION_NOUNS
        for e in of_noun(scene, lexicon, j, None)
        if e.noun is not None
    ]
    seen: dict[str, Effect] = {}
    for e in effects:
        seen.setdefault(e.party.code, e)
    return list(seen.values())


def _relation_verb(scene: Scene, lexicon: Lexicon, v: int) -> list[Draft]:
    """Read 'relations with X deteriorated', 'relations between X and Y are strained'."""
    subject = subject_of(scene, v)
    if subject is None:
        return []
    quality = _predicate(scene, lexicon, v)
    if quality is None:
        return []
    effects = _relation_effects(scene, lexicon, subject)
    if not effects:
        return []
    governed = govern(scene, lexicon, v)
    sign = quality.sign * effects[0].sign * (governed.sign or 1)
    tension = effects[0].sign < 0
    parts = [*governed.words, quality.lemma, effects[0].noun.lemma if effects[0].noun else ""]
    span = clause_span(scene, v, subject, governed.outer)
    if governed.sign < 0 and not tension:
        sign = quality.sign * governed.sign
    parties = sorted((e.party for e in effects), key=lambda p: p.word)
    return [
        judgement(scene, "assessment", v, pair, sign, parts, 0.95, set(governed.flags), quality.domain, span)
        for pair in _pairs(scene, parties, alone=bool(_WITH_WHOM & set(scene.tree.preps(subject))))
    ]


def _predicate(scene: Scene, lexicon: Lexicon, v: int) -> Quality | None:
    """Return what a verb says of its subject: itself ('deteriorated') or its complement ('are strained')."""
    tree, word = scene.tree, scene.tree[v]
    if word.lemma in COPULAS:
        for k in (*tree.kids(v, "acomp", "attr", "oprd", "xcomp", "advmod"),):
            for lemma in (tree[k].lemma, tree[k].lower):
                if ("adjective", lemma) in lexicon.qualities:
                    return lexicon.qualities["adjective", lemma]
        if word.lemma != "grow":
            return None
    if word.tag == "VBN" and ("adjective", word.lower) in lexicon.qualities:
        return lexicon.qualities["adjective", word.lower]
    if not tree.objects(v) or tree.is_passive(v):
        return lexicon.qualities.get(("verb", word.lemma))
    return None


def _role_parties(scene: Scene, i: int) -> list[Party]:
    """Return the other side of a role noun: 'partner for X', 'ally of X', 'threat to X', 'X's ally'."""
    preps = scene.tree.preps(i)
    for slot in ("of", "for", "to", "with", "against"):
        found = [p for j in preps.get(slot, []) for p in _deep(scene, j)]
        if found:
            return found
    found = [p for j in scene.modifiers(i) for p in scene.one(j)]
    if found:
        return found
    found = [p for k in scene.tree.kids(i, "poss") for p in scene.corefer(k)]
    if found:
        return found
    return [p for j in preps.get("in", []) for p in _region(scene, j)]


def _deep(scene: Scene, j: int) -> list[Party]:
    """Return the parties of a phrase, or those of what it belongs to ('the security of X')."""
    if found := scene.parties(j):
        return found
    return [p for k in scene.tree.preps(j).get("of", []) for p in scene.parties(k)] or [
        p for k in scene.modifiers(j) for p in scene.one(k)
    ]


def _region(scene: Scene, j: int) -> list[Party]:
    if found := scene.parties(j):
        return found
    if scene.tree[j].lower == "region" and scene.memory.groups:
        return list(scene.memory.groups[-1])
    return []


def _role_of(scene: Scene, lexicon: Lexicon, v: int) -> list[Draft]:
    """Read 'X is (remains, became) a partner of Y', 'X is a threat to Y'."""
    tree = scene.tree
    if tree[v].lemma not in COPULAS:
        return []
    subject = subject_of(scene, v)
    if subject is None:
        return []
    out: list[Draft] = []
    for k in tree.kids(v, "attr", "oprd", "dobj"):
        for role in tree.parallel(k):
            quality = _role_quality(scene, lexicon, role)
            if quality is None:
                continue
            subjects = scene.parties(subject)
            governed = govern(scene, lexicon, v)
            sign = quality.sign * (governed.sign or 1)
            parts = [*governed.words, quality.lemma]
            span = clause_span(scene, v, subject)
            others = _role_parties(scene, role)
            if others and {p.code for p in others} <= {p.code for p in subjects}:
                continue  # 'X and Y are a threat to these two countries' is garbled
            pairs = [(o, s) for s in subjects for o in others if o.code != s.code]
            if not others and len(subjects) > 1 and tree[role].tag == "NNS":
                pairs = [(subjects[0], s) for s in subjects[1:]]
            out += [
                judgement(scene, "assessment", role, pair, sign, parts, 0.9, set(governed.flags), quality.domain, span)
                for pair in pairs
            ]
    return out


def _role_quality(scene: Scene, lexicon: Lexicon, i: int) -> Quality | None:
    tree = scene.tree
    quality = lexicon.qualities.get(("role", tree[i].lemma))
    if quality is None and tree[i].lemma in _FORCES:
        marks = {tree[k].lemma for k in tree.kids(i, "amod")}
        if marks & _STEADYING:
            return Quality("stabilising force", "role", 1, "security")
        if marks & _UNSETTLING:
            return Quality("destabilising force", "role", -1, "security")
    if quality is not None and any(tree[k].lower in _NO_LONGER for k in tree.kids(i, "amod", "det", "neg")):
        if any(tree[k].lower in {"no", "not"} for k in tree.kids(i, "det", "neg")):
            return Quality(f"no {quality.lemma}", "role", -quality.sign, quality.domain)
        return None
    return quality


def _appositive_role(scene: Scene, lexicon: Lexicon, i: int) -> list[Draft]:
    """Read 'X, an ally of Y, …'."""
    tree, word = scene.tree, scene.tree[i]
    if word.dep != "appos":
        return []
    quality = _role_quality(scene, lexicon, i)
    if quality is None:
        return []
    hosts, others = scene.one(word.head), _role_parties(scene, i)
    hosts = [p for p in hosts if p.kind in {"state", "organisation"}]
    span = (tree[word.head].start, tree.text_of(i)[1])
    return [
        judgement(scene, "assessment", i, (h, o), quality.sign, [quality.lemma], 0.7, set(), quality.domain, span)
        for h in hosts
        for o in others
        if h.code != o.code
    ]


def _called(scene: Scene, lexicon: Lexicon, v: int) -> list[Draft]:
    """Read 'X called Y an ally', 'X regards Y as a threat': X's own words about the tie."""
    tree = scene.tree
    if tree[v].lemma not in CALLS or tree.is_passive(v) or tree[v].dep == "relcl":
        return []
    roles = [k for k in tree.kids(v, "oprd", "attr") if tree[k].is_noun] + tree.preps(v).get("as", [])
    inner = [k for c in tree.kids(v, "ccomp") if (tree[c].is_noun) for k in [c]]
    called = [p for o in tree.objects(v) for p in scene.parties(o)]
    called += [p for c in inner for o in tree.kids(c, "nsubj") for p in scene.parties(o)]
    governed = govern(scene, lexicon, v)
    out: list[Draft] = []
    for role in [*roles, *inner]:
        quality = _role_quality(scene, lexicon, role)
        if quality is None or not governed.sign:
            continue
        for state in governed.subjects:
            for other in called:
                if state.code != other.code:
                    span = clause_span(scene, v, governed.subject_word)
                    parts = [*governed.words, tree[v].lemma, quality.lemma]
                    draft = judgement(
                        scene, "statement", v, (state, other), quality.sign * governed.sign, parts, 0.95,
                        set(governed.flags), quality.domain, span,
                    )  # fmt: skip
                    draft.channel = "words"
                    out.append(draft)
    return out


def _adjective_of(scene: Scene, lexicon: Lexicon, v: int) -> list[Draft]:
    """Read 'X is critical of Y', 'X is close to Y', 'X is grateful to Y', 'X remains dependent on Y'."""
    tree = scene.tree
    if tree[v].lemma not in COPULAS:
        return []
    subject = subject_of(scene, v)
    if subject is None or scene.tree[subject].lemma in RELATION_NOUNS:
        return []
    out: list[Draft] = []
    behind = [k for k in tree.kids(subject, "amod") if k > subject]  # 'the only country hostile to Y is X'
    for k in (*tree.kids(v, "acomp", "attr", "oprd"), *behind):
        quality = lexicon.qualities.get(("adjective", tree[k].lemma)) or lexicon.qualities.get(
            ("adjective", tree[k].lower)
        )
        if quality is None or quality.sign == 0:
            continue
        preps = tree.preps(k) or {slot: heads for slot, heads in tree.preps(v).items() if slot in _ON_WHOM}
        others = [
            p for slot in ADJECTIVE_SLOTS for j in preps.get(slot, []) for p in _deep(scene, j)
        ]  # fmt: skip
        governed = govern(scene, lexicon, v)
        kind = "dependence" if quality.lemma in {"dependent", "reliant"} else "assessment"
        sign = quality.sign * (governed.sign or 1)
        parts = [*governed.words, quality.lemma]
        out += [
            judgement(
                scene,
                kind,
                k,
                (s, o),
                sign,
                parts,
                0.9,
                set(governed.flags),
                quality.domain,
                clause_span(scene, v, subject),
            )
            for s in scene.parties(subject)
            for o in others
            if s.code != o.code
        ]
    return out


def _dependence(scene: Scene, lexicon: Lexicon, v: int) -> list[Draft]:
    """Read 'X relies on imports of Z from Y', 'X depends on Y'."""
    tree, word = scene.tree, scene.tree[v]
    if word.lemma not in DEPEND and word.lemma not in {"dependent", "reliant"}:
        return []
    preps = tree.preps(v)
    things = preps.get("on", []) + preps.get("upon", [])
    if not things:
        return []
    subject = subject_of(scene, v) if word.is_verb else None
    states = scene.parties(subject) if subject is not None else []
    if not states and word.dep in {"amod", "acl", "relcl"}:
        states = scene.one(word.head)
    if not states:
        return []
    targets = [p for j in things for p in scene.parties(j)]
    if not targets:
        deeper = [k for j in things for k in tree.subtree(j) if k != j]
        named = [k for k in deeper if scene.mention_at(k)]
        sourced = [k for k in named if _under(scene, k, _FROM_WHOM)] or named
        targets = [p for k in sourced[:1] for p in scene.parties(k)]
    governed = govern(scene, lexicon, v)
    if "hypothetical" in governed.flags or not governed.sign:
        return []  # 'should not rely on X' is advice
    span = clause_span(scene, v, subject if subject is not None else -1)
    parts = [*governed.words, word.lemma]
    return [
        judgement(scene, "dependence", v, (s, t), governed.sign, parts, 0.95, set(governed.flags), "economic", span)
        for s in states
        for t in targets
        if s.code != t.code
    ]


def _under(scene: Scene, k: int, prepositions: frozenset[str]) -> bool:
    first = scene.tree.first_conjunct(k)
    return scene.tree[scene.tree[first].head].lower in prepositions


def _only(scene: Scene, lexicon: Lexicon, v: int) -> list[Draft]:
    """Read 'only X intervenes (helps, can protect) in Y': Y has nobody but X."""
    tree = scene.tree
    subject = subject_of(scene, v)
    if (
        subject is None
        or tree[v].lemma in COPULAS
        or (tree[v].head != v and tree[v].dep not in {"ccomp", "conj", "ROOT"})
    ):
        return []
    start = scene.at[subject].start_at if subject in scene.at else tree[subject].start
    before = scene.text[:start].rstrip().lower()
    if not before.endswith(("only", "only the")):
        return []
    helpers = scene.parties(subject)
    helped = [
        p for word in tree.words[v:] if scene.mention_at(word.i) and tree[word.head].lower in _IN_WHAT
        for p in scene.one(word.i)
    ] or [p for k in tree.objects(v) for p in scene.parties(k)]  # fmt: skip
    if not any(w.lemma in _PROTECTING for w in tree.words):
        return []
    seen = {h.code for h in helpers}
    return [
        judgement(
            scene,
            "assessment",
            v,
            (s, h),
            1,
            ["only", tree[v].lemma],
            0.85,
            set(),
            "security",
            clause_span(scene, v, subject),
        )
        for h in helpers
        for s in helped
        if s.code not in seen
    ]
