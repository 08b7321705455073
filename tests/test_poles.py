"""A pole is what the poles file names, or any state, organisation or group: each with a colour of its own."""

from __future__ import annotations

import datetime as dt
import itertools
from pathlib import Path

import pytest

from poleward.colours import PALETTE, colour_of, colours_of
from poleward.config import Config, load
from poleward.errors import UnusableInputError

DAY = dt.date(2022, 2, 24)


@pytest.fixture(scope="module")
def config() -> Config:
    return load()


@pytest.mark.parametrize("name", ["moscow", "Moscow", " MOSCOW "])
def test_the_poles_file_comes_first(config: Config, name: str) -> None:
    assert config.pole(name, on=DAY) is config.poles["moscow"]
    assert config.pole("the West", on=DAY) is config.poles["west"]


@pytest.mark.parametrize("name", ["TUR", "Turkey", "Türkiye", "tr"])
def test_a_state_is_a_pole_by_any_name(config: Config, name: str) -> None:
    pole = config.pole(name, on=DAY)
    assert (pole.key, pole.states, pole.organisations) == ("TUR", ("TUR",), ())


@pytest.mark.parametrize("name", ["RUS", "Russia", "China"])
def test_a_state_that_alone_makes_a_pole_of_the_file_is_that_pole(config: Config, name: str) -> None:
    assert config.pole(name, on=DAY) in (config.poles["moscow"], config.poles["beijing"])


@pytest.mark.parametrize("name", ["nato", "NATO"])
def test_an_organisation_has_the_members_of_the_day(config: Config, name: str) -> None:
    then, now = config.pole(name, on=DAY), config.pole(name, on=dt.date(2025, 1, 1))
    assert "FIN" not in then.states
    assert "FIN" in now.states
    assert then.organisations == ("NATO",)


def test_an_organisation_is_found_by_its_name(config: Config) -> None:
    pole = config.pole("European Union", on=DAY)
    assert pole.key == "EU"
    assert "GBR" not in pole.states
    assert "GBR" in config.pole("EU", on=dt.date(2015, 1, 1)).states


def test_a_group_is_a_pole(config: Config) -> None:
    assert config.pole("central-asia", on=DAY).states == config.groups["central-asia"]


@pytest.mark.parametrize(("name", "meant"), [("mosow", "moscow"), ("Turkye", "Türkiye"), ("Kazahstan", "Kazakhstan")])
def test_a_near_miss_is_answered_with_what_may_be_meant(config: Config, name: str, meant: str) -> None:
    with pytest.raises(UnusableInputError) as caught:
        config.pole(name, on=DAY)
    assert meant in caught.value.todo


def test_a_capital_names_a_pole(config: Config) -> None:
    assert config.pole("Москва", on=DAY).key == "moscow"
    assert config.pole("kyiv", on=DAY).states == ("UKR",)


def test_nonsense_is_no_pole(config: Config) -> None:
    with pytest.raises(UnusableInputError, match="there is no pole"):
        config.pole("x" * 10_000, on=DAY)


def test_one_table_makes_a_pole_with_its_colour(tmp_path: Path) -> None:
    file = tmp_path / "own.toml"
    file.write_text('[poles.ankara]\nlabel = "Ankara"\nstates = ["TUR"]\ncolour = "vermilion"\n', encoding="utf-8")
    pole = load(file).pole("ankara")
    assert (pole.label, pole.states, pole.colour) == ("Ankara", ("TUR",), "vermilion")


def test_a_colour_that_is_not_of_the_palette_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "own.toml"
    file.write_text('[poles.ankara]\nstates = ["TUR"]\ncolour = "puce"\n', encoding="utf-8")
    with pytest.raises(UnusableInputError, match="puce"):
        load(file)


def test_what_is_told_together_leans_one_way_in_whatever_order(config: Config) -> None:
    moscow, day = config.poles["moscow"], dt.date(2022, 3, 1)
    told = [("RUS", 1), ("CSTO", 1), ("EAEU", -1), ("FRA", -1)]
    assert {moscow.lean_of(order, day) for order in itertools.permutations(told)} == {1}
    assert moscow.lean_of([("UKR", 1), ("RUS", 1)], day) == 0
    assert moscow.lean_of([("FRA", 1)], day) is None


def test_poles_drawn_together_differ_in_colour(config: Config) -> None:
    shown = [
        config.poles["moscow"],
        config.poles["west"],
        config.poles["beijing"],
        config.pole("TUR"),
        config.pole("IND"),
    ]
    colours = colours_of([(p.key, p.colour) for p in shown])
    assert [colours[p.key] for p in shown[:3]] == ["blue", "orange", "green"]
    assert len(set(colours.values())) == 5
    assert set(colours.values()) <= set(PALETTE)
    assert colour_of("TUR") == colour_of("TUR")


