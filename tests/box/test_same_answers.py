"""The box answers as the whole record does, and of every member of the United Nations."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pytest
from pyarrow import csv as arrow_csv
from scripts.make_box import SOURCES, load

from poleward import box
from poleward import config as configuration
from poleward.actors import load_registry
from poleward.answers.questions import question
from poleward.archive import Archive
from poleward.bundled.build import ARCHIVE, SINCE
from poleward.channels import channel
from poleward.channels.archive_reading import Reading
from poleward.channels.channel import Finding
from poleward.channels.flows import FlowFacts
from poleward.channels.question import Question
from poleward.channels.vote_stance import moves_about
from poleward.errors import NothingFoundError
from poleward.intake import box as put
from poleward.intake.memberships import load_memberships
from poleward.intake.votes import load_votes

STATES = (
    "KAZ", "UZB", "ARM", "SRB", "HUN", "TUR", "IND", "BRA", "ZAF", "MLI", "EGY", "SAU", "IDN", "VNM", "MEX", "CUB",
    "GBR", "FJI", "MNG", "ETH",
)  # fmt: skip
POLES = ("moscow", "west", "beijing", "USA", "IND", "EU")
DATES = (date(2022, 2, 24), date(2014, 3, 1), date(2000, 1, 1), date(1975, 6, 1))
YEARS_SINCE = 10
"""How many years after the date are asked about: enough to tell, and a fit takes seconds."""
QUESTIONS = [
    (state, pole, since)
    for (state, pole), since in zip(
        itertools.islice(((s, p) for i, s in enumerate(STATES) for p in (POLES[i % 6], POLES[(i + 3) % 6])), 40),
        itertools.cycle(DATES),
        strict=False,
    )
]


def _found(archive: Archive, key: str, state: str, pole: str, since: date) -> dict[str, Any]:
    """Return a channel's numbers and evidence for a question, without the words made of them; or why there is none."""
    asked = question(
        archive, state, pole, since, config=configuration.load(), registry=load_registry(),
        until=date(min(since.year + YEARS_SINCE, 2025), 12, 18),
    )  # fmt: skip
    one = channel(key)
    try:
        found = one.finding(one.read(Reading(archive), asked))
    except NothingFoundError as error:
        return {"asked": asked, "error": error.message}
    assert found is not None
    return {"asked": asked, "direction": found.direction, "estimates": found.estimates}


def test_forty_questions_are_of_twenty_states_and_six_poles() -> None:
    assert len(QUESTIONS) == len(set(QUESTIONS)) == 40
    assert len({q[0] for q in QUESTIONS}) == 20
    assert len({q[1] for q in QUESTIONS}) == 6


def _text(path: Path) -> pa.Table:
    """Return a CSV file with every column as text."""
    names = arrow_csv.open_csv(path).schema.names
    return arrow_csv.read_csv(
        path,
        parse_options=arrow_csv.ParseOptions(newlines_in_values=True),
        convert_options=arrow_csv.ConvertOptions(column_types=dict.fromkeys(names, pa.string())),
    )


def _some_years(folder: Path, into: Path, years: Sequence[str]) -> list[Path]:
    """Write the roll calls of some years from the published files, each in its own layout; return the files."""
    rolls = _text(folder / "unvotes_roll_calls_1946_2019.csv.gz")
    rolls = rolls.filter(pc.is_in(pc.utf8_slice_codeunits(rolls["date"], 0, 4), pa.array(years)))
    written = []
    for name in SOURCES:
        if not name.startswith(("unga_votes_1992", "unga_resolutions_1992", "unvotes", "voeten", "unga_key")):
            continue
        table = _text(folder / name)
        if name.startswith("unvotes"):
            table = table.filter(pc.is_in(table["rcid"], rolls["rcid"].combine_chunks()))
        else:
            cut = -4 if name.startswith("voeten") else 0
            year = pc.utf8_slice_codeunits(table["date"], cut, None if cut else 4)
            table = table.filter(pc.is_in(year, pa.array(years)))
        arrow_csv.write_csv(table, into / name.removesuffix(".gz"))
        written.append(into / name.removesuffix(".gz"))
    return written


