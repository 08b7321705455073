"""The box's form on disk: text that a person can read, compressed; the same tables always give the same bytes.

`roll_calls.tsv` has a line for each roll call. `votes.txt` and `lineage.txt` have a line for each roll call in the same
order and a letter for each state: its outcome, and which sources say so. Where sources contradict one another the
letter is '?' and `contradicted.tsv` has both sides.
"""

from __future__ import annotations

import lzma
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv as arrow_csv

from poleward.archive.rows import arrow_schema, to_arrow
from poleward.errors import UnusableInputError
from poleward.outcomes import OUTCOMES
from poleward.tables import ROLL_CALLS, VOTES_TABLE

FILES = ("roll_calls.tsv", "votes.txt", "lineage.txt", "contradicted.tsv")
LETTERS = dict(zip(OUTCOMES, "NAYXM", strict=True))
"""The letter of each outcome; '.' stands for no record, '?' for a contradiction."""
NOTHING, CONTRADICTED = ord("."), ord("?")
FIELDS = (
    "roll_call_id", "symbol", "session", "date", "precision", "title", "kind", "adopted", "important", "issues",
    "bridge", "yes", "no", "abstain", "not_voting", "undl_id", "rcid", "lineage",
)  # fmt: skip
"""Columns of `roll_calls.tsv`: those of the archive's table without the address, which follows from the number;
'precision' is 'day' or 'month'; 'lineage' names the sources that have votes, joined by '+'."""
RECORD = "https://digitallibrary.un.org/record/"
MAX_BYTES = 64_000_000
"""More than this is no box: a file that unpacks to it is refused."""
_NUMBERS = dict.fromkeys(("yes", "no", "abstain", "not_voting", "rcid"), pa.int32())
_FLAGS = dict.fromkeys(("adopted", "important"), pa.bool_())
_FILTERS = [{"id": lzma.FILTER_LZMA2, "preset": 9 | lzma.PRESET_EXTREME}]


def pack(roll_calls: Sequence[Mapping[str, Any]], votes: pa.Table) -> dict[str, bytes]:
    """Return the files of a box, uncompressed, by name.

    Parameters
    ----------
    roll_calls
        Mappings with the columns of `tables.ROLL_CALLS` and 'precision'; titles are those to be shipped.
    votes
        The archive's table of votes on these roll calls.
    """
    order = sorted(roll_calls, key=lambda r: (r["date"], r["roll_call_id"]))
    row = {r["roll_call_id"]: i for i, r in enumerate(order)}
    states = sorted(set(votes["state"].to_pylist()))
    column = {state: j for j, state in enumerate(states)}
    combinations = sorted({tuple(s) for s in votes["sources"].to_pylist()})
    letter = {sources: chr(ord("a") + i) for i, sources in enumerate(combinations)}
    cells = np.full((len(order), len(states)), NOTHING, dtype=np.uint8)
    lineage = cells.copy()
    lineages: list[set[str]] = [set() for _ in order]
    contradicted = []
    columns = (votes[name].to_pylist() for name in VOTES_TABLE.names)
    for roll_call, state, vote, sources, doubtful in zip(*columns, strict=True):
        i, j = row[roll_call], column[state]
        lineages[i].update(sources)
        if doubtful:
            cells[i, j] = CONTRADICTED
            contradicted.append((i, state, vote, letter[tuple(sources)]))
        else:
            cells[i, j], lineage[i, j] = ord(LETTERS[vote]), ord(letter[tuple(sources)])
    sides = [(order[i]["roll_call_id"], *rest) for i, *rest in sorted(contradicted)]
    legend = " ".join(f"{letter[c]}={'+'.join(c)}" for c in combinations)
    rows = [_line(r, "+".join(sorted(names))) for r, names in zip(order, lineages, strict=True)]
    return {
        "roll_calls.tsv": _tsv(FIELDS, rows),
        "votes.txt": _grid(" ".join(states), cells),
        "lineage.txt": _grid(legend, lineage),
        "contradicted.tsv": _tsv(("roll_call_id", "state", "vote", "sources"), sides),
    }


def compress(data: bytes) -> bytes:
    """Return data compressed as .xz, always by the same settings."""
    return lzma.compress(data, format=lzma.FORMAT_XZ, check=lzma.CHECK_CRC64, filters=_FILTERS)


def expand(data: bytes, name: str) -> bytes:
    """Return what was compressed.

    Raises
    ------
    UnusableInputError
        Not .xz, damaged, or larger than any box.
    """
    machine = lzma.LZMADecompressor(lzma.FORMAT_XZ, memlimit=256_000_000)
    try:
        found = machine.decompress(data, MAX_BYTES)
    except lzma.LZMAError as error:
        raise UnusableInputError(f"damaged: {error}.", where=name, todo="Install poleward again.") from None
    if not machine.eof:
        raise UnusableInputError("cut off, or too large for a box.", where=name, todo="Install poleward again.")
    return found


