"""Every published layout of trade, arms and treaties, cell by cell: what is stored, what is left out, and why."""

from __future__ import annotations

import datetime as dt
import gzip
from pathlib import Path
from typing import Any

import pytest

from poleward.actors import load_registry
from poleward.records.ties import LAYOUTS, TieRecords, read
from poleward.records.ties.layouts import WHOLE_TABLES
from poleward.tables import TIE_STATUSES, TIES
from tests.records import ties_samples as samples


def load(folder: Path, layout: str, text: str | None = None) -> TieRecords:
    return read(samples.write(folder, layout, text), samples.SAMPLES[layout][0], load_registry())


def values(records: TieRecords) -> dict[tuple[Any, ...], float]:
    """(state, partner, indicator, year, reporter, source) to value."""
    return {
        (t["state"], t["partner"], t["indicator"], t["date_earliest"].year, t["reporter"], t["source"]): t["value"]
        for t in records.ties.to_pylist()
    }


def plain(records: TieRecords) -> dict[tuple[str, str, str, int], float]:
    return {key[:4]: value for key, value in values(records).items()}


@pytest.mark.parametrize("layout", samples.SAMPLES)
def test_every_layout_is_known_by_its_columns_and_keeps_the_table_s_rules(tmp_path: Path, layout: str) -> None:
    records = load(tmp_path, layout)
    assert records.layout == layout
    assert records.ties.column_names == list(TIES.names)
    assert records.ties.num_rows > 0
    for tie in records.ties.to_pylist():
        assert tie["status"] in TIE_STATUSES
        assert tie["status"] == ("not_observed" if tie["value"] is None else "observed" if tie["value"] else "zero")
        assert tie["channel"] == samples.SAMPLES[layout][0]
        assert tie["date_earliest"].month == 1
        assert (tie["date_latest"].month, tie["date_latest"].day) == (12, 31)
        assert tie["state"] != tie["partner"]
        assert tie["source_id"] == records.file.source_id


def test_the_samples_leave_no_layout_out() -> None:
    assert {layout.name for layout in LAYOUTS} | {table.name for table in WHOLE_TABLES} == set(samples.SAMPLES)


def test_comtrade_in_the_legacy_form(tmp_path: Path) -> None:
    records = load(tmp_path, "comtrade-legacy")
    assert plain(records) == {
        ("KAZ", "RUS", "exports", 2019): 5600,
        ("KAZ", "RUS", "imports", 2019): 14000,
        ("KAZ", "RUS", "re_exports", 2019): 70,
        ("KAZ", "WLD", "imports", 2019): 39000,
    }
    assert records.skips.counts == {"a single commodity: totals are loaded": 1, "a month: years are loaded": 1}
    assert {t["reporter"] for t in records.ties.to_pylist()} == {"KAZ"}


def test_comtrade_in_the_present_form_takes_wholes_and_no_parts(tmp_path: Path) -> None:
    records = load(tmp_path, "comtrade-api")
    assert plain(records) == {
        ("KGZ", "RUS", "exports", 2022): 1000.5,
        ("KGZ", "RUS", "re_exports", 2022): 400,
        ("KGZ", "CHN", "imports", 2022): 0,
        ("KGZ", "WLD", "imports", 2022): 9600,
    }
    assert records.skips.counts["a part of a flow (by customs procedure, transport or second partner)"] == 3
    assert records.skips.counts["trade flow not known"] == 1
    assert records.skips.counts["a single commodity: totals are loaded"] == 1


def test_the_imf_s_long_form(tmp_path: Path) -> None:
    records = load(tmp_path, "imf-dots")
    assert plain(records) == {
        ("KAZ", "RUS", "exports", 2018): 5200,
        ("KAZ", "CHN", "imports", 2018): 5300,
        ("KAZ", "WLD", "imports", 2018): 33000,
    }
    assert records.skips.total == 2


def test_the_imf_s_panel_and_wide_forms(tmp_path: Path) -> None:
    assert plain(load(tmp_path, "imf-dots-panel")) == {
        ("UZB", "RUS", "exports", 2017): 1700,
        ("UZB", "RUS", "imports", 2017): 2700,
        ("UZB", "RUS", "imports", 2018): 3300,
    }
    wide = load(tmp_path, "imf-dots-wide")
    assert plain(wide) == {("ARM", "RUS", "exports", 2016): 370, ("ARM", "RUS", "exports", 2017): 540}
    assert wide.skips.counts == {"not a row of values": 1}


