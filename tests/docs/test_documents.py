"""What code or facts decide in the documentation is current, and every page can be reached."""

from __future__ import annotations

import re
import runpy
from pathlib import Path
from typing import Any

import pytest
import yaml

from poleward.answers.answer import Answer
from poleward.archive import Archive
from poleward.bundled.build import ARCHIVE
from poleward.coding.accuracy import measured

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def pictures() -> dict[str, Any]:
    return runpy.run_path(str(ROOT / "docs/make_pictures.py"))


@pytest.fixture(scope="module")
def tables() -> dict[str, Any]:
    return runpy.run_path(str(ROOT / "docs/make_tables.py"))


@pytest.fixture(scope="module")
def found(bundled: Path, pictures: dict[str, Any]) -> list[Answer]:
    """What the front page tells, from the record with the fit that the demonstration left."""
    with Archive.open(bundled / ARCHIVE) as archive:
        answers: list[Answer] = pictures["answers"](archive)
    return answers


def test_pictures_are_those_that_the_record_gives(pictures: dict[str, Any], found: list[Answer]) -> None:
    drawn = pictures["pictures"](found)
    assert set(drawn) == {p.name for p in (ROOT / "docs/images").glob("*.svg")}
    assert pictures["pictures"](found) == drawn, "the same facts give the same bytes"
    for name, svg in drawn.items():
        committed = (ROOT / "docs/images" / name).read_text(encoding="utf-8")
        assert committed == svg, f"run 'python docs/make_pictures.py': {name} is out of date"


def test_the_archives_tables_are_current(tables: dict[str, Any]) -> None:
    page = (ROOT / "docs/archive.md").read_text(encoding="utf-8")
    assert tables["archive_page"](page) == page, "run 'python docs/make_tables.py'"


def test_what_the_readme_says_is_current(tables: dict[str, Any], found: list[Answer]) -> None:
    page = (ROOT / "README.md").read_text(encoding="utf-8")
    assert tables["readme"](page, found) == page, "run 'python docs/make_tables.py'"


def test_every_page_is_in_the_navigation() -> None:
    settings = yaml.safe_load((ROOT / "mkdocs.yml").read_text(encoding="utf-8"))
    listed = set(re.findall(r"[\w/.-]+\.(?:md|py)", yaml.safe_dump(settings["nav"])))
    found = (*(ROOT / "docs").rglob("*.md"), *(ROOT / "docs/notebooks").glob("*.py"))
    pages = {p.relative_to(ROOT / "docs").as_posix() for p in found if "poleward-demo" not in p.parts}
    assert pages == listed


def test_the_readme_leads_to_files_that_exist() -> None:
    page = (ROOT / "README.md").read_text(encoding="utf-8")
    for target in re.findall(r"\]\(([^)#]+)\)", page):
        assert target.startswith("https://") or (ROOT / target).exists(), target


def test_the_readme_says_that_the_dispatches_are_written_for_the_demonstration() -> None:
    page = " ".join((ROOT / "README.md").read_text(encoding="utf-8").split())
    assert "The dispatches of the demonstration are written for it." in page


def test_the_share_of_wrong_signs_is_quoted_as_measured() -> None:
    english, russian = measured(), measured()["russian"]
    stated = f"{english['turned']} of {english['signed']}"
    for name in ("README.md", "docs/evaluation.md", "docs/coding.md"):
        assert stated in (ROOT / name).read_text(encoding="utf-8"), name
    assert f"{russian['turned']} of {russian['signed']}" in (ROOT / "docs/evaluation.md").read_text(encoding="utf-8")


def test_the_version_is_stated_in_one_place() -> None:
    import tomllib

    import poleward

    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert project["project"]["dynamic"] == ["version"]
    assert project["tool"]["hatch"]["version"]["path"] == "src/poleward/version.py"
    cited = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))["version"]
    assert str(cited) == poleward.__version__, "CITATION.cff has to state it: no reader of it runs code"


def test_the_changes_are_by_release_and_the_notice_goes_with_the_wheel() -> None:
    import tomllib

    page = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    releases = re.findall(r"^## (.+)$", page, re.MULTILINE)
    assert releases[0] == "Unreleased"
    assert all(re.fullmatch(r"\d+\.\d+\.\d+ \(\d+ \w+ \d{4}\)", one) for one in releases[1:])
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["license-files"] == ["LICENSE", "NOTICE"]
    assert "Natural Earth" in (ROOT / "NOTICE").read_text(encoding="utf-8")
