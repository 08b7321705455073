"""A sentence with its named actors taken out, so that a claim can be read by its wording alone.

Every mention of states becomes a sign like ⟦S0⟧, every organisation ⟦O1⟧; pronouns that safely stand for states do too.
Offsets lead back to the sentence.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from poleward.actors import Mention
from poleward.coding.grammar.lexicon import words
from poleward.coding.grammar.parties import STATE_NOUNS
from poleward.coding.grammar.scene import Scene
from poleward.coding.grammar.tree import SUBJECTS
from poleward.coding.tools import expand_group

STATES = r"⟦S\d+⟧"
ORGANISATION = r"⟦O\d+⟧"
ANY = r"⟦[SO]\d+⟧"
ARTICLE = r"(?:the |la |les? |l['’])?"
_AND = r"(?: and| or| nor| as well as| &| и| или| а также| et| ou| ni| ainsi que)"
JOINT = rf"(?:,{_AND}? |{_AND} )"
STATE_LIST = rf"{ARTICLE}{STATES}(?:{JOINT}{ARTICLE}{STATES})*"
CLOSED_LIST = rf"{ARTICLE}{STATES}(?:(?:, {ARTICLE}{STATES})*,?{_AND} {ARTICLE}{STATES})?"
"""As a subject: a list without an 'and' before its last is two clauses ('Unlike Hungary, Poland …')."""
ORGANISATION_LIST = rf"{ARTICLE}{ORGANISATION}(?:{JOINT}{ARTICLE}{ORGANISATION})*"
NOT_AFTER = "".join(rf"(?<!\b{word} )" for word in ("in", "of", "on", "to", "by", "for", "from", "with", "between"))
"""Before a subject: 'the leader of Kazakhstan is …' is not about Kazakhstan."""
_MEMBER_OF = re.compile(r"(?:full |new )?members?(?: states?| countries| country)? of (?:the )?", re.IGNORECASE)
"""A body's members named with it: only the body is the sign."""
BODY_NOUNS = words("body_nouns")
_TOKEN = re.compile(r"⟦[SO](\d+)⟧")
_PRONOUNS = words("masked_pronouns")
_POSSESSIVE = words("possessive_pronouns")


@dataclass(frozen=True, slots=True)
class Named:
    """What a sign stands for: codes (ISO3, or one organisation's), the words that were there, and who acts for it."""

    codes: tuple[str, ...]
    surface: str
    is_group: bool = False
    role: str | None = None


@dataclass
class Masked:
    """A sentence with signs for its actors; `places[i]` is the sentence's offset of masked character i."""

    text: str = ""
    places: list[int] = field(default_factory=list)
    named: list[Named] = field(default_factory=list)

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return the sentence's offsets of masked characters `start` to `end`."""
        return self.places[start], self.places[end]

    def codes(self, text: str | None) -> tuple[str, ...]:
        """Return the codes of the signs in a piece of masked text, each once, in order."""
        numbers = (int(n) for n in _TOKEN.findall(text or ""))
        return tuple(dict.fromkeys(code for n in numbers for code in self.named[n].codes))

    def roles(self, text: str | None) -> set[str | None]:
        """Return who acts for the states whose signs stand in a piece of masked text; None for a state as a whole."""
        return {self.named[int(n)].role for n in _TOKEN.findall(text or "")}

    def scope(self) -> tuple[str, ...]:
        """Return the states of the groups that the sentence names ('of the five Central Asian states')."""
        return tuple(dict.fromkeys(code for n in self.named if n.is_group for code in n.codes))

    def plain(self, text: str) -> str:
        """Return a piece of masked text with the words that stood there."""
        return _TOKEN.sub(lambda m: self.named[int(m.group(1))].surface, text)


Span = tuple[int, int, str, Named | None]
"""Offsets in a unit, the kind of sign, and what it stands for."""


Bodies = Sequence[tuple[str, str]]
"""Organisations that a page has named, with their names, the last one last."""
_KINDS = (("union", "Union"), ("союз", "Union"), ("содружеств", "Commonwealth"))
_LIKELY = (("alliance", "Treaty"), ("альянс", "Treaty"), ("organi", "Organi"), ("организаци", "Organi"))
"""What the name of 'the union' must hold, and what that of 'the alliance' holds where several may be meant."""


