"""From the files of one data set to roll calls and votes in one form."""

from __future__ import annotations

from calendar import monthrange
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa

from poleward.errors import Skips, UnusableInputError
from poleward.records.delimited import Rows, read_rows
from poleward.records.votes.dates import day_is_exact, parse_dates
from poleward.records.votes.issues import ISSUES, clean_title, is_procedural, is_russia_ukraine
from poleward.records.votes.layouts import Family, FileSet, Recognised
from poleward.records.votes.states import Registry, StateResolver
from poleward.records.votes.symbols import parse_session, parse_symbol, regular_session
from poleward.tables import VOTES

Ints = np.ndarray[Any, np.dtype[np.int64]]

_OUTCOME = {name: i for i, name in enumerate(VOTES)}
_VOTE_CODES: dict[Family, dict[str, str]] = {
    "undl": {"Y": "yes", "N": "no", "A": "abstain", "X": "not_voting", "NV": "not_voting"},
    "voeten": {"1": "yes", "2": "abstain", "3": "no", "8": "not_voting", "9": "not_a_member"},
    "unvotes": {"YES": "yes", "NO": "no", "ABSTAIN": "abstain"},
}
_NOT_GIVEN = frozenset({"", "NA", "NULL", "NAN"})
_ABSENT, _NOT_MEMBER = _OUTCOME["not_voting"], _OUTCOME["not_a_member"]


@dataclass
class RollCall:
    """A roll call as one data set has it; the fields are columns of `tables.ROLL_CALLS`, and:

    `key` its number in the source; `exact` whether the date is right to the day, not only to the month; `date` is None
    where the source states none.
    """

    key: str
    symbol: str | None = None
    session: str | None = None
    date: date | None = None
    exact: bool = True
    title: str | None = None
    kind: str = "resolution"
    adopted: bool | None = None
    important: bool | None = None
    issues: set[str] = field(default_factory=set)
    yes: int | None = None
    no: int | None = None
    abstain: int | None = None
    not_voting: int | None = None
    undl_id: str | None = None
    rcid: int | None = None
    url: str | None = None
    roll_call_id: str = ""


@dataclass(frozen=True)
class VoteRecords:
    """What one data set says.

    Attributes
    ----------
    roll_calls
        In the order in which the source has them.
    cells
        Arrow table: `roll` (index into `roll_calls`), `state` (ISO3), `vote` (one of `tables.VOTES`), `source`
        (family of the data set). One row for each row of the source that could be used.
    layout
        Name of the layout; `sources` are (SHA-256, file name) of the files.
    notes
        What a user should know, one sentence each.
    """

    roll_calls: list[RollCall]
    cells: pa.Table
    family: Family
    layout: str
    sources: tuple[tuple[str, str], ...]
    rows_read: int
    skips: Skips
    notes: tuple[str, ...]

    @property
    def observed(self) -> tuple[date | None, date | None]:
        """The first and the last day of the roll calls."""
        days = [r.date for r in self.roll_calls if r.date]
        return (min(days), max(days)) if days else (None, None)


@dataclass
class _Work:
    """What the steps of reading one data set share."""

    files: FileSet
    resolver: StateResolver
    skips: Skips = field(default_factory=Skips)
    notes: list[str] = field(default_factory=list)
    rows_read: int = 0
    rolls: dict[str, RollCall] = field(default_factory=dict)

    @property
    def family(self) -> Family:
        return self.files.family


def read_set(
    files: FileSet, registry: Registry, known_days: Mapping[int, tuple[str, date]] | None = None
) -> VoteRecords:
    """Read the files of one data set.

    Parameters
    ----------
    files
        From `layouts.file_sets`.
    registry
        Tells which state a code or name meant on a day, and who was a member.
    known_days
        Session and day of roll calls known already, by BSV's number: unvotes' tables of votes and issues, which
        state neither, can then be read without its table of roll calls.

    Raises
    ------
    UnusableInputError
        A file cannot be used at all. Rows that cannot be used are counted in `skips` instead.
    """
    work = _Work(files, StateResolver(registry))
    table = files.of("roll_calls")
    if table is not None:
        rows = _rows(work, table)
        _take_roll_calls(work, table, rows, np.arange(rows.table.num_rows))
    issues = files.of("issues")
    if issues is not None:
        _take_issues(work, issues)
    votes = files.of("votes")
    cells = _take_votes(work, votes, known_days or {}) if votes is not None else _no_cells()
    if votes is None:
        _drop_undated(work, known_days or {})
    rolls = list(work.rolls.values())
    if not rolls or (votes is not None and cells.num_rows == 0):
        raise UnusableInputError(
            "no row can be used.",
            where=", ".join(str(f.file.path) for f in files.files),
            todo="; ".join(work.skips.lines()[:3]) or "Check that it is the right file.",
        )
    _name(rolls, work)
    _judge_adoption(rolls, cells, work.family)
    vague = sum(1 for roll in rolls if not roll.exact)
    if vague:
        work.notes.append(
            f"{vague} roll calls have a date that is right to the month only (their day is a day of the week)."
        )
    return VoteRecords(
        rolls,
        cells,
        work.family,
        files.label,
        tuple((f.file.source_id, str(f.file.path)) for f in files.files),
        work.rows_read,
        work.skips,
        tuple(work.notes),
    )


