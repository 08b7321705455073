"""The seed article against what a careful analyst reads out of it, item by item."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from poleward import config, pages
from poleward.coding import Statement, load_coder
from poleward.pages.document import Document

pytestmark = pytest.mark.shared

LEANS = {1: "towards", 0: "neutral", -1: "away"}
KINDS = {"vote-claim": "vote_claim"}
SPELT = {"toward": "towards"}  # the marks are written as Americans spell


@pytest.fixture(scope="module")
def gold(shared: Path) -> dict[str, Any]:
    with (shared / "gold" / "seed-article.yml").open(encoding="utf-8") as file:
        found: dict[str, Any] = yaml.safe_load(file)
    return found


@pytest.fixture(scope="module")
def document(shared: Path) -> Document:
    return next(iter(pages.read_path(next((shared / "seeds").glob("*.txt")))))


@pytest.fixture(scope="module")
def statements(document: Document) -> list[Statement]:
    return load_coder().code(document)


def overlap(document: Document, statement: Statement, phrase: str) -> bool:
    """Whether the evidence overlaps the phrase (glued words and blanks as in the page)."""
    places = [m.start() for m in re.finditer(re.escape(phrase), document.text)]
    return any(statement.start_at < at + len(phrase) and at < statement.end_at for at in places)


def leans(statement: Statement) -> set[str]:
    """The directions in which a statement speaks about Moscow, over all states."""
    moscow = config.load().pole("moscow")
    out = set()
    for sign in statement.signs:
        side = moscow.sign_of(sign.target, statement.date_latest)
        if side and sign.state not in moscow.states:
            out.add(LEANS[side * sign.sign])
    return out


def as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def faults(document: Document, statements: list[Statement], item: dict[str, Any]) -> list[str]:
    """What is wrong with the best statements for an item; empty when one of them meets it."""
    near = [s for s in statements if overlap(document, s, item["evidence"]) and s.abstained is None]
    if not near:
        return ["nothing found"]
    best: list[str] | None = None
    for s in near:
        wrong = []
        if s.kind != KINDS.get(item["kind"], item["kind"]):
            wrong.append(f"kind {s.kind}")
        found = leans(s) or {"neutral"}
        if SPELT.get(item["lean"], item["lean"]) not in found:
            wrong.append(f"lean {sorted(found)}")
        actors = {x.actor for x in near if x.kind == s.kind}
        if "actor" in item and not set(as_list(item["actor"])) <= actors:
            wrong.append(f"actor {sorted(str(a) for a in actors)}")
        if "recipient" in item and item["recipient"] != s.recipient:
            wrong.append(f"recipient {s.recipient}")
        if "type" in item and s.event_type not in as_list(item["type"]):
            wrong.append(f"type {s.event_type}")
        if "speaker" in item and item["speaker"].split()[-1] not in " ".join(p.name for p in s.speakers):
            wrong.append(f"speaker {[p.name for p in s.speakers]}")
        if item.get("negated") and not s.negated:
            wrong.append("not negated")
        if s.domain != item["domain"]:
            wrong.append(f"domain {s.domain}")
        if best is None or len(wrong) < len(best):
            best = wrong
    return best or []


def test_every_must_item_has_the_right_lean(
    gold: dict[str, Any], document: Document, statements: list[Statement], capsys: pytest.CaptureFixture[str]
) -> None:
    missed = []
    with capsys.disabled():
        for item in gold["items"]:
            wrong = faults(document, statements, item)
            must = item.get("must", True)
            print(f"  {'must' if must else 'may ':4} {item['id']:16} {'; '.join(wrong) or 'all right'}")
            if must and any(w.startswith(("nothing", "lean", "actor")) for w in wrong):
                missed.append(item["id"])
    assert missed == []


def test_no_boilerplate_is_coded(gold: dict[str, Any], document: Document, statements: list[Statement]) -> None:
    for phrase in gold["document"]["boilerplate"]:
        assert [s.exact for s in statements if overlap(document, s, phrase)] == []


def test_the_traps_are_avoided(document: Document, statements: list[Statement]) -> None:
    near = [s for s in statements if overlap(document, s, "allowed Moscow to avoid Western sanctions")]
    assert all(s.abstained or s.confidence < 0.4 or leans(s) != {"towards"} for s in near)
    assert not [s for s in statements if overlap(document, s, "Memories of vital importance") and s.actor == "RUS"]
    assert {"away", "towards", "neutral"} <= {lean for s in statements for lean in leans(s)}


def test_both_vote_claims_are_found(document: Document) -> None:
    first, second = load_coder().vote_claims(document)
    assert set(first.states) == {"KAZ", "KGZ", "TJK", "TKM", "UZB"}
    assert first.allowed == {"no", "abstain", "not_voting"}
    assert first.symbols == ("A/RES/ES-11/1", "A/RES/ES-11/2")
    assert second.states == ("KAZ",)
    assert second.allowed == {"no", "abstain", "not_voting"}
    assert second.symbols == ("A/RES/ES-11/3",)
