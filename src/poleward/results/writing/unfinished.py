"""Rows of a long work, written as they are made, so that it can be stopped and taken up again.

They stand in a file beside the output, `NAME.unfinished`, one line of JSON for each piece that is done; the first line
says what was asked. The file goes when the output is written.
"""

from __future__ import annotations

import json
import stat
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Any

from poleward.errors import UnusableInputError

SUFFIX = ".unfinished"
MAX_BYTES = 200_000_000
"""A bound on memory: a table of all breaks has some megabytes."""


class Unfinished:
    """The pieces of a work that are done.

    Parameters
    ----------
    output
        What is written in the end.
    question
        All that the rows depend on; pieces of another question are thrown away.

    Attributes
    ----------
    done
        rows of each piece, by its name.
    """

    def __init__(self, output: Path, question: str) -> None:
        self._path = output.with_name(output.name + SUFFIX)
        self.done: dict[str, list[dict[str, Any]]] = {}
        try:
            if self._path.is_symlink() or (self._path.exists() and not stat.S_ISREG(self._path.stat().st_mode)):
                raise UnusableInputError("is not a regular file, and is left alone.", where=str(self._path))
            whole = self._read(question)
            self._file = self._path.open("r+" if whole else "w", encoding="utf-8", newline="\n")
            if whole:
                self._file.seek(whole)
                self._file.truncate()
            else:
                self._line({"question": question})
        except OSError as error:
            raise UnusableInputError(f"cannot be written: {error.strerror or error}.", where=str(self._path)) from None

    def __enter__(self) -> Unfinished:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._file.close()

    def add(self, name: str, rows: Sequence[dict[str, Any]]) -> None:
        """Write the rows of a piece that is done."""
        self.done[name] = list(rows)
        self._line({"piece": name, "rows": self.done[name]})

    def finish(self) -> None:
        """Remove the file: the output is written."""
        self._file.close()
        self._path.unlink(missing_ok=True)

    def _line(self, held: dict[str, Any]) -> None:
        self._file.write(json.dumps(held, ensure_ascii=False, allow_nan=False) + "\n")
        self._file.flush()

    def _read(self, question: str) -> int:
        """Read what is done of the same question, and return how many bytes that takes; 0: begin anew."""
        if not self._path.exists() or self._path.stat().st_size > MAX_BYTES:
            return 0
        whole = 0
        with self._path.open("rb") as file:
            for line in file:
                try:
                    held = json.loads(line) if line.endswith(b"\n") else None
                except (ValueError, RecursionError):
                    held = None
                if whole == 0 and held != {"question": question}:
                    return 0
                if whole:
                    if not (isinstance(held, dict) and isinstance(held.get("rows"), list) and "piece" in held):
                        break
                    self.done[str(held["piece"])] = held["rows"]
                whole += len(line)
        return whole
