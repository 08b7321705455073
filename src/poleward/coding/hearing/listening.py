"""Asks the pair reader about every two actors of a sentence, and about one carried over from the sentence before.

A pair is asked about once, with all the places of its two actors and of everybody else; who acts is part of the answer.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from poleward.coding.event_model.pair_reader import SIGN, PairQuestion, PairReader, PairReading
from poleward.coding.event_model.sentence_states import Span
from poleward.coding.grammar.lexicon import surface_pattern
from poleward.coding.hearing.anchors import PLAIN, Anchor
from poleward.coding.hearing.gloss import GLOSSED, Rendered, rendered
from poleward.coding.hearing.narrowing import Parsed, clauses_alone
from poleward.coding.hearing.standing import accuser_of, acted_on_together, supposed, takes_no_part

MOST_ACTORS = 7
"""Different actors of a sentence that are paired; a longer list is read by the grammar."""

LONGEST = 700
"""Characters of a sentence that is listened to."""

LEAST = 0.35
"""A lean less likely than this is not kept, even to be compared with what the grammar says."""

UNDECIDED = 0.4, 0.85
"""A lean that is heard at least as surely as the first in its sentence is asked again in its clause alone.

Up to the second the sentence leaves it undecided: what the clause tells surely is then believed.
"""

SURE_ALONE = 0.9
"""A lean heard at least this surely in its clause alone is heard."""

BREAK = " | "

JOINTS = frozenset({"", "and", "or", "et", "ou", "и", "или", "and the", "as well as"})
LONGEST_JOINT = 14
"""Characters between two names that may be one of `JOINTS`: the longest has ten, with its spaces twelve."""

FARTHEST = 2
"""Sentences back in which the other actor may stand, where none nearer names anybody: our choice."""

MOST_CARRIED = 3
"""Actors of the sentence before that are tried.

In English it cost a third of the time, and on the English marked pages nothing of it was found right.
"""

VENUES = frozenset({"UN", "UNGA", "UNSC", "UNHRC", "ICJ"})
"""Bodies in which states vote and speak: no side of a tie."""

_ADVICE = surface_pattern("advice")
"""Advice against something is no stand of anybody."""

_LEISURE = surface_pattern("leisure")
"""Sport and shows: what is heard there in English words is seldom a state's act."""

_CASUALTY = surface_pattern("casualty")
"""Who died or was hurt where is no act of one state on another; who did it, the grammar reads."""

_GUILT = surface_pattern("guilt")
"""'Recognised X as an aggressor' is no recognition."""

_UNCONFIRMED = surface_pattern("unconfirmed")
"""'There is no confirmation that X has received …'."""

_DENIED = surface_pattern("denied")
"""'A démenti', 'опроверг': in English words a denial is easily heard as what is denied."""

_DONE_BY_RU = surface_pattern("done_by_ru")
"""'Санкции X', 'угрозы X': X does it, whatever the order of the words."""

FARTHEST_DEED = 25
"""Characters before a name in which the deed stands that is its own: the longest of the pattern with its quotes."""

CARRYING = frozenset({"fr"})
"""Languages in which a side is looked for in sentences before: of ten found so in Russian pages one was right."""

_FROM = surface_pattern("from_one")
_CLAUSE = surface_pattern("clause_start")


@dataclass(frozen=True, slots=True)
class Heard:
    """A tie heard in a sentence: who acts on whom (anchors), the model's reading, and the sign with its probability.

    `carried` tells that an actor stands in the sentence before, `joined` that only 'and' or a comma parts the two,
    `language` is the sentence's (`glossed`: it was heard in English words); `doubted` tells that it says it is
    unconfirmed, `beside` that one of the two only says where or whose something is, `supposed` that both stand under an
    'if', `together` that a third does something to both (see `standing`). Without a sign (0) `probability` is that of
    the type. `alone` is the probability of the same sign in the clause of the two alone, where that was asked.
    """

    sentence: int
    actor: Anchor
    recipient: Anchor
    reading: PairReading
    sign: int
    probability: float
    carried: bool
    joined: bool = False
    language: str = "en"
    doubted: bool = False
    alone: float | None = None
    beside: bool = False
    supposed: bool = False
    together: bool = False

    @property
    def glossed(self) -> bool:
        """Whether the sentence was heard in English words."""
        return self.language in GLOSSED


