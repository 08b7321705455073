"""The tables of a fetched zip, unpacked beside it: only the files that the source names, bounded in size."""

from __future__ import annotations

import shutil
import zipfile
import zlib
from collections.abc import Sequence
from fnmatch import fnmatchcase
from pathlib import Path

from poleward.errors import UnusableInputError
from poleward.fetching.cache import safe_name

MAX_MEMBER_BYTES = 4 * 2**30
"""Bytes of one file unpacked: a bound on disk."""
MAX_TOTAL_BYTES = 24 * 2**30
"""Bytes of all files of an archive unpacked: a bound on disk."""
MAX_RATIO = 200
"""A member that unpacks to more than this many times its packed size is taken for a bomb; tables reach 30."""


def unpack(archive: Path, patterns: Sequence[str]) -> list[Path]:
    """Unpack the members whose file names fit a pattern into a folder beside the zip; those already there are kept.

    Raises
    ------
    UnusableInputError
        It is no zip, is damaged, has no such member, or unpacks to too much.
    """
    where, folder = str(archive), archive.with_name(f"{archive.stem}.unpacked")
    try:
        with zipfile.ZipFile(archive) as zipped:
            members = [m for m in zipped.infolist() if not m.is_dir() and _fits(m.filename, patterns)]
            _refuse(members, where, patterns)
            folder.mkdir(exist_ok=True)
            return [_write(zipped, member, folder) for member in sorted(members, key=lambda m: m.filename)]
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError):
        raise UnusableInputError(
            "not a zip, or a damaged one.", where=where, todo="Fetch it again with --again."
        ) from None
    except OSError as error:
        raise UnusableInputError(f"cannot be unpacked: {error.strerror}.", where=str(folder)) from None


def _fits(name: str, patterns: Sequence[str]) -> bool:
    return any(fnmatchcase(name.rsplit("/", 1)[-1], pattern) for pattern in patterns)


def _refuse(members: list[zipfile.ZipInfo], where: str, patterns: Sequence[str]) -> None:
    names = [safe_name(member.filename) for member in members]
    if not members:
        raise UnusableInputError(f"the zip has no {' or '.join(patterns)}.", where=where, todo="Unpack it by hand.")
    if len(set(names)) < len(names):
        raise UnusableInputError("the zip has several files of one name.", where=where, todo="Unpack it by hand.")
    bomb = any(m.file_size > MAX_MEMBER_BYTES or m.file_size > MAX_RATIO * max(m.compress_size, 1_000) for m in members)
    if bomb or sum(m.file_size for m in members) > MAX_TOTAL_BYTES:
        raise UnusableInputError("the zip unpacks to far more than a table has.", where=where, todo="Do not open it.")
    if shutil.disk_usage(Path(where).parent).free < sum(m.file_size for m in members):
        raise UnusableInputError("the disk is too full to unpack it.", where=where, todo="Make room.")


def _checksum(path: Path) -> int:
    """Return the checksum that zips keep of their members: a changed zip may hold another table of the same size."""
    found = 0
    with path.open("rb") as stream:
        while piece := stream.read(2**20):
            found = zlib.crc32(piece, found)
    return found


def _write(zipped: zipfile.ZipFile, member: zipfile.ZipInfo, folder: Path) -> Path:
    """Write one member under its own name; the zip's directory is not to be trusted on its size."""
    path = folder / safe_name(member.filename)
    if path.is_file() and path.stat().st_size == member.file_size and _checksum(path) == member.CRC:
        return path
    draft = path.with_name(f".{path.name}.part")
    left = member.file_size
    try:
        with zipped.open(member) as stream, draft.open("wb") as out:
            while piece := stream.read(min(left, 2**20) + 1):
                left -= len(piece)
                if left < 0:
                    raise zipfile.BadZipFile
                out.write(piece)
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
    return path
