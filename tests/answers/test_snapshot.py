"""A snapshot holds what its numbers rest on: they follow from it, tampering shows, hostile files are refused."""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from poleward.answers.snapshot import FROZEN, MANIFEST, NUMBERS, FrozenQuestion, freeze, verify
from poleward.archive import Archive
from poleward.config import Config
from poleward.errors import UnusableInputError

from .conftest import SINCE

QUESTIONS = [
    FrozenQuestion("KAZ", "moscow", SINCE),
    FrozenQuestion("TKM", "moscow", SINCE),
    FrozenQuestion("RUS", "moscow", SINCE),
]
Entries = dict[str, bytes]


@pytest.fixture
def frozen(archive: Archive, poles: Config, tmp_path: Path) -> Path:
    path = tmp_path / "frozen.zip"
    freeze(archive, path, QUESTIONS, config=poles)
    return path


def entries(path: Path) -> Entries:
    with zipfile.ZipFile(path) as packed:
        return {name: packed.read(name) for name in packed.namelist()}


def packed(path: Path, found: Entries) -> Path:
    with zipfile.ZipFile(path, "w") as out:
        for name, data in found.items():
            out.writestr(name, data)
    return path


def test_published_numbers_follow_from_it_byte_for_byte(
    frozen: Path, archive: Archive, poles: Config, tmp_path: Path
) -> None:
    found = verify(frozen)
    assert found.holds
    assert found.answers == 3
    assert found.numbers >= 5
    again = tmp_path / "again.zip"
    freeze(archive, again, QUESTIONS, config=poles)
    assert again.read_bytes() == frozen.read_bytes()


def test_no_text_of_a_document_is_in_it(frozen: Path) -> None:
    documents = pa.parquet.read_table(io.BytesIO(entries(frozen)["documents.parquet"]))
    assert set(documents["text"].to_pylist()) == {""}


def changed_table(data: bytes, column: str, change: Callable[[list[object]], list[object]]) -> bytes:
    rows = pa.parquet.read_table(io.BytesIO(data))
    i = rows.schema.get_field_index(column)
    rows = rows.set_column(i, column, pa.array(change(rows[column].to_pylist()), type=rows.schema.field(i).type))
    out = io.BytesIO()
    pa.parquet.write_table(rows, out)
    return out.getvalue()


def test_a_changed_vote_shows(frozen: Path, tmp_path: Path) -> None:
    found = entries(frozen)
    found["votes.parquet"] = changed_table(found["votes.parquet"], "vote", lambda votes: ["yes"] * len(votes))
    told = verify(packed(tmp_path / "t.zip", found)).differences
    assert any("votes.parquet" in line for line in told)
    assert any("estimates" in line and "recomputed" in line for line in told)


def test_a_changed_vote_shows_even_where_its_hash_was_changed_too(frozen: Path, tmp_path: Path) -> None:
    found = entries(frozen)
    found["votes.parquet"] = changed_table(found["votes.parquet"], "vote", lambda votes: ["yes"] * len(votes))
    manifest = json.loads(found[MANIFEST])
    manifest["entries"]["votes.parquet"]["sha256"] = hashlib.sha256(found["votes.parquet"]).hexdigest()
    found[MANIFEST] = json.dumps(manifest).encode()
    told = verify(packed(tmp_path / "t.zip", found)).differences
    assert told
    assert all("votes.parquet" not in line for line in told)


def test_a_changed_number_and_a_changed_question_show(frozen: Path, tmp_path: Path) -> None:
    found = entries(frozen)
    numbers = json.loads(found[NUMBERS])
    estimate = numbers[0]["answer"]["findings"][0]["estimates"][0]
    estimate["value"] += 1e-6
    told = verify(packed(tmp_path / "n.zip", found | {NUMBERS: json.dumps(numbers).encode()})).differences
    assert any(f"recomputed {estimate['value'] - 1e-6}"[:20] in line for line in told)
    manifest = json.loads(found[MANIFEST])
    manifest["questions"][0]["since"] = "2021-01-01"
    assert not verify(packed(tmp_path / "q.zip", found | {MANIFEST: json.dumps(manifest).encode()})).holds


