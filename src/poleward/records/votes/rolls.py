"""The roll calls of a data set, from the rows that describe them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date

import numpy as np
import pyarrow as pa

from poleward.outcomes import NO, YES
from poleward.records.delimited import FileRows
from poleward.records.votes.columns import CodedColumn, rows_of
from poleward.records.votes.dates import day_is_exact, parse_dates, reads_two_ways
from poleward.records.votes.issues import ISSUES, clean_title, is_procedural, is_russia_ukraine, kind_of_verbatim
from poleward.records.votes.layouts import Family, Recognised
from poleward.records.votes.roll_call import Ints, RollCall, Work
from poleward.records.votes.symbols import parse_session, parse_symbol, regular_session

MOST_MEMBERS = 250
"""A total above it is none: the United Nations have 193 members."""


def take_roll_calls(work: Work, found: Recognised, rows: FileRows, first: Sequence[int] | Ints) -> None:
    """Take a roll call from each of the rows `first` and complete what is already known of it."""
    columns = {
        name: CodedColumn(rows, found, name) for name in found.columns if name not in ("state", "state_name", "vote")
    }
    dates: dict[str, date | None] = {}
    if "date" in columns:
        texts = columns["date"].values
        usual = None if work.family == "undl" else True  # BSV write the month first, the UN the year
        dates = dict(zip(texts, parse_dates(texts, usual=usual), strict=True))
    for row in first:
        value = {name: column.at(int(row)) for name, column in columns.items()}
        key = value.get("key") or value.get("symbol", "")
        if not key:
            work.skips.add("no number or symbol of a roll call", rows.place(int(row)))
            continue
        if _without_a_vote(value):
            continue  # no roll call; its rows are counted among the votes
        day = dates.get(value.get("date", ""))
        for name in ("yes", "no", "abstain", "not_voting"):
            if value.get(name) and _total(value[name]) is None:
                work.skips.add(f"a total that no roll call can have ({name})", rows.place(int(row)))
        if value.get("date") and day is None:
            fault = "may be two days" if reads_two_ways(value["date"]) else "cannot be read"
            work.skips.add(f"date that {fault}, such as {value['date'][:20]!r}", rows.place(int(row)))
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
    if symbol.session and (session is None or not symbol.session.isdecimal()):
        session = symbol.session
    if session is None and day is not None:
        session = str(regular_session(day))
    if session is None and value.get("year", "").isdecimal():
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
        yes=_total(value.get("yes", "")),
        no=_total(value.get("no", "")),
        abstain=_total(value.get("abstain", "")),
        not_voting=_total(value.get("not_voting", "")),
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
    if official:
        return kind if symbol is not None else "resolution"
    verbatim = kind_of_verbatim(title)
    if verbatim is not None:
        return verbatim
    if symbol is not None:
        return kind
    return "motion" if is_procedural(title) else "draft"


def _number(text: str) -> int | None:
    """Return a whole number such as '141' or '141.0'; None for anything else."""
    digits = text.removesuffix(".0")
    return int(digits) if digits.isascii() and digits.isdecimal() and len(digits) < 10 else None


def _total(text: str) -> int | None:
    """Return how many members voted in one way; None where the cell has no such number."""
    value = _number(text)
    return value if value is not None and value <= MOST_MEMBERS else None


def _address(value: dict[str, str], undl_id: str) -> str | None:
    """Return the address of the official record, from its column or from its number."""
    url = value.get("url", "")
    if url.startswith("https://"):
        return url[:300]
    return f"https://digitallibrary.un.org/record/{undl_id}" if undl_id.isdecimal() else None


def _complete(known: RollCall, more: RollCall) -> None:
    """Fill in what a roll call lacks from another row about it."""
    for name in (
        "symbol",
        "session",
        "title",
        "important",
        "yes",
        "no",
        "abstain",
        "not_voting",
        "undl_id",
        "rcid",
        "url",
    ):
        if getattr(known, name) is None:
            setattr(known, name, getattr(more, name))
    if known.date is None:
        known.date, known.exact = more.date, more.exact
    known.issues |= more.issues


def take_issues(work: Work, found: Recognised) -> None:
    """Take the issue flags of unvotes' third table."""
    rows = rows_of(work, found)
    key, issue = CodedColumn(rows, found, "key"), CodedColumn(rows, found, "issue")
    for row in range(rows.table.num_rows):
        name, flag = key.at(row), issue.at(row).lower()
        if flag not in ISSUES:
            work.skips.add(f"unknown issue {flag[:20]!r}", rows.place(row))
        elif _number(name) is None:
            work.skips.add("no number of a roll call", rows.place(row))
        else:
            roll = work.rolls.setdefault(name, RollCall(key=name, rcid=_number(name), kind="draft"))
            roll.issues.add(flag)


def drop_undated(work: Work, known_days: Mapping[int, tuple[str, date]]) -> None:
    """Drop roll calls whose day neither the source nor anything known states."""
    for key, roll in list(work.rolls.items()):
        if not is_dated(roll, known_days):
            del work.rolls[key]
            work.skips.add("a roll call whose date is not known", f"number {key[:20]}")


def is_dated(roll: RollCall, known_days: Mapping[int, tuple[str, date]]) -> bool:
    """Return whether a roll call has a day, after looking its number up among those known."""
    if roll.date is None and roll.rcid is not None and roll.rcid in known_days:
        roll.session, roll.date = known_days[roll.rcid]
        roll.exact = day_is_exact(roll.date)
    return roll.date is not None and roll.session is not None


def name_roll_calls(rolls: list[RollCall], work: Work) -> None:
    """Give each roll call its identifier and its own issue flag.

    The identifier is the symbol where it names one roll call on a whole resolution or decision, and otherwise the
    number in the source: 'undl-1234567' or 'rcid-5787'.
    """
    whole = Counter(r.symbol for r in rolls if r.kind in ("resolution", "decision"))
    prefix = "undl" if work.family == "undl" else "rcid"
    for roll in rolls:
        unique = roll.symbol and roll.kind in ("resolution", "decision") and whole[roll.symbol] == 1
        roll.roll_call_id = roll.symbol if unique and roll.symbol else f"{prefix}-{roll.key}"[:80]
        if roll.date is not None and is_russia_ukraine(roll.symbol, roll.date, roll.title):
            roll.issues.add("ru")


def judge_adoption(rolls: list[RollCall], cells: pa.Table, family: Family) -> None:
    """Say whether a roll call was carried, where the rules of procedure leave no doubt.

    Decisions need a majority of the members present and voting, important ones two thirds, and members who abstain
    count as not voting (rules 83 to 86 of the Assembly's Rules of Procedure, A/520/Rev.20). So no >= yes is rejected,
    yes >= 2 * no is adopted; in between it depends on the question and is left open.
    """
    if family == "undl" or cells.num_rows == 0:
        return
    roll = cells["roll"].to_numpy()
    vote = cells["vote"].combine_chunks().indices.to_numpy()
    yes = np.bincount(roll[vote == YES], minlength=len(rolls))
    no = np.bincount(roll[vote == NO], minlength=len(rolls))
    for i, r in enumerate(rolls):
        if yes[i] + no[i]:
            r.adopted = False if no[i] >= yes[i] else True if yes[i] >= 2 * no[i] else None
