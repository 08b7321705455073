"""Dispatches about a consignment that name no act, or garble it: 'plane with aid of X for Y arrived'."""

from __future__ import annotations

from collections.abc import Sequence

from poleward.coding.grammar.drafts import BASE_CONFIDENCE, HOSTILE, Draft, DraftSign, domain_of, reason
from poleward.coding.grammar.lexicon import Lexicon, words
from poleward.coding.grammar.parties import Party
from poleward.coding.grammar.scene import Scene

CARRIERS = words("carriers")
ARTICLES = words("articles")
FROM = frozenset({"from", "by"})
TOWARDS = words("towards")
GARBLED_FACTOR = 0.65
"""Our judgement: the order of the words is not asked for, only the prepositions."""


def read_consignments(scene: Scene, lexicon: Lexicon, drafts: Sequence[Draft]) -> list[Draft]:
    """Return the aid that a unit speaks of by its carrier, its load, its sender and its receiver alone.

    The order of the words is not asked for, only the preposition before each state; so nothing is read where the unit
    has a negation, a hostile act or an aid that the grammar has read, or more than one sender or receiver.
    """
    tree = scene.tree
    carrier = next((w.i for w in tree.words if w.is_noun and w.lemma in CARRIERS), None)
    if carrier is None or any(w.dep == "neg" or w.lower in {"no", "without"} for w in tree.words):
        return []
    load = [w.i for w in tree.words if w.i != carrier and _is_aid(lexicon, w.lemma)]
    if not load or any(d.type in HOSTILE or d.type == "AID" for d in drafts):
        return []
    senders, receivers = _sides(scene, {carrier, *load})
    if len(senders) != 1 or len(receivers) != 1 or senders[0].code == receivers[0].code:
        return []
    (sender,), (receiver,) = senders, receivers
    named = f"{tree[carrier].lemma} with {next((tree[i].lemma for i in load if tree[i].is_noun), 'aid')}"
    span = (tree.words[0].start, tree.words[-1].end)
    return [
        Draft(
            kind="event", trigger=carrier, actor=sender, recipient=receiver, type="AID", mode=None, channel="deeds",
            domain=domain_of(scene.text, "economic"), start=span[0], end=span[1],
            confidence=BASE_CONFIDENCE * GARBLED_FACTOR * sender.confidence * receiver.confidence,
            ties=[DraftSign(sender.code, receiver.code, 1, reason([f"{named} for {receiver.code}"], 1, receiver.code))],
        )
    ]  # fmt: skip


def _is_aid(lexicon: Lexicon, lemma: str) -> bool:
    return lemma == "humanitarian" or any(
        n.kind == "aid" and n.domain != "security" for n in lexicon.nouns.get(lemma, ())
    )


def _sides(scene: Scene, things: set[int]) -> tuple[list[Party], list[Party]]:
    """Return who sends and who receives, each state once; a state without either sign makes the reading void."""
    tree = scene.tree
    senders: dict[str, Party] = {}
    owners: dict[str, Party] = {}
    receivers: dict[str, Party] = {}
    for word in tree.words:
        mention = scene.mention_at(word.i)
        if mention is None or mention.kind != "state" or scene.at.get(word.i - 1) is mention:
            continue
        named = scene.of_mention(word.i, mention)
        if len(named) != 1:
            continue
        party = named[0]
        before = _preposition(scene, word.i)
        if before in FROM or (tree[word.head].lemma == "send" and word.dep == "nsubj"):
            senders[party.code] = party
        elif before in TOWARDS:
            receivers[party.code] = party
        elif before == "of" or word.head in things:
            owners[party.code] = party
    return list((senders or owners).values()), list(receivers.values())


def _preposition(scene: Scene, i: int) -> str:
    """Return the word before a name, past articles."""
    for word in reversed(scene.tree.words[:i]):
        if word.lower not in ARTICLES or word.lower == "of":
            return word.lower
    return ""
