"""The bundled dispatches: indexed, sourced, dated and balanced by rule, not by result."""

from __future__ import annotations

import datetime as dt
from importlib import resources
from pathlib import Path

from poleward.bundled.dispatches import files, index
from poleward.pages import Document, read_path

SINCE = dt.date(2022, 2, 24)
CENTRAL_ASIA = ("KAZ", "KGZ", "TJK", "TKM", "UZB")


def _documents(folder: Path) -> dict[tuple[str, str], Document]:
    """Write the dispatches to a folder and read them as any page is read."""
    found = {}
    for name, data in files().items():
        (folder / name).write_bytes(data)
        for document in read_path(folder / name):
            record = document.url or "" if name in ("wires.jsonl", "feed.xml") else ""
            found[name, record] = document
    return found


def test_the_index_names_each_dispatch_once_with_the_source_of_its_event() -> None:
    shipped = {p.name for p in resources.files("poleward.bundled").joinpath("data/dispatches").iterdir()}
    assert shipped == set(files())
    entries = index()
    assert len({(d.file, d.record) for d in entries}) == len(entries)
    assert all(d.source and d.states for d in entries)
    stories = {d.file for d in entries}
    assert all(d.same_story_as in stories for d in entries if d.same_story_as)


def test_each_state_has_six_dispatches_before_and_after_the_invasion() -> None:
    for state in CENTRAL_ASIA:
        dates = [d.date for d in index() if state in d.states and d.date >= dt.date(2014, 1, 1)]
        assert sum(date < SINCE for date in dates) >= 6, state
        assert sum(date >= SINCE for date in dates) >= 6, state


def test_messy_dispatches_are_kept() -> None:
    messy = [d for d in index() if d.messy]
    assert len(messy) >= 7
    assert {Path(d.file).suffix for d in messy} >= {".txt", ".html"}


def test_every_dispatch_is_read_with_its_title_and_an_interval_that_holds_its_date(tmp_path: Path) -> None:
    documents = _documents(tmp_path)
    entries = index()
    assert set(documents) == {(d.file, d.record) for d in entries}
    for d in entries:
        document = documents[d.file, d.record]
        assert document.title, d.file
        assert document.title.casefold() == d.title.casefold(), d.file
        assert document.published_earliest is not None, d.file
        assert document.published_earliest <= d.date, d.file
        assert document.published_latest is None or d.date <= document.published_latest, d.file


def test_teasers_and_comment_forms_are_no_part_of_the_text_that_is_coded(tmp_path: Path) -> None:
    documents = _documents(tmp_path)
    kept = {
        name: " ".join(document.text[p.start_at : p.end_at] for p in document.paragraphs())
        for (name, _), document in documents.items()
    }
    assert "Missile falls" not in kept["2022-03-14-aid-plane.txt"]
    assert "Dollar exchange rate" not in kept["2022-10-14-respect-translated.txt"]
    assert "Fuel prices" not in kept["2022-03-03-applications.html"]
    assert "has not arrived" in kept["2022-10-07-summit.html"]
    assert "buy a carpet" not in kept["2022-10-07-summit.html"]
    assert "condemn Putin" not in kept["2022-10-07-summit.html"]
