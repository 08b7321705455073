"""From the items of a Russian unit to the tree that the English grammar reads."""

from __future__ import annotations

from collections.abc import Sequence

from poleward.actors import Mention
from poleward.coding.grammar.lexicon import Lexicon
from poleward.coding.grammar.tree import Tree
from poleward.coding.languages.russian.clause_tree import ClauseBuilder
from poleward.coding.languages.russian.clauses import Clause, clauses_of
from poleward.coding.languages.russian.nodes import Node, Trunk
from poleward.coding.languages.russian.tokens import RussianToken, items_of

SIGNED = frozenset({"sign", "conclude", "ratify"})
"""Acts of which the one who announces them is a party."""
ALLEGING = frozenset({"accusation", "allegation", "suspicion"})
"""Nouns whose 'that' is nobody's word for a fact."""
MAX_ITEMS = 220
"""Words and marks of a sentence that are parsed: a bound on time."""


def parse_russian(text: str, mentions: Sequence[Mention], lexicon: Lexicon) -> Tree:
    """Return the tree of one unit, whose words are English lemmas at the places of the Russian words.

    A unit of more items than a sentence can have gives a tree without links.
    """
    items = items_of(text, mentions)
    builder = _Builder(lexicon)
    if len(items) <= MAX_ITEMS:
        builder.build(clauses_of(items))
    else:
        for item in items[:MAX_ITEMS]:
            builder.node(item, item.gloss, "X")
    return builder.tree()


class _Builder(Trunk):
    """Builds the clauses of a unit and hangs them on one another."""

    def build(self, clauses: Sequence[Clause]) -> None:
        """Build the clauses one after another and hang each on what it belongs to."""
        roots: list[tuple[Clause, Node | None, list[Node]]] = []
        for clause in clauses:
            built = ClauseBuilder(self, clause)
            built.run()
            root = built.root
            earlier = [(c, r, n) for c, r, n in roots if r is not None]
            if root is not None and built.subject is None and clause.link == "root":
                self._resume(root, earlier)
            nominals = built.nominals
            if root is not None and earlier:
                self._link(clause, root, earlier, built)
            roots.append((clause, root, nominals))

    def _resume(self, root: Node, earlier: Sequence[tuple[Clause, Node, list[Node]]]) -> None:
        """Give a verb without a subject the name that stood before an inserted clause: 'X, which is …, said'."""
        inserted = 0
        for clause, head, _ in reversed(earlier):
            if clause.link in {"relcl", "acl", "advcl"}:
                inserted += 1
                continue
            open_name = head.item.nominal and bool(head.item.cases & {"n", "N"})
            if inserted and open_name and head.head is None and root.tag in {"VBD", "VBZ"}:
                head.under(root, "nsubj")
            return

    def _announced(self, signed: Node, subject: Node | None) -> None:
        """Make the one who says that a treaty is signed one of those who signed it, where nobody else is named."""
        if (
            subject is None
            or signed.tag != "VBN"
            or signed.lemma not in SIGNED
            or any(k.dep == "agent" for k in signed.kids)
        ):
            return
        by = self.node(subject.item, "by", "IN", before=True).under(signed, "agent")
        self.node(subject.item, subject.text, subject.tag).under(by, "pobj")

    def _link(
        self, clause: Clause, root: Node, earlier: list[tuple[Clause, Node, list[Node]]], built: ClauseBuilder
    ) -> None:
        before_clause, before, nouns = earlier[-1]
        last = _last_verb(before)
        if (
            clause.link == "ccomp"
            and nouns
            and nouns[-1].lemma in ALLEGING
            and nouns[-1].item in _ends_of(before_clause)
        ):
            root.under(nouns[-1], "acl")  # 'обвинения, что …'
        elif clause.link == "ccomp":
            root.under(last, "ccomp")
        elif clause.link in {"relcl", "acl"} and nouns:
            root.under(nouns[-1], clause.link)
        elif clause.link == "advcl":
            root.under(before, "advcl")
        elif clause.link == "conj":
            root.under(before, "conj")
        elif (
            before.lemma in self.lexicon.cues["say"]
            and clause.mark is None
            and clause.items[0].start > before.end
            and _quoted(clause)
        ):
            root.under(before, "ccomp")
        elif root.lemma in self.lexicon.cues["say"] and clause.items[0].kind == "verb":
            before.under(root, "ccomp")  # '…', said X
            self._announced(before, built.subject)
        elif before.head is None:
            root.under(before, "conj" if built.subject is None else "parataxis")


def _ends_of(clause: Clause) -> list[RussianToken]:
    """Return the last word of a clause, as a list; [] where it has none."""
    return [item for item in clause.items if item.kind != "punct"][-1:]


def _quoted(clause: Clause) -> bool:
    return clause.items[0].text in {"«", '"', "“"}


def _last_verb(root: Node) -> Node:
    """Return the innermost verb of a clause: the infinitive in 'refused to say that …'."""
    chain = [k for k in root.kids if k.dep == "xcomp"]
    return _last_verb(chain[-1]) if chain else root
