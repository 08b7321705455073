"""Asks the pair reader about every two actors of a sentence, and about one carried over from the sentence before.

A pair is asked about in both directions; a tie is heard in the direction that is surer. Where the directions hear
opposite leans that are both sure, nothing is heard.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from poleward.coding.event_model.pair_reader import SIGN, PairReader, PairReading
from poleward.coding.grammar.lexicon import surface_pattern
from poleward.coding.hearing.anchors import Anchor
from poleward.coding.hearing.gloss import Rendered, rendered
from poleward.coding.statements import MaskedSentence

MOST_ACTORS = 7
"""Different actors of a sentence that are paired; a longer list is read by the grammar."""

MOST_PLACES = 2
"""Places of one actor in a sentence that are tried."""

LONGEST = 700
"""Characters of a sentence that is listened to."""

LEAST = 0.35
"""A lean less likely than this is not kept, even to be compared with what the grammar says."""

BREAK = " | "

JOINTS = frozenset({"", "and", "or", "et", "ou", "и", "или", "and the", "as well as"})
LONGEST_JOINT = 14
"""Characters between two names that may be one of `JOINTS`: the longest has ten, with its spaces twelve."""

MOST_CARRIED = 3
"""Actors of the sentence before that are tried."""

VENUES = frozenset({"UN", "UNGA", "UNSC", "UNHRC", "ICJ"})
"""Bodies in which states vote and speak: no side of a tie."""

_ADVICE = surface_pattern("advice")
"""Advice against something is no stand of anybody."""

_GUILT = surface_pattern("guilt")
"""'Recognised X as an aggressor' is no recognition."""

_CLAUSE = surface_pattern("clause_start")


@dataclass(frozen=True, slots=True)
class Heard:
    """A tie heard in a sentence: who acts on whom (anchors), the model's reading, and the sign with its probability.

    `carried` tells that an actor stands in the sentence before, `joined` that only 'and' or a comma parts the two.
    """

    sentence: int
    actor: Anchor
    recipient: Anchor
    reading: PairReading
    sign: int
    probability: float
    carried: bool
    joined: bool = False


def listen(
    text: str,
    sentences: Sequence[tuple[int, int]],
    anchors: Sequence[Sequence[Anchor]],
    reader: PairReader,
    language: str = "en",
) -> list[Heard]:
    """Return the ties heard in a body's sentences, in order."""
    out = []
    for n, (start, end) in enumerate(sentences):
        if end - start > LONGEST or _ADVICE.search(text, start, end):
            continue
        before = n - 1 if n and sentences[n - 1][1] - sentences[n - 1][0] <= LONGEST else None
        said = rendered(text, start, end, anchors[n], language)
        earlier = None if before is None else rendered(text, *sentences[before], anchors[before], language)
        asked = list(_questions(said, earlier, anchors[n], () if before is None else anchors[before]))
        readings = reader.read([masked for _, _, masked, _ in asked])
        best: dict[tuple[str, str], Heard] = {}
        opposed: dict[tuple[str, str], set[int]] = {}
        for (actor, recipient, _, carried), reading in zip(asked, readings, strict=True):
            lean = int(reading.leans[1:].argmax()) + 1
            probability = float(reading.leans[lean])
            if probability < LEAST or (SIGN[lean] > 0 and _GUILT.search(text, start, end)):
                continue
            first, second = sorted((actor.code, recipient.code))
            tie = first, second
            if probability >= 0.5 and not carried:
                opposed.setdefault(tie, set()).add(SIGN[lean])
            if tie not in best or probability > best[tie].probability:
                best[tie] = Heard(
                    n, actor, recipient, reading, SIGN[lean], probability, carried, _joined(text, actor, recipient)
                )
        out += [h for tie, h in sorted(best.items()) if len(opposed.get(tie, ())) < 2]
    return out


def _joined(text: str, one: Anchor, other: Anchor) -> bool:
    first, second = sorted((one, other), key=lambda a: a.start)
    return second.start - first.end < LONGEST_JOINT and text[first.end : second.start].strip(" ,").lower() in JOINTS


def clause_of(text: str, start: int, end: int, heard: Heard) -> tuple[int, int]:
    """Return the part of a sentence that holds the pair: whole clauses, cut where another one begins."""
    inside = [a for a in (heard.actor, heard.recipient) if start <= a.start < end]
    if not inside:
        return start, end
    first, last = min(a.start for a in inside), max(a.end for a in inside)
    cuts = [m.end() for m in _CLAUSE.finditer(text, start, end)]
    return max([c for c in cuts if c <= first], default=start), min([c for c in cuts if c > last], default=end)


def _questions(
    said: Rendered, earlier: Rendered | None, anchors: Sequence[Anchor], before: Sequence[Anchor]
) -> Iterator[tuple[Anchor, Anchor, MaskedSentence, bool]]:
    """Yield (actor, recipient, marked sentence, carried over) of every question about a sentence."""
    here = _by_code(anchors)
    for one, other in combinations(list(here)[:MOST_ACTORS], 2):
        for a in here[one]:
            for b in here[other]:
                if a.kind == b.kind == "organisation" or not (a.end <= b.start or b.end <= a.start):
                    continue
                places = said.places.get((a.start, a.end)), said.places.get((b.start, b.end))
                if places[0] is not None and places[1] is not None:
                    yield a, b, MaskedSentence(said.text, places[0], places[1], None), False
                    yield b, a, MaskedSentence(said.text, places[1], places[0], None), False
    if earlier is None or len(here) > 1:
        return
    lead = earlier.text.rstrip() + BREAK
    carried = {c: places[0] for c, places in _by_code(before).items() if c not in here}
    for a in list(carried.values())[:MOST_CARRIED]:
        for b in (places[0] for places in here.values()):
            first, second = earlier.places.get((a.start, a.end)), said.places.get((b.start, b.end))
            if first is not None and second is not None:
                moved = second[0] + len(lead), second[1] + len(lead)
                yield a, b, MaskedSentence(lead + said.text, first, moved, None), True
                yield b, a, MaskedSentence(lead + said.text, moved, first, None), True


def _by_code(anchors: Sequence[Anchor]) -> dict[str, list[Anchor]]:
    """Return the places of each actor, named ones first, in order of the actors' first places."""
    out: dict[str, list[Anchor]] = {}
    for a in anchors:
        if a.code not in VENUES:
            out.setdefault(a.code, []).append(a)
    return {
        code: sorted(places, key=lambda a: (a.how != "named", a.start))[:MOST_PLACES] for code, places in out.items()
    }
