"""What the verbs share: where the archive is, how results are printed, how progress is shown."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import click

from poleward.cli import DEFAULT_ARCHIVE

WRITTEN = ".csv, .json, .jsonl, .parquet, .dta (Stata), .db or .sqlite (for Datasette), .xlsx"
Command = TypeVar("Command", bound=Callable[..., Any])


def archive_option(command: Command) -> Command:
    """Add --archive to a verb, so that it may stand before or after it."""
    option = click.option(
        "--archive", "archive_path", type=click.Path(path_type=Path), default=None, help="Archive file."
    )
    return option(command)


def output_option(command: Command) -> Command:
    """Add -o/--output, the file that a verb must write, to a verb."""
    return click.option("-o", "--output", type=click.Path(path_type=Path), required=True, help=WRITTEN)(command)


def json_option(command: Command) -> Command:
    """Add --json to a verb."""
    return click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")(command)


def archive_path_of(own: Path | None) -> Path:
    """Return the archive named after the verb, else the one named before it, else the default."""
    return own or click.get_current_context().find_root().obj["archive"] or DEFAULT_ARCHIVE


def config_path() -> Path | None:
    """Return the file named with --config, if any."""
    path: Path | None = click.get_current_context().find_root().obj["config"]
    return path


def print_json(value: Any) -> None:
    """Print a result as JSON, dates in ISO 8601, the same bytes for the same result."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2, default=str, allow_nan=False))


def note(text: str) -> None:
    """Print a note for the person at the terminal, to standard error."""
    click.echo(text, err=True)


@contextmanager
def progress(label: str, total: int | None) -> Iterator[Callable[[int], None]]:
    """Show how far a long work is: a bar on a terminal, a plain line every tenth otherwise.

    Yields a function that takes how many items are done since it was last called.
    """
    if sys.stderr.isatty():
        from rich.console import Console
        from rich.progress import Progress

        with Progress(console=Console(stderr=True), transient=True) as bar:
            task = bar.add_task(label, total=total)
            yield lambda n: bar.advance(task, n)
        return
    done, shown = 0, 0

    def advance(n: int) -> None:
        nonlocal done, shown
        done += n
        if total and done * 10 // total > shown:
            shown = done * 10 // total
            note(f"{label}: {done} of {total}")

    yield advance
