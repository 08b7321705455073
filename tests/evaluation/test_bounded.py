"""Labelled files within bounds: small packed files of much text, broken rows and nested JSON end in a message."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from poleward.errors import UnusableInputError
from poleward.evaluation import bounded
from poleward.evaluation.attitudes import evaluate_attitudes
from poleward.evaluation.events import read_labelled
from poleward.evaluation.names import evaluate_names
from poleward.evaluation.quotes import evaluate_quotes

TASKS: dict[str, Callable[[Path], object]] = {
    "names": evaluate_names, "quotes": evaluate_quotes, "attitudes": evaluate_attitudes, "events": read_labelled,
}  # fmt: skip


HOSTILE = {
    "much": gzip.compress(b"marked_sentence\tgold_root\nx\tCONSULT\n" * 200_000, 1),
    "no end": gzip.compress(b"en\tru\n" + b"\0" * 3_000_000),
    "cut": gzip.compress(b"en\tru\na\tb\n")[:-9],
    "no text": b"\xff\xfe\x00x",
    "wide": b"marked_sentence\tgold_root\n" + b"x" * 200_000 + b"\tCONSULT\n",
    "nested": b'{"text": "a", "attributions": ' + b"[" * 50_000 + b"}\n",
    "short": b"marked_sentence\tgold_root\nshort\n",
}


@pytest.mark.parametrize("task", TASKS)
def test_hostile_labelled_files_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, task: str) -> None:
    monkeypatch.setattr(bounded, "MOST", 4 * 2**20)
    monkeypatch.setattr(bounded, "LONGEST", 2**20)
    path = tmp_path / "x.gz"
    for name, data in HOSTILE.items():
        path.write_bytes(data)
        if (task, name) == ("attitudes", "nested"):  # one line that is no row is a header
            continue
        with pytest.raises(UnusableInputError):
            TASKS[task](path)


def test_an_empty_set_is_no_traceback(tmp_path: Path) -> None:
    path = tmp_path / "x.tsv"
    path.write_bytes(b"")
    for task in TASKS.values():
        with suppress(UnusableInputError):
            task(path)
