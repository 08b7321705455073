"""Results look the same everywhere: frames by what is installed, escaped tables, pictures with and without Altair."""

from __future__ import annotations

import json
import re
from typing import Any
from xml.etree import ElementTree as Et

import altair
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from poleward.errors import MissingExtraError, NothingFoundError, UnusableInputError, needs_extra
from poleward.results import Forest, Lines, Mark, Rows, SeriesPoint, charts, described, frames

HOSTILE = "<script>alert('x')</script>&\u202e"


def rows(**more: Any) -> Rows:
    table = pa.table({"state": ["KAZ", HOSTILE], "value": [0.123456, None], "seen": [True, False]})
    about = {"state": "ISO3 code", "value": "agreement, 0 to 1; missing: not observed"}
    return Rows(described(table, about, title="A table", sources=["UN Digital Library"]), "A table", **more)


def test_a_frame_is_of_the_library_asked_for_or_the_first_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    found = rows()
    assert isinstance(found.to_frame(), pl.DataFrame)
    assert isinstance(found.to_frame("pandas"), pd.DataFrame)
    assert isinstance(found.to_frame("pyarrow"), pa.Table)
    monkeypatch.setattr(frames, "find_spec", lambda name: None if name == "polars" else name)
    assert isinstance(found.to_frame(), pd.DataFrame)
    monkeypatch.setattr(frames, "find_spec", lambda name: name if name == "pyarrow" else None)
    assert isinstance(found.to_frame(), pa.Table)
    with pytest.raises(UnusableInputError, match="polars is not installed"):
        found.to_frame("polars")
    with pytest.raises(UnusableInputError, match="no backend 'excel'"):
        found.to_frame("excel")


def test_a_pandas_frame_knows_its_sources_and_columns() -> None:
    attrs = rows().to_frame("pandas").attrs
    assert attrs["sources"] == ["UN Digital Library"]
    assert attrs["columns"]["state"] == "ISO3 code"


def test_the_repr_is_one_short_line_and_the_table_is_escaped() -> None:
    found = rows(notes=[HOSTILE])
    assert repr(found) == "<Rows: A table (2 rows)>"
    page = found._repr_html_()
    assert "<script" not in page
    assert "&lt;script&gt;" in page
    assert re.findall(r"<th>(\w+)</th>", page) == ["state", "value", "seen"]
    assert "0.123" in page
    assert "–" in page, "missing is a dash"


def test_a_long_table_says_how_much_is_not_shown() -> None:
    found = Rows(pa.table({"n": list(range(1000))}), "Many")
    page = found._repr_html_()
    assert page.count("<tr>") == 21
    assert "980 further rows" in page


FOREST = Forest((("change", (Mark("votes & words", -0.1, -0.2, 0.05), Mark("deeds", 0.3))),))
LINES = Lines(
    (
        SeriesPoint("KAZ", 2020.5, 0.5, 0.4, 0.6), SeriesPoint("KAZ", 2021.5, None), SeriesPoint("KAZ", 2022.5, 0.6),
        SeriesPoint("<UZB>", 2020.5, 0.7),
    ), "agreement",
)  # fmt: skip


@pytest.mark.parametrize("chart", [FOREST, LINES])
def test_every_chart_is_drawn_with_and_without_altair(chart: charts.Chart, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = charts.draw(chart, "A title")
    assert isinstance(drawn, altair.TopLevelMixin)
    json.dumps(drawn.to_dict())
    monkeypatch.setattr(charts, "find_spec", lambda name: None)
    svg = charts.draw(chart, HOSTILE)
    root = Et.fromstring(svg)  # noqa: S314  our own drawing
    assert root.tag.endswith("svg")
    assert "<script" not in svg
    circles = [e for e in root.iter() if e.tag.endswith("circle")]
    assert len(circles) == (2 if chart is FOREST else 3), "a missing value is not drawn"


def test_a_gap_breaks_the_line() -> None:
    svg = charts.to_svg(LINES, "t")
    lines = re.findall(r'<polyline points="([^"]*)"', svg)
    assert [len(points.split()) for points in lines] == [1, 1, 1]


def test_nothing_to_draw_is_said() -> None:
    for chart in (None, Forest(()), Lines((), "x")):
        with pytest.raises(NothingFoundError):
            charts.draw(chart, "t")


@given(st.lists(st.tuples(st.floats(-1e6, 1e6), st.text(max_size=40)), min_size=1, max_size=5))
def test_any_numbers_and_labels_make_a_drawing(marks: list[tuple[float, str]]) -> None:
    clean = [(v, "".join(c for c in t if c.isprintable())) for v, t in marks]
    chart = Forest((("x", tuple(Mark(label, value) for value, label in clean)),))
    Et.fromstring(charts.to_svg(chart, clean[0][1]))  # noqa: S314  our own drawing


def test_a_missing_extra_is_named_in_one_line() -> None:
    with pytest.raises(MissingExtraError) as caught, needs_extra("export"):
        import no_such_package_at_all  # noqa: F401
    assert caught.value.message == (
        "this needs no_such_package_at_all, which is not installed. Install it with: pip install 'poleward[export]'."
    )
    with pytest.raises(ModuleNotFoundError), needs_extra("export"):
        import poleward.no_such_room  # noqa: F401  a fault of ours is not a missing extra
