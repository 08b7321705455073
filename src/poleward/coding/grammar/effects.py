"""What it means for whom that somebody is for a thing: the polarity-reversing nouns, composed over the tree.

`of_noun` reads a noun phrase, `of_clause` a clause. 'The exclusion of Russia' favours nobody and is bad for Russia
(RUS, -1); 'the Russian invasion of Ukraine' is (RUS, +1) and (UKR, -1); 'the lifting of sanctions on Russia' turns
(RUS, -1) round.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from poleward.coding.grammar.fillers import clauses_of, extra_of, hidden_with, objects_of, passive_head
from poleward.coding.grammar.lexicon import Lexicon, Noun, Verb, words
from poleward.coding.grammar.parties import Party
from poleward.coding.grammar.scene import Scene
from poleward.coding.grammar.territories import held_elsewhere, names_territory, territory_of
from poleward.coding.grammar.told_before import SURE_TOLD, told_before

FOUL = words("foul")
RECOGNISING = words("recognising")
CALLED_IN = words("called_in")
OWNED = words("owned")
GOING = words("going")
MAX_DEPTH = 5
"""Phrases in phrases that are followed: a bound on time, deeper ones are hardly ever read right."""
DEFAULT_CONFIDENCE = 0.6
"""For 'Russia's X' with an X that no list has: favouring it is taken to favour Russia."""


BESIDE_CONFIDENCE = 0.85
"""Our judgement of a party that stands beside the noun which names what is done to it."""


@dataclass(frozen=True, slots=True)
class Effect:
    """That somebody is for this phrase is good (+1) or bad (-1) for `party`; `words` name the phrase.

    `role` is 'self', 'agent', 'patient', 'party', 'owner', 'sovereign' or 'patron'; `noun` the reading behind it.
    """

    party: Party
    sign: int
    words: str
    role: str
    confidence: float = 1.0
    noun: Noun | None = None


def of_phrase(
    scene: Scene, lexicon: Lexicon, i: int, extra: dict[str, list[int]] | None = None, depth: int = 0
) -> list[Effect]:
    """Return the effects of the phrase headed by `i` and its conjuncts; `extra` are its verb's own prepositions."""
    out: list[Effect] = []
    for j in scene.tree.parallel(i):
        out += (
            of_clause(scene, lexicon, j, depth) if scene.tree[j].is_verb else of_noun(scene, lexicon, j, extra, depth)
        )
    return _merged(out)


def _merged(effects: list[Effect]) -> list[Effect]:
    seen: dict[tuple[str, int], Effect] = {}
    for effect in effects:
        seen.setdefault((effect.party.code, effect.sign), effect)
    return list(seen.values())


def of_noun(
    scene: Scene, lexicon: Lexicon, i: int, extra: dict[str, list[int]] | None = None, depth: int = 0
) -> list[Effect]:
    """Return the effects of the noun `i` alone."""
    if depth > MAX_DEPTH:
        return []
    if rite := _rite(scene, lexicon, i):
        return rite
    parties = scene.one(i)
    if parties:
        return [Effect(p, 1, p.code, "self", p.confidence) for p in parties]
    readings = _readings(scene, lexicon, i)
    for reading in readings:
        found = _by_reading(scene, lexicon, i, reading, extra or {}, depth)
        if found:
            return found
    if told := told_before(scene, i, readings):
        return [Effect(party, sign, said, role, SURE_TOLD, noun) for party, sign, said, role, noun in told]
    if readings:
        return []
    return _owners(scene, i)


def _readings(scene: Scene, lexicon: Lexicon, i: int) -> list[Noun]:
    word = scene.tree[i]
    forms = (word.lemma, word.lower, word.lower.removesuffix("s"), word.lower.removesuffix("es"))
    readings = next((lexicon.nouns[form] for form in forms if form in lexicon.nouns), ())
    beside = {scene.tree[k].lower for k in scene.tree.kids(i, "amod", "compound", "nmod")}
    fitting = [r for r in readings if not r.needs or beside & set(r.needs)]
    order = {"separatism": 0, "document": 0, "infinitive": 2, "reverse": 1}
    return sorted(fitting, key=lambda r: order.get(r.kind, 1 if not r.needs else 0))


