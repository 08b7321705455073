"""Is this article right? The page as read beside its claims, each with its verdict and the record that decides it."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from poleward.answers.check import CheckedClaim, DecidingRecord
from poleward.answers.check import check as check_page
from poleward.answers.stored_pages import latest, stored
from poleward.channels.say import N_
from poleward.coding import Statement
from poleward.coding.coder import CODED_LANGUAGES
from poleward.coding.explain import coded_and_explained
from poleward.coding.reader import parsed_page
from poleward.config import Config
from poleward.errors import Skips, UnusableInputError
from poleward.pages import Annotation, Document, read_bytes
from poleward.publishing.tongue import Tongue
from poleward.web.screen import Desk, Page, Screen
from poleward.web.state import Language

MAX_TEXT = 120_000
"""Characters of a page that is checked here; longer ones go to `poleward check`."""
MAX_ADDRESS = 3_000
"""Characters: what is longer is a page and no address."""
EXAMPLES = 30
"""Pages of the archive that are offered: our choice."""
NO_CLAIM = N_("No claim that a record could decide was found.")
LEFT_OUT = {
    "abstained": N_("On which the coder abstains"), "unsigned": N_("Told without a sign"),
    "nothing": N_("That tell of no tie"), "discarded": N_("Not part of the article"),
}  # fmt: skip
"""What became of sentences that no number is made of."""
CHIPS = {"supported": "●", "contradicted": "○", "mixed": "◐", "not decidable": "–"}
ADDRESS = re.compile(r"https?://\S{1,2000}")
LEANS = {1: N_("towards %(pole)s"), 0: N_("neutral to %(pole)s"), -1: N_("away from %(pole)s")}
_WAYS = {"towards": 1, "neutral": 0, "away": -1}
"""Leans by name, as signs: towards is 1 everywhere."""
_COUNTED = {
    "supported": N_("%(n)s supported"), "contradicted": N_("%(n)s contradicted"), "mixed": N_("%(n)s mixed"),
    "not decidable": N_("%(n)s not decidable"),
}  # fmt: skip


class Query(BaseModel):
    """Which page."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    lang: Language = Field("en", description="language of the interface")
    page: str | None = Field(None, pattern="^[0-9a-f]{64}$", description="SHA-256 of a page given before, or in store")


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the page's text that is shown in one way."""

    text: str
    discard: str = ""
    garbled: str = ""
    mend: str = ""
    name: str = ""
    claim: int = 0


def build(desk: Desk, asked: Query) -> Page:
    """Return the screen: a form where no page is named, else the page and its claims."""
    tongue = Tongue(asked.lang)
    if asked.page is None:
        return _form(desk, tongue)
    digest = asked.page
    document = _given(desk, digest)
    if document is None:
        with desk.door.read() as archive:
            document = stored(archive, digest)
    if len(document.text) > MAX_TEXT:
        raise UnusableInputError(
            "the page has %(has)s characters; %(most)s can be checked here.", todo="Use 'poleward check'.",
            has=len(document.text), most=MAX_TEXT,
        )  # fmt: skip
    return desk.door.kept(("check", digest, asked.lang), lambda: _checked(desk, document, tongue))


def _form(desk: Desk, tongue: Tongue) -> Page:
    with desk.door.read() as archive:
        held = latest(archive, EXAMPLES)
    return Page(
        tongue("Is this article right?"),
        tongue("Paste a page or drop a file: its claims are held against the record."),
        [dict(row) for row in held],
        view={"document": None, "stored": held},
    )


def _given(desk: Desk, digest: str) -> Document | None:
    data = desk.pages.get(digest)
    if data is None:
        return None
    if len(data) < MAX_ADDRESS and ADDRESS.fullmatch(data.decode("utf-8", "replace").strip()):
        raise UnusableInputError(
            "this is an address; nothing is fetched here.", todo="Paste the page's text, or save the page and drop it."
        )
    documents = list(read_bytes(data, "pasted page", skips=Skips()))
    if not documents:
        raise UnusableInputError("no text was found on this page.", todo="Give the page itself, not a list of pages.")
    return documents[0]


