"""The box answers as the whole record does, and of every member of the United Nations."""

from __future__ import annotations

import importlib.util
import itertools
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from poleward import config as configuration
from poleward.actors import load_registry
from poleward.answers.questions import question
from poleward.archive import Archive
from poleward.channels import channel
from poleward.channels.archive_reading import Reading
from poleward.channels.votes import VoteFacts
from poleward.intake import box as put
from poleward.intake.memberships import load_memberships

STATES = (
    "KAZ", "UZB", "ARM", "SRB", "HUN", "TUR", "IND", "BRA", "ZAF", "MLI", "EGY", "SAU", "IDN", "VNM", "MEX", "CUB",
    "GBR", "FJI", "MNG", "ETH",
)  # fmt: skip
POLES = ("moscow", "west", "beijing", "USA", "IND", "EU")
DATES = (date(2022, 2, 24), date(2014, 3, 1), date(2000, 1, 1), date(1975, 6, 1))
QUESTIONS = [
    (state, pole, since)
    for (state, pole), since in zip(
        itertools.islice(((s, p) for i, s in enumerate(STATES) for p in (POLES[i % 6], POLES[(i + 3) % 6])), 40),
        itertools.cycle(DATES),
        strict=False,
    )
]


def _found(archive: Archive, key: str, state: str, pole: str, since: date) -> dict[str, Any]:
    """Return a channel's numbers and evidence for a question, without the words made of them."""
    config = configuration.load()
    asked = question(archive, state, pole, since, config=config, registry=load_registry())
    one = channel(key)
    found = one.finding(one.read(Reading(archive), asked))
    assert found is not None
    return {"asked": asked, "direction": found.direction, "estimates": found.estimates}


@pytest.fixture(scope="module")
def boxed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    path = tmp_path_factory.mktemp("boxed") / "box.duckdb"
    with put.open_archive(path, write=True, with_box=True) as archive:
        yield archive


def test_forty_questions_are_of_twenty_states_and_six_poles() -> None:
    assert len(QUESTIONS) == len(set(QUESTIONS)) == 40
    assert len({q[0] for q in QUESTIONS}) == 20
    assert len({q[1] for q in QUESTIONS}) == 6


@pytest.mark.shared
@pytest.mark.slow
@pytest.mark.timeout(3600)
def test_the_box_and_the_whole_record_give_the_same_answers(boxed: Archive, shared: Path, tmp_path: Path) -> None:
    path = Path(__file__).parents[2] / "scripts" / "make_box.py"
    spec = importlib.util.spec_from_file_location("make_box", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    with Archive.open(tmp_path / "whole.duckdb", write=True) as whole:
        module.load(whole, shared / "data" / "unga")
        load_memberships(whole)
        for asked, key in itertools.product(QUESTIONS, ("votes", "treaties")):
            assert _found(boxed, key, *asked) == _found(whole, key, *asked), asked


@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_every_member_answers_in_votes_and_none_lacks_treaties(boxed: Archive) -> None:
    members = sorted(load_registry().members(date(2025, 12, 1)))
    assert len(members) == 193
    config, reading = configuration.load(), Reading(boxed)
    silent = []
    for state in members:
        pole = "moscow" if state != "RUS" else "west"
        asked = question(boxed, state, pole, date(2022, 2, 24), config=config, registry=load_registry())
        votes, treaties = (channel(key) for key in ("votes", "treaties"))
        found = votes.finding(votes.read(reading, asked))
        # A change with its interval is an answer, also where no direction is likely.
        if found is None or not isinstance(found.facts, VoteFacts) or found.facts.move is None:
            silent.append(state)
        told = treaties.finding(treaties.read(reading, asked))
        assert told is not None, state
        assert told.direction != "not enough evidence", state
    assert len(members) - len(silent) >= 190, silent