def _rows(work: _Work, found: Recognised) -> Rows:
    rows = read_rows(found.file, list(dict.fromkeys(found.columns.values())), work.skips)
    work.rows_read += rows.table.num_rows
    return rows


class _Column:
    """One of our columns of a table: a code for each row, and the distinct values."""

    def __init__(self, rows: Rows, found: Recognised, name: str) -> None:
        self.codes, self.values = rows.codes(found.columns[name])

    def at(self, row: int) -> str:
        """Return the value in a row, empty where the source has nothing."""
        value = self.values[self.codes[row]]
        return "" if value.upper() in _NOT_GIVEN else value


def _take_roll_calls(work: _Work, found: Recognised, rows: Rows, first: Sequence[int] | Ints) -> None:
    """Take a roll call from each of the rows `first` and complete what is already known of it."""
    columns = {name: _Column(rows, found, name) for name in found.columns if name not in ("state", "state_name", "vote")}
    dates: dict[str, date | None] = {}
    if "date" in columns:
        texts = columns["date"].values
        dates = dict(zip(texts, parse_dates(texts), strict=True))
    for row in first:
        value = {name: column.at(int(row)) for name, column in columns.items()}
        key = value.get("key") or value.get("symbol", "")
        if not key:
            work.skips.add("no number or symbol of a roll call", rows.place(int(row)))
            continue
        if key.lower() == found.columns.get("key", found.columns.get("symbol")) or _without_a_vote(value):
            continue  # no roll call; its rows are counted among the votes
        day = dates.get(value.get("date", ""))
        if value.get("date") and day is None:
            work.skips.add(f"date that cannot be read, such as {value['date'][:20]!r}", rows.place(int(row)))
        new = _roll_call(work.family, key, day, value)
        if key in work.rolls:
            _complete(work.rolls[key], new)
        else:
            work.rolls[key] = new


def _without_a_vote(value: dict[str, str]) -> bool:
    """Return whether a row of the UN's file of 2024 is of a resolution adopted without a vote."""
    return "without" in value.get("modality", "").lower()


def _roll_call(family: Family, key: str, day: date | None, value: dict[str, str]) -> RollCall:
    """Return a roll call from the values of one row of a source."""
    symbol = parse_symbol(value.get("symbol", ""))
    title = clean_title(value.get("title", "")) or clean_title(value.get("short", ""))
    session = parse_session(value.get("session", ""))
    if symbol.session and (session is None or not symbol.session.isdigit()):
        session = symbol.session
    if session is None and day is not None:
        session = str(regular_session(day))
    if session is None and value.get("year", "").isdigit():
        session = str(regular_session(date(int(value["year"]), 12, 1)))
    official = family == "undl"
    rcid = _number(value.get("rcid", "")) if official else _number(key)
    return RollCall(
        key=key,
        symbol=symbol.text,
        session=session,
        date=day,
        exact=official or day is None or day_is_exact(day),
        title=title,
        kind=_kind(official, symbol.text, symbol.kind, title, value),
        adopted=True if official else None,
        important={"1": True, "0": False}.get(value.get("important", "")),
        issues={flag for flag in ISSUES if value.get(flag) in ("1", "1.0")},
        yes=_number(value.get("yes", "")),
        no=_number(value.get("no", "")),
        abstain=_number(value.get("abstain", "")),
        not_voting=_number(value.get("not_voting", "")),
        undl_id=key if official and "key" in value else None,
        rcid=rcid,
        url=_address(value, key if official and "key" in value else ""),
    )


def _kind(official: bool, symbol: str | None, kind: str, title: str | None, value: dict[str, str]) -> str:
    """Return what was voted on: the flags of the source first, then the symbol, then the title's wording."""
    if value.get("amend") in ("1", "1.0"):
        return "amendment"
    if value.get("para") in ("1", "1.0"):
        return "paragraph"
    if symbol is not None:
        return kind
    if official:
        return "resolution"
    return "motion" if is_procedural(title) else "draft"


