"""The bundled dispatches: short texts written for the demonstration about dated public events.

`data/dispatches.toml` says for each which event it tells of and where that event is on public record; the texts
themselves lie in `data/dispatches`, as pages that a user might have: plain text, HTML, JSON Lines and a feed.
"""

from __future__ import annotations

import datetime as dt
import tomllib
from dataclasses import dataclass
from importlib import resources


@dataclass(frozen=True, slots=True)
class Dispatch:
    """One dispatch: the file (and the record's address in it), what it tells, and who reported the event itself.

    `messy` says what is wrong with it on purpose, empty for a clean one; `same_story_as` names the file of which it
    is another translation.
    """

    file: str
    record: str
    title: str
    date: dt.date
    states: tuple[str, ...]
    source: str
    messy: str = ""
    same_story_as: str = ""


def index() -> tuple[Dispatch, ...]:
    """Return the index of the bundled dispatches in the order of their dates."""
    text = resources.files("poleward.bundled").joinpath("data/dispatches.toml").read_text(encoding="utf-8")
    rows = tomllib.loads(text)["dispatch"]
    found = [Dispatch(**{"record": "", **row, "states": tuple(row["states"])}) for row in rows]
    return tuple(sorted(found, key=lambda d: (d.date, d.file)))


def files() -> dict[str, bytes]:
    """Return the bytes of every file of dispatches, by name, in the order of the names."""
    folder = resources.files("poleward.bundled").joinpath("data/dispatches")
    return {name: folder.joinpath(name).read_bytes() for name in sorted({d.file for d in index()})}
