"""Cite this: what a reader writes under a screen so that another finds the same."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

from poleward.answers.cite import cite_archive
from poleward.answers.coverage import archive_digest
from poleward.answers.questions import last_observed
from poleward.errors import NothingFoundError
from poleward.version import __version__
from poleward.web.screen import Desk, Page, Screen


class Query(BaseModel):
    """Which screen."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    address: str = Field("/", pattern=r"^/[^\s\\]*$", max_length=2000, description="the screen's address")


def build(desk: Desk, asked: Query) -> Page:
    """Return the citation of a screen."""
    return desk.door.kept(("cite", asked.address), lambda: _cited(desk, asked.address))


def _cited(desk: Desk, address: str) -> Page:
    with desk.door.read() as archive:
        digest, day = archive_digest(archive), last_observed(archive)
        try:
            works = cite_archive(archive)
        except NothingFoundError:
            works = None
    until = f", observed until {day}" if day else ""
    sentence = f"poleward {__version__}, screen {address}, archive {digest[:16]}{until}."
    references = works.to_json() if works else {}
    return Page(
        "Cite this",
        sentence,
        references.get("references", []),
        {"archive_sha256": digest, "observed_until": day, "address": address, "version": __version__, **references},
        {"digest": digest, "lines": works.lines() if works else []},
    )


SCREEN = Screen("/cite", "", "cite.html.j2", Query, build)
