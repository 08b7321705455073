"""A table as a piece of HTML for notebooks: escaped, with a style of its own that touches nothing else."""

from __future__ import annotations

import math
from collections.abc import Sequence
from html import escape
from typing import Any

STYLE = (
    "<style>.poleward{font-size:.9em}.poleward table{border-collapse:collapse}"
    ".poleward th,.poleward td{padding:.2em .6em;text-align:left;vertical-align:top;border-bottom:1px solid #8884}"
    ".poleward td.n{text-align:right;font-variant-numeric:tabular-nums}.poleward p{margin:.3em 0}</style>"
)
MOST_ROWS = 20
"""Rows of a table in a notebook: our choice."""
MOST_TEXT = 300
"""Characters of a cell that are shown."""


def page(
    headline: str, columns: Sequence[str], rows: Sequence[Sequence[Any]], *, total: int, notes: Sequence[str]
) -> str:
    """Return a headline, a table and notes; `total` is how many rows there are in all."""
    head = "".join(f"<th>{escape(name)}</th>" for name in columns)
    body = "".join(f"<tr>{''.join(_cell(value) for value in row)}</tr>" for row in rows)
    more = [f"{total - len(rows):,} further rows"] if total > len(rows) else []
    below = "".join(f"<p>{escape(_cut(text))}</p>" for text in (*more, *notes))
    table = f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>" if columns else ""
    return f'{STYLE}<div class="poleward"><p><strong>{escape(_cut(headline))}</strong></p>{table}{below}</div>'


def shown(value: Any) -> str:
    """Return a value as it is shown: numbers short, missing ones as a dash."""
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return "–"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:.0f}" if abs(value) >= 1000 else f"{value:.3g}"
    return _cut(str(value))


def _cell(value: Any) -> str:
    number = isinstance(value, int | float) and not isinstance(value, bool)
    return f'<td class="n">{escape(shown(value))}</td>' if number else f"<td>{escape(shown(value))}</td>"


def _cut(text: str) -> str:
    return text if len(text) <= MOST_TEXT else f"{text[:MOST_TEXT]}…"
