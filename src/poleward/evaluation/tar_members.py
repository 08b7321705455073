"""Members of a labelled set's tar file, bounded; nothing is written to disk."""

from __future__ import annotations

import tarfile
import zlib
from collections.abc import Iterator
from pathlib import Path

from poleward.errors import UnusableInputError
from poleward.pages.decode import MAX_BYTES

MAX_MEMBERS = 20_000
"""Files of one archive, and bytes of all unpacked: bounds on time and memory."""
MAX_TOTAL = 500_000_000
"""Bytes."""
KEPT_FAILURES = 200
"""Failures that a score lists; all are counted."""


def members(path: Path) -> Iterator[tuple[str, bytes]]:
    """Yield the names and bytes of a tar file's regular members; nothing is written to disk.

    Raises
    ------
    UnusableInputError
        No such file, no tar file, or one that is larger than the bounds.
    """
    total = 0
    try:
        with tarfile.open(path, mode="r:*") as archive:
            for count, member in enumerate(archive):
                if count >= MAX_MEMBERS or total > MAX_TOTAL:
                    raise UnusableInputError("more members or bytes than are read.", where=str(path))
                if not member.isfile() or member.size > MAX_BYTES:
                    continue
                stream = archive.extractfile(member)
                if stream is not None:
                    data = stream.read(MAX_BYTES + 1)
                    total += len(data)
                    yield member.name.removeprefix("./"), data
    except (OSError, EOFError, tarfile.TarError, zlib.error) as error:
        raise UnusableInputError(
            f"not a readable tar file: {error}.", where=str(path), todo="Give a .tar.gz in the layout of the docs."
        ) from None
