"""What stands above an act: negation, refusal, promise, possibility; and whose act it is.

`govern` climbs from a verb or noun to the clause that holds it and multiplies what it meets: the negator part of
'negator × verb × polarity-reversing noun'.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from poleward.coding.grammar.doers import infinitive, object_of_control, own_subject, subject_of
from poleward.coding.grammar.lexicon import Lexicon, Operator, words
from poleward.coding.grammar.parties import Party
from poleward.coding.grammar.scene import Scene
from poleward.coding.grammar.tree import RELATIVES, SUBJECTS

_ONLY = words("only")
_OF_WHAT = words("of_what")
_REPORTEDLY = words("reportedly")
_ACCUSING = words("accusing")

DENYING = words("denying")
NEGATORS = words("negators")
NO = words("no")
POSSIBLE = words("possible")
WILL = words("will")
CONDITIONS = words("conditions")
SUPPOSING = words("supposing")
MINUS_PREPOSITIONS = words("minus_prepositions")
GIVEN_UP = words("given_up")
"""What one does with a plan that one no longer has."""


OWN_VERBS = words("own_verbs")
"""Verbs whose object is the subject's own intention ('announced plans to …'); not 'assessed the decision to …'."""


@dataclass(slots=True)
class Governed:
    """What governs an act.

    Attributes
    ----------
    sign
        +1 or -1 for what the operators and negators multiply to; 0 where they take the stand away (denied).
    words
        The operators met, outermost first, for the reason given.
    flags
        negated, refusal, future, hypothetical, denied, past_participle…
    subjects
        The actors who do it; empty when unresolved.
    outer
        The topmost verb reached.
    asked, lets
        The operator that hands the act to its object ('urged X to', 'allowed X to'), and its verb.
    """

    sign: int = 1
    words: list[str] = field(default_factory=list)
    flags: set[str] = field(default_factory=set)
    subjects: list[Party] = field(default_factory=list)
    outer: int = -1
    type: str | None = None
    operator: Operator | None = None
    operator_at: int = -1
    subject_word: int = -1

    def turn(self, word: str) -> None:
        """Multiply by a negator."""
        self.sign = -self.sign
        self.words.insert(0, word)
        self.flags.add("negated")


def govern(scene: Scene, lexicon: Lexicon, v: int) -> Governed:
    """Return what governs the verb or noun `v`."""
    out = Governed(outer=v)
    _local(scene, v, out)
    _climb(scene, lexicon, v, out, 0)
    return out


def _local(scene: Scene, v: int, out: Governed) -> None:
    """Take in negators, modals and conditions that hang on `v` itself."""
    tree = scene.tree
    for k in tree[v].children:
        word = tree[k]
        if word.dep == "neg" or word.lower in NEGATORS:
            if word.lower == "only" or _is_not_only(scene, k):
                continue
            out.turn("not")
        elif word.dep in {"aux", "auxpass"} and word.tag in {"MD", "VB", "VBP", "VBZ", "VBD"}:
            if word.lower in WILL:
                out.flags.add("future")
            elif word.lower in POSSIBLE:
                out.flags.add("future" if word.lower == "would" and _is_reported(scene, v) else "hypothetical")
        elif word.dep == "mark" and word.lower in CONDITIONS:
            out.flags |= {"hypothetical", "supposed"} if word.lower in SUPPOSING else {"hypothetical"}
            if word.lower == "unless":
                out.flags.add("condition")
        elif word.dep in {"advmod", "npadvmod"} and word.lower in {"longer", "more"}:
            if any(tree[j].lower == "no" for j in tree[k].children):
                out.turn("no longer")
        elif word.dep in {"advmod", "preconj"} and word.lower in _REPORTEDLY:
            out.flags.add("hypothetical")
        elif word.dep in SUBJECTS and (negator := negated_noun(scene, k)):
            out.turn(negator)