@pytest.mark.parametrize(
    ("name", "state"),
    [
        ("Kyrgyz Rep.", "KGZ"), ("Iran, Islamic Rep. of", "IRN"), ("Korea, Rep. of", "KOR"),
        ("Korea, Democratic People's Rep. of", "PRK"), ("Congo, Dem. Rep. of the", "COD"), ("Congo, Rep. of", "COG"),
        ("Czech Rep.", "CZE"), ("Slovak Rep.", "SVK"), ("Egypt, Arab Rep. of", "EGY"), ("Gambia, The", "GMB"),
        ("China, P.R.: Mainland", "CHN"), ("Türkiye, Rep. of", "TUR"), ("Moldova, Rep. of", "MDA"),
        ("Venezuela, Rep. Bolivariana de", "VEN"), ("Netherlands, The", "NLD"), ("Tajikistan, Rep. of", "TJK"),
        ("Belarus, Rep. of", "BLR"), ("Azerbaijan, Rep. of", "AZE"), ("Turkmenistan", "TKM"),
    ],
)  # fmt: skip
def test_the_imf_s_names_of_states(tmp_path: Path, name: str, state: str) -> None:
    text = samples.IMF_DOTS.splitlines()[0] + f'\nUnited States,111,E,TXG_FOB_USD,"{name}",1,2018,5,\n'
    assert plain(load(tmp_path, "imf-dots", text)) == {("USA", state, "exports", 2018): 5}


def test_the_imf_s_new_form(tmp_path: Path) -> None:
    records = load(tmp_path, "imf-imts")
    assert plain(records) == {("KAZ", "RUS", "exports", 2023): 9800, ("KAZ", "RUS", "imports", 2023): 16200}
    assert records.skips.total == 2


def test_baci_adds_products_and_knows_its_own_numbers(tmp_path: Path) -> None:
    records = load(tmp_path, "baci")
    assert plain(records) == {
        ("KAZ", "RUS", "exports", 2022): 15_000,
        ("RUS", "KAZ", "imports", 2022): 15_000,
        ("RUS", "KAZ", "exports", 2022): 8_250,
        ("KAZ", "RUS", "imports", 2022): 8_250,
        ("AFG", "KAZ", "exports", 2022): 1,
        ("KAZ", "AFG", "imports", 2022): 1,
    }
    assert records.skips.total == 1
    assert {t["reporter"] for t in records.ties.to_pylist()} == {None}


def test_baci_leaves_out_a_total_of_which_a_part_is_broken(tmp_path: Path) -> None:
    records = load(tmp_path, "baci", samples.BACI.replace("4.5,", "x,").replace("8.25", "-8"))
    assert set(plain(records)) == {("AFG", "KAZ", "exports", 2022), ("KAZ", "AFG", "imports", 2022)}
    assert records.skips.counts["v is not a number from zero to 10,000,000,000"] == 2
    assert records.skips.counts["a total of which a part is missing"] == 2


def test_baci_takes_the_list_of_its_own_release(tmp_path: Path) -> None:
    other = samples.COUNTRY_CODES.replace("398,Kazakhstan,KZ,KAZ", "398,Uzbekistan,UZ,UZB")
    (tmp_path / "country_codes_V0.csv").write_text(other)
    samples.write(tmp_path, "baci")
    path = (tmp_path / "baci.csv").rename(tmp_path / "BACI_HS12_Y2022_V1.csv")
    assert "KAZ" in read(path, "trade", load_registry()).ties["state"].to_pylist()


def test_gravity_keeps_publishers_and_reporters_apart(tmp_path: Path) -> None:
    records = load(tmp_path, "cepii-gravity")
    found = values(records)
    assert found["KAZ", "RUS", "exports", 2015, "KAZ", "CEPII Gravity: UN Comtrade"] == 4_547_000
    assert found["KAZ", "RUS", "exports", 2015, "RUS", "CEPII Gravity: UN Comtrade"] == 5_000_500
    assert found["RUS", "KAZ", "imports", 2015, "KAZ", "CEPII Gravity: UN Comtrade"] == 4_547_000
    assert found["KAZ", "RUS", "exports", 2015, None, "CEPII Gravity: BACI"] == 4_700_000
    assert found["RUS", "KAZ", "exports", 2015, "KAZ", "CEPII Gravity: UN Comtrade"] == 0
    assert ("RUS", "KAZ", "exports", 2015, "RUS", "CEPII Gravity: IMF") not in found
    assert len(found) == 2 * (4 + 3)
    assert records.skips.counts == {"partner or state not known: ABW": 1}
    assert records.observed == (dt.date(2015, 1, 1), dt.date(2015, 12, 31))


