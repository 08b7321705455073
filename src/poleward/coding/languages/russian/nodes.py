"""Words of a tree to be, and the trunk that puts them in the order of the text."""

from __future__ import annotations

from dataclasses import dataclass, field

from poleward.coding.grammar.lexicon import Lexicon
from poleward.coding.grammar.tree import Tree, Word
from poleward.coding.languages.russian.tokens import RussianToken


@dataclass(eq=False, slots=True)
class Node:
    """A word of the tree to be: its place, its English word, and what it hangs on."""

    start: int
    end: int
    text: str
    lemma: str
    tag: str
    item: RussianToken
    dep: str = "dep"
    head: Node | None = None
    rank: int = 0
    kids: list[Node] = field(default_factory=list)

    def under(self, head: Node, dep: str) -> Node:
        """Hang this node under `head`."""
        node: Node | None = head
        while node is not None:
            if node is self:
                return self
            node = node.head
        if self.head is not None:
            self.head.kids.remove(self)
        self.head, self.dep = head, dep
        head.kids.append(self)
        return self


class Trunk:
    """The nodes of one unit."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon
        self.nodes: list[Node] = []

    def node(self, item: RussianToken, lemma: str, tag: str, *, before: bool = False) -> Node:
        """Make a node; one that stands `before` its item has no characters of its own."""
        end = item.start if before else item.end
        node = Node(start=item.start, end=end, text=lemma, lemma=lemma, tag=tag, item=item, rank=len(self.nodes))
        self.nodes.append(node)
        return node

    def tree(self) -> Tree:
        """Return the nodes in the order of the text."""
        ordered = sorted(self.nodes, key=lambda n: (n.start, n.end, n.rank))
        place = {id(n): i for i, n in enumerate(ordered)}
        return Tree(
            [
                Word(
                    i=i,
                    text=n.text,
                    lemma=n.lemma,
                    tag=n.tag,
                    dep=n.dep if n.head else "ROOT",
                    head=place[id(n.head)] if n.head else i,
                    start=n.start,
                    end=n.end,
                )
                for i, n in enumerate(ordered)
            ]
        )