def test_any_organisation_is_a_group_and_a_region_ties_nobody() -> None:
    config = load()
    assert config.group("central-asia") == ("KAZ", "KGZ", "TJK", "TKM", "UZB")
    assert len(config.group("ecowas", on=dt.date(2025, 6, 1))) == 12
    assert len(config.group("Visegrad")) == 4
    assert len(config.pole("weog").states) >= 28
    assert config.pole("weog").organisations == ()
    assert config.pole("ecowas").organisations == ("ECOWAS",)
    with pytest.raises(UnusableInputError, match="no group 'ecowass'") as error:
        config.group("ecowass")
    assert "ECOWAS" in str(error.value)


@pytest.mark.parametrize(
    ("text", "where", "what"),
    [
        ('[poles.x]\nstates = "KAZ" "UZB"\n', "p.toml", "not valid TOML: .*line 2, column 16"),
        ("a = " + "[" * 5_000, "p.toml", "nested too deep|not valid TOML"),
        ('[poles.x]\nlabel = "X"\nstates = "RUS"\n', "p.toml line 3", r'poles.x.states is a text .*\["KAZ", "UZB"\]'),
        ("[poles.x]\nstates = []\n", "p.toml line 2", "poles.x.states is a list that does not fit"),
        ('[poles.x]\nstates = ["RUS"]\nlabel = 5\n', "p.toml line 3", "poles.x.label is a number"),
        ("[poles.x]\nlabel = 'X'\n", "p.toml line 1", "poles.x has no 'states'"),
        ('[poles.x]\nstates = ["RUS"]\ncolor = "blue"\n', "p.toml line 3", "poles.x.color is not known here. Known"),
        ('[poles.x]\nstates = ["RUS"]\ncolour = "mauve"\n', "p.toml line 3", "colours are blue"),
        ('[poles]\nx = 3\n', "p.toml line 2", "poles.x is a number .*not a table"),
        ('[pole.x]\nstates = ["RUS"]\n', "p.toml", "pole is not known here. Known are poles, groups, weights"),
        ('[poles.x]\nstates = ["RUS"]\n[[poles.x.rivals]]\nactor = "UKR"\nsince = "2014"\nwhy = "w"\n', "line 5",
         "since is a text .*a day without quotation marks"),
        ('[groups.x]\nstates = ["RUS", "KZ"]\n', "p.toml", "groups.x: no state has the code 'KZ'"),
        ("[weights]\nvotes = -1\n", "p.toml", "the weight of votes is -1"),
        ("[weights]\ntrade = 1\n", "p.toml", "'trade' cannot be weighted"),
    ],
)  # fmt: skip
def test_a_faulty_poles_file_is_told_where_and_what_to_do(tmp_path: Path, text: str, where: str, what: str) -> None:
    path = tmp_path / "p.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(UnusableInputError, match=f"(?s){what}") as caught:
        load(path)
    assert where in caught.value.where


def test_a_poles_file_with_a_byte_order_mark_and_one_that_is_no_text(tmp_path: Path) -> None:
    path = tmp_path / "p.toml"
    path.write_text('[groups.x]\nstates = ["KAZ"]\n', encoding="utf-8-sig")
    assert load(path).groups["x"] == ("KAZ",)
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(UnusableInputError, match="not UTF-8 text"):
        load(path)


@pytest.mark.parametrize(
    ("day", "inside", "outside"),
    [
        (dt.date(1946, 1, 1), {"USA", "GBR", "AUS", "CHE"}, {"GRC", "DEU", "HUN", "SWE"}),
        (dt.date(1992, 1, 1), {"USA", "DEU", "GRC", "IRL"}, {"HUN", "POL", "SWE", "HRV"}),
        (dt.date(2008, 1, 1), {"HUN", "SWE", "ROU"}, {"HRV"}),
        (dt.date(2022, 2, 24), {"HUN", "HRV", "GBR", "JPN"}, set()),
    ],
)
def test_a_pole_has_the_members_of_the_day_asked_about(
    config: Config, day: dt.date, inside: set[str], outside: set[str]
) -> None:
    west = config.pole("west", on=day)
    assert inside <= set(west.states)
    assert outside == outside & set(west.elsewhen)
    assert set(west.states) | set(west.elsewhen) == set(config.poles["west"].states)
    assert not set(west.states) & set(west.elsewhen)
