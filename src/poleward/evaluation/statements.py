"""Scores what the coder makes of whole pages against what a careful analyst reads out of them.

An item is found where a statement's evidence overlaps its phrase and actor, recipient and lean are right. A lean is
taken from the statement's signs between the item's actors and recipients by the poles' own definitions. Nothing is
trained on marked pages.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from poleward import config
from poleward.coding import Coder, Statement, load_coder
from poleward.coding.accuracy import GRAMMAR, HEARD
from poleward.evaluation.marked_pages import MarkedPage, MarkedStatement, read_folder
from poleward.pages import read_path
from poleward.pages.document import Document

LEANS = {1: "towards", 0: "neutral", -1: "away"}
VAGUE_DAYS = 62
"""An interval this much wider than the item's is no date that could be wrong."""
SLACK = dt.timedelta(days=1)
"""A page's day and the day where it happened may differ by one: time zones."""
RIVALS = {"beijing": frozenset({"TWN"})}
"""Rivals that marked pages count with, beside those of the poles' own file."""


@dataclass(slots=True)
class Scored:
    """One page with its statements and where its items lie in the text that was read."""

    page: MarkedPage
    document: Document
    statements: list[Statement]
    places: list[tuple[int, int] | None]


def evaluate_statements(folder: Path, coder: Coder | None = None, *, dated: bool = False) -> dict[str, Any]:
    """Return recall, precision, wrong signs, dates, noise and traps on a folder of marked pages.

    Parameters
    ----------
    folder
        As `read_folder` takes it.
    coder
        The shipped one when None.
    dated
        Give each page's days of publication to the coder, as a user does who knows them.

    Raises
    ------
    UnusableInputError
        The folder has no marked pages, or one cannot be read.
    """
    coder = coder or load_coder()
    pages = [score_page(page, coder, dated=dated) for page in read_folder(folder)]
    return scores_of(pages, coder.version, dated=dated)


def scores_of(pages: Sequence[Scored], coder: str, *, dated: bool) -> dict[str, Any]:
    """Return the figures of pages together, by language and by genre."""
    out = {"task": "statements", "pages": len(pages), "dated": dated, "coder": coder, **figures(pages)}
    out["by_way"] = {
        way: {language: _signs(pages, language, way) for language in sorted({p.page.language for p in pages})}
        for way in (GRAMMAR, HEARD)
    }
    for name in ("language", "genre"):
        groups = sorted({str(getattr(p.page, name)) for p in pages})
        out[f"by_{name}"] = {g: figures([p for p in pages if getattr(p.page, name) == g]) for g in groups}
    return out


def score_page(page: MarkedPage, coder: Coder, *, dated: bool) -> Scored:
    """Return a page with the statements that the coder makes of it."""
    document = next(iter(read_path(page.text)))
    if dated and page.published is not None:
        document = replace(
            document, published_earliest=page.published.earliest, published_latest=page.published.latest,
            published_how="given",
        )  # fmt: skip
    return Scored(page, document, coder.code(document), [place_of(i.evidence, document.text) for i in page.items])


def place_of(phrase: str, text: str) -> tuple[int, int] | None:
    """Return where a phrase stands in a text, whatever blanks lie between its words; None where it does not."""
    found = re.search(r"\s+".join(map(re.escape, phrase.split())), text)
    return found.span() if found else None


def overlaps(statement: Statement, place: tuple[int, int] | None) -> bool:
    """Whether a statement's evidence shares a character with a place."""
    return place is not None and statement.start_at < place[1] and place[0] < statement.end_at


def leans_of(signs: Iterable[tuple[str, str, int]], on: dt.date | None) -> dict[str, set[str]]:
    """Return which leans towards which pole signs (state, target, sign) speak, whoever of the two acts."""
    out: dict[str, set[str]] = {}
    for key, pole in config.load().poles.items():
        for state, target, sign in signs:
            sides = [_side(pole, c, on) for c in (state, target)]
            side = 1 if 1 in sides else -1 if -1 in sides else 0
            if side:
                out.setdefault(key, set()).add(LEANS[side * sign])
    return out


def _side(pole: config.Pole, code: str, on: dt.date | None) -> int:
    return -1 if code in RIVALS.get(pole.key, ()) else pole.sign_of(code, on)


def actor_right(item: MarkedStatement, s: Statement) -> bool:
    """Whether a statement's actor is one of the item's."""
    return not item.actors or s.actor in item.actors


def recipient_right(item: MarkedStatement, s: Statement) -> bool:
    """Whether a statement is about one of the item's recipients."""
    about = {s.recipient, *(g.target for g in s.signs if g.state == s.actor)}
    return not item.recipients or bool(about & set(item.recipients))


def lean_right(item: MarkedStatement, s: Statement) -> bool:
    """Whether a statement's signs between the item's sides say what the item says, and nothing else."""
    found = _leans(item, s)
    if not item.lean or set(item.lean.values()) == {"neutral"}:
        return all(given <= {"neutral"} for given in found.values())
    spoken = [pole for pole in item.lean if pole in found]
    return bool(spoken) and all(found[pole] == {item.lean[pole]} for pole in spoken)


def turned(item: MarkedStatement, s: Statement) -> bool:
    """Whether a statement's signs between the item's sides say the opposite of the item, or invent a lean."""
    found = _leans(item, s)
    return any(given & {"towards", "away"} and item.lean.get(pole) not in given for pole, given in found.items()
               if pole in item.lean or not item.lean)  # fmt: skip