def listen(
    text: str,
    sentences: Sequence[tuple[int, int]],
    anchors: Sequence[Sequence[Anchor]],
    reader: PairReader,
    language: str = "en",
    parsed: Mapping[int, Sequence[Parsed]] | None = None,
) -> list[Heard]:
    """Return the ties heard in a body's sentences, in order; `parsed` are their units by the number of the sentence."""
    out: list[Heard] = []
    for n, (start, end) in enumerate(sentences):
        if end - start > LONGEST or _ADVICE.search(text, start, end):
            continue
        if language in GLOSSED and (_LEISURE.search(text, start, end) or _CASUALTY.search(text, start, end)):
            continue
        here = _by_code(anchors[n])
        said = rendered(text, start, end, anchors[n], language)
        asked = _within(text, said, here)
        alone = language in CARRYING and len(here) == 1
        if alone and (m := _naming_another(anchors, n, here)) >= 0 and _length(sentences[m]) <= LONGEST:
            earlier = rendered(text, *sentences[m], anchors[m], language)
            joined = earlier.text.rstrip() + BREAK + said.text
            asked = _carried(earlier, said, _by_code(anchors[m]), here, len(joined) - len(said.text))
            said = replace(said, text=joined)
        readings = reader.read(said.text, [question for *_, question in asked])
        guilt = _GUILT.search(text, start, end) is not None
        denied = language in GLOSSED and _DENIED.search(text, start, end) is not None
        doubted = _UNCONFIRMED.search(text, start, end) is not None
        for (one, other, _), reading in zip(asked, readings, strict=True):
            actor, recipient = (one, other) if reading.first_acts >= 0.5 else (other, one)
            if language == "ru" and _DONE_BY_RU.search(text, max(0, recipient.start - FARTHEST_DEED), recipient.start):
                actor, recipient = recipient, actor
            sign, probability = _lean(reading, recipient)
            if probability < LEAST or (sign > 0 and (guilt or denied)):
                continue
            carried = not (start <= one.start and start <= other.start)
            listed = _joined(text, actor, recipient, bare=language not in GLOSSED)
            heard = Heard(n, actor, recipient, reading, sign, probability, carried, listed, language, doubted)
            units = parsed.get(n, ()) if parsed is not None and not carried else ()
            if units and probability >= UNDECIDED[0]:
                heard = _asked_alone(_standing(heard, here, units, anchors[n]), here, units, reader)
                heard = _accusing(heard, here, units)
            out.append(heard)
    return out


def _standing(
    h: Heard, here: Mapping[str, Sequence[Anchor]], units: Sequence[Parsed], anchors: Sequence[Anchor]
) -> Heard:
    """Return what is heard with how its two actors stand in their sentence."""
    sides = here[h.actor.code], here[h.recipient.code]
    beside = any(takes_no_part(units, side, anchors) for side in sides)
    open_, third = supposed(units, *sides), acted_on_together(units, *sides)
    return replace(h, beside=beside, supposed=open_, together=third)


def _accusing(h: Heard, here: Mapping[str, Sequence[Anchor]], units: Sequence[Parsed]) -> Heard:
    """Return an accusation with its two actors in the order in which the sentence says who tells of whom."""
    if h.reading.type != "ACCUSE" or h.sign >= 0:
        return h
    teller = accuser_of(units, here[h.actor.code], here[h.recipient.code])
    turned = teller is not None and teller[0].code == h.recipient.code
    return replace(h, actor=h.recipient, recipient=h.actor) if turned else h


def _asked_alone(h: Heard, here: Mapping[str, Sequence[Anchor]], units: Sequence[Parsed], reader: PairReader) -> Heard:
    """Return what is heard once the clause of the two was asked alone: where undecided, what is sure there."""
    pair = sorted((h.actor, h.recipient), key=lambda a: a.start)
    others = [a for code, found in here.items() if code not in {a.code for a in pair} for a in found]
    clauses = clauses_alone(units, here[pair[0].code], here[pair[1].code], others) if h.sign else []
    if not clauses:
        return h
    lean = SIGN.index(h.sign)
    reading = max((reader.read(text, [question])[0] for text, question in clauses), key=lambda r: float(r.leans[lean]))
    alone = float(reading.leans[lean])
    if alone < SURE_ALONE or h.probability > UNDECIDED[1]:
        return replace(h, alone=alone)
    actor, recipient = pair if reading.first_acts >= 0.5 else reversed(pair)
    return replace(h, actor=actor, recipient=recipient, reading=reading, probability=alone, alone=alone)


def _naming_another(anchors: Sequence[Sequence[Anchor]], n: int, here: Collection[str]) -> int:
    """Return the nearest sentence before `n`, at most `FARTHEST` back, that names somebody else; -1 where none does."""
    for m in range(n - 1, max(-1, n - 1 - FARTHEST), -1):
        if any(code not in here for code in _by_code(anchors[m])):
            return m
    return -1


def _length(span: Span) -> int:
    return span[1] - span[0]


def _lean(reading: PairReading, recipient: Anchor) -> tuple[int, float]:
    """Return the sign that is heard and its probability; 0 and that of the type where an act without a sign is.

    Troops that leave a state may leave a friend or a foe; who leaves an organisation is more distant from it.
    """
    if reading.type == "RETREAT" and recipient.kind == "organisation":
        return -1, float(reading.leans[1:].sum())
    lean = int(reading.leans[1:].argmax()) + 1
    if reading.leans[lean] < LEAST and reading.type is not None:
        return 0, min(reading.type_probability, float(reading.leans[0]))
    return SIGN[lean], float(reading.leans[lean])