def _number(text: str) -> int | None:
    """Return a whole number such as '141' or '141.0'; None for anything else."""
    digits = text.removesuffix(".0")
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 10 else None


def _address(value: dict[str, str], undl_id: str) -> str | None:
    """Return the address of the official record, from its column or from its number."""
    url = value.get("url", "")
    if url.startswith("https://"):
        return url[:300]
    return f"https://digitallibrary.un.org/record/{undl_id}" if undl_id.isdigit() else None


def _complete(known: RollCall, more: RollCall) -> None:
    """Fill in what a roll call lacks from another row about it."""
    for name in ("symbol", "session", "title", "important", "yes", "no", "abstain", "not_voting", "undl_id", "rcid", "url"):
        if getattr(known, name) is None:
            setattr(known, name, getattr(more, name))
    if known.date is None:
        known.date, known.exact = more.date, more.exact
    known.issues |= more.issues


def _take_issues(work: _Work, found: Recognised) -> None:
    """Take the issue flags of unvotes' third table."""
    rows = _rows(work, found)
    key, issue = _Column(rows, found, "key"), _Column(rows, found, "issue")
    for row in range(rows.table.num_rows):
        name, flag = key.at(row), issue.at(row).lower()
        if flag not in ISSUES:
            work.skips.add(f"unknown issue {flag[:20]!r}", rows.place(row))
        elif _number(name) is None:
            work.skips.add("no number of a roll call", rows.place(row))
        else:
            roll = work.rolls.setdefault(name, RollCall(key=name, rcid=_number(name), kind="draft"))
            roll.issues.add(flag)


def _drop_undated(work: _Work, known_days: Mapping[int, tuple[str, date]]) -> None:
    """Drop roll calls whose day neither the source nor anything known states."""
    for key, roll in list(work.rolls.items()):
        if not _dated(roll, known_days):
            del work.rolls[key]
            work.skips.add("a roll call whose date is not known", f"number {key[:20]}")


def _dated(roll: RollCall, known_days: Mapping[int, tuple[str, date]]) -> bool:
    """Return whether a roll call has a day, after looking its number up among those known."""
    if roll.date is None and roll.rcid in known_days:
        roll.session, roll.date = known_days[roll.rcid]
        roll.exact = day_is_exact(roll.date)
    return roll.date is not None and roll.session is not None


def _take_votes(
    work: _Work, found: Recognised, known_days: Mapping[int, tuple[str, date]]
) -> pa.Table:
    """Read the votes of a data set, and the roll calls that its rows describe."""
    rows = _rows(work, found)
    name = "key" if "key" in found.columns else "symbol"
    key = _Column(rows, found, name)
    _, first = np.unique(key.codes, return_index=True)
    _take_roll_calls(work, found, rows, np.sort(first))
    if name != "symbol" and "symbol" in found.columns:
        _note_disagreements(work, found, rows, key, first)
    undated = {k for k, r in work.rolls.items() if not _dated(r, known_days)}
    if undated:
        lacking = np.array([value in undated for value in key.values])[key.codes]
        _skip_rows(work, rows, lacking, "a vote on a roll call whose date is not known")
        work.rolls = {k: r for k, r in work.rolls.items() if k not in undated}
    index = {k: i for i, k in enumerate(work.rolls)}
    roll_of_code = np.array([index.get(value, -1) for value in key.values], dtype=np.int64)
    roll = roll_of_code[key.codes]
    keep = _usable_rolls(work, found, rows, key, roll, undated)
    vote = _outcomes(work, found, rows, "vote", keep)
    keep &= vote >= 0
    state, states = _states(work, found, rows, roll, keep)
    keep &= state >= 0
    if not keep.any():
        return _no_cells()
    vote = _with_membership(work, vote, state, states, roll, keep)
    parts = [_cells(roll[keep], state[keep], states, vote[keep], work.family)]
    if "second_vote" in found.columns:
        second = _outcomes(work, found, rows, "second_vote", keep, blank_is_fine=True)
        both = keep & (second >= 0)
        parts.append(_cells(roll[both], state[both], states, second[both], "voeten"))
    return pa.concat_tables(parts).unify_dictionaries().combine_chunks()