@pytest.mark.shared
def test_two_years_of_the_published_files_are_those_of_the_box(shared: Path, tmp_path: Path) -> None:
    """What every answer about votes is computed from, all three sources; `make long-checks` asks the questions."""
    years = ("2014", "2022")
    files = _some_years(shared / "data" / "unga", tmp_path, years)
    with Archive.open(tmp_path / "some.duckdb", write=True) as archive:
        load_votes(archive, files)
        votes = archive.query("SELECT * FROM votes ORDER BY roll_call_id, state, vote")
        named = "roll_call_id, symbol, session, date, kind, adopted, yes, no, abstain, not_voting, undl_id, rcid"
        rolls = archive.query(f"SELECT {named} FROM roll_calls ORDER BY roll_call_id")
    own = box.roll_calls()
    own = own.filter(pc.is_in(pc.strftime(own["date"], "%Y"), pa.array(years)))
    kept = box.votes().filter(pc.is_in(box.votes()["roll_call_id"], own["roll_call_id"].combine_chunks()))
    assert own.num_rows > 160
    assert rolls.equals(own.sort_by("roll_call_id").select(rolls.column_names).cast(rolls.schema))
    assert votes.cast(kept.schema).equals(kept)


@pytest.mark.shared
@pytest.mark.long
@pytest.mark.timeout(3600)
def test_the_box_and_the_whole_record_give_the_same_answers(shared: Path, tmp_path: Path) -> None:
    with (
        put.open_archive(tmp_path / "box.duckdb", write=True, with_box=True) as boxed,
        Archive.open(tmp_path / "whole.duckdb", write=True) as whole,
    ):
        load(whole, shared / "data" / "unga")
        load_memberships(whole)
        # Questions of one date together: they share a posterior, which both archives keep.
        for asked, key in itertools.product(sorted(QUESTIONS, key=lambda q: q[2]), ("votes", "treaties")):
            assert _found(boxed, key, *asked) == _found(whole, key, *asked), asked


def test_every_member_answers_in_votes_treaties_and_trade(bundled: Path) -> None:
    """Of the record alone: the dispatches of the demonstration beside it tell of none of these channels."""
    members = sorted(load_registry().members(date(2025, 12, 1)))
    assert len(members) == 193
    settings, answered = configuration.load(), dict.fromkeys(("votes", "treaties", "trade"), 0)
    with Archive.open(bundled / ARCHIVE) as archive:
        reading = Reading(archive)
        moved = {state: _moved(archive, pole) for state, pole in (("", "moscow"), ("RUS", "west"))}
        for state in members:
            pole = "moscow" if state != "RUS" else "west"
            asked = question(archive, state, pole, SINCE, config=settings, registry=load_registry())
            treaties, trade = (_finding(reading, key, asked) for key in ("treaties", "trade"))
            assert treaties.direction != "not enough evidence", f"{state}: treaties are not observed"
            answered["treaties"] += 1
            answered["votes"] += state in moved["RUS" if state == "RUS" else ""]
            assert isinstance(trade.facts, FlowFacts)
            answered["trade"] += trade.facts.silence is None or trade.facts.bounds is not None
    assert min(answered.values()) >= 190, answered


def _moved(archive: Archive, pole: str) -> set[str]:
    """Return the states whose change of expected agreement with a pole is known, with its interval."""
    asked = question(archive, "KAZ", pole, SINCE, config=configuration.load(), registry=load_registry())
    return {move.state for move in moves_about(Reading(archive), asked)}


def _finding(reading: Reading, key: str, asked: Question) -> Finding:
    one = channel(key)
    found = one.finding(one.read(reading, asked))
    assert found is not None
    return found