def unpack_roll_calls(files: Mapping[str, bytes]) -> pa.Table:
    """Return the roll calls: the columns of `tables.ROLL_CALLS`, and 'precision' and 'lineage'."""
    lines = _read_tsv(files["roll_calls.tsv"], {"date": pa.date32(), **_NUMBERS, **_FLAGS})
    issues = pc.split_pattern(pc.fill_null(lines["issues"], ""), " ")
    empty = pc.is_null(lines["issues"])
    columns = {
        **{name: lines[name] for name in lines.column_names},
        "issues": pc.if_else(empty, pa.scalar([], pa.list_(pa.string())), issues),
        "url": pc.binary_join_element_wise(RECORD, lines["undl_id"], ""),
    }
    table = to_arrow(ROLL_CALLS, pa.table({name: columns[name] for name in ROLL_CALLS.names}))
    return table.append_column("precision", lines["precision"]).append_column("lineage", lines["lineage"])


def unpack_votes(files: Mapping[str, bytes]) -> pa.Table:
    """Return the votes with the columns of `tables.VOTES_TABLE`, in the order of roll call, state and vote."""
    ids = _read_tsv(files["roll_calls.tsv"], {})["roll_call_id"].to_pylist()
    row = {name: i for i, name in enumerate(ids)}
    head, cells = _read_grid(files["votes.txt"], len(ids))
    legend, lineage = _read_grid(files["lineage.txt"], len(ids))
    states = head.split()
    column = {state: j for j, state in enumerate(states)}
    said = dict(entry.split("=") for entry in legend.split())
    place = {letter: k for k, letter in enumerate(said)}
    outcome = {ord(letter): k for k, letter in enumerate(LETTERS.values())}
    where = np.nonzero((cells != NOTHING) & (cells != CONTRADICTED))
    sides = _read_tsv(files["contradicted.tsv"], {}).to_pylist()
    i = np.concatenate([where[0], [row[s["roll_call_id"]] for s in sides]]).astype(np.int64)
    j = np.concatenate([where[1], [column[s["state"]] for s in sides]]).astype(np.int64)
    vote = np.concatenate([_coded(cells[where], outcome), [OUTCOMES.index(s["vote"]) for s in sides]]).astype(np.int64)
    source = np.concatenate(
        [_coded(lineage[where], {ord(k): n for k, n in place.items()}), [place[s["sources"]] for s in sides]]
    ).astype(np.int64)
    doubtful = np.arange(len(i)) >= len(where[0])
    by_name = np.argsort(np.argsort(np.array(ids)))
    names = np.array(OUTCOMES)
    order = np.lexsort((np.argsort(np.argsort(names))[vote], j, by_name[i]))
    lists = pa.array([text.split("+") for text in said.values()], pa.list_(pa.string()))
    return pa.Table.from_arrays(
        [
            pa.array(ids, pa.string()).take(pa.array(i[order])),
            pa.array(states, pa.string()).take(pa.array(j[order])),
            pa.array(OUTCOMES, pa.string()).take(pa.array(vote[order])),
            lists.take(pa.array(source[order])),
            pa.array(doubtful[order]),
        ],
        schema=arrow_schema(VOTES_TABLE),
    )


def _coded(letters: np.ndarray[Any, np.dtype[np.uint8]], code: Mapping[int, int]) -> np.ndarray[Any, Any]:
    """Return the code of each letter."""
    table = np.full(256, -1, dtype=np.int64)
    table[list(code)] = list(code.values())
    coded: np.ndarray[Any, Any] = table[letters]
    return coded


def _line(roll: Mapping[str, Any], lineage: str) -> list[str]:
    """Return the cells of a roll call's line."""
    values = {**roll, "lineage": lineage, "issues": " ".join(sorted(roll["issues"]))}
    return [_text(values[name]) for name in FIELDS]


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(int(value))
    text = value.isoformat() if isinstance(value, date) else str(value)
    return " ".join(text.split())


def _tsv(header: Sequence[str], rows: Sequence[Sequence[str]]) -> bytes:
    return "".join("\t".join(row) + "\n" for row in (header, *rows)).encode()


def _read_tsv(data: bytes, types: Mapping[str, pa.DataType]) -> pa.Table:
    """Return a table whose columns are text unless a type is named; an empty cell is NULL."""
    names = data[: data.index(b"\n")].decode().split("\t")
    return arrow_csv.read_csv(
        pa.BufferReader(data),
        parse_options=arrow_csv.ParseOptions(delimiter="\t", quote_char=False),
        convert_options=arrow_csv.ConvertOptions(
            column_types={name: types.get(name, pa.string()) for name in names},
            strings_can_be_null=True,
            null_values=[""],
            true_values=["1"],
            false_values=["0"],
        ),
    )


def _grid(head: str, letters: np.ndarray[Any, np.dtype[np.uint8]]) -> bytes:
    """Return a head line and a line of letters for each row."""
    ends = np.full((len(letters), 1), ord("\n"), dtype=np.uint8)
    return f"{head}\n".encode() + np.hstack([letters, ends]).tobytes()


def _read_grid(data: bytes, rows: int) -> tuple[str, np.ndarray[Any, np.dtype[np.uint8]]]:
    """Return the head line and the letters, one row for each line."""
    head, _, body = data.partition(b"\n")
    letters = np.frombuffer(body, dtype=np.uint8)
    return head.decode(), letters.reshape(rows, -1)[:, :-1]