def _note_disagreements(work: _Work, found: Recognised, rows: Rows, key: _Column, first: Ints) -> None:
    """Note when rows of one roll call disagree about its symbol or date."""
    for name in ("symbol", "date"):
        if name not in found.columns:
            continue
        column = _Column(rows, found, name)
        expected = np.zeros(len(key.values), dtype=column.codes.dtype)
        expected[key.codes[first]] = column.codes[first]
        differing = np.flatnonzero(column.codes != expected[key.codes])
        if differing.size:
            work.notes.append(
                f"{differing.size} rows give another {name} for their roll call than its first row does"
                f" (first: {rows.place(int(differing[0]))}); the first row's was taken."
            )


def _skip_rows(work: _Work, rows: Rows, where: np.ndarray[Any, np.dtype[np.bool_]], reason: str) -> None:
    """Count the rows where a condition holds."""
    places = np.flatnonzero(where)
    if places.size:
        for row in places[: work.skips.keep]:
            work.skips.add(reason, rows.place(int(row)))
        work.skips.add(reason, n=max(0, int(places.size) - work.skips.keep))


def _usable_rolls(
    work: _Work, found: Recognised, rows: Rows, key: _Column, roll: Ints, undated: set[str]
) -> np.ndarray[Any, np.dtype[np.bool_]]:
    """Return which rows belong to a roll call that can be used."""
    keep = roll >= 0
    title = found.columns["key" if "key" in found.columns else "symbol"]
    repeated = np.array([value.lower() == title for value in key.values])[key.codes]
    _skip_rows(work, rows, repeated, "the header line again")
    without = np.zeros(len(roll), dtype=bool)
    if "modality" in found.columns:
        modality = _Column(rows, found, "modality")
        without = np.array(["without" in value.lower() for value in modality.values])[modality.codes]
        _skip_rows(work, rows, without, "adopted without a vote: no roll call")
    known = np.array([value in undated for value in key.values])[key.codes]
    unnamed = ~keep & ~repeated & ~without & ~known
    _skip_rows(work, rows, unnamed, "a vote on a roll call that is not described")
    return keep & ~without


def _outcomes(
    work: _Work,
    found: Recognised,
    rows: Rows,
    name: str,
    keep: np.ndarray[Any, np.dtype[np.bool_]],
    *,
    blank_is_fine: bool = False,
) -> Ints:
    """Return the outcome of each row as an index into `tables.VOTES`; -1 where there is none, which is counted."""
    column = _Column(rows, found, name)
    codes = _VOTE_CODES[work.family]
    meaning = np.full(len(column.values), -1, dtype=np.int64)
    for i, value in enumerate(column.values):
        outcome = codes.get(value.upper().removesuffix(".0"))
        if outcome is not None:
            meaning[i] = _OUTCOME[outcome]
        elif not (blank_is_fine and value.upper() in _NOT_GIVEN):
            reason = "no vote given" if value.upper() in _NOT_GIVEN else f"unknown vote {value[:20]!r}"
            _skip_rows(work, rows, keep & (column.codes == i), reason)
    return meaning[column.codes]


