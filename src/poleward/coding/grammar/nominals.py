"""Acts named by a noun alone: protests with their cause, visits, attacks and sanctions with both sides named."""

from __future__ import annotations

from poleward.coding.grammar.doers import subject_of
from poleward.coding.grammar.drafts import BASE_CONFIDENCE, Draft, DraftSign, domain_of, reason
from poleward.coding.grammar.effects import Effect, of_noun
from poleward.coding.grammar.lexicon import Lexicon, Noun, words
from poleward.coding.grammar.parties import Party
from poleward.coding.grammar.scene import Scene
from poleward.coding.grammar.told_before import TOLD
from poleward.coding.grammar.tree import SUBJECTS

_OF_WHAT = words("of_what")
_UNREST = words("unrest")
_TIES_WITH = words("ties_with")
_HELD = words("held")
_FEELINGS = words("feelings")

ALLEGING = words("alleging")
BACKGROUND = words("background")
MOVES = words("moves")
TROOPS = words("troops")
SIDES = frozenset({"between", "among", "with"})
"""What stands before the sides of an act that is held."""
MAX_PAIRS = 6
"""Pairs that one noun gives at most: a longer list is an enumeration, not an act of each on each."""
PLACES = words("places")


def read_nouns(scene: Scene, lexicon: Lexicon, used: set[int]) -> list[Draft]:
    """Return the drafts of the event nouns that no verb has used."""
    out: list[Draft] = []
    for word in scene.tree.words:
        if not word.is_noun or word.i in used or scene.mention_at(word.i) or _alleged(scene, word.i):
            continue
        for noun in lexicon.nouns.get(word.lemma, ()):
            drafts = _protest(scene, lexicon, word.i, noun) if noun.kind == "protest" else []
            if noun.kind in {"event", "aid"} and noun.type and not _undone(scene, lexicon, word.i):
                drafts = _dyad(scene, lexicon, word.i, noun)
            if drafts:
                out += drafts
                break
    return out


def _span(scene: Scene, i: int) -> tuple[int, int]:
    start, end = scene.tree.text_of(i)
    return start, min(end, start + 300)


def _protest(scene: Scene, lexicon: Lexicon, i: int, noun: Noun) -> list[Draft]:
    """Read 'pro-X protests in Y', 'domestic unrest': Y's society, and what it says of the tie of Y with X."""
    tree = scene.tree
    verb = next((a for a in tree.ancestors(i) if tree[a].is_verb), None)
    stands: list[tuple[Party, int]] = []
    owners: list[Party] = []
    for j in scene.modifiers(i):
        mention = scene.mention_at(j)
        if mention is None:
            continue
        prefix = scene.stance_prefix(j)
        if prefix:
            stands += [(p, prefix) for p in scene.of_mention(j, mention)]
        else:
            owners += scene.of_mention(j, mention, role="society")
    preps = dict(tree.preps(i))
    around = tree.preps(verb) if verb is not None else {}
    for slot in noun.patient_slots:
        for j in preps.get(slot, []):
            if slot in {"against", "for", "in support of", "in solidarity with", "in favor of"}:
                sign = -1 if slot == "against" else 1
                stands += [(e.party, e.sign * sign) for e in of_noun(scene, lexicon, j, None)]
    places = [j for slot in PLACES for j in (*preps.get(slot, []), *around.get(slot, []))]
    hosts = [p for j in places for p in scene.parties(j) if p.kind in {"state", "person"}] or owners
    domestic = any(tree[k].lower == "domestic" for k in tree.kids(i, "amod"))
    if not hosts and (domestic or stands):
        hosts = _named_before(scene, i) or list(scene.memory.subject())[:1]
    if not hosts or not (stands or domestic or noun.lemma in _UNREST):
        return []
    start, end = _span(scene, i)
    out = []
    for host in hosts[:1]:
        place = places[0] if places else None
        draft = Draft(
            kind="event", trigger=i, actor=host, recipient=None, type="PROTEST",
            mode="riot" if noun.lemma in {"riot", "unrest"} else "demo",
            channel="deeds", domain="society", start=start, end=end, confidence=BASE_CONFIDENCE * 0.9 * host.confidence,
            place=tree[place].text if place is not None else None,
        )  # fmt: skip
        for party, sign in stands:
            if party.code != host.code:
                label = "pro" if sign > 0 else "anti"
                draft.ties.append(
                    DraftSign(
                        host.code, party.code, sign, reason([f"{label}-{party.code} {noun.lemma}"], sign, party.code)
                    )
                )
        out.append(draft)
    return out


def _named_before(scene: Scene, i: int) -> list[Party]:
    """Return the state or the state of the person named nearest before word `i` in its sentence."""
    for word in reversed(scene.tree.words[:i]):
        mention = scene.mention_at(word.i)
        if mention is not None and mention.kind in {"state", "person"} and not scene.stance_prefix(word.i):
            return scene.of_mention(word.i, mention)
    return []


