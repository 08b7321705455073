"""Acts handed to somebody else: urged, allowed, forced, invited, kept from; and calls for help."""

from __future__ import annotations

from poleward.coding.grammar.acts import doers_of
from poleward.coding.grammar.drafts import WORDS_TYPES, Draft, DraftSign, clause_span, confidence_of, domain_of, reason
from poleward.coding.grammar.effects import Effect, of_clause
from poleward.coding.grammar.governors import govern
from poleward.coding.grammar.lexicon import Lexicon, Operator, words
from poleward.coding.grammar.parties import Party
from poleward.coding.grammar.scene import Scene

HELP_NOUNS = words("help_nouns")
MILITARY_HELP = words("military_help")
HELP_VERBS = words("help_verbs")
YIELDING = words("yielding")
HELPING = words("helping")


def read_control(scene: Scene, lexicon: Lexicon, v: int) -> list[Draft]:
    """Read 'X urged (allowed, invited, forced, prevented) Y to do Z'."""
    governed = govern(scene, lexicon, v)
    operator, head = governed.operator, governed.operator_at
    if operator is None or head < 0:
        return []
    above = govern(scene, lexicon, head)
    if above.operator is not None:
        return []  # 'called on X to force Y': X has not done it
    if any(scene.tree[k].is_verb for k in scene.tree.kids(v, "xcomp")) and lexicon.operators.get(
        ("verb", scene.tree[v].lemma)
    ):
        return []  # 'urged X to stop buying': the request is about the buying
    receivers = governed.subjects
    doers = [p for p in doers_of(scene, head, above) if all(p.code != r.code for r in receivers)]
    if not doers and scene.tree.is_passive(head) and scene.speaker is not None:
        doers = [scene.speaker]
    start, end = clause_span(scene, head, above.subject_word)
    out = []
    matter = [e for e in of_clause(scene, lexicon, v) if e.role != "agent"]
    for actor in doers:
        for receiver in receivers:
            sign, type_, mode = _control_sign(scene, operator, v, matter)
            if governed.sign < 0:
                sign = 0  # what one is asked not to do is no service to the one who asks
            draft = Draft(
                kind="event", trigger=head, actor=actor, recipient=receiver, type=type_, mode=mode,
                channel="words" if type_ in WORDS_TYPES or operator.control == "invites" else "deeds",
                domain=domain_of(scene.text[start:end], "diplomatic"), start=start, end=end,
                confidence=confidence_of(above, None, actor) * receiver.confidence * 0.85, flags=set(above.flags),
            )  # fmt: skip
            words = [*above.words, scene.tree[head].lemma, *governed.words, scene.tree[v].lemma]
            if sign and above.sign:
                total = sign * above.sign
                draft.ties.append(DraftSign(actor.code, receiver.code, total, reason(words, total, receiver.code)))
            for e in matter if operator.control in {"asks"} else ():
                if e.party.code not in {actor.code, receiver.code} and above.sign and governed.sign:
                    # A negator of the verb's own is in its matter already.
                    total = e.sign * above.sign * governed.sign * (-1 if scene.tree.kids(v, "neg") else 1)
                    draft.ties.append(
                        DraftSign(actor.code, e.party.code, total, reason([*words[:-1], e.words], total, e.party.code))
                    )
            if not draft.ties:
                draft.abstained = "a request that says nothing of the tie"
            out.append(draft)
    return out


def _control_sign(
    scene: Scene, operator: Operator, v: int, matter: list[Effect]
) -> tuple[int, str | None, str | None]:  # fmt: skip
    """Return sign, type and mode of what the subject does to the one who is urged, allowed or kept from it."""
    lemma, type_ = scene.tree[v].lemma, operator.type
    match operator.control:
        case "lets":
            return 1, "AID" if operator.lemma in {"help", "assist"} else None, None
        case "stops":
            return -1, "COERCE", "restrict"
        case "object":
            return -1, "COERCE", "restrict"
        case "invites":
            return 1, type_, None
    if lemma in YIELDING:
        return -1, type_, "yield" if type_ == "REQUEST" else None
    if lemma in HELPING and not any(e.sign < 0 for e in matter):
        return 1, type_, "assist" if type_ == "REQUEST" else None
    return 0, type_, None


def read_help(scene: Scene, lexicon: Lexicon, v: int) -> list[Draft]:
    """Read a call for help whose helper stands anywhere after it ('called in forces … of the CSTO')."""
    tree = scene.tree
    if tree[v].lemma not in HELP_VERBS:
        return []
    # 'asked X's troops to leave': they are asked, and not asked for.
    asked_to = tree[v].lemma == "ask" and any(tree[k].is_verb for k in tree.kids(v, "xcomp", "ccomp"))
    things = [
        k
        for k in (*(() if asked_to else tree.objects(v)), *tree.preps(v).get("for", []), *tree.preps(v).get("in", []))
        if tree[k].lemma in HELP_NOUNS
    ]
    if not things:
        return []
    governed = govern(scene, lexicon, v)
    doers = governed.subjects or _noun_before(scene, v)
    asked = [p for k in (*tree.objects(v), *tree.kids(v, "dative")) if k not in things for p in scene.parties(k)]
    helpers = asked or [
        p for k in tree.subtree(v) if k > v and scene.mention_at(k) for p in scene.one(k)
        if p.kind in {"organisation", "state"} and all(p.code != d.code for d in doers)
    ][:1]  # fmt: skip
    out = []
    for actor in doers:
        for helper in helpers:
            start, end = clause_span(scene, v, actor.word, helper.word)
            sign = governed.sign
            draft = Draft(
                kind="event", trigger=v, actor=actor, recipient=helper, type="REQUEST" if sign > 0 else "REJECT",
                mode="assist", channel="words",
                domain=_help_domain(scene, things[0], start, end), start=start, end=end,
                confidence=confidence_of(governed, None, actor) * 0.9, flags=set(governed.flags),
            )  # fmt: skip
            if sign:
                words = [*governed.words, tree[v].lemma, tree[things[0]].lemma]
                draft.ties.append(DraftSign(actor.code, helper.code, sign, reason(words, sign, helper.code)))
            out.append(draft)
    return out


def _help_domain(scene: Scene, thing: int, start: int, end: int) -> str:
    return "security" if scene.tree[thing].lemma in MILITARY_HELP else domain_of(scene.text[start:end], "diplomatic")


def _noun_before(scene: Scene, v: int) -> list[Party]:
    """Return the actors of the head that a garbled clause hangs on, or of the nearest person before it."""
    for a in scene.tree.ancestors(v):
        if found := scene.one(a):
            return found
    return []
