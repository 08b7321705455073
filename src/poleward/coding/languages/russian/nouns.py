"""What goes with a Russian noun: its genitive, its infinitive, and 'стать членом X', which is a verb of its own."""

from __future__ import annotations

from poleward.coding.grammar.lexicon import Lexicon
from poleward.coding.languages.russian.government import ASKED
from poleward.coding.languages.russian.nodes import Node
from poleward.coding.languages.russian.words import grammar


def owns(head: Node, lexicon: Lexicon, *, goes_on: bool) -> bool:
    """Whether a genitive is a noun's owner or doer, and not its matter.

    `goes_on`: a preposition after it names the other side, as in 'вторжение X в Y'.
    """
    event = next((r for r in lexicon.nouns.get(head.lemma, ()) if "of" in r.patient_slots), None)
    lemma = head.item.entry.lemma if head.item.entry is not None else ""
    own = goes_on or lemma in str(grammar()["agentive"]["words"]).split()
    return event is None or (event.kind == "event" and event.modifier == "agent" and own)


def noun_of_infinitive(node: Node | None, lexicon: Lexicon) -> Node | None:
    """Return the noun, at `node` or above its genitives, that an infinitive goes on with: 'требование X признать Y'."""
    while node is not None:
        head = node.head
        if node.lemma in ASKED or (head is None and ("noun", node.lemma) in lexicon.operators):
            return node
        if node.dep == "pobj" and head is not None and head.lemma in {"of", "by"}:
            head = head.head
        elif node.dep != "poss":
            return None
        node = head
    return None


def joins(node: Node, verb: Node) -> bool:
    """Make 'стать членом X', in whatever order, what it says: to join X; tell whether it was that."""
    owners = [k for k in node.kids if k.dep == "poss"]
    if verb.lemma != "become" or node.lemma != "member" or not owners:
        return False
    verb.lemma = verb.text = "join"
    owners[0].under(verb, "dobj")
    node.under(verb, "dep")
    return True
