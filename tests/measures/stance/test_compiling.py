"""Kernels are compiled beforehand by two processes: all that a fit calls, as it calls it, and only what is missing."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any, get_args

import numba
import pytest

from poleward.measures.positions import chain, dynamic
from poleward.measures.positions._jit import to_be_compiled
from poleward.measures.stance import compiling, fit, posterior

CALLED_FROM = {
    "update_items": chain, "update_paths": dynamic, "move_periods": dynamic, "update_habits": fit, "shift_states": fit,
    "turn_titles": fit,
}  # fmt: skip


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> dict[str, set[tuple[Any, ...]]]:
    """Which kernels are called, with the types of what they are given."""
    made: dict[str, set[tuple[Any, ...]]] = {}

    def watched(name: str, kernel: Any) -> Any:
        def call(*given: Any) -> None:
            made.setdefault(name, set()).add(tuple(map(numba.typeof, given)))
            kernel(*given)

        return call

    for name, module in CALLED_FROM.items():
        monkeypatch.setattr(module, name, watched(name, getattr(module, name)))
    return made


def test_the_shares_hold_all_that_a_fit_calls_with_the_same_types(calls: dict[str, set[tuple[Any, ...]]]) -> None:
    shares = []
    for share in get_args(compiling.Share):
        compiling.run(share)
        shares.append(dict(calls))
        calls.clear()
    posterior.fit(compiling.invented(), dims=3, warmup=1, draws=1)
    assert not set(shares[0]) & set(shares[1])
    assert shares[0] | shares[1] == calls
    assert set(calls) == {kernel.__name__ for kernel in compiling.KERNELS}


def kernel_of(source: Path, folder: Path | None) -> Any:
    code = SimpleNamespace(co_filename=str(source))
    function = SimpleNamespace(__code__=code, __name__="draw")
    return SimpleNamespace(stats=SimpleNamespace(cache_path=folder and str(folder)), py_func=function)


def test_what_is_on_the_disk_and_newer_than_its_source_is_not_compiled_again(tmp_path: Path) -> None:
    source, kept = tmp_path / "items.py", tmp_path / "items.draw-7.py311.nbi"
    source.touch()
    assert to_be_compiled(kernel_of(source, tmp_path))
    assert not to_be_compiled(kernel_of(source, None))
    kept.touch()
    assert not to_be_compiled(kernel_of(source, tmp_path))
    os.utime(kept, (1, 1))
    assert to_be_compiled(kernel_of(source, tmp_path))


@pytest.fixture
def begun(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """The commands of the processes that are begun."""
    told: list[list[str]] = []

    def popen(command: list[str], **_: Any) -> SimpleNamespace:
        told.append(command)
        return SimpleNamespace(wait=lambda: None)

    monkeypatch.setattr(compiling, "_running", [])
    monkeypatch.setattr(compiling, "thread_count", lambda threads: 2)
    monkeypatch.setattr(compiling.subprocess, "Popen", popen)
    return told


def test_each_share_has_a_process_of_its_own_begun_once(
    begun: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(compiling, "to_be_compiled", lambda kernel: True)
    compiling.start()
    compiling.start()
    compiling.wait()
    assert [command[-1] for command in begun] == list(get_args(compiling.Share))


def test_nothing_is_begun_where_all_is_there_or_nobody_could_do_it(
    begun: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(compiling, "to_be_compiled", lambda kernel: False)
    compiling.start()
    monkeypatch.setattr(compiling, "to_be_compiled", lambda kernel: True)
    monkeypatch.setattr(compiling, "thread_count", lambda threads: 1)
    compiling.start()
    monkeypatch.setattr(compiling, "thread_count", lambda threads: 2)
    monkeypatch.setattr(sys, "executable", "/usr/bin/spreadsheet")
    compiling.start()
    assert not begun
