"""Claims on pages are held against the record that can decide them, and say which one did."""

from __future__ import annotations

import csv
import dataclasses
import datetime as dt
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from poleward.answers.check import CheckedClaim, check
from poleward.answers.checking.headline import pole_holding
from poleward.answers.checking.output import claim_reviews, page_of
from poleward.archive import Archive
from poleward.coding import load_coder
from poleward.coding.claims.forms import forms_of
from poleward.coding.claims.trade import number_of
from poleward.coding.explain import coded_and_explained
from poleward.coding.page_claims import headline, read_claims
from poleward.coding.reader import parsed_page
from poleward.config import Config
from poleward.intake.pages import read_pages
from poleward.pages import Document, read_path
from tests.answers.conftest import SINCE, document, statement
from tests.coding.cases import document as page

DATA = Path(__file__).parent / "data"
HOSTILE = '<script>alert(1)</script><img src="https://example.org/x.png" onerror=alert(2)>'

# Two publishers; imports, exports and the world's totals are invented round numbers.
FLOWS = [
    ("KAZ", "RUS", 2021, "imports", 40, "A"), ("KAZ", "CHN", 2021, "imports", 30, "A"),
    ("KAZ", "DEU", 2021, "imports", 4, "A"), ("KAZ", "TUR", 2021, "imports", 6, "A"),
    ("KAZ", "WLD", 2021, "imports", 100, "A"),
    ("KAZ", "RUS", 2022, "imports", 36, "A"), ("KAZ", "CHN", 2022, "imports", 30, "A"),
    ("KAZ", "DEU", 2022, "imports", 4, "A"), ("KAZ", "TUR", 2022, "imports", 6, "A"),
    ("KAZ", "WLD", 2022, "imports", 100, "A"),
    ("KAZ", "RUS", 2022, "exports", 20, "A"), ("KAZ", "CHN", 2022, "exports", 22, "A"),
    ("KAZ", "DEU", 2022, "exports", 1, "A"), ("KAZ", "TUR", 2022, "exports", 8, "A"),
    ("KAZ", "WLD", 2022, "exports", 100, "A"),
    ("UZB", "RUS", 2022, "imports", 50, "A"), ("UZB", "WLD", 2022, "imports", 100, "A"),
    ("UZB", "RUS", 2022, "imports", 30, "B"), ("UZB", "WLD", 2022, "imports", 100, "B"),
]  # fmt: skip


def tie(state: str, partner: str, year: int, indicator: str, value: float, source: str) -> dict[str, Any]:
    arms = indicator == "tiv"
    return {
        "state": state, "partner": partner, "channel": "arms" if arms else "trade", "indicator": indicator,
        "date_earliest": dt.date(year, 1, 1), "date_latest": dt.date(year, 12, 31), "value": float(value),
        "unit": "TIV million" if arms else "USD", "status": "observed", "reporter": state, "source_id": source,
        "source": source,
    }  # fmt: skip


