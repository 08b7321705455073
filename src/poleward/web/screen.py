"""What a screen is: a question in an address, one sentence in answer, rows, and what its template draws.

A screen is one module in `web/pages`: a model of its query and a function that turns it into a `Page`. From that one
function come the page, its JSON twin under /api, and its rows as CSV under /csv.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Annotated, Any, Generic, TypeVar

from fastapi import Depends
from fastapi import Path as InPath
from fastapi import Query as Asking
from pydantic import BaseModel

from poleward.actors import Registry, load_registry
from poleward.coding import Coder, load_coder
from poleward.config import Config
from poleward.web.door import Door
from poleward.web.memory import PageMemory

Query = TypeVar("Query", bound=BaseModel)


@dataclass
class Desk:
    """What every screen works with.

    Attributes
    ----------
    author
        Whose judgements are stored.
    notes
        Said on every page, for example that the bundled case is shown.
    """

    door: Door
    config: Config
    author: str
    notes: tuple[str, ...] = ()
    pages: PageMemory = field(default_factory=PageMemory)
    _loading: threading.Lock = field(default_factory=threading.Lock)

    @cached_property
    def registry(self) -> Registry:
        """The actors."""
        return load_registry()

    def coder(self) -> Coder:
        """Return the coder, loaded when first needed."""
        with self._loading:
            if not hasattr(self, "_coder"):
                self._coder = load_coder(self.registry)
            return self._coder

    def name(self, state: str) -> str:
        """Return a state's name, or its code where it has none."""
        known = self.registry.states.get(state)
        return known.name if known else state


@dataclass(frozen=True)
class Page:
    """What a screen answers.

    Attributes
    ----------
    title
        The question.
    answer
        The answer in one sentence.
    rows
        What the picture shows, one mapping per mark, of plain values.
    data
        Further values for the JSON twin.
    view
        What the template needs besides: drawings and texts.
    notes
        What a reader should know besides: a source that the answer leans on is stale.
    """

    title: str
    answer: str
    rows: Sequence[dict[str, Any]] = ()
    data: dict[str, Any] = field(default_factory=dict)
    view: dict[str, Any] = field(default_factory=dict)
    notes: Sequence[str] = ()

    def to_json(self) -> dict[str, Any]:
        """Return the JSON twin."""
        said = {"notes": list(self.notes)} if self.notes else {}
        twin = {"title": self.title, "answer": self.answer, **said, **self.data, "rows": list(self.rows)}
        plain: dict[str, Any] = json.loads(json.dumps(twin, default=_plain, ensure_ascii=False, allow_nan=False))
        return plain

    def to_csv(self) -> str:
        """Return the rows as CSV; text that a spreadsheet would take for a formula gets an apostrophe before it."""
        names = list(dict.fromkeys(name for row in self.rows for name in row))
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\r\n")
        writer.writerow(names)
        writer.writerows([_cell(row.get(name)) for name in names] for row in self.rows)
        return out.getvalue()


@dataclass(frozen=True)
class Screen(Generic[Query]):
    """One screen: its address, its name in the menu (empty: not in the menu), its template, its query and its page.

    `shares` says whether it takes over the question of the screen before it.
    """

    path: str
    menu: str
    template: str
    query: type[Query]
    build: Callable[[Desk, Query], Page]
    shares: bool = False

    def given(self) -> Any:
        """Return how the query is read from an address: from what follows it, and a state from the address itself."""
        if "{state}" not in self.path:
            return Asking()

        def read(state: Annotated[str, InPath(min_length=2, max_length=60)], asked: Query) -> Query:
            return asked.model_copy(update={"state": state})

        read.__annotations__["asked"] = Annotated[self.query, Asking()]
        return Depends(read)


def _plain(value: object) -> object:
    if isinstance(value, dt.date | dt.datetime):
        return value.isoformat()
    if isinstance(value, frozenset | set):
        return sorted(value)
    return str(value)


def _cell(value: object) -> object:
    if isinstance(value, str) and value[:1] in ("=", "+", "-", "@", "\t", "\r"):
        return "'" + value
    if isinstance(value, list | tuple | dict):
        return json.dumps(value, default=_plain, ensure_ascii=False)
    return value