def _by_reading(
    scene: Scene, lexicon: Lexicon, i: int, noun: Noun, extra: dict[str, list[int]], depth: int
) -> list[Effect]:
    tree = scene.tree
    own = tree.preps(i)
    if noun.kind == "through" or noun.kind == "reverse":
        sign = -1 if noun.kind == "reverse" else 1
        inner = [
            e
            for slot in noun.patient_slots
            for j in own.get(slot, [])
            for e in of_phrase(scene, lexicon, j, extra, depth + 1)
        ]
        inner = [e for e in inner if e.role != "self" or noun.kind == "through"]
        if not inner:
            for k in tree.kids(i, "compound", "nmod"):
                inner += [e for e in of_noun(scene, lexicon, k, {**extra, **own}, depth + 1) if e.role != "self"]
        word = f"{tree[i].lemma} of " if sign < 0 else ""
        return [replace(e, sign=e.sign * sign, words=word + e.words) for e in inner]
    if noun.kind in {"document", "infinitive"}:
        return _from_clauses(scene, lexicon, i, noun, depth)
    if noun.kind == "separatism":
        return _separatism(scene, lexicon, i, noun)
    if noun.kind == "possession":
        extra = {slot: heads for slot, heads in extra.items() if slot != "from"}  # 'withdraw troops from X'
    return _roles(
        scene, lexicon, i, noun, {slot: own.get(slot, []) + extra.get(slot, []) for slot in {*own, *extra}}, depth
    )


def _from_clauses(scene: Scene, lexicon: Lexicon, i: int, noun: Noun, depth: int) -> list[Effect]:
    """Read 'a resolution condemning …', 'the decision to expel …'."""
    sign = noun.patient or 1
    out = []
    for k in scene.tree.kids(i, "acl", "relcl", "xcomp"):
        if noun.kind == "document" and scene.tree[k].tag == "VBN":
            continue
        out += [
            replace(e, sign=e.sign * sign, role="clause")
            for e in of_clause(scene, lexicon, k, depth + 1)
            if e.role != "agent"
        ]
    if noun.kind == "document" and not out:
        for k in scene.tree.preps(i).get("against", []):
            out += [
                replace(e, sign=-e.sign, words=f"{noun.lemma} against {e.words}")
                for e in of_phrase(scene, lexicon, k, None, depth + 1)
            ]
    return out


def _separatism(scene: Scene, lexicon: Lexicon, i: int, noun: Noun) -> list[Effect]:
    place = territory_of(scene, lexicon, i) or held_elsewhere(scene, i)
    if place is None:
        return []
    name, sovereign, patron = place
    words = f"{noun.lemma} of {name}"
    out = []
    if patron is not None:
        out.append(Effect(Party(patron, name, None, "state", 0.9, i, "patron"), 1, words, "patron", 0.95, noun))
    out.append(Effect(Party(sovereign, name, None, "state", 0.9, i, "sovereign"), -1, words, "sovereign", 0.95, noun))
    return out


def _recognised(scene: Scene, lexicon: Lexicon, i: int) -> list[Effect]:
    """Read a territory that stands alone as what is recognised: 'does not recognise Abkhazia'."""
    if not names_territory(scene, lexicon, i):
        return []
    noun = next(n for n in lexicon.nouns["territory"] if n.kind == "separatism")
    return _separatism(scene, lexicon, i, noun)


def _rite(scene: Scene, lexicon: Lexicon, i: int) -> list[Effect]:
    word = scene.tree[i]
    for rite in lexicon.rites:
        heads, marks = rite.all
        if word.lemma in heads and any(mark in scene.text.lower() for mark in marks):
            party = Party(rite.state, word.text, None, "state", 0.8, i, "rite")
            noun = Noun(word.lemma, "rite", None, 1, "none", (), (), None, None, (), "deeds", "diplomatic")
            return [Effect(party, 1, f"rite of {rite.state}", "patient", 0.8, noun)]
    return []


def _owners(scene: Scene, i: int) -> list[Effect]:
    """Read a genitive or demonym beside a noun that no list has."""
    out = []
    for j in scene.modifiers(i):
        mention = scene.mention_at(j)
        if mention is None:
            continue
        sign = scene.stance_prefix(j) or 1
        out += [
            Effect(p, sign, f"{scene.tree[i].lemma} of {p.code}", "owner", DEFAULT_CONFIDENCE)
            for p in scene.of_mention(j, mention)
        ]
    if out or scene.tree[i].lower.endswith("ing"):
        return out  # 'the shelling of X' is done to X, 'the inaction of X' is X's own
    return [
        Effect(p, 1, f"{scene.tree[i].lemma} of {p.code}", "owner", DEFAULT_CONFIDENCE)
        for j in scene.tree.preps(i).get("of", [])
        if (mention := scene.mention_at(j)) is not None and mention.kind == "state"
        for p in scene.of_mention(j, mention)
    ]


