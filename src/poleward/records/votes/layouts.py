"""Which published layout a table of roll calls has, told by its columns, and which files belong together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from poleward.errors import UnusableInputError
from poleward.records.delimited import TableFile, look
from poleward.records.headers import plain_name

MAX_ROWS = 5_000_000
"""More rows than this are refused, so that memory stays bounded: all votes since 1946 are 1.5 million."""

Family = Literal["undl", "voeten", "unvotes"]
"""Who publishes: the UN Digital Library; Bailey, Strezhnev and Voeten; the R package unvotes. Votes name it."""

Role = Literal["votes", "roll_calls", "issues"]
"""Whether a table has a row for each vote, for each roll call, or for each issue of a roll call."""


@dataclass(frozen=True)
class VoteLayout:
    """One published layout.

    Attributes
    ----------
    columns
        Our name of each column that is read and the names that publishers give it; those in `needed` must be there.
    forbidden
        Columns of another layout that has these columns too.
    """

    name: str
    family: Family
    role: Role
    columns: dict[str, tuple[str, ...]]
    needed: frozenset[str]
    forbidden: frozenset[str] = frozenset()

    def found(self, header: Sequence[str]) -> dict[str, str]:
        """Return the header's name of each of our columns that it has."""
        present = set(header)
        found: dict[str, str] = {}
        for ours, names in self.columns.items():
            theirs = next((plain for name in names if (plain := plain_name(name)) in present), None)
            if theirs:
                found[ours] = theirs
        return found

    def fits(self, header: Sequence[str]) -> bool:
        """Return whether a header is of this layout."""
        return self.needed <= self.found(header).keys() and not set(map(plain_name, self.forbidden)) & set(header)


_ISSUES = {flag: (flag,) for flag in ("me", "nu", "di", "hr", "co", "ec")}
_TOTALS = {
    "yes": ("total_yes", "yes"),
    "no": ("total_no", "no"),
    "abstain": ("total_abstentions", "abstentions", "abstain"),
    "not_voting": ("total_non_voting", "non-voting", "non_voting", "nonvoting"),
}

UNDL = VoteLayout(
    "undl",
    "undl",
    "votes",
    {
        "key": ("undl_id",),
        "symbol": ("resolution", "resolutions"),
        "state": ("ms_code", "ms_codes"),
        "state_name": ("ms_name", "ms_names"),
        "vote": ("ms_vote", "ms_votes"),
        "date": ("date",),
        "session": ("session",),
        "title": ("title",),
        "modality": ("modality",),
        "url": ("undl_link",),
        **_TOTALS,
    },
    frozenset({"key", "symbol", "state", "vote", "date"}),
)
TWO_FILE_VOTES = VoteLayout(
    "undl-two-file",
    "undl",
    "votes",
    {"key": ("undl_id",), "symbol": ("resolution",), "state": ("iso3",), "vote": ("vote",), "date": ("date",)},
    frozenset({"key", "symbol", "state", "vote", "date"}),
)
TWO_FILE_RESOLUTIONS = VoteLayout(
    name="undl-two-file",
    family="undl",
    role="roll_calls",
    columns={
        "key": ("undl_id",),
        "symbol": ("resolution",),
        "date": ("date",),
        "title": ("title",),
        "rcid": ("voeten_rcid", "rcid"),
        **_TOTALS,
        **_ISSUES,
    },
    needed=frozenset({"key", "date", "title"}),
    forbidden=frozenset({"iso3", "vote", "ms_vote", "ms_code", "ms_name"}),
)
KEY_RESOLUTIONS = VoteLayout(
    name="undl-key-resolutions",
    family="undl",
    role="votes",
    columns={
        "symbol": ("resolution",),
        "date": ("date",),
        "state": ("iso3",),
        "vote": ("vote",),
        "second_vote": ("vote_voeten",),
        "title": ("title",),
    },
    needed=frozenset({"symbol", "date", "state", "vote"}),
    forbidden=frozenset({"undl_id"}),
)
VOETEN = VoteLayout(
    "voeten",
    "voeten",
    "votes",
    {
        "key": ("rcid",),
        "state": ("ccode",),
        "state_name": ("countryname", "country"),
        "vote": ("vote",),
        "session": ("session",),
        "date": ("date",),
        "year": ("year",),
        "symbol": ("unres", "resid"),
        "important": ("importantvote",),
        "amend": ("amend",),
        "para": ("para",),
        "title": ("descr", "short"),
        **_ISSUES,
    },
    frozenset({"key", "state", "vote", "session"}),
)
UNVOTES_VOTES = VoteLayout(
    name="unvotes",
    family="unvotes",
    role="votes",
    columns={"key": ("rcid",), "state": ("country_code",), "state_name": ("country",), "vote": ("vote",)},
    needed=frozenset({"key", "state_name", "vote"}),
    forbidden=frozenset({"ccode", "session"}),
)
UNVOTES_ROLL_CALLS = VoteLayout(
    name="unvotes",
    family="unvotes",
    role="roll_calls",
    columns={
        "key": ("rcid",),
        "session": ("session",),
        "date": ("date",),
        "symbol": ("unres",),
        "important": ("importantvote",),
        "amend": ("amend",),
        "para": ("para",),
        "title": ("descr",),
        "short": ("short",),
    },
    needed=frozenset({"key", "session", "date", "symbol"}),
    forbidden=frozenset({"vote", "ccode"}),
)
UNVOTES_ISSUES = VoteLayout(
    "unvotes",
    "unvotes",
    "issues",
    {"key": ("rcid",), "issue": ("short_name",)},
    frozenset({"key", "issue"}),
)
LAYOUTS = (
    UNDL,
    TWO_FILE_VOTES,
    TWO_FILE_RESOLUTIONS,
    KEY_RESOLUTIONS,
    VOETEN,
    UNVOTES_VOTES,
    UNVOTES_ROLL_CALLS,
    UNVOTES_ISSUES,
)


