"""The published layouts of event data, recognised by their columns: how many, what they hold, or what they are called.

GDELT and Phoenix have no header line; their layouts are told by the number of columns and the form of the first ones.
ICEWS, POLECAT and tables cut from GDELT have one; there the names decide, in any order and spelling of case and blanks.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from poleward.errors import UnusableInputError
from poleward.records.headers import HEADER_LINES, SEPARATORS, Header, fields_of, has_row_names, width_of_rows

FIELDS = (
    "row_id", "day", "actor_code", "actor_group", "recipient_code", "recipient_group", "cameo", "event_type", "mode",
    "goldstein", "intensity", "mentions", "confidence", "place_rank", "place", "article", "root", "added", "label",
    "sentence",
)  # fmt: skip
"""What an event row may say, each as an SQL expression over the layout's columns; a field not named is NULL.

`place_rank` is 'c' for a place, 'p' for a province, 's' for a state: how precisely the place is known. `root` is the
code's first two digits as the coder gives them beside it, `added` the day on which the coder wrote the row, `label` the
words for a CAMEO code, `sentence` the number of a story's sentence.
"""
MAX_COLUMNS = 2_000
"""A bound on time; GDELT's table has 61."""
FIRST_YEAR, LAST_YEAR = 1900, 2100
"""Days outside these years are faults of the file: GDELT itself begins in 1979. Days to come are faults too."""
MENTION_FIELDS = ("row_id", "day", "article", "outlet", "confidence")


@dataclass(frozen=True)
class EventLayout:
    """How to read one kind of file.

    Attributes
    ----------
    name, coder
        The layout and whose events they are.
    columns
        Names of the columns in the file's order, as SQL identifiers.
    fields
        Expressions by field.
    complete
        A column that every whole row has, where rows may end earlier than the columns do; None: rows have all.
    names
        How the actors are written: 'cameo' codes, or 'names' and other codes that the registry of actors knows.
    mentions
        The file holds mentions of events, not events.
    skip
        How many lines stand before the first row: the header, and notes above it.
    """

    name: str
    coder: str
    columns: tuple[str, ...]
    fields: Mapping[str, str]
    separator: str = "\t"
    quote: str = ""
    header: bool = False
    complete: str | None = None
    names: str = "cameo"
    mentions: bool = False
    skip: int = 0


_GDELT_PLACE = "CASE {} WHEN '1' THEN 's' WHEN '2' THEN 'p' WHEN '5' THEN 'p' WHEN '3' THEN 'c' WHEN '4' THEN 'c' END"


def _positions(n: int) -> tuple[str, ...]:
    return tuple(f"c{i}" for i in range(n))


def _gdelt(
    name: str, coder: str, n: int, place: int, article: int, added: int, complete: str | None = None
) -> EventLayout:
    fields = {
        "row_id": "c0", "day": "c1", "actor_code": "c7", "actor_group": "c8", "recipient_code": "c17",
        "recipient_group": "c18", "cameo": "c26", "goldstein": "c30", "mentions": "c31",
        "place_rank": _GDELT_PLACE.format(f"c{place}"), "place": f"c{place + 1}", "article": f"c{article}",
        "root": "c28", "added": f"c{added}",
    }  # fmt: skip
    return EventLayout(name, coder, _positions(n), fields, complete=complete)


GDELT2 = _gdelt("gdelt2-export", "gdelt2", 61, 51, 60, 59)
# The address of the article came in 2013: the files of earlier years end one column before it.
GDELT1 = _gdelt("gdelt1", "gdelt1", 58, 49, 57, 56, complete="c56")
GDELT2_MENTIONS = EventLayout(
    "gdelt2-mentions",
    "gdelt2",
    _positions(16),
    {"row_id": "c0", "day": "c2[:8]", "article": "c5", "outlet": "c4", "confidence": "c11"},
    mentions=True,
)
PHOENIX = EventLayout(
    "phoenix",
    "phoenix",
    _positions(26),
    {
        "row_id": "c0", "day": "c1", "actor_code": "c6", "actor_group": "c6", "recipient_code": "c10",
        "recipient_group": "c10", "cameo": "c13", "root": "c14", "goldstein": "c16",
        "place_rank": "CASE WHEN c20 <> '' THEN 'c' WHEN c21 <> '' THEN 'p' WHEN c22 <> '' THEN 's' END",
        "place": "coalesce(nullif(c20, ''), nullif(c21, ''), c22)", "article": "split_part(c24, ';', 1)",
    },
)  # fmt: skip

