"""Find the actors that a text names: atoms from the lexicon, joined with role words, settled by their surroundings."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from poleward.actors import context
from poleward.actors.fold import FoldedWord, words_of
from poleward.actors.lexicon import ROLE_LIKE, STATE_LIKE, Atom, Phrases, gap_joins
from poleward.actors.mention import STANDS_WITH, Mention
from poleward.actors.states import StateIndex

MAX_BETWEEN = 6
"""How many modifiers may stand between a state and its role ("Kazakh first deputy foreign minister")."""

_ADJECTIVE = "adjective of the state"
_ATTITUDE = frozenset({"pro", "anti"})
_NOT_THE_STATE = frozenset({"speaking", "language", "born", "made", "style"})
_ALSO_VERBS = frozenset({"forces", "judges", "pilots", "aides", "press", "tanks", "spies"})
_VERBAL = ("ed", "led", "run", "own", "ing", "late")
_LOOSE_ADJECTIVE = ("al", "ic", "ive", "ous", "ary", "ist", "ish", "ese", "an", "ian")
_WORDS_IN_CAPITALS = frozenset({"us", "who", "it", "rt", "au", "un", "pace", "cis", "quad", "is"})
_BEFORE_US = frozenset({"join", "follow", "contact", "let", "help", "tell", "give", "about", "for", "between", "all"})
_ACRONYM_HEAD_WORDS = 8
"""Words before a bracket in which the full name of its initials may begin: our choice."""


@dataclass(slots=True)
class Candidate:
    """A mention in the making: words first to last, and what is known of it."""

    first: int
    last: int
    kind: str
    code: str | None
    name: str | None
    role: str | None
    confidence: float
    how: str
    glue: bool = False


class CutText:
    """One text, cut into words and atoms, with what both steps of finding share."""

    def __init__(
        self,
        text: str,
        lexicon: Phrases,
        states: StateIndex,
        given: frozenset[str],
        on: dt.date | None,
        language: str = "en",
    ) -> None:
        self.text, self.states, self.given, self.on, self.language = text, states, given, on, language
        self.words: Sequence[FoldedWord] = words_of(text)
        self.bag = {w.folded for w in self.words}
        self.atoms = lexicon.match(self.words, text)
        self.at = {a.first: a for a in self.atoms}
        self.ends = {a.last: a for a in self.atoms}
        self.dropped: set[int] = set()
        self.shouting = sum(map(str.isupper, text)) > sum(map(str.islower, text))

    def gap(self, before: int) -> str:
        """Return the characters before the word with this index."""
        if before == 0 or before >= len(self.words):
            return "\n"
        return self.text[self.words[before - 1].end : self.words[before].start]


def find_actors(scene: CutText) -> list[Candidate]:
    """Return the states, organisations, groups and role phrases of a text, in order, without overlap."""
    spans: list[Candidate] = []
    taken = 0
    for atom in scene.atoms:
        if atom.first < taken:
            continue
        span = None
        if atom.entry.kind in STATE_LIKE:
            span = _from_actor(scene, atom)
        elif atom.entry.kind in ROLE_LIKE:
            span = _from_role(scene, atom)
        if span is None:
            continue
        span = _with_spelled_out_acronym(scene, span, taken)
        if spans and span.first < spans[-1].last:
            continue
        spans.append(span)
        taken = span.last
    _share_roles(scene, spans)
    return spans


def _share_roles(scene: CutText, spans: Sequence[Candidate]) -> None:
    """Give "Turkmen" in "Turkmen and Uzbek presidents" the role that follows."""
    for one, two in zip(reversed(spans[:-1]), reversed(spans[1:]), strict=True):
        between = scene.text[scene.words[one.last - 1].end : scene.words[two.first].start]
        if one.how == _ADJECTIVE and two.role is not None and between in {" and ", ", ", ", and "}:
            one.role, one.kind, one.confidence = two.role, two.kind, 0.8
            one.how = f"{two.how}, shared"


def _settled(scene: CutText, atom: Atom) -> tuple[str, str | None, str]:
    """Return (verdict, code, why) for an atom that names an actor."""
    if (
        scene.shouting
        and atom.entry.acronym
        and scene.words[atom.first].folded in _WORDS_IN_CAPITALS
        and (len(scene.atoms) < 2 or scene.words[atom.first - 1].folded in _BEFORE_US)
    ):
        return context.DROP, None, "a common word in capitals"
    decided, detail = context.verdict(atom, scene.words, scene.text, scene.bag, scene.given)
    if decided != context.KEEP:
        return decided, None, detail
    code: str | None = detail or atom.entry.code
    if scene.on is not None and atom.entry.kind == "state" and code is not None:
        surface = scene.text[scene.words[atom.first].start : scene.words[atom.last - 1].end]
        code = scene.states.find(surface, scene.on) or code
    return context.KEEP, code, ""


def _from_actor(scene: CutText, atom: Atom) -> Candidate | None:
    decided, code, why = _settled(scene, atom)
    if decided == context.DROP:
        scene.dropped.add(atom.first)
        return None
    if decided == context.UNRESOLVED:
        return Candidate(
            first=atom.first, last=atom.last, kind="unresolved", code=None, name=None, role=None, confidence=0.3,
            how=why,
        )  # fmt: skip
    entry = atom.entry
    if entry.kind in _ATTITUDE:
        return _attitude(scene, atom.first, atom.last, code, entry.name, entry.kind)
    prefix = (
        scene.words[atom.first - 1].folded if atom.first and scene.gap(atom.first) in {"-", "\u2010", "\u2011"} else ""
    )
    nxt = scene.words[atom.last].folded if atom.last < len(scene.words) else ""
    if (
        nxt in _NOT_THE_STATE
        and scene.gap(atom.last) in {"-", " ", "\u2010", "\u2011"}
        and entry.kind in {"demonym", "state"}
    ):
        role = _role_after(scene, Atom(atom.first, atom.last + 1, entry))
        if role is None or nxt in {"speaking", "language"}:
            return None
    if prefix in _ATTITUDE or prefix in {"non", "post"}:
        inner = scene.at.get(atom.last)
        if inner is None or inner.entry.kind not in STATE_LIKE:
            return _attitude(scene, atom.first - 1, atom.last, code, entry.name, prefix)
        wider = _from_actor(scene, inner)  # "pro-Kremlin Russian presenter" is a Russian presenter
        if wider is not None:
            wider.first = atom.first - 1
        return wider
    found = _role_after(scene, atom)
    if found is not None:
        last, role_atom = found
        return _role_span(scene, atom.first, last, code, entry.name, role_atom, atom)
    if entry.kind == "city":
        return None  # a place, no actor
    return _plain_span(scene, atom, code)


def _attitude(scene: CutText, first: int, last: int, code: str | None, name: str | None, prefix: str) -> Candidate:
    """Return what names a state to say how somebody stands to it: 'pro-Russian', 'антироссийский'."""
    return Candidate(
        first=first, last=last, kind="state", code=code, name=_name(scene, code, name), role=None, confidence=0.3,
        how=STANDS_WITH.get(prefix, f"stands with '{prefix}-'"),
    )  # fmt: skip


def _plain_span(scene: CutText, atom: Atom, code: str | None) -> Candidate:
    entry = atom.entry
    first, last = atom.first, atom.last
    name = _name(scene, code, entry.name)
    if entry.kind in {"organisation", "group"}:
        return Candidate(
            first=first, last=last, kind=entry.kind, code=code, name=name, role=None, confidence=0.95,
            how=f"named as {entry.kind}",
        )  # fmt: skip
    if entry.kind == "people":
        return Candidate(
            first=first, last=last, kind="group", code=code, name=name, role="society", confidence=0.7,
            how="named as a people",
        )  # fmt: skip
    if entry.kind in {"capital", "metonym"}:
        if entry.kind == "capital" and context.is_place(atom, scene.words, scene.text):
            return Candidate(
                first=first, last=last, kind="state", code=code, name=name, role=None, confidence=0.3,
                how="capital named as a place",
            )  # fmt: skip
        return Candidate(
            first=first, last=last, kind="state", code=code, name=name, role="government", confidence=0.8,
            how="capital or seat for the government",
        )  # fmt: skip
    if entry.kind == "body":
        kind = "organisation" if code is not None and code not in scene.states.states else _kind_of_role(entry.role)
        return Candidate(
            first=first, last=last, kind=kind, code=code, name=entry.name, role=entry.role, confidence=0.9,
            how="a body of the state, by name",
        )  # fmt: skip
    if entry.kind == "demonym":
        return Candidate(
            first=first, last=last, kind="state", code=code, name=name, role=None, confidence=0.6, how=_ADJECTIVE
        )
    shout = 0.5 if scene.shouting and entry.acronym else 0.95
    return Candidate(
        first=first, last=last, kind="state", code=code, name=name, role=None, confidence=shout, how="named as state"
    )


def _role_after(scene: CutText, atom: Atom) -> tuple[int, Atom] | None:
    """Return (end, role) of the longest role phrase right after an actor; None when there is none."""
    words, k, found = scene.words, atom.last, None
    possessive = False
    if k < len(words) and words[k].folded == "s" and scene.gap(k) in {"'", "\u2019", "\u02bc"} | {"`"}:
        k, possessive = k + 1, True
    loose = atom.entry.kind == "demonym"
    by_name = atom.entry.kind != "demonym" and not possessive
    steps = 0
    while k < len(words) and steps < MAX_BETWEEN + 3 and gap_joins(scene.gap(k)) and "\n" not in scene.gap(k):
        nxt = scene.at.get(k)
        if nxt is not None and (nxt.entry.kind in ROLE_LIKE or _own_body(nxt, atom)):
            if by_name and found is None and not atom.entry.acronym and words[nxt.last - 1].folded in _ALSO_VERBS:
                break
            found = (nxt.last, nxt)
            k = nxt.last
        elif nxt is not None and nxt.entry.kind == "mod":
            if found is not None and words[k].folded in {"and", "of", "us"}:
                break
            if words[k].folded in {"of", "and"} and not found and steps == 0:
                break
            if (found is not None or (by_name and scene.gap(k) == " ")) and words[k].folded.endswith(_VERBAL):
                break  # "Kazakh police detained protesters", "Moscow backed rebels"; but "Russia-backed rebels"
            k = nxt.last
        elif nxt is None and loose and found is None and words[k].folded.endswith(_LOOSE_ADJECTIVE):
            loose = False
            k += 1
        elif words[k].folded == "s" and found is not None and scene.gap(k) in {"'", "\u2019"}:
            k += 1
        else:
            break
        steps += 1
    if found is not None and atom.entry.kind == "state" and not possessive and scene.gap(atom.last) not in {" ", "-"}:
        return None
    return found


def _own_body(nxt: Atom, owner: Atom) -> bool:
    """Tell whether a body follows its own state: "U.S. Department of Justice"."""
    return nxt.entry.kind == "body" and nxt.entry.code == owner.entry.code and owner.entry.kind != "body"


def _from_role(scene: CutText, atom: Atom) -> Candidate | None:
    """Read "the President of Kazakhstan": a role, then "of", then its state."""
    words, k = scene.words, atom.last
    if k >= len(words) or not gap_joins(scene.gap(k)):
        return None
    steps = 0
    while k < len(words) and steps < 6 and gap_joins(scene.gap(k)):
        nxt = scene.at.get(k)
        if words[k].folded in {*_OF, "des", "s"} or (
            nxt is not None and nxt.entry.kind in {"mod", "title", "office"} and nxt.first == k
        ):
            k = nxt.last if nxt is not None else k + 1
            steps += 1
            continue
        break
    owner = scene.at.get(k)
    if owner is None or owner.entry.kind not in _OWNERS:
        return None
    inner = _role_after(scene, owner)  # "a senator of Russia's Duma", "head of the Kazakh army"
    after = scene.language in _ADJECTIVE_AFTER and k == atom.last  # "le président kazakh"
    if owner.entry.kind == "demonym" and not after:
        return None
    russian = "а" <= words[owner.first].folded[:1] <= "я"
    if not russian and not after and (k == atom.last or words[k - 1].folded not in _OF):
        return None
    if russian and k != atom.last:
        return None
    if owner.entry.kind in {"capital", "city"} and atom.entry.role not in {"government", "police"}:
        return None
    decided, code, _ = _settled(scene, owner)
    if decided != context.KEEP:
        return None
    first = atom.first
    while first > 0 and scene.gap(first) in {" ", "-"}:
        left = scene.ends.get(first)
        if left is None or left.entry.kind != "mod" or scene.words[left.first].folded in {"of", "and", "us", "the"}:
            break
        first = left.first
    last = inner[0] if inner is not None else owner.last
    return _role_span(scene, first, last, code, owner.entry.name, atom, owner)


_OWNERS = frozenset({"state", "capital", "city", "organisation", "group", "demonym"})
_OF = frozenset({"of", "the", "de", "du", "la", "le", "l", "von", "der", "del", "el", "los", "las"})
_ADJECTIVE_AFTER = frozenset({"fr", "es"})
"""Languages in which the adjective of the state follows the role."""


def _role_span(
    scene: CutText, first: int, last: int, code: str | None, name: str | None, role: Atom, owner: Atom
) -> Candidate:
    title = role.entry.role
    kind = "group" if role.entry.kind == "crowd" else "state"
    if owner.entry.kind in {"organisation", "group"} or (code is not None and code not in scene.states.states):
        kind = "organisation" if owner.entry.kind != "group" else "group"
    if owner.entry.kind == "body" and role.entry.kind != "crowd":
        title = owner.entry.role if role.entry.role in {"government", None} else role.entry.role
        kind = "organisation" if code is not None and code not in scene.states.states else "state"
    if scene.gap(owner.last) == "-" and kind != "group":
        kind = "state"
    what = {"title": "office", "office": "body", "crowd": "people", "body": "body"}[role.entry.kind]
    return Candidate(
        first=first, last=last, kind=kind, code=code, name=_name(scene, code, name), role=title, confidence=0.9,
        how=f"{what} ({title}) of the actor named",
    )  # fmt: skip


def _with_spelled_out_acronym(scene: CutText, span: Candidate, taken: int) -> Candidate:
    """Take in the words before a bracketed acronym: "Joint Security Agreement (CSTO)" is the CSTO, however garbled."""
    if span.kind != "organisation" or span.last - span.first != 1 or not scene.gap(span.first).endswith("("):
        return span
    close = scene.words[span.last - 1].end
    if scene.text[close : close + 1] != ")" or scene.gap(span.first).strip() != "(":
        return span
    k = span.first
    while k - 1 >= max(taken, span.first - _ACRONYM_HEAD_WORDS):
        word = scene.words[k - 1]
        if k != span.first and not gap_joins(scene.gap(k)):
            break
        if not (word.surface[0].isupper() or word.folded in {"of", "for", "and", "the", "on", "in"}):
            break
        k -= 1
    while k < span.first and not scene.words[k].surface[0].isupper():
        k += 1
    if scene.words[k].folded == "the" and k < span.first:
        k += 1
    if span.first - k >= 2:
        span.first, span.how = k, "by the acronym in brackets"
        span.glue = True
    return span


def _kind_of_role(role: str | None) -> str:
    return (
        "group"
        if role in {"media", "business", "party", "opposition", "rebels", "expert", "religious", "society"}
        else "state"
    )


def _name(scene: CutText, code: str | None, name: str | None) -> str | None:
    if name is not None:
        return name
    state = scene.states.states.get(code or "")
    return state.name if state else None


def to_mention(scene: CutText, span: Candidate) -> Mention:
    """Return the mention of a span, with offsets into the text."""
    start, end = scene.words[span.first].start, scene.words[span.last - 1].end
    if span.glue and scene.text[end : end + 1] == ")":
        end += 1
    return Mention(
        start_at=start, end_at=end, surface=scene.text[start:end], code=span.code, name=span.name, kind=span.kind,
        role=span.role, confidence=span.confidence, how=span.how,
    )  # fmt: skip