def _alleged(scene: Scene, i: int) -> bool:
    """Whether somebody is accused of what the noun names: 'accused the envoys of stirring up protests'."""
    tree = scene.tree
    of_what = False
    for a in tree.ancestors(i):
        if of_what and tree[a].lemma in ALLEGING:
            return True
        of_what = of_what or tree[a].lower in _OF_WHAT
    return False


def _undone(scene: Scene, lexicon: Lexicon, i: int) -> bool:
    """Whether the verb that has the noun as its object undoes or denies it ('postponed a visit')."""
    tree = scene.tree
    head = tree[tree[i].head]
    if tree[i].dep not in {"dobj", "nsubjpass"} or not head.is_verb:
        return False
    negated = any(tree[k].dep == "neg" for k in head.children)
    return negated or any(v.kind == "reduce" or v.sign < 0 for v in lexicon.verbs.get(head.lemma, ()))


def _comes(scene: Scene, i: int) -> bool:
    """Whether a party is the one that comes: 'a visit of X to Y', 'X's visit to Y'."""
    head = scene.tree[scene.tree[scene.tree.first_conjunct(i)].head].lower
    return head not in _TIES_WITH


def _two_sides(scene: Scene, one: int, other: int) -> bool:
    """Whether two parties of a shared act stand on its two sides: 'between X and Y', 'X's talks with Y'.

    'Talks with X and Y' are somebody else's.
    """
    tree = scene.tree
    if one == other:
        return False
    first = tree.first_conjunct(one)
    if first != tree.first_conjunct(other):
        return True
    return tree[tree[first].head].lower not in _TIES_WITH


def _held_between(scene: Scene, i: int) -> dict[str, list[int]]:
    """Return the sides of an act that is a subject: 'talks were held (took place) between A and B'."""
    tree, head = scene.tree, scene.tree[scene.tree[i].head]
    if tree[i].dep not in SUBJECTS or head.lemma not in _HELD:
        return {}
    preps = [tree.preps(head.i), *(tree.preps(k) for k in tree.objects(head.i))]
    return {slot: found[slot] for found in preps for slot in SIDES & set(found)}


def _to_the_anger(scene: Scene, i: int, agents: list[Effect], noun: Noun) -> list[tuple[Effect, Effect]]:
    """Return the sides of a feeling about what the sentence tells: 'X did so, to the anger of Y'."""
    tree, head = scene.tree, scene.tree[scene.tree[i].head]
    if head.lower != "to" or noun.lemma not in _FEELINGS or noun.patient is None or not tree[head.head].is_verb:
        return []
    subject = subject_of(scene, head.head)
    causes = scene.parties(subject) if subject is not None else []
    return [
        (agent, Effect(cause, noun.patient, f"{noun.lemma} at {cause.code}", "patient", cause.confidence, noun))
        for agent in agents for cause in causes if agent.party.code != cause.code
    ]  # fmt: skip


def _dyad(scene: Scene, lexicon: Lexicon, i: int, noun: Noun) -> list[Draft]:
    """Read 'the Russian invasion of Ukraine', 'talks between X and Y': both sides must be named."""
    found = of_noun(scene, lexicon, i, _held_between(scene, i))
    effects = [e for e in found if e.noun is not None and e.noun.lemma == noun.lemma and e.party.how != TOLD]
    if noun.lemma in MOVES and any(scene.tree[j].lemma in TROOPS for j in scene.tree.preps(i).get("of", [])):
        return []  # where troops leave, the tie can grow either way
    agents = [e for e in effects if e.role == "agent"]
    patients = [e for e in effects if e.role == "patient"]
    shared = [e for e in effects if e.role == "party"]
    pairs = [(a, p) for a in agents for p in patients if a.party.code != p.party.code]
    if not pairs and len(shared) >= 2:
        shared.sort(key=lambda e: (not _comes(scene, e.party.word), e.party.word))
        pairs = [
            (one, other)
            for n, one in enumerate(shared)
            for other in shared[n + 1 :]
            if _two_sides(scene, one.party.word, other.party.word)
        ]
    pairs = pairs or _to_the_anger(scene, i, agents, noun)
    if not pairs:
        return []
    reading = pairs[0][1].noun or noun
    head = scene.tree[scene.tree[i].head]
    background = scene.tree[i].dep == "pobj" and head.lower in BACKGROUND
    start, end = _span(scene, i)
    out = []
    for actor, recipient in pairs[:MAX_PAIRS]:
        sign = recipient.sign
        flags = {"background"} if background else set()
        out.append(
            Draft(
                kind="event",
                trigger=i,
                actor=actor.party,
                recipient=recipient.party,
                type=reading.type,
                mode=reading.mode,
                channel=reading.channel,
                domain=domain_of(scene.text[start:end], reading.domain),
                start=start,
                end=end,
                confidence=BASE_CONFIDENCE * 0.8 * (0.85 if background else 1) * recipient.confidence,
                flags=flags,
                ties=[
                    DraftSign(
                        actor.party.code,
                        recipient.party.code,
                        sign,
                        reason([recipient.words], sign, recipient.party.code),
                    )
                ],
            )
        )
    return out