def test_gravity_counts_what_it_cannot_use(tmp_path: Path) -> None:
    text = (
        samples.GRAVITY
        + "0,X,X,KAZ,RUS,1,1,1,1,1,1\n2016,X,X,KAZ,RUS,1,x,-5,1e400,inf,NA\n2015,X,X,KAZ,RUS,1,9,9,9,9,9\n"
    )
    records = load(tmp_path, "cepii-gravity", text)
    found = values(records)
    assert found["KAZ", "RUS", "exports", 2015, "KAZ", "CEPII Gravity: UN Comtrade"] == 4_547_000
    assert {key[3] for key in found} == {2015}
    assert records.skips.counts["year is not a year"] == 1
    assert sum(n for r, n in records.skips.counts.items() if "number from zero to" in r) == 4


def test_a_long_table_names_its_publishers(tmp_path: Path) -> None:
    assert values(load(tmp_path, "trade-long")) == {
        ("KGZ", "RUS", "exports", 2021, "KGZ", "National committee"): 393.5,
        ("KGZ", "RUS", "imports", 2021, "KGZ", "National committee"): 1900,
        ("RUS", "KGZ", "exports", 2021, "RUS", "Federal customs"): 2100,
        ("RUS", "KGZ", "imports", 2021, "RUS", "Federal customs"): 380,
        ("EU", "KAZ", "exports", 2021, "EU", "Eurostat"): 6000,
        ("KGZ", "TKM", "exports", 2021, "KGZ", "National committee"): 0,
        ("KGZ", "TKM", "imports", 2021, "KGZ", "National committee"): None,
        ("EU", "KAZ", "imports", 2021, "EU", "Eurostat"): None,
    }


def test_arms_for_rebels_are_not_their_state_s(tmp_path: Path) -> None:
    records = load(tmp_path, "sipri-tiv")
    assert plain(records) == {("KAZ", "RUS", "tiv", 2015): 120.5, ("KAZ", "TUR", "tiv", 2015): 0}
    assert records.skips.counts == {
        "partner or state not known: Ukraine Rebels*": 1,
        "partner or state not known: empty": 1,
    }
    register = load(tmp_path, "sipri-register")
    assert plain(register) == {("KAZ", "RUS", "tiv_register", 2016): 20, ("KGZ", "TUR", "tiv_register", 2021): 3}
    assert register.skips.counts == {"partner or state not known: Syria rebels*": 1}


def test_alliances_hold_for_both_and_missing_is_not_zero(tmp_path: Path) -> None:
    found = plain(load(tmp_path, "atop"))
    assert found["KAZ", "RUS", "defence", 2018] == found["RUS", "KAZ", "defence", 2018] == 1
    assert found["TKM", "RUS", "defence", 2018] == 0
    assert found["TKM", "RUS", "non_aggression", 2018] == 1
    assert ("TKM", "RUS", "neutrality", 2018) not in found
    assert ("TKM", "RUS", "consultation", 2018) not in found
    assert len(found) == 2 * (5 + 3)


@pytest.mark.parametrize("text", [samples.ATOP_DYADS, samples.ATOP_DIRECTED])
def test_atop_s_own_tables_say_the_same(tmp_path: Path, text: str) -> None:
    records = load(tmp_path, "atop", text)
    assert records.layout == "atop"
    assert plain(records)["KAZ", "RUS", "defence", 2018] == plain(records)["RUS", "KAZ", "defence", 2018] == 1
    assert plain(records)["KAZ", "RUS", "offence", 2018] == 0
    assert records.ties.num_rows == 10


def test_several_alliances_of_a_dyad_add_up(tmp_path: Path) -> None:
    found = plain(load(tmp_path, "cow-alliances"))
    assert found["KAZ", "RUS", "cow_defence", 2012] == 1
    assert found["RUS", "KAZ", "cow_non_aggression", 2012] == 1
    assert found["RUS", "KAZ", "cow_neutrality", 2012] == 0
    assert len(found) == 8


