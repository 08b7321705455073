"""Cite this: what a reader writes under a screen so that another finds the same."""

from __future__ import annotations

import hashlib

from pydantic import BaseModel, ConfigDict, Field

from poleward import __version__
from poleward.answers.ask import last_observed
from poleward.answers.cite import cite_archive
from poleward.archive import Archive
from poleward.errors import NothingFoundError
from poleward.web.screen import Desk, Page, Screen

# Everything that an answer rests on, by ids that are hashes of content; MD5 because DuckDB folds it into one number
# without sorting, and nothing secret hangs on it.
_DIGESTS = {
    "statements": "statement_id",
    "signs": "concat_ws('|', statement_id, state, target, sign)",
    "documents": "concat_ws('|', doc_id, story_id)",
    "roll_calls": "concat_ws('|', roll_call_id, date)",
    "votes": "concat_ws('|', roll_call_id, state, vote, contradicted)",
    "ties": "concat_ws('|', state, partner, channel, indicator, date_earliest, date_latest, value, status, reporter)",
    "events": "concat_ws('|', event_id, coder)",
    "judgements": "concat_ws('|', judgement_id, withdrawn_at)",
}


class Query(BaseModel):
    """Which screen."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    address: str = Field("/", pattern=r"^/[^\s\\]*$", max_length=2000, description="the screen's address")


def archive_digest(archive: Archive) -> str:
    """Return a hash of what an archive holds; the order of its rows, and how the file lies on disk, do not matter."""
    parts = []
    for table, content in _DIGESTS.items():
        row = archive.rows(f"SELECT count(*) AS n, bit_xor(md5_number({content})) AS h FROM {table}")[0]
        parts.append(f"{table} {row['n']} {row['h'] or 0}")
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


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