def _roles(scene: Scene, lexicon: Lexicon, i: int, noun: Noun, preps: dict[str, list[int]], depth: int) -> list[Effect]:
    """Fill agent and patient of a noun that names an act or a tie."""
    out: list[Effect] = []

    def put(parties: list[Party], role: str, sign: int | None) -> None:
        if sign is None:
            return
        link = {"agent": "by", "patient": "of", "party": "with"}[role]
        out.extend(
            Effect(p, sign, f"{noun.lemma} {link} {p.code}", role, p.confidence, noun)
            for p in parties
            if all(e.party.code != p.code for e in out)
        )

    for j in scene.modifiers(i):
        mention = scene.mention_at(j)
        if mention is None:
            continue
        prefix = scene.stance_prefix(j)
        # An adjective of a state is a weak mention by itself; beside a noun with a place for it, it is a sure one.
        named = [replace(p, confidence=max(p.confidence, BESIDE_CONFIDENCE)) for p in scene.of_mention(j, mention)]
        if prefix:
            patient = noun.patient if noun.patient is not None else 1
            put(named, "patient", patient if prefix < 0 and patient < 0 else prefix)
        elif noun.modifier != "none":
            role = _role_of_owner(scene, noun, j, preps)
            put(named, role, noun.agent if role == "agent" else noun.patient)
    if not out and noun.modifier != "none":
        for k in scene.tree.kids(i, "poss"):
            put(scene.corefer(k), noun.modifier, noun.agent if noun.modifier == "agent" else noun.patient)
    for slot in noun.patient_slots:
        for j in preps.get(slot, []):
            if scene.tree[j].is_verb:
                continue
            if noun.kind == "event" and noun.patient and not scene.one(j):
                # 'support for the exclusion of X', 'opposition to sanctions on X': compose.
                inner = of_noun(scene, lexicon, j, None, depth + 1)
                out += [
                    replace(
                        e, sign=e.sign * noun.patient, words=f"{noun.lemma} {slot} {e.words}", noun=noun, role="matter"
                    )
                    for e in inner
                    if e.role != "agent" or (noun.agent == 1 and noun.channel == "words")
                ]
                continue
            put(scene.parties(j), "patient" if noun.modifier != "party" else "party", noun.patient)
    for slot in noun.agent_slots:
        for j in preps.get(slot, []):
            if slot == "of" and "of" in noun.patient_slots:
                continue
            put(scene.parties(j), "agent", noun.agent)
    if noun.modifier == "party" and not out:
        # 'a treaty on friendship with X': the parse hangs X on the matter.
        for k in scene.tree.subtree(i):
            if scene.tree[k].lower in {"with", "between"} and scene.tree[k].dep == "prep" and not _of_verb(scene, k, i):
                for j in scene.tree.pobj(k):
                    put(scene.parties(j), "party", noun.patient)
    if noun.kind in {"association", "possession", "object"} and not out:
        for k in scene.tree.kids(i, "poss"):
            put(scene.corefer(k), "patient", noun.patient)
    return out


def _of_verb(scene: Scene, prep: int, noun: int) -> bool:
    """Whether a preposition under a noun belongs to a verb's way of going: 'an agreement to go on a par with X'."""
    between = [a for a in scene.tree.ancestors(prep) if a != noun and noun in scene.tree.ancestors(a)]
    return any(scene.tree[a].lemma in GOING for a in between)


def _role_of_owner(scene: Scene, noun: Noun, j: int, preps: dict[str, list[int]]) -> str:
    """Return the role of a genitive or adjective: 'A's expulsion' is done to A, 'A's expulsion of B' by A."""
    done_to = any(not scene.tree[k].is_verb for slot in noun.patient_slots for k in preps.get(slot, ()))
    owns = scene.tree[j].dep == "poss"
    return "agent" if noun.modifier == "patient" and owns and done_to and noun.agent is not None else noun.modifier


