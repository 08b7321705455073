"""Frozen answers: everything that published numbers rest on, in one file, and the check that they still follow from it.

A snapshot is a ZIP file: `manifest.json` (versions, configuration, questions, and a SHA-256 of every other entry),
`numbers.json` (every answer as it was published) and the archive's tables as Parquet. The same archive and questions
give the same bytes. Texts of documents are left out: their hashes, and the quoted sentences, stay.

Verifying trusts nothing in the file: names are compared with a closed list and never used as paths, sizes are bounded
before anything is unpacked, hashes are checked, tables must have the schema of this version, and the numbers are
recomputed from the tables alone in an archive of their own.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import json
import os
import tempfile
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb
import numpy
import pyarrow as pa
import pyarrow.parquet

from poleward.answers.ask import ask
from poleward.answers.differences import PRECISION, agrees, differences
from poleward.archive import Archive
from poleward.archive.rows import arrow_schema
from poleward.config import Config, Pole, Rival, checked_weights, shipped_weights
from poleward.errors import PolewardError, UnusableInputError
from poleward.tables import BY_NAME, TABLES
from poleward.version import __version__

FORMAT = 1
"""Raised when an earlier version can no longer verify what is frozen."""
MANIFEST, NUMBERS = "manifest.json", "numbers.json"
LEFT_OUT = frozenset(
    {"annotations", "estimates", "evidence", "fits", "event_mentions", "event_volume", "event_pending"}
)
"""Tables that no answer is computed from, or that answers leave behind."""
FROZEN = tuple(t.name for t in TABLES if t.name not in LEFT_OUT)
MAX_ENTRY = 1_000_000_000
"""Bytes of one entry when unpacked; the manifest and the numbers may have a tenth."""
MAX_TOTAL = 4_000_000_000
"""Bytes of a snapshot unpacked: a bound on time and disk against a file made to burst."""
MAX_QUESTIONS = 5_000
"""Questions of one snapshot: a bound on time."""
BATCH = 4_096
"""Rows of a table unpacked at a time."""
_EPOCH = (1980, 1, 1, 0, 0, 0)
"""The first day that a zip file can write: one for all entries, so that the same content is the same bytes."""
Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class FrozenQuestion:
    """A question to be frozen with its answer; `baseline` and `until` as in `ask`."""

    state: str
    pole: str
    since: dt.date
    baseline: dt.date | None = None
    until: dt.date | None = None

    def to_json(self) -> dict[str, str | None]:
        """Return it as plain values."""
        days = {key: getattr(self, key) for key in ("since", "baseline", "until")}
        return {
            "state": self.state,
            "pole": self.pole,
            **{key: day.isoformat() if day else None for key, day in days.items()},
        }


@dataclass
class Verified:
    """What a verification found: how many answers and numbers were recomputed, and every difference in words."""

    answers: int = 0
    numbers: int = 0
    differences: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def holds(self) -> bool:
        """Whether every published number follows from the snapshot, to `PRECISION`."""
        return not self.differences


# --- freezing -----------------------------------------------------------------------------------------------------


def freeze(
    archive: Archive,
    path: Path,
    questions: Sequence[FrozenQuestion],
    *,
    config: Config,
    progress: Progress = lambda text: None,
) -> dict[str, Any]:
    """Write a snapshot of an archive and of the answers to some questions, and return its manifest.

    The answers are computed from the tables as frozen, in an archive of their own, so that verifying does the same.

    Raises
    ------
    UnusableInputError
        No question, or the file cannot be written.
    """
    if not 0 < len(questions) <= MAX_QUESTIONS:
        raise UnusableInputError(f"a snapshot holds 1 to {MAX_QUESTIONS} questions, not {len(questions)}.")
    progress(f"freezing {len(FROZEN)} tables")
    entries = {f"{name}.parquet": _parquet(_frozen(archive, name)) for name in FROZEN}
    progress(f"answering {len(questions)} questions")
    with tempfile.TemporaryDirectory(prefix="poleward-") as folder:
        numbers = _answers(_rebuilt(entries, Path(folder)), questions, config)
    entries[NUMBERS] = _json(numbers)
    manifest = {
        "format": FORMAT,
        "versions": versions(),
        "precision": PRECISION,
        "configuration": _config_json(config),
        "questions": [q.to_json() for q in questions],
        "entries": {name: {"sha256": _sha(data), "bytes": len(data)} for name, data in sorted(entries.items())},
    }
    _write(path, {MANIFEST: _json(manifest), **entries})
    return manifest


def versions() -> dict[str, str]:
    """Return the versions that a number can depend on."""
    return {
        "poleward": __version__,
        "numpy": numpy.__version__,
        "duckdb": duckdb.__version__,
        "pyarrow": pa.__version__,
    }


def _frozen(archive: Archive, table: str) -> pa.Table:
    columns = [f"'' AS {c}" if (table, c) == ("documents", "text") else f'"{c}"' for c in BY_NAME[table].names]
    rows = archive.query(f"SELECT {', '.join(columns)} FROM {table} ORDER BY ALL")
    return rows.cast(arrow_schema(BY_NAME[table]))


def _parquet(rows: pa.Table) -> bytes:
    out = io.BytesIO()
    pa.parquet.write_table(rows, out, compression="zstd", store_schema=False)
    return out.getvalue()


def _json(value: Any) -> bytes:
    text = json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True, allow_nan=False, default=str)
    return (text + "\n").encode()


def _sha(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _config_json(config: Config) -> dict[str, Any]:
    return {
        "poles": {
            key: {
                "label": p.label, "states": list(p.states), "organisations": list(p.organisations),
                "rivals": [{"actor": r.actor, "since": r.since.isoformat(), "why": r.why} for r in p.rivals],
            }
            for key, p in sorted(config.poles.items())
        },
        "groups": {key: list(states) for key, states in sorted(config.groups.items())},
        "weights": dict(sorted(config.weights.items())),
    }  # fmt: skip


def _write(path: Path, entries: dict[str, bytes]) -> None:
    """Write the ZIP file beside its place and move it there when it is complete."""
    try:
        with tempfile.TemporaryDirectory(prefix=".poleward-", dir=path.absolute().parent) as folder:
            draft = Path(folder) / "snapshot"
            with zipfile.ZipFile(draft, "w") as packed:
                for name, data in sorted(entries.items()):
                    info = zipfile.ZipInfo(name, _EPOCH)
                    info.compress_type = zipfile.ZIP_STORED  # Parquet is compressed; deflate differs between builds
                    info.external_attr = 0o644 << 16
                    packed.writestr(info, data)
            os.replace(draft, path)  # noqa: PTH105  named for its atomicity
    except OSError as error:
        raise UnusableInputError(f"cannot be written: {error.strerror}.", where=str(path)) from None


# --- answering from frozen tables ---------------------------------------------------------------------------------


def _rebuilt(entries: dict[str, bytes], folder: Path, *, where: str = "") -> Path:
    """Fill a new archive with frozen tables and return its path."""
    path = folder / "frozen.duckdb"
    with Archive.open(path, write=True) as archive:
        for name in FROZEN:
            archive.append(name, _table(entries[f"{name}.parquet"], name, where))
    return path


def _table(data: bytes, name: str, where: str) -> pa.Table:
    try:
        # Batch by batch: what a file says of its own size is not believed.
        batches, size = [], 0
        for batch in pa.parquet.ParquetFile(io.BytesIO(data)).iter_batches(BATCH):
            size += batch.nbytes
            if size > MAX_ENTRY:
                raise UnusableInputError(f"the table '{name}' is larger than {MAX_ENTRY:,} bytes.", where=where)
            batches.append(batch)
        if not batches:
            return arrow_schema(BY_NAME[name]).empty_table()
        rows = pa.Table.from_batches(batches)
        return rows.select(list(BY_NAME[name].names)).cast(arrow_schema(BY_NAME[name]))
    except (pa.ArrowException, KeyError, ValueError, OSError) as error:
        raise UnusableInputError(
            f"the table '{name}' cannot be read: {str(error).splitlines()[0][:200]}.", where=where
        ) from None


def _answers(path: Path, questions: Sequence[FrozenQuestion], config: Config) -> list[dict[str, Any]]:
    """Return the answers to questions as plain values; a question without an answer gives the reason."""
    out = []
    with Archive.open(path) as archive:
        for q in questions:
            asked = q.to_json()
            try:
                answer = ask(
                    archive, q.state, q.pole, q.since, config=config, baseline=q.baseline, until=q.until
                ).to_json()
            except PolewardError as error:
                answer = {"error": error.message}
            out.append({"question": asked, "answer": answer})
    return out


# --- verifying ----------------------------------------------------------------------------------------------------


def verify(path: Path, *, progress: Progress = lambda text: None) -> Verified:
    """Recompute every number of a snapshot from its tables and say what differs.

    Raises
    ------
    UnusableInputError
        The file is no snapshot, is of another format, or breaks the bounds.
    """
    where = str(path)
    found = Verified()
    try:
        with zipfile.ZipFile(path) as packed:
            entries = _entries(packed, where)
    except OSError as error:
        raise UnusableInputError(f"cannot be read: {error.strerror or error}.", where=where) from None
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, ValueError) as error:
        raise UnusableInputError(f"not a snapshot, or a damaged one: {error}.", where=where) from None
    manifest = _object(entries[MANIFEST], where)
    questions, config = _questions(manifest, where), _config(manifest, where)
    stated = manifest.get("entries")
    if not isinstance(stated, dict):
        raise UnusableInputError("the manifest lists no entries.", where=where)
    for name, data in sorted(entries.items()):
        if name != MANIFEST and (not isinstance(stated.get(name), dict) or stated[name].get("sha256") != _sha(data)):
            found.differences.append(f"{name} is not the file that the manifest names (its SHA-256 differs)")
    for name, version in versions().items():
        frozen = manifest.get("versions", {}).get(name) if isinstance(manifest.get("versions"), dict) else None
        if frozen != version:
            found.notes.append(f"made with {name} {frozen}, verified with {version}")
    progress(f"recomputing {len(questions)} answers")
    with tempfile.TemporaryDirectory(prefix="poleward-") as folder:
        try:
            rebuilt = _rebuilt(entries, Path(folder), where=where)
        except duckdb.Error as error:
            raise UnusableInputError(
                f"the tables break the archive's rules: {str(error).splitlines()[0]}.", where=where
            ) from None
        numbers = _answers(rebuilt, questions, config)
    found.answers = len(numbers)
    found.numbers = sum(_count(n["answer"]) for n in numbers)
    if _json(numbers) != entries[NUMBERS] and (
        not agrees(loaded := _loads(entries[NUMBERS], where), json.loads(_json(numbers)))
        or _json(loaded) != entries[NUMBERS]
    ):
        found.differences += differences(_loads(entries[NUMBERS], where), json.loads(_json(numbers)))
    return found


def _entries(packed: zipfile.ZipFile, where: str) -> dict[str, bytes]:
    """Return the bytes of every entry, after their names and sizes have been checked against what a snapshot has."""
    expected = {MANIFEST, NUMBERS, *(f"{name}.parquet" for name in FROZEN)}
    infos = packed.infolist()
    names = [info.filename for info in infos]
    strange = sorted(set(names) - expected)
    if strange:
        raise UnusableInputError(f"holds an entry that no snapshot has: {strange[0][:100]!r}.", where=where)
    if len(names) != len(set(names)):
        raise UnusableInputError("holds an entry twice.", where=where)
    if missing := sorted(expected - set(names)):
        raise UnusableInputError(f"lacks {', '.join(missing)}.", where=where)
    if sum(info.file_size for info in infos) > MAX_TOTAL:
        raise UnusableInputError(f"is larger than {MAX_TOTAL:,} bytes when unpacked.", where=where)
    out = {}
    for info in infos:
        limit = MAX_ENTRY if info.filename.endswith(".parquet") else MAX_ENTRY // 10
        if info.file_size > limit:
            raise UnusableInputError(f"{info.filename} is larger than {limit:,} bytes.", where=where)
        if info.compress_type != zipfile.ZIP_STORED or info.flag_bits & 1:
            raise UnusableInputError(f"{info.filename} is compressed or encrypted; a snapshot's are not.", where=where)
        with packed.open(info) as stream:
            out[info.filename] = stream.read(limit + 1)
        if len(out[info.filename]) > limit:
            raise UnusableInputError(f"{info.filename} is larger than {limit:,} bytes.", where=where)
    return out


def _loads(data: bytes, where: str) -> Any:
    try:
        return json.loads(data)
    except (ValueError, RecursionError):
        raise UnusableInputError("holds JSON that cannot be read.", where=where) from None


def _object(data: bytes, where: str) -> dict[str, Any]:
    manifest = _loads(data, where)
    if not isinstance(manifest, dict) or manifest.get("format") != FORMAT:
        raise UnusableInputError(
            f"not a snapshot of format {FORMAT}.", where=where, todo="Use the version of poleward that made it."
        )
    return manifest


def _questions(manifest: dict[str, Any], where: str) -> list[FrozenQuestion]:
    try:
        rows = manifest["questions"]
        if not 0 < len(rows) <= MAX_QUESTIONS:
            raise ValueError
        return [
            FrozenQuestion(
                str(q["state"]), str(q["pole"]), dt.date.fromisoformat(q["since"]),
                *(dt.date.fromisoformat(q[key]) if q[key] is not None else None for key in ("baseline", "until")),
            )
            for q in rows
        ]  # fmt: skip
    except (KeyError, TypeError, ValueError):
        raise UnusableInputError("the manifest's questions cannot be read.", where=where) from None


def _config(manifest: dict[str, Any], where: str) -> Config:
    try:
        made = manifest["configuration"]
        poles = {
            str(key): Pole(
                str(key), str(p["label"]), tuple(map(str, p["states"])), tuple(map(str, p["organisations"])),
                tuple(
                    Rival(str(r["actor"]), dt.date.fromisoformat(r["since"]), str(r["why"])) for r in p["rivals"]
                ),
            )
            for key, p in made["poles"].items()
        }  # fmt: skip
        groups = {str(key): tuple(map(str, states)) for key, states in made["groups"].items()}
    except (KeyError, TypeError, ValueError, AttributeError):
        raise UnusableInputError("the manifest's configuration cannot be read.", where=where) from None
    # A snapshot from before there were weights was answered without a whole; the shipped ones stand in.
    return Config(poles, groups, checked_weights(made.get("weights", shipped_weights()), where))


def _count(answer: Any) -> int:
    return sum(len(f["estimates"]) for f in answer.get("findings", ()))
