"""The one cache: bounded, made once under threads, keys held with their values."""

from __future__ import annotations

import ast
import gc
import re
import threading
import time
import weakref
from importlib import resources
from pathlib import Path

import pytest

import poleward
from poleward.kept import Kept


def test_what_was_asked_for_longest_ago_goes_first() -> None:
    kept, made = Kept(2), []

    def get(key: str) -> str:
        return kept.get(key, lambda: made.append(key) or key)

    for key in ("a", "b", "a", "c", "a", "b"):
        assert get(key) == key
    assert made == ["a", "b", "c", "b"]
    assert len(kept) == 2


def test_many_threads_make_one_value() -> None:
    kept, made, together = Kept(4), [], threading.Barrier(8)

    def make() -> int:
        made.append(1)
        time.sleep(0.05)  # in which the others ask; one that comes later finds the value, and the test says the same
        return 7

    def ask() -> None:
        together.wait()
        found.append(kept.get("key", make))

    found: list[int] = []
    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [7] * 8
    assert made == [1]


def test_what_fails_is_not_kept() -> None:
    kept = Kept(2)

    def fail() -> int:
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        kept.get("key", fail)
    assert kept.get("key", lambda: 1) == 1


def test_an_object_in_a_key_lives_as_long_as_its_value() -> None:
    class Thing:
        pass

    kept, thing = Kept(1), Thing()
    mark = weakref.ref(thing)
    kept.get(thing, lambda: "value")
    del thing
    gc.collect()
    assert mark() is not None
    kept.get("another", lambda: "value")
    gc.collect()
    assert mark() is None


def test_what_is_remembered_without_bound_is_asked_for_by_few_names() -> None:
    """A text from outside must not fill the memory: these take a name of a closed list."""
    root = Path(str(resources.files(poleward)))
    found = {
        f"{path.relative_to(root).as_posix()}:{node.name}"
        for path in root.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef)
        and any(isinstance(d, ast.Name) and d.id == "cache" for d in node.decorator_list)
        and any(re.search(r"\bstr\b", ast.unparse(a)) for a in node.args.args)
    }
    assert found == {
        "coding/claims/forms.py:_read", "coding/languages/english.py:load_language",
        "pages/date_grammar.py:grammar", "publishing/tongue.py:catalogue",
        "records/events/actors.py:_own_codes", "web/coder_figures.py:_kept",
    }  # fmt: skip
