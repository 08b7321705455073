"""Known faults of parses, mended in place: lists of names, 'has frozen talks', and what garbled text makes."""

from __future__ import annotations

from calendar import day_name

from poleward.coding.grammar.lexicon import participles, words
from poleward.coding.grammar.tree import MONTHS, SUBJECTS, Tree, Word

_HAVE = words("have")
_CIRCUMSTANCES = frozenset({"npadvmod", "advmod", "dep"})
_BEFORE_VERB = frozenset({"aux", "auxpass", "neg"})
_DAYS = MONTHS | {name.lower() for name in day_name}


def mend(tree: Tree) -> Tree:
    """Mend faults of a parse, in place.

    - 'A, B, C and D voted': the second name of a list is no apposition to the first.
    - 'has frozen talks': a participle behind 'has' without an article is its verb.
    - 'refused to support X is excluded from Y': the object of the first verb is the subject of the second, so
      the second becomes the complement of the first.
    - 'sent X 80 tons': of two direct objects the first, a name, is the receiver.
    - 'only X intervenes in …': a lone verb in -s read as a plural noun gets its subject back.
    - 'On 7 April X voted': without a comma the name is taken for a part of the date.
    - 'Nauru switched to …': a name that the parser does not know, right before a verb without a subject, is that.
    """
    for word in tree.words:
        _part_from_date(tree, word)
        _unknown_subject(tree, word)
        _in_list(tree, word)
    for word in tree.words:
        _perfect(tree, word)
    for word in list(tree.words):
        _object_of_two(tree, word)
    for word in tree.words:
        objects = tree.kids(word.i, "dobj") if word.is_verb else []
        if len(objects) == 2 and tree[objects[0]].tag.startswith("NNP") and objects[0] < objects[1]:
            tree[objects[0]].dep = "dative"
    if not any(w.is_verb or w.tag == "MD" for w in tree.words):
        for word in tree.words:
            _lone_verb(tree, word)
    return tree


def _in_list(tree: Tree, word: Word) -> None:
    """Make 'B' of 'A, B, C and D' a member of A's list."""
    if word.dep != "appos" or not word.tag.startswith("NNP") or not tree[word.head].tag.startswith("NNP"):
        return
    between = tree.words[word.head + 1 : word.i]
    listed = [tree[k] for k in tree.conjuncts(word.i)]
    joined = any(tree[j].lower == "and" for w in listed for j in tree.kids(w.i, "cc"))
    if joined and len(listed) > 1 and [w.text for w in between] == [","]:
        word.dep = "conj"


def _perfect(tree: Tree, word: Word) -> None:
    """Make the participle of 'has frozen talks' the verb of its clause."""
    known = participles()
    if word.lemma not in _HAVE or word.i + 1 >= len(tree):
        return
    after = tree[word.i + 1]
    if after.lower not in known or after.dep != "amod" or tree[after.head].head != word.i:
        return
    thing = tree[after.head]
    if thing.dep != "dobj" or tree.kids(thing.i, "det", "poss"):
        return
    after.tag, after.lemma = "VBN", known[after.lower]
    after.head, after.dep = (word.head, word.dep) if word.head != word.i else (after.i, word.dep)
    for k in list(word.children):
        tree[k].head = after.i
    word.head, word.dep = after.i, "aux"
    tree.attach(thing.i, after.i, "dobj")


def _part_from_date(tree: Tree, name: Word) -> None:
    """Give a verb without a subject the name that was taken for a part of the date before it."""
    months = [k for k in tree.kids(name.i, "compound", "nmod", "nummod") if tree[k].lower in MONTHS]
    preposition = tree[name.head]
    verb = tree[preposition.head]
    if name.dep != "pobj" or not months or not verb.is_verb or verb.i < name.i or tree.kids(verb.i, *SUBJECTS):
        return
    month = months[-1]
    for k in list(tree[name.i].children):
        if k <= month + 1 and k != month and tree[k].tag == "CD":
            tree.attach(k, month, "nummod")
    tree.attach(month, preposition.i, "pobj")
    tree.attach(name.i, verb.i, "nsubjpass" if tree.kids(verb.i, "auxpass") else "nsubj")


def _unknown_subject(tree: Tree, name: Word) -> None:
    """Give a verb without a subject the name right before it that was taken for a circumstance."""
    verb = tree[name.head]
    if name.dep not in _CIRCUMSTANCES or name.tag != "NNP" or name.lower in _DAYS or not verb.is_verb:
        return
    between = tree.words[name.i + 1 : verb.i]
    if name.i < verb.i and all(w.dep in _BEFORE_VERB for w in between) and not tree.kids(verb.i, *SUBJECTS):
        name.dep = "nsubjpass" if tree.kids(verb.i, "auxpass") else "nsubj"


def _object_of_two(tree: Tree, word: Word) -> None:
    if word.tag != "VBN" or word.dep not in {"conj", "ccomp", "dep", "advcl"} or tree.kids(word.i, *SUBJECTS):
        return
    aux = tree.kids(word.i, "auxpass")
    if not aux or aux[0] == 0:
        return
    before = aux[0] - 1
    left = tree[before]
    if left.dep == "dobj" and tree[left.head].is_verb and left.head != word.i:
        verb = left.head
        tree.attach(word.i, verb, "ccomp")
        tree.attach(before, word.i, "nsubjpass")


def _lone_verb(tree: Tree, word: Word) -> None:
    if word.tag == "NNS" and word.head == word.i and word.text.endswith("s") and word.text.islower():
        lemma = word.text[:-1] if not word.text.endswith("ies") else word.text[:-3] + "y"
        names = tree.kids(word.i, "compound", "nmod")
        if names and tree[names[-1]].tag.startswith("NNP"):
            word.tag, word.lemma = "VBZ", lemma
            tree.words[names[-1]].dep = "nsubj"