def _is_reported(scene: Scene, v: int) -> bool:
    """Return whether `v` stands in a clause reported in the past, where 'would' is only 'will' put back in time."""
    tree = scene.tree
    return tree[v].dep == "ccomp" and tree[tree[v].head].tag in {"VBD", "VBN"}


def _is_not_only(scene: Scene, k: int) -> bool:
    words = scene.tree.words
    return k + 1 < len(words) and words[k + 1].lower in _ONLY


def negated_noun(scene: Scene, i: int) -> str | None:
    """Return the negator inside a noun phrase ('no state', 'none of them', 'neither X nor Y')."""
    tree = scene.tree
    if tree[i].lower in NO:
        return tree[i].lower
    for k in tree.kids(i, "det", "preconj", "cc", "advmod", "neg", "nummod", "amod"):
        if tree[k].lower in {"no", "neither", "zero"}:
            return tree[k].lower
    return None


def _climb(scene: Scene, lexicon: Lexicon, v: int, out: Governed, depth: int) -> None:
    tree, word = scene.tree, scene.tree[v]
    out.outer = v
    own = own_subject(scene, v)
    if own is not None and not out.subjects:
        out.subjects, out.subject_word = scene.parties(own), own
    if depth > 8 or word.head == v:
        return
    head = word.head
    top = tree[head]
    if word.dep in {"xcomp", "ccomp", "acl", "advcl", "pcomp", "prep"} or (word.dep == "relcl" and own is None):
        # 'allegations made by X': a participle tells who made them, not what they say.
        participle = word.tag == "VBN" and not tree.kids(v, "aux", "auxpass", "mark")
        if word.dep == "acl" and top.is_noun and (participle or not _is_operator(lexicon, "noun", top.lemma)):
            if own is None and not out.subjects and out.subject_word < 0 and word.tag in {"VBG", "VBN"}:
                out.subjects, out.subject_word = scene.parties(head), head
            return
        _through_head(scene, lexicon, v, head, out, depth, own)
    elif word.dep == "conj" and top.is_verb and own is None:
        out.outer = head
        _share(scene, lexicon, v, head, out, depth)
    elif word.dep in {"dobj", "pobj"} and not word.is_verb:
        return


def _share(scene: Scene, lexicon: Lexicon, v: int, head: int, out: Governed, depth: int) -> None:
    """Give the second verb of a coordination the subject of the first, and its governors when both are infinite."""
    tree, word, top = scene.tree, scene.tree[v], scene.tree[head]
    helped = any(tree[k].tag != "TO" for k in tree.kids(v, "aux", "auxpass"))
    finite = word.tag in {"VBD", "VBZ", "VBP", "MD"} or helped
    same = word.tag == top.tag or (word.tag in {"VB", "VBG", "VBN"} and top.tag in {"VB", "VBG", "VBN"})
    if same and not finite:
        # 'will not sign and ratify': one negator and one modal for both.
        if any(tree[k].lower == "or" for k in tree.kids(head, "cc")) or tree.kids(head, "aux"):
            shared = Governed()
            _local(scene, head, shared)
            if "negated" in shared.flags and top.dep != "xcomp":
                out.turn("not")
            out.flags |= shared.flags - {"negated"}
        _climb(scene, lexicon, head, out, depth + 1)
        return
    subject = subject_of(scene, head)
    if subject is not None and not out.subjects:
        out.subjects, out.subject_word = scene.parties(subject), subject
        if not out.subjects:
            out.subjects = govern(scene, lexicon, head).subjects if depth < 3 else []


def _is_operator(lexicon: Lexicon, kind: str, lemma: str) -> bool:
    return (kind, lemma) in lexicon.operators


def _operators(scene: Scene, lexicon: Lexicon, kind: str, i: int) -> tuple[Operator, ...]:
    """Return the readings of word `i` as an operator, with its particle first: 'ruled out', 'held off'."""
    lemma = scene.tree[i].lemma
    forms = [f"{lemma}_{scene.tree[k].lower}" for k in scene.tree.kids(i, "prt", "advmod")] if kind == "verb" else []
    return next((found for form in forms if (found := lexicon.operators.get((kind, form)))), ()) or (
        lexicon.operators.get((kind, lemma), ())
    )


