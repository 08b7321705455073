"""The votes of a data set: codes to outcomes, codes to states, membership; every row that is left out is counted."""

from __future__ import annotations

from datetime import date

import numpy as np
import pyarrow as pa

from poleward.outcomes import CODES, NOT_A_MEMBER, NOT_VOTING, OUTCOMES
from poleward.periods import month_days, month_number
from poleward.records.delimited import FileRows
from poleward.records.votes.columns import NOT_GIVEN, CodedColumn, skip_rows
from poleward.records.votes.layouts import Family, Recognised
from poleward.records.votes.roll_call import Bools, Ints, Work
from poleward.records.votes.state_codes import StateResolver

_VOTE_CODES: dict[Family, dict[str, str]] = {
    "undl": {"Y": "yes", "N": "no", "A": "abstain", "X": "not_voting", "NV": "not_voting"},
    "voeten": {"1": "yes", "2": "abstain", "3": "no", "8": "not_voting", "9": "not_a_member"},
    "unvotes": {"YES": "yes", "NO": "no", "ABSTAIN": "abstain"},
}


def read_cells(work: Work, found: Recognised, rows: FileRows, key: CodedColumn, undated: set[str]) -> pa.Table:
    """Return the votes in the rows of a table whose roll calls are in `work.rolls`.

    Parameters
    ----------
    key
        The column that names the roll call of each row.
    undated
        Names of roll calls that had to be dropped because no day is known; their rows are counted already.
    """
    index = {k: i for i, k in enumerate(work.rolls)}
    roll = np.array([index.get(value, -1) for value in key.values], dtype=np.int64)[key.codes]
    keep = _usable_rolls(work, found, rows, key, roll, undated)
    vote = _outcomes(work, found, rows, "vote", keep)
    keep &= vote >= 0
    state, states = _states(work, found, rows, roll, keep)
    keep &= state >= 0
    if not keep.any():
        return no_cells()
    vote = _with_membership(work, vote, state, states, roll, keep)
    parts = [_cells(roll[keep], state[keep], states, vote[keep], work.family)]
    if "second_vote" in found.columns:
        second = _outcomes(work, found, rows, "second_vote", keep, blank_is_fine=True)
        both = keep & (second >= 0)
        parts.append(_cells(roll[both], state[both], states, second[both], "voeten"))
    return pa.concat_tables(parts).unify_dictionaries().combine_chunks()


def _usable_rolls(
    work: Work, found: Recognised, rows: FileRows, key: CodedColumn, roll: Ints, undated: set[str]
) -> Bools:
    """Return which rows belong to a roll call that can be used."""
    keep = roll >= 0
    without = np.zeros(len(roll), dtype=bool)
    if "modality" in found.columns:
        modality = CodedColumn(rows, found, "modality")
        without = np.array(["without" in value.lower() for value in modality.values])[modality.codes]
        skip_rows(work, rows, without, "adopted without a vote: no roll call")
    known = np.array([value in undated for value in key.values])[key.codes]
    unnamed = ~keep & ~without & ~known
    skip_rows(work, rows, unnamed, "a vote on a roll call that is not described")
    return keep & ~without


def _outcomes(
    work: Work,
    found: Recognised,
    rows: FileRows,
    name: str,
    keep: Bools,
    *,
    blank_is_fine: bool = False,
) -> Ints:
    """Return the outcome of each row as a code of `outcomes`; -1 where there is none, which is counted."""
    column = CodedColumn(rows, found, name)
    codes = _VOTE_CODES[work.family]
    meaning = np.full(len(column.values), -1, dtype=np.int64)
    for i, value in enumerate(column.values):
        outcome = codes.get(value.upper().removesuffix(".0"))
        if outcome is not None:
            meaning[i] = CODES[outcome]
        elif not (blank_is_fine and value.upper() in NOT_GIVEN):
            reason = "no vote given" if value.upper() in NOT_GIVEN else f"unknown vote {value[:20]!r}"
            skip_rows(work, rows, keep & (column.codes == i), reason)
    found_outcomes: Ints = meaning[column.codes]
    return found_outcomes


def _states(work: Work, found: Recognised, rows: FileRows, roll: Ints, keep: Bools) -> tuple[Ints, list[str]]:
    """Return the state of each row as an index into the list of states; -1 where there is none, which is counted."""
    code = CodedColumn(rows, found, "state") if "state" in found.columns else None
    name = CodedColumn(rows, found, "state_name") if "state_name" in found.columns else None
    n_names = len(name.values) if name else 1
    pair = np.zeros(len(roll), dtype=np.int64)
    if code:
        pair += code.codes.astype(np.int64) * n_names
    if name:
        pair += name.codes
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
            skip_rows(work, rows, mask, f"unknown state {(text or label)[:30]!r}")
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


def _with_membership(work: Work, vote: Ints, state: Ints, states: list[str], roll: Ints, keep: Bools) -> Ints:
    """Turn 'not voting' into 'not a member' where the state was not a member; note votes of non-members.

    Where a date is right to the month only, a state counts as a member if it was one on any day of the month.
    """
    rolls = list(work.rolls.values())
    month = np.array([month_number(r.date) if r.date else 0 for r in rolls])
    pairs = month[roll] * len(states) + state
    outside = np.zeros(len(roll), dtype=bool)
    for p in np.unique(pairs[keep]):
        m, s = divmod(int(p), len(states))
        days = month_days(m)
        before, after = (work.resolver.was_member(states[s], day) for day in (days.first, days.last))
        if before and after:
            continue
        rows = np.flatnonzero(keep & (pairs == p))
        if not before and not after:
            outside[rows] = True
            continue
        for row in rows:
            r = rolls[int(roll[row])]
            outside[row] = r.exact and r.date is not None and not work.resolver.was_member(states[s], r.date)
    voted = int((outside & (vote < NOT_VOTING)).sum())
    if voted:
        work.notes.append(f"{voted} votes are recorded for states that were not members then; they are kept.")
    return np.where(outside & (vote == NOT_VOTING), NOT_A_MEMBER, vote)


def _cells(roll: Ints, state: Ints, states: list[str], vote: Ints, source: str) -> pa.Table:
    """Return the votes as an Arrow table."""
    return pa.table(
        {
            "roll": pa.array(roll.astype(np.int32)),
            "state": pa.DictionaryArray.from_arrays(pa.array(state.astype(np.int32)), pa.array(states, pa.string())),
            "vote": pa.DictionaryArray.from_arrays(pa.array(vote.astype(np.int32)), pa.array(OUTCOMES, pa.string())),
            "source": pa.DictionaryArray.from_arrays(
                pa.array(np.zeros(len(roll), dtype=np.int32)), pa.array([source], pa.string())
            ),
        }
    )


def no_cells() -> pa.Table:
    """Return the votes of a data set that has none."""
    empty = np.zeros(0, dtype=np.int64)
    return _cells(empty, empty, [], empty, "")
