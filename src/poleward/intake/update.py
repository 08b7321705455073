"""A newer file of a publisher into the user's box: held against what the box has, and taken only if nothing is lost.

An accepted file is kept in the cache folder, one set of files for each publisher, and the archive of the box is made
anew from the shipped box and these. Archives of the user's own get them as they get the box.
"""

from __future__ import annotations

import hashlib
import shutil
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from poleward.archive import Archive
from poleward.errors import UnusableInputError
from poleward.fetching import Limits, Source, fetch
from poleward.fetching.cache import safe_name
from poleward.intake import box
from poleward.intake.votes import load_votes
from poleward.intake.votes_report import LoadReport
from poleward.records.votes import FileSet, file_sets

MAX_CHANGED = 0.001
"""Share of the votes that both have of which a newer file may say otherwise: publishers correct a few at a time. In
the two copies of the UN's record that were compared, of 1,544 votes none differed."""
_TODO = "Save the file again, whole; 'poleward load votes' takes it as it is into an archive of your own."


@dataclass(frozen=True, slots=True)
class ComparedFile:
    """A publisher's file against what the box has of that publisher, in the days that the file covers.

    Attributes
    ----------
    new
        Roll calls that the box lacks.
    missing
        Roll calls that the file lacks, by name, in order.
    missing_votes
        Votes that the file lacks on roll calls that both have.
    common, changed
        Votes that both have, and those of them that are not the same.
    """

    new: int
    missing: tuple[str, ...]
    missing_votes: int
    common: int
    changed: int


@dataclass(frozen=True, slots=True)
class Updated:
    """What an update did: for each publisher what was found, and whether the box has changed."""

    compared: dict[str, ComparedFile]
    changed: bool

    def lines(self) -> list[str]:
        """Return the report as lines fit to print."""
        told = [
            f"{family}: {c.new} roll calls are new; {c.changed} of {c.common} votes are corrected."
            for family, c in self.compared.items()
        ]
        return [*told, "The box is up to date." if self.changed else "Nothing is newer than the box: it stays."]


def update(paths: Sequence[Path], progress: Callable[[str], None] = lambda text: None) -> Updated:
    """Take newer files of roll calls into the user's box.

    Parameters
    ----------
    paths
        Files of any known layout; those that belong together are found by their columns.
    progress
        Told what is being done, in a few words.

    Raises
    ------
    UnusableInputError
        A file cannot be read, is not whole, lacks what the box has, or contradicts it; the box stays as it was.
    """
    sets = file_sets([Path(p) for p in paths])
    compared: dict[str, ComparedFile] = {}
    taken: list[FileSet] = []
    for files in sets:
        progress(f"reading {', '.join(f.file.name for f in files.files)}")
        found = _compare(files, progress)
        compared[files.family] = found
        if found.new or found.changed:
            taken.append(files)
    for files in taken:
        _keep(files)
    if taken:
        box.box_archive(progress)
    return Updated(compared, bool(taken))


def fetched(address: str, limits: Limits, say: Callable[[str], None]) -> Path:
    """Return a file fetched whole from an address, into the cache folder.

    Raises
    ------
    FetchError
        The server did not give it, or gave something else.
    """
    key = f"update-{hashlib.sha256(address.encode()).hexdigest()[:12]}"
    source = Source(
        key=key, kind="votes", title="a newer file", publisher=address, page=address,
        licence="that of its publisher", works=(), address=address,
    )  # fmt: skip
    return fetch(source, again=True, limits=limits, say=say).path


def _compare(files: FileSet, progress: Callable[[str], None]) -> ComparedFile:
    """Hold a set of files against the box, or say why it cannot be taken."""
    where = ", ".join(str(f.file.path) for f in files.files)
    with (
        tempfile.TemporaryDirectory(prefix="poleward-") as folder,
        Archive.open(Path(folder) / "alone.duckdb", write=True) as alone,
        box.open_archive(None, progress=progress) as held,
    ):
        report = load_votes(alone, [f.file.path for f in files.files])
        found = compare(held, alone, files.family)
    for problem in _problems(found, report):
        raise UnusableInputError(f"not taken: {problem}.", where=where, todo=_TODO)
    return found


def _problems(found: ComparedFile, report: LoadReport) -> list[str]:
    """Return what speaks against a file, the gravest first."""
    said = []
    if report.totals_differ:
        said.append(f"the official totals of {report.totals_differ} roll calls are not those of the votes in it")
    if found.missing:
        said.append(
            f"it has shrunk: {len(found.missing)} roll calls of the box are not in it, first {found.missing[0]}"
        )
    if found.missing_votes:
        said.append(f"it has shrunk: {found.missing_votes} votes of the box are not in it")
    if found.changed > max(10, MAX_CHANGED * found.common):
        said.append(f"it contradicts the box on {found.changed} of {found.common} votes")
    return said


def compare(held: Archive, alone: Archive, family: str) -> ComparedFile:
    """Return what an archive that holds a publisher's files alone has more, less and otherwise than another."""
    ((numbered,),) = alone.connection.execute("SELECT count(undl_id) > 0 FROM roll_calls").fetchall()
    key = ("undl_id" if numbered else "symbol") if family == "undl" else "rcid"
    rolls = f"SELECT {key}::VARCHAR AS key, roll_call_id, date FROM roll_calls WHERE {key} IS NOT NULL"
    cells = (
        f"SELECT {key}::VARCHAR AS key, state, vote FROM votes JOIN roll_calls USING (roll_call_id)"
        f" WHERE {key} IS NOT NULL"
    )
    with held.lend("file_rolls", alone.query(rolls)), held.lend("file_votes", alone.query(cells)):
        held_cells = f"{cells} AND list_contains(sources, ?) AND NOT contradicted"
        held_rolls = (
            f"SELECT key, any_value(roll_call_id) AS name FROM ({rolls}) WHERE date BETWEEN"
            " (SELECT min(date) FROM file_rolls) AND (SELECT max(date) FROM file_rolls)"
            f" AND key IN (SELECT key FROM ({held_cells})) GROUP BY key"
        )
        missing = held.rows(
            f"SELECT name FROM ({held_rolls}) WHERE key NOT IN (SELECT key FROM file_rolls) ORDER BY 1", [family]
        )
        (new,) = held.rows(f"SELECT count(*) AS n FROM file_rolls WHERE key NOT IN (SELECT key FROM ({rolls}))")
        (votes,) = held.rows(
            "SELECT count(*) FILTER (f.vote IS NULL) AS missing, count(f.vote) AS common,"
            " count(*) FILTER (f.vote <> h.vote) AS changed"
            f" FROM ({held_cells}) h LEFT JOIN file_votes f USING (key, state)"
            " WHERE key IN (SELECT key FROM file_rolls)",
            [family],
        )
    return ComparedFile(
        new["n"], tuple(row["name"] for row in missing), votes["missing"], votes["common"], votes["changed"]
    )


def _keep(files: FileSet) -> None:
    """Put copies of accepted files in the place of the publisher's earlier ones."""
    home = box.newer_folder()
    home.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".draft-", dir=home) as folder:
        draft = Path(folder) / files.family
        draft.mkdir()
        for recognised in files.files:
            source = recognised.file.path
            digest = hashlib.sha256(source.read_bytes()).hexdigest()
            shutil.copyfile(source, draft / f"{digest[:16]}-{safe_name(source.name)}")
        place = home / files.family
        if place.exists():
            place.rename(Path(folder) / "earlier")
        draft.rename(place)
