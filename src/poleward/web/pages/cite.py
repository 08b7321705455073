"""Cite this: what a reader writes under a screen so that another finds the same."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

from poleward.answers.cite import cite_archive
from poleward.answers.coverage import archive_digest
from poleward.answers.questions import last_observed
from poleward.errors import NothingFoundError
from poleward.publishing.tongue import Tongue
from poleward.version import __version__
from poleward.web.screen import Desk, Page, Screen
from poleward.web.state import Language


class Query(BaseModel):
    """Which screen."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    lang: Language = Field("en", description="language of the interface")
    address: str = Field("/", pattern=r"^/[^\s\\]*$", max_length=2000, description="the screen's address")


def build(desk: Desk, asked: Query) -> Page:
    """Return the citation of a screen."""
    return desk.door.kept(("cite", asked), lambda: _cited(desk, asked.address, Tongue(asked.lang)))


def _cited(desk: Desk, address: str, tongue: Tongue) -> Page:
    with desk.door.read() as archive:
        digest, day = archive_digest(archive), last_observed(archive)
        try:
            works = cite_archive(archive)
        except NothingFoundError:
            works = None
    fields = {"version": __version__, "address": address, "digest": digest[:16]}
    if day:
        sentence = tongue(
            "poleward %(version)s, screen %(address)s, archive %(digest)s, observed until %(day)s.", **fields,
            day=tongue.day(day),
        )  # fmt: skip
    else:
        sentence = tongue("poleward %(version)s, screen %(address)s, archive %(digest)s.", **fields)
    references = works.to_json() if works else {}
    return Page(
        tongue("Cite this"),
        sentence,
        references.get("references", []),
        {"archive_sha256": digest, "observed_until": day, "address": address, "version": __version__, **references},
        {
            "digest": digest, "works": works.references() if works else [], "unknown": works.unknown if works else (),
            "licences": works.licences if works else (), "pages_read": works.pages_read if works else 0,
        },
    )  # fmt: skip


SCREEN = Screen("/cite", "", "cite.html.j2", Query, build)