def _through_head(
    scene: Scene, lexicon: Lexicon, v: int, head: int, out: Governed, depth: int, own: int | None
) -> None:
    """Climb from a clause to the word that governs it."""
    tree, word, top = scene.tree, scene.tree[v], scene.tree[head]
    if top.dep == "prep" or top.tag in {"IN", "TO"}:
        if word.dep == "pcomp" and top.lower in MINUS_PREPOSITIONS and top.lower != "from":
            out.turn(top.lower)
        if word.dep in {"pcomp", "prep"} and depth < 8:
            _from_preposition(scene, lexicon, head, out, depth, own)
        return
    if word.dep == "ccomp" and top.is_verb and top.lemma in _ACCUSING:
        out.sign = 0
        out.flags.add("denied")
        return
    kind = "verb" if top.is_verb else "adjective" if top.tag.startswith("JJ") or top.dep == "acomp" else "noun"
    operators = _operators(scene, lexicon, kind, head)
    if kind == "verb" and not operators and top.tag == "VBN":
        operators = lexicon.operators.get(("adjective", top.lower), ())
    if not operators:
        if word.dep in {"advcl", "acl"} and own is None and not out.subjects:
            subject = subject_of(scene, head)
            if subject is not None:
                out.subjects, out.subject_word = scene.parties(subject), subject
        elif word.dep == "xcomp":
            _local(scene, head, out)
            _climb(scene, lexicon, head, out, depth + 1)
        return
    after_particle = word.tag == "VBG" and tree[v - 1].dep == "prt" and tree[v - 1].head == head  # 'ruled out doing'
    if word.dep == "advcl" and kind == "verb" and not infinitive(scene, v) and not after_particle:
        if own is None and not out.subjects:
            subject = subject_of(scene, head)
            if subject is not None:
                out.subjects, out.subject_word = scene.parties(subject), subject
        return
    _apply(scene, lexicon, v, head, operators, out, depth, own)


def _apply(
    scene: Scene, lexicon: Lexicon, v: int, head: int, operators: tuple[Operator, ...], out: Governed, depth: int,
    own: int | None,
) -> None:  # fmt: skip
    tree, top = scene.tree, scene.tree[head]
    giver = object_of_control(scene, v, head, own)
    passive = top.is_verb and tree.is_passive(head)
    chosen = None
    for operator in operators:
        if operator.control in {"asks", "lets", "stops", "object", "invites"}:
            if giver is not None or (passive and operator.control != "object"):
                chosen = operator
                break
        elif giver is None or operator.control == "none":
            chosen = operator
            break
    if chosen is None:
        if own is not None and tree[v].dep == "ccomp":
            return
        for operator in operators:
            if operator.control == "stops" and own is None and not passive and not out.subjects:
                # 'banned making deals with X': nobody in particular is kept from it, so everybody is.
                out.sign *= operator.sign
                out.words.insert(0, top.lower if top.is_verb else operator.lemma)
                break
        # 'was forced to call', and garbled 'forced to call': the subject does it all the same.
        _local(scene, head, out)
        _climb(scene, lexicon, head, out, depth + 1)
        return
    if chosen.control in {"asks", "lets", "stops", "object", "invites"}:
        out.operator, out.operator_at = chosen, head
        if passive and giver is None:
            giver = next(iter(tree.kids(head, "nsubjpass")), None)
        if own is None and giver is not None and not out.subjects:
            out.subjects, out.subject_word = scene.parties(giver), giver
        if "hypothetical" in chosen.flags:
            out.flags.add("hypothetical")
        return
    if chosen.control == "subject" and own is not None and tree[own].lower not in RELATIVES and giver is None:
        # 'X expects that Y will …': Y's act, X only expects it.
        if chosen.sign <= 0:
            out.sign = out.sign * chosen.sign
            out.words.insert(0, chosen.lemma)
        return
    out.sign *= chosen.sign
    if chosen.sign <= 0 or chosen.type:
        out.words.insert(0, top.lower if top.is_verb else chosen.lemma)
    out.flags |= chosen.flags
    if chosen.flags & {"refusal"}:
        out.flags.add("negated")
    if out.type is None:
        out.type = chosen.type
    if chosen.kind == "noun":
        _from_noun(scene, lexicon, head, out, depth)
        return
    _local(scene, head, out)
    if chosen.kind == "adjective" and not top.is_verb:
        verb = top.head
        if scene.tree[verb].is_verb or scene.tree[verb].lemma == "be":
            _local(scene, verb, out)
            _climb(scene, lexicon, verb, out, depth + 1)
        return
    _climb(scene, lexicon, head, out, depth + 1)


