"""Event files of our own writing, in the published layouts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

POLECAT = [
    "Event ID",
    "Event Date",
    "Event Type",
    "Event Mode",
    "Intensity",
    "Quad Code",
    "Contexts",
    "Actor Name",
    "Actor Country",
    "Actor COW",
    "Primary Actor Sector",
    "Actor Sectors",
    "Actor Title",
    "Actor Name Raw",
    "Wikipedia Actor ID",
    "Recipient Name",
    "Recipient Country",
    "Recipient COW",
    "Primary Recipient Sector",
    "Recipient Sectors",
    "Recipient Title",
    "Recipient Name Raw",
    "Wikipedia Recipient ID",
    "Placename",
    "City",
    "District",
    "Province",
    "Country",
    "Latitude",
    "Longitude",
    "GeoNames ID",
    "Raw Placename",
    "Feature Type",
    "Source",
    "Publication Date",
    "Story People",
    "Story Organizations",
    "Story Locations",
    "Language",
    "Version",
]
ICEWS = [
    "Event ID",
    "Event Date",
    "Source Name",
    "Source Sectors",
    "Source Country",
    "Event Text",
    "CAMEO Code",
    "Intensity",
    "Target Name",
    "Target Sectors",
    "Target Country",
    "Story ID",
    "Sentence Number",
    "Publisher",
    "City",
    "District",
    "Province",
    "Country",
    "Latitude",
    "Longitude",
]


def gdelt(
    row_id: int,
    day: str = "20220310",
    actor: str = "KAZ",
    recipient: str = "RUS",
    code: str = "040",
    *,
    place: str = "Astana, Astana, Kazakhstan",
    kind: int = 4,
    url: str = "",
    mentions: int = 4,
    goldstein: str = "1.0",
    width: int = 61,
    group: str = "",
) -> list[str]:
    """A row of GDELT 2.0 (61 columns) or 1.0 (58, or 57 without the address)."""
    cells = [""] * width
    cells[0], cells[1], cells[7], cells[17], cells[26] = str(row_id), day, actor, recipient, code
    cells[8] = group
    cells[30], cells[31] = goldstein, str(mentions)
    at = 51 if width == 61 else 49
    cells[at], cells[at + 1] = str(kind), place
    cells[56] = "20220310" if width < 61 else cells[56]
    if width != 57:
        cells[-1] = url or f"https://news{row_id}.example/story"
    return cells


def phoenix(row_id: str, day: str, actor: str, recipient: str, code: str, place: str = "") -> list[str]:
    """A row of Phoenix (26 columns)."""
    cells = [""] * 26
    cells[0], cells[1], cells[6], cells[10], cells[13], cells[16], cells[20] = (
        row_id, day, actor, recipient, code, "3.5", place,
    )  # fmt: skip
    return cells


def icews(**values: Any) -> list[str]:
    """A row of ICEWS by column name, blanks written as underscores."""
    return _named(ICEWS, values)


def polecat(**values: Any) -> list[str]:
    """A row of POLECAT by column name, blanks written as underscores."""
    return _named(POLECAT, values)


def _named(names: Sequence[str], values: Mapping[str, Any]) -> list[str]:
    given = {key.replace("_", " "): str(value) for key, value in values.items()}
    assert given.keys() <= set(names), given.keys() - set(names)
    return [given.get(name, "") for name in names]


def write(path: Path, rows: Sequence[Sequence[str]], header: Sequence[str] | None = None) -> Path:
    """Write rows as a published file has them: tabs, no quotes."""
    lines = ["\t".join(row) for row in ([header] if header else []) + list(rows)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path
