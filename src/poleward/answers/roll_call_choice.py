"""Which roll calls a measure is taken over: a span, issues, important votes, a user's list, or a user's condition."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pyarrow as pa

from poleward.archive import Archive
from poleward.errors import NothingFoundError, UnusableInputError
from poleward.periods import Window
from poleward.records.votes.issues import ISSUES
from poleward.records.votes.symbols import parse_symbol

MAX_LIST_BYTES = 1_000_000
"""A list of symbols is shorter; a bound on memory."""
MAX_NAMED = 5
"""How many unknown names of a list are named in a note."""
SECONDS = 20.0
"""How long a condition may take."""
HEADINGS = frozenset({"roll_call_id", "roll_call", "symbol", "resolution"})


@dataclass(frozen=True, slots=True)
class Choice:
    """What a roll call must satisfy, all of it at once.

    Attributes
    ----------
    issues
        It carries at least one of these flags (`tables.ROLL_CALLS`, column issues).
    important
        It was named important by the US State Department.
    listed
        It is one of these: identifiers, or symbols in any publisher's form.
    where
        An SQL condition on the columns of roll_calls, such as "title ILIKE '%nuclear%' AND kind = 'resolution'".
    """

    issues: tuple[str, ...] = ()
    important: bool = False
    listed: tuple[str, ...] | None = None
    where: str | None = None


@dataclass(frozen=True, slots=True)
class Chosen:
    """The identifiers of the roll calls that a choice leaves, and what a reader should know of it."""

    ids: tuple[str, ...]
    notes: tuple[str, ...]


def read_list(path: Path) -> tuple[str, ...]:
    """Return the names in a user's file: one a line, or the first column of a CSV; '#' begins a comment.

    Raises
    ------
    UnusableInputError
        The file cannot be read, is not UTF-8 text, is larger than a megabyte, or names nothing.
    """
    try:
        with path.open("rb") as stream:
            data = stream.read(MAX_LIST_BYTES + 1)
        text = data.decode("utf-8-sig")
    except OSError as error:
        raise UnusableInputError(f"the list cannot be read: {error.strerror}.", where=str(path)) from None
    except UnicodeDecodeError:
        raise UnusableInputError("the list is not UTF-8 text.", where=str(path), todo="Save it as UTF-8.") from None
    if len(data) > MAX_LIST_BYTES:
        raise UnusableInputError("the list is larger than a megabyte.", where=str(path), todo="Shorten it.")
    fields = (line.split("#", 1)[0].replace(";", ",").replace("\t", ",").split(",")[0] for line in text.splitlines())
    names = [name for field in fields if (name := field.strip().strip('"').strip())]
    if names and names[0].lower() in HEADINGS:
        names = names[1:]
    if not names:
        raise UnusableInputError("the list names no roll call.", where=str(path), todo="Write one symbol a line.")
    return tuple(dict.fromkeys(names))


def choose(archive: Archive, window: Window, choice: Choice) -> Chosen:
    """Return the roll calls of a window that satisfy a choice, with notes on what the sources do not say.

    Raises
    ------
    UnusableInputError
        An unknown issue, or a condition that cannot be evaluated.
    NothingFoundError
        No roll call is left.
    """
    unknown = [issue for issue in choice.issues if issue not in ISSUES]
    if unknown:
        raise UnusableInputError(f"there is no issue '{unknown[0]}'.", todo=f"Choose of {' '.join(ISSUES)}.")
    rolls = archive.query(
        "SELECT * FROM roll_calls WHERE date BETWEEN ? AND ? ORDER BY date, roll_call_id", [window.first, window.last]
    )
    notes: list[str] = []
    keep = set(rolls["roll_call_id"].to_pylist())
    if choice.issues:
        keep &= _with_issues(rolls, choice.issues, notes)
    if choice.important:
        keep &= _important(rolls, notes)
    if choice.listed is not None:
        keep &= _listed(rolls, choice.listed, notes)
    if choice.where is not None:
        keep &= _where(rolls, choice.where)
    ids = tuple(name for name in rolls["roll_call_id"].to_pylist() if name in keep)
    if not ids:
        raise NothingFoundError(
            "no roll call in the archive satisfies this choice.",
            todo="Load votes with 'poleward load votes', or widen it.",
        )
    if choice != Choice():
        notes.insert(0, f"{len(ids)} of {rolls.num_rows} roll calls chosen.")
    return Chosen(ids, tuple(notes))


def _with_issues(rolls: pa.Table, issues: Sequence[str], notes: list[str]) -> set[str]:
    """Return the roll calls with a flag; note from when on the source sets the flag no more."""
    found: set[str] = set()
    days = rolls["date"].to_pylist()
    for issue in issues:
        rows = [k for k, flags in enumerate(rolls["issues"].to_pylist()) if issue in flags]
        found |= {rolls["roll_call_id"][k].as_py() for k in rows}
        last = days[rows[-1]] if rows else None
        later = sum(last is None or day > last for day in days)
        if later and issue != "ru":
            notes.append(
                f"{later} roll calls after {last or 'the first day'} carry no flag '{issue}': the sources set flags "
                "only up to a date, so later roll calls on the issue may be missing."
            )
    return found


def _important(rolls: pa.Table, notes: list[str]) -> set[str]:
    """Return the roll calls named important; note those of which no source says whether they are."""
    flags = rolls["important"].to_pylist()
    silent = [day for flag, day in zip(flags, rolls["date"].to_pylist(), strict=True) if flag is None]
    if silent:
        notes.append(
            f"Of {len(silent)} roll calls ({silent[0].year} to {silent[-1].year}) no source says whether they were "
            "important: they are left out."
        )
    return {name for name, flag in zip(rolls["roll_call_id"].to_pylist(), flags, strict=True) if flag}


def _listed(rolls: pa.Table, names: Sequence[str], notes: list[str]) -> set[str]:
    """Return the roll calls that a list names, by identifier or symbol; note names that name none, or several."""
    ids = set(rolls["roll_call_id"].to_pylist())
    by_symbol: dict[str, list[str]] = {}
    for name, symbol in zip(rolls["roll_call_id"].to_pylist(), rolls["symbol"].to_pylist(), strict=True):
        if symbol is not None:
            by_symbol.setdefault(symbol, []).append(name)
    found: set[str] = set()
    missing, several = [], []
    for name in names:
        symbol = parse_symbol(name).text or name
        # The identifier of a vote on a whole resolution is its symbol: votes on its parts are then not meant.
        own = next((known for known in (name, symbol) if known in ids), None)
        hits = [own] if own else by_symbol.get(symbol, [])
        found.update(hits)
        if not hits:
            missing.append(name)
        elif len(hits) > 1:
            several.append(name)
    if missing:
        notes.append(f"{len(missing)} of the list's names are no roll call here: {_some(missing)}.")
    if several:
        notes.append(f"{len(several)} symbols name several roll calls (on parts, too), all taken: {_some(several)}.")
    return found


def _some(names: Sequence[str]) -> str:
    return ", ".join(name[:60] for name in names[:MAX_NAMED]) + (" …" if len(names) > MAX_NAMED else "")


def _where(rolls: pa.Table, condition: str) -> set[str]:
    """Return the roll calls that satisfy an SQL condition, evaluated on a copy without access to anything else."""
    with _closed_database() as connection:
        connection.register("given", rolls)
        connection.execute("CREATE TABLE roll_calls AS SELECT * FROM given")
        connection.execute("SET python_enable_replacements = false")
        connection.execute("SET enable_external_access = false")
        connection.execute("SET lock_configuration = true")
        alarm = threading.Timer(SECONDS, connection.interrupt)
        alarm.start()
        try:
            # The condition is the user's own query; the connection holds a copy of one table and can reach no file.
            query = f"SELECT roll_call_id FROM roll_calls WHERE ({condition}\n)"
            if len(connection.extract_statements(query)) != 1:
                raise duckdb.Error("it holds more than one statement")
            return {name for (name,) in connection.execute(query).fetchall()}
        except duckdb.Error as error:
            raise UnusableInputError(
                f"the condition cannot be evaluated: {str(error).strip().splitlines()[0][:200]}",
                where=condition[:120],
                todo=f"Write an SQL condition on the columns {', '.join(rolls.column_names)}.",
            ) from None
        finally:
            alarm.cancel()


@contextmanager
def _closed_database() -> Iterator[duckdb.DuckDBPyConnection]:
    """Give a database in memory, bounded, that is thrown away."""
    connection = duckdb.connect(":memory:", config={"memory_limit": "512MB", "threads": 1})
    try:
        yield connection
    finally:
        connection.close()