def test_other_spacing_is_a_difference(frozen: Path, tmp_path: Path) -> None:
    found = entries(frozen)
    found[NUMBERS] = json.dumps(json.loads(found[NUMBERS])).encode()
    assert any("written otherwise" in line for line in verify(packed(tmp_path / "n.zip", found)).differences)


@pytest.mark.parametrize(
    "name", ["../evil", "/etc/passwd", "..\\evil", "votes.parquet/../../evil", "x.parquet", "numbers.json/"]
)
def test_an_entry_that_no_snapshot_has_is_refused(frozen: Path, tmp_path: Path, name: str) -> None:
    with pytest.raises(UnusableInputError, match="entry that no snapshot has"):
        verify(packed(tmp_path / "e.zip", entries(frozen) | {name: b"x"}))
    assert not (tmp_path.parent / "evil").exists()


def test_doubled_missing_and_packed_entries_are_refused(frozen: Path, tmp_path: Path) -> None:
    found = entries(frozen)
    doubled = packed(tmp_path / "d.zip", found)
    with pytest.warns(UserWarning, match="Duplicate name"), zipfile.ZipFile(doubled, "a") as out:
        out.writestr("votes.parquet", b"x")
    with pytest.raises(UnusableInputError, match="twice"):
        verify(doubled)
    with pytest.raises(UnusableInputError, match=r"lacks votes\.parquet"):
        verify(packed(tmp_path / "m.zip", {k: v for k, v in found.items() if k != "votes.parquet"}))
    bomb = tmp_path / "b.zip"
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as out:
        for name, data in (found | {"votes.parquet": b"\0" * 2_000_000}).items():
            out.writestr(name, data)
    with pytest.raises(UnusableInputError, match="compressed or encrypted"):
        verify(bomb)


def test_sizes_are_bounded(frozen: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("poleward.answers.snapshot.MAX_ENTRY", 2_000)
    with pytest.raises(UnusableInputError, match="larger than"):
        verify(frozen)


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        (MANIFEST, b"[]", "not a snapshot of format"),
        (MANIFEST, b"{", "JSON that cannot be read"),
        (MANIFEST, b"[" * 100_000, "JSON that cannot be read"),
        (MANIFEST, b'{"format": 1}', "questions cannot be read"),
        ("votes.parquet", b"PAR1 no", "'votes' cannot be read"),
    ],
)
def test_what_cannot_be_read_is_explained(frozen: Path, tmp_path: Path, name: str, data: bytes, message: str) -> None:
    with pytest.raises(UnusableInputError, match=message):
        verify(packed(tmp_path / "x.zip", entries(frozen) | {name: data}))


def test_a_table_with_other_columns_is_refused(frozen: Path, tmp_path: Path) -> None:
    out = io.BytesIO()
    pa.parquet.write_table(pa.table({"a": [1]}), out)
    with pytest.raises(UnusableInputError, match="'signs' cannot be read"):
        verify(packed(tmp_path / "x.zip", entries(frozen) | {"signs.parquet": out.getvalue()}))


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(st.binary(max_size=300))
def test_no_file_ends_in_a_traceback(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "any.zip"
    path.write_bytes(data)
    with pytest.raises(UnusableInputError):
        verify(path)


def test_every_frozen_table_is_in_it_and_no_question_is_none(frozen: Path, archive: Archive, poles: Config) -> None:
    assert set(entries(frozen)) == {MANIFEST, NUMBERS, *(f"{name}.parquet" for name in FROZEN)}
    with pytest.raises(UnusableInputError, match="questions"):
        freeze(archive, frozen, [], config=poles)
    assert FrozenQuestion("KAZ", "moscow", dt.date(2022, 2, 24)).to_json()["baseline"] is None
