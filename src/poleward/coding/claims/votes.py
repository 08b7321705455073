"""Claims about roll calls: who is said to have voted how on what, ready to be checked against the record.

'Not in favour' is not 'against': it allows against, abstaining and not voting. A claim names its resolutions by a
symbol, a date interval and the words of its subject; which it can mean is narrowed by `data/vote_subjects.toml`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from poleward.coding.claims.forms import Forms
from poleward.coding.claims.vote_lists import listed
from poleward.coding.claims.vote_subjects import SYMBOL, subject_of_text
from poleward.coding.grammar.doers import subject_of
from poleward.coding.grammar.drafts import BASE_CONFIDENCE, Draft, DraftSign, clause_span, reason
from poleward.coding.grammar.effects import Effect, of_clause, of_phrase
from poleward.coding.grammar.governors import Governed, govern
from poleward.coding.grammar.lexicon import Lexicon, surface_pattern, words
from poleward.coding.grammar.parties import Party
from poleward.coding.grammar.scene import Scene
from poleward.coding.grammar.tree import Tree
from poleward.outcomes import OUTCOMES

_NO_PART = words("no_part")
_BALLOT = words("ballot")

NO, ABSTAIN, YES, ABSENT, _ = OUTCOMES
VOTERS = frozenset(
    {None, "government", "diplomat", "head of state", "head of government", "foreign minister", "spokesperson"}
)
"""Who votes in the General Assembly for a state: its parliament and parties do not."""
ALL_VOTES = frozenset({YES, NO, ABSTAIN, ABSENT})

_ASSEMBLY = surface_pattern("assembly")
_GENERAL_ASSEMBLY = surface_pattern("general_assembly")
_OTHER_BODY = surface_pattern("other_body")
_MATTER = surface_pattern("matter")
_RELATIVE = surface_pattern("relative_clause")
SUPPORT = words("support")
OPPOSE = words("oppose")
MISS = words("miss")
QUANTIFIERS = {
    "none": ("no one", "none", "no state", "no country", "nobody", "not one", "neither", "not a single"),
    "all": ("all ", "every ", "each ", "both ", "unanimously"),
    "most": ("most ", "majority", "many "),
    "some": ("some ", "several ", "a few ", "two of", "three of"),
    "only": ("only ",),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class RollCallClaim:
    """What every claim about roll calls tells: which of them it can mean, and where it stands.

    Attributes
    ----------
    date_earliest, date_latest
        The days on which the votes were taken, as far as the claim says; None: open.
    symbols
        The resolutions it can mean; empty when they are known only by date and subject.
    subject
        Lower-case words of the matter, to look for in titles.
    label
        The subject in words.
    start_at, end_at, exact
        The evidence in the document's text.
    about
        Lower-case words of what the page says of the resolution elsewhere.
    by_subject
        Whether the symbols are those of the subject, not spelt out.
    """

    date_earliest: dt.date | None
    date_latest: dt.date | None
    symbols: tuple[str, ...]
    subject: tuple[str, ...]
    label: str
    start_at: int
    end_at: int
    exact: str
    about: tuple[str, ...] = ()
    by_subject: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class VoteClaim(RollCallClaim):
    """A claim about who voted how.

    Attributes
    ----------
    states
        The states it is about (ISO3).
    quantifier
        'each' (named one by one), 'all', 'none', 'most', 'some' or 'only'. With 'most' and 'some' the claim does
        not say which of `states`.
    allowed
        The outcomes that make it true for a state, of 'yes', 'no', 'abstain', 'not_voting'.
    confidence
        0 to 1.
    """

    states: tuple[str, ...]
    quantifier: str
    allowed: frozenset[str]
    confidence: float


@dataclass(frozen=True, slots=True)
class UndatedVoteClaim:
    """A claim inside one unit, before dates and offsets are known."""

    states: tuple[Party, ...]
    quantifier: str
    allowed: frozenset[str]
    trigger: int
    start: int
    end: int
    text: str
    governed: Governed
    ties: tuple[DraftSign, ...]
    confidence: float


def read_votes(scene: Scene, lexicon: Lexicon, context: str) -> list[UndatedVoteClaim]:
    """Return the vote claims of one unit; `context` is the sentence before it, where the assembly may be named."""
    out = []
    for word in scene.tree.words:
        if not word.is_verb:
            continue
        scene.focus(word.i)
        reading = _read(scene, lexicon, word.i, context)
        if reading is not None:
            out.append(reading)
    return out


def _read(scene: Scene, lexicon: Lexicon, v: int, context: str) -> UndatedVoteClaim | None:
    tree, lemma = scene.tree, scene.tree[v].lemma
    span = clause_span(scene, v)
    matter = _matter_text(scene, v)
    governed = govern(scene, lexicon, v)
    preps = tree.preps(v)
    refusal = "refusal" in governed.flags
    allowed: frozenset[str] | None = None
    effect_sign = 0
    heads: list[int] = []
    if lemma == "vote":
        for slot, vote, sign in (
            ("in favor of", YES, 1),
            ("for", YES, 1),
            ("in support of", YES, 1),
            ("against", NO, -1),
            ("with", YES, 1),
        ):
            # 'Voted with Russia' says with whom, not which way.
            if slot in preps and not (slot == "with" and any(scene.mention_at(j) for j in preps[slot])):
                heads, allowed, effect_sign = preps[slot], frozenset({vote}), sign
                break
        else:
            if _light(tree, preps, "favor"):
                allowed, effect_sign = frozenset({YES}), 1
            elif any(tree[k].lower == "against" for k in tree[v].children):
                allowed, effect_sign = frozenset({NO}), -1
    elif lemma == "abstain":
        if any(tree[j].lemma not in _BALLOT for j in preps.get("from", [])):
            return None  # from comment
        allowed = frozenset({ABSTAIN})
    elif lemma in MISS or (lemma in _NO_PART and _absent(scene, v, governed)):
        allowed = frozenset({ABSENT})
        governed.sign = 1
    elif lemma in SUPPORT or lemma in OPPOSE:
        allowed = frozenset({YES}) if lemma in SUPPORT else frozenset({NO})
        effect_sign = 1 if lemma in SUPPORT else -1
        heads = [*tree.objects(v), *tree.kids(v, "ccomp")] if not tree.is_passive(v) else tree.kids(v, "nsubjpass")
        subject_known = subject_of_text(matter) is not None and _ASSEMBLY.search(matter)
        if not (_MATTER.search(matter) and (is_assembly(matter, context))) and not subject_known:
            return None
    if allowed is None:
        return None
    if not is_assembly(matter, context):
        return None
    if governed.flags & {"future"} or governed.operator is not None:
        return None
    states, quantifier = _who(scene, v, governed)
    if not states:
        return None
    negated = governed.sign < 0
    if negated:
        allowed = ALL_VOTES - allowed
    ties = _ties(scene, lexicon, v, governed, states, heads, effect_sign, negated, refusal)
    confidence = BASE_CONFIDENCE * min(p.confidence for p in states)
    start = min(
        span[0], *(scene.tree[j].start for j in ([governed.subject_word] if governed.subject_word >= 0 else [v]))
    )
    end = max(span[1], scene.tree[governed.outer].end)
    return UndatedVoteClaim(
        states=tuple(states),
        quantifier=quantifier,
        allowed=allowed,
        trigger=v,
        start=start,
        end=end,
        text=matter,
        governed=governed,
        ties=tuple(ties),
        confidence=confidence,
    )


def _light(tree: Tree, preps: dict[str, list[int]], noun: str) -> bool:
    return any(key.startswith(f"in {noun}") for key in preps) or any(
        tree[j].lower.replace("favour", "favor") == noun for j in preps.get("in", [])
    )


def _matter_text(scene: Scene, v: int) -> str:
    """Return the words that a claim may be about: the clause of the verb, or the unit where that is short."""
    start, end = scene.tree.text_of(v)
    return scene.text[start:end]


def is_assembly(matter: str, context: str) -> bool:
    """Whether words are about a vote of the General Assembly; `context` is what comes before them."""
    if _OTHER_BODY.search(matter):
        return False
    if _ASSEMBLY.search(matter) or SYMBOL.search(matter):
        return True
    return bool(_MATTER.search(matter)) and (bool(_ASSEMBLY.search(context)) or subject_of_text(matter) is not None)


def may_tell(text: str, context: str, forms: Forms) -> bool:
    """Whether a clause can tell how a vote of the General Assembly went: what is expected or asked cannot."""
    if text.rstrip().endswith("?") or not is_assembly(text, context):
        return False
    return not (forms.words["open_vote"].search(text) or forms.words["part_of_it"].search(text))


def is_matter(text: str) -> bool:
    """Whether a text speaks of a resolution or a vote, of whatever body."""
    return _MATTER.search(text) is not None


def names_assembly(text: str) -> bool | None:
    """Whether a sentence speaks of the General Assembly, rather than of another body; None where it names neither."""
    if _GENERAL_ASSEMBLY.search(text):
        return True
    # 'Chad, which had abstained in the Security Council, …' goes on to speak of what was spoken of.
    return False if _OTHER_BODY.search(_RELATIVE.sub(",", text)) else None


def _absent(scene: Scene, v: int, governed: Governed) -> bool:
    start, end = scene.tree.text_of(v)
    low = scene.text[start:end].lower()
    if "vote" not in low and "voting" not in low and "session" not in low:
        return False
    if scene.tree[v].lemma == "be":
        return any(scene.tree[k].lower == "absent" for k in scene.tree.kids(v, "acomp"))
    return governed.sign < 0 and ("part" in low or "participate" in low)


def _who(scene: Scene, v: int, governed: Governed) -> tuple[list[Party], str]:
    """Return the states of the claim and its quantifier."""
    tree = scene.tree
    subject = governed.subject_word if governed.subject_word >= 0 else subject_of(scene, v)
    phrase = ""
    if subject is not None and subject >= 0:
        a, b = tree.text_of(subject)
        lead = scene.text[max(0, a - 6) : a].lower()
        phrase = (lead if lead.endswith("only ") else "") + scene.text[a:b].lower() + " "
    quantifier = next((q for q, marks in QUANTIFIERS.items() if any(m in phrase for m in marks)), "each")
    if "hypothetical" not in governed.flags and (found := listed(scene, v, subject)):
        return found, "each"
    states = [p for p in governed.subjects if p.kind in {"state", "person"} and p.role in VOTERS]
    if not states and quantifier in {"none", "all", "most", "some"}:
        inner = [p for j in tree.preps(subject).get("of", []) for p in scene.parties(j)] if subject is not None else []
        groups = scene.memory.groups[-1] if scene.memory.groups else ()
        states = inner or [p for p in scene.memory.subject() if len(scene.memory.subject()) > 1] or list(groups)
    return states, quantifier


def _ties(
    scene: Scene, lexicon: Lexicon, v: int, governed: Governed, states: Sequence[Party], heads: Sequence[int],
    effect_sign: int, negated: bool, refusal: bool,
) -> list[DraftSign]:  # fmt: skip
    effects: list[Effect] = []
    for j in heads:
        effects += of_clause(scene, lexicon, j) if scene.tree[j].is_verb else of_phrase(scene, lexicon, j)
    for k in scene.tree.kids(v, "advcl", "acl"):
        if not effects and scene.tree[k].tag == "VBG":
            effects += [e for e in of_clause(scene, lexicon, k) if e.role != "agent"]
    effects = [e for e in effects if e.role != "self" and e.party.kind == "state"]
    if not effects:
        topic = subject_of_text(_matter_text(scene, v))
        if topic is not None:
            effects = [
                Effect(
                    Party(code=topic.against, name=topic.against, role=None, kind="state", confidence=0.9, word=v),
                    -1,
                    topic.label,
                    "patient",
                    0.9,
                )
            ]
    out = []
    for state in states:
        for e in effects:
            if e.party.code == state.code:
                continue
            if effect_sign == 0 or (negated and not refusal):
                sign = 0
                words = [
                    *governed.words,
                    scene.tree[v].lemma,
                    e.words,
                    "an abstention, an absence or a vote the other way",
                ]
            else:
                sign = effect_sign * e.sign * (-1 if negated else 1)
                words = [*governed.words, scene.tree[v].lemma, e.words]
            out.append(DraftSign(state.code, e.party.code, sign, reason(words, sign, e.party.code)))
    return out


def draft_of(reading: UndatedVoteClaim, state: Party) -> Draft:
    """Return the statement that a claim makes about one of its states."""
    ties = [t for t in reading.ties if t.state == state.code]
    recipient = next(
        (
            Party(code=t.target, name=t.target, role=None, kind="state", confidence=0.9, word=reading.trigger)
            for t in ties
        ),
        None,
    )
    flags = set(reading.governed.flags)
    abstained = None
    if reading.quantifier in {"most", "some"}:
        ties, abstained = [], f"'{reading.quantifier}' of a group: which states is not said"
    return Draft(
        kind="vote_claim", trigger=reading.trigger, actor=state, recipient=recipient, type=None, mode=None,
        channel=None, domain="diplomatic", start=reading.start, end=reading.end, confidence=reading.confidence,
        ties=ties, flags=flags, abstained=abstained,
    )  # fmt: skip
