"""How a command ends when something goes wrong: what happened, where the details are, and what to do; no traceback."""

from __future__ import annotations

import errno
import os
import sys
import tempfile
import traceback
from collections.abc import Iterator
from contextlib import suppress

import click

from poleward.errors import PolewardError
from poleward.version import __version__

UNUSABLE, OWN_FAULT, INTERRUPTED = 2, 70, 130
"""Exit statuses beside 0 (done) and 1 (nothing found, or a check that failed); docs/limits.md lists them."""


def status_of(error: BaseException, interrupted: bool = False) -> int:
    """Tell the person what an exception means, on standard error, and return the exit status.

    Whatever failed after the person asked to stop (`interrupted`) failed of that: pyarrow, for one, swallows the
    exception while it imports pandas, and meets half a module a moment later.

    An exception that nobody foresaw is written with its traceback to a file for temporary files.
    """
    if isinstance(error, SystemExit):
        return error.code if isinstance(error.code, int) else (UNUSABLE if error.code else 0)
    chain = list(_chain(error))
    # DuckDB answers an interrupted query with an error of its own, and so does the rollback after it.
    if interrupted or any(
        isinstance(e, (click.exceptions.Abort, KeyboardInterrupt)) or _name(e) == "InterruptException" for e in chain
    ):
        _say("Interrupted. What was committed is kept; the same command goes on from there.")
        return INTERRUPTED
    if any(isinstance(e, BrokenPipeError) for e in chain):
        return reader_gone()
    if isinstance(error, PolewardError):
        _say(f"poleward: {error.message}")
        return error.exit_status
    if isinstance(error, click.ClickException):
        with suppress(OSError, ValueError):
            error.show()
        return UNUSABLE
    told = _of_machine(error)
    if told:
        _say(f"poleward: {told}")
        return UNUSABLE
    kept = _keep(error)
    _say(
        f"poleward: a fault of poleward itself ({_name(error)}: {_short(error)}). "
        f"What was committed to the archive is kept. {kept}"
    )
    return OWN_FAULT


def reader_gone() -> int:
    """Let nothing more be written to a pipe that nobody reads, not even what Python flushes at its end; return 0."""
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError, ValueError, AttributeError):
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, stream.fileno())
            os.close(nowhere)
    return 0


def _chain(error: BaseException) -> Iterator[BaseException]:
    """Yield an exception and those during whose handling it was raised."""
    seen: BaseException | None = error
    for _ in range(20):
        if seen is None:
            return
        yield seen
        seen = seen.__cause__ or seen.__context__


def _name(error: BaseException) -> str:
    return type(error).__name__


def _short(error: BaseException) -> str:
    return " ".join(str(error).split())[:200]


def _of_machine(error: BaseException) -> str:
    """Return what an error of the machine or of DuckDB means; nothing where it is none."""
    if isinstance(error, MemoryError):
        return "there is not enough memory for this. Give smaller files, or ask for less at once."
    if isinstance(error, OSError) and error.errno:
        where = f"{error.filename}: " if error.filename else ""
        full = error.errno in (errno.ENOSPC, errno.EDQUOT)
        return f"{where}{'the disk is full. Make room' if full else error.strerror}."
    if type(error).__module__ not in ("duckdb", "_duckdb"):
        return ""
    low = _short(error).lower()
    if "no space left" in low or "out of disk" in low:
        return "the disk is full. Make room and run the command again; what was committed is kept."
    if _name(error) == "OutOfMemoryException":
        return "there is not enough memory for this. Give smaller files, or ask for less at once."
    if _name(error) in ("IOException", "SerializationException", "Error", "FatalException", "DatabaseError"):
        return f"the archive cannot be read or written any further ({_short(error)}). Take a copy of it that is whole."
    return ""


def _keep(error: BaseException) -> str:
    """Write the details to a file and return where they are and what to do."""
    details = "".join(traceback.format_exception(error))
    try:
        with tempfile.NamedTemporaryFile(
            "w", encoding="utf-8", errors="backslashreplace", prefix="poleward-fault-", suffix=".txt", delete=False
        ) as file:
            file.write(f"poleward {__version__}, Python {sys.version}\n\n{details}")
    except OSError as failed:
        return f"The details could not be written ({failed.strerror})."
    return f"The details are in {file.name}: please report them, without what is private in them."


def _say(text: str) -> None:
    with suppress(OSError, ValueError):
        click.echo(text, err=True)
