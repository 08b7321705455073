"""The charts of pages: words that fit, labels that keep apart, sums that close, and pictures that stand alone."""

from __future__ import annotations

import itertools
import re
from xml.etree import ElementTree

from hypothesis import given
from hypothesis import strategies as st

from poleward.publishing import design
from poleward.publishing.cards import card, wrapped
from poleward.publishing.charts.lines import DrawnLine, axes_of, lines_chart
from poleward.publishing.charts.pairs import DrawnPair, pairs_chart
from poleward.publishing.charts.plane import Tail, plane_chart
from poleward.publishing.charts.strip import Member, strip_chart
from poleward.publishing.charts.sums import DrawnPart, sum_chart

YEARS = [2014 + k / 4 for k in range(40)]


def line(name: str, level: float, colour: str = "blue") -> DrawnLine:
    return DrawnLine(name, colour, YEARS, [level] * 40, [level - 3] * 40, [level + 3] * 40)


@given(st.lists(st.floats(0, 100), min_size=1, max_size=5), st.floats(5, 15))
def test_labels_are_moved_apart_and_stay_in_their_order(places: list[float], least: float) -> None:
    moved = design.apart(places, least, 0.0, 100.0)
    ordered = [moved[i] for i in sorted(range(len(places)), key=lambda i: places[i])]
    assert all(b - a >= least - 1e-6 for a, b in itertools.pairwise(ordered))
    assert max(moved) <= 100.0


def test_lines_that_end_together_are_named_one_below_the_other() -> None:
    lines = [line("Moscow", 70), line("Beijing", 70.2, "green"), line("the West", 60, "orange")]
    for width in (design.WIDE, design.NARROW):
        drawn = lines_chart(lines, axes_of(lines, 2022.15, "24 February 2022"), "label", width)
        tree = ElementTree.fromstring(drawn)  # noqa: S314  our own drawing
        names = [t for t in tree.iter("text") if t.get("class") == "pole-name"]
        assert [t.text for t in names] == ["Moscow", "Beijing", "the West"]
        places = sorted(float(str(t.get("y"))) for t in names)
        assert min(b - a for a, b in itertools.pairwise(places)) >= design.LINE - 0.01
        for t in names:
            assert float(str(t.get("x"))) + design.words_width(str(t.text)) <= width


def test_a_sum_ends_where_its_parts_end() -> None:
    parts = [
        DrawnPart("a", -9.1, "−9.1", "own", -13.9, -5.6),
        DrawnPart("b", 3.8, "+3.8", "rest"),
        DrawnPart("c", -2.0, "−2.0", "rest"),
    ]
    total = DrawnPart("all", sum(p.value for p in parts), "−7.3", "sum")
    tree = ElementTree.fromstring(sum_chart(parts, total, "label", design.WIDE, pole="blue"))  # noqa: S314  ours
    bars = [(float(str(r.get("x"))), float(str(r.get("width")))) for r in tree.iter("rect")]
    assert len(bars) == 4
    last_part, whole = bars[2], bars[3]
    assert abs(last_part[0] - whole[0]) < 0.05  # the last part moves left and ends at the sum's end


def test_what_is_said_is_escaped_in_every_chart() -> None:
    evil = "<script>&"
    drawings = [
        lines_chart([line(evil, 50)], axes_of([line(evil, 50)], 2022.0, evil), evil, 720),
        sum_chart([DrawnPart(evil, 1.0, evil, "own")], DrawnPart(evil, 1.0, evil, "sum"), evil, 720, pole="blue"),
        pairs_chart([DrawnPair(evil, 0.2, 0.9, evil)], evil, 720, pole="blue", ends=(evil, evil)),
        strip_chart([Member(evil, -1.0, evil), Member("b", 2.0, evil, marked=True)], evil, 720, pole="blue",
                    ends=(evil, evil)),
        plane_chart([Tail(evil, [(2020, 1.0, 2.0), (2021, 3.0, 1.0)], evil)], (evil, evil), evil, 720, 2020.5),
    ]  # fmt: skip
    for drawing in drawings:
        assert "<script" not in drawing
        ElementTree.fromstring(drawing)  # noqa: S314  our own drawing


def test_a_picture_that_stands_alone_has_its_colours_written_out() -> None:
    lines = [line("the West", 70, "orange"), line("Moscow", 60)]
    drawn = design.standalone(str(lines_chart(lines, axes_of(lines, 2022.0, "then"), "label", 720)))
    assert "var(" not in drawn
    assert re.search(r"\.pole-orange \.line\s*\{[^}]*#b06f00", drawn)
    assert design.to_png(drawn).startswith(b"\x89PNG")


def test_a_card_has_its_message_on_two_lines_at_most() -> None:
    lines = [line("Moscow", 60)]
    axes = axes_of(lines, 2022.0, "then")
    chart = design.both(lambda width: lines_chart(lines, axes, "label", width))
    long = "Saint Vincent and the Grenadines and the Democratic Republic of the Congo grew apart at the UN: both moved"
    tree = ElementTree.fromstring(card(long, "under", chart))  # noqa: S314  our own drawing
    large = [t for t in tree if t.tag.endswith("text") and t.get("font-weight") == "700"]
    assert len(large) == 2
    assert wrapped("one two three", 7) == ["one two", "three"]
