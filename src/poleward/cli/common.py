"""What the verbs share: where the archive is, how results are printed, how progress is shown."""

from __future__ import annotations

import datetime as dt
import json
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from poleward.cli import DEFAULT_ARCHIVE

if TYPE_CHECKING:
    from poleward.archive import Archive

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


class Day(click.ParamType[dt.date]):
    """A day; '2022' and '2022-02' stand for their first day, or for their last with `last`."""

    name = "day"

    def __init__(self, *, last: bool = False) -> None:
        self._last = last

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> dt.date:
        """Return the day that is meant."""
        from poleward.errors import UnusableInputError
        from poleward.project.names import first_day, last_day

        try:
            return last_day(value) if self._last else first_day(value)
        except UnusableInputError as error:
            self.fail(error.message, param, ctx)


DAY, LAST_DAY = Day(), Day(last=True)


def open_archive(own: Path | None, *, write: bool = False, answering: bool = False) -> Archive:
    """Open the archive that is named, or that of the working folder, with the box in it.

    A verb that only answers (`answering`) works from the box alone where no archive is named and none is here.
    """
    from poleward.intake import box

    root = click.get_current_context().find_root().obj
    alone = answering and may_answer_from_box(own) and not DEFAULT_ARCHIVE.exists()
    path = None if alone else archive_path_of(own)
    if answering and path is not None and not path.exists():
        write = False  # a question makes no archive; opening says that there is none
    return box.open_archive(path, write=write, with_box=root["box"], progress=note)


def may_answer_from_box(own: Path | None) -> bool:
    """Return whether the box alone may answer: no archive is named, and nobody asked to leave it out."""
    root = click.get_current_context().find_root().obj
    return bool(root["box"]) and not (own or root["archive"])


def config_path() -> Path | None:
    """Return the file named with --config, if any."""
    path: Path | None = click.get_current_context().find_root().obj["config"]
    return path


def print_json(value: Any) -> None:
    """Print a result as JSON, dates in ISO 8601, the same bytes for the same result."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2, default=str, allow_nan=False))


def columns() -> int | None:
    """Return how many characters a line of the terminal has; None where the output goes elsewhere."""
    return shutil.get_terminal_size().columns if sys.stdout.isatty() else None


def note(text: str) -> None:
    """Print a note for the person at the terminal, to standard error."""
    click.echo(text, err=True)


@contextmanager
def sweeps() -> Iterator[Callable[[int, int], None]]:
    """Show how far the estimation of a posterior is, from its first sweep on; nothing where none is needed."""
    label = "estimating stance in votes of these years, once"
    with ExitStack() as shown:
        bar: list[Callable[[int], None]] = []
        past = 0

        def told(done: int, of: int) -> None:
            nonlocal past
            if not bar:
                from poleward.measures.stance import compiling

                first = "; the sampler is compiled first, for a quarter of a minute on two cores"
                note(label + (first if compiling.needed() else ""))
            if done == 0 or not bar:  # the main fit, and then each in fewer dimensions
                shown.close()
                bar[:] = [shown.enter_context(progress(label, of))]
                past = 0
            bar[0](done - past)
            past = done

        yield told


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
