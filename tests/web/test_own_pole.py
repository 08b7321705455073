"""A pole of the user's own, one table of a poles file: on every screen, in its own colour, beside others."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from poleward import config
from poleward.web import create_app

OWN = """
[poles.ankara]
label = "Ankara"
states = ["TUR"]
organisations = ["OTS"]
colour = "vermilion"

[poles.delhi]
label = "Delhi"
states = ["IND"]
"""
QUESTION = "pole=ankara&since=2022-02-24"


@pytest.fixture(scope="module")
def client(case: tuple[Path, Path], tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    folder = tmp_path_factory.mktemp("own")
    shutil.copy(case[0], folder / "case.duckdb")
    (folder / "poles.toml").write_text(OWN, encoding="utf-8")
    app = create_app(folder / "case.duckdb", config.load(folder / "poles.toml"), author="tester")
    with TestClient(app, base_url="http://127.0.0.1") as found:
        yield found


@pytest.mark.parametrize(
    "address",
    [
        "/moving?states=KAZ",
        "/where?states=KAZ,UZB&channel=treaties",
        "/why?state=KAZ&period=2022",
        "/state/KAZ?beside=ankara",
    ],
)
def test_a_screen_about_the_pole_draws_it_in_its_colour(client: TestClient, address: str) -> None:
    shown = client.get(f"{address}&{QUESTION}")
    assert shown.status_code == 200
    assert "Ankara" in shown.text
    assert colours(shown.text) == {"vermilion"}


def test_five_poles_stand_side_by_side_each_in_a_colour_of_its_own(client: TestClient) -> None:
    shown = client.get(f"/compare?among=KAZ&other=Delhi&{QUESTION}")
    assert shown.status_code == 200
    assert all(label in shown.text for label in ("Ankara", "Delhi", "Moscow", "the West", "Beijing"))
    assert len(colours(shown.text)) == 5


def colours(page: str) -> set[str]:
    return set(re.findall(r"\bpole-(blue|orange|green|purple|sky|vermilion)\b", page))
