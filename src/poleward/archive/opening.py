"""Opening the file of an archive: what it is, creating it at most once, and naming what is wrong with it.

Nothing under an archive's name is ever replaced but a regular file without content, and an archive appears under its
name whole or not at all. A stranger's archive is data: DuckDB may neither read other files for it nor load code.
"""

from __future__ import annotations

import errno
import os
import shutil
import stat
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import duckdb

from poleward.errors import ArchiveBusyError, UnusableInputError
from poleward.stopping import heeding
from poleward.tables import TABLES

MEMORY_LIMIT = "1GB"
"""DuckDB spills to disk beyond this; the loaders are written to stay well below it."""
STORAGE = "v1.2.0"
"""The storage format that new archives are written in: DuckDB 1.2 and all later versions read it."""
DRAFTS = ".poleward-"
"""How the folders of half-made archives and exports begin; a process that was killed leaves its own behind."""
STALE_SECONDS = 3600.0
"""A folder of an unfinished creation untouched for so long was left by a process that was killed: our choice."""
_OTHER = "Name another file with --archive."
_WHOLE_COPY = "Take a copy of it that is whole, or read and load the files again into a new archive."
_MARK = b"DUCK"


def connect(path: Path, *, read_only: bool) -> duckdb.DuckDBPyConnection:
    """Open a DuckDB file that exists.

    Raises
    ------
    ArchiveBusyError
        Another process holds it.
    UnusableInputError
        It is no DuckDB file, a damaged one, one of a newer DuckDB, or may not be opened.
    """
    try:
        connection = duckdb.connect(
            str(path),
            read_only=read_only,
            config={
                "memory_limit": MEMORY_LIMIT,
                "storage_compatibility_version": STORAGE,
                # An archive is data: it must not be able to make DuckDB read other files, fetch or load code.
                "enable_external_access": "false",
                "autoinstall_known_extensions": "false",
                "autoload_known_extensions": "false",
            },
        )
    except duckdb.Error as error:
        raise explained(error, path) from None
    try:
        connection.execute("SET TimeZone = 'UTC'")
        # DuckDB draws a bar on standard output when it takes Python for interactive ('python -c'): results go there.
        # In a notebook without ipywidgets it can draw none, and refuses to be told so.
        with suppress(duckdb.InvalidInputException):
            connection.execute("SET enable_progress_bar = false")
    except duckdb.Error as error:
        connection.close()
        raise explained(error, path) from None
    return heeding(connection)


def explained(error: duckdb.Error, path: Path) -> UnusableInputError | ArchiveBusyError:
    """Return DuckDB's error about an archive's file as one for people."""
    text = " ".join(str(error).split())
    low = text.lower()
    where = str(path)
    if isinstance(error, duckdb.IOException) and "lock" in low:
        return ArchiveBusyError(
            "another process is using this archive.", where=where, todo="Wait until it ends, then try again."
        )
    if "no space left" in low or "disk quota" in low or "out of disk" in low:
        return UnusableInputError("the disk is full.", where=where, todo="Make room; what was committed is kept.")
    if "permission denied" in low or "read-only file system" in low or "read-only mode" in low:
        return UnusableInputError(
            "the archive, or the folder it is in, may not be written to.",
            where=where,
            todo="Copy it to another folder.",
        )
    if "newer version of duckdb" in low or "version number" in low or "storage version" in low:
        return UnusableInputError(
            f"a file of another version of DuckDB than this one ({duckdb.__version__}).",
            where=where,
            todo="Update DuckDB (pip install --upgrade duckdb).",
        )
    if isinstance(error, duckdb.OutOfMemoryException):
        return UnusableInputError(
            f"more than {MEMORY_LIMIT} of memory, and the disk beside it is needed for this.",
            where=where,
            todo="Make room on the disk, or ask for less at once.",
        )
    if not _is_duckdb(path):
        return UnusableInputError("not a poleward archive.", where=where, todo=_OTHER)
    return UnusableInputError(
        f"a damaged archive ({text[:160]}).",
        where=where,
        todo="Take a copy of it that is whole, or read and load the files again into a new archive.",
    )


def _is_duckdb(path: Path) -> bool:
    """Return whether a file begins as DuckDB's files do."""
    try:
        with path.open("rb") as raw:
            return raw.read(12)[8:] == _MARK
    except OSError:
        return False


def refuse_other_kinds(path: Path, *, write: bool) -> bool:
    """Return whether there is a file with content under a name; refuse folders, devices and what may not be opened.

    Raises
    ------
    UnusableInputError
        The name is of something that an archive cannot be, or may not be opened.
    """
    where = str(path)
    try:
        there = path.lstat()
        linked = stat.S_ISLNK(there.st_mode)
        found = path.stat() if linked else there
    except FileNotFoundError:
        if path.is_symlink():
            raise UnusableInputError("a link that leads nowhere.", where=where, todo=_OTHER) from None
        return False
    except OSError as error:
        raise UnusableInputError(f"cannot be opened: {error.strerror}.", where=where, todo=_OTHER) from None
    if stat.S_ISDIR(found.st_mode):
        raise UnusableInputError("a folder, not an archive.", where=where, todo="Name a file in it.")
    if not stat.S_ISREG(found.st_mode):
        raise UnusableInputError("a device or pipe, not a file.", where=where, todo=_OTHER)
    if not found.st_size:
        if linked:
            raise UnusableInputError("a link to a file without content.", where=where, todo=_OTHER)
        return False
    if not os.access(path, os.R_OK):
        raise UnusableInputError("the archive may not be read.", where=where, todo="Ask its owner, or copy it.")
    if write and not (os.access(path, os.W_OK) and os.access(path.absolute().parent, os.W_OK)):
        raise UnusableInputError(
            "the archive, or the folder it is in, may not be written to.",
            where=where,
            todo="Copy it to another folder.",
        )
    return True


