"""Files of event data: found in folders and globs, unpacked within bounds, looked through before they are read.

A file is looked through in pieces: what it is, its SHA-256, and which lines are not UTF-8 text or far too long. Lines
that cannot be read are blanked in a copy, so that the numbers of the others stay right. The rows of a large file are
counted or cut to the cells that are read on the way (`sieve`).
"""

from __future__ import annotations

import codecs
import glob
import gzip
import hashlib
import re
import shutil
import stat
import tempfile
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from poleward.clock import today
from poleward.errors import Skips, UnusableInputError
from poleward.records.events.layouts import EventLayout, recognise
from poleward.records.events.lines import faulty_lines, tell_faulty, without
from poleward.records.events.sieve import MAX_LINE, SIEVE_FROM, Sifted, can_sift, sift
from poleward.records.text_files import is_plain, look_through, mend_quotes, refuse_other_kinds, rewrite

MAX_BYTES = 64 * 2**30
"""The largest file read, unpacked: a whole year of GDELT 2.0 in one file has about 30 GiB."""
MAX_RATIO = 200
"""The most that a packed file may grow: GDELT's own files grow six- to eightfold, a bomb a thousandfold."""
SMALL = 2**24
"""Below so many unpacked bytes the ratio does not matter."""
MAX_FILES = 400_000
"""A bound on memory: GDELT's 96 a day since 2015 are fewer."""
_PIECE = 2**20
"""Bytes read at once: a matter of speed."""
_FIRST_LINES = 80
"""By which a file's form is told: a choice."""
_FIRST_BYTES = 512 * 2**10
"""In which these lines are looked for."""
_PATTERN = re.compile(r"[*?\[\]{}=]")
_SUFFIXES = (".csv", ".tsv", ".tab", ".txt", ".zip", ".gz")


@dataclass(frozen=True)
class EventFile:
    """One file, unpacked and looked through.

    Attributes
    ----------
    path
        What to read: the file itself, or an unpacked or mended copy of it.
    name
        The file's own name, for a person.
    source_id
        SHA-256 of the published file's bytes, hexadecimal.
    year
        The year of the first rows, at which the codes of their actors are read.
    size
        Bytes of the text.
    skips
        What was left out of the file, by reason, with file and line.
    text
        The file's lines as they are numbered: what is to be read, or a text of which rows were taken out.
    sifted
        The rows that were taken out.
    cut
        Those of them that were cut, a table of the columns that are read (`sieve.sift`); None: no row was taken out.
    """

    path: Path
    name: str
    source_id: str
    layout: EventLayout
    year: int
    size: int
    skips: Skips
    text: Path
    sifted: Sifted = field(default_factory=Sifted)
    cut: Path | None = None


def expand(paths: Sequence[Path | str]) -> list[Path]:
    """Return the files that paths, folders and globs name, each once, in order.

    Raises
    ------
    UnusableInputError
        A name that matches nothing, or too many files.
    """
    found: dict[Path, None] = {}
    for given in paths:
        path = Path(given)
        if path.is_dir():
            matches = sorted(p for p in path.rglob("*") if p.is_file() and p.suffix.lower() in _SUFFIXES)
        elif path.exists():
            matches = [path]
        else:
            # The standard library's pathlib cannot expand a pattern that is absolute.
            matches = sorted(Path(p) for p in glob.iglob(str(given), recursive=True) if Path(p).is_file())  # noqa: PTH207
        if not matches:
            raise UnusableInputError("no such file, or no event files in it.", where=str(given), todo="Check the name.")
        found.update(dict.fromkeys(matches))
        if len(found) > MAX_FILES:
            raise UnusableInputError(f"more than {MAX_FILES} files.", where=str(given), todo="Load them in parts.")
    return list(found)


def _sha256(path: Path) -> str:
    with path.open("rb") as raw:
        return hashlib.file_digest(raw, "sha256").hexdigest()