@dataclass(frozen=True)
class Recognised:
    """A file and its layout; `columns` maps our names to the header's."""

    file: TableFile
    layout: VoteLayout
    columns: dict[str, str]

    @property
    def label(self) -> str:
        """The layout's name as it is stored: the UN's bulk file with the year in which its columns came up."""
        if self.layout is not UNDL:
            return self.layout.name
        if "modality" in self.columns or "msvotes" in self.file.columns:
            return "undl-2024"
        return "undl-2026" if "votenote" in self.file.columns else "undl-2025"


@dataclass(frozen=True)
class FileSet:
    """Files that make up one data set: each has at most one role, all are of one family."""

    files: tuple[Recognised, ...]

    @property
    def family(self) -> Family:
        """Who publishes it."""
        return self.files[0].layout.family

    @property
    def label(self) -> str:
        """The layout's name as it is stored."""
        return self.files[0].label

    def of(self, role: Role) -> Recognised | None:
        """Return the file of a role, if the set has one."""
        return next((file for file in self.files if file.layout.role == role), None)


def recognise(path: Path) -> Recognised:
    """Look at a file and tell its layout.

    Raises
    ------
    UnusableInputError
        The file is unreadable, or its columns are of no layout that is known.
    """
    file = look(path, lambda names: any(layout.fits(tuple(names)) for layout in LAYOUTS))
    if file.lines > MAX_ROWS:
        raise UnusableInputError(f"more than {MAX_ROWS} rows.", where=str(path), todo="Split it by session.")
    for layout in LAYOUTS:
        if layout.fits(file.columns):
            return Recognised(file, layout, layout.found(file.columns))
    seen = ", ".join(file.columns)[:200]
    raise UnusableInputError(
        f"not a known table of roll calls: its columns are {seen}.",
        where=str(path),
        todo="Known are the UN Digital Library's voting file (undl_id, ms_code, ms_vote, date, resolution), its"
        " two-file form (undl_id, resolution, date, iso3, vote), Voeten's (rcid, ccode, session, vote) and the three"
        " tables of unvotes.",
    )


def file_sets(paths: Sequence[Path]) -> list[FileSet]:
    """Recognise files and put those that belong together into one set, in the order in which they are named.

    The two files of the UN's two-file form belong together, and so do unvotes' tables. A file named twice counts once.
    """
    if not paths:
        raise UnusableInputError("no file was named.", todo="Name one or more files of roll calls.")
    sets: list[list[Recognised]] = []
    known: set[str] = set()
    for path in paths:
        found = recognise(path)
        if found.file.source_id in known:
            continue
        known.add(found.file.source_id)
        for group in sets:
            first = group[0].layout
            if first.name == found.layout.name and all(f.layout.role != found.layout.role for f in group):
                group.append(found)
                break
        else:
            sets.append([found])
    return [FileSet(tuple(sorted(group, key=_votes_first))) for group in sets]


def _votes_first(found: Recognised) -> int:
    return ("votes", "roll_calls", "issues").index(found.layout.role)
