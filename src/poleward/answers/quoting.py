"""One statement by its id, with the sentence and the page behind it."""

from __future__ import annotations

from typing import Any

from poleward.archive import Archive


def statement(archive: Archive, statement_id: str) -> dict[str, Any] | None:
    """Return a statement with its sentence ('quote'), its page and its signs; None where there is no such id."""
    rows = archive.rows(
        "SELECT s.statement_id AS id, s.actor, s.recipient, s.event_type, s.kind, s.channel, s.date_earliest, "
        "s.date_latest, s.confidence, s.exact AS quote, s.start_at, s.end_at, d.source, d.url, d.title AS page_title "
        "FROM statements s JOIN documents d USING (doc_id) WHERE s.statement_id = ?",
        [statement_id],
    )
    if not rows:
        return None
    signs = archive.rows(
        "SELECT state, target, sign, reason FROM signs WHERE statement_id = ? ORDER BY ALL", [statement_id]
    )
    return {**rows[0], "signs": signs}
