"""A crowded sentence is narrowed to the clause of two of its actors, in which they are heard again."""

from __future__ import annotations

import numpy as np
import pytest

from poleward.coding import load_coder
from poleward.coding.event_model.pair_reader import PairQuestion, PairReading
from poleward.coding.hearing.hear import listen_to
from poleward.coding.hearing.narrowing import kept_words, narrowed
from poleward.coding.hearing.pooling import why_not
from poleward.coding.reader import Reader
from poleward.coding.sentences import units_of
from tests.coding.cases import document


def alone(text: str, one: str, other: str) -> str | None:
    """What a sentence has for two of its names; None where they have no clause in common."""
    tree = load_coder().parse(units_of(text, 0, len(text), 0))[0]
    spans = [(text.index(name), text.index(name) + len(name)) for name in (one, other)]
    kept = kept_words(tree, spans[0], spans[1])
    return narrowed(tree, kept)[0] if kept else None


@pytest.mark.parametrize(
    ("text", "one", "other", "left"),
    [
        ("Kenya promised to stop aid to Uganda and to leave the treaty with Chad.", "Kenya", "Chad",
         "Kenya promised to leave the treaty with Chad."),
        ("Kenya, which had long refused to recognise Kosovo, signed a treaty with Serbia, Peru and China on Monday.",
         "Kenya", "China", "Kenya signed a treaty with China on Monday."),
        ("Kenya has ties with China but also keeps an office in Taiwan, which sells it arms.", "Kenya", "China",
         "Kenya has ties with China."),
        ("Yesterday, while it rained, Kenya told the Arab League that it leaves.", "Kenya", "Arab League",
         "Yesterday Kenya told the Arab League that it leaves."),
    ],
)  # fmt: skip
def test_what_stands_beside_is_left_out(text: str, one: str, other: str, left: str) -> None:
    assert alone(text, one, other) == left


def test_members_of_one_list_have_no_clause_of_their_own() -> None:
    assert alone("Kenya, Chad and Peru voted against it.", "Kenya", "Peru") is None
    assert alone("Kenya and Chad met.", "Kenya", "Chad") is None


class Ears:
    """A reader that hears a tie surely in a short text only, and is undecided in a long one."""

    def __init__(self, alone: float) -> None:
        self.alone = alone

    def read(self, text: str, questions: list[PairQuestion]) -> list[PairReading]:
        lean = self.alone if len(text) < 60 else 0.6
        leans = np.array([1 - lean, lean, 0.0])
        return [PairReading("AID", leans, np.eye(8)[0], 0.9, lean) for _ in questions]


@pytest.mark.parametrize(("alone", "told"), [(0.95, 0.95), (0.1, 0.6)])
def test_the_clause_alone_settles_what_the_sentence_leaves_open(alone: float, told: float) -> None:
    text = "Kenya sent flour to Chad, said a spokesman for a firm that had been asked for lorries at the time."
    reader = Reader(load_coder(), document(text))
    found = [h for h in listen_to(reader, Ears(alone)).heard if {h.actor.code, h.recipient.code} == {"KEN", "TCD"}]  # type: ignore[arg-type]
    assert [(h.probability, h.alone) for h in found] == [(told, alone)]
    assert bool(why_not(found[0])) == (alone < 0.5), "what the clause alone does not tell is not heard"
