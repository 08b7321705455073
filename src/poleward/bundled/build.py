"""Build the bundled case: the record that ships, and dispatches read by the ordinary path; ask, and write the report.

The lead story and the table are on the default pole, the report on every pole of the poles file. One posterior of
the votes since 2014 serves the lead story, the report and the table of all members.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from poleward import config as configuration
from poleward.answers.answer import Answer
from poleward.answers.ask import ask, with_age
from poleward.answers.drift import Drift, drift
from poleward.bundled import dispatches
from poleward.defaults import GROUP, POLE, SINCE
from poleward.errors import UnusableInputError
from poleward.intake.box import open_archive
from poleward.intake.pages import read_pages
from poleward.publishing.report import render

ARCHIVE = "poleward.duckdb"
REPORT = "report.html"
MEMBERS = "members.csv"
PAGES = "dispatches"
README = "README.txt"

_README = """The bundled case of poleward, written by 'poleward demo'.

dispatches/      short texts about dated public events, written for this demonstration; none was ever published
poleward.duckdb  the archive: the record that ships with poleward, what was read, every number and its evidence
members.csv      every member beside Moscow since 24 February 2022, furthest away first
report.html      the answers for five states and three poles

The same command again changes nothing. The folder may be deleted.
"""


@dataclass(frozen=True, slots=True)
class Built:
    """What the demonstration left: folder, archive, report, what the archive holds, every answer, all members."""

    folder: Path
    archive: Path
    report: Path
    documents: int
    statements: int
    stories: int
    roll_calls: int
    answers: tuple[Answer, ...]
    members: Drift

    def towards(self, pole: str) -> tuple[Answer, ...]:
        """Return the answers for one pole, in the order of the states."""
        return tuple(a for a in self.answers if a.question.pole.key == pole)

    def to_json(self) -> dict[str, Any]:
        """Return the result as plain values."""
        return {
            "archive": str(self.archive),
            "report": str(self.report),
            "documents": self.documents,
            "statements": self.statements,
            "stories": self.stories,
            "roll_calls": self.roll_calls,
            "answers": [a.to_json() for a in self.answers],
            "members": self.members.to_dict(),
        }


def build(into: Path, *, progress: Callable[[str], None] = lambda text: None) -> Built:
    """Build the bundled case in a folder; a second time it adds nothing and gives the same answers.

    Parameters
    ----------
    into
        The folder; it is made where it is absent.
    progress
        Told what is being done, in a few words.

    Raises
    ------
    UnusableInputError
        The folder cannot be written, or holds something else.
    ArchiveBusyError
        Another process is using the archive in it.
    """
    progress(f"writing the bundled files into {into}")
    write_files(into)
    config = configuration.load()
    with open_archive(into / ARCHIVE, write=True, with_box=True, progress=progress) as archive:
        progress("reading the dispatches")
        stories = read_pages(archive, [into / PAGES]).stories
        progress(f"comparing every member with {config.pole(POLE).label}, before and since {SINCE}")
        today = dt.datetime.now(dt.UTC).date()
        members = drift(archive, [POLE], SINCE, config=config, today=today)
        progress("asking about five states and three poles")
        answers = tuple(
            with_age(archive, ask(archive, state, pole, SINCE, config=config), today)
            for pole in config.poles
            for state in config.group(GROUP)
        )
        progress("writing the report")
        page = render(archive, answers)
        counts = {table: archive.count(table) for table in ("documents", "statements", "roll_calls")}
    members.write(into / MEMBERS)
    _write(into / REPORT, page.encode())
    return Built(into, into / ARCHIVE, into / REPORT, **counts, stories=stories, answers=answers, members=members)


def write_files(into: Path) -> None:
    """Write the bundled files; those already there with the same content are left alone.

    Raises
    ------
    UnusableInputError
        The folder cannot be written, or is not empty and was not made by this function.
    """
    try:
        foreign = into.is_dir() and any(into.iterdir()) and not (into / README).is_file()
        if foreign:
            raise UnusableInputError(
                "the folder is not empty and was not made by 'poleward demo'.",
                where=str(into),
                todo="Name another folder with --into.",
            )
        (into / PAGES).mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise _not_writable(into, error) from None
    _write(into / README, _README.encode())
    for name, data in dispatches.files().items():
        _write(into / PAGES / name, data)


def _write(path: Path, data: bytes) -> None:
    try:
        if not path.is_file() or path.read_bytes() != data:
            path.write_bytes(data)
    except OSError as error:
        raise _not_writable(path, error) from None


def _not_writable(path: Path, error: OSError) -> UnusableInputError:
    return UnusableInputError(
        f"cannot be written: {error.strerror or error}.", where=str(path), todo="Name another folder with --into."
    )
