"""Patterns of the pair reader: what stands at a place is the actor that its slot names, and a bystander has no tie."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from poleward.errors import UnusableInputError
from poleward.training.bystanders import AFTER, BEFORE, with_bystander, with_bystanders
from poleward.training.pair_text import Filler, Sample, compound, fill, read_patterns, states_of_registry, ties_of

PATTERNS = Path(__file__).parents[2] / "training" / "pairs"


def test_every_pattern_is_filled_with_actors_at_their_places():
    lines = read_patterns(PATTERNS)
    assert len(lines) > 1400
    for sample in fill(lines, 1, random.Random(1)):
        assert not set(sample.text) & set("{}[]"), sample.text
        for found in sample.places.values():
            for start, end in found:
                assert sample.text[start:end].strip() == sample.text[start:end] != "", sample.text


def test_a_label_names_actors_of_its_sentence():
    for labels, text, where in read_patterns(PATTERNS):
        named = {slot for pair in ties_of(labels) for slot in pair}
        missing = {slot for slot in named if f"{{{slot}" not in text}
        assert not missing or (len(named) == 2 and len(missing) == 1), where  # one actor alone makes no pair


def test_states_go_by_the_names_of_news():
    names = {name for state in states_of_registry() for name in state.names}
    assert {"Russia", "United States", "Britain", "China"} <= names
    assert not any("SSR" in name or "Republic of" in name for name in names)


@pytest.mark.parametrize("aside", [*BEFORE, *AFTER])
def test_an_aside_has_one_place_for_a_state(aside):
    assert sum(aside.count(slot) for slot in ("{!}", "{~}", "{^}")) == aside.count("{") == 1


def test_a_bystander_moves_the_others_and_has_no_tie():
    sample = Sample("Peru thanked Chile.", {"A": [(0, 4)], "B": [(13, 18)]}, ties_of("A>B SUPPORT + d"))
    for seed in range(40):
        more = with_bystander(sample, Filler(random.Random(seed)))
        found = {slot: [more.text[a:b] for a, b in places] for slot, places in more.places.items()}
        assert (found["A"], found["B"]) == (["Peru"], ["Chile"])
        assert found["Z"][0] in more.text
        assert more.ties == sample.ties


def test_the_same_seed_gives_the_same_sentences():
    lines = read_patterns(PATTERNS)[:40]

    def made() -> list[str]:
        chance = random.Random(3)
        told = [*fill(lines, 2, chance), *compound(lines, 20, chance)]
        return [sample.text for sample in with_bystanders(told, chance)]

    assert made() == made()


def test_a_line_that_is_no_pattern_is_named(tmp_path):
    (tmp_path / "p.txt").write_text("A>B SUPPORT yes d :: {A} thanked {B} .\n")
    with pytest.raises(UnusableInputError, match="row 1"):
        read_patterns(tmp_path)