def cases(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8") as file:
        rows = (line for line in file if not line.startswith("#"))
        fields = ("kind", "verdict", "correction", "sentence")
        return list(csv.DictReader(rows, fields, delimiter="\t", quoting=csv.QUOTE_NONE))


@pytest.fixture(scope="module")
def flows(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    with Archive.open(tmp_path_factory.mktemp("flows") / "a.duckdb", write=True) as archive:
        archive.append("ties", [tie(*row) for row in FLOWS])
        arms = [("KAZ", "RUS", 2022, "tiv", 90, "S"), ("KAZ", "TUR", 2022, "tiv", 10, "S")]
        archive.append("ties", [tie(*row) for row in arms])
        yield archive


def held_against(archive: Archive, case: dict[str, str]) -> None:
    text = case["sentence"]
    found = [c for c in check(archive, page(text), load_coder()) if c.kind == case["kind"]]
    if case["verdict"] == "none":
        assert found == []
        return
    assert found, "no claim read"
    # A sentence that makes two claims of a kind is judged by the worse: that is what its case states.
    order = ["supported", "not decidable", "mixed", "contradicted"]
    claim = max(found, key=lambda c: order.index(c.verdict))
    assert claim.verdict == case["verdict"], claim.why
    assert (case["correction"] == "-") == (claim.correction == ""), claim.correction
    assert case["correction"] in ("-", claim.correction) or case["correction"] in claim.correction
    assert claim.exact == text[claim.start_at : claim.end_at]
    assert claim.why
    assert claim.records or claim.verdict in ("not decidable", "supported", "contradicted")


@pytest.mark.parametrize("case", cases("claims.tsv"), ids=lambda c: c["sentence"][:60])
def test_what_the_record_says(facts: Archive, case: dict[str, str]) -> None:
    held_against(facts, case)


@pytest.mark.parametrize("case", cases("trade_claims.tsv"), ids=lambda c: c["sentence"][:60])
def test_what_published_flows_say(flows: Archive, case: dict[str, str]) -> None:
    held_against(flows, case)


def test_the_record_is_named_with_symbol_tally_and_lean(facts: Archive) -> None:
    (claim,) = check(facts, page("Kazakhstan refused to support UN resolution ES-11/3."), load_coder())
    assert claim.label == "supported as corrected"
    assert claim.leans == {"moscow": "towards", "beijing": "towards", "west": "away"}
    (record,) = claim.records
    assert (record.ref, record.date, record.values["votes"]) == ("A/RES/ES-11/3", "2022-04-07", {"KAZ": "no"})
    assert record.values["tally"] == {"yes": 93, "no": 24, "abstain": 58, "not_voting": 18}


def test_a_page_is_parsed_once_for_all_that_is_asked_of_it(facts: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    coder = load_coder()
    one = page("Kazakhstan voted against resolution A/RES/ES-11/4. Uzbekistan condemned Russia on 3 March 2022.")
    told, statements = check(facts, one, coder), coder.code(one)
    parsed: list[int] = []
    parse = coder.parse
    monkeypatch.setattr(coder, "parse", lambda units, *more: parsed.append(len(units)) or parse(units, *more))
    once = parsed_page(coder, one)
    assert check(facts, one, coder, page=once) == told
    assert coded_and_explained(coder, one, once)[0] == statements
    assert parsed == [2]
    check(facts, one, coder)
    assert parsed == [2, 2]


def test_memberships_are_known_without_being_loaded(archive: Archive) -> None:
    (claim,) = check(archive, page("Uzbekistan left the CSTO in 2012."), load_coder())
    assert claim.verdict == "supported"
    assert all(r.source.startswith("https://") for r in claim.records)


def test_a_year_that_was_not_over_is_not_held_against_a_page(flows: Archive) -> None:
    early = page("Russia accounts for 40 % of Kazakhstan's imports.", dt.date(2022, 6, 1))
    (claim,) = check(flows, early, load_coder())
    assert (claim.verdict, [r.date for r in claim.records]) == ("supported", ["2021"])


AID = "ASTANA, 16 March 2022. Kazakhstan sent Ukraine humanitarian aid on Monday.\n"


@pytest.mark.parametrize(
    ("sentence", "verdict"),
    [
        ("In March 2022 Kazakhstan sent humanitarian aid to Ukraine.", "supported"),
        ("In August 2022 Kazakhstan sent humanitarian aid to Ukraine.", "not decidable"),
        ("In March 2022 Kazakhstan did not send humanitarian aid to Ukraine.", "contradicted"),
        ("In March 2022 Uzbekistan sent humanitarian aid to Ukraine.", "not decidable"),
    ],
)
def test_an_event_is_held_against_other_stories(tmp_path: Path, sentence: str, verdict: str) -> None:
    (tmp_path / "aid.txt").write_text("Aid for Kyiv\n\n" + AID, encoding="utf-8")
    with Archive.open(tmp_path / "a.duckdb", write=True) as archive:
        read_pages(archive, [tmp_path / "aid.txt"])
        (claim,) = check(archive, page(sentence), load_coder())
        assert (claim.kind, claim.verdict) == ("event", verdict)


def test_good_relations_do_not_deny_a_refusal(tmp_path: Path) -> None:
    (tmp_path / "ties.txt").write_text(
        "Old ties\n\nTASHKENT, 17 March 2022. Uzbekistan has traditional relations with Russia and with Ukraine.\n",
        encoding="utf-8",
    )
    refusal = "On 17 March 2022 Uzbekistan, with good relations to Ukraine, did not recognise independent Luhansk."
    with Archive.open(tmp_path / "a.duckdb", write=True) as archive:
        assert read_pages(archive, [tmp_path / "ties.txt"]).statements_added
        assert not any(c.verdict == "contradicted" for c in check(archive, page(refusal), load_coder()))


def test_a_page_is_no_evidence_for_itself(tmp_path: Path) -> None:
    path = tmp_path / "aid.txt"
    path.write_text("Aid for Kyiv\n\n" + AID, encoding="utf-8")
    with Archive.open(tmp_path / "a.duckdb", write=True) as archive:
        read_pages(archive, [path])
        found = [c for d in read_path(path) for c in check(archive, d, load_coder()) if c.kind == "event"]
        assert [c.verdict for c in found] == ["not decidable"]


def titled(title: str) -> Document:
    return dataclasses.replace(page("It rained.", dt.date(2023, 12, 31)), title=title)


@pytest.mark.parametrize(
    ("title", "states", "pole", "way"),
    [
        ("Kazakhstan turns away from Moscow", 1, "RUS", "away"),
        ("As a result of the war in Ukraine, Central Asian countries are moving away from Moscow", 5, "RUS", "away"),
        ("Kyrgyzstan distances itself from Russia", 1, "RUS", "away"),
        ("Is Tajikistan drifting towards Beijing?", 1, "CHN", "towards"),
        ("Central Asia pivots to the West", 5, "WEST", "towards"),
        ("Why Uzbekistan is turning its back on Russia", 1, "RUS", "away"),
        ("Russia is losing its grip on Central Asia", 5, "RUS", "away"),
        ("Tashkent deepens ties with Moscow", 1, "RUS", "towards"),
        ("Kazakhstan remains Moscow's ally", 1, "RUS", "stay"),
    ],
)
def test_what_a_headline_claims(title: str, states: int, pole: str, way: str) -> None:
    found = headline(load_coder(), titled(title))
    assert found is not None
    movement, _ = found
    assert (len(movement.states), movement.pole, movement.way) == (states, pole, way)


@pytest.mark.parametrize("title", ["Moscow and Dushanbe sign a pact", "Kyrgyz leader goes to Moscow", "Rain in Almaty"])
def test_other_headlines_claim_no_movement(title: str) -> None:
    assert headline(load_coder(), titled(title)) is None


@pytest.mark.parametrize(
    ("title", "verdict"),
    [
        ("Since 2022 Kazakhstan moves away from Moscow", "mixed"),
        ("Since 2022 Kazakhstan moves closer to Moscow", "contradicted"),
        ("Since 2022 Kazakhstan is not moving away from Moscow", "mixed"),
        ("Since 2022 Kazakhstan and Turkmenistan move away from Moscow", "mixed"),
        ("Since 2022 Turkmenistan moves away from Moscow", "not decidable"),
    ],
)
def test_a_headline_is_held_against_the_measured_verdict(archive: Archive, title: str, verdict: str) -> None:
    (claim,) = check(archive, titled(title), load_coder())
    assert (claim.kind, claim.verdict) == ("headline", verdict), claim.why
    assert "2022" in claim.why


def test_the_west_and_its_organisations_name_its_pole(poles: Config) -> None:
    assert [pole_holding(c, poles) for c in ("WEST", "EU", "DEU", "RUS", "CSTO", "CHN", "BRA")] == [
        "west", "west", "west", "moscow", "moscow", "beijing", None,
    ]  # fmt: skip


def test_a_hostile_page_is_shown_as_text(facts: Archive) -> None:
    evil = dataclasses.replace(
        page(f"Kazakhstan {HOSTILE} voted against UN resolution ES-11/3. {HOSTILE}"), title=HOSTILE, source=HOSTILE
    )
    claims = [*check(facts, evil, load_coder()), CheckedClaim("vote", HOSTILE, 0, 1, (), "mixed", HOSTILE)]
    shown = page_of([(evil, claims)])
    assert "&lt;script&gt;alert(1)" in shown
    assert "<script" not in shown
    assert "<img" not in shown
    assert not re.search(r'(?:src|href)="', shown)


def test_claim_review_has_the_fields_of_schema_org(facts: Archive) -> None:
    about = page("Kazakhstan voted against UN resolution ES-11/3. Kazakhstan voted against UN resolution 99/99.")
    reviews = claim_reviews(about, check(facts, about, load_coder()))
    assert json.loads(json.dumps(reviews)) == reviews
    assert [r["@type"] for r in reviews] == ["ClaimReview"] * 2
    rated, open_ = (r["reviewRating"] for r in reviews)
    assert (rated["ratingValue"], rated["bestRating"], rated["worstRating"]) == (5, 5, 1)
    assert open_ == {"@type": "Rating", "alternateName": "not decidable"}
    assert reviews[0]["citation"][0]["identifier"] == "A/RES/ES-11/3"


WORDS = st.sampled_from(
    ["Kazakhstan", "Russia", "CSTO", "the EAEU", "joined", "left", "is", "not", "a member of", "accounts for", "30 %",
     "of", "'s", "imports", "in 2012", "depends on", "none of", "only", ",", "and", "voted against", "%",
     "⟦S0⟧", "⟦O7⟧", "141 states", "voted in favour", "five", "abstained", "the UN resolution", "on 2 March 2022"]
)  # fmt: skip


@given(st.lists(WORDS, max_size=14).map(" ".join))
def test_offsets_hold_whatever_the_sentence(text: str) -> None:
    claims = read_claims(load_coder(), page(text))
    for _, place in (*claims.memberships, *claims.trade):
        assert text[place.start_at : place.end_at] == place.exact
    for claim in claims.tallies:
        assert text[claim.start_at : claim.end_at] == claim.exact


@given(st.floats(0, 100).map(lambda x: round(x, 1)))
def test_numbers_are_read_as_written(x: float) -> None:
    english, russian = forms_of("en"), forms_of("ru")
    assert english is not None
    assert russian is not None
    assert number_of(f"{x} %", english) == number_of(f"{x}%", english) == number_of(f"{x} per cent", english) == x
    assert number_of(f"{x} процента".replace(".", ","), russian) == x


@pytest.mark.shared
def test_the_seed_article(shared: Path, facts: Archive) -> None:
    (seed,) = list(read_path(next((shared / "seeds").glob("000_*.txt"))))
    found = check(facts, seed, load_coder())
    votes = [c for c in found if c.kind == "vote"]
    assert [c.label for c in votes] == ["supported", "supported as corrected"]
    assert votes[1].leans["moscow"] == "towards"
    assert votes[0].leans["moscow"] == "neutral"
    assert found[0].kind == "headline"
    assert found[0].verdict == "contradicted"  # by the roll calls alone, on the questions asked before and since


def test_a_statement_that_was_judged_wrong_decides_nothing(archive: Archive) -> None:
    archive.append("documents", [document("d9")])
    archive.append(
        "statements", [statement("aid-1", "d9", SINCE, "deeds", actor="UZB", recipient="UKR", event_type="AID")]
    )
    told = page("On 24 February 2022 Uzbekistan sent humanitarian aid to Ukraine.")
    assert [c.verdict for c in check(archive, told, load_coder())] == ["supported"]
    archive.append(
        "judgements",
        [{"judgement_id": "j", "statement_id": "aid-1", "verdict": "not_about_this", "correction": None, "author": "a",
          "made_at": dt.datetime(2025, 1, 1), "note": None, "withdrawn_at": None}],
    )  # fmt: skip
    assert [c.verdict for c in check(archive, told, load_coder())] == ["not decidable"]
