"""The box in an archive: roll calls, votes, trade shares, and the registry's memberships, put in once for each box.

Without an archive of the user's own the verbs work on one in the cache folder that holds the box and nothing else. It
is an ordinary archive, made whole or not at all; its name carries the digest of the box, so a newer poleward makes
another. An archive of the user's own gets the box when it is opened for writing and does not hold this one yet: the
same roll call is known by its numbers, symbol and votes as in any loading, so a vote stands once, with all its sources.
"""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from poleward import box
from poleward.archive import Archive
from poleward.archive.migrations import LATEST
from poleward.errors import ArchiveBusyError, Skips, UnusableInputError
from poleward.fetching.cache import default_cache
from poleward.intake.memberships import load_memberships
from poleward.intake.recurring import renew_bridges
from poleward.intake.source_rows import box_in, note_source
from poleward.intake.trade_shares import load_trade_shares
from poleward.intake.votes import load_votes, store
from poleward.intake.votes_report import LoadReport
from poleward.outcomes import OUTCOMES
from poleward.records.votes import RollCall, VoteRecords
from poleward.version import __version__

NAME = "the box of poleward"
PATIENCE = 30.0
"""Seconds to wait for another question that is being answered from the box: each takes a few."""
PAUSE = 0.1
"""Seconds between two tries."""
DIGITS = 16
"""Digits of a digest that stand in the name of a file."""


def put_box(archive: Archive, progress: Callable[[str], None] = lambda text: None) -> bool:
    """Put the box into an archive that does not hold it yet, all or nothing; return whether anything changed.

    Parameters
    ----------
    archive
        A writable archive.
    progress
        Told what is being done, in a few words, where it takes more than a moment.
    """
    held = box_in(archive)
    loaded = {row["source_id"][:DIGITS] for row in archive.rows("SELECT source_id FROM sources")}
    with archive.transaction():
        added = load_memberships(archive).ties_added + load_trade_shares(archive)
        changed = bool(added)
        if box.digest() not in held:
            for old in held:
                archive.connection.execute("DELETE FROM sources WHERE source_id = ?", [old])
            if archive.count("roll_calls"):
                progress("joining the box's roll calls to those of the archive, once")
                _join(archive)
            else:
                _insert(archive)
            changed = True
        for files in newer_files():
            if any(path.name[:DIGITS] not in loaded for path in files):
                progress(f"adding {', '.join(path.name[DIGITS + 1 :] for path in files)}, once")
                load_votes(archive, files)
                changed = True
    return changed


def open_archive(
    path: Path | None,
    *,
    write: bool = False,
    with_box: bool | None = None,
    progress: Callable[[str], None] = lambda text: None,
) -> Archive:
    """Open an archive that holds the box; None as `path`: the one in the cache folder that holds nothing else.

    Parameters
    ----------
    write
        Open for writing. An archive of the user's own that is opened for reading only is left as it is.
    with_box
        False leaves the box out of an archive of the user's own; None does so where the environment variable
        POLEWARD_BOX is 'off', '0', 'no' or 'false'.

    Raises
    ------
    ArchiveBusyError
        Another process holds the archive.
    UnusableInputError
        It cannot be opened or made.
    """
    alone = path is None
    archive = Archive.open(path, write=write) if path else _open_patiently(box_archive(progress), write=write)
    try:
        if write and (alone or (_wanted() if with_box is None else with_box)):
            put_box(archive, progress)
    except BaseException:
        archive.close()
        raise
    return archive


def _wanted() -> bool:
    """Return whether the environment leaves the box in."""
    return os.environ.get("POLEWARD_BOX", "on").strip().lower() not in ("off", "0", "no", "false")


def box_archive(progress: Callable[[str], None] = lambda text: None) -> Path:
    """Return the archive in the cache folder that holds the box; made where it is not there yet.

    Raises
    ------
    UnusableInputError
        The cache folder cannot be written to.
    """
    folder = default_cache() / "box"
    path = folder / f"box-{edition()[:DIGITS]}-{__version__}-{LATEST}.duckdb"
    if path.is_file() and path.stat().st_size:
        return path
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UnusableInputError(
            f"the folder for the box cannot be made: {error.strerror}.",
            where=str(folder),
            todo="Name another cache folder in the environment variable XDG_CACHE_HOME, or an archive with --archive.",
        ) from None
    from poleward.measures.stance import compiling

    compiling.start()  # a machine without this file is most often a new one, and what is asked next needs a fit
    progress("unpacking the roll calls of the General Assembly, 1946 to 2025, once")
    Archive.create(path, _fill)
    return path


