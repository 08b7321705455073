"""A sentence with its named actors taken out, so that a claim can be read by its wording alone.

Every mention of states becomes a sign like ⟦S0⟧, every organisation ⟦O1⟧; pronouns that safely stand for states do too.
Offsets lead back to the sentence.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from poleward.actors import Mention
from poleward.coding.grammar.lexicon import words
from poleward.coding.grammar.parties import STATE_NOUNS
from poleward.coding.grammar.scene import Scene
from poleward.coding.tools import expand_group

STATES = r"⟦S\d+⟧"
ORGANISATION = r"⟦O\d+⟧"
ANY = r"⟦[SO]\d+⟧"
JOINT = r"(?:, (?:and |or )?| and | or | nor | as well as | & )"
STATE_LIST = rf"(?:the )?{STATES}(?:{JOINT}(?:the )?{STATES})*"
ORGANISATION_LIST = rf"(?:the )?{ORGANISATION}(?:{JOINT}(?:the )?{ORGANISATION})*"
QUANTIFIER = (
    r"(?:(?P<quantifier>none of|neither of|neither|no|not one of|all of|all|every|each of|both|most of|most|"
    r"some of|several of|only|alone) )?"
)
NOT_AFTER = "".join(rf"(?<!\b{word} )" for word in ("in", "of", "on", "to", "by", "for", "from", "with", "between"))
"""Before a subject: 'the leader of Kazakhstan is …' is not about Kazakhstan."""
NOT_BEFORE = (
    r"(?!['’-]| (?:summit|meeting|exercis|drill|forum|talks|session|mission|peacekeep|leaders|initiative|project|"
    r"programme|sanctions|force|troops|negotiat|partnership|council|conference|operation))"
)
"""After an organisation: 'joined the CSTO summit' is not 'joined the CSTO'."""
SUBJECT = rf"{NOT_AFTER}{QUANTIFIER}(?P<subject>{STATE_LIST})(?: (?:states|countries|republics|alone|both|all|each))?"
NOT = r"(?:(?P<not> not|n['’]t| never| no longer))?"
_MEMBER_OF = re.compile(r"(?:full |new )?members?(?: states?| countries| country)? of (?:the )?", re.IGNORECASE)
"""A body's members named with it: only the body is the sign."""
BODY_NOUNS = words("body_nouns")
_TOKEN = re.compile(r"⟦[SO](\d+)⟧")
_PRONOUNS = words("masked_pronouns")
QUANTIFIERS = {
    "none of": "none", "neither of": "none", "neither": "none", "no": "none", "not one of": "none", "most of": "most",
    "most": "most", "some of": "some", "several of": "some", "only": "only", "alone": "only",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Named:
    """What a sign stands for: codes (ISO3, or one organisation's), and the words that were there."""

    codes: tuple[str, ...]
    surface: str
    is_group: bool = False


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

    def scope(self) -> tuple[str, ...]:
        """Return the states of the groups that the sentence names ('of the five Central Asian states')."""
        return tuple(dict.fromkeys(code for n in self.named if n.is_group for code in n.codes))

    def plain(self, text: str) -> str:
        """Return a piece of masked text with the words that stood there."""
        return _TOKEN.sub(lambda m: self.named[int(m.group(1))].surface, text)


def mask(scene: Scene, body: str | None = None) -> Masked:
    """Return a parsed unit with signs for its states and organisations.

    `body` is the organisation that 'the bloc' or 'the alliance' stands for, the last one that the page has named.
    """
    spans = [(m.start_at + _lead(m), m.end_at, *_named(m)) for m in scene.mentions]
    if body is not None:
        spans += [(a, b, "O", Named((body,), scene.text[a:b])) for a, b in _bodies(scene)]
    for word in scene.tree.words:
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
    for start, end, kind, named in sorted((s for s in spans if s[3] is not None), key=lambda s: s[:2]):
        if start < at or named is None:
            continue
        chars += text[at:start]
        out.places += range(at, start)
        sign = f"⟦{kind}{len(out.named)}⟧"
        if named.surface.lower() in {"its", "their"}:
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
        return "O", Named((code,), mention.surface)
    if mention.kind == "group":
        members = expand_group(code)
        if members:
            return "S", Named(members, mention.surface, is_group=True)
        # News says Europe and means the Union; the check says so where it matters.
        return "O", Named(("EU" if code == "europe" else code,), mention.surface)
    return "S", Named((code,), mention.surface)


def quantifier_of(found: str | None, *, several: bool) -> str:
    """Return 'none', 'most', 'some', 'only', 'all' or 'each' for the words before a subject."""
    if found is None:
        return "each"
    return QUANTIFIERS.get(" ".join(found.lower().split()), "all" if several else "each")
