"""The shipped table of sources is whole, and a person's own table is checked."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from urllib.parse import urlsplit

import pytest

import poleward
from poleward.errors import UnusableInputError
from poleward.fetching import Source, load_sources
from poleward.fetching.citing import ITSELF, bibtex, csl, in_words, sources_named
from poleward.records.ties.layouts import LAYOUTS, WHOLE_TABLES

TABLE = load_sources()


@pytest.mark.parametrize("source", TABLE.sources.values(), ids=lambda source: source.key)
def test_every_source_says_where_how_and_on_what_terms(source: Source) -> None:
    assert source.title
    assert source.publisher
    assert source.licence
    assert source.works
    assert all(len(text) < 300 for text in (source.title, source.licence, source.by_hand or ""))
    if source.address is not None:
        assert source.address_at(source.at_example).startswith("https://")
        assert "{" not in source.address_at(source.at_example)
    if source.dataverse is not None:
        assert re.fullmatch(r"doi:10\.\d+/[A-Z0-9/]+", source.dataverse)


def test_what_the_loaders_record_has_something_to_cite() -> None:
    known = {layout for source in TABLE.sources.values() for layout in source.layouts}
    ties = {layout.name for layout in LAYOUTS} | {table.name for table in WHOLE_TABLES}
    assert ties - known == {"trade-long"}
    votes = {"undl-2024", "undl-2025", "undl-2026", "undl-two-file", "undl-key-resolutions", "voeten", "unvotes"}
    assert votes <= known


def test_no_work_is_left_over() -> None:
    named = {work for source in TABLE.sources.values() for work in source.works}
    assert named == set(TABLE.works)


@pytest.mark.parametrize("work", [*TABLE.works.values(), ITSELF], ids=lambda work: work.key)
def test_every_work_can_be_cited_in_three_forms(work: object) -> None:
    assert isinstance(work, type(ITSELF))
    words, entry, fields = in_words(work), bibtex(work), csl(work)
    assert work.fields["title"].rstrip("?") in words
    assert ".." not in words.replace("…", "")
    assert "\n" not in words
    assert entry.count("{") == entry.count("}")
    assert re.match(r"@[a-z]+\{[A-Za-z0-9-]+,\n", entry)
    assert {"id", "type", "title", "author"} <= fields.keys()
    assert "year" not in fields
    for author in fields["author"]:
        assert author.keys() in ({"literal"}, {"family", "given"})
    if "URL" in fields:
        assert urlsplit(fields["URL"]).scheme == "https"


def test_a_reference_in_words() -> None:
    assert in_words(TABLE.works["bsv"]) == (
        "Bailey, Michael A., Strezhnev, Anton and Voeten, Erik (2017). Estimating Dynamic State Preferences from "
        "United Nations Voting Data. Journal of Conflict Resolution 61(2), 430-456. "
        "https://doi.org/10.1177/0022002715595700."
    )


def test_names_find_their_sources() -> None:
    found, unknown = sources_named(
        TABLE,
        names=["SIPRI Arms Transfers Database: register", "Someone else"],
        coders=["gdelt2", "phoenix"],
        families=["undl"],
    )
    assert [source.key for source in found] == ["undl", "sipri", "gdelt2"]
    assert unknown == ["Someone else", "phoenix"]


def test_at_is_checked() -> None:
    source = TABLE.get("events", "gdelt2")
    assert source.address_at("20220302121500").endswith("/gdeltv2/20220302121500.export.CSV.zip")
    for at in (None, "20220302", "20220302121600", "../../x", "20220302121500\n"):
        with pytest.raises(UnusableInputError, match="--at 20220302120000"):
            source.address_at(at)
    with pytest.raises(UnusableInputError, match="Leave --at out"):
        TABLE.get("trade", "gravity").address_at("2022")


def test_a_key_that_is_not_there_names_those_that_are() -> None:
    with pytest.raises(UnusableInputError, match="There are: sipri"):
        TABLE.get("arms", "gravity")


GOOD = """
[sources.mine]
kind = "trade"
title = "Mine"
publisher = "Me"
page = "https://example.org/"
licence = "mine"
works = []
address = "https://example.org/t.csv"
"""


def test_an_own_table_adds_and_replaces(tmp_path: Path) -> None:
    path = tmp_path / "own.toml"
    path.write_text(GOOD + GOOD.replace("mine]", "baci]"))
    table = load_sources(path)
    assert table.get("trade", "mine").max_mb == 100
    assert table.get("trade", "baci").title == "Mine"
    assert "gravity" in table.sources


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("[sources", "[sources", None),
        ('kind = "trade"', 'kind = "gossip"', "kind is not one of"),
        ('title = "Mine"', "", "lacks a field"),
        ('title = "Mine"', "title = 3", "misstates 'title'"),
        ('title = "Mine"', 'title = "Mine"\nmax_mb = true', "misstates 'max_mb'"),
        ('title = "Mine"', 'title = "Mine"\nlayouts = "one"', "misstates 'layouts'"),
        ('title = "Mine"', 'title = "Mine"\nunheard_of = 1', "misstates 'unheard_of'"),
        ('title = "Mine"', 'title = "Mine"\nby_hand = "x"', "give one of"),
        ('title = "Mine"', 'title = "Mine"\nsha256 = "x"', "64 hexadecimal"),
        ("t.csv", "{at}.csv", "needs at and at_example"),
        ("https://example.org/t.csv", "t.csv", "not an address"),
        ("works = []", 'works = ["none"]', "that is not there"),
        ("[sources.mine]", '[sources."Mine own"]', "small letters"),
        ("[sources.mine]", "[sources", "not valid TOML"),
        ("[sources.mine]", "sources = 3\n[other]", "no table"),
    ],
)
def test_an_own_table_is_checked(tmp_path: Path, old: str, new: str, words: str | None) -> None:
    path = tmp_path / "own.toml"
    path.write_text(GOOD.replace(old, new))
    if words is None:
        load_sources(path)
        return
    with pytest.raises(UnusableInputError, match=words):
        load_sources(path)


def test_an_own_table_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(UnusableInputError, match="cannot be read"):
        load_sources(tmp_path / "none.toml")
    (tmp_path / "large.toml").write_bytes(b"#" * 1_000_001)
    with pytest.raises(UnusableInputError, match="larger than"):
        load_sources(tmp_path / "large.toml")


CLIENTS = {"urllib.request", "http.client", "requests", "httpx", "pooch", "aiohttp", "urllib3", "ftplib", "smtplib"}


def test_no_other_room_reaches_the_network() -> None:
    root = Path(poleward.__file__).parent
    found = []
    for path in sorted(root.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [a.name for a in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom) and node.module:
                names = [node.module, *(f"{node.module}.{a.name}" for a in node.names)]
            if path.parent.name != "fetching" and any(n in CLIENTS or n.split(".")[0] in CLIENTS for n in names):
                found.append(str(path.relative_to(root)))
    assert found == []
