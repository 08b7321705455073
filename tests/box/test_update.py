"""Newer files into the box: taken where nothing is lost by it, refused in words where something would be."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from poleward import box
from poleward.errors import UnusableInputError
from poleward.fetching import Limits
from poleward.fetching.network import FetchError
from poleward.intake import box as put
from poleward.intake.update import fetched, update
from tests.fetching.servers import Handler, serving, whole

FAST = Limits(read=2, total=10, tries=2, wait=0.01, pause=0.0, retry_after=1, allow_loopback=True)
FIRST = date(2025, 12, 18)
LETTER = {"yes": "Y", "no": "N", "abstain": "A", "not_voting": "X"}
Rows = list[dict[str, Any]]


@pytest.fixture(scope="module")
def last_day() -> Rows:
    """The box's roll calls of its last day, as the UN Digital Library would publish them."""
    rolls = {r["roll_call_id"]: r for r in box.roll_calls().to_pylist() if r["date"] >= FIRST}
    votes = [v for v in box.votes().to_pylist() if v["roll_call_id"] in rolls]
    return [
        {
            "undl_id": rolls[v["roll_call_id"]]["undl_id"], "ms_code": v["state"], "ms_name": "",
            "ms_vote": LETTER[v["vote"]], "date": str(FIRST), "session": "80", "resolution": "",
            "title": f"A question of {v['roll_call_id']}",
        }
        for v in votes
    ]  # fmt: skip


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A cache folder with the archive of the box in it, made once."""
    folder = tmp_path_factory.mktemp("cache")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(folder))
        put.box_archive()
        yield folder


@pytest.fixture(autouse=True)
def same_cache(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(cache))


def table(rows: Rows) -> bytes:
    """Return rows as a bulk file with the totals of each roll call."""
    counted = Counter((r["undl_id"], r["ms_vote"]) for r in rows)
    out = io.StringIO()
    totals = {"total_yes": "Y", "total_no": "N", "total_abstentions": "A", "total_non_voting": "X"}
    writer = csv.DictWriter(out, [*rows[0], *totals], lineterminator="\n")
    writer.writeheader()
    for row in rows:
        writer.writerow({**row, **{name: counted[row["undl_id"], letter] for name, letter in totals.items()}})
    return out.getvalue().encode()


def newer(rows: Rows) -> Rows:
    """Return the rows and a further roll call of January 2026."""
    ids = sorted({r["undl_id"] for r in rows})
    return rows + [
        {**r, "undl_id": "4100001", "date": "2026-01-14", "title": "A new question of the year"}
        for r in rows
        if r["undl_id"] == ids[0]
    ]


def served(behave: Callable[[Handler], None]) -> Path:
    with serving(behave) as server:
        return fetched(f"{server.base}/2026_ga_voting.csv", FAST, lambda text: None)


def test_the_same_file_changes_nothing(last_day: Rows) -> None:
    done = update([served(whole(table(last_day)))])
    assert not done.changed
    assert (done.compared["undl"].new, done.compared["undl"].changed) == (0, 0)
    assert done.compared["undl"].common == len(last_day)
    assert put.newer_files() == []


def test_a_shrunken_file_is_refused(last_day: Rows) -> None:
    gone = last_day[0]["undl_id"]
    with pytest.raises(UnusableInputError, match="1 roll calls of the box are not in it"):
        update([served(whole(table([r for r in newer(last_day) if r["undl_id"] != gone])))])
    with pytest.raises(UnusableInputError, match="2 votes of the box are not in it"):
        update([served(whole(table(newer(last_day)[2:])))])
    assert put.newer_files() == []


def test_a_file_cut_off_before_it_was_put_on_the_server_is_refused(last_day: Rows) -> None:
    body = table(newer(last_day))
    with pytest.raises(UnusableInputError, match="not taken"):
        update([served(whole(body[: len(body) * 2 // 3]))])


def test_a_half_sent_file_is_never_looked_at(last_day: Rows) -> None:
    body = table(last_day)

    def behave(handler: Handler) -> None:
        handler.answer(body, sent=body[: len(body) // 2])

    with pytest.raises(FetchError):
        served(behave)


@pytest.mark.parametrize("body", [b"<!doctype html><title>Please log in</title>", b"\x00" * 5000, b"a,b\n1,2\n"])
def test_something_else_than_a_table_of_roll_calls_is_refused(body: bytes) -> None:
    with pytest.raises((FetchError, UnusableInputError)) as caught:
        update([served(whole(body))])
    assert "\n" not in caught.value.message
    assert put.newer_files() == []


def test_a_file_that_contradicts_the_box_is_refused(last_day: Rows) -> None:
    turned = [{**r, "ms_vote": {"Y": "N", "N": "Y"}.get(r["ms_vote"], r["ms_vote"])} for r in newer(last_day)]
    with pytest.raises(UnusableInputError, match="contradicts the box"):
        update([served(whole(table(turned)))])


def test_an_address_in_plain_http_is_refused_outside_of_tests() -> None:
    with pytest.raises(FetchError):
        fetched("http://127.0.0.1:9/x.csv", Limits(), lambda text: None)


def test_a_newer_file_that_has_moved_is_taken_and_reaches_every_archive(last_day: Rows, tmp_path: Path) -> None:
    corrected = [dict(r) for r in newer(last_day)]
    assert corrected[0]["ms_vote"] != "A"
    corrected[0]["ms_vote"] = "A"
    body = table(corrected)

    def behave(handler: Handler) -> None:
        if handler.path.startswith("/moved"):
            whole(body)(handler)
        else:
            handler.answer(b"", 302, Location="/moved/2026_ga_voting.csv")

    before = put.box_archive()
    done = update([served(behave)])
    assert done.changed
    assert (done.compared["undl"].new, done.compared["undl"].changed) == (1, 1)
    assert put.box_archive() != before
    with put.open_archive(None) as held:
        assert held.rows("SELECT max(date) AS last FROM roll_calls") == [{"last": date(2026, 1, 14)}]
        cell = "SELECT vote, sources FROM votes JOIN roll_calls USING (roll_call_id) WHERE undl_id = ? AND state = ?"
        assert held.rows(cell, [corrected[0]["undl_id"], corrected[0]["ms_code"]]) == [
            {"vote": "abstain", "sources": ["undl"]}
        ]
    with put.open_archive(tmp_path / "own.duckdb", write=True) as own:
        assert own.rows("SELECT max(date) AS last FROM roll_calls") == [{"last": date(2026, 1, 14)}]
        assert put.put_box(own) is False
    assert not update([served(behave)]).changed, "the same again"
