"""Rows of a project: statements of pages that are not kept anywhere, and the picture of a panel."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import pyarrow as pa

from poleward.results import Forest, Lines, Mark, Rows, SeriesPoint

if TYPE_CHECKING:
    from poleward.coding import Coder
    from poleward.pages import Document

MOST_SERIES = 6
"""How many series a picture shows: as many as there are colours."""
MOST_MARKS = 20
"""Series of a channel that a picture of breaks shows: our choice, so that labels can be read."""
_TEXT, _WHOLE = pa.string(), pa.int64()
_OF_STATEMENT = {
    "statement_id": _TEXT, "actor": _TEXT, "recipient": _TEXT, "event_type": _TEXT, "kind": _TEXT, "channel": _TEXT,
    "negated": pa.bool_(), "future": pa.bool_(), "hypothetical": pa.bool_(), "date_earliest": pa.date32(),
    "date_latest": pa.date32(), "confidence": pa.float64(), "exact": _TEXT, "start_at": _WHOLE, "end_at": _WHOLE,
    "abstained": _TEXT,
}  # fmt: skip
_OF_SIGN = {"state": _TEXT, "target": _TEXT, "sign": _WHOLE, "reason": _TEXT}


def statement_rows(documents: Sequence[Document], coder: Coder) -> Rows:
    """Return one row for each statement and sign of some documents; a statement without a sign has one row."""
    rows = []
    for document in documents:
        for s in coder.code(document):
            shared = {name: getattr(s, name) for name in _OF_STATEMENT}
            signs = [{name: getattr(sign, name) for name in _OF_SIGN} for sign in s.signs]
            rows += [{**shared, **sign} for sign in signs or [{}]]
    schema = pa.schema([*_OF_STATEMENT.items(), *_OF_SIGN.items()])
    notes = [note for document in documents for note in document.notes]
    return Rows(pa.Table.from_pylist(rows, schema=schema), "Statements", notes=notes)


def breaks_chart(rows: pa.Table) -> Forest:
    """Return how probable a break is, for the series of which it is most probable, by channel."""
    marks: dict[str, list[Mark]] = {}
    for row in sorted(rows.to_pylist(), key=lambda r: (-r["broke"], r["state"], r["pole"])):
        told = marks.setdefault(f"{row['channel']}: probability of a break", [])
        label = f"{row['state']}, {row['pole']}"
        if len(told) < MOST_MARKS and label not in {mark.label for mark in told}:
            told.append(Mark(label, row["broke"]))
    return Forest(tuple((panel, tuple(told)) for panel, told in marks.items()))


def panel_chart(rows: pa.Table, *, dyads: bool) -> Lines:
    """Return agreement by year of the first few series of a panel, with two standard deviations around it."""
    names = ("state_a", "state_b") if dyads else ("state", "pole_label")
    if "agreement" not in rows.column_names:
        return Lines((), "agreement")
    points = []
    for row in rows.select([*names, "year", "agreement", "agreement_sd"]).to_pylist():
        value, sd = row["agreement"], row["agreement_sd"]
        low, high = (None, None) if value is None else (max(0.0, value - 2 * sd), min(1.0, value + 2 * sd))
        points.append(SeriesPoint(f"{row[names[0]]}, {row[names[1]]}", row["year"] + 0.5, value, low, high))
    first = list(dict.fromkeys(p.series for p in points))[:MOST_SERIES]
    return Lines(tuple(p for p in points if p.series in first), "agreement (0 to 1)")
