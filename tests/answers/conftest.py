"""A small archive with a known answer: Kazakhstan moves away from Moscow in votes and words, not in deeds."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from poleward import config
from poleward.archive import Archive
from poleward.config import Config
from poleward.intake.box import open_archive

SINCE = dt.date(2022, 2, 24)


@pytest.fixture(scope="session")
def facts(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    """The record that ships."""
    with open_archive(tmp_path_factory.mktemp("facts") / "a.duckdb", write=True, with_box=True) as archive:
        yield archive


def roll_call(name: str, date: dt.date, **more: Any) -> dict[str, Any]:
    row = {
        "roll_call_id": name, "symbol": name, "session": "1", "date": date, "title": f"Matter {name}",
        "kind": "resolution", "adopted": True, "important": None, "issues": [], "bridge": None, "yes": None,
        "no": None, "abstain": None, "not_voting": None, "undl_id": None, "rcid": None, "url": None,
    }  # fmt: skip
    return row | more


def vote(name: str, state: str, vote: str, *, contradicted: bool = False) -> dict[str, Any]:
    return {"roll_call_id": name, "state": state, "vote": vote, "sources": ["test"], "contradicted": contradicted}


def document(name: str, text: str = "x", **more: Any) -> dict[str, Any]:
    row = {
        "doc_id": name, "source": f"{name}.txt", "url": None, "layout": "text", "title": None, "text": text,
        "language": "en", "published_earliest": None, "published_latest": None, "published_how": "test",
        "story_id": name, "reader": "test",
    }  # fmt: skip
    return row | more


def statement(name: str, doc: str, day: dt.date, channel: str, **more: Any) -> dict[str, Any]:
    row = {
        "statement_id": name, "doc_id": doc, "start_at": 0, "end_at": 5, "exact": f"Sentence {name}.", "prefix": "",
        "suffix": "", "trigger_start": None, "trigger_end": None, "kind": "event", "actor": "KAZ",
        "actor_name": "Kazakhstan", "actor_role": None, "recipient": "RUS", "recipient_name": "Russia",
        "recipient_role": None, "event_type": name.split("-")[0].upper(), "mode": None, "domain": "diplomatic",
        "channel": channel, "negated": False, "future": False, "hypothetical": False, "historical": False,
        "date_earliest": day, "date_latest": day, "date_how": "test", "place": None, "speakers": [],
        "confidence": 0.9, "abstained": None, "coder": "test",
    }  # fmt: skip
    return row | more


def sign(name: str, value: int, target: str = "RUS", state: str = "KAZ") -> dict[str, Any]:
    return {"statement_id": name, "state": state, "target": target, "sign": value, "reason": f"because {name}"}


@pytest.fixture(scope="session")
def poles() -> Config:
    return config.load()


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    """Ten roll calls before and ten since; words turn from +6 -1 to +1 -6; deeds stay at +4 -4."""
    with Archive.open(tmp_path / "a.duckdb", write=True) as opened:
        fill(opened)
        yield opened


def fill(opened: Archive) -> None:
    """Write into an empty archive what `archive` says."""
    calls, votes = [], []
    for i in range(20):
        day = dt.date(2019, 3, 1) + dt.timedelta(days=70 * i) if i < 10 else SINCE + dt.timedelta(days=30 * (i - 9))
        name = f"R{i:02d}"
        calls.append(roll_call(name, day))
        votes += [
            vote(name, "RUS", "no"),
            vote(name, "USA", "yes"),
            vote(name, "KAZ", "no" if i < 8 else "abstain" if i < 12 else "yes"),
            vote(name, "TKM", "not_voting"),
        ]
    opened.append("roll_calls", calls)
    opened.append("votes", votes)
    opened.append("documents", [document("d1"), document("d2")])
    said: list[tuple[str, int, dt.date, str]] = []
    for n in range(7):
        before, after = dt.date(2020, 1 + n, 5), dt.date(2022, 4 + n, 5)
        said.append((f"word{n}-before", 1 if n < 6 else -1, before, "words"))
        said.append((f"word{n}-after", 1 if n == 0 else -1, after, "words"))
    for n in range(8):
        said.append((f"deed{n}-before", 1 if n < 4 else -1, dt.date(2020, 1 + n, 20), "deeds"))
        said.append((f"deed{n}-after", 1 if n < 4 else -1, dt.date(2022, 4 + n, 20), "deeds"))
    opened.append("statements", [statement(n, "d1", day, channel) for n, _, day, channel in said])
    opened.append("signs", [sign(n, value) for n, value, _, _ in said])
