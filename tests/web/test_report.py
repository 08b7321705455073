"""The report's figures: SVG and PNG fit for a paper."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from poleward import config
from poleward.answers.ask import ask
from poleward.answers.report import write_figures
from poleward.archive import Archive


def test_figures_are_written_as_svg_and_png(case: tuple[Path, Path], tmp_path: Path) -> None:
    with Archive.open(case[0]) as archive:
        answers = [ask(archive, "KAZ", "moscow", dt.date(2022, 2, 24), config=config.load())]
    written = write_figures(answers, tmp_path / "figures")
    assert {path.suffix for path in written} == {".svg", ".png"}
    for path in written:
        data = path.read_bytes()
        assert data.startswith(b"\x89PNG" if path.suffix == ".png" else b"<svg")
        assert len(data) > 3000
