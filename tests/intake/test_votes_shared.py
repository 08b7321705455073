"""The published files at full size, one after the other and against one another."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pyarrow.csv as pc
import pytest

from poleward.archive import Archive
from poleward.errors import UnusableInputError
from poleward.intake.votes import load_votes
from poleward.intake.votes_report import LoadReport
from poleward.records.votes import consistency

pytestmark = [pytest.mark.shared, pytest.mark.slow]

ORDER = (
    ("unga_votes_1992_2025.csv.gz", "unga_resolutions_1992_2025.csv"),
    ("unvotes_votes_1946_2019.csv.gz", "unvotes_roll_calls_1946_2019.csv.gz", "unvotes_issues_1946_2019.csv.gz"),
    ("voeten_published_1946_2014.csv.gz",),
    ("unga_key_resolutions.csv",),
)


@pytest.fixture(scope="module")
def loaded(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Archive, list[LoadReport]]]:
    with Archive.open(tmp_path_factory.mktemp("shared") / "a.duckdb", write=True) as archive:
        yield archive, [load_votes(archive, [shared / "data" / "unga" / n for n in names]) for names in ORDER]


def test_every_row_is_used(loaded: tuple[Archive, list[LoadReport]]) -> None:
    _, reports = loaded
    assert [r.rows_read for r in reports] == [503_642 + 2_643, 870_109 + 6_203 + 5_745, 812_092, 4_439]
    assert [r.skips.counts for r in reports] == [{}, {}, {}, {}]


def test_official_totals_equal_the_votes(loaded: tuple[Archive, list[LoadReport]]) -> None:
    _, reports = loaded
    assert (reports[0].totals_checked, reports[0].totals_differ) == (2_643, 0)


def test_the_sources_share_their_roll_calls(loaded: tuple[Archive, list[LoadReport]]) -> None:
    archive, reports = loaded
    assert reports[1].roll_calls_known > 2_000
    assert (reports[2].roll_calls_new, reports[2].roll_calls_known) == (0, 5_429)
    assert (reports[3].roll_calls_new, reports[3].roll_calls_known) == (0, 23)
    assert archive.rows("SELECT rcid FROM roll_calls WHERE rcid IS NOT NULL GROUP BY rcid HAVING count(*) > 1") == []
    ((both,),) = archive.connection.execute(
        "SELECT count(*) FROM roll_calls WHERE undl_id IS NOT NULL AND rcid IS NOT NULL AND year(date) < 2020"
    ).fetchall()
    ((official,),) = archive.connection.execute(
        "SELECT count(*) FROM roll_calls WHERE undl_id IS NOT NULL AND year(date) < 2020"
    ).fetchall()
    assert both > 0.95 * official


def test_few_votes_are_contradicted_and_each_is_two_rows(loaded: tuple[Archive, list[LoadReport]]) -> None:
    archive, reports = loaded
    ((cells, rows),) = archive.connection.execute(
        "SELECT count(DISTINCT roll_call_id || state), count(*) FROM votes WHERE contradicted"
    ).fetchall()
    assert 500 < cells < 1_500
    assert rows == 2 * cells
    assert sum(r.votes_new for r in reports) == archive.count("votes")


def test_the_key_resolutions_stand_cell_by_cell(loaded: tuple[Archive, list[LoadReport]], shared: Path) -> None:
    archive, _ = loaded
    path = shared / "data" / "unga" / "unga_key_resolutions.csv"
    outcome = {"Y": "yes", "N": "no", "A": "abstain", "X": "not_voting"}
    stated = {(r["resolution"], r["iso3"], outcome[r["vote"]]) for r in pc.read_csv(path).to_pylist()}
    stored = archive.rows(
        "SELECT symbol, state, vote FROM votes JOIN roll_calls USING (roll_call_id)"
        " WHERE list_contains(issues, 'ru') AND list_contains(sources, 'undl') AND undl_id IS NOT NULL"
    )
    assert stated == {(r["symbol"], r["state"], r["vote"]) for r in stored}


def test_bridges_tie_the_years_together(loaded: tuple[Archive, list[LoadReport]]) -> None:
    archive, _ = loaded
    embargo = archive.rows(
        "SELECT session, bridge FROM roll_calls WHERE kind = 'resolution' AND title ILIKE"
        " 'Necessity of ending the economic, commercial and financial embargo%' AND session::INTEGER > 46"
        " ORDER BY session::INTEGER"
    )
    assert len({row["bridge"] for row in embargo}) <= 3
    assert sum(row["bridge"] is not None for row in embargo) > 25


def test_the_assembly_is_covered_from_1946(loaded: tuple[Archive, list[LoadReport]]) -> None:
    archive, _ = loaded
    found = consistency(archive.query("SELECT * FROM roll_calls"), archive.query("SELECT * FROM votes"))
    assert found.missing_sessions == ()
    by_session = {row["session"]: row for row in found.sessions.to_pylist()}
    assert by_session["19"]["roll_calls"] == 1
    assert by_session["ES-11"]["roll_calls"] == 8
    states = {row["state"]: row for row in found.states.to_pylist()}
    assert states["KAZ"]["first"].year >= 1992
    assert states["DDR"]["last"].year <= 1990
    assert {"SUN", "SCG"} & set(states) == set()


@pytest.mark.parametrize("name", ["unga_votes_1992_2025.csv.gz", "voeten_published_1946_2014.csv.gz"])
def test_a_file_by_itself(shared: Path, tmp_path: Path, name: str) -> None:
    with Archive.open(tmp_path / "a.duckdb", write=True) as archive:
        report = load_votes(archive, [shared / "data" / "unga" / name])
        assert report.votes_contradicted == 0
        assert archive.count("votes") == report.votes_new > 500_000


def test_the_coincidence_table_is_no_roll_call(shared: Path, tmp_path: Path) -> None:
    path = shared / "data" / "unga" / "us_state_dept_voting_coincidence_2018_2023.csv"
    with (
        Archive.open(tmp_path / "a.duckdb", write=True) as archive,
        pytest.raises(UnusableInputError, match="not a known table"),
    ):
        load_votes(archive, [path])


def test_agreement_with_the_usa_equals_the_state_departments_count(
    loaded: tuple[Archive, list[LoadReport]], shared: Path
) -> None:
    """An outside count of the same votes: same, opposite and partial with the USA by state and calendar year.

    In 2020, 2022 and 2023 every count of same and opposite votes is equal. The Library's records lack three of the 110
    roll calls of 2018; in 2021 nearly every state has one more same and one fewer opposite vote in theirs: one roll
    call on which the two have the vote of the USA differently.
    """
    archive, _ = loaded
    archive.connection.register(
        "theirs", pc.read_csv(shared / "data" / "unga" / "us_state_dept_voting_coincidence_2018_2023.csv")
    )
    rows = archive.rows(
        "WITH cast_ AS (SELECT roll_call_id, year(date) AS year, state, vote"
        "  FROM votes JOIN roll_calls USING (roll_call_id)"
        "  WHERE vote IN ('yes', 'no', 'abstain') AND list_contains(votes.sources, 'undl') AND undl_id IS NOT NULL),"
        " ours AS (SELECT v.year, v.state, count(*) FILTER (v.vote = u.vote) AS same,"
        "  count(*) FILTER (v.vote <> u.vote AND 'abstain' NOT IN (v.vote, u.vote)) AS opposite"
        "  FROM cast_ v JOIN cast_ u USING (roll_call_id) WHERE u.state = 'USA' GROUP BY ALL)"
        " SELECT t.year, abs(t.same - o.same) AS same, abs(t.opposite - o.opposite) AS opposite"
        " FROM theirs t JOIN ours o ON t.year = o.year AND t.iso3 = o.state"
    )
    assert len(rows) == 1_149
    off = {year: max(max(r["same"], r["opposite"]) for r in rows if r["year"] == year) for year in range(2018, 2024)}
    assert (off[2020], off[2022], off[2023]) == (0, 0, 0)
    assert off[2018] <= 3
    assert off[2021] <= 2
    near = [max(r["same"], r["opposite"]) <= 1 for r in rows if r["year"] == 2019]
    assert sum(near) > 0.85 * len(near)