def of_clause(scene: Scene, lexicon: Lexicon, v: int, depth: int = 0) -> list[Effect]:
    """Return what it means for whom that somebody is for the clause headed by verb `v`."""
    if depth > MAX_DEPTH:
        return []
    above = _local_sign(scene, v)
    out: list[Effect] = []
    for reading in lexicon.verbs.get(scene.tree[v].lemma, ()):
        found = of_slots(scene, lexicon, v, reading, depth + 1)
        if found:
            out = [
                replace(
                    e, sign=e.sign * reading.sign * above, words=f"{scene.tree[v].lemma} × {e.words}", role="patient"
                )
                for e in found
                if e.sign * reading.sign
            ]
            break
    if out:
        if scene.tree[v].lemma in OWNED:
            return _merged(out)  # 'A acknowledges that B belongs to C' is nothing for B
        doers = [p for j in scene.tree.kids(v, "nsubj") if not scene.tree.is_passive(v) for p in scene.parties(j)]
        doers += [p for k in scene.tree.kids(v, "agent") for j in scene.tree.pobj(k) for p in scene.parties(j)]
        out += [Effect(p, above, f"{scene.tree[v].lemma} by {p.code}", "agent", p.confidence) for p in doers]
    return _merged(out)


def _local_sign(scene: Scene, v: int) -> int:
    return -1 if any(scene.tree[k].dep == "neg" for k in scene.tree[v].children) else 1


def of_slots(scene: Scene, lexicon: Lexicon, v: int, reading: Verb, depth: int = 0) -> list[Effect]:
    """Return the effects of what fills the slots of one reading of verb `v`, before the verb's own sign."""
    tree = scene.tree
    preps = tree.preps(v)
    passive = tree.is_passive(v)
    if reading.kind in {"light", "build", "reduce"} and "with" not in preps and (hidden := hidden_with(scene, v)):
        preps["with"] = hidden
    out: list[Effect] = []
    for slot in reading.slots:
        if slot == "recip":
            continue
        if slot == "obj":
            heads = tree.kids(v, "nsubjpass") if passive else [*objects_of(scene, v), *clauses_of(scene, v, reading)]
            if passive and not heads:
                heads = passive_head(scene, v)
        elif slot == "dative":
            heads = tree.kids(v, "dative")
        else:
            heads = preps.get(slot, [])
        if slot == "dative" or (slot in {"to", "for"} and reading.kind == "light"):
            continue
        for j in heads:
            found = of_phrase(scene, lexicon, j, extra_of(preps, tree.kids(v, "dative"), slot, passive=passive), depth)
            if not found and reading.lemma in RECOGNISING and slot == "obj":
                found = [e for k in tree.parallel(j) for e in _recognised(scene, lexicon, k)]
            if reading.lemma in RECOGNISING and slot == "obj" and _as_foe(scene, lexicon, v):
                found = [replace(e, sign=-e.sign, words=f"{e.words} as a foe") for e in found]
            out += [e for e in found if _fits(scene, reading, slot, e)]
        if out:
            break
    return _merged(out)


def _as_foe(scene: Scene, lexicon: Lexicon, v: int) -> bool:
    """Whether somebody is recognised as something bad: 'as an aggressor', 'as a sponsor of terrorism', 'guilty'."""
    tree = scene.tree
    for j in tree.preps(v).get("as", []):
        quality = lexicon.qualities.get(("role", tree[j].lemma))
        foul = tree[j].lemma != "victim" and any(tree[k].lemma in FOUL for k in tree.subtree(j))
        if foul or (quality is not None and quality.sign < 0):
            return True
    return any(tree[k].lemma == "guilty" for k in tree.subtree(v))


def _fits(scene: Scene, reading: Verb, slot: str, effect: Effect) -> bool:
    """Whether a reading of a verb may take this effect: you quit an organisation, you do not 'quit' a state."""
    kind = effect.noun.kind if effect.noun else effect.role
    match reading.kind:
        case "stance":
            return not (reading.type == "REQUEST" and kind == "self" and slot == "obj")
        case "act":
            if reading.lemma in CALLED_IN:
                return effect.party.role == "diplomat"  # help is called in too
            if kind == "owner":
                return slot == "obj" and reading.type in {"COERCE", "SANCTION", "AID", "COOPERATE"}
            return kind in {"self", "possession", "object"}
        case "build" | "reduce":
            if kind == "self":
                return effect.party.kind == "organisation" and slot in {"obj", "from", "out of"}
            return kind not in {"association", "owner"} or (
                kind == "owner" and reading.kind == "reduce" and slot == "obj"
            )
        case "light":
            return effect.noun is not None and kind != "association" and effect.role != "clause"
        case "locate":
            return (
                kind in {"association", "relation", "separatism"}
                or (kind == "event" and effect.noun is not None and effect.noun.modifier == "party")
                or (
                    kind == "event"
                    and slot in {"in", "into"}
                    and effect.noun is not None
                    and effect.noun.type == "ASSAULT"
                )
            )
    return False
