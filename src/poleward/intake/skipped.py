"""What was left out of a source, as rows of the archive."""

from __future__ import annotations

from poleward.errors import Skips


def skip_rows(source_id: str, skips: Skips) -> list[dict[str, object]]:
    """Return the rows of the skips table for one source."""
    return [
        {"source_id": source_id, "reason": reason, "n": n, "examples": skips.examples.get(reason, [])}
        for reason, n in sorted(skips.counts.items())
    ]
