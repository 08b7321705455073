"""Vetoes are found where they are looked for, decide claims about vetoes, and are part of no number."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from poleward.answers import vetoes
from poleward.answers.ask import ask
from poleward.answers.check import check
from poleward.answers.portrait import portrait
from poleward.answers.roll_call_lookup import roll_calls
from poleward.archive import Archive
from poleward.box import security_council
from poleward.box.security_council import Veto
from poleward.channels.vote_positions import vote_table
from poleward.coding import Coder, load_coder
from poleward.config import Config
from poleward.errors import NothingFoundError
from poleward.measures.agreement_dyads import agreement
from poleward.measures.positions import positions
from poleward.periods import parse_period
from poleward.records.votes import matrix
from tests.answers.conftest import SINCE, fill
from tests.coding.cases import document as page

INVENTED = Veto(
    veto_id="S/2022/1", symbol="S/2022/1", date=SINCE, kind="draft", members=("RUS",), topic="Invented",
    sources=("https://a.example/1", "https://b.test/2"),
)  # fmt: skip


def test_they_are_found_by_symbol_day_and_words(archive: Archive) -> None:
    assert [v.members for v in roll_calls(archive, "s/2024/239").vetoes] == [("CHN", "RUS")]
    day = roll_calls(archive, "2022-09-30")
    assert ([v.symbol for v in day.vetoes], len(day)) == (["S/2022/720"], 0)
    assert ([one.symbol for one in roll_calls(archive, "2019-03-01")]) == ["R00"]
    found = roll_calls(archive, "russia veto ukraine", most=3)
    assert [v.date.year for v in found.vetoes] == [2025, 2025, 2022]
    assert found.to_arrow()["outcome"].to_pylist() == ["veto"] * 3
    assert "(veto) and 2 more" in found.headline
    assert found.to_dict()["vetoes"][0]["vetoed_by"] == ["RUS"]
    with pytest.raises(NothingFoundError):
        roll_calls(archive, "france veto ukraine")


def numbers(path: Path, poles: Config) -> list[Any]:
    """Return what is measured in a new archive: an answer, agreement, positions, and the votes as a matrix."""
    with Archive.open(path, write=True) as made:
        fill(made)
        rolls, votes = made.query("SELECT * FROM roll_calls"), made.query("SELECT * FROM votes")
        table = vote_table(made, parse_period("2019/2023"))
        return [
            ask(made, "KAZ", "moscow", SINCE, config=poles).to_json(),
            agreement(table, replicates=5).to_arrow().to_pylist(), positions(table, seed=1).to_arrow().to_pylist(),
            matrix(rolls, votes).dense().tolist(),
        ]  # fmt: skip


def test_the_page_of_a_permanent_member_lists_those_it_cast(archive: Archive, poles: Config) -> None:
    told = portrait(archive, [ask(archive, "RUS", "west", SINCE, config=poles)])
    last = told.lead.answer.question.after.last
    assert [v.symbol for v in told.vetoes] == [v.symbol for v in vetoes.cast_by("RUS", SINCE, last)] != []
    assert portrait(archive, [ask(archive, "KAZ", "moscow", SINCE, config=poles)]).vetoes == ()


def test_no_number_knows_them(tmp_path: Path, poles: Config, monkeypatch: pytest.MonkeyPatch) -> None:
    with_them = str(numbers(tmp_path / "with.duckdb", poles))
    for n, other in enumerate(((), (*vetoes.every(), INVENTED))):
        monkeypatch.setattr(security_council, "vetoes", lambda found=other: found)
        assert len(vetoes.every()) == len(other), "the table is another one"
        assert str(numbers(tmp_path / f"{n}.duckdb", poles)) == with_them


@pytest.fixture(scope="module")
def coder() -> Coder:
    return load_coder()


CLAIMS = [
    ("On 22 March 2024 Russia and China vetoed a US draft on Gaza in the UN Security Council.", "supported"),
    ("The United States used its veto in the Security Council on 18 April 2024 to block Palestine.", "supported"),
    ("The draft was vetoed by Russia in the Security Council on 25 February 2022.", "supported"),
    ("China and Russia cast a double veto on Syria in the Security Council on 4 October 2011.", "supported"),
    ("Russia vetoed a Security Council draft on Sudan on 25 November 2024.", "supported as corrected"),
    ("Russia vetoed a resolution on Sudan in the Security Council last month.", "supported"),
    (
        "A seat that would please Palestine came up after the US vetoed it in the U.N. Security Council in April 2024.",
        "supported",
    ),
    ("France vetoed the Security Council's draft on Gaza on 22 March 2024.", "contradicted"),
    ("Germany vetoed draft S/2024/239 in the Security Council.", "contradicted"),
    ("France and Russia vetoed draft S/2024/239 in the Security Council.", "mixed"),
    ("France vetoed the Security Council's draft on Malta on 22 March 2024.", "not decidable"),
    ("France vetoed earlier Security Council drafts on Gaza before 22 March 2024.", "not decidable"),
    ("Russia vetoed a Security Council resolution on Malta on 1 June 1950.", "not decidable"),
]


@pytest.mark.parametrize(("text", "verdict"), CLAIMS)
def test_a_claim_about_a_veto_is_held_against_the_table(
    archive: Archive, coder: Coder, text: str, verdict: str
) -> None:  # fmt: skip
    (claim,) = [c for c in check(archive, page(text, dt.date(2024, 12, 1)), coder) if c.kind == "vote"]
    assert (claim.label, claim.exact in text) == (verdict, True)
    assert [r.kind for r in claim.records] == ([] if verdict == "not decidable" else ["veto"])


@pytest.mark.parametrize(
    "text",
    [
        "Hungary vetoed an EU statement on Ukraine on 22 March 2024.",
        "Russia would have vetoed the Security Council resolution on Syria.",
        "Russia did not veto the resolution in the Security Council on 2 March 2022.",
        "Will Russia, which vetoed it before, veto the Security Council resolution again?",
        "The president of Kazakhstan vetoed the budget.",
    ],
)
def test_other_vetoes_and_those_that_were_not_cast_are_no_claims(archive: Archive, coder: Coder, text: str) -> None:
    assert [c for c in check(archive, page(text), coder) if c.kind == "vote"] == []
