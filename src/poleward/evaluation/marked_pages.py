"""Marked pages: what a careful analyst reads out of a page, as YAML beside the page's text.

A folder holds `text/NAME.txt` and `marked/NAME.yml`, or both side by side. `document` says the language, the days
between which the page was published, its genre and the lines that are no body; `items` what it says (kind, actor,
recipient, PLOVER type, date, lean towards poles, and `evidence`, a phrase that stands in the page); `traps` phrases
that a naive reader gets wrong.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from poleward.errors import UnusableInputError
from poleward.pages.document import DateInterval

MAX_MARKS = 500_000
"""Bytes of a file of marks that are read."""
MAX_ITEMS = 1_000
"""Items of one page: a bound on time."""

_SPELT = {"toward": "towards"}
"""Marks are also written as Americans spell."""

_DAY = re.compile(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?$")


@dataclass(frozen=True, slots=True)
class MarkedStatement:
    """One thing that a page says: `lean` is 'towards', 'away' or 'neutral' by pole; `date` None where none is said."""

    id: str
    kind: str
    actors: tuple[str, ...]
    recipients: tuple[str, ...]
    types: tuple[str, ...]
    negated: bool
    date: DateInterval | None
    lean: Mapping[str, str]
    must: bool
    evidence: str


@dataclass(frozen=True, slots=True)
class MarkedPage:
    """A page's text file with its marks; `published` None where nobody knows."""

    name: str
    text: Path
    language: str
    genre: str
    published: DateInterval | None
    items: tuple[MarkedStatement, ...]
    boilerplate: tuple[str, ...]
    traps: tuple[str, ...]


def read_folder(folder: Path) -> list[MarkedPage]:
    """Return the marked pages of a folder, in order of their names.

    Raises
    ------
    UnusableInputError
        There are none, a page's text is missing, or a file of marks is not as it should be.
    """
    files = sorted([*folder.glob("*.yml"), *(folder / "marked").glob("*.yml")])
    if not files:
        raise UnusableInputError(
            "there are no marked pages (*.yml, or marked/*.yml) here.", where=str(folder),
            todo="Give the folder that holds them; docs/evaluation.md describes its layout.",
        )  # fmt: skip
    return [_page(file, folder) for file in files]


def _page(file: Path, folder: Path) -> MarkedPage:
    text = next((p for p in (folder / "text" / f"{file.stem}.txt", file.with_suffix(".txt")) if p.is_file()), None)
    if text is None:
        raise UnusableInputError("the text of this marked page is missing.", where=f"{folder}/text/{file.stem}.txt")
    marks = _loaded(file)
    about = marks.get("document")
    items = marks.get("items")
    if not isinstance(about, dict) or not isinstance(items, list) or len(items) > MAX_ITEMS:
        raise UnusableInputError("no 'document' and 'items', or too many items.", where=str(file))
    return MarkedPage(
        name=file.stem, text=text, language=str(about.get("language", "und")),
        genre=str(about.get("genre", "unstated")), published=_published(about.get("published"), file),
        items=tuple(_item(i, n, file) for n, i in enumerate(items, 1)),
        boilerplate=tuple(map(str, about.get("boilerplate") or ())),
        traps=tuple(str(t["text"]) for t in marks.get("traps") or () if isinstance(t, dict) and "text" in t),
    )  # fmt: skip


def _loaded(file: Path) -> dict[str, Any]:
    import yaml

    try:
        with file.open(encoding="utf-8") as opened:
            text = opened.read(MAX_MARKS + 1)
        found = yaml.safe_load(text) if len(text) <= MAX_MARKS and "&" not in text.replace("& ", "") else None
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise UnusableInputError(f"cannot be read: {error}.", where=str(file)) from None
    if not isinstance(found, dict):
        raise UnusableInputError("these are no marks (too large, anchors, or no mapping).", where=str(file))
    return found


def _published(given: Any, file: Path) -> DateInterval | None:
    if not isinstance(given, dict):
        return None
    earliest, latest = (_interval(given.get(key), file) for key in ("earliest", "latest"))
    return DateInterval(earliest.earliest, latest.latest) if earliest and latest else None


def _item(given: Any, n: int, file: Path) -> MarkedStatement:
    if not isinstance(given, dict) or not given.get("evidence"):
        raise UnusableInputError("an item has no 'evidence'.", where=f"{file}, item {n}")
    lean = given.get("lean") or {}
    if isinstance(lean, str):
        lean = {"moscow": lean}
    actors = given.get("actor") or given.get("about")
    recipients = given.get("recipient")
    date = given.get("date") or given.get("year")
    return MarkedStatement(
        id=str(given.get("id", n)), kind=str(given.get("kind", "event")), actors=_codes(actors),
        recipients=_codes(recipients), types=_codes(given.get("type")), negated=bool(given.get("negated")),
        date=_interval(date, file), lean={str(k): _SPELT.get(str(v), str(v)) for k, v in lean.items()},
        must=given.get("must") is not False, evidence=str(given["evidence"]),
    )  # fmt: skip


def _codes(given: Any) -> tuple[str, ...]:
    listed: Sequence[Any] = given if isinstance(given, list) else [given]
    return tuple(str(c) for c in listed if c)


def _interval(given: Any, file: Path) -> DateInterval | None:
    """Return the days of '2022', '2022-06', '2022-06-01', 'A..B' or {from: A, to: B}."""
    if not given:
        return None
    if isinstance(given, dict):
        first, last = given.get("from"), given.get("to")
    else:
        first, _, last = str(given).partition("..")
    days = [_DAY.match(str(d)) for d in (first, last or first)]
    if days[0] is None or days[1] is None:
        raise UnusableInputError(f"{given!r} is no date.", where=str(file), todo="Write 2022, 2022-06 or 2022-06-01.")
    try:
        (y, m, d), (y2, m2, d2) = (tuple(int(p) if p else 0 for p in day.groups()) for day in days if day)
        month = m2 or 12
        last_day = d2 or calendar.monthrange(y2, month)[1]
        return DateInterval(dt.date(y, m or 1, d or 1), dt.date(y2, month, last_day))
    except ValueError:
        raise UnusableInputError(f"{given!r} is no date.", where=str(file)) from None
