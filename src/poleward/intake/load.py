"""Published files of every kind into the archive: one way in for the command line and for Python."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from poleward.errors import UnusableInputError
from poleward.tables import LOADS, STATEMENT_LOAD, TIE_LOADS

if TYPE_CHECKING:
    from poleward.archive import Archive
    from poleward.engines import Engine


class Loaded(Protocol):
    """What every loading returns."""

    def lines(self) -> list[str]:
        """The report as lines fit to print."""

    def to_dict(self) -> dict[str, Any]:
        """The report as plain values."""


def load(
    archive: Archive,
    kind: str,
    files: Sequence[Path],
    *,
    engine: Engine | None = None,
    progress: Callable[[str], None] = lambda text: None,
) -> Loaded:
    """Load published files of a kind in their native formats, recognised by their columns.

    Parameters
    ----------
    kind
        One of `tables.LOADS`, or 'statements': what another coder makes of pages in the archive.
    engine
        Where events are made of reports; on this machine unless given.
    progress
        Told what is being done, in a few words.

    Raises
    ------
    UnusableInputError
        There is no such kind, or a file cannot be used.
    """
    if kind == "votes":
        from poleward.intake.votes import load_votes

        return load_votes(archive, files, progress=progress)
    if kind in TIE_LOADS:
        from poleward.intake.ties import load_ties

        return load_ties(archive, files, kind, progress=progress)
    if kind == "events":
        from poleward.engines import engine as made
        from poleward.intake.events import load_events

        chosen = engine or made("local")
        try:
            return load_events(archive, files, engine=chosen, progress=progress)
        finally:
            if engine is None:
                chosen.close()
    if kind == STATEMENT_LOAD:
        from poleward.intake.statements import load_statements

        return load_statements(archive, files)
    raise UnusableInputError(
        f"there is no kind '{kind[:40]}'.", todo=f"Choose from {', '.join((*LOADS, STATEMENT_LOAD))}."
    )
