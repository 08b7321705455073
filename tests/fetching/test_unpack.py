"""A fetched zip gives up the tables that its source names, and nothing else."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from poleward.errors import UnusableInputError
from poleward.fetching.unpack import unpack


def zipped(path: Path, members: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in members.items():
            archive.writestr(name, body)
    return path


def test_the_members_named_are_unpacked_once(tmp_path: Path) -> None:
    path = zipped(tmp_path / "a.zip", {"v4/t_1.csv": b"1", "v4/t_2.csv": b"22", "v4/notes.pdf": b"3"})
    found = unpack(path, ["t_*.csv"])
    assert [p.name for p in found] == ["t_1.csv", "t_2.csv"]
    assert found[1].read_bytes() == b"22"
    before = found[0].stat().st_mtime_ns
    assert unpack(path, ["t_*.csv"])[0].stat().st_mtime_ns == before
    assert sorted(p.name for p in tmp_path.rglob("*") if p.is_file()) == ["a.zip", "t_1.csv", "t_2.csv"]


@pytest.mark.parametrize("name", ["../../evil.csv", "/etc/evil.csv", "..\\evil.csv", "a/.evil.csv"])
def test_no_member_leaves_the_folder(tmp_path: Path, name: str) -> None:
    path = zipped(tmp_path / "a.zip", {name: b"x"})
    (found,) = unpack(path, ["*.csv"])
    assert found.parent == tmp_path / "a.unpacked"
    assert not found.name.startswith(".")


def test_what_is_wrong_with_a_zip_is_said(tmp_path: Path) -> None:
    good = {"t.csv": b"year\n" * 1000}
    with pytest.raises(UnusableInputError, match=r"has no u\.csv"):
        unpack(zipped(tmp_path / "a.zip", good), ["u.csv"])
    with pytest.raises(UnusableInputError, match="several files of one name"):
        unpack(zipped(tmp_path / "b.zip", {"x/t.csv": b"1", "y/t.csv": b"2"}), ["t.csv"])
    with pytest.raises(UnusableInputError, match="far more than a table"):
        unpack(zipped(tmp_path / "c.zip", {"t.csv": b"0" * 30_000_000}), ["t.csv"])
    (tmp_path / "d.zip").write_bytes(b"PK\x03\x04 no")
    with pytest.raises(UnusableInputError, match="not a zip, or a damaged one"):
        unpack(tmp_path / "d.zip", ["t.csv"])


def test_a_damaged_member_is_not_kept(tmp_path: Path) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("t.csv", b"year,value\n" * 100)
    raw = bytearray(buffer.getvalue())
    raw[60] ^= 0xFF
    (tmp_path / "a.zip").write_bytes(bytes(raw))
    with pytest.raises(UnusableInputError, match="damaged"):
        unpack(tmp_path / "a.zip", ["t.csv"])
    assert list((tmp_path / "a.unpacked").iterdir()) == []


def test_a_changed_zip_with_a_table_of_the_same_size_is_unpacked_again(tmp_path: Path) -> None:
    unpack(zipped(tmp_path / "a.zip", {"t.csv": b"old"}), ["t.csv"])
    (path,) = unpack(zipped(tmp_path / "a.zip", {"t.csv": b"new"}), ["t.csv"])
    assert path.read_bytes() == b"new"
