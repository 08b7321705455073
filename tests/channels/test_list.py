"""`CHANNELS` is the only list of channels, and a new kind of flow is one row of it."""

from __future__ import annotations

import ast
import datetime as dt
from collections.abc import Iterable
from importlib import resources
from pathlib import Path

import pytest

import poleward
from poleward.answers.ask import finding_of
from poleward.answers.why import explain
from poleward.archive import Archive
from poleward.channels import CHANNELS, EXPOSURE, KEYS, STANCE, channel, of_evidence
from poleward.channels.archive_reading import Reading
from poleward.channels.flows import Flows
from poleward.channels.question import Question
from poleward.config import load, shipped_weights
from poleward.measures.paths import PathSettings
from poleward.periods import Window
from tests.answers.conftest import SINCE

AID = Flows(
    key="aid", label="share of aid", indicators=("disbursed",), what="aid received", unit="share of the pole, 0 to 1",
    settings=PathSettings(walk=0.01, jump=0.2, rate=0.004, flicker=0.05, stray=0.05, start_mean=0.3, start_sd=0.4),
)  # fmt: skip
"""What it takes: this row in `channels/__init__.py`, and a layout of its files in `records/ties`."""


def question() -> Question:
    before = Window(dt.date(2014, 1, 1), SINCE - dt.timedelta(days=1))
    after = Window(SINCE, dt.date(2025, 12, 31))
    return Question(
        state="KAZ", state_name="Kazakhstan", pole=load().pole("moscow"), before=before, after=after
    )  # fmt: skip


def by_hand(names: Iterable[str], most: int) -> list[str]:
    """Return the tuples, lists and sets, or mappings of one more, that name more than `most` of some names."""
    root, found = Path(str(resources.files(poleward))), []
    for path in root.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Tuple | ast.List | ast.Set | ast.Dict):
                parts = node.keys if isinstance(node, ast.Dict) else node.elts
                named = [p.value for p in parts if isinstance(p, ast.Constant) and p.value in names]
                if len(named) > most + isinstance(node, ast.Dict):
                    found.append(f"{path.relative_to(root)}:{node.lineno} {named}")
    return found


def test_no_module_lists_channels_by_hand() -> None:
    """`tables` names the kinds of files that can be loaded, for the command line knows them before anything is read."""
    assert [place for place in by_hand(KEYS, 1) if not place.startswith("tables/__init__.py:")] == []


def test_no_module_lists_poles_by_hand() -> None:
    assert by_hand(load().poles, 1) == []


def test_the_pole_that_is_meant_where_none_is_named_stands_in_one_place() -> None:
    """The scores of marked pages name poles too, those that pages are marked for; word lists have cities."""
    root, keys = Path(str(resources.files(poleward))), load().poles
    naming = {
        path.relative_to(root).as_posix()
        for path in root.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and node.value in keys
    }
    assert naming - {"actors/context.py"} == {"defaults.py", "evaluation/marked_pages.py", "evaluation/statements.py"}


def test_every_channel_is_stance_or_exposure_and_found_by_its_name_and_its_evidence() -> None:
    assert (*STANCE, *EXPOSURE) == KEYS
    assert len(set(KEYS)) == len(KEYS)
    for one in CHANNELS:
        assert channel(one.key) is one
        assert of_evidence(one.evidence).evidence == one.evidence
        assert one.scale.low < one.scale.high


def test_the_weights_that_ship_are_those_of_the_stance_channels() -> None:
    assert tuple(shipped_weights()) == STANCE


def test_a_new_flow_is_read_found_drawn_and_explained(archive: Archive) -> None:
    archive.append(
        "ties",
        [
            {
                "state": "KAZ", "partner": partner, "channel": "aid", "indicator": "disbursed",
                "date_earliest": dt.date(year, 1, 1), "date_latest": dt.date(year, 12, 31), "value": value,
                "unit": "USD", "status": "observed", "reporter": None, "source_id": "x", "source": "A publisher",
            }
            for year in range(2014, 2026)
            for partner, value in (("RUS", 4e6 if year < 2022 else 1e6), ("CHN", 6e6))
        ],
    )  # fmt: skip
    reading = Reading(archive)
    found = finding_of(reading, AID, question())
    assert found is not None
    assert found.direction == "away"
    assert found.sentence.startswith("Aid: on record, Moscow's share of Kazakhstan's aid received went from 40 %")
    assert found.path is not None
    assert found.path.breaks[0].direction == "away"
    assert found.path.breaks[0].month[:4] in ("2021", "2022")
    change = found.estimate("change_in_share")
    assert change is not None
    lines = explain(reading, change, question().pole).lines
    assert sum(line.contribution for line in lines) == pytest.approx(change.value)
    assert "Russian Federation" in lines[0].what
    (year,) = AID.numbers(AID.read(reading, question()), Window(dt.date(2024, 1, 1), dt.date(2024, 12, 31)))
    assert year.value == pytest.approx(1 / 7)
