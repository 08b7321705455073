"""Read the registry's data files: tab-separated, dated, each row with the key of its public source.

The files lie in `poleward/actors/data`; `sources.tsv` spells the keys out. An empty cell means "not given"; dates
are ISO 8601; `since` is the first day, `until` the first day no longer covered.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from importlib import resources

from poleward.errors import UnusableInputError

REINSTALL = "Reinstall poleward, or restore the file."


def read_rows(name: str) -> Iterator[dict[str, str]]:
    """Yield the rows of one data file as dictionaries, and '#line' for messages.

    Raises
    ------
    UnusableInputError
        The file is missing or a row has a wrong number of cells.
    """
    try:
        text = (resources.files("poleward.actors") / "data" / name).read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise UnusableInputError("The registry's data file is missing.", where=name, todo=REINSTALL) from error
    lines = text.split("\n")
    header = lines[0].split("\t")
    for number, line in enumerate(lines[1:], start=2):
        if not line or line.startswith("#"):
            continue
        cells = line.split("\t")
        if len(cells) != len(header):
            raise UnusableInputError(
                f"The row has {len(cells)} cells, not {len(header)}.", where=f"{name}, line {number}", todo=REINSTALL
            )
        yield {**dict(zip(header, cells, strict=True)), "#line": str(number)}


def parse_date(cell: str) -> dt.date | None:
    """Return the date in an ISO 8601 cell; None for an empty one."""
    return dt.date.fromisoformat(cell) if cell else None


def split_cell(cell: str) -> tuple[str, ...]:
    """Return the parts of a cell with several values, which ';' separates."""
    return tuple(part for part in (p.strip() for p in cell.split(";")) if part)
