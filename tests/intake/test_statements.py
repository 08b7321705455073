"""Other coders' statements: places and codes checked, the coder named and measured, two coders never summed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from poleward import config
from poleward.archive import Archive
from poleward.channels.archive_reading import Reading
from poleward.channels.signed import signed_statements
from poleward.cli import cli
from poleward.coding import Coder, load_coder
from poleward.errors import NothingFoundError, UnusableInputError
from poleward.evaluation.loaded_statements import evaluate_loaded
from poleward.intake.pages import read_pages
from poleward.intake.statements import load_statements

PAGE = "Kazakhstan condemned Russia on 3 March 2022. Kenya bought tea."
MARKS = """
document: {language: en, published: {earliest: 2022-03-04, latest: 2022-03-04}}
items:
- {id: a, kind: event, actor: [KAZ], recipient: [RUS], type: ACCUSE, date: 2022-03-03, lean: {moscow: away},
   must: true, evidence: condemned Russia}
"""


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    """An archive with the page, read by our own coder's grammar alone."""
    folder = tmp_path / "pages"
    folder.mkdir()
    (folder / "one.txt").write_text(PAGE)
    (folder / "one.yml").write_text(MARKS)
    own = load_coder()
    with Archive.open(tmp_path / "a.duckdb", write=True) as opened:
        read_pages(opened, [folder / "one.txt"], coder=Coder(own.registry, own.nlp, own.lexicon))
        yield opened


def line(archive: Archive, **fields: Any) -> dict[str, Any]:
    """A good line, changed by `fields`; None takes a field out."""
    doc_id = archive.rows("SELECT doc_id FROM documents")[0]["doc_id"]
    good = {
        "doc_id": doc_id, "coder": "reader/1", "start": 0, "end": 27, "exact": PAGE[:27], "actor": "KAZ",
        "recipient": "RUS", "type": "ACCUSE", "sign": -1, "from": "2022-03-03", "speaker": "the ministry",
    }  # fmt: skip
    return {k: v for k, v in {**good, **fields}.items() if v is not None}


def load(archive: Archive, tmp_path: Path, *lines: Any) -> Any:
    path = tmp_path / "coded.jsonl"
    path.write_text("\n".join(json.dumps(one) if isinstance(one, dict) else one for one in lines))
    return load_statements(archive, [path])


def leans(archive: Archive) -> list[int]:
    return [s.lean for s in signed_statements(Reading(archive), "KAZ", config.load().poles["moscow"])]


def test_of_two_coders_of_a_page_one_counts(archive: Archive, tmp_path: Path) -> None:
    assert leans(archive) == [-1]
    report = load(archive, tmp_path, line(archive, sign=1))
    assert report.statements_added == 1
    assert report.shared == {"reader/1": 1}
    assert leans(archive) == [1]
    load(archive, tmp_path, line(archive, coder="reader/2", sign=0))
    assert leans(archive) == [0]
    assert archive.rows("SELECT count(DISTINCT coder) AS n FROM statements")[0]["n"] == 3


def test_a_second_file_of_the_same_coder_replaces_the_first(archive: Archive, tmp_path: Path) -> None:
    load(archive, tmp_path, line(archive))
    again = load(archive, tmp_path, line(archive, sign=1))
    assert again.statements_replaced == 1
    assert leans(archive) == [1]


def test_reading_the_page_again_keeps_what_was_loaded(archive: Archive, tmp_path: Path) -> None:
    load(archive, tmp_path, line(archive, sign=1))
    own = load_coder()
    newer = Coder(own.registry, own.nlp, own.lexicon)
    newer.version += "-newer"
    read_pages(archive, [tmp_path / "pages" / "one.txt"], coder=newer)
    assert {r["coder"] for r in archive.rows("SELECT coder FROM statements")} == {newer.version, "reader/1"}
    assert leans(archive) == [1]


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"end": 4_000}, "no characters of the page"),
        ({"start": True}, "no characters of the page"),
        ({"exact": "Kazakhstan praised Russia on"}, "is not what stands between"),
        ({"doc_id": "0" * 64}, "does not hold"),
        ({"actor": "Kazakhstan"}, "unknown code in 'actor'"),
        ({"actor": None}, "no actor"),
        ({"type": "HUG"}, "'type' is none of"),
        ({"sign": 2}, "-1, 0 or 1"),
        ({"sign": None, "signs": [{"state": "UZB", "target": "CHN", "sign": 1}]}, "neither actor nor recipient"),
        ({"from": "March"}, "no day"),
        ({"from": "2022-03-03", "to": "2022-03-01"}, "later than"),
        ({"confidence": 3}, "between 0 and 1"),
        ({"coder": "grammar-9"}, "as our own"),
        ({"coder": None}, "no coder's name"),
        ({"mood": "bad"}, "unknown field 'mood'"),
    ],
)
def test_what_is_wrong_with_a_line_is_said(
    archive: Archive, tmp_path: Path, fields: dict[str, Any], reason: str
) -> None:
    report = load(archive, tmp_path, line(archive), line(archive, **fields), "no json")
    assert report.statements_added == 1
    assert reason in " ".join(report.skips.counts)
    assert report.skips.counts["no JSON object"] == 1


def test_a_file_without_one_usable_line_is_refused(archive: Archive, tmp_path: Path) -> None:
    with pytest.raises(UnusableInputError, match="no statement could be used"):
        load(archive, tmp_path, "[]")
    assert leans(archive) == [-1]


def test_a_loaded_coder_is_measured_by_the_same_rules(archive: Archive, tmp_path: Path) -> None:
    load(archive, tmp_path, line(archive, sign=1))
    scores = evaluate_loaded(tmp_path / "pages", archive, "reader/1")
    assert (scores["n"], scores["signed"], scores["turned"], scores["recall"]["actor_recipient"]) == (1, 1, 1, 1.0)
    load(archive, tmp_path, line(archive))
    assert evaluate_loaded(tmp_path / "pages", archive, "reader/1")["recall"]["all"] == 1.0
    with pytest.raises(NothingFoundError, match="reader/1"):
        evaluate_loaded(tmp_path / "pages", archive, "nobody")


def test_from_the_command_line(archive: Archive, tmp_path: Path) -> None:
    path = tmp_path / "coded.jsonl"
    path.write_text(json.dumps(line(archive)))
    archive.close()
    where = ["--archive", str(tmp_path / "a.duckdb")]
    loaded = CliRunner().invoke(cli, ["load", "statements", str(path), "--json", *where])
    assert json.loads(loaded.stdout)["statements_added"] == 1
    args = ["evaluate", "statements", str(tmp_path / "pages"), "--coder", "reader/1", "--json", *where]
    assert json.loads(CliRunner().invoke(cli, args).stdout)["precision_signed"] == 1.0