def body_of(noun: str, named: Bodies) -> str | None:
    """Return the organisation that 'the bloc' or 'the union' stands for, of those that the page has named.

    Examples
    --------
    >>> named = [("EAEU", "Eurasian Economic Union"), ("CSTO", "Collective Security Treaty Organization")]
    >>> body_of("union", named), body_of("alliance", named), body_of("bloc", named), body_of("union", named[1:])
    ('EAEU', 'CSTO', 'CSTO', None)
    """
    low = noun.lower()
    for kinds, must in ((_KINDS, True), (_LIKELY, False)):
        for word, part in kinds:
            if low.startswith(word):
                fits = [code for code, name in named if part in name]
                return fits[-1] if fits else None if must else named[-1][0] if named else None
    return named[-1][0] if named else None


def mask(scene: Scene, bodies: Bodies = (), more: Sequence[Span] = ()) -> Masked:
    """Return a parsed unit with signs for its states and organisations.

    Parameters
    ----------
    bodies
        The organisations that the page has named before, one of which 'the bloc' or 'the alliance' stands for.
    more
        What else stands for actors, where no name stands.
    """
    spans: list[Span] = [(m.start_at + _lead(m), m.end_at, *_named(m)) for m in scene.mentions]
    for a, b in _bodies(scene):
        if body := body_of(scene.text[a:b], bodies):
            spans.append((a, b, "O", Named((body,), scene.text[a:b])))
    spans += more
    for word in scene.tree.words:
        if word.lower == "it" and word.dep not in SUBJECTS:
            continue  # 'Spain supported it': a thing
        if scene.text[: word.start].rstrip()[-1:].isdigit():
            continue  # '93 countries' are nobody in particular
        if word.i not in scene.at and (word.lower in _PRONOUNS or (word.lemma in STATE_NOUNS and word.is_noun)):
            parties = scene.corefer(word.i)
            if parties and all(p.kind in {"state", "person"} for p in parties):
                codes = tuple(dict.fromkeys(p.code for p in parties))
                # 'its imports' is 'Kazakhstan's imports'.
                spans.append((word.start, word.end, "S", Named(codes, scene.text[word.start : word.end])))
    out = Masked()
    # A page may hold signs of its own; they stand for nothing.
    text = scene.text.replace("⟦", "[").replace("⟧", "]")
    chars: list[str] = []
    at = 0
    for start, end, kind, named in sorted((s for s in spans if s[3] is not None), key=lambda s: (s[0], -s[1])):
        if start < at or named is None:
            continue
        chars += text[at:start]
        out.places += range(at, start)
        sign = f"⟦{kind}{len(out.named)}⟧"
        if named.surface.lower() in _POSSESSIVE:
            sign += "'s"
        chars += sign
        out.places += [start] * len(sign)
        out.named.append(named)
        at = end
    chars += text[at:]
    out.places += range(at, len(text) + 1)
    out.text = "".join(chars)
    return out


def _lead(mention: Mention) -> int:
    """Return how many letters of an organisation's mention come before its name."""
    lead = _MEMBER_OF.match(mention.surface) if mention.kind == "organisation" else None
    return lead.end() if lead else 0


def _bodies(scene: Scene) -> list[tuple[int, int]]:
    """Return where 'the bloc' stands without a name beside it."""
    out = []
    for word in scene.tree.words:
        before = {scene.tree[k].lower for k in scene.tree.kids(word.i, "det")}
        beside = scene.tree.kids(word.i, "amod", "compound", "poss", "prep", "nmod")
        if word.lower in BODY_NOUNS and before & {"the", "this"} and not beside and word.i not in scene.at:
            out.append((word.start, word.end))
    return out


def _named(mention: Mention) -> tuple[str, Named | None]:
    """Return the kind of sign for a mention and what it stands for; None where it stands for no state or body."""
    code = mention.code
    if code is None or mention.kind in {"person", "unresolved"}:
        return "", None
    if mention.kind == "organisation":
        # 'The Council of the CIS' is a part of it, 'a member of NATO' and 'the leader of NATO member X' name the whole.
        part = mention.role == "government" and not _MEMBER_OF.match(mention.surface)
        return "O", Named((code,), mention.surface, role=mention.role if part else None)
    if mention.kind == "group":
        members = expand_group(code)
        if members:
            return "S", Named(members, mention.surface, is_group=True)
        # News says Europe and means the Union; the check says so where it matters.
        return "O", Named(("EU" if code == "europe" else code,), mention.surface)
    return "S", Named((code,), mention.surface, role=mention.role)