@contextmanager
def look(path: Path, sieve_from: int = SIEVE_FROM) -> Iterator[EventFile]:
    """Look a file through and give what is to be read; copies are removed afterwards.

    Parameters
    ----------
    sieve_from
        Bytes from which rows are counted or cut on the way.

    Raises
    ------
    UnusableInputError
        The file cannot be read, is empty, damaged, a web page, a packed bomb, or no event data.
    """
    skips = Skips()
    with tempfile.TemporaryDirectory(prefix="poleward-events-") as made, ThreadPoolExecutor(1) as beside:
        folder = Path(made)
        plain = _as_utf8(_unpacked(path, folder), path, folder)
        first = _first_lines(plain, path)
        layout = recognise(first, str(path))
        text, sifted, cut, digest = plain, Sifted(), None, hashlib.sha256()
        if can_sift(layout) and plain.stat().st_size >= sieve_from:
            own, rest, cut = plain == path, folder / "rest", folder / "cut"
            with plain.open("rb", buffering=0) as raw, rest.open("wb") as lines, cut.open("wb") as rows:
                sifted = sift(raw, lines, rows, layout, digest.update if own else None)
            source_id = digest.hexdigest() if own else _sha256(path)
            faulty = _look_through(rest, path)
            plain = rest
        else:
            told = beside.submit(_sha256, path)
            faulty = _look_through(plain, path)
            source_id = told.result()
        if faulty:
            tell_faulty(faulty, plain, text, path.name, skips)
            plain = without(plain, faulty, folder)
        if layout.quote:
            plain = _one_line_a_row(plain, path, layout, folder)
        plain = _safely_named(plain, folder)
        # Lines of a copy have the numbers of the file's own, unless rows were taken out.
        text = text if cut else plain
        size, year = text.stat().st_size, _year(first, layout)
        yield EventFile(plain, path.name, source_id, layout, year, size, skips, text, sifted, cut)


def _as_utf8(plain: Path, path: Path, folder: Path) -> Path:
    """Return a text as it is, or UTF-16 and lines that end in carriage returns as UTF-8 with newlines in a copy."""
    if is_plain(plain, packed=False):
        return plain
    target = folder / "text"
    with _about(path):
        rewrite(plain, target, packed=False)
    return target


def _one_line_a_row(plain: Path, path: Path, layout: EventLayout, folder: Path) -> Path:
    """Return a text with quotation marks in which every row stands on one line, if need be in a copy."""
    with _about(path):
        lying = look_through(plain, packed=False, most=MAX_BYTES)
    if not len(lying.odd):
        return plain
    target = folder / "rows"
    mend_quotes(plain, target, lying, packed=False, separator=layout.separator, width=len(layout.columns))
    return target


@contextmanager
def _about(path: Path) -> Iterator[None]:
    """Name the file that was given in what is said of a copy of it."""
    try:
        yield
    except UnusableInputError as error:
        raise UnusableInputError(error.what, where=str(path), todo=error.todo) from None


def _safely_named(plain: Path, folder: Path) -> Path:
    """Return a name of the file that DuckDB takes for one file, not for a pattern or the parts of a data set."""
    if not _PATTERN.search(str(plain)):
        return plain
    alias = folder / "table"
    try:
        alias.symlink_to(plain.absolute())
    except OSError:  # Windows may refuse links
        shutil.copyfile(plain, alias)
    return alias


def _year(first: list[str], layout: EventLayout) -> int:
    """Return the year that most of the first rows name."""
    name = layout.fields["day"].partition("[")[0]
    at = layout.columns.index(name) if name in layout.columns else 1
    years: Counter[int] = Counter()
    for line in first[layout.skip :]:
        cells = line.split(layout.separator)
        text = cells[at].strip('" ') if at < len(cells) else ""
        found = re.match(r"(\d{4})(?:\d{4}|-)", text) or re.search(r"[/.-](\d{4})$", text)
        if found and 1900 <= int(found[1]) <= today().year:
            years[int(found[1])] += 1
    return years.most_common(1)[0][0] if years else today().year


