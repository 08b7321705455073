"""A small assembly of our own making, written out in every published layout of roll calls."""

from __future__ import annotations

import csv
import gzip
import io
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from random import Random

# State: COW number, ISO 3166 alpha-2, name as in unvotes.
STATES = {
    "ARM": (371, "AM", "Armenia"), "BLR": (370, "BY", "Belarus"), "BRA": (140, "BR", "Brazil"),
    "CHN": (710, "CN", "China"), "DEU": (255, "DE", "Germany"), "FRA": (220, "FR", "France"),
    "GBR": (200, "GB", "United Kingdom"), "GEO": (372, "GE", "Georgia"), "IND": (750, "IN", "India"),
    "JPN": (740, "JP", "Japan"), "KAZ": (705, "KZ", "Kazakhstan"), "KGZ": (703, "KG", "Kyrgyzstan"),
    "MDA": (359, "MD", "Moldova"), "NAM": (565, "NA", "Namibia"), "RUS": (365, "RU", "Russia"),  # codespell:ignore nam
    "TJK": (702, "TJ", "Tajikistan"), "TKM": (701, "TM", "Turkmenistan"), "TUR": (640, "TR", "Turkey"),
    "UKR": (369, "UA", "Ukraine"), "USA": (2, "US", "United States"), "UZB": (704, "UZ", "Uzbekistan"),
}  # fmt: skip
OUTCOMES = {"Y": "yes", "N": "no", "A": "abstain", "X": "not_voting"}
CATALOGUED = " : resolution / adopted by the General Assembly"
NUMBERS = {"Y": "1", "A": "2", "N": "3", "X": "8"}


@dataclass(frozen=True)
class Ballot:
    """One roll call; `votes` has a letter for each state of `STATES`."""

    undl_id: int
    rcid: int
    symbol: str
    unres: str
    session: str
    day: date
    title: str
    votes: str
    paragraph: bool = False
    issue: str = ""

    def total(self, letter: str) -> int:
        return self.votes.count(letter)


def _votes(seed: int) -> str:
    return "".join(Random(seed).choices("YNAX", weights=(5, 2, 2, 1), k=len(STATES)))


LAKES = "Sample question of the lakes"
BALLOTS = (
    Ballot(900001, 6101, "A/RES/68/901", "R/68/901", "68", date(2013, 12, 5), LAKES, _votes(1)),
    Ballot(900002, 6102, "A/RES/69/902", "R/69/902", "69", date(2014, 12, 10), LAKES, _votes(2)),
    Ballot(
        900003, 6103, "A/RES/69/903", "R/69/903", "69", date(2014, 12, 10), "Sample situation in eastern Ukraine",
        _votes(3), issue="hr",
    ),
    Ballot(900004, 6104, "A/RES/50/904 B", "R/50/904B", "50", date(1995, 12, 6), "Sample of the, quoted \"arms\" trade",
           _votes(4), issue="di"),
)  # fmt: skip
PARAGRAPH = Ballot(
    0, 6105, "A/RES/69/903", "R/69/903", "69", date(2014, 12, 10), "Paragraph 3 of it", _votes(5), paragraph=True
)
_UNDL_2025 = (
    "undl_id,ms_code,ms_name,ms_vote,date,session,resolution,draft,committee_report,meeting,title,agenda_title,"
    "subjects,total_yes,total_no,total_abstentions,total_non_voting,total_ms,undl_link"
)
UNDL_HEADER = {2024: _UNDL_2025, 2025: _UNDL_2025, 2026: _UNDL_2025.replace("subjects,", "subjects,vote_note,")}


def write(path: Path, header: str, rows: list[list[object]]) -> Path:
    """Write a table; packed when the name ends in .gz."""
    text = io.StringIO()
    out = csv.writer(text, lineterminator="\n")
    out.writerow(header.split(","))
    out.writerows(rows)
    data = text.getvalue().encode()
    path.write_bytes(gzip.compress(data, mtime=0) if path.suffix == ".gz" else data)
    return path


