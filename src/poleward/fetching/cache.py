"""The folder of fetched files: each under its own name once it is whole, with a note of where it came from."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from poleward.errors import UnusableInputError


@dataclass(frozen=True, slots=True)
class Fetched:
    """A file that is here.

    Attributes
    ----------
    status
        'cached' (not asked for again), 'unchanged' (asked), 'new', or 'changed' since it was last fetched.
    previous
        Where the earlier file of the same name is kept, if this one is 'changed'.
    """

    source: str
    address: str
    path: Path
    sha256: str
    size: int
    status: str
    previous: Path | None = None

    def to_dict(self) -> dict[str, Any]:
        """Return the fields as plain values."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Note:
    """What is remembered of a fetched file."""

    address: str
    sha256: str
    size: int
    etag: str | None
    last_modified: str | None
    fetched_at: str


def default_cache() -> Path:
    """Return the user's folder for files that can be had again."""
    if os.environ.get("XDG_CACHE_HOME"):
        return Path(os.environ["XDG_CACHE_HOME"]) / "poleward"
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA", Path.home() / "AppData" / "Local")) / "poleward"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Caches" / "poleward"
    return Path.home() / ".cache" / "poleward"


def safe_name(text: str) -> str:
    """Return a name that is no path, is not hidden and fits every file system."""
    name = re.sub(r"[^A-Za-z0-9._-]+", "_", text.replace("\\", "/").rsplit("/", 1)[-1]).lstrip("._-")
    return name[-120:] or "file"


class Shelf:
    """The place of one file in the cache."""

    def __init__(self, folder: Path, name: str) -> None:
        self.path = folder / name
        self.partial = folder / f".{name}.part"
        self._lock = folder / f".{name}.lock"
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise UnusableInputError(
                f"the folder cannot be made: {error.strerror}.", where=str(folder), todo="Name another with --cache."
            ) from None

    def note(self, path: Path | None = None) -> Note | None:
        """Return what is remembered of the file under its name; None: nothing, or not of this file."""
        try:
            return Note(**json.loads(_note_path(path or self.path).read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError):
            return None

    def whole(self) -> Note | None:
        """Return the note of the file if the file is here and is what the note says."""
        note = self.note()
        if note is None or not self.path.is_file() or self.path.stat().st_size != note.size:
            return None
        return note if checksum(self.path) == note.sha256 else None

    def keep(self, address: str, sha256: str, etag: str | None, last_modified: str | None) -> Path | None:
        """Give the partial file its name; return where the earlier one of another content is kept, if there was one."""
        earlier = self.whole()
        previous = None
        if earlier is not None and earlier.sha256 != sha256:
            previous = self.path.with_name(f"{self.path.stem}.{earlier.sha256[:12]}{self.path.suffix}")
            self.path.replace(previous)
            _note_path(self.path).replace(_note_path(previous))
        size = self.partial.stat().st_size
        with self.partial.open("rb") as arrived:
            os.fsync(arrived.fileno())
        self.partial.replace(self.path)
        self.partial.with_name(self.partial.name + ".json").unlink(missing_ok=True)
        now = dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
        note = Note(address=address, sha256=sha256, size=size, etag=etag, last_modified=last_modified, fetched_at=now)
        draft = self.partial.with_name(self.partial.name + ".note")
        draft.write_text(json.dumps(asdict(note), indent=1), encoding="utf-8")
        draft.replace(_note_path(self.path))
        return previous

    def drop_partial(self) -> None:
        """Remove what arrived of a file that cannot be used."""
        self.partial.unlink(missing_ok=True)
        self.partial.with_name(self.partial.name + ".json").unlink(missing_ok=True)

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Keep a second process from fetching the same file; where the system has no such locks, do nothing.

        Raises
        ------
        UnusableInputError
            Another process is fetching it.
        """
        try:
            import fcntl
        except ImportError:
            yield
            return
        with self._lock.open("w") as handle:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                raise UnusableInputError(
                    "another process is fetching this file.", where=str(self.path), todo="Wait until it ends."
                ) from None
            yield


def _note_path(path: Path) -> Path:
    return path.with_name(f".{path.name}.json")


def checksum(path: Path, algorithm: str = "sha256") -> str:
    """Return the checksum of a file, hexadecimal."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, lambda: hashlib.new(algorithm, usedforsecurity=False)).hexdigest()