def _unpacked(path: Path, folder: Path) -> Path:
    """Return the file, or an unpacked copy of a zip or gzip file."""
    where = str(path)
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            raise UnusableInputError("a device or pipe, not a file.", where=where, todo="Save it as a file first.")
        with path.open("rb") as raw:
            start = raw.read(4)
    except OSError as error:
        raise UnusableInputError(f"cannot be read ({error.strerror}).", where=where, todo="Check the name.") from None
    if not start:
        raise UnusableInputError("the file is empty.", where=where, todo="Download it again.")
    target = folder / "unpacked"
    try:
        if start[:2] == b"\x1f\x8b":
            with gzip.open(path) as packed:
                _copy(packed, target, path)  # type: ignore[arg-type]
            return target
        if start == b"PK\x03\x04" or start == b"PK\x05\x06":
            with zipfile.ZipFile(path) as archive:
                members = [m for m in archive.infolist() if not m.is_dir()]
                if len(members) != 1:
                    raise UnusableInputError(
                        f"the zip holds {len(members)} files, not one table.", where=where, todo="Unpack it first."
                    )
                if members[0].flag_bits & 1:
                    raise UnusableInputError("the zip is encrypted.", where=where, todo="Unpack it first.")
                with archive.open(members[0]) as packed:
                    _copy(packed, target, path)
            return target
    except (EOFError, zlib.error, zipfile.BadZipFile, gzip.BadGzipFile, NotImplementedError):
        raise UnusableInputError(
            "the packed file is cut off or damaged.", where=where, todo="Download it again."
        ) from None
    return path


def _copy(packed: IO[bytes], target: Path, path: Path) -> None:
    """Unpack within bounds."""
    size = path.stat().st_size
    total = 0
    with target.open("wb") as out:
        while piece := packed.read(_PIECE):
            total += len(piece)
            if total > MAX_BYTES or (total > SMALL and total > MAX_RATIO * size):
                raise UnusableInputError(
                    f"unpacks to more than {MAX_RATIO} times its size or {MAX_BYTES >> 30} GiB: not a published file.",
                    where=str(path),
                    todo="Download it again from the publisher.",
                )
            out.write(piece)


def _first_lines(plain: Path, path: Path) -> list[str]:
    """Return the first lines, empty ones too, of a file that may be a table."""
    where = str(path)
    with plain.open("rb") as raw:
        start = raw.read(_FIRST_BYTES)
    refuse_other_kinds(start[:1000], where, "Save it as the publisher has it.")
    if len(start) == _FIRST_BYTES and b"\n" not in start:
        raise UnusableInputError("one line without end: not a table.", where=where, todo="Check the file.")
    first = _some_lines(start)
    if not any(line.strip() for line in first):
        raise UnusableInputError("no line of text in it.", where=where, todo="Download it again.")
    return first


def _look_through(plain: Path, path: Path) -> dict[int, str]:
    """Return the lines that cannot be read, and why."""
    buffer = bytearray(_PIECE)
    decoder = codecs.getincrementaldecoder("utf-8")()
    with plain.open("rb", buffering=0) as raw:
        while n := raw.readinto(buffer):
            if not _is_sound(buffer if n == _PIECE else buffer[:n], decoder):
                return faulty_lines(plain, str(path))
    try:
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return faulty_lines(plain, str(path))
    return {}


def _some_lines(block: bytes) -> list[str]:
    """Return the first lines of a block."""
    return [line.decode("utf-8", "replace").rstrip("\r") for line in block.split(b"\n")[:_FIRST_LINES]]


def _is_sound(piece: bytearray, decoder: codecs.IncrementalDecoder) -> bool:
    """Tell whether a piece is UTF-8 text whose lines are certainly not too long.

    No line is too long where every stretch of half that length has a line break.
    """
    if decoder.getstate()[0] or not piece.isascii():
        try:
            decoder.decode(piece)
        except UnicodeDecodeError:
            return False
    step = MAX_LINE // 2
    return b"\0" not in piece and all(piece.find(b"\n", at, at + step) >= 0 for at in range(0, len(piece) - step, step))
