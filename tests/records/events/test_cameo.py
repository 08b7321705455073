"""CAMEO and PLOVER, both ways, and the scale of types."""

from __future__ import annotations

import csv
from collections import defaultdict
from pathlib import Path

import pytest

from poleward.records.events import plover_of, scale
from poleward.records.events.cameo import YIELD, code_rows, correspondence, family_of


@pytest.mark.parametrize(
    ("cameo", "event_type", "mode"),
    [
        ("042", "CONSULT", "visit"),
        ("0831", "CONCEDE", None),
        ("0841", "RETREAT", "release"),
        ("0813", "RETREAT", "ease"),
        ("163", "COERCE", "restrict"),
        ("162", "SANCTION", "discontinue"),
        ("1712", "ASSAULT", "destroy"),
        ("1823", "ASSAULT", None),
        ("191", "COERCE", "restrict"),
        ("193", "ASSAULT", "firearms"),
        ("1053", "REQUEST", "yield"),
        ("010", None, None),
    ],
)
def test_a_code_has_the_published_type(cameo: str, event_type: str | None, mode: str | None) -> None:
    found = plover_of(cameo)
    assert found is not None
    assert (found.event_type, found.mode) == (event_type, mode)


@pytest.mark.parametrize("text", ["", "00", "21", "4", "12345", "---", "O4O"])
def test_what_is_no_code_has_no_type(text: str) -> None:
    assert plover_of(text) is None


def test_yield_is_concede_and_retreat() -> None:
    assert family_of("CONCEDE") == family_of("RETREAT") == YIELD
    both = {code for code, _, kind, _ in code_rows() if kind in ("CONCEDE", "RETREAT")}
    assert both == {code for code, *_ in code_rows() if code.startswith("08")}


def test_every_type_of_the_correspondence_has_a_score_that_agrees_with_its_class() -> None:
    types = {t.event_type for t in correspondence().values() if t.event_type}
    assert types == scale().keys()
    for t in scale().values():
        assert (t.score > 0) == t.co_operative
        assert -10 <= t.score <= 10
        assert plover_of(t.anchor) is not None
        assert plover_of(t.anchor).event_type == t.event_type  # type: ignore[union-attr]


@pytest.mark.shared
def test_the_scale_has_the_values_that_gdelt_publishes_for_its_anchors(shared: Path) -> None:
    published: dict[str, set[float]] = defaultdict(set)
    for name in ("gdelt1_events_sample.tsv", "gdelt2_export_20201113_15_central_asia_and_poles.export.CSV"):
        for line in (shared / "data/events" / name).read_text(encoding="utf-8").splitlines():
            cells = line.split("\t")
            published[cells[26]].add(float(cells[30]))
    with (shared / "data/events/icews_events.2018.sample.tab").open(encoding="utf-8") as file:
        for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            published[row["CAMEO Code"]].add(float(row["Intensity"]))
    checked = [t for t in scale().values() if t.anchor in published]
    assert len(checked) >= 12
    for t in checked:
        assert published[t.anchor] == {t.score}, t.event_type
