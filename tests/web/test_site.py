"""The published site: the same bytes, links that resolve, nothing from elsewhere, a bulletin only of what changed."""

from __future__ import annotations

import datetime as dt
import json
import re
from pathlib import Path
from urllib.parse import unquote
from xml.etree import ElementTree

import pytest

from poleward import config
from poleward.archive import Archive
from poleward.errors import UnusableInputError
from poleward.publishing.site import Wanted, publish, renew_bulletin
from tests.answers.conftest import document, roll_call, vote
from tests.drift_samples import MEMBERS, fill
from tests.web.conftest import Watched

POLES = config.load()
WANTED = Wanted(
    poles=(POLES.pole("moscow"), POLES.pole("beijing")), since=dt.date(2022, 2, 24), states=("KAZ", "MLI", "RUS"),
    marked=("KAZ",), languages=("en", "ru"), address="https://example.org/drift/",
)  # fmt: skip
LINK = re.compile(r'(?:href|src)="([^"]*)"')


@pytest.fixture(scope="module")
def archive_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("site") / "votes.duckdb"
    with Archive.open(path, write=True) as archive:
        fill(archive)
    return path


@pytest.fixture(scope="module")
def site(archive_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("published") / "site"
    with Archive.open(archive_path, write=True) as archive:
        done = publish(archive, folder, WANTED, POLES)
    assert (done.states, done.changed, done.edition) == (3, done.files, "2025-12")
    return folder


def test_every_link_leads_to_a_file_and_nothing_comes_from_elsewhere(site: Path) -> None:
    pages = sorted(site.rglob("*.html"))
    assert len(pages) >= 2 * (3 + 3 + 1)  # states, lists with the front page and a comparison, in two languages
    for page in pages:
        text = page.read_text(encoding="utf-8")
        assert ' style="' not in text
        for href in LINK.findall(text):
            if href.startswith(("https://", "#")):
                assert f'src="{href}"' not in text
                continue
            path, _, fragment = unquote(href).partition("#")
            target = (page.parent / path).resolve()
            assert target.is_file(), (page, href)
            assert not fragment or f'id="{fragment}"' in target.read_text(encoding="utf-8"), (page, href)


def test_the_same_archive_gives_the_same_bytes_and_a_second_time_changes_nothing(
    archive_path: Path, site: Path, tmp_path: Path
) -> None:
    with Archive.open(archive_path) as archive:
        publish(archive, tmp_path / "again", WANTED, POLES)
        second = publish(archive, site, WANTED, POLES)
    files = {p.relative_to(site): p.read_bytes() for p in site.rglob("*") if p.is_file()}
    again = {p.relative_to(tmp_path / "again"): p.read_bytes() for p in (tmp_path / "again").rglob("*") if p.is_file()}
    assert files == again
    assert (second.changed, second.edition) == (0, None)
    assert sum(map(len, files.values())) < 8_000_000


def test_cards_twins_embeds_and_the_feed_are_there(site: Path) -> None:
    assert (site / "card/MLI.png").read_bytes().startswith(b"\x89PNG")
    assert (
        json.loads((site / "data/state/MLI.json").read_text(encoding="utf-8"))["poles"][0]["move"]["mover"] == "state"
    )
    assert "MLI" in (site / "data/drift-moscow.csv").read_text(encoding="utf-8")
    assert "var(" not in (site / "embed/MLI.svg").read_text(encoding="utf-8")
    page = (site / "state/MLI.html").read_text(encoding="utf-8")
    assert "Mali moved towards Moscow at the UN" in page
    assert 'og:image" content="https://example.org/drift/card/MLI.png' in page
    assert "&lt;iframe src=&#34;https://example.org/drift/embed/MLI.html" in page
    assert "Мали" in (site / "ru/state/MLI.html").read_text(encoding="utf-8")
    feed = ElementTree.fromstring((site / "feed.xml").read_text(encoding="utf-8"))  # noqa: S314  our own
    assert [link.text for link in feed.iter("link")][1] == "https://example.org/drift/bulletin/2025-12.html"


def test_the_bulletin_tells_who_moved_and_what_is_new(site: Path) -> None:
    text = (site / "bulletin/2025-12.md").read_text(encoding="utf-8")
    assert "This is the first edition." in text
    assert "[Mali](../state/MLI.html)" in text
    assert "Brazil" not in text or "[Brazil]" not in text  # no page, no link
    assert "A/RES/2025/7" in text


def test_a_bulletin_is_written_when_something_changed_and_compares(archive_path: Path, tmp_path: Path) -> None:
    path = tmp_path / "votes.duckdb"
    path.write_bytes(archive_path.read_bytes())
    with Archive.open(path, write=True) as archive:
        publish(archive, tmp_path / "site", Wanted(poles=WANTED.poles, since=WANTED.since, states=("KAZ",)), POLES)
        assert renew_bulletin(archive, tmp_path / "site", POLES) is None
        archive.append("documents", [document("one")])
        assert renew_bulletin(archive, tmp_path / "site", POLES) == "2025-12"  # of the same month: it takes its place
        name = "A/RES/2026/0"
        archive.append("roll_calls", [roll_call(name, dt.date(2026, 1, 20), bridge="b-0", session="81")])
        archive.append("votes", [vote(name, state, "yes") for state in MEMBERS])
        assert renew_bulletin(archive, tmp_path / "site", POLES) == "2026-01"
    text = (tmp_path / "site/bulletin/2026-01.md").read_text(encoding="utf-8")
    assert "This is the first edition." not in text
    assert name in text
    assert "A/RES/2025/7" not in text  # told in the edition before
    assert (tmp_path / "site/bulletin/2025-12.html").is_file()
    assert (tmp_path / "site/state/KAZ.html").is_file()


def test_a_folder_of_somebody_else_is_left_alone(archive_path: Path, tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("mine", encoding="utf-8")
    with Archive.open(archive_path) as archive:
        with pytest.raises(UnusableInputError, match="was not published by poleward"):
            publish(archive, tmp_path, WANTED, POLES)
        with pytest.raises(UnusableInputError, match="no site of poleward"):
            renew_bulletin(archive, tmp_path / "nowhere", POLES)
    (tmp_path / "letter.txt").unlink()
    (tmp_path / "site.json").write_text('{"files": {"../outside": "0"}}', encoding="utf-8")
    (tmp_path.parent / "outside").write_text("stays", encoding="utf-8")
    with Archive.open(archive_path) as archive:
        publish(archive, tmp_path, Wanted(poles=WANTED.poles[:1], since=WANTED.since, states=("KAZ",)), POLES)
    assert (tmp_path.parent / "outside").read_text(encoding="utf-8") == "stays"


def test_the_site_opens_from_its_folder_on_a_phone_in_the_dark(site: Path, watched: Watched) -> None:
    page = watched.page
    page.set_viewport_size({"width": 360, "height": 740})
    page.emulate_media(color_scheme="dark")
    page.goto((site / "index.html").as_uri())
    page.get_by_label("Find a state").fill("mal")
    page.get_by_role("link", name="Mali", exact=True).click()
    page.wait_for_url("**/state/MLI.html")
    assert page.locator("svg.lines").last.is_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 362
    page.get_by_role("link", name="Русский").click()
    page.wait_for_url("**/ru/state/MLI.html")
    assert "Мали" in page.locator("h1").inner_text()
