"""The report's figures: SVG and PNG fit for a paper."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from poleward import config
from poleward.answers.ask import ask
from poleward.archive import Archive
from poleward.publishing.path_pictures import paths_picture
from poleward.publishing.pictures import to_svg
from poleward.publishing.report import paths_of, render, write_figures
from tests.web.made import answer, path


def test_figures_are_written_as_svg_and_png(case: tuple[Path, Path], tmp_path: Path) -> None:
    with Archive.open(case[0]) as archive:
        answers = [ask(archive, "KAZ", "moscow", dt.date(2022, 2, 24), config=config.load())]
        told = paths_of(archive, answers, config.load())
        page = render(archive, answers, config.load(), told)
    assert "P(no change)" in page
    assert len(page.encode()) < 5_000_000
    written = write_figures(answers, tmp_path / "figures", told)
    assert "path-moscow-votes.svg" in {path.name for path in written}
    assert {path.suffix for path in written} == {".svg", ".png"}
    for figure in written:
        data = figure.read_bytes()
        assert data.startswith(b"\x89PNG" if figure.suffix == ".png" else b"<svg")
        assert len(data) > 3000


def test_a_path_is_drawn_with_bands_hatching_and_events() -> None:
    picture = paths_picture(answer(path()), "votes", {"KAZ": "Kazakhstan"})
    assert picture is not None
    drawn = to_svg(picture)
    assert "Kazakhstan: P(no change) = 5 %" in drawn
    main, violin = picture["concat"][0]["vconcat"]
    assert len(main["data"]["values"]) == 42  # what was not observed is left out
    hatching = main["layer"][0]["data"]["values"]
    assert {line["x"] < 2020.3 or line["x"] > 2023.6 for line in hatching} == {True}
    assert [e["for"] for e in violin["layer"][2]["data"]["values"]] == ["for a break", "against"]


def test_a_channel_without_paths_has_no_picture() -> None:
    assert paths_picture(answer(path()), "trade", {}) is None
