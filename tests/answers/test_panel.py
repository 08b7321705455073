"""The panel: complete rows, codes, typed missing, and the numbers that answers give."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pytest

from poleward.answers.panel import dyad_panel, panel
from poleward.answers.panel_columns import DYAD_COLUMNS, POLE_COLUMNS
from poleward.answers.why import why
from poleward.archive import Archive
from poleward.config import Config, Pole
from poleward.errors import NothingFoundError, UnusableInputError
from poleward.periods import Window
from poleward.results import about
from poleward.results.writing import write_table

FAST = ("agreement", "trade", "arms", "memberships")


def tie(state: str, partner: str, value: float, **more: object) -> dict[str, object]:
    return {
        "state": state, "partner": partner, "channel": "trade", "indicator": "imports",
        "date_earliest": dt.date(2022, 1, 1), "date_latest": dt.date(2022, 12, 31), "value": value, "unit": "USD",
        "status": "observed" if value else "zero", "reporter": state, "source_id": "s",
        "source": "Statistics A", **more,
    }  # fmt: skip


@pytest.fixture
def traded(archive: Archive) -> Archive:
    archive.append(
        "ties", [tie("KAZ", "RUS", 30.0), tie("KAZ", "CHN", 70.0), tie("TKM", "RUS", 0.0), tie("TKM", "CHN", 5.0)]
    )
    return archive


def rows_of(table: pa.Table) -> dict[tuple[str, str, int], dict[str, object]]:
    return {(r["state"], r["pole"], r["year"]): r for r in table.to_pylist()}


def test_every_state_pole_and_year_has_a_row_with_codes_and_a_reason(traded: Archive, poles: Config) -> None:
    table = panel(traded, ["KAZ", "TKM", "RUS"], ["moscow", "west"], (2018, 2022), config=poles, measures=FAST)
    left_out = ("position", "distance", "stance")
    assert set(table.column_names) == {n for n in POLE_COLUMNS if not any(part in n for part in left_out)}
    rows = rows_of(table)
    assert len(rows) == 3 * 2 * 5 == table.num_rows
    kaz = rows["KAZ", "moscow", 2022]
    assert (kaz["cow"], kaz["pole_state"], kaz["pole_cow"]) == (705, "RUS", 365)
    assert kaz["agreement_status"] == "observed"
    assert kaz["trade_share"] == pytest.approx(0.3)
    assert kaz["member_of"] == "CSTO;EAEU"
    assert rows["TKM", "moscow", 2022]["trade_status"] == "zero"
    assert rows["TKM", "moscow", 2022]["trade_share"] == 0.0
    assert rows["TKM", "moscow", 2022]["agreement_status"] == "not_observed", "it never voted"
    assert rows["TKM", "moscow", 2021]["trade_status"] == "not_observed"
    assert rows["TKM", "moscow", 2021]["trade_share"] is None
    assert rows["KAZ", "moscow", 2018]["agreement_status"] == "not_observed", "no roll call that year"
    own = rows["RUS", "moscow", 2022]
    assert {own[f"{m}_status"] for m in ("agreement", "trade", "arms")} == {"not_applicable"}
    assert own["agreement"] is None


def test_numbers_are_those_of_why(traded: Archive, poles: Config) -> None:
    row = rows_of(panel(traded, ["KAZ"], ["moscow"], (2022, 2022), config=poles))["KAZ", "moscow", 2022]
    told = why(traded, "KAZ", "moscow", Window(dt.date(2022, 1, 1), dt.date(2022, 12, 31)), config=poles)
    value = {a.estimate.measure: a.estimate for a in told if a.estimate.channel == "votes"}["agreement"]
    assert row["agreement"] == pytest.approx(value.value)
    assert row["roll_calls"] == value.n
    assert row["position_status"] == "observed"
    assert row["stance_status"] == "observed"
    assert 0 <= row["stance_q05"] <= row["stance"] <= row["stance_q95"] <= 1  # type: ignore[operator]
    assert row["distance_q05"] <= row["distance"] <= row["distance_q95"]  # type: ignore[operator]


def test_a_state_before_it_was_a_member_is_not_a_member(archive: Archive, poles: Config) -> None:
    rows = rows_of(panel(archive, ["SSD"], ["moscow"], (2010, 2019), config=poles, measures=("agreement",)))
    before, since = rows["SSD", "moscow", 2010], rows["SSD", "moscow", 2019]
    assert (before["un_member"], before["agreement_status"]) == (False, "not_a_member")
    assert (since["un_member"], since["agreement_status"]) == (True, "not_observed")


def test_stance_is_the_same_number_for_a_pole_of_one_state_and_for_the_dyad(traded: Archive, poles: Config) -> None:
    measures = ("agreement", "stance")
    row = rows_of(panel(traded, ["KAZ"], ["moscow"], (2022, 2022), config=poles, measures=measures))
    (dyad,) = dyad_panel(traded, ["KAZ", "RUS"], (2022, 2022), measures=measures).to_pylist()
    assert row["KAZ", "moscow", 2022]["stance"] == pytest.approx(dyad["stance"])
    (own,) = panel(traded, ["RUS"], ["moscow"], (2022, 2022), config=poles, measures=measures).to_pylist()
    assert (own["stance"], own["stance_status"]) == (None, "not_applicable")
    (silent,) = panel(traded, ["TKM"], ["moscow"], (2022, 2022), config=poles, measures=measures).to_pylist()
    assert (silent["stance"], silent["stance_status"]) == (None, "not_observed"), "it never voted"


def test_shares_of_first_partners_alone_give_a_range_and_no_figure(traded: Archive, poles: Config) -> None:
    def share(indicator: str, partner: str, value: float, status: str) -> dict[str, object]:
        return tie("UZB", partner, value, indicator=indicator, unit="share", status=status, reporter=None)

    named = [share(i, "RUS", 0.2, "observed") for i in ("export_share", "import_share")]
    traded.append("ties", [*named, *(share(i, "OTHER", 0.03, "at_most") for i in ("export_share", "import_share"))])
    rows = rows_of(panel(traded, ["UZB"], ["moscow", "beijing"], (2022, 2022), config=poles, measures=FAST))
    known, bound = rows["UZB", "moscow", 2022], rows["UZB", "beijing", 2022]
    assert {known["trade_status"], bound["trade_status"]} == {"bounded"}
    assert (known["trade_share"], bound["trade_share"]) == (None, None)
    assert (known["trade_share_low"], known["trade_share_high"]) == (pytest.approx(0.195), pytest.approx(0.205))
    assert (bound["trade_share_low"], bound["trade_share_high"]) == (0.0, pytest.approx(0.03))


def test_a_pole_of_ones_own(traded: Archive, poles: Config) -> None:
    own = replace(poles, poles={"two": Pole("two", "Two", ("RUS", "CHN"))})
    rows = rows_of(panel(traded, ["KAZ"], ["two"], (2022, 2022), config=own, measures=FAST))
    assert rows["KAZ", "two", 2022]["trade_share"] == pytest.approx(1.0)
    assert rows["KAZ", "two", 2022]["memberships_status"] == "not_applicable"
    assert rows["KAZ", "two", 2022]["pole_state"] is None


def test_dyads(traded: Archive) -> None:
    table = dyad_panel(traded, ["KAZ", "RUS", "CHN"], (2022, 2022))
    assert table.column_names == list(DYAD_COLUMNS)
    rows = {(r["state_a"], r["state_b"]): r for r in table.to_pylist()}
    assert len(rows) == 3
    both = rows["KAZ", "RUS"]
    assert both["trade_share_a"] == pytest.approx(0.3)
    assert both["trade_status_b"] == "not_observed"
    assert both["joint_memberships"] >= 3
    assert both["distance"] > 0
    assert 0 < both["stance"] < 1
    with pytest.raises(UnusableInputError, match="two states"):
        dyad_panel(traded, ["KAZ"], (2022, 2022), measures=FAST)


def test_the_frame_says_its_sources_and_is_written_with_labels(traded: Archive, poles: Config, tmp_path: Path) -> None:
    import pyreadstat

    table = panel(traded, ["KAZ", "RUS"], ["moscow"], (2022, 2022), config=poles, measures=FAST)
    told = about(table)
    assert any("Statistics A" in s for s in told["sources"])
    assert told["columns"]["cow"].startswith("Correlates of War number")
    write_table(table, tmp_path / "panel.dta")
    frame, meta = pyreadstat.read_dta(str(tmp_path / "panel.dta"))
    labels = meta.variable_value_labels["agreement_status"]
    assert [labels[code] for code in frame["agreement_status"]] == ["observed", "not_applicable"]
    assert meta.column_names_to_labels["agreement"].startswith("mean of 1 - |difference|")


def test_what_cannot_be_made_is_said(archive: Archive, poles: Config) -> None:
    with pytest.raises(NothingFoundError, match="no vote of these years"):
        panel(archive, None, ["moscow"], (1950, 1951), config=poles, measures=FAST)
    with pytest.raises(UnusableInputError, match="no measure 'gdp'"):
        panel(archive, None, ["moscow"], None, config=poles, measures=("gdp",))
    with pytest.raises(UnusableInputError, match="rows"):
        panel(archive, ["KAZ"] * 3000, ["moscow"], (1000, 3000), config=poles, measures=FAST)
