"""The report: words first, in each language its own; figures as SVG and PNG fit for a paper."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from xml.etree import ElementTree

from poleward import config
from poleward.answers.ask import ask
from poleward.archive import Archive
from poleward.publishing.report import render, write_figures
from poleward.publishing.tongue import LANGUAGES, Tongue
from tests.web.english import english_in


def test_a_report_begins_with_words_and_its_figures_stand_alone(case: tuple[Path, Path], tmp_path: Path) -> None:
    with Archive.open(case[0]) as archive:
        answers = [
            ask(archive, state, pole, dt.date(2022, 2, 24), config=config.load())
            for pole in ("moscow", "west") for state in ("KAZ", "UZB")
        ]  # fmt: skip
        page = render(archive, answers)
        others = {code: render(archive, answers, tongue=Tongue(code)) for code in LANGUAGES if code != "en"}
        written = write_figures(archive, answers, tmp_path / "figures")
    for code, other in others.items():
        assert f'lang="{code}"' in other
        assert english_in(other, code) == []
        assert len(english_in(page, code)) > 50
    assert len(page.encode()) < 600_000
    words, picture = page.index("Kazakhstan"), page.index("<svg")
    assert words < picture
    assert page.count('<section class="sheet"') == 2
    ids = [part.split('"')[0] for part in page.split(' id="')[1:]]
    assert len(ids) == len(set(ids))
    assert {"overview.svg", "KAZ-lines.svg", "UZB-who-moved-west.svg"} <= {path.name for path in written}
    for figure in written:
        data = figure.read_bytes()
        assert len(data) > 3000
        if figure.suffix == ".png":
            assert data.startswith(b"\x89PNG")
        else:
            assert b"var(--" not in data
            ElementTree.fromstring(data)  # noqa: S314  our own drawing
