"""The pages that were read, name a state, and gave nothing on the question: what an answer does not rest on."""

from __future__ import annotations

from dataclasses import dataclass

from poleward.actors import load_registry
from poleward.channels.archive_reading import Reading
from poleward.channels.channel import Question
from poleward.channels.signed import signed_statements

MOST_NAMED = 5
"""Pages named in a sentence; the others are counted."""

_KINDS = frozenset({"name", "demonym", "capital"})


@dataclass(frozen=True, slots=True)
class SilentPages:
    """How many pages name the state, and those of them that gave no signed statement on it and the pole, by source."""

    naming: int
    silent: tuple[str, ...]

    @property
    def sentence(self) -> str:
        """What a reader should know; '' where every page that names the state gave something."""
        if not self.silent:
            return ""
        named = ", ".join(self.silent[:MOST_NAMED])
        more = f" and {len(self.silent) - MOST_NAMED} more" if len(self.silent) > MOST_NAMED else ""
        return (
            f"Of {self.naming} pages read that name the state, {len(self.silent)} gave nothing on this: {named}{more} "
            "(poleward read --explain PAGE says why)."
        )


def silent_pages(reading: Reading, asked: Question) -> SilentPages:
    """Return the pages of an archive that name a state and gave nothing on its tie with a pole."""
    naming = reading.once(("pages naming", asked.state), lambda: _naming(reading, asked.state))
    heard = {s.doc_id for s in signed_statements(reading, asked.state, asked.pole)}
    return SilentPages(len(naming), tuple(sorted(source for doc_id, source in naming if doc_id not in heard)))


def _naming(reading: Reading, state: str) -> list[tuple[str, str]]:
    """Return id and source of the documents in whose text a name, demonym or capital of a state stands."""
    forms = {f for row in load_registry().state_names if row.state == state and row.kind in _KINDS for f in row.forms}
    if not forms:
        return []
    found = reading.archive.rows(
        "SELECT doc_id, source FROM documents d WHERE EXISTS "
        "(SELECT 1 FROM (SELECT unnest(?) AS form) WHERE contains(d.text, form)) ORDER BY source, doc_id",
        [sorted(forms)],
    )
    return [(row["doc_id"], row["source"]) for row in found]
