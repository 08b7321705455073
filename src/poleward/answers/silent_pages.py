"""The pages that were read, name a state, and gave nothing on the question: what an answer does not rest on."""

from __future__ import annotations

from dataclasses import dataclass

from poleward.actors import load_registry
from poleward.channels.archive_reading import Reading
from poleward.channels.question import Question
from poleward.channels.say import ENGLISH, Say
from poleward.channels.signed import signed_statements
from poleward.pages.document import page_name

MOST_NAMED = 5
"""Pages named in a sentence; the others are counted."""

EXPLAINS = "poleward read --explain PAGE"
"""What says of a page why it gave nothing."""

_KINDS = frozenset({"name", "demonym", "capital"})


@dataclass(frozen=True, slots=True)
class SilentPages:
    """How many pages name the state, and the names of those that gave no signed statement on it and the pole."""

    naming: int
    silent: tuple[str, ...]

    def sentence(self, say: Say = ENGLISH) -> str:
        """Return what a reader should know; '' where every page that names the state gave something."""
        if not self.silent:
            return ""
        named = ", ".join(self.silent[:MOST_NAMED])
        count = len(self.silent)
        left = count - MOST_NAMED
        if left > 0:
            named = say.n("%(named)s and one more", "%(named)s and %(n)s more", left, named=named)
        of = say.number(self.naming)
        told = say.n(
            "Of %(of)s pages read that name the state, one gave nothing on this: %(named)s",
            "Of %(of)s pages read that name the state, %(n)s gave nothing on this: %(named)s",
            count, of=of, named=named,
        )  # fmt: skip
        return say("%(told)s (%(command)s says why).", told=told, command=EXPLAINS)


def silent_pages(reading: Reading, asked: Question) -> SilentPages:
    """Return the pages of an archive that name a state and gave nothing on its tie with a pole."""
    naming = reading.once(("pages naming", asked.state), lambda: _naming(reading, asked.state))
    heard = {s.doc_id for s in signed_statements(reading, asked.state, asked.pole)}
    return SilentPages(len(naming), tuple(sorted(name for doc_id, name in naming if doc_id not in heard)))


def _naming(reading: Reading, state: str) -> list[tuple[str, str]]:
    """Return id and name of the documents in whose text a name, demonym or capital of a state stands."""
    forms = {f for row in load_registry().state_names if row.state == state and row.kind in _KINDS for f in row.forms}
    if not forms:
        return []
    found = reading.archive.rows(
        "SELECT doc_id, source, url, title, source IN (SELECT source FROM documents GROUP BY ALL HAVING count(*) = 1) "
        "AS alone FROM documents d WHERE EXISTS "
        "(SELECT 1 FROM (SELECT unnest(?) AS form) WHERE contains(d.text, form)) ORDER BY source, doc_id",
        [sorted(forms)],
    )
    return [(r["doc_id"], page_name(r["source"], r["url"], r["title"], alone=r["alone"])) for r in found]