def _states(
    work: _Work, found: Recognised, rows: Rows, roll: Ints, keep: np.ndarray[Any, np.dtype[np.bool_]]
) -> tuple[Ints, list[str]]:
    """Return the state of each row as an index into the list of states; -1 where there is none, which is counted."""
    code = _Column(rows, found, "state") if "state" in found.columns else None
    name = _Column(rows, found, "state_name") if "state_name" in found.columns else None
    n_names = len(name.values) if name else 1
    pair = (code.codes.astype(np.int64) if code else 0) * n_names + (name.codes if name else 0)
    ordinal = np.array([r.date.toordinal() if r.date else 0 for r in work.rolls.values()], dtype=np.int64)
    state = np.full(len(roll), -1, dtype=np.int64)
    states: dict[str, int] = {}
    for p in np.unique(pair[keep]):
        text = code.values[p // n_names] if code else ""
        label = name.values[p % n_names] if name else ""
        where = np.flatnonzero(keep & (pair == p))
        when = ordinal[roll[where]]
        found_states = _resolve_over_time(work.resolver, text, label, when)
        unknown = np.array([s is None for s in found_states], dtype=bool)
        if unknown.any():
            mask = np.zeros(len(roll), dtype=bool)
            mask[where[unknown]] = True
            _skip_rows(work, rows, mask, f"unknown state {(text or label)[:30]!r}")
        state[where] = [-1 if s is None else states.setdefault(s, len(states)) for s in found_states]
    return state, list(states)


def _resolve_over_time(resolver: StateResolver, code: str, name: str, when: Ints) -> list[str | None]:
    """Return the state that a code meant on each day; asked only where it can have changed."""
    first, last = int(when.min()), int(when.max())
    at_first = resolver.resolve(code, name, date.fromordinal(first))
    if at_first == resolver.resolve(code, name, date.fromordinal(last)):
        return [at_first] * len(when)
    by_day = {int(d): resolver.resolve(code, name, date.fromordinal(int(d))) for d in np.unique(when)}
    return [by_day[int(d)] for d in when]


def _with_membership(
    work: _Work, vote: Ints, state: Ints, states: list[str], roll: Ints, keep: np.ndarray[Any, np.dtype[np.bool_]]
) -> Ints:
    """Turn 'not voting' into 'not a member' where the state was not a member; note votes of non-members.

    Where a date is right to the month only, a state counts as a member if it was one on any day of the month.
    """
    rolls = list(work.rolls.values())
    month = np.array([r.date.year * 12 + r.date.month - 1 if r.date else 0 for r in rolls])
    pairs = month[roll] * len(states) + state
    outside = np.zeros(len(roll), dtype=bool)
    for p in np.unique(pairs[keep]):
        m, s = divmod(int(p), len(states))
        before, after = (work.resolver.was_member(states[s], day) for day in _ends(m))
        if before and after:
            continue
        rows = np.flatnonzero(keep & (pairs == p))
        if not before and not after:
            outside[rows] = True
            continue
        for row in rows:
            r = rolls[int(roll[row])]
            outside[row] = r.exact and r.date is not None and not work.resolver.was_member(states[s], r.date)
    voted = int((outside & (vote < _ABSENT)).sum())
    if voted:
        work.notes.append(f"{voted} votes are recorded for states that were not members then; they are kept.")
    return np.where(outside & (vote == _ABSENT), _NOT_MEMBER, vote)


def _ends(month: int) -> tuple[date, date]:
    """Return the first and the last day of a month, counted from the year 0."""
    year, m = divmod(month, 12)
    return date(year, m + 1, 1), date(year, m + 1, monthrange(year, m + 1)[1])


def _cells(roll: Ints, state: Ints, states: list[str], vote: Ints, source: str) -> pa.Table:
    """Return the votes as an Arrow table."""
    return pa.table(
        {
            "roll": pa.array(roll.astype(np.int32)),
            "state": pa.DictionaryArray.from_arrays(pa.array(state.astype(np.int32)), pa.array(states, pa.string())),
            "vote": pa.DictionaryArray.from_arrays(pa.array(vote.astype(np.int32)), pa.array(VOTES, pa.string())),
            "source": pa.DictionaryArray.from_arrays(
                pa.array(np.zeros(len(roll), dtype=np.int32)), pa.array([source], pa.string())
            ),
        }
    )


def _no_cells() -> pa.Table:
    empty = np.zeros(0, dtype=np.int64)
    return _cells(empty, empty, [], empty, "")


def _name(rolls: list[RollCall], work: _Work) -> None:
    """Give each roll call its identifier and its own issue flag.

    The identifier is the symbol where it names one roll call on a whole resolution or decision, and otherwise the number
    in the source: 'undl-1234567' or 'rcid-5787'.
    """
    whole = Counter(r.symbol for r in rolls if r.kind in ("resolution", "decision"))
    prefix = "undl" if work.family == "undl" else "rcid"
    for roll in rolls:
        unique = roll.symbol and roll.kind in ("resolution", "decision") and whole[roll.symbol] == 1
        roll.roll_call_id = roll.symbol if unique and roll.symbol else f"{prefix}-{roll.key}"[:80]
        if roll.date is not None and is_russia_ukraine(roll.symbol, roll.date, roll.title):
            roll.issues.add("ru")


def _judge_adoption(rolls: list[RollCall], cells: pa.Table, family: Family) -> None:
    """Say whether a roll call was carried, where the rules of procedure leave no doubt.

    Decisions need a majority of the members present and voting, important ones two thirds, and members who abstain
    count as not voting (rules 83 to 86 of the Assembly's Rules of Procedure, A/520/Rev.20). So no >= yes is rejected,
    yes >= 2 * no is adopted; in between it depends on the question and is left open.
    """
    if family == "undl" or cells.num_rows == 0:
        return
    roll = cells["roll"].to_numpy()
    vote = cells["vote"].combine_chunks().indices.to_numpy()
    yes = np.bincount(roll[vote == _OUTCOME["yes"]], minlength=len(rolls))
    no = np.bincount(roll[vote == _OUTCOME["no"]], minlength=len(rolls))
    for i, r in enumerate(rolls):
        if yes[i] + no[i]:
            r.adopted = False if no[i] >= yes[i] else True if yes[i] >= 2 * no[i] else None
