"""drift: one table of all members, the same numbers as an answer, written as it is shown."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pytest

from poleward.answers.drift import SCHEMA, Drift, drift
from poleward.archive import Archive
from poleward.channels import vote_stance
from poleward.config import Config
from poleward.errors import NothingFoundError, UnusableInputError
from tests.drift_samples import MEMBERS, fill

SINCE = dt.date(2022, 2, 24)


@pytest.fixture(scope="module")
def record(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    """An assembly in which Mali goes over to Moscow in 2022."""
    with Archive.open(tmp_path_factory.mktemp("drift") / "votes.duckdb", write=True) as archive:
        fill(archive)
        yield archive


def test_every_member_has_a_row_and_who_moved_stands_out(record: Archive, poles: Config) -> None:
    tables: list[int] = []
    found = drift(record, ["moscow", "beijing"], SINCE, config=poles, made=lambda rows: tables.append(rows.num_rows))
    rows = found.to_arrow().to_pylist()
    assert tables == [len(MEMBERS) - 1] * 2
    assert found.to_arrow().schema.names == SCHEMA.names
    moscow = [row for row in rows if row["pole"] == "moscow"]
    assert [row["rank"] for row in moscow] == list(range(1, len(MEMBERS)))
    last = moscow[-1]
    assert (last["state"], last["direction"], last["who_moved"]) == ("MLI", "towards", "state")
    assert last["q_value"] < 0.2
    for row in rows:
        total = row["own_move"] + row["pole_move"] + row["agenda"] + row["misfit"]
        assert total == pytest.approx(row["observed_after"] - row["observed_before"])
        assert row["towards"] + row["away"] + row["same"] == pytest.approx(1)
        assert row["titles"] == 8


def test_the_posterior_is_kept_and_used_again(record: Archive, poles: Config) -> None:
    first = drift(record, ["moscow"], SINCE, config=poles)
    vote_stance.forget()
    swept: list[int] = []
    again = drift(record, ["moscow"], SINCE, config=poles, progress=lambda done, of: swept.append(done))
    assert first.to_dict() == again.to_dict()
    assert not swept


def test_a_day_after_the_last_roll_call_changes_no_number(record: Archive, poles: Config) -> None:
    one, two = (
        drift(record, ["moscow"], SINCE, config=poles, until=day)
        for day in (dt.date(2025, 12, 31), dt.date(2030, 1, 1))
    )
    assert one.rows.to_pylist() == two.rows.to_pylist()


def test_text_is_short_and_json_plain(record: Archive, poles: Config, tmp_path: Path) -> None:
    found = drift(record, ["moscow"], SINCE, config=poles)
    assert isinstance(found, Drift)
    assert len(found.to_text(3).splitlines()) == 9
    assert found.write(tmp_path / "d.csv") == len(MEMBERS) - 1
    assert "moved away from Moscow" in found.headline


def test_a_name_has_the_room_that_it_needs_and_that_the_terminal_has(record: Archive, poles: Config) -> None:
    found = drift(record, ["moscow"], SINCE, config=poles)
    longest = max(found.rows["state_name"].to_pylist(), key=len)
    rows = found.rows.to_pylist()
    rows[0]["state_name"] = "Democratic People's Republic of Korea"
    long = Drift(pa.Table.from_pylist(rows, schema=found.rows.schema), found.windows, found.labels)
    assert longest in found.to_text()
    assert "Democratic People's Republic of Korea " in long.to_text()
    narrow = long.to_text(columns=80).splitlines()
    assert narrow[2][5:21] == "Democratic Peop…"
    assert len({len(line) for line in narrow[1:-1]}) == 1


def test_what_cannot_be_asked_is_said(record: Archive, poles: Config) -> None:
    with pytest.raises(UnusableInputError, match="no pole"):
        drift(record, ["atlantis"], SINCE, config=poles)
    with pytest.raises(UnusableInputError, match="no pole is named"):
        drift(record, [], SINCE, config=poles)
    with pytest.raises((UnusableInputError, NothingFoundError)):
        drift(record, ["moscow"], dt.date(2035, 1, 1), config=poles)
