"""Sentences and pages that others reported: what the coder makes of them, and that no reported file lacks a test."""

from __future__ import annotations

import csv
import datetime as dt
from pathlib import Path

import pytest

from poleward.answers.check import check
from poleward.archive import Archive
from poleward.coding import Coder, Statement, load_coder
from poleward.pages import read_path
from tests.answers.conftest import roll_call, vote
from tests.coding.cases import WRITTEN, document

Event = tuple[str | None, str | None, str | None]
DAY = dt.date(2022, 3, 3)


@pytest.fixture(scope="module")
def coder() -> Coder:
    return load_coder()


@pytest.fixture(scope="module")
def sentences(shared: Path) -> dict[str, list[str]]:
    """The reported sentences by kind."""
    found: dict[str, list[str]] = {}
    with (shared / "cases" / "sentences.tsv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file, delimiter="\t"):
            found.setdefault(row["kind"], []).append(row["sentence"])
    return found


def event(statement: Statement) -> Event:
    return statement.actor, statement.recipient, statement.event_type


def signs(statements: list[Statement]) -> set[tuple[str, str, int]]:
    return {(g.state, g.target, g.sign) for s in statements for g in s.signs}


EVENTS: dict[str, list[tuple[set[Event], set[tuple[str, str, int]]]]] = {
    "accused-of": [
        ({("UKR", "BLR", "ACCUSE")}, {("UKR", "BLR", -1)}),
        ({("MDA", "RUS", "ACCUSE")}, {("MDA", "RUS", -1)}),
    ],
    "traded": [({("RUS", "UKR", "ACCUSE"), ("UKR", "RUS", "ACCUSE")}, {("RUS", "UKR", -1), ("UKR", "RUS", -1)})],
    "stop-gerund": [({("POL", "DEU", "REQUEST")}, {("POL", "RUS", -1)})],
    "they": [({("ARM", "AZE", "ASSAULT"), ("AZE", "ARM", "ASSAULT")}, {("ARM", "AZE", -1)})],
    "stop-missing": [({("USA", "RUS", "SANCTION")}, {("USA", "RUS", -1)})],
    "its": [({("RUS", "UKR", "ASSAULT"), ("JPN", "RUS", "SANCTION")}, {("JPN", "RUS", -1), ("RUS", "UKR", -1)})],
    "wanted": [({("EU", "SRB", "REQUEST")}, {("EU", "RUS", -1)})],
    "frozen": [(set(), {("GEO", "EU", -1)})],
    "grievance": [(set(), set())],
    "balance": [(set(), {("UZB", "RUS", 0), ("UZB", "UKR", 0)})],
    "background": [(set(), set())],
    "date-form": [(set(), {("KAZ", "RUS", 1)})],
}
"""Kind to the events and signs that each of its sentences must have."""


@pytest.mark.shared
@pytest.mark.parametrize("kind", EVENTS)
def test_a_reported_sentence_has_its_events_and_signs(sentences: dict[str, list[str]], coder: Coder, kind: str) -> None:
    assert len(sentences[kind]) == len(EVENTS[kind])
    for sentence, (events, due) in zip(sentences[kind], EVENTS[kind], strict=True):
        found = coder.code(document(sentence))
        assert events <= {event(s) for s in found}
        assert due <= signs(found)
        assert not {(state, target, -sign) for state, target, sign in due if sign} & signs(found)


@pytest.mark.shared
def test_what_reported_sentences_do_not_say(sentences: dict[str, list[str]], coder: Coder) -> None:
    def made(kind: str, n: int = 0) -> list[Statement]:
        return coder.code(document(sentences[kind][n]))

    assert not [s for s in made("accused-of") if s.actor == "UKR" and s.event_type == "AID"]
    assert ("BLR", "RUS") not in {(state, target) for state, target, _ in signs(made("accused-of"))}
    assert not [s for s in made("accused-of", 1) if s.actor == "MDA" and s.event_type == "THREATEN"]
    assert not [s for s in made("they") if s.event_type == "CONSULT"]
    assert signs(made("wanted")) == {("EU", "RUS", -1)}, "what somebody wants done is not done"
    assert {s.event_type for s in made("grievance")} <= {"REQUEST", "ACCUSE"}
    assert all(sign <= 0 for *_, sign in signs(made("grievance")))
    assert {s.channel for s in made("balance")} <= {"words", None}
    assert all(s.historical for s in made("background") if s.date_latest == WRITTEN), "no event of the page's day"
    assert {(s.date_earliest, s.date_latest) for s in made("date-form")} == {(dt.date(2014, 12, 12),) * 2}


@pytest.mark.shared
def test_a_reported_list_of_voters_is_read_whole(sentences: dict[str, list[str]], coder: Coder, tmp_path: Path) -> None:
    (sentence,) = sentences["list"]
    name = "A/RES/ES-11/3"
    title = "Suspension of the rights of membership of the Russian Federation in the Human Rights Council"
    with Archive.open(tmp_path / "a.duckdb", write=True) as archive:
        archive.append("roll_calls", [roll_call(name, dt.date(2022, 4, 7), title=title)])
        cast = {"KAZ": "no", "KGZ": "no", "ARM": "not_voting", "SRB": "yes", "RUS": "no", "USA": "yes"}
        archive.append("votes", [vote(name, state, said) for state, said in cast.items()])
        claims = check(archive, document(sentence), coder)
    # Each state is judged by itself.
    assert {state: c.verdict for c in claims for state in c.states} == {
        "KAZ": "supported", "KGZ": "supported", "ARM": "contradicted", "SRB": "contradicted"
    }  # fmt: skip


ATTACK = {("KAZ", "RUS", -1), ("KAZ", "UKR", 1)}
AGREED = {("KAZ", "RUS", 1), ("KAZ", "UKR", 1)}
RUSSIAN = {("KAZ", "RUS", -1), ("KAZ", "UKR", 1)}
FRENCH = {("CIV", "KAZ", 1), ("TUR", "RUS", -1)}
SAID: dict[str, set[tuple[str, str, int]]] = {
    "P01/a.html": AGREED, "P01/b_modified_only.html": AGREED, "P01/c.txt": ATTACK, "P01/d.txt": ATTACK,
    "P01/e.txt": ATTACK, "P01/f.txt": ATTACK, "P01/h.txt": ATTACK, "P06/a.html": AGREED,
    "P06/b_meta_future.html": AGREED, "P11/cp1251_meta.html": RUSSIAN, "P11/cp1251_nometa.html": RUSSIAN,
    "P11/koi8_meta.html": RUSSIAN, "P11/koi8_nometa.html": RUSSIAN, "P11/latin1_meta.html": FRENCH,
    "P11/latin1_nometa.html": FRENCH, "P11/rss_cp1251.xml": RUSSIAN, "P11/ru_text_cp1251.txt": RUSSIAN,
    "P11/trunc_utf8.html": FRENCH, "P11/utf16.html": RUSSIAN, "P11/utf8_wrongmeta.html": RUSSIAN,
    "P12/ent.xml": {("KAZ", "RUS", -1), ("UZB", "RUS", 1)}, "P14/a.html": {("KAZ", "RUS", -1), ("KAZ", "RUS", 1)},
    "P15/b_meta_future.html": AGREED,
    "P17/d.jsonl": {
        ("KAZ", "RUS", -1), ("KAZ", "UKR", 1), ("TJK", "RUS", 1), ("KGZ", "RUS", 1), ("TKM", "RUS", 1),
        ("ARM", "RUS", 1), ("GEO", "UKR", 1), ("GEO", "MDA", 1),
    },
    "P22/a.html": {("KAZ", "UKR", 1), ("UZB", "RUS", 1)},
    "P23/a.html": {("KAZ", "UKR", 1), ("UZB", "RUS", 1), ("KGZ", "RUS", -1)}, "P23/b.html": {("KAZ", "UKR", 1)},
    "P26/a.html": AGREED, "P26/b.html": AGREED, "P26/e.html": AGREED, "P26/f.html": AGREED, "P26/h.html": AGREED,
}  # fmt: skip
"""Page to the signs that its statements must have."""


@pytest.mark.shared
@pytest.mark.parametrize("folder", sorted({name.split("/")[0] for name in SAID}))
def test_the_statements_of_a_reported_page_are_not_lost(shared: Path, coder: Coder, folder: str) -> None:
    for name, due in SAID.items():
        if name.startswith(folder):
            found = [s for page in read_path(shared / "cases" / name) for s in coder.code(page)]
            assert due <= signs(found), name


@pytest.mark.shared
def test_the_statements_of_reported_pages_have_their_days(shared: Path, coder: Coder) -> None:
    cases = shared / "cases"
    (live,) = read_path(cases / "P22" / "a.html")
    assert {(s.actor, s.date_earliest) for s in coder.code(live)} == {
        ("KAZ", dt.date(2022, 3, 4)),
        ("UZB", dt.date(2022, 3, 2)),
    }
    (glued,) = read_path(cases / "P14" / "a.html")
    assert {s.date_earliest for s in coder.code(glued) if s.event_type == "REJECT"} == {DAY}
    for name in ("P06/a.html", "P06/b_meta_future.html", "P15/b_meta_future.html"):
        (page,) = read_path(cases / name)
        assert {(s.date_earliest, s.date_latest) for s in coder.code(page)} == {(None, None)}, name
    days = {d.title: (d.published_earliest, d.published_latest) for d in read_path(cases / "P17" / "d.jsonl")}
    assert days.pop("d") == (dt.date(2022, 3, 4), dt.date(2022, 4, 3)), "a date that can be read two ways is both"
    assert days.pop("j") == (None, None), "the thirteenth month"
    assert set(days.values()) == {(DAY, DAY)}


TABLES = {
    "A01/trade-register.csv", "A04/import-export-values.csv", "A04/wide.csv", "A05/noquote.csv", "A05/register.csv",
    "C01/atop.csv", "E01/Events.2017.tab", "E01/dates_dmy.tab", "E02/icews.tab", "E05/bq.csv", "T01/comtradr.csv",
    "T02/TradeData_bom.csv", "T02/TradeData_cp1252.csv", "T02/TradeData_trailing.csv", "T02/TradeData_utf8.csv",
    "T03/api.csv", "T03/skips.csv", "T04/api.csv", "T06/long.csv", "T08/claim.txt", "T08/long.csv", "T09/c.csv",
}  # fmt: skip
"""What `test_tables` and `test_answers` read."""


@pytest.mark.shared
def test_no_reported_file_lacks_a_test(shared: Path, sentences: dict[str, list[str]]) -> None:
    folder = shared / "cases"
    there = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    assert there == {*TABLES, *SAID, "sentences.tsv"}
    assert set(sentences) == {*EVENTS, "list"}
