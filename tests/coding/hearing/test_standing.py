"""Whether an actor of a sentence is a side of what it tells, or only where it is."""

from __future__ import annotations

import pytest

from poleward.coding import load_coder
from poleward.coding.hearing.anchors import Anchor
from poleward.coding.hearing.narrowing import Parsed
from poleward.coding.hearing.standing import accuser_of, acted_on_together, supposed, takes_no_part
from poleward.coding.sentences import units_of


def read(text: str, *names: str) -> tuple[list[Parsed], list[Anchor]]:
    """A sentence parsed, and one anchor for each of its names."""
    units = units_of(text, 0, len(text), 0)
    trees = load_coder().parse(units)
    starts = [text.index(name) for name in names]
    anchors = [Anchor(at, at + len(n), n, n, "state", None, 1.0) for at, n in zip(starts, names, strict=True)]
    return [Parsed.of(unit, tree) for unit, tree in zip(units, trees, strict=True)], anchors


@pytest.mark.parametrize(
    ("text", "name", "other", "place"),
    [
        ("A bomb went off outside the embassy in Kenya, a spokesman for Canada said.", "Kenya", "Canada", True),
        ("Canada has named an ambassador to Kenya.", "Kenya", "Canada", True),
        ("Canada sent flour to Kenya.", "Kenya", "Canada", False),
        ("Canada sent flour to Kenya.", "Canada", "Kenya", False),
        ("In Kenya most deputies want a treaty with Canada.", "Kenya", "Canada", False),
        ("In Kenya, Canada opened an office.", "Kenya", "Canada", True),
        ("Canada has bought Kenya coffee.", "Kenya", "Canada", True),
        ("Canada praised Kenya's government.", "Kenya", "Canada", False),
        ("Canada praised Kenya's decision.", "Kenya", "Canada", False),
    ],
)
def test_where_something_is_takes_no_part(text: str, name: str, other: str, *, place: bool) -> None:
    units, anchors = read(text, name, other)
    assert takes_no_part(units, anchors[:1], anchors) == place


@pytest.mark.parametrize(
    ("text", "under"),
    [
        ("If Kenya attacked Chad, the market would fall.", True),
        ("Kenya will answer if it rains, and Chad attacked it.", False),
        ("Kenya might attack Chad.", True),
        ("Has Kenya attacked Chad?", True),
        ("Deputies from Kenya introduced a bill to stop all aid to Chad.", True),
        ("Kenya expects Chad to close the border.", True),
        ("Kenya passed a bill to stop all aid to Chad.", False),
        ("Kenya proposed a treaty to Chad.", False),
        ("Kenya attacked Chad.", False),
    ],
)
def test_what_stands_under_an_if_is_supposed(text: str, *, under: bool) -> None:
    units, (one, other) = read(text, "Kenya", "Chad")
    assert supposed(units, [one], [other]) == under


@pytest.mark.parametrize(
    ("text", "accuser"),
    [
        ("Kenya said that Chad was behind the riots.", "Kenya"),
        ("Kenya said that Chad condemned it.", None),
        ("Kenya attacked Chad.", None),
    ],
)
def test_who_tells_of_the_others_deed_accuses(text: str, accuser: str | None) -> None:
    units, (one, other) = read(text, "Kenya", "Chad")
    for sides in (([one], [other]), ([other], [one])):
        found = accuser_of(units, *sides)
        assert (found[0].code if found else None) == accuser


@pytest.mark.parametrize(
    ("text", "together"),
    [
        ("Peru accused Kenya and Chad of theft.", True),
        ("Peru spoke to Kenya and Chad.", True),
        ("Kenya and Chad met.", False),
        ("A treaty between Kenya and Chad was signed.", False),
        ("Kenya accused Chad.", False),
    ],
)
def test_what_a_third_does_to_both_is_nothing_between_them(text: str, *, together: bool) -> None:
    units, (one, other) = read(text, "Kenya", "Chad")
    assert acted_on_together(units, [one], [other]) == together