def _joined(text: str, one: Anchor, other: Anchor, *, bare: bool) -> bool:
    """Whether two stand in one list; names that only a blank parts do so where word order is fixed (`bare`)."""
    first, second = sorted((one, other), key=lambda a: a.start)
    if not bare and text[first.end : second.start].isspace():
        return False
    return second.start - first.end < LONGEST_JOINT and text[first.end : second.start].strip(" ,").lower() in JOINTS


def _ends_of_a_way(text: str, one: Sequence[Anchor], other: Sequence[Anchor]) -> bool:
    """Whether two are told of only as the ends of a way: 'ten states switched from A to B', 'flights from A to B'."""
    if len(one) > 1 or len(other) > 1:
        return False
    first, second = sorted((one[0], other[0]), key=lambda a: a.start)
    between = text[first.end : second.start].lower().split()
    return between in (["to"], ["to", "the"]) and _FROM.search(text[max(0, first.start - 10) : first.start]) is not None


def clause_of(text: str, start: int, end: int, heard: Heard, anchors: Sequence[Anchor] = ()) -> tuple[int, int]:
    """Return the part of a sentence that holds the pair: whole clauses, as far as no clause of another actor begins."""
    inside = [a for a in (heard.actor, heard.recipient) if start <= a.start < end]
    if not inside:
        return start, end
    first, last = min(a.start for a in inside), max(a.end for a in inside)
    pair = {heard.actor.code, heard.recipient.code}
    strange = [a for a in anchors if a.code not in pair]
    cuts = [start, *(m.end() for m in _CLAUSE.finditer(text, start, end)), end]
    low = max(c for c in cuts if c <= first)
    high = min((c for c in cuts if c >= last), default=end)
    while low > start and not any(before <= a.start < low for before in (_before(cuts, low),) for a in strange):
        low = _before(cuts, low)
    while high < end and not any(high <= a.start < _after(cuts, high) for a in strange):
        high = _after(cuts, high)
    return low, high


def _before(cuts: Sequence[int], at: int) -> int:
    return max(c for c in cuts if c < at)


def _after(cuts: Sequence[int], at: int) -> int:
    return min(c for c in cuts if c > at)


Asked = tuple[Anchor, Anchor, PairQuestion]
"""Two actors by their places that are nearest one another, the first one first, and the question about them."""


def _within(text: str, said: Rendered, here: dict[str, list[Anchor]]) -> list[Asked]:
    """Return the questions about the actors of one sentence."""
    out = []
    for one, other in combinations(list(here)[:MOST_ACTORS], 2):
        if here[one][0].kind == here[other][0].kind == "organisation" or _ends_of_a_way(text, here[one], here[other]):
            continue
        places = {code: _places(said, anchors) for code, anchors in here.items()}
        others = tuple(p for code, found in places.items() if code not in {one, other} for p in found)
        out += _asked(here[one], here[other], places[one], places[other], others)
    return out


def _carried(
    earlier: Rendered, said: Rendered, before: dict[str, list[Anchor]], here: dict[str, list[Anchor]], lead: int
) -> list[Asked]:
    """Return the questions about the one actor of a sentence and those of the sentence before it."""
    out = []
    anchors = next(iter(here.values()))
    own = [(a + lead, b + lead) for a, b in _places(said, anchors)]
    places = {code: _places(earlier, found) for code, found in before.items() if code not in here}
    for code in list(places)[:MOST_CARRIED]:
        others = tuple(p for another, found in places.items() if another != code for p in found)
        out += _asked(before[code], anchors, places[code], own, others)
    return out


def _asked(
    one: Sequence[Anchor], other: Sequence[Anchor], places: Sequence[Span], elsewhere: Sequence[Span],
    others: tuple[Span, ...],
) -> list[Asked]:  # fmt: skip
    """Return the question about two actors; none where they stand in one another."""
    if not places or not elsewhere or any(a < d and c < b for a, b in places for c, d in elsewhere):
        return []
    if min(places) > min(elsewhere):
        one, other, places, elsewhere = other, one, elsewhere, places
    near = min(
        ((a, b) for a in one for b in other), key=lambda pair: (abs(pair[0].start - pair[1].start), pair[0].start)
    )
    first, second = _as_sure(near[0], one), _as_sure(near[1], other)
    return [(first, second, PairQuestion(tuple(places), tuple(elsewhere), others))]


def _as_sure(anchor: Anchor, places: Sequence[Anchor]) -> Anchor:
    """Return an anchor as sure as the surest place of its actor: who is named plainly once is meant where it is not."""
    return replace(anchor, confidence=max(a.confidence for a in places))


def _places(said: Rendered, anchors: Sequence[Anchor]) -> list[Span]:
    return [p for a in anchors if (p := said.places.get((a.start, a.end))) is not None]


def _by_code(anchors: Sequence[Anchor]) -> dict[str, list[Anchor]]:
    """Return the places of each actor, in order of the actors' first places: the named ones, or else all."""
    out: dict[str, list[Anchor]] = {}
    for a in anchors:
        if a.code not in VENUES:
            out.setdefault(a.code, []).append(a)
    return {code: [a for a in found if a.how in PLAIN] or found for code, found in out.items()}
