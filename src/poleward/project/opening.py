"""How a project is come by: at a path, as the bundled case, or that of the working folder."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from poleward.config import Config
from poleward.project.project import DEFAULT_ARCHIVE, Project


def open_project(
    path: Path | str, *, config: Path | str | Config | None = None, read_only: bool = False, box: bool | None = None
) -> Project:
    """Open a project: the archive at `path`, which is made when something is first read or loaded into it.

    Parameters are those of `Project`.
    """
    return Project(path, config=config, read_only=read_only, box=box)


def demo(into: Path | str = "poleward-demo") -> Project:
    """Fill an archive with the bundled case, offline, and return it as a project; a second time it changes nothing.

    The answers and the report that `poleward demo` writes are left to `ask` and `report`.

    Raises
    ------
    UnusableInputError
        The folder cannot be written, or holds something else.
    """
    from poleward.bundled.build import ARCHIVE, PAGES, write_files

    folder = Path(into)
    write_files(folder)
    made = Project(folder / ARCHIVE, box=True)
    made.read(folder / PAGES)
    return made


@cache
def _made(folder: Path) -> Project:
    return Project(folder / DEFAULT_ARCHIVE, or_box=True)


def here() -> Project:
    """Return the project of the working folder, made once for each folder; until it is there, the record answers."""
    return _made(Path.cwd())