_ICEWS = {
    "row_id": "eventid", "day": "eventdate", "actor_code": "sourcecountry", "recipient_code": "targetcountry",
    "cameo": "cameocode", "intensity": "intensity", "article": "'icews:' || storyid", "label": "eventtext",
    "sentence": "sentencenumber",
}  # fmt: skip
_POLECAT = {
    "row_id": "eventid", "day": "eventdate", "actor_code": "actorcountry", "actor_group": "actorcow",
    "recipient_code": "recipientcountry", "recipient_group": "recipientcow", "event_type": "eventtype",
    "mode": "eventmode", "intensity": "intensity",
}  # fmt: skip
_NAMED_PLACE = {
    "place_rank": "CASE WHEN {city} <> '' THEN 'c' WHEN {province} <> '' THEN 'p' WHEN {country} <> '' THEN 's' END",
    "place": "coalesce(nullif({city}, ''), nullif({province}, ''), nullif({country}, ''))",
}
_GDELT_NAMES: Mapping[str, tuple[str, ...]] = {
    "row_id": ("globaleventid", "eventid"), "day": ("sqldate", "day", "date"),
    "actor_code": ("actor1countryabbr", "actor1countrycode"), "actor_group": ("actor1knowngroupcode",),
    "recipient_code": ("actor2countryabbr", "actor2countrycode"),
    "recipient_group": ("actor2knowngroupcode", "actor2knowgroupcode"), "cameo": ("eventcode",),
    "goldstein": ("goldsteinscale",), "mentions": ("nummentions", "numarticles"), "confidence": ("confidence",),
    "place": ("actiongeofullname",), "article": ("sourceurl",), "root": ("eventrootcode",), "added": ("dateadded",),
}  # fmt: skip
"""Names under which tables cut from GDELT have its columns, letters and digits only; the first that is there counts."""
_MENTION_NAMES = {
    "row_id": "globaleventid", "day": "mentiontimedate", "article": "mentionidentifier", "outlet": "mentionsourcename",
    "confidence": "confidence",
}  # fmt: skip
NOT_EVENTS = {
    15: "GDELT's knowledge graph, version 1", 11: "GDELT's knowledge graph, version 1",
    27: "GDELT's knowledge graph", 26: "GDELT's knowledge graph",
}  # fmt: skip
KNOWN = (
    "GDELT 2.0 export (61 columns) and mentions (16), GDELT 1.0 (58 or 57), Phoenix (26), and tables with a header "
    "from ICEWS, POLECAT or GDELT"
)


def recognise(lines: Sequence[str], where: str = "") -> EventLayout:
    """Return the layout of a file from its first lines.

    Parameters
    ----------
    lines
        The file's first lines, some of them not empty; broken ones among them do no harm while most are whole. A known
        header is looked for in the first `HEADER_LINES`: publishers and spreadsheets put notes above it.
    where
        The file, for the error.

    Raises
    ------
    UnusableInputError
        It has none, and why.
    """
    lines = [line.removeprefix("\ufeff") for line in lines]
    for at, line in enumerate(lines[:HEADER_LINES]):
        found = _by_header(line) if _EVENT_ID in _key(line) else None
        if found:
            return _as_wide_as_rows(replace(found, skip=at + 1), lines[at + 1 :])
    filled = [line for line in lines if line.strip()]
    for separator in sorted(SEPARATORS, key="".join(filled[:5]).count, reverse=True):
        rows = [_cells(line, separator) for line in filled]
        for width, _ in Counter(map(len, rows)).most_common():
            layout = _by_width(width, next(cells for cells in rows if len(cells) == width))
            if layout:
                return layout if separator == "\t" else replace(layout, separator=separator, quote='"')
    width = Counter(line.count("\t") + 1 for line in filled).most_common(1)[0][0]
    raise UnusableInputError(_why_not(width, filled[0]), where=where, todo=f"Known layouts: {KNOWN}.")