def _leans(item: MarkedStatement, s: Statement) -> dict[str, set[str]]:
    """Return the leans of the signs between the item's sides; its actors' where these speak of none of its poles.

    A vote for a resolution on Georgia leans by what it says of Moscow, which is no side of the item.
    """
    found = leans_of(_signs_between(item, s), s.date_latest)
    if item.lean and not found.keys() & item.lean.keys():
        own = [(g.state, g.target, g.sign) for g in s.signs if g.state in item.actors]
        return leans_of(own, s.date_latest)
    return found


def _signs_between(item: MarkedStatement, s: Statement) -> list[tuple[str, str, int]]:
    actors, recipients = set(item.actors), set(item.recipients)
    pairs = [(g.state, g.target, g.sign) for g in s.signs]
    if not recipients:
        return [p for p in pairs if p[0] in actors]
    return [p for p in pairs if (p[0] in actors and p[1] in recipients) or (p[1] in actors and p[0] in recipients)]


def date_of(item: MarkedStatement, s: Statement) -> str:
    """Return 'right', 'wrong' or 'none' for a statement of a dated item."""
    if item.date is None or s.date_earliest is None or s.date_latest is None:
        return "none"
    if (s.date_latest - s.date_earliest).days > (item.date.latest - item.date.earliest).days + VAGUE_DAYS:
        return "none"
    near = s.date_earliest <= item.date.latest + SLACK and item.date.earliest <= s.date_latest + SLACK
    return "right" if near else "wrong"


def figures(pages: Sequence[Scored]) -> dict[str, Any]:
    """Return the figures of some pages together."""
    items = [(p, item, place) for p in pages for item, place in zip(p.page.items, p.places, strict=True)]
    found = Counter[str]()
    dates = Counter[str]()
    for page, item, place in items:
        here = [s for s in page.statements if overlaps(s, place)]
        actor = [s for s in here if actor_right(item, s)]
        both = [s for s in actor if recipient_right(item, s)]
        whole = [s for s in both if lean_right(item, s)]
        found.update({"overlap": bool(here), "actor": bool(actor), "actor_recipient": bool(both), "all": bool(whole)})
        found["leaning"] += bool(item.lean)
        found["leaning_all"] += bool(item.lean) and bool(whole)
        found["must"] += item.must
        found["must_all"] += item.must and bool(whole)
        if item.date is not None and both:
            kinds = {date_of(item, s) for s in (whole or both)}
            dates[next(k for k in ("right", "none", "wrong") if k in kinds)] += 1
    made = [_judged(page, s) for page in pages for s in page.statements]
    on_marked = [m for m in made if m["marked"]]
    signed = [m for m in on_marked if m["signed"]]
    n = len(items)
    return {
        "n": n, "statements": len(made),
        "recall": {k: _share(found[k], n) for k in ("overlap", "actor", "actor_recipient", "all")},
        "recall_leaning": _share(found["leaning_all"], found["leaning"]),
        "recall_must": _share(found["must_all"], found["must"]),
        "precision": {k: _share(sum(m[k] for m in on_marked), len(on_marked))
                      for k in ("actor", "recipient", "type", "lean", "whole")},
        "signed": len(signed), "signed_right": sum(m["whole"] for m in signed),
        "precision_signed": _share(sum(m["whole"] for m in signed), len(signed)),
        "turned": sum(m["turned"] for m in signed), "sign_error": _share(sum(m["turned"] for m in signed), len(signed)),
        "noise": _share(len(made) - len(on_marked), len(made)),
        "noise_signed": _share(sum(m["signed"] and not m["marked"] for m in made), sum(m["signed"] for m in made)),
        "dates": {k: dates[k] for k in ("right", "wrong", "none")},
        "date_error": _share(dates["wrong"], sum(dates.values())),
        "boilerplate": sum(m["boilerplate"] for m in made), "traps": sum(m["trap"] for m in made),
    }  # fmt: skip


def _signs(pages: Sequence[Scored], language: str, way: str) -> dict[str, int]:
    """Return how many signed statements on marked phrases were read in a way, and how many of them are turned."""
    judged = [
        _judged(page, s) for page in pages if page.page.language == language
        for s in page.statements if s.signs and s.signs[0].reason.startswith(HEARD) == (way == HEARD)
    ]  # fmt: skip
    signed = [m for m in judged if m["signed"] and m["marked"]]
    return {"signed": len(signed), "turned": sum(m["turned"] for m in signed)}


def _share(part: int, whole: int) -> float:
    return round(part / whole, 4) if whole else 0.0


def _judged(page: Scored, s: Statement) -> dict[str, bool]:
    """Return what is right about a statement, by the best of the items whose phrase it overlaps."""
    items = [i for i, place in zip(page.page.items, page.places, strict=True) if overlaps(s, place)]
    same = [i for i in items if actor_right(i, s) and recipient_right(i, s)]
    swapped = [i for i in items if _signs_between(i, s)]
    whole = any(lean_right(i, s) for i in same)
    signed = any(g.sign for g in s.signs)
    text = page.document.text
    return {
        "marked": bool(items), "signed": signed, "whole": whole,
        "actor": any(actor_right(i, s) for i in items), "recipient": any(recipient_right(i, s) for i in items),
        "type": any(not i.types or s.event_type in i.types for i in same or items),
        "lean": any(lean_right(i, s) for i in items),
        "turned": signed and not whole and not any(lean_right(i, s) for i in swapped) and any(
            turned(i, s) for i in same or swapped),
        "boilerplate": any(overlaps(s, place_of(line, text)) for line in page.page.boilerplate) and not items,
        "trap": signed and not whole and any(overlaps(s, place_of(trap, text)) for trap in page.page.traps),
    }  # fmt: skip
