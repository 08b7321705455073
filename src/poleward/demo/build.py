"""Build the bundled case: write its files, read and load them by the ordinary path, ask, and write the report."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from poleward import config as configuration
from poleward.actors import load_registry
from poleward.answers.answer import Answer
from poleward.answers.ask import ask
from poleward.archive import Archive
from poleward.demo import bundled_votes, dispatches
from poleward.errors import UnusableInputError
from poleward.intake.memberships import load_memberships
from poleward.intake.pages import read_pages
from poleward.intake.votes import load_votes
from poleward.publishing.report import render

BASELINE = dt.date(2014, 1, 1)
SINCE = dt.date(2022, 2, 24)
GROUP = "central-asia"

ARCHIVE = "poleward.duckdb"
REPORT = "report.html"
VOTES = "unga-votes.csv"
PAGES = "dispatches"
README = "README.txt"

_README = """The bundled case of poleward, written by 'poleward demo'.

dispatches/      short texts about dated public events, written for this demonstration; none was ever published
unga-votes.csv   how every member of the United Nations voted from 2014 to 2025: on 23 resolutions on Crimea and
                 Ukraine, and on 16 recurring subjects, every year the same (facts from the records of the UN Digital
                 Library, in the columns of its bulk file)
poleward.duckdb  the archive: what was read and loaded, every number and its evidence
report.html      the answers

The same command again changes nothing. The folder may be deleted.
"""


@dataclass(frozen=True, slots=True)
class Built:
    """What the demonstration left: its folder, archive and report, what the archive holds, and every answer."""

    folder: Path
    archive: Path
    report: Path
    documents: int
    statements: int
    stories: int
    roll_calls: int
    answers: tuple[Answer, ...]

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
    with Archive.open(into / ARCHIVE, write=True) as archive:
        progress("reading the dispatches")
        stories = read_pages(archive, [into / PAGES]).stories
        progress("loading the roll calls and memberships")
        load_votes(archive, [into / VOTES])
        load_memberships(archive)
        progress("asking about five states and three poles")
        answers = tuple(
            ask(archive, state, pole, SINCE, config=config, baseline=BASELINE)
            for pole in config.poles
            for state in config.group(GROUP)
        )
        progress("writing the report")
        page = render(archive, answers, config)
        counts = {table: archive.count(table) for table in ("documents", "statements", "roll_calls")}
    _write(into / REPORT, page.encode())
    return Built(into, into / ARCHIVE, into / REPORT, **counts, stories=stories, answers=answers)


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
    _write(into / VOTES, bundled_votes.as_undl_csv(bundled_votes.bundled(), load_registry()).encode())


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
