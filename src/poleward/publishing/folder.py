"""A folder that is published: its files are written where they differ, and those of an earlier time are removed."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path, PurePosixPath

from poleward.errors import UnusableInputError

MANIFEST = "site.json"
MAX_BYTES = 50_000_000
"""Of a file that is compared with what is to be written: a bound on memory."""


class Folder:
    """A folder of files that were made by us, named in its manifest; `about` is what else that says.

    Raises
    ------
    UnusableInputError
        It holds files and no manifest, or cannot be written.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.about: dict[str, object] = {}
        self._files: dict[str, str] = {}
        self.changed = 0
        self._earlier = self._manifest()

    def _manifest(self) -> dict[str, str]:
        file = self.path / MANIFEST
        try:
            if not file.exists():
                if self.path.is_dir() and any(self.path.iterdir()):
                    raise UnusableInputError(
                        "the folder is not empty and was not published by poleward.", where=str(self.path),
                        todo="Name another folder.",
                    )  # fmt: skip
                return {}
            if file.stat().st_size > MAX_BYTES:
                raise UnusableInputError("larger than 50 MB.", where=str(file))
            self.about = dict(json.loads(file.read_text(encoding="utf-8")))
            files = self.about.pop("files")
            if not isinstance(files, dict):
                raise TypeError("'files' is no table")
            return {str(name): str(digest) for name, digest in files.items() if _inside(str(name))}
        except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
            raise UnusableInputError(f"cannot be read: {error}.", where=str(file)) from None

    def write(self, name: str, data: str | bytes) -> None:
        """Write a file by its path in the folder, unless it is there with the same bytes."""
        raw = data.encode() if isinstance(data, str) else data
        self._files[name] = hashlib.sha256(raw).hexdigest()
        target = self.path / name
        try:
            if target.is_file() and target.read_bytes() == raw:
                return
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(raw)
        except OSError as error:
            raise UnusableInputError(f"cannot be written: {error.strerror}.", where=str(target)) from None
        self.changed += 1

    def link(self, name: str, root: str, place: str = "") -> str:
        """Return the way to a file from a page, '' where there is none.

        `root` leads from the page to `place`, a folder in the folder, '' or with a stroke at its end.
        """
        return root + name.removeprefix(place) if name in self._files or name in self._earlier else ""

    def keep(self, prefix: str) -> None:
        """Keep the files of an earlier time whose path begins so."""
        for name, digest in self._earlier.items():
            if name.startswith(prefix) and name not in self._files and (self.path / name).is_file():
                self._files[name] = digest

    def close(self, about: dict[str, object]) -> int:
        """Write the manifest, remove earlier files that are no longer part, and return how many there are."""
        for name in set(self._earlier) - set(self._files):
            (self.path / name).unlink(missing_ok=True)
        manifest = {**about, "files": dict(sorted(self._files.items()))}
        (self.path / MANIFEST).write_text(
            json.dumps(manifest, ensure_ascii=False, indent=1, sort_keys=True) + "\n", encoding="utf-8"
        )
        return len(self._files)


def _inside(name: str) -> bool:
    """Return whether a path stays inside its folder."""
    path = PurePosixPath(name)
    return not path.is_absolute() and ".." not in path.parts and "\\" not in name
