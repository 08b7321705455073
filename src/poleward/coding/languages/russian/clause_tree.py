"""One Russian clause: its verbs get their subjects, objects and prepositions, its nouns their genitives."""

from __future__ import annotations

import itertools

from poleward.coding.languages.russian.clauses import Clause
from poleward.coding.languages.russian.concord import agrees, alike, only_dative, same_office
from poleward.coding.languages.russian.government import (
    AUXILIARIES,
    COPULAS,
    LISTING,
    LOOSE,
    NAMING,
    QUOTES,
    SIDES,
    STATES,
    WILLING,
    link_of,
)
from poleward.coding.languages.russian.nodes import Node, Trunk
from poleward.coding.languages.russian.nouns import joins, noun_of_infinitive, owns
from poleward.coding.languages.russian.subjects import picked, seat
from poleward.coding.languages.russian.tokens import RussianToken


class ClauseBuilder:
    """Builds one clause."""

    def __init__(self, builder: Trunk, clause: Clause) -> None:
        self.b, self.clause = builder, clause
        self.root: Node | None = None
        self.subject: Node | None = None
        self.verb: Node | None = None
        self.nominals: list[Node] = []
        self.arguments: list[tuple[Node, Node | None]] = []
        self.waiting: list[Node] = []
        self.modifiers: list[tuple[Node, RussianToken]] = []
        self.aux: list[Node] = []
        self.prep: Node | None = None
        self.last: Node | None = None
        self.adjacent = False
        self.joined: Node | None = None

    def run(self) -> None:
        """Read the items from left to right, then give the verbs their subjects and objects."""
        if self.clause.mark is not None and self.clause.link == "ccomp":
            mark = self.b.node(self.clause.mark, "that", "IN")
            self.waiting.append(mark)
        for item in self.clause.items:
            if item is self.clause.mark and self.clause.link == "ccomp":
                continue
            getattr(self, f"_{item.kind}")(item)
        be = next((a for a in self.aux if a.lemma == "be"), None)
        if self.root is None and be is not None:
            self.aux.remove(be)
            be.tag = "VBD"
            self._set_root(be)
        if self.root is None:
            self._verbless()
        self._finish()

    def _x(self, item: RussianToken) -> None:
        node = self.b.node(item, item.gloss, "RB")
        if item.gloss == "allegedly":
            self.aux.append(node)
        self.adjacent = False

    def _punct(self, item: RussianToken) -> None:
        node = self.b.node(item, item.text, ",")
        node.dep = "punct"
        if item.text in {"—", "–", "-"} and self.root is None and self.last is not None and self.prep is None:
            self._set_root(self.b.node(item, "be", "VBZ", before=True))
        if item.text not in QUOTES and item.text not in {"(", ")"}:
            self.adjacent = False
        self.joined = self.last if item.text == "," and self._listed(item) else None
        if self.verb is not None:
            node.under(self.verb, "punct")

    def _listed(self, comma: RussianToken) -> bool:
        """Whether what follows a comma goes on with a list: its next nominal stands before a comma or an 'and'."""
        items = self.clause.items
        ahead = items[items.index(comma) + 1 :]
        for item, after in itertools.pairwise(ahead):
            if item.nominal:
                return after.kind == "cc" or after.text == ","
            if item.kind not in {"adj", "x"}:
                return False
        return False

    def _sub(self, item: RussianToken) -> None:
        node = self.b.node(item, item.gloss, "IN")
        self.waiting.append(node)
        self.adjacent = False

    def _cc(self, item: RussianToken) -> None:
        node = self.b.node(item, item.gloss, "CC")
        self.joined = self.last if item.gloss in LISTING else None
        self.adjacent = False
        if self.last is not None:
            node.under(self.last, "cc")
        elif self.root is not None:
            node.under(self.root, "cc")

    def _neg(self, item: RussianToken) -> None:
        if item.text.lower() != "не" and any(i.text.lower() == "не" for i in self.clause.items):
            return  # 'ни в каком формате не участвует' denies once
        self.aux.append(self.b.node(item, "not", "RB"))

    def _modal(self, item: RussianToken) -> None:
        self.aux.append(self.b.node(item, item.gloss, "MD"))
        self.adjacent = False

    def _prep(self, item: RussianToken) -> None:
        node = self.b.node(item, item.gloss if item.gloss else item.text, "IN")
        node.item = item
        self.prep, self.adjacent, self.joined = node, False, None

    def _adj(self, item: RussianToken) -> None:
        node = self.b.node(item, item.gloss, "JJ")
        if item.predicative and self.prep is None:
            be = self.b.node(item, "be", "VBZ", before=True)
            if self.root is None:
                self._set_root(be)
            else:
                be.under(self.root, "conj")
            node.under(be, "acomp")
            self.verb, self.adjacent = node, False
            return
        self.modifiers.append((node, item))

    def _pron(self, item: RussianToken) -> None:
        self._nominal(item, "WDT" if item.gloss == "which" else "PRP")

    def _noun(self, item: RussianToken) -> None:
        plural = bool(item.cases) and not item.cases & set("ngdail")
        self._nominal(item, "NNS" if plural else "NN")

    def _name(self, item: RussianToken) -> None:
        self._nominal(item, "NNP")

    def _nominal(self, item: RussianToken, tag: str) -> None:
        node = self.b.node(item, item.gloss.lower() if tag != "NNP" else item.text, tag)
        for modifier, _ in self.modifiers:
            modifier.under(node, link_of(modifier.lemma))
        modified = bool(self.modifiers)
        if node.lemma in STATES and item.kind == "noun" and not modified:
            self.b.node(item, "the", "DT", before=True).under(node, "det")
        self.modifiers = []
        for aux in [a for a in self.aux if a.lemma == "not" and self.b.nodes and a.end <= node.start <= a.end + 1]:
            self.aux.remove(aux)
            aux.under(node, "neg")
        self._place(node, item, modified=modified)
        self.last, self.adjacent, self.joined = node, True, None
        self.nominals.append(node)

    def _place(self, node: Node, item: RussianToken, *, modified: bool) -> None:
        last = self.last
        if self.prep is not None:
            self._after_preposition(node, item, self.prep)
            return
        if self.joined is not None and last is not None and (alike(last.item, item) or same_office(last.item, item)):
            node.under(last, "conj")
            return
        genitive = item.cases & set("gG")
        if self.adjacent and last is not None and genitive and not self._dative_wanted(item):
            if last.item.kind == "noun" or (last.item.kind == "name" and not item.cases & set("nN")):
                self._genitive(node, last)
                return
            if last.item.kind == "name" and item.kind == "name" and not modified:
                node.under(last, "appos")
                return
        if (
            self.adjacent
            and last is not None
            and last.item.kind == "noun"
            and only_dative(item)
            and last.lemma in self.b.lexicon.nouns
        ):
            self._to(node, last)
            return
        self.arguments.append((node, self.verb))

    def _dative_wanted(self, item: RussianToken) -> bool:
        """Whether the verb governs a dative that this form can be: 'пригрозил X', not 'слова X'."""
        entry = self.verb.item.entry if self.verb is not None else None
        return entry is not None and "dat" in entry.slots and "d" in item.cases and item.kind == "name"

    def _to(self, node: Node, head: Node) -> None:
        to = self.b.node(node.item, "to", "IN", before=True).under(head, "prep")
        node.under(to, "pobj")

    def _genitive(self, node: Node, head: Node) -> None:
        """Hang a genitive on its noun: an owner, or the matter of an act."""
        if owns(head, self.b.lexicon, goes_on=self._goes_on(node)):
            node.under(head, "poss")
            return
        of = self.b.node(node.item, "of", "IN", before=True).under(head, "prep")
        node.under(of, "pobj")

    def _goes_on(self, node: Node) -> bool:
        """Whether a preposition that names the other side follows: 'вторжение X в Y'."""
        items = self.clause.items
        at = items.index(node.item)
        return (
            at + 1 < len(items)
            and items[at + 1].kind == "prep"
            and items[at + 1].text.lower() in {"в", "на", "против", "с", "к"}
        )

    def _after_preposition(self, node: Node, item: RussianToken, prep: Node) -> None:
        options = prep.item.options
        fitting = [options[c] for c in options if c in item.cases or c.upper() in item.cases]
        prep.lemma = prep.text = fitting[0] if fitting else next(iter(options.values()), prep.lemma)
        if prep.lemma == "according":
            to = self.b.node(item, "to", "IN", before=True).under(prep, "prep")
            node.under(to, "pobj")
        else:
            node.under(prep, "pobj")
        self.prep = None
        word = prep.item.text.lower()
        government = self.verb.item.entry.slots if self.verb is not None and self.verb.item.entry else {}
        slot = government.get(word)
        noun = self._governor(prep)
        if slot is not None and self.verb is not None:
            if slot == "obj":
                prep.lemma = prep.text = "to"
                node.head = None
                prep.kids.clear()
                self.b.nodes.remove(prep)
                node.under(self.verb, "dobj")
                return
            prep.lemma = prep.text = slot
            prep.under(self.verb, "prep")
        elif noun is not None:
            slots = {
                slot for r in self.b.lexicon.nouns.get(noun.lemma, ()) for slot in (*r.patient_slots, *r.agent_slots)
            }
            owned = all(r.kind == "possession" for r in self.b.lexicon.nouns.get(noun.lemma, ()))
            there = owned and "l" not in item.cases  # 'войска на Украину' are not Ukraine's
            if prep.lemma not in slots and (word in LOOSE or " " in word) and slots and not there:
                wanted = ("of", "to", "in", "with") if word in LOOSE else ("against", "to", "of")
                prep.lemma = prep.text = next((slot for slot in wanted if slot in slots), prep.lemma)
            prep.under(noun, "prep")
        elif self.verb is not None:
            prep.under(self.verb, "prep")
        else:
            self.waiting.append(prep)

    def _governor(self, prep: Node) -> Node | None:
        """Return the listed noun right before a preposition, past its genitives."""
        node = self.last
        at = self.clause.items.index(prep.item)
        before = [i for i in self.clause.items[:at] if i.kind != "x" and i.text not in QUOTES]
        if node is None or not before or before[-1] is not node.item:
            return None
        while node is not None:
            if node.lemma in self.b.lexicon.nouns or ("role", node.lemma) in self.b.lexicon.qualities:
                return node
            head = node.head
            if node.dep == "pobj" and head is not None and head.lemma == "of":
                head = head.head
            elif node.dep not in {"poss", "conj"}:
                return None
            node = head
        return None

    def _verb(self, item: RussianToken) -> None:
        if item.form is None:
            return
        shape = item.form.shape
        tag = {"past": "VBD", "present": "VBZ", "infinitive": "VB", "passive": "VBN", "adverbial": "VBG",
               "active": "VBG", "passive-participle": "VBN"}[shape]  # fmt: skip
        if shape in {"active", "passive-participle"} and self.clause.link != "acl":
            node = self.b.node(item, item.gloss, "VBN" if shape != "active" else "VBG")
            self.modifiers.append((node, item))
            return
        node = self.b.node(item, item.gloss, tag)
        bare = shape == "infinitive" and all(a.lemma != "will" for a in self.aux)
        if bare:
            self.b.node(item, "to", "TO", before=True).under(node, "aux")
        if shape == "passive" and all(a.lemma != "be" for a in self.aux):
            self.b.node(item, "be", "VBZ", before=True).under(node, "auxpass")
        if shape == "present" and item.entry is not None and item.entry.perfective:
            self.b.node(item, "will", "MD", before=True).under(node, "aux")
        for aux in self.aux:
            aux.under(node, AUXILIARIES.get(aux.lemma, "aux"))
        self.aux = []
        open_noun = self.last if bare and self.joined is None and self.prep is None else None
        noun = noun_of_infinitive(open_noun, self.b.lexicon)
        if noun is not None:
            node.under(noun, "acl")
        elif bare and self.verb is not None:
            conj = self.verb.tag == "VB" and self.joined is not None
            node.under(self.verb, "conj" if conj else "xcomp")
            if self.verb.lemma == "rely" and not conj:
                self.verb.lemma = self.verb.text = "expect"  # 'рассчитывает стать'
        elif self.root is None:
            self._set_root(node)
        elif self.root.tag == "VB" and tag in {"VBD", "VBZ"} and self.joined is None:
            self._govern(node)
        elif node is not self.root:
            node.under(self.root, "conj")
        self.verb = node
        self.adjacent, self.last, self.prep = False, None, None

    def _govern(self, node: Node) -> None:
        """Put a finite verb over the infinitive that stood before it: 'давить на X страна не собирается'."""
        infinitive = self.root
        self._set_root(node)
        if infinitive is not None:
            infinitive.under(node, "xcomp")
            self.arguments = [(n, None if n.item.cases & {"n", "N"} and v is infinitive and self._late(n) else v)
                              for n, v in self.arguments]  # fmt: skip

    def _late(self, node: Node) -> bool:
        """Whether a nominal can be only the subject of the finite verb: a nominative that is no accusative."""
        return not node.item.cases & {"a", "A"} or node is self.arguments[-1][0]

    def _set_root(self, node: Node) -> None:
        self.root = self.verb = node
        for waiting in self.waiting:
            waiting.under(node, "mark" if waiting.tag == "IN" and not waiting.kids else "prep")
        self.waiting = []

    def _verbless(self) -> None:
        """Give a clause without a verb its first nominal as root."""
        heads = [n for n, _ in self.arguments]
        if heads and self._takes_side(heads[0]):
            return
        if heads:
            self.root = heads[0]
            for node in heads[1:]:
                node.under(self.root, "dep")
            for waiting in self.waiting:
                waiting.under(self.root, "prep")
            self.arguments = []

    def _takes_side(self, who: Node) -> bool:
        """Make 'X против Y' what it says: X opposes Y."""
        prep = next((w for w in self.waiting if w.lemma in SIDES and w.kids), None)
        if prep is None or not who.item.cases & {"n", "N"}:
            return False
        self.waiting.remove(prep)
        prep.lemma = prep.text = SIDES[prep.lemma]
        prep.tag = "VBZ"
        prep.kids[0].dep = "dobj"
        self._set_root(prep)
        return True

    def _finish(self) -> None:
        root = self.root
        if root is None or not (root.tag.startswith("VB")):
            return
        own = self.clause.link != "acl"  # a participle has none
        subject = picked(self.arguments, root) if own else None
        if own and (subject is None or agrees(root, subject) < 0):
            subject = seat(self.b, root) or subject  # 'в Кремле осудили решение': no decision condemns
        if subject is not None:
            for prep in [k for k in root.kids if k.lemma == "between" and k.start < subject.start]:
                prep.under(subject, "prep")  # 'между X и Y растет напряженность'
            passive = root.tag == "VBN"
            self.subject = subject.under(root, "nsubjpass" if passive else "nsubj")
        for node, verb in self.arguments:
            if node is not subject:
                self._object(node, verb or self._with_objects(root))
        for aux in self.aux:
            aux.under(root, AUXILIARIES.get(aux.lemma, "aux") if aux.lemma != "be" else "aux")
        predicates = [i for _, i in self.modifiers] + [n.item for n, _ in self.arguments]
        if root.lemma == "recognise" and any(i.cases & set("iI") and not i.cases & set("nagd") for i in predicates):
            root.lemma = root.text = "deem"  # 'признал X виновным' recognises nobody
        if root.lemma == "exclude" and not any(k.lemma == "from" for k in root.kids):
            root.lemma = root.text = "reject"  # 'исключил отправку войск': nobody is put out
        for modifier, item in self.modifiers:
            copula = root.lemma in COPULAS and item.cases & set("iI")
            modifier.under(root, "acomp" if copula else "dep")

    def _with_objects(self, root: Node) -> Node:
        """Return the verb that a fronted object belongs to: 'санкции страна вводить не намерена'."""
        inner = [k for k in root.kids if k.dep == "xcomp"]
        return self._with_objects(inner[-1]) if inner and root.lemma in WILLING else root

    def _object(self, node: Node, verb: Node) -> None:
        item = node.item
        slots = verb.item.entry.slots if verb.item.entry else {}
        cases = {c.lower() for c in item.cases}
        if joins(node, verb):
            return
        for case in ("dat", "ins", "gen"):
            if case in slots and case[0] in cases and (case != "gen" or "a" not in cases or slots[case] == "obj"):
                self._slot(node, verb, slots[case])
                return
        if verb.tag == "JJ":
            if "d" in cases or "i" in cases:
                self._slot(node, verb, "to" if "d" in cases else "with")
            return
        has_object = any(k.dep == "dobj" for k in verb.kids)
        if verb.lemma in COPULAS and cases & {"i", "n"}:
            node.under(verb, "attr")
        elif verb.lemma in NAMING and "i" in cases and "a" not in cases:
            node.under(verb, "oprd")
        elif verb.tag == "VBN" and "i" in cases:
            by = self.b.node(item, "by", "IN", before=True).under(verb, "agent")
            node.under(by, "pobj")
        elif cases & {"a"} and not has_object:
            node.under(verb, "dobj")
        elif "d" in cases and item.cases != frozenset("ngdailNGDAIL"):
            node.under(verb, "dative")
        elif ("g" in cases and not has_object and any(k.dep == "neg" for k in verb.kids)) or (
            not has_object and cases & {"g"} and verb.tag != "VBN"
        ):
            node.under(verb, "dobj")
        else:
            node.under(verb, "npadvmod")

    def _slot(self, node: Node, verb: Node, slot: str) -> None:
        if slot == "obj":
            node.under(verb, "dobj")
            return
        prep = self.b.node(node.item, slot, "IN", before=True).under(verb, "prep")
        node.under(prep, "pobj")
