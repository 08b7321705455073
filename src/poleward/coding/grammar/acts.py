"""Acts and stands: from a verb or an event noun with its actors to drafts with signs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from poleward.coding.grammar.drafts import (
    COOPERATIVE,
    HOSTILE,
    WORDS_TYPES,
    Draft,
    DraftSign,
    clause_span,
    confidence_of,
    domain_of,
    reason,
)
from poleward.coding.grammar.effects import Effect, of_noun, of_slots
from poleward.coding.grammar.governors import DENYING, Governed, govern, negated_noun
from poleward.coding.grammar.lexicon import Lexicon, Noun, Verb, words
from poleward.coding.grammar.nominals import MOVES
from poleward.coding.grammar.parties import Party
from poleward.coding.grammar.scene import Scene
from poleward.coding.grammar.tree import Tree

_ALIGNING = words("aligning")
_CALLING = words("calling_in")
_FORGIVING = words("forgiving")
_DEBTS = words("debts")
_TRADING, _TRADED = words("trading"), words("traded")
_DEMANDING, _DUE = words("demanding"), words("due")
_KEEPING = words("keeping")
_FORMAL = words("formal")
_JOINING = words("joining")
_BLAMED = words("blamed")
_RECEIVING = words("receiving")

RUNS_OUT = words("runs_out")
HAS_AN_END = words("has_an_end")
PARTIAL = words("partly")


def readings(lexicon: Lexicon, scene: Scene, v: int) -> Iterable[Verb]:
    """Return the readings of verb `v`, with its particle first."""
    tree = scene.tree
    lemma = tree[v].lemma
    out: list[Verb] = []
    for k in (*tree.kids(v, "prt", "advmod"), *(p for p in tree.kids(v, "prep") if lemma in _CALLING)):
        out += lexicon.verbs.get(f"{lemma}_{tree[k].lower}", ())
    found = [*out, *lexicon.verbs.get(lemma, ())]
    blows = [tree[k].lemma for k in tree.objects(v) if tree[k].lemma in _TRADED] if lemma in _TRADING else []
    if not blows:
        return found
    type_ = next((n.type for n in lexicon.nouns.get(blows[0], ()) if n.type), "ASSAULT")
    return [replace(r, sign=-1, type=type_, slots=("with", "recip"), flips=False) for r in found[:1]]


def read_verb(scene: Scene, lexicon: Lexicon, v: int) -> tuple[list[Draft], set[int]]:
    """Return the drafts of the act that verb `v` names, and the words that they used up as nouns."""
    governed = govern(scene, lexicon, v)
    if governed.operator is not None:
        return [], set()
    for k in scene.tree.objects(v):
        if negator := negated_noun(scene, k):
            governed.turn(negator)
    for reading in readings(lexicon, scene, v):
        effects = of_slots(scene, lexicon, v, reading)
        effects = effects or _given(scene, lexicon, v, reading)
        effects = _joining(_without_doers(effects, governed), reading)
        if effects:
            used = {i for e in effects if e.noun for i in _noun_words(scene, v, e.noun.lemma)}
            drafts = _drafts(scene, v, governed, _forgiven(scene, v, reading, effects), effects)
            return drafts, used if drafts else set()
        if "recip" in reading.slots and len(governed.subjects) > 1:
            return _reciprocal(scene, v, governed, reading), set()
    return _shared_object(scene, lexicon, v, governed)


def _forgiven(scene: Scene, v: int, reading: Verb, effects: list[Effect]) -> Verb:
    """Return the reading of a verb that cancels what another owes ('A's debt'): that is help, no loss."""
    if scene.tree[v].lemma not in _FORGIVING or reading.sign > 0:
        return reading
    owed = [k for k in scene.tree.objects(v) if scene.tree[k].lemma in _DEBTS]
    owners = {p.code for k in owed for j in scene.modifiers(k) for p in scene.one(j)}
    owners |= {p.code for k in owed for j in scene.tree.kids(k, "poss") for p in scene.one(j)}
    owners |= {p.code for k in owed for j in scene.tree.preps(k).get("of", []) for p in scene.one(j)}
    if not owners or any(e.party.code not in owners for e in effects):
        return reading
    return replace(reading, sign=1, type="AID", mode="economic")


def _shared_object(scene: Scene, lexicon: Lexicon, v: int, governed: Governed) -> tuple[list[Draft], set[int]]:
    """Read 'X and Y signed an agreement', 'X and Y deepen their ties': the tie in the object is the one they share."""
    tree = scene.tree
    states = [p for p in governed.subjects if p.kind in {"state", "person"}]
    passive = tree.is_passive(v)
    if len({p.code for p in states}) < 2 or len(states) != len(governed.subjects):
        return [], set()
    for reading in readings(lexicon, scene, v):
        if reading.kind not in {"build", "reduce", "light"} or "obj" not in reading.slots:
            continue
        for k in (_through(scene, lexicon, j) for j in (tree.kids(v, "nsubjpass") if passive else tree.objects(v))):
            shared = [n for n in lexicon.nouns.get(tree[k].lemma, ()) if n.modifier == "party" and n.patient]
            if shared and not any(scene.mention_at(j) for j in tree.subtree(k)):
                noun = shared[0]
                drafts = []
                for actor in states[:4]:
                    for other in states[:4]:
                        if actor.code != other.code:
                            effect = Effect(
                                other, noun.patient or 1, f"{noun.lemma} with {other.code}", "party", 0.9, noun
                            )
                            drafts.append(_draft(scene, v, governed, reading, actor, [effect], None))
                return drafts, {k}
    return [], set()


def _through(scene: Scene, lexicon: Lexicon, i: int) -> int:
    """Return the noun that a noun stands for: the agreements in 'a package of agreements'."""
    if any(n.kind == "through" for n in lexicon.nouns.get(scene.tree[i].lemma, ())):
        return next(iter(scene.tree.preps(i).get("of", [])), i)
    return i


def _noun_words(scene: Scene, v: int, lemma: str) -> list[int]:
    return [k for k in scene.tree.subtree(v) if scene.tree[k].lemma == lemma]


def _without_doers(effects: list[Effect], governed: Governed) -> list[Effect]:
    doers = {p.code for p in governed.subjects}
    if len(doers) > 1:
        return [e for e in effects if e.role != "self" or e.party.code not in doers]
    return [e for e in effects if e.party.code not in doers]


def _joining(effects: list[Effect], reading: Verb) -> list[Effect]:
    """Leave out the body that somebody is kept from joining: 'blocked A's accession to it' is nothing against it."""
    joins = reading.sign < 0 and all(e.noun is not None and e.noun.lemma in _JOINING for e in effects)
    states = [e for e in effects if e.party.kind != "organisation"]
    return states if joins and states else effects


def _given(scene: Scene, lexicon: Lexicon, v: int, reading: Verb) -> list[Effect]:
    """Read 'provided X with aid'."""
    if reading.kind != "light" or "dative" not in reading.slots:
        return []
    receivers = scene.tree.kids(v, "nsubjpass") if scene.tree.is_passive(v) else scene.tree.objects(v)
    things = scene.tree.preps(v).get("with", [])
    if not receivers or not things:
        return []
    found = [e for j in things for e in of_noun(scene, lexicon, j, {"to": receivers})]
    return [e for e in found if e.noun is not None and e.noun.kind == "aid"]


def doers_of(scene: Scene, v: int, governed: Governed) -> list[Party]:
    """Return who does it; inside somebody's words an act without a doer is the speaker's side's."""
    tree = scene.tree
    if governed.subjects:
        passive_patient = tree.is_passive(v) and governed.subject_word in tree.kids(v, "nsubjpass")
        return [] if passive_patient else governed.subjects
    return []


def _drafts(scene: Scene, v: int, governed: Governed, reading: Verb, effects: list[Effect]) -> list[Draft]:
    theme = reading.kind == "locate" or (reading.kind == "stance" and scene.tree[v].lemma in _ALIGNING)
    actors = governed.subjects if theme else doers_of(scene, v, governed)
    if not actors:
        return []
    partial = _partial(scene, governed.subject_word)
    neither = (governed.sign < 0 and _takes_neither(scene, effects)) or _balances(scene, v, effects)
    out = []
    for actor in actors:
        own = [e for e in effects if e.party.code != actor.code]
        out += [
            _draft(scene, v, governed, reading, actor, group, partial, neither=neither) for group in _by_recipient(own)
        ]
    return out


def _by_recipient(effects: list[Effect]) -> list[list[Effect]]:
    """Put together what one act says: several recipients in one role are several acts, roles of one noun are one."""
    roles = {e.role for e in effects}
    if len(roles) <= 1:
        return [[e] for e in effects]
    first = {
        "agent": 0,
        "patron": 0,
        "self": 1,
        "patient": 2,
        "party": 2,
        "matter": 2,
        "clause": 2,
        "owner": 3,
        "sovereign": 3,
    }
    return [sorted(effects, key=lambda e: first[e.role])]


def _partial(scene: Scene, i: int) -> str | None:
    if i < 0:
        return None
    for k in scene.tree.kids(i, "amod", "det", "nummod"):
        if scene.tree[k].lower in PARTIAL:
            return f"'{scene.tree[k].lower}' of a group: which states is not said"
    return None


def _draft(
    scene: Scene, v: int, governed: Governed, reading: Verb, actor: Party, effects: list[Effect], partial: str | None,
    *, neither: bool = False,
) -> Draft:  # fmt: skip
    tree = scene.tree
    start, end = clause_span(scene, v, governed.subject_word, *((governed.outer,) if governed.outer != v else ()))
    main = effects[0]
    type_, mode = event_type(governed, reading, main)
    channel = channel_of(type_, governed, reading, main)
    draft = Draft(
        kind="event", trigger=v, actor=actor, recipient=main.party, type=type_, mode=mode, channel=channel,
        domain=_domain(scene, start, end, reading, main), start=start, end=end,
        confidence=confidence_of(governed, main, actor), flags=set(governed.flags), abstained=partial,
    )  # fmt: skip
    if partial is not None:
        draft.confidence *= 0.5
        return draft
    if governed.sign == 0 or "denied" in governed.flags:
        draft.abstained = "denied: whether it happened is what is in dispute"
        return draft
    if scene.tree[v].lemma in RUNS_OUT and main.noun is not None and main.noun.lemma in HAS_AN_END:
        draft.abstained = "what has its end by itself: to end it says nothing of the tie"
        return draft
    if why := _says_nothing(tree, v, main):
        draft.abstained = why
        return draft
    if "supposed" in governed.flags:
        draft.abstained = "supposed: nobody has done it"
        return draft
    if "failure" in governed.flags and governed.sign * reading.sign * main.sign > 0:
        draft.abstained = "to fail to harm is not to favour"
        return draft
    if governed.sign < 0 and not reading.flips:
        draft.abstained = "an act that did not happen says nothing of the tie"
        return draft
    for e in effects:
        sign = 0 if neither else governed.sign * reading.sign * _worth(tree[v].lemma, e)
        words = [*governed.words, tree[v].lemma, e.words if e.role != "self" else ""]
        if sign or neither:
            draft.ties.append(DraftSign(actor.code, e.party.code, sign, reason(words, sign, e.party.code)))
    if neither:
        draft.kind, draft.type, draft.mode, draft.channel = "assessment", None, None, None
    if not draft.ties:
        draft.abstained = "the words name no stand"
    return draft


def _worth(lemma: str, e: Effect) -> int:
    """Return what an effect is worth to its party under a verb that turns doer and sufferer round."""
    if e.role != "agent" or e.noun is None:
        return e.sign
    if lemma in _RECEIVING:
        return e.noun.patient or e.sign  # 'received a protest from X'
    return -1 if lemma in _DEMANDING and e.noun.lemma in MOVES else e.sign  # 'demands the departure of X's troops'


def _says_nothing(tree: Tree, v: int, main: Effect) -> str | None:
    """Return why what verb `v` does to its object says nothing of the tie; None where it may."""
    lemma, noun = tree[v].lemma, main.noun
    if lemma in _DEMANDING and main.role in {"agent", "owner"} and any(tree[k].lemma in _DUE for k in tree.objects(v)):
        return "what is demanded as due says nothing of the tie"
    if lemma in DENYING and (main.role == "party" or any(tree[k].lemma in _BLAMED for k in tree.objects(v))):
        return "denied: what another has or did is what is in dispute"
    if lemma == "have" and noun is not None and noun.kind == "relation" and _is_bare(tree, v, noun):
        return "ties that every two may have say nothing of how near they are"
    return None


def _is_bare(tree: Tree, v: int, noun: Noun) -> bool:
    """Whether the tie in a verb's object is only named: 'diplomatic relations', not 'close relations'."""
    heads = [k for k in tree.objects(v) if tree[k].lemma == noun.lemma]
    told = {tree[j].lower for k in heads for j in tree.kids(k, "amod", "compound") if tree[j].tag.startswith("JJ")}
    return bool(heads) and told <= _FORMAL


def _domain(scene: Scene, start: int, end: int, reading: Verb, effect: Effect) -> str:
    if effect.noun is not None and effect.noun.kind == "rite":
        return "diplomatic"
    return domain_of(scene.text[start:end], effect.noun.domain if effect.noun else reading.domain)


def _takes_neither(scene: Scene, effects: list[Effect]) -> bool:
    """Whether a negated tie has two or more alternatives: 'no alliance with X or Y' takes neither side."""
    parties = {e.party.code for e in effects}
    if (
        len(parties) < 2
        or any(e.sign < 0 for e in effects)
        or any(e.noun and e.noun.kind == "separatism" for e in effects)
    ):
        return False
    heads = [e.party.word for e in effects]
    tree = scene.tree
    return any(tree[k].lower in {"or", "nor"} for h in heads for k in tree[h].children if tree[k].dep == "cc")


def _balances(scene: Scene, v: int, effects: list[Effect]) -> bool:
    """Whether good relations are kept with just two: 'has good relations with A and B' takes neither side."""
    heads = {e.party.word for e in effects}
    kept = all(e.noun is not None and e.noun.kind == "relation" and e.role == "party" for e in effects)
    if scene.tree[v].lemma not in _KEEPING or len(heads) != 2 or len(effects) != 2 or not kept:
        return False
    first = min(heads)
    return {*heads} == {*scene.tree.conjuncts(first)}


def event_type(governed: Governed, reading: Verb, effect: Effect) -> tuple[str | None, str | None]:
    """Return the PLOVER type and mode of verb × noun under what governs it; None where the lists do not decide."""
    noun = effect.noun
    base, mode = reading.type, reading.mode
    if noun is not None and noun.type is not None:
        if reading.kind in {"light", "build"}:
            base, mode = noun.type, noun.mode
        elif reading.kind == "reduce" and noun.type in HOSTILE:
            base, mode = "CONCEDE", None
        elif reading.kind == "stance" and reading.sign > 0 and noun.type in HOSTILE and effect.sign < 0:
            base, mode = (noun.type, noun.mode) if noun.type != "ASSAULT" else ("ACCUSE", "disapprove")
    if base is None and noun is not None and noun.type == "CONSULT":
        base, mode = noun.type, noun.mode
    if noun is not None and noun.kind == "rite":
        return None, None
    if governed.type in {"AGREE", "REJECT", "REQUEST"} and base in COOPERATIVE and governed.sign > 0:
        return governed.type, None
    if governed.type == "THREATEN":
        return "THREATEN", None
    if "negated" in governed.flags and governed.sign < 0:
        if base in COOPERATIVE or reading.kind in {"stance", "locate"}:
            return "REJECT", None
        return (None, None) if base in HOSTILE else (base, mode)
    return base, mode


def channel_of(type_: str | None, governed: Governed, reading: Verb, effect: Effect) -> str:
    """Return 'words' for what is only said or announced, 'deeds' for what is done."""
    if type_ in WORDS_TYPES or governed.flags & {"future", "hypothetical"}:
        return "words"
    if effect.noun is not None and reading.kind in {"light", "build"}:
        return effect.noun.channel
    return reading.channel


def _reciprocal(scene: Scene, v: int, governed: Governed, reading: Verb) -> list[Draft]:
    """Read 'X and Y met': each acts towards the other."""
    out = []
    for actor in governed.subjects[:4]:
        for other in governed.subjects[:4]:
            if actor.code != other.code:
                effect = Effect(other, 1, other.code, "self", other.confidence)
                out.append(_draft(scene, v, governed, reading, actor, [effect], None))
    return out


def contradictions(scene: Scene, drafts: list[Draft]) -> None:
    """Abstain where a clause joined by 'and' says the opposite of a negated one before it, of the same pair.

    'had no intention of X and allowed Y': whether the negation reaches the second clause cannot be told.
    """
    tree = scene.tree
    for later in drafts:
        for earlier in drafts:
            if earlier.trigger >= later.trigger or "negated" not in earlier.flags or not later.ties:
                continue
            clash = any(
                a.state == b.state and a.target == b.target and a.sign * b.sign < 0
                for a in earlier.ties
                for b in later.ties
            )
            if clash and _joined_by_and(tree, earlier.trigger, later.trigger):
                later.ties.clear()
                later.confidence = min(later.confidence, 0.25)
                later.abstained = (
                    "joined by 'and' to a negated clause that says the opposite: the negation may reach it"
                )


def _joined_by_and(tree: Tree, first: int, second: int) -> bool:
    for node in (second, *tree.ancestors(second)):
        if tree[node].dep == "conj":
            head = tree[node].head
            ccs = {tree[k].lower for k in tree.kids(head, "cc")}
            if "and" in ccs and "but" not in ccs and (first in tree.subtree(head)):
                return True
    return False
