"""A page that takes long is said to be coming, and comes."""

from __future__ import annotations

import threading
import time
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from poleward import config
from poleward.errors import NothingFoundError
from poleward.web import create_app
from poleward.web.ready import MAKERS, Ready

HOUR = 3600.0
"""Longer than any machine takes: what is waited for comes, or the test runner ends the test."""


def test_what_takes_long_is_fetched_later_and_made_once() -> None:
    ready: Ready[int] = Ready()
    go, made = threading.Event(), []

    def make() -> int:
        made.append(1)
        go.wait()
        return 7

    assert ready.within(0.01, "a", make) is None
    assert ready.within(0.01, "a", make) is None
    assert ready.within(HOUR, "b", lambda: 8) == 8
    go.set()
    assert ready.within(HOUR, "a", make) == 7
    assert made == [1]


def test_an_error_is_told_to_whoever_asks() -> None:
    ready: Ready[int] = Ready()

    def fail() -> int:
        raise NothingFoundError("nothing")

    for _ in range(2):
        with pytest.raises(NothingFoundError):
            ready.within(HOUR, "a", fail)


def test_many_addresses_are_a_few_threads_and_what_nobody_asks_for_again_is_not_made(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ready: Ready[int] = Ready()
    monkeypatch.setattr("poleward.web.ready.LEFT", HOUR)
    go, begun, made, before = threading.Event(), threading.Semaphore(0), [], set(threading.enumerate())

    def make(n: int) -> int:
        begun.release()
        go.wait()
        made.append(n)
        return n

    for n in range(150):
        assert ready.within(0, n, lambda n=n: make(n)) is None  # type: ignore[misc]
    makers = set(threading.enumerate()) - before
    assert len(makers) <= MAKERS
    for _ in range(MAKERS):  # only what has begun is made whoever asks; the rest is let go below
        begun.acquire()
    monkeypatch.setattr("poleward.web.ready.LEFT", 0.0)
    go.set()
    assert ready.within(HOUR, 3, lambda: 3) == 3
    for maker in makers:
        maker.join()
    assert sorted(made) == list(range(MAKERS))


def test_pages_too_many_let_the_longest_unasked_go(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("poleward.web.ready.WAITING", 5)
    monkeypatch.setattr("poleward.web.ready.LEFT", HOUR)
    ready: Ready[int] = Ready()
    go = threading.Event()

    def make() -> int:
        go.wait()
        return 1

    for n in range(40):
        ready.within(0, n, make)
    assert len(ready._begun) == 5
    go.set()
    assert ready.within(HOUR, 39, make) == 1


def test_a_reader_is_told_at_once_and_then_gets_the_page(
    case: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    go, whose_turn = threading.Event(), Ready._next
    monkeypatch.setattr(Ready, "_next", lambda self: go.wait() and whose_turn(self))  # no page is begun before `go`
    with TestClient(create_app(case[0], config.load(), patience=0.0), base_url="http://127.0.0.1:8321") as client:
        first = client.get("/moving?states=KAZ&baseline=2015-01-01")
        assert first.status_code == 202
        assert first.headers["refresh"] == "1"
        assert "being computed" in first.text
        go.set()
        while (page := client.get("/moving?states=KAZ&baseline=2015-01-01")).status_code == 202:
            time.sleep(0.1)
        assert "Kazakhstan" in page.text
        assert client.get("/api/moving?states=KAZ&baseline=2015-01-01").status_code == 200