def refuse_views(connection: duckdb.DuckDBPyConnection, path: Path) -> None:
    """Refuse a database with a view or function: in a stranger's file it would answer in a table's or DuckDB's place.

    Raises
    ------
    UnusableInputError
        There is one.
    """
    found = connection.execute(
        "SELECT 'view', view_name FROM duckdb_views() WHERE NOT internal AND NOT temporary"
        " UNION ALL SELECT 'function', function_name FROM duckdb_functions() WHERE NOT internal"
    ).fetchall()
    if found:
        kind, name = found[0]
        raise UnusableInputError(
            f"this file has a {kind} of its own ({name[:40]}); archives have tables only.",
            where=str(path),
            todo="Do not use it; it was changed by another program.",
        )


def refuse_incomplete(connection: duckdb.DuckDBPyConnection, path: Path) -> None:
    """Refuse an archive that lacks a table or column, or has one of another type.

    Raises
    ------
    UnusableInputError
        One is missing or of another type.
    """
    have: dict[str, dict[str, str]] = {}
    for table, column, kind in connection.execute(
        "SELECT table_name, column_name, data_type FROM duckdb_columns() WHERE NOT internal AND schema_name = 'main'"
    ).fetchall():
        have.setdefault(table, {})[column] = kind.replace('"', "")
    for spec in TABLES:
        lacking = [name for name in spec.names if name not in have.get(spec.name, ())]
        if lacking:
            what = f"the table '{spec.name}'" if spec.name not in have else f"the column '{lacking[0]}' of {spec.name}"
            raise UnusableInputError(
                f"a damaged archive: {what} is missing.",
                where=str(path),
                todo=_WHOLE_COPY,
            )
        for column in spec:
            if have[spec.name][column.name] != column.type:
                raise UnusableInputError(
                    f"a damaged archive: the column '{column.name}' of {spec.name} holds"
                    f" {have[spec.name][column.name][:40]}, not {column.type}.",
                    where=str(path),
                    todo=_WHOLE_COPY,
                )


def create(path: Path, fill: Callable[[duckdb.DuckDBPyConnection], None]) -> None:
    """Make an archive beside `path` and give it that name when it is whole; one that is there by then stays.

    `fill` makes its tables. Of several processes that create the same archive at once, one's file gets the name and the
    others find it there.

    Raises
    ------
    UnusableInputError
        The folder does not exist or may not be written to, or the disk is full.
    """
    folder = path.absolute().parent
    if not folder.is_dir():
        raise UnusableInputError("the folder does not exist.", where=str(path.parent), todo="Make it first.")
    journal = path.with_name(path.name + ".wal")
    if journal.exists() and not path.exists():
        raise UnusableInputError(
            "the journal of an archive that is no longer there.",
            where=str(journal),
            todo="Put the archive back beside it, or remove it.",
        )
    try:
        _remove_stale(folder)
        with tempfile.TemporaryDirectory(prefix=DRAFTS, dir=folder) as made:
            draft = Path(made) / "archive.duckdb"
            _fill(draft, fill)
            _give_name(draft, path)
    except OSError as error:
        what = "the disk is full" if error.errno == errno.ENOSPC else f"cannot be made: {error.strerror}"
        raise UnusableInputError(f"{what}.", where=str(path), todo="Name a file in another folder.") from None


def _fill(draft: Path, fill: Callable[[duckdb.DuckDBPyConnection], None]) -> None:
    """Make the draft, and make sure that it is on the disk: closing a file hides that there was no room."""
    connection = connect(draft, read_only=False)
    try:
        fill(connection)
        connection.execute("CHECKPOINT")
    except duckdb.Error as error:
        raise explained(error, draft) from None
    finally:
        connection.close()
    with draft.open("rb") as raw:
        os.fsync(raw.fileno())


def _give_name(draft: Path, path: Path) -> None:
    """Give a whole draft its name, unless a file with content has it by then."""
    try:
        os.link(draft, path, follow_symlinks=False)
    except FileExistsError:
        pass
    except OSError:  # a file system without hard links: an empty file of that name is filled below
        with suppress(FileExistsError):
            path.touch(exist_ok=False)
    else:
        return
    _fill_empty(draft, path)


def _fill_empty(draft: Path, path: Path) -> None:
    """Put the draft in the place of a regular file without content; whoever locks the empty file first does."""
    claimed = os.open(path, os.O_RDWR | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))
    try:
        with suppress(ImportError):  # Windows has no such lock
            import fcntl

            fcntl.flock(claimed, fcntl.LOCK_EX)
        mine, there = os.fstat(claimed), path.lstat()
        if stat.S_ISREG(mine.st_mode) and not mine.st_size and os.path.samestat(mine, there):
            os.replace(draft, path)  # noqa: PTH105  named for its atomicity
    finally:
        os.close(claimed)


def _remove_stale(folder: Path) -> None:
    """Remove drafts that a killed process left behind."""
    for left in folder.glob(f"{DRAFTS}*"):
        with suppress(OSError):
            found = left.lstat()
            if stat.S_ISDIR(found.st_mode) and time.time() - found.st_mtime > STALE_SECONDS:
                shutil.rmtree(left, ignore_errors=True)