def _why_not(width: int, first: str) -> str:
    """Return why lines with so many columns are of no layout."""
    if width in NOT_EVENTS:
        return f"{width} columns: this looks like {NOT_EVENTS[width]}, not events."
    if 55 <= width <= 63 and re.fullmatch(r"\d+", first.split("\t")[0]):
        return f"{width} columns, where GDELT has 61 (2.0), 58 or 57 (1.0)."
    return f"no known layout of event data ({width} column{'s' if width > 1 else ''} between tabs)."


def _cells(line: str, separator: str) -> list[str]:
    """Return the cells of a line; between tabs a quotation mark is a letter."""
    return line.split("\t") if separator == "\t" else fields_of(line, separator)


def _as_wide_as_rows(layout: EventLayout, rows: Sequence[str]) -> EventLayout:
    """Return a layout with as many columns as the rows have, where the two differ in empty ones at the end."""
    names = tuple("" if _UNNAMED.fullmatch(c) else c for c in layout.columns)
    if has_row_names(names, rows, layout.separator):
        return replace(layout, columns=("rownumber", *layout.columns))
    header = Header(0, 1, layout.separator, names)
    n, width = len(layout.columns), width_of_rows(header, rows)
    more = tuple(f"column{i}" for i in range(n, width))
    return replace(layout, columns=(layout.columns + more)[:width])


def _by_width(width: int, cells: Sequence[str]) -> EventLayout | None:
    """Return the layout without header of so many columns, when the first cells have its form."""
    if not re.fullmatch(r"[\w-]+", cells[0]):
        return None
    second = cells[1] if width > 1 else ""
    if width == 16 and re.fullmatch(r"\d{14}", second):
        return GDELT2_MENTIONS
    if not re.fullmatch(r"\d{8}|\d{4}-\d\d-\d\d", second):
        return None
    return {61: GDELT2, 58: GDELT1, 57: GDELT1, 26: PHOENIX}.get(width)


_EVENT_ID = "eventid"
"""In every header there is an 'Event ID' or 'GLOBALEVENTID'."""
_UNNAMED = re.compile(r"column\d+")


_NOT_IN_A_KEY = re.compile(r"[^a-z0-9]+")


def _key(name: str) -> str:
    return _NOT_IN_A_KEY.sub("", name.lower())


def _by_header(line: str) -> EventLayout | None:
    """Return the layout that the names of a header line tell."""
    separator = max("\t,;|", key=line.count)
    if line.count(separator) > MAX_COLUMNS:
        return None
    quote = "" if separator == "\t" and '"' not in line else '"'
    keys = [_key(name.strip().strip('"')) for name in line.split(separator)]
    # A repeated or empty name is given a name of its own; which of two columns is meant cannot be told.
    times = Counter(keys)
    columns = tuple(k if k and times[k] == 1 else f"column{i}" for i, k in enumerate(keys))
    have = set(columns)
    city = {name: name if name in have else "''" for name in ("city", "province", "country")}
    place = {field: text.format(**city) for field, text in _NAMED_PLACE.items()} if "country" in have else {}
    # The file of 2017 has the words for a code, and no code.
    coded = "cameocode" in have or "eventtext" in have
    if coded and {"eventid", "eventdate", "sourcecountry", "targetcountry"} <= have:
        return EventLayout(
            "icews", "icews", columns, _present(_ICEWS, have) | place, separator, quote, True, names="names"
        )
    if {"eventid", "eventdate", "eventtype", "actorcountry", "recipientcountry"} <= have:
        return EventLayout(
            "polecat", "polecat", columns, _present(_POLECAT, have) | place, separator, quote, True, names="names"
        )
    if {"globaleventid", "mentiontimedate", "mentionidentifier"} <= have:
        fields = _present(_MENTION_NAMES, have) | {"day": "mentiontimedate[:8]"}
        return EventLayout("gdelt2-mentions-table", "gdelt2", columns, fields, separator, quote, True, mentions=True)
    fields = {f: next(n for n in names if n in have) for f, names in _GDELT_NAMES.items() if have & set(names)}
    if {"row_id", "day", "actor_code", "recipient_code", "cameo"} <= fields.keys():
        if "actiongeotype" in have:
            fields["place_rank"] = _GDELT_PLACE.format("actiongeotype")
        return EventLayout("gdelt2-table", "gdelt2", columns, fields, separator, quote, True)
    return None


def _present(fields: Mapping[str, str], have: set[str]) -> dict[str, str]:
    return {field: text for field, text in fields.items() if text.rpartition(" ")[2].strip("'") in have}