def _from_noun(scene: Scene, lexicon: Lexicon, noun: int, out: Governed, depth: int) -> None:
    """Climb on from 'the intention to …', 'a refusal to …': its owner or the subject of its verb does it."""
    tree = scene.tree
    if negator := negated_noun(scene, noun):
        out.turn(negator)
    owners = [p for j in tree.kids(noun, "poss") for p in scene.parties(j)]
    owners = owners or [p for j in scene.modifiers(noun) for p in scene.one(j)]
    if owners and not out.subjects:
        out.subjects = owners
    verb = tree[noun].head
    if (
        tree[noun].dep in {"dobj", "attr", "pobj"}
        and tree[verb].is_verb
        and verb != noun
        and (owners or tree[verb].lemma in OWN_VERBS or _denies(tree[verb].lemma))
    ):
        _local(scene, verb, out)
        if tree[verb].lemma in GIVEN_UP:
            out.turn(tree[verb].lower)
        if _denies(tree[verb].lemma):
            out.sign = 0
            out.flags.add("denied")
        _climb(scene, lexicon, verb, out, depth + 1)


def _denies(lemma: str) -> bool:
    return lemma in DENYING


def _from_preposition(scene: Scene, lexicon: Lexicon, prep: int, out: Governed, depth: int, own: int | None) -> None:
    """Climb from 'of doing', 'from doing', 'without doing' to what governs the preposition."""
    tree = scene.tree
    head = tree[prep].head
    top = tree[head]
    if top.dep in {"advmod", "prt"} and tree[top.head].is_verb:
        head, top = top.head, tree[top.head]  # 'backed away from doing'
    if top.tag in {"IN", "RB"} and top.dep == "prep":
        return _from_preposition(scene, lexicon, head, out, depth + 1, own) if depth < 8 else None
    if top.is_verb and top.lemma in _ACCUSING:
        _alleged(scene, head, out)
        return None
    kind = "noun" if top.is_noun else "verb" if top.is_verb else "adjective"
    with_it = lexicon.operators.get((kind, f"{top.lemma}_{tree[prep].lower}"), ())  # 'ruled out doing', so parsed
    operators = with_it or _operators(scene, lexicon, kind, head)
    if with_it or (operators and tree[prep].lower in _OF_WHAT):
        _apply(scene, lexicon, prep, head, operators, out, depth, own)
        return None
    if own is None and not out.subjects and top.is_verb and tree[prep].lower != "for":
        subject = subject_of(scene, head)
        if subject is not None:
            out.subjects, out.subject_word = scene.parties(subject), subject
        out.flags.add("clause")
        if not out.subjects:
            out.subjects = govern(scene, lexicon, head).subjects if depth < 3 else []
    return None


def _alleged(scene: Scene, verb: int, out: Governed) -> None:
    """Take the stand away from what somebody is accused of; the accused is the doer, never the accuser."""
    tree = scene.tree
    accused = tree.kids(verb, "nsubjpass") or tree.objects(verb)
    if not out.subjects:
        out.subjects = [p for j in accused for p in scene.parties(j)]
        out.subject_word = accused[0] if accused else -1
    out.sign = 0
    out.flags.add("denied")