def newer_folder() -> Path:
    """Return the folder of newer files that were taken by `intake.update`: in it one folder for each publisher."""
    return default_cache() / "box" / "newer"


def newer_files() -> list[list[Path]]:
    """Return the newer files that were taken, those of one publisher together; their names begin with their digest."""
    if not newer_folder().is_dir():
        return []
    folders = sorted(f for f in newer_folder().iterdir() if f.is_dir() and not f.name.startswith("."))
    return [sorted(p for p in folder.iterdir() if p.is_file()) for folder in folders]


def edition() -> str:
    """Return the digest of what the user's box holds: the shipped box and the newer files that were taken."""
    names = [path.name[:DIGITS] for files in newer_files() for path in files]
    return hashlib.sha256(" ".join([box.digest(), *names]).encode()).hexdigest() if names else box.digest()


def _fill(archive: Archive) -> None:
    put_box(archive)


def _open_patiently(path: Path, *, write: bool) -> Archive:
    """Open the archive of the box; another process that answers from it is waited for."""
    until = time.monotonic() + PATIENCE
    while True:
        try:
            return Archive.open(path, write=write)
        except ArchiveBusyError:
            if time.monotonic() > until:
                raise
            time.sleep(PAUSE)


def _insert(archive: Archive) -> None:
    """Put the box's rows in as they are: there is nothing to join them to."""
    rolls, votes = box.roll_calls(), box.votes()
    archive.append("roll_calls", rolls)
    archive.append("votes", votes)
    days = rolls["date"].to_pylist()
    note_source(
        archive, source_id=box.digest(), name=NAME, layout=box.LAYOUT, rows_read=votes.num_rows,
        rows_added=votes.num_rows + rolls.num_rows, observed=(min(days), max(days)),
    )  # fmt: skip


def _join(archive: Archive) -> None:
    """Load the box as any data set is loaded: roll calls that are known are found, votes are merged."""
    store(archive, records(), LoadReport())
    renew_bridges(archive)


def records() -> VoteRecords:
    """Return the box as one data set whose votes name their own sources, one row for each."""
    rolls = box.roll_calls()
    row = {name: i for i, name in enumerate(rolls["roll_call_id"].to_pylist())}
    described = [
        RollCall(
            key=roll["roll_call_id"],
            exact=roll.pop("precision") == "day",
            issues=set(roll.pop("issues")),
            own_title=True,
            **{name: value for name, value in roll.items() if name not in ("bridge", "lineage")},
        )
        for roll in rolls.to_pylist()
    ]
    votes = box.votes()
    sources = votes["sources"].combine_chunks()
    said = pc.list_parent_indices(sources)
    which = pa.array([row[name] for name in votes["roll_call_id"].to_pylist()], pa.int32())
    cells = pa.table(
        {
            "roll": which.take(said),
            "state": votes["state"].combine_chunks().take(said).dictionary_encode(),
            "vote": _outcomes(votes["vote"].combine_chunks().take(said)),
            "source": sources.flatten().dictionary_encode(),
        }
    )
    digest = box.digest()
    return VoteRecords(
        roll_calls=described,
        cells=cells,
        family="undl",
        layout=box.LAYOUT,
        sources=((digest, NAME, votes.num_rows),),
        rows_read=votes.num_rows,
        skips=Skips(),
        notes=(),
    )


def _outcomes(votes: pa.Array) -> pa.Array:
    """Return outcomes as a dictionary in the order of `outcomes.OUTCOMES`."""
    codes = pc.index_in(votes, pa.array(OUTCOMES, pa.string()))
    return pa.DictionaryArray.from_arrays(codes, pa.array(OUTCOMES, pa.string()))
