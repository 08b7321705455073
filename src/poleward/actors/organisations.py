"""Organisations and groups of states: codes, names, and dated memberships."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from poleward.actors.files import parse_interval, read_rows, split_cell
from poleward.actors.states import DaysInForce, name_key

MAX_NAME = 200
"""A longer text is no organisation's name."""


@dataclass(frozen=True, slots=True)
class Organisation:
    """An organisation or a group of states: its code, kind, English name, other names and abbreviations, address.

    `kind` is 'organisation', or 'group' for a region or a group that has no seat of its own.
    """

    code: str
    kind: str
    name: str
    forms: tuple[str, ...]
    source: str


@dataclass(frozen=True, slots=True)
class Membership:
    """A state's membership of an organisation.

    `status` is 'member', 'observer', 'associate', 'participant' or 'suspended'. `span` are the days on which it held
    for certain, `possible` those on which it may have held: they differ where a source gives only a year, or only
    that the state was a member already.
    """

    organisation: str
    state: str
    span: DaysInForce
    possible: DaysInForce
    status: str
    sources: tuple[str, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class OrganisationIndex:
    """Organisations by code, the code by name or abbreviation, and every membership."""

    organisations: Mapping[str, Organisation]
    memberships: tuple[Membership, ...]
    _keys: Mapping[str, str]

    @classmethod
    def load(cls) -> OrganisationIndex:
        """Read the package's data files."""
        forms: dict[str, list[str]] = defaultdict(list)
        for row in read_rows("organisation_names.tsv"):
            forms[row["code"]] += split_cell(row["forms"])
        organisations = {
            row["code"]: Organisation(
                row["code"], row["kind"], row["name"], tuple(dict.fromkeys(forms[row["code"]])), row["source"]
            )
            for row in read_rows("organisations.tsv")
        }
        keys = {code.casefold(): code for code in organisations}
        for organisation in organisations.values():
            for name in (organisation.code, organisation.name, *organisation.forms):
                keys.setdefault(name_key(name), organisation.code)
        return cls(organisations, load_memberships("un_members.tsv", "memberships.tsv"), keys)

    def find(self, name: str) -> str | None:
        """Return the code of the organisation with this code, name or abbreviation in any case; None if unknown."""
        given = name.strip()
        if not given or len(given) > MAX_NAME:
            return None
        return self._keys.get(given.casefold()) or self._keys.get(name_key(given))

    def of(self, state: str, on: dt.date) -> tuple[Membership, ...]:
        """Return a state's seats on that day, sorted by organisation."""
        held = (m for m in self.memberships if m.state == state and m.span.covers(on))
        return tuple(sorted(held, key=lambda m: (m.organisation, m.status)))


def load_memberships(*files: str) -> tuple[Membership, ...]:
    """Read membership rows from the package's data files."""
    return tuple(_membership(row) for name in files for row in read_rows(name))


def _membership(row: Mapping[str, str]) -> Membership:
    since, until = parse_interval(row["since"]), parse_interval(row["until"])
    return Membership(
        organisation=row["organisation"],
        state=row["state"],
        span=DaysInForce(since and since[1], until and until[0]),
        possible=DaysInForce(since and since[0], until and until[1]),
        status=row.get("status") or "member",
        sources=split_cell(row["source"]),
        note=row.get("note", ""),
    )
