"""Copies are clustered and follow-ups are not; the pairs are the project's own writing."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest

from poleward.pages import cluster_stories, read_bytes

DATA = Path(__file__).parent / "data"
PRECISION_FLOOR = 1.0
RECALL_FLOOR = 1.0


@pytest.fixture(scope="module")
def rows() -> list[dict]:
    texts = [json.loads(line) for line in (DATA / "stories.jsonl").read_text(encoding="utf-8").splitlines()]
    return [
        {
            "doc_id": row["id"], "title": row["title"], "text": row["text"], "language": "en",
            "published_earliest": dt.date.fromisoformat(row["date"]),
            "published_latest": dt.date.fromisoformat(row["date"]),
        }
        for row in texts
    ]  # fmt: skip


@pytest.fixture(scope="module")
def pairs() -> list[dict]:
    return [json.loads(line) for line in (DATA / "pairs.jsonl").read_text(encoding="utf-8").splitlines()]


def test_precision_and_recall_on_the_pairs(rows: list[dict], pairs: list[dict]) -> None:
    stories = cluster_stories(rows)
    verdicts = [(stories[p["a"]] == stories[p["b"]], p["same"]) for p in pairs]
    right = sum(found and same for found, same in verdicts)
    assert right / sum(found for found, _ in verdicts) >= PRECISION_FLOOR
    assert right / sum(same for _, same in verdicts) >= RECALL_FLOOR
    assert {p["kind"] for p in pairs} == {"re-translation", "rewrite", "syndicated", "follow-up", "same topic"}
    assert len(pairs) >= 30


def test_unknown_dates_give_the_same_stories(rows: list[dict], pairs: list[dict]) -> None:
    undated = [{**row, "published_earliest": None, "published_latest": None} for row in rows]
    assert cluster_stories(undated) == cluster_stories(rows)


def test_order_does_not_matter(rows: list[dict]) -> None:
    assert cluster_stories(rows[::-1]) == cluster_stories(rows)
    assert cluster_stories(rows[7:] + rows[:7]) == cluster_stories(rows)


def test_story_is_the_smallest_id(rows: list[dict]) -> None:
    stories = cluster_stories(rows)
    assert all(story <= doc for doc, story in stories.items())
    assert stories["rail-b"] == "rail-a"
    assert stories["rail-f"] == "rail-f"


def test_adding_documents_to_known_stories(rows: list[dict]) -> None:
    whole = cluster_stories(rows)
    known = cluster_stories(rows[:20])
    assert cluster_stories(rows, known) == whole


def test_documents_and_rows_agree(rows: list[dict]) -> None:
    lines = "\n".join(
        json.dumps({"title": r["title"], "text": r["text"], "date": str(r["published_earliest"])}) for r in rows[:6]
    )
    documents = list(read_bytes(lines.encode(), "docs"))
    as_rows = [
        {
            name: getattr(d, name)
            for name in ("doc_id", "title", "text", "language", "published_earliest", "published_latest")
        }
        for d in documents
    ]
    assert cluster_stories(documents) == cluster_stories(as_rows)
    assert len(set(cluster_stories(documents).values())) == 4


def test_short_texts_are_copies_only_when_equal() -> None:
    rows = [
        {"doc_id": "a", "title": None, "text": "Envoys of three states meet in Osh to speak about water"},
        {"doc_id": "b", "title": None, "text": "Envoys of three states meet in Osh to speak about water"},
        {"doc_id": "c", "title": None, "text": "Envoys of three states meet in Osh to speak about gas"},
        {"doc_id": "d", "title": None, "text": ""},
    ]
    stories = cluster_stories(rows)
    assert stories == {"a": "a", "b": "a", "c": "c", "d": "d"}
    assert cluster_stories([]) == {}


def dispatch(doc_id: str, text: str) -> dict:
    day = dt.date(2023, 5, 3)
    return {
        "doc_id": doc_id, "title": None, "text": text, "language": "en", "published_earliest": day,
        "published_latest": day,
    }  # fmt: skip


ONE_WORDING = (
    "{0} handed over a consignment of flour, rice and warm clothes to {1} on Wednesday, the emergencies ministry said. "
    "The lorries crossed the border in the morning. The consignment will be given out in four districts where the "
    "flood of last month destroyed houses, schools and bridges."
)


def test_one_wording_on_other_states_is_another_story() -> None:
    texts = [ONE_WORDING.format(*pair) for pair in (("Peru", "Bolivia"), ("Ghana", "Togo"), ("Peru", "Togo"))]
    stories = cluster_stories([dispatch(f"d{n}", text) for n, text in enumerate(texts)])
    assert len(set(stories.values())) == 3


def test_a_copy_under_another_agency_is_the_same_story() -> None:
    text = ONE_WORDING.format("Peru", "Bolivia")
    copies = [dispatch("a", f"LIMA, Reuters. {text}"), dispatch("b", f"LIMA (AFP) - {text}"), dispatch("c", text)]
    assert len(set(cluster_stories(copies).values())) == 1
