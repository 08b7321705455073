"""A sentence as a tree of words, with the few questions that the grammar asks of it.

The tree is copied out of spaCy's parse, because the grammar must be able to mend it: garbled text makes parses
with known, recurring faults (see `mend`).
"""

from __future__ import annotations

import re
from calendar import month_name
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from poleward.coding.grammar.lexicon import words

SUBJECTS = frozenset({"nsubj", "nsubjpass", "csubj", "csubjpass"})
PASSIVE_SUBJECTS = frozenset({"nsubjpass", "csubjpass"})
MONTHS = frozenset(name.lower() for name in month_name if name)
RELATIVES = words("relatives")
_WORDS = re.compile(r"[^\W_]+(?:-[^\W_]+)*|[^\w\s]")


@dataclass(slots=True)
class Word:
    """One word: its place, text, lemma (lower case), tag, dependency, head and dependants (indices)."""

    i: int
    text: str
    lemma: str
    tag: str
    dep: str
    head: int
    start: int
    end: int
    children: list[int] = field(default_factory=list)

    @property
    def lower(self) -> str:
        """The text in lower case."""
        return self.text.lower()

    @property
    def is_verb(self) -> bool:
        """Whether it is tagged as a verb (modals are not)."""
        return self.tag.startswith("VB")

    @property
    def is_noun(self) -> bool:
        """Whether it is tagged as a noun or name."""
        return self.tag.startswith("NN")


class Tree:
    """The words of one parsed unit. `words[i].head == i` marks a root."""

    def __init__(self, words: Sequence[Word]) -> None:
        self.words = list(words)
        self._link()

    @classmethod
    def from_spacy(cls, doc: Any, lemma: Callable[[str, str, str], str]) -> Tree:
        """Copy a spaCy Doc; `lemma` gives a word's by its text, tag and dependency."""
        told = ((t, t.text, t.tag_, t.dep_) for t in doc)
        return cls(
            [
                Word(t.i, text, lemma(text, tag, dep), tag, dep, t.head.i, t.idx, t.idx + len(text))
                for t, text, tag, dep in told
            ]
        )

    @classmethod
    def of_words(cls, text: str) -> Tree:
        """Return the words of a text that nobody parses, each by itself."""
        found = enumerate(_WORDS.finditer(text))
        return cls([Word(i, m.group(), m.group().lower(), "X", "ROOT", i, *m.span()) for i, m in found])

    def _link(self) -> None:
        for word in self.words:
            word.children = []
        for word in self.words:
            if word.head != word.i:
                self.words[word.head].children.append(word.i)

    def attach(self, child: int, head: int, dep: str) -> None:
        """Hang `child` under `head`; a change that would close a circle is not made."""
        node = head
        while True:
            if node == child:
                return
            if self.words[node].head == node:
                break
            node = self.words[node].head
        self.words[child].head = head
        self.words[child].dep = dep
        self._link()

    def __getitem__(self, i: int) -> Word:
        """Return word `i`."""
        return self.words[i]

    def __len__(self) -> int:
        """Return the number of words."""
        return len(self.words)

    def kids(self, i: int, *deps: str) -> list[int]:
        """Return the dependants of `i`, in order, of the given dependencies (all when none is given)."""
        return [c for c in self.words[i].children if not deps or self.words[c].dep in deps]

    def subtree(self, i: int) -> list[int]:
        """Return `i` and everything under it, in order."""
        out, stack = [], [i]
        while stack:
            node = stack.pop()
            out.append(node)
            stack.extend(self.words[node].children)
        return sorted(out)

    def ancestors(self, i: int) -> Iterator[int]:
        """Yield the heads of `i`, nearest first."""
        while self.words[i].head != i:
            i = self.words[i].head
            yield i

    def conjuncts(self, i: int) -> list[int]:
        """Return `i` and what is coordinated to it, in order."""
        out = [i]
        for node in out:
            out.extend(self.kids(node, "conj"))
        return out

    def parallel(self, i: int) -> list[int]:
        """Return the conjuncts of `i` that are nouns when it is a noun (a wrong parse may join others)."""
        first = self.words[i]
        if first.is_verb:
            return self.conjuncts(i)
        return [j for j in self.conjuncts(i) if j == i or not self.words[j].is_verb]

    def first_conjunct(self, i: int) -> int:
        """Return the first member of the coordination that `i` belongs to."""
        while self.words[i].dep == "conj" and self.words[i].head != i:
            i = self.words[i].head
        return i

    def is_passive(self, v: int) -> bool:
        """Whether verb `v` is passive: it has a passive auxiliary or subject, or it is a bare participle."""
        kids = self.words[v].children
        if any(self.words[k].dep in PASSIVE_SUBJECTS or self.words[k].dep in {"auxpass", "agent"} for k in kids):
            return True
        word = self.words[v]
        if word.tag == "VBN" and word.dep in {"acl", "relcl", "amod"}:
            return not self.kids(v, "aux", "nsubj", "dobj")
        if word.dep == "conj" and word.tag == "VBN" and not self.kids(v, "aux", "nsubj"):
            return self.is_passive(word.head) if self.words[word.head].is_verb else False
        return False

    def objects(self, v: int) -> list[int]:
        """Return the heads of the direct objects of verb `v` in the active voice."""
        return self.kids(v, "dobj", "obj")

    def text_of(self, i: int) -> tuple[int, int]:
        """Return the character span of the subtree of `i`."""
        nodes = self.subtree(i)
        return self.words[nodes[0]].start, self.words[nodes[-1]].end

    def pobj(self, prep: int) -> list[int]:
        """Return the objects of a preposition, with their conjuncts."""
        return [j for p in self.kids(prep, "pobj", "pcomp") for j in self.parallel(p)]

    def preps(self, i: int) -> dict[str, list[int]]:
        """Return the prepositional objects of `i` by preposition, compound ones too ('out of', 'away from').

        A light noun inside ('in favour of X') gives the key 'in favor of', in American spelling.
        """
        found: dict[str, list[int]] = {}
        for k in self.words[i].children:
            word = self.words[k]
            if word.dep in {"prep", "agent", "dative"} and not word.is_noun:
                self._add_prep(found, word.lemma, k, 0)
            elif word.dep in {"advmod", "prt", "acomp"}:
                for p in self.kids(k, "prep"):
                    self._add_prep(found, f"{word.lower} {self.words[p].lemma}", p, 0)
        return found

    def _add_prep(self, found: dict[str, list[int]], key: str, prep: int, depth: int) -> None:
        objects = self.pobj(prep)
        found.setdefault(key, []).extend(objects)
        for k in self.kids(prep, "prep", "pcomp"):
            if depth < 2 and self.words[k].tag in {"IN", "TO", "RB"}:
                self._add_prep(found, f"{key} {self.words[k].lemma}", k, depth + 1)
        for o in objects:
            noun = self.words[o].lower.replace("favour", "favor").replace("defence", "defense")
            if noun in LIGHT_PREPOSITION_NOUNS and depth < 2:
                for k in self.kids(o, "prep"):
                    self._add_prep(found, f"{key} {noun} {self.words[k].lemma}", k, depth + 1)


LIGHT_PREPOSITION_NOUNS = words("light_preposition_nouns")
