"""What the archive keeps of a source: a row on what was read, rows on what was left out; whether it holds the box."""

from __future__ import annotations

import datetime as dt

from poleward import box
from poleward.archive import Archive
from poleward.errors import Skips
from poleward.version import __version__


def note_source(
    archive: Archive,
    *,
    source_id: str,
    name: str,
    layout: str,
    rows_read: int,
    rows_added: int,
    observed: tuple[dt.date | None, dt.date | None] = (None, None),
    skips: Skips | None = None,
    version: str = __version__,
) -> None:
    """Store what was read and what was left out; of a source that is noted already, nothing.

    Parameters
    ----------
    source_id
        The digest of its bytes.
    observed
        The first and the last day that it covers; None where it has none.
    version
        Of what read it.
    """
    row = {
        "source_id": source_id, "name": name, "layout": layout, "rows_read": rows_read, "rows_added": rows_added,
        "version": version, "observed_from": observed[0], "observed_to": observed[1],
    }  # fmt: skip
    if archive.append("sources", [row]) and skips is not None:
        archive.append("skips", skip_rows(source_id, skips))


def skip_rows(source_id: str, skips: Skips) -> list[dict[str, object]]:
    """Return the rows on what was left out of a source."""
    return [
        {"source_id": source_id, "reason": reason, "n": n, "examples": skips.examples.get(reason, [])}
        for reason, n in sorted(skips.counts.items())
    ]


def box_in(archive: Archive) -> frozenset[str]:
    """Return the digest of the box that an archive holds; empty where it holds none."""
    rows = archive.rows("SELECT source_id FROM sources WHERE layout = ?", [box.LAYOUT])
    return frozenset(row["source_id"] for row in rows)
