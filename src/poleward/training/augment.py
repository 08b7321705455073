"""Augmentation: our sentences are shorter than the wires', so clauses, datelines and other names are added in training.

The label never changes: the marked pair keeps its verb, and what is added stands outside the markers.
"""

from __future__ import annotations

import random
import re
from collections.abc import Sequence

JOINS = (
    ", after ", " as ", ", while ", ", a day after ", ", hours before ", "; ", ". ", " - ", ", even as ", ", but ",
    ", and ", " amid reports that ", ", officials said, adding that ", " because ", ", when ",
)  # fmt: skip
OPENINGS = (
    "{} - ", "In a sign of growing tension, ", "According to a statement, ", "Earlier in the week, ", "Meanwhile, ",
    "On Tuesday, ", "State television said ", "The agency reported that ", "Despite the talks, ",
    "Days after an election, ",
)  # fmt: skip
PLACES = (
    "MOSCOW", "KABUL (Reuters)", "WASHINGTON (AP)", "BAGHDAD", "GENEVA", "NAIROBI", "BEIJING (AFP)", "ANKARA", "CAIRO",
    "PARIS",
)  # fmt: skip
ENDINGS = (
    ", a spokesman said.", ", officials said on Friday.", ", the state news agency reported.",
    ", according to two diplomats.", ", he told reporters.", " on Wednesday.", ", witnesses said.",
    ", the ministry said in a statement.",
)  # fmt: skip
LOWERED = frozenset({"The", "A", "An", "In", "On", "Two", "Three", "Four", "Its", "His", "Her", "After", "At"})
SWAP, JOIN, AFTER, OPEN, END = 0.25, 0.4, 0.65, 0.2, 0.2
"""Probabilities: another name for each actor, a further clause, that it follows, an opening, an ending."""

LONGEST_TO_JOIN = 220
"""Characters of a sentence that still gets a further clause: our choice."""


class Augmenter:
    """Makes variants of marked sentences from the other sentences' names and clauses; seeded."""

    def __init__(self, marked: Sequence[str], chance: random.Random) -> None:
        self.chance = chance
        self.names = [name for text in marked for name in re.findall(r"<[st]>([^<]*)</[st]>", text)]
        self.bare = [re.sub(r"</?[st]>", "", text) for text in marked]

    def vary(self, text: str) -> str:
        """Return a variant of a marked sentence, or the sentence itself."""
        chance = self.chance
        for kind in "st":
            if chance.random() < SWAP:
                name = chance.choice(self.names)
                before, _, rest = text.partition(f"<{kind}>")
                text = f"{before}<{kind}>{name}</{kind}>{rest.partition(f'</{kind}>')[2]}"
        if chance.random() < JOIN and len(text) < LONGEST_TO_JOIN:
            other = chance.choice(self.bare)
            if chance.random() < AFTER:
                other = _lowered(other) if chance.random() < 0.8 else other
                text = text.rstrip(". ") + chance.choice(JOINS) + other
            else:
                text = other.rstrip(". ") + chance.choice(JOINS) + text
        if chance.random() < OPEN:
            text = chance.choice(OPENINGS).format(chance.choice(PLACES)) + text
        if chance.random() < END:
            text = text.rstrip(".") + chance.choice(ENDINGS)
        return text


def _lowered(text: str) -> str:
    return text[0].lower() + text[1:] if text.split(" ", 1)[0] in LOWERED else text
