"""The archive of a project, its configuration, registry and coder; open only while a verb works."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from poleward import config as configuration
from poleward.archive import Archive
from poleward.config import Config
from poleward.errors import UnusableInputError

if TYPE_CHECKING:
    from poleward.actors import Registry
    from poleward.coding import Coder


class Holdings:
    """What the verbs work with."""

    def __init__(
        self,
        path: Path | str,
        *,
        config: Path | str | Config | None = None,
        read_only: bool = False,
        box: bool | None = None,
        or_box: bool = False,
    ) -> None:
        self.path = Path(path)
        self.read_only = read_only
        self.box = box
        self.or_box = or_box
        self.config = config if isinstance(config, Config) else configuration.load(Path(config) if config else None)

    def __repr__(self) -> str:
        there = "" if self.path.exists() else ", not made yet"
        return f"<Project: {self.path}{' (read only)' if self.read_only else ''}{there}>"

    @cached_property
    def registry(self) -> Registry:
        """The registry of states, organisations and office holders."""
        from poleward.actors import load_registry

        return load_registry()

    @cached_property
    def coder(self) -> Coder:
        """The coder of pages; needs the extra 'text'."""
        from poleward.coding import load_coder

        return load_coder()

    @contextmanager
    def archive(self, *, write: bool = False) -> Iterator[Archive]:
        """Open the archive for as long as the block lasts; with `write`, it is made where it is absent.

        Raises
        ------
        UnusableInputError
            There is no archive, or the project is read only and `write` is asked for.
        """
        if write and self.read_only:
            raise UnusableInputError("this project is read only.", where=str(self.path), todo="Open it without that.")
        from poleward.intake.box import open_archive

        absent = self.or_box and not write and not self.path.exists()
        with open_archive(None if absent else self.path, write=write, with_box=self.box) as opened:
            yield opened

    def _asked(self) -> AbstractContextManager[Archive]:
        """Open the archive for a question, whose numbers are kept in it unless the project is read only."""
        if self.or_box and not self.path.exists() and not self.read_only:
            from poleward.intake.box import open_archive

            return open_archive(None, write=True)
        return self.archive(write=not self.read_only and self.path.exists())