def _checked(desk: Desk, document: Document, tongue: Tongue) -> Page:
    coder = desk.coder()
    page = parsed_page(coder, document) if document.language in CODED_LANGUAGES else None
    with desk.door.read() as archive:
        claims = check_page(archive, document, coder, desk.config, page, tongue)
    statements, outcomes = coded_and_explained(coder, document, page)
    left_out = [o for o in outcomes if o.outcome in LEFT_OUT]
    counts = {verdict: sum(c.verdict == verdict for c in claims) for verdict in _COUNTED}
    said = ", ".join(tongue(_COUNTED[verdict], n=n) for verdict, n in counts.items() if n)
    answer = tongue(NO_CLAIM)
    if claims:
        answer = tongue.n(
            "Of one claim a record could decide: %(told)s", "Of %(n)s claims a record could decide: %(told)s",
            len(claims), told=said,
        )  # fmt: skip

    def leans(claim: CheckedClaim) -> list[str]:
        ways = [(desk.config.pole(key), _WAYS[way]) for key, way in claim.leans.items()]
        return [tongue(LEANS[way], pole=tongue.pole(pole)) for pole, way in ways]

    return Page(
        document.title or tongue("A page without a title"),
        answer,
        [claim.to_json() | {"number": n} for n, claim in enumerate(claims, 1)],
        {"page": document.doc_id, "published": document.published_how, "notes": list(document.notes)},
        {
            "document": document,
            "claims": claims,
            "pieces": list(pieces(document, claims, names_on(desk, document, tongue))),
            "leans": leans,
            "parts": _parts,
            "left_out": [(name, [o for o in left_out if o.outcome == key]) for key, name in LEFT_OUT.items()],
            "chips": CHIPS,
            "statements": [_read(desk.config, s, tongue) for s in statements if s.signs],
            "published": _published(document, tongue),
        },
    )


def names_on(desk: Desk, document: Document, tongue: Tongue) -> list[Annotation]:
    """Return the names found on a page, each with what it resolves to, as annotations of the page's own text."""
    found = []
    on = document.published.latest if document.published else None
    for span in document.paragraphs():
        mended = document.mended(span)
        for mention in desk.registry.find(mended.text, on=on):
            place = mended.to_source(mention.start_at, mention.end_at)
            if mention.code is None:
                said = tongue("%(name)s: unresolved", name=mention.surface)
            else:
                who = mention.name or tongue.state(mention.code)
                said = f"{mention.surface} → {who} ({mention.code}), {tongue.percent(mention.confidence)}"
            found.append(Annotation(place.start_at, place.end_at, "name", said, mention.confidence))
    return found


def pieces(document: Document, claims: list[CheckedClaim], names: list[Annotation]) -> Iterator[Piece]:
    """Yield the page's text cut wherever something begins or ends; joined, they are the text."""
    marks = [(a.start_at, a.end_at, a.kind, a.value) for a in (*document.annotations, *names)]
    marks += [(c.start_at, c.end_at, "claim", str(n)) for n, c in enumerate(claims, 1) if c.end_at > c.start_at]
    cuts = sorted({0, len(document.text), *(m[0] for m in marks), *(m[1] for m in marks)})
    marks.sort(reverse=True)
    running: list[tuple[int, int, str, str]] = []
    for start, end in itertools.pairwise(cuts):
        running = [m for m in running if m[1] > start]
        while marks and marks[-1][0] <= start:
            mark = marks.pop()
            if mark[1] > start:
                running.append(mark)
        by_kind = {kind: value for _, _, kind, value in running}
        yield Piece(
            text=document.text[start:end],
            discard=by_kind.get("discard", ""),
            garbled=by_kind.get("garbled", "") or ("garbled" if "garbled" in by_kind else ""),
            mend=by_kind.get("mend", ""),
            name=by_kind.get("name", ""),
            claim=int(by_kind.get("claim", 0)),
        )


def _read(config: Config, statement: Statement, tongue: Tongue) -> dict[str, Any]:
    """Return a statement with its lean towards each pole, in words."""
    signs = [(s.target, s.sign) for s in statement.signs]
    leans = [
        tongue(LEANS[lean], pole=tongue.pole(pole))
        for pole in config.poles.values()
        if (lean := pole.lean_of(signs, statement.date_latest)) is not None
    ]
    return {
        "exact": statement.exact,
        "actor": _who(statement.actor_name, statement.actor, tongue),
        "event_type": statement.event_type or statement.kind,
        "recipient": _who(statement.recipient_name, statement.recipient, tongue),
        "leans": leans,
        "parts": _parts,
        "reasons": [s.reason for s in statement.signs],
    }


def _parts(record: DecidingRecord) -> tuple[str, str]:
    """Return what a record says in the words of others, a title or a sentence, and what is told besides."""
    quoted = record.what if record.kind == "statement" else str(record.values.get("title") or "")
    return (quoted, record.what.removeprefix(quoted)) if record.what.startswith(quoted) else ("", record.what)


def _who(name: str | None, code: str | None, tongue: Tongue) -> str:
    """Return an actor: by the state's name where it is one, else as the page calls them."""
    if code and (called := tongue.state(code)) != code:
        return called
    return name or code or ""


def _published(document: Document, tongue: Tongue) -> str:
    interval = document.published
    if interval is None:
        return tongue("No date of publication is known")
    first, last = tongue.day(interval.earliest), tongue.day(interval.latest)
    if first == last:
        return tongue("Published on %(day)s", day=first)
    return tongue("Published between %(first)s and %(last)s", first=first, last=last)


SCREEN = Screen("/check", "Check a page", "check.html.j2", Query, build)
