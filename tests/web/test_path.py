"""The path as it is drawn: turned towards the pole, relative to the baseline, its events as links, nothing invented."""

from __future__ import annotations

import xml.etree.ElementTree as ET

import pytest

from poleward.answers.curves import BANDS, accounts_said, break_said, curve_of
from poleward.channels.say import ENGLISH
from poleward.publishing.charts.path import PathLinks, empty_panel, frame_of_curves, path_panel, tallest
from poleward.publishing.charts.series import LEFT, RIGHT, WIDTH
from poleward.publishing.tongue import Tongue
from tests.web.made import AGAINST, BREAK, path


def drawn() -> ET.Element:
    """Return the drawing of the path made by hand."""
    curve = curve_of(path(), "2022-02")
    frame = frame_of_curves([curve], 2022.15)
    links = PathLinks({2022: "/why?period=2022"}, [(t, t.label, f"/why?period={t.date[:7]}") for t in (BREAK, AGAINST)])
    panel = path_panel(frame, curve, links, tallest([curve]), "a label", pole="blue", tongue=Tongue())
    return ET.fromstring(panel)  # noqa: S314


def test_up_is_towards_and_zero_is_the_baseline() -> None:
    curve = curve_of(path(), "2022-02")
    assert curve.baseline == 1.0
    assert curve.median[5] == 0.0
    assert curve.median[30] == -0.5  # a larger distance is away
    for narrow, wide in zip(BANDS[1:], BANDS[:-1], strict=True):
        assert curve.low[wide][30] < curve.low[narrow][30] < curve.median[30] < curve.high[narrow][30]
        assert curve.high[narrow][30] < curve.high[wide][30]


def test_rows_hold_what_is_drawn_and_say_what_was_not_observed() -> None:
    rows = curve_of(path(), "2022-02").rows("moscow")
    assert len(rows) == 48
    by_month = {row["period"]: row for row in rows}
    assert by_month["2022-03"]["break_away"] == 0.8
    assert by_month["2022-03"]["low95"] == pytest.approx(-0.8)
    assert [m for m, row in by_month.items() if row["status"] == "not observed"] == [
        "2020-01", "2020-02", "2020-03", "2023-10", "2023-11", "2023-12",
    ]  # fmt: skip


def test_a_share_stays_as_it_is() -> None:
    from dataclasses import replace

    curve = curve_of(replace(path(), nearer="up", seen=("2022-03", "2023-09")), "2022-02")
    assert curve.baseline is None
    assert curve.median[30] == 1.5


def test_every_mark_leads_to_its_evidence() -> None:
    links = drawn().findall("a")
    assert [a.get("href") for a in links] == ["/why?period=2022", "/why?period=2022-03", "/why?period=2022-04"]
    assert "Aggression against <Ukraine>: for a break" in str(links[1].get("aria-label"))
    assert "against a break" in str(links[2].get("aria-label"))


def test_bands_a_violin_and_the_probability_of_no_change_are_drawn() -> None:
    tree = drawn()
    assert len(tree.findall("polygon[@class='band']")) == len(BANDS)
    assert [p.get("class") for p in tree.findall("polygon") if "half" in str(p.get("class"))] == [
        "half towards", "half away",
    ]  # fmt: skip
    assert "P(no change) 5\N{NO-BREAK SPACE}%" in [t.text for t in tree.findall("text")]
    assert len(tree.findall("rect[@class='unseen']")) == 2
    for polygon in tree.findall("polygon"):
        xs = [float(pair.split(",")[0]) for pair in str(polygon.get("points")).split()]
        assert LEFT - 6 <= min(xs) <= max(xs) <= WIDTH - RIGHT + 6


def test_the_violin_points_at_the_break() -> None:
    half = next(p for p in drawn().findall("polygon") if p.get("class") == "half away")
    title = half.find("title")
    assert title is not None
    assert title.text == "A break away: most probable in March 2022, 80\N{NO-BREAK SPACE}% in that month"


def test_what_has_no_path_is_hatched() -> None:
    frame = frame_of_curves([curve_of(path(), "2022-02")], 2022.15)
    panel = empty_panel(frame, "it never votes", "Turkmenistan", pole="blue", tongue=Tongue())
    tree = ET.fromstring(panel)  # noqa: S314
    box = tree.find("rect[@class='unseen']")
    assert box is not None
    assert "it never votes" in str(box.findtext("title"))


def test_the_path_in_words() -> None:
    one = path()
    assert accounts_said(one, ENGLISH) == "P(no change) = 5 %, a gradual change 2 %, a break 93 %"
    assert break_said(one.breaks[0], ENGLISH) == (
        "A break away in 2022-03 (between 2022-02 and 2022-05), P = 93 %, the state moved"
    )
