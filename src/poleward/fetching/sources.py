"""The reviewed table of sources: where each is published, on what terms, what to cite, and how its file is known."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from importlib import resources
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from poleward.errors import UnusableInputError
from poleward.tables import LOADS

MAX_BYTES = 1_000_000
"""Of a file of sources: a bound on memory."""
_SHAPE = "docs/fetching.md has the shape."


@dataclass(frozen=True, slots=True)
class CitedWork:
    """One thing to cite; `fields` are those of CSL-JSON, with `year` in place of `issued`."""

    key: str
    fields: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Source:
    """One published source.

    Attributes
    ----------
    address
        Of the file, with '{at}' where a day or time is filled in; None: see `dataverse` or `by_hand`.
    at, at_example
        Which values `{at}` takes, as a regular expression, and one of them.
    dataverse, server
        Persistent identifier of a data set on the Dataverse at `server`.
    by_hand
        What a person does on the page where no file has a lasting address.
    max_mb
        A larger file is refused.
    sha256
        Of a file that does not change; None: recorded when fetched and compared the next time.
    members, beside
        Which files of a zip are unpacked, and which of those are not tables themselves but belong beside them.
    layouts
        The layouts that its files have, as the loaders name them.
    names, coders, families
        How the archive names it: at the beginning of `ties.source`, in `events.coder`, in `votes.sources`.
    works
        Keys of what to cite.
    """

    key: str
    kind: str
    title: str
    publisher: str
    page: str
    licence: str
    works: tuple[str, ...]
    address: str | None = None
    at: str | None = None
    at_example: str | None = None
    dataverse: str | None = None
    server: str = "https://dataverse.harvard.edu"
    by_hand: str | None = None
    max_mb: int = 100
    sha256: str | None = None
    members: tuple[str, ...] = ()
    beside: tuple[str, ...] = ()
    layouts: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    coders: tuple[str, ...] = ()
    families: tuple[str, ...] = ()

    def address_at(self, at: str | None) -> str:
        """Return the address of the file, for a day or time where the source has one file for each.

        Raises
        ------
        UnusableInputError
            A day or time is missing, has another form, or is given where none is needed.
        """
        address = self.address or self.page
        if self.at is None:
            if at is not None:
                raise UnusableInputError(f"'{self.key}' has one file for all times.", todo="Leave --at out.")
            return address
        if at is None or not re.fullmatch(self.at, at):
            given = f"'{at}' does not name a file of '{self.key}'." if at else f"'{self.key}' has a file for each time."
            raise UnusableInputError(given, todo=f"Say which, for example --at {self.at_example}.")
        return address.replace("{at}", at)


@dataclass(frozen=True, slots=True)
class Sources:
    """All sources and works, by key."""

    sources: Mapping[str, Source]
    works: Mapping[str, CitedWork] = field(default_factory=dict)

    def of_kind(self, kind: str) -> list[Source]:
        """Return the sources of a kind in the order of the table."""
        return [source for source in self.sources.values() if source.kind == kind]

    def get(self, kind: str, key: str) -> Source:
        """Return a source by its key, or say which there are."""
        source = self.sources.get(key)
        if source is None or source.kind != kind:
            keys = ", ".join(s.key for s in self.of_kind(kind)) or "none"
            raise UnusableInputError(f"there is no source '{key}' of {kind}.", todo=f"There are: {keys}.")
        return source


def load_sources(path: Path | None = None) -> Sources:
    """Return the shipped table, with the rows of a person's own table of the same shape added or in their place.

    Raises
    ------
    UnusableInputError
        The table cannot be read, or a row of it is wrong.
    """
    shipped = _parse(resources.files("poleward.data").joinpath("sources.toml").read_text(encoding="utf-8"), "sources")
    if path is None:
        return _whole(shipped, "sources.toml")
    try:
        if path.stat().st_size > MAX_BYTES:
            raise UnusableInputError("larger than 1 MB.", where=str(path), todo="Name a table of sources.")
        own = _parse(path.read_text(encoding="utf-8"), str(path))
    except (OSError, UnicodeDecodeError) as error:
        raise UnusableInputError(f"cannot be read: {error}.", where=str(path), todo="Check the name.") from None
    return _whole(Sources({**shipped.sources, **own.sources}, {**shipped.works, **own.works}), str(path))


def _parse(text: str, where: str) -> Sources:
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise UnusableInputError(f"not valid TOML: {error}.", where=where) from None
    tables = [data.get("sources", {}), data.get("works", {})]
    if not all(isinstance(t, dict) and all(isinstance(row, dict) for row in t.values()) for t in tables):
        raise UnusableInputError("a source or work is no table.", where=where, todo=_SHAPE)
    works = {key: CitedWork(key, row) for key, row in tables[1].items()}
    return Sources({key: _source(key, row, where) for key, row in tables[0].items()}, works)


def _source(key: str, row: Mapping[str, Any], where: str) -> Source:
    """Return one row as a source, every field of it checked."""
    known = {f.name: str(f.type) for f in fields(Source)}
    values: dict[str, Any] = {"key": key}
    for name, value in row.items():
        kind = known.get(name)
        many = kind is not None and kind.startswith("tuple")
        right = int if kind == "int" else str
        parts = value if many else [value]
        if kind is None or not isinstance(parts, list) or not all(type(part) is right for part in parts):
            raise UnusableInputError(f"'{key}' misstates '{name}'.", where=where, todo=_SHAPE)
        values[name] = tuple(value) if many else value
    try:
        source = Source(**values)
    except TypeError:
        raise UnusableInputError(f"'{key}' lacks a field.", where=where, todo=_SHAPE) from None
    for problem in _problems(source):
        raise UnusableInputError(f"'{key}': {problem}.", where=where, todo=_SHAPE)
    return source


def _problems(source: Source) -> list[str]:
    """Return what is wrong with a row; an address in plain http passes only at fetching, and there only for tests."""
    found = []
    if not re.fullmatch(r"[a-z0-9][a-z0-9-]{0,40}", source.key):
        found.append("the key is not of small letters, digits and hyphens")
    if source.kind not in LOADS:
        found.append(f"the kind is not one of {', '.join(LOADS)}")
    if sum(way is not None for way in (source.address, source.dataverse, source.by_hand)) != 1:
        found.append("give one of address, dataverse and by_hand")
    if ("{at}" in (source.address or "")) != (source.at is not None) or (source.at is None) != (
        source.at_example is None
    ):
        found.append("an address with {at} needs at and at_example, and no other does")
    if source.sha256 is not None and not re.fullmatch("[0-9a-f]{64}", source.sha256):
        found.append("sha256 is not 64 hexadecimal digits")
    found += [f"{a} is not an address" for a in (source.page, source.address) if a and not urlsplit(a).netloc]
    return found


def _whole(sources: Sources, where: str) -> Sources:
    """Return the table if every work that it names is there."""
    for source in sources.sources.values():
        for work in source.works:
            if work not in sources.works:
                raise UnusableInputError(f"'{source.key}' names a work '{work}' that is not there.", where=where)
    return sources