def test_organisations_in_common(tmp_path: Path) -> None:
    found = plain(load(tmp_path, "cow-igo"))
    assert found["KAZ", "RUS", "shared_organisations", 2014] == found["RUS", "KAZ", "shared_organisations", 2014] == 43
    assert found["TKM", "RUS", "shared_organisations", 2014] == 0


def test_visits_are_counted_by_host_and_year(tmp_path: Path) -> None:
    records = load(tmp_path, "chinese-visits")
    assert plain(records) == {("KAZ", "CHN", "leader_visits", 2013): 2, ("TJK", "CHN", "leader_visits", 2014): 1}
    assert records.skips.counts == {"partner or state not known: Atlantis": 1}


def test_packed_and_with_other_separators(tmp_path: Path) -> None:
    usual = plain(load(tmp_path, "trade-long"))
    path = tmp_path / "packed.csv.gz"
    path.write_bytes(gzip.compress(samples.TRADE_LONG.encode()))
    assert plain(read(path, "trade", load_registry())) == usual
    for separator in ("\t", ";"):
        text = "\ufeff" + samples.TRADE_LONG.replace(",", separator).replace("\n", "\r\n")
        assert plain(load(tmp_path, "trade-long", text)) == usual


def test_the_soviet_union_s_number_is_read_as_of_its_year(tmp_path: Path) -> None:
    text = "ccode1,ccode2,year,dyadigos\n365,2,1985,30\n260,365,1985,20\n265,365,1985,21\n"
    assert set(plain(load(tmp_path, "cow-igo", text))) >= {("USA", "RUS", "shared_organisations", 1985)}


SHARED = {
    "trade/central_asia_bilateral_trade_2008_2023.csv": ("trade", "trade-long", 18_646, 692),
    "arms/sipri_tiv_dyad_year_2000_2025.csv": ("arms", "sipri-tiv", 9_684, 296),
    "arms/sipri_trade_register_central_asia_1995_2025.csv": ("arms", "sipri-register", 232, 2),
    "ties/atop_alliance_central_asia_1991_2018.csv": ("treaties", "atop", 69_310, 0),
    "ties/cow_igo_joint_memberships_central_asia_1991_2014.csv": ("treaties", "cow-igo", 44_950, 0),
    "ties/who_where_when_chinese_leader_travel_1949_2020.csv": ("treaties", "chinese-visits", 571, 0),
}
"""File to kind, layout, rows and rows left out; of the trade, 16,561 are values, as docs/ties.md states."""


@pytest.mark.shared
@pytest.mark.parametrize("name", SHARED)
def test_the_published_files(shared: Path, name: str) -> None:
    kind, layout, n, skipped = SHARED[name]
    records = read(shared / "data" / name, kind, load_registry())
    assert (records.layout, records.ties.num_rows, records.skips.total) == (layout, n, skipped)


@pytest.mark.shared
def test_the_register_adds_up_to_the_table_of_totals(shared: Path) -> None:
    """SIPRI publishes both; where each has a supplier, recipient and year, the register's sum is the table's value."""
    registry = load_registry()
    arms = shared / "data" / "arms"
    totals = plain(read(arms / "sipri_tiv_dyad_year_2000_2025.csv", "arms", registry))
    register = plain(read(arms / "sipri_trade_register_central_asia_1995_2025.csv", "arms", registry))
    pairs = [(v, totals[s, p, "tiv", y]) for (s, p, _, y), v in register.items() if (s, p, "tiv", y) in totals]
    assert len(pairs) == 214
    assert all(abs(a - b) < 0.06 for a, b in pairs)


@pytest.mark.parametrize("name", ["China, P.R.: Hong Kong", "Europe", "Advanced Economies", "Congo", "Korea"])
def test_names_that_are_no_one_state_are_left_out(tmp_path: Path, name: str) -> None:
    text = samples.IMF_DOTS.splitlines()[0] + f'\nUnited States,111,E,TXG_FOB_USD,"{name}",1,2018,5,\n'
    records = load(tmp_path, "imf-dots", text)
    assert "CHN" not in records.ties["partner"].to_pylist()
