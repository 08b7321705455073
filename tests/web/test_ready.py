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


def test_what_takes_long_is_fetched_later_and_made_once() -> None:
    ready: Ready[int] = Ready()
    go, made = threading.Event(), []

    def make() -> int:
        made.append(1)
        go.wait(10)
        return 7

    assert ready.within(0.01, "a", make) is None
    assert ready.within(0.01, "a", make) is None
    assert ready.within(5, "b", lambda: 8) == 8
    go.set()
    assert ready.within(5, "a", make) == 7
    assert made == [1]


def test_an_error_is_told_to_whoever_asks() -> None:
    ready: Ready[int] = Ready()

    def fail() -> int:
        raise NothingFoundError("nothing")

    with pytest.raises(NothingFoundError):
        ready.within(5, "a", fail)
    with pytest.raises(NothingFoundError):
        ready.within(5, "a", fail)


def test_many_addresses_are_a_few_threads_and_what_nobody_asks_for_again_is_not_made(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ready: Ready[int] = Ready()
    go, begun, made, before = threading.Event(), threading.Semaphore(0), [], threading.active_count()

    def make(n: int) -> int:
        begun.release()
        go.wait(10)
        made.append(n)
        return n

    for n in range(150):
        assert ready.within(0, n, lambda n=n: make(n)) is None  # type: ignore[misc]
    assert threading.active_count() <= before + MAKERS
    for _ in range(MAKERS):  # only what has begun is made whoever asks; the rest is let go below
        assert begun.acquire(timeout=10)
    monkeypatch.setattr("poleward.web.ready.LEFT", 0.0)
    go.set()
    assert ready.within(5, 3, lambda: 3) == 3
    for _ in range(100):
        if threading.active_count() <= before:
            break
        time.sleep(0.05)
    assert sorted(made) == list(range(MAKERS))


def test_pages_too_many_let_the_longest_unasked_go(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("poleward.web.ready.WAITING", 5)
    ready: Ready[int] = Ready()
    go = threading.Event()

    def make() -> int:
        go.wait(10)
        return 1

    for n in range(40):
        ready.within(0, n, make)
    assert len(ready._begun) == 5
    go.set()
    assert ready.within(5, 39, make) == 1


def test_a_reader_is_told_at_once_and_then_gets_the_page(case: tuple[Path, Path]) -> None:
    with TestClient(create_app(case[0], config.load(), patience=0.0), base_url="http://127.0.0.1:8321") as client:
        begun = time.perf_counter()
        first = client.get("/moving?states=KAZ&baseline=2015-01-01")
        assert first.status_code == 202
        assert first.headers["refresh"] == "1"
        assert "being computed" in first.text
        assert time.perf_counter() - begun < 2
        for _ in range(300):
            page = client.get("/moving?states=KAZ&baseline=2015-01-01")
            if page.status_code == 200:
                break
            time.sleep(0.1)
        assert "Kazakhstan" in page.text
        assert client.get("/api/moving?states=KAZ&baseline=2015-01-01").status_code == 200
