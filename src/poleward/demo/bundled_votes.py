"""The bundled roll calls: how every member of the United Nations voted, 2014 to 2025.

Two sets. All 23 resolutions on Crimea and Ukraine; and, so that the same questions are asked year after year, 176 on
sixteen recurring subjects: those that came to a recorded vote in every session from the 69th to the 79th, and on
which, over these sessions, at least a quarter of the states that voted were not in favour. Nobody chose them by how any
one state voted.

The file `data/roll_calls.tsv` states facts: one line per resolution, each state under its vote, and the record of
the UN Digital Library that says so. It is written out as a bulk file of that library, so that the bundled case goes
through the same door as a file that a user downloads.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Iterable
from dataclasses import dataclass
from importlib import resources

from poleward.actors import Registry

LETTERS = {"yes": "Y", "no": "N", "abstain": "A", "not_voting": "X"}
"""The UN Digital Library's letter for each outcome, in the order of the file's columns."""

HEADER = (
    "undl_id", "ms_code", "ms_name", "ms_vote", "date", "session", "resolution", "draft", "committee_report",
    "meeting", "title", "agenda_title", "subjects", "total_yes", "total_no", "total_abstentions",
    "total_non_voting", "total_ms", "undl_link",
)  # fmt: skip
"""The columns of the UN Digital Library's bulk file as published in 2025."""


@dataclass(frozen=True, slots=True)
class BundledRollCall:
    """One resolution with every member's vote: `votes` maps ISO3 to 'yes', 'no', 'abstain' or 'not_voting'."""

    symbol: str
    date: dt.date
    title: str
    undl_id: str
    meeting: str
    votes: dict[str, str]
    source: str

    @property
    def session(self) -> str:
        """The session that the symbol names, such as '68' or 'ES-11'."""
        return self.symbol.split("/")[2]

    @property
    def tally(self) -> dict[str, int]:
        """How many states voted each way."""
        cast = list(self.votes.values())
        return {outcome: cast.count(outcome) for outcome in LETTERS}


def bundled() -> tuple[BundledRollCall, ...]:
    """Return the bundled roll calls in the order of their dates."""
    text = resources.files("poleward.demo").joinpath("data/roll_calls.tsv").read_text(encoding="utf-8")
    found = [_roll_call(row) for row in csv.DictReader(io.StringIO(text), delimiter="\t")]
    return tuple(sorted(found, key=lambda r: (r.date, r.symbol)))


def _roll_call(row: dict[str, str]) -> BundledRollCall:
    votes = {state: outcome for outcome in LETTERS for state in row[outcome].split()}
    return BundledRollCall(
        row["symbol"],
        dt.date.fromisoformat(row["date"]),
        row["title"],
        row["undl_id"],
        row["meeting"],
        dict(sorted(votes.items())),
        row["source"],
    )


def as_undl_csv(roll_calls: Iterable[BundledRollCall], registry: Registry) -> str:
    """Return roll calls as a bulk file of the UN Digital Library: one line per resolution and member."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(HEADER)
    for r in roll_calls:
        tally = r.tally
        for state, outcome in r.votes.items():
            name = registry.states[state].name.upper()
            writer.writerow(
                (
                    r.undl_id, state, name, LETTERS[outcome], r.date.isoformat(), r.session, r.symbol, "", "",
                    r.meeting, r.title, "", "", tally["yes"], tally["no"], tally["abstain"], tally["not_voting"],
                    len(r.votes), f"https://digitallibrary.un.org/record/{r.undl_id}",
                )
            )  # fmt: skip
    return out.getvalue()