def undl(path: Path, year: int = 2026, ballots: tuple[Ballot, ...] = BALLOTS) -> Path:
    """Write the UN Digital Library's bulk layout of a year."""
    header = UNDL_HEADER[year]
    rows: list[list[object]] = []
    for b in ballots:
        for (state, (_, _, name)), vote in zip(STATES.items(), b.votes, strict=True):
            value = {
                "undl_id": b.undl_id, "ms_code": state, "ms_name": name.upper(), "ms_vote": vote, "date": b.day,
                "session": b.session, "resolution": b.symbol, "title": b.title + CATALOGUED,
                "total_yes": f"{b.total('Y')}.0", "total_no": b.total("N"), "total_abstentions": b.total("A"),
                "total_non_voting": b.total("X"), "total_ms": len(STATES),
                "undl_link": f"https://digitallibrary.un.org/record/{b.undl_id}",
            }  # fmt: skip
            rows.append([value.get(name, "") for name in header.split(",")])
    return write(path, header, rows)


def two_file(folder: Path, ballots: tuple[Ballot, ...] = BALLOTS) -> tuple[Path, Path]:
    """Write the two-file layout: votes and resolutions. States that did not vote have no row."""
    votes = [
        [b.undl_id, b.symbol, b.day, state, vote]
        for b in ballots
        for state, vote in zip(STATES, b.votes, strict=True)
        if vote != "X"
    ]
    resolutions = [
        [b.undl_id, b.symbol, b.day, b.title, "A/1/PV.1", "", "", *(b.total(letter) for letter in "YNAX"),
         b.rcid, *(int(b.issue == flag) for flag in ("me", "nu", "di", "hr", "co", "ec"))]
        for b in ballots
    ]  # fmt: skip
    return (
        write(folder / "votes.csv.gz", "undl_id,resolution,date,iso3,vote", votes),
        write(
            folder / "resolutions.csv",
            "undl_id,resolution,date,title,meeting,committee_report,agenda,yes,no,abstain,nonvoting,voeten_rcid,"
            "me,nu,di,hr,co,ec",
            resolutions,
        ),
    )


def published_day(day: date) -> date:
    """Return a day as BSV's files have it: before 2003 the day of the week stands for the day of the month."""
    return day if day.year > 2002 else day.replace(day=day.isoweekday() % 7 + 1)


def voeten(path: Path, ballots: tuple[Ballot, ...] = BALLOTS) -> Path:
    """Write Voeten's numeric layout."""
    rows: list[list[object]] = []
    for b in ballots:
        day = published_day(b.day)
        for (cow, _, _), vote in zip(STATES.values(), b.votes, strict=True):
            rows.append(
                [b.rcid, b.session, NUMBERS[vote], cow, 1, 0, f"{day.month}/{day.day}/{day.year}", b.unres]
                + [int(b.issue == flag) for flag in ("me", "nu", "di", "hr", "co", "ec")]
                + [b.day.year]
            )
    return write(path, "rcid,session,vote,ccode,member,importantvote,date,unres,me,nu,di,hr,co,ec,year", rows)


def unvotes(folder: Path, ballots: tuple[Ballot, ...] = (*BALLOTS, PARAGRAPH)) -> tuple[Path, Path, Path]:
    """Write unvotes' three tables: votes (without absences), roll calls, issues."""
    votes = [
        [b.rcid, name, iso2, OUTCOMES[vote]]
        for b in ballots
        for (_, iso2, name), vote in zip(STATES.values(), b.votes, strict=True)
        if vote != "X"
    ]
    calls = [
        [
            b.rcid,
            f"{b.session}.0",
            0,
            published_day(b.day),
            b.unres,
            "NA",
            int(b.paragraph) or "NA",
            b.title.upper(),
            b.title,
        ]
        for b in ballots
    ]
    issues = [[b.rcid, b.issue, "an issue"] for b in ballots if b.issue]
    return (
        write(folder / "unvotes_votes.csv.gz", "rcid,country,country_code,vote", votes),
        write(folder / "unvotes_roll_calls.csv", "rcid,session,importantvote,date,unres,amend,para,short,descr", calls),
        write(folder / "unvotes_issues.csv", "rcid,short_name,issue", issues),
    )


def expected(ballots: tuple[Ballot, ...] = BALLOTS, *, absent: bool = True) -> set[tuple[int, str, str]]:
    """Return (index of the ballot, state, outcome) for every cell that a source states."""
    return {
        (i, state, OUTCOMES[vote])
        for i, b in enumerate(ballots)
        for state, vote in zip(STATES, b.votes, strict=True)
        if absent or vote != "X"
    }
