"""Which roll calls of a data set are those that are known already, under another number, symbol or date.

One roll call has three names: the number of its record in the UN Digital Library, the number (rcid) in the data of
Bailey, Strezhnev and Voeten, and the symbol of the resolution. None is enough: numbers of BSV's data were given twice,
several roll calls (on paragraphs, then on the whole) carry one symbol, and dates before 2003 are right to the month
only. So a name makes two roll calls candidates, and the votes of the states decide: two are one if they agree.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np

from poleward.periods import month_number
from poleward.records.votes.issues import beginning
from poleward.records.votes.roll_call import RollCall

Matrix = np.ndarray[Any, np.dtype[np.int8]]

SAME_NAME = 0.9
"""Share of equal votes from which two roll calls with a common name are one. Of the pairs with one symbol in the UN's
files and in unvotes, those on the same question agree on 0.97 or more of the states, others rarely on 0.9."""
SAME_NAMES = 0.6
"""The same where BSV's number and session are common and no symbol speaks against it, or symbol and day are and both
are on a whole resolution: such a pair is one roll call that a source got partly wrong; its votes are reported."""
SAME_VOTES = 0.98
"""Share from which two roll calls with no common name are one, if no other comes near and the votes were divided."""
ENOUGH_STATES = 10
"""With fewer states in common the votes decide nothing, and names and dates must do."""
MANY_STATES = 25
"""States in common with which votes alone may tell: our choice, a seventh of the members."""
DIVIDED = 3
"""At least so many states must have voted otherwise than the majority for equal votes to tell."""
MARGIN = 0.02
"""Another pair comes near when it agrees on at most this share less: our choice."""

UNDL_ID = "the number in the UN Digital Library"
RCID = "the number in BSV's data"
SYMBOL = "the symbol and the votes"
VOTES = "the date and the votes"


@dataclass
class Match:
    """Which roll calls are known.

    Attributes
    ----------
    known
        For each new roll call the index of the known one that it is, or None.
    how
        How many were joined by what.
    conflicts
        What two sources say differently about one roll call, or names that were not believed: one sentence each.
    """

    known: list[int | None]
    how: Counter[str] = field(default_factory=Counter)
    conflicts: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class _Pair:
    new: int
    known: int
    how: str
    common: int
    agreement: float


def match(
    new: Sequence[RollCall],
    new_votes: Matrix,
    known: Sequence[RollCall],
    known_votes: Callable[[Sequence[int]], Matrix],
) -> Match:
    """Return which of the new roll calls are known ones.

    Parameters
    ----------
    new_votes
        Roll calls x states: 0 yes, 1 no, 2 abstain, -1 anything else.
    known_votes
        Returns the same for known roll calls by their indices, the states in the same order.

    Notes
    -----
    Candidates are tried in this order, each roll call joined at most once: the library's number; BSV's number and
    the same session; the symbol, whole resolutions before paragraphs, closer votes first; the same day (or month and
    session) with votes that are equal, divided, and equal to no other roll call of that day.
    """
    result = Match([None] * len(new))
    if not new or not known:
        return result
    taken: set[int] = set()
    named = _score(_named_candidates(new, known), new_votes, known_votes)
    for pair in sorted(named, key=lambda p: _rank(p, new, known)):
        if result.known[pair.new] is not None or pair.known in taken:
            if pair.how == RCID and result.known[pair.new] != pair.known:
                _withdraw_number(new[pair.new], known[pair.known])
            continue
        doubt = _doubt(pair, new[pair.new], known[pair.known])
        if doubt:
            if pair.how == RCID:
                result.conflicts.append(doubt)
                _withdraw_number(new[pair.new], known[pair.known])
            continue
        _join(result, pair, taken)
    _match_by_votes(result, taken, new, new_votes, known, known_votes)
    for i, k in enumerate(result.known):
        if k is not None:
            result.conflicts += _differences(new[i], known[k])
    return result


def _join(result: Match, pair: _Pair, taken: set[int]) -> None:
    result.known[pair.new] = pair.known
    result.how[pair.how] += 1
    taken.add(pair.known)


def _withdraw_number(new: RollCall, known: RollCall) -> None:
    """Take back a number of BSV's that the UN's table of resolutions gives to a roll call of another session."""
    if _another_time(new, known) and (new.undl_id is None) != (known.undl_id is None):
        (new if new.undl_id else known).rcid = None


def _named_candidates(new: Sequence[RollCall], known: Sequence[RollCall]) -> list[tuple[int, int, str]]:
    """Return pairs with a name in common: new, known, which name."""
    by_undl = {r.undl_id: k for k, r in enumerate(known) if r.undl_id}
    by_rcid: dict[int, list[int]] = defaultdict(list)
    by_symbol: dict[str, list[int]] = defaultdict(list)
    for k, r in enumerate(known):
        if r.rcid is not None:
            by_rcid[r.rcid].append(k)
        if r.symbol:
            by_symbol[r.symbol].append(k)
    pairs: list[tuple[int, int, str]] = []
    for i, r in enumerate(new):
        if r.undl_id in by_undl:
            pairs.append((i, by_undl[r.undl_id], UNDL_ID))
        if r.rcid is not None:
            pairs += [(i, k, RCID) for k in by_rcid[r.rcid]]
        if r.symbol:
            pairs += [(i, k, SYMBOL) for k in by_symbol[r.symbol]]
    return pairs


def _score(
    candidates: Iterable[tuple[int, int, str]], new_votes: Matrix, known_votes: Callable[[Sequence[int]], Matrix]
) -> list[_Pair]:
    """Return the candidates with how many states voted in both, and on what share of them the same."""
    listed = list(candidates)
    if not listed:
        return []
    wanted = sorted({k for _, k, _ in listed})
    row = {k: j for j, k in enumerate(wanted)}
    stored = known_votes(wanted)
    scored: list[_Pair] = []
    for start in range(0, len(listed), 20_000):
        block = listed[start : start + 20_000]
        a = new_votes[[i for i, _, _ in block]]
        b = stored[[row[k] for _, k, _ in block]]
        both = (a >= 0) & (b >= 0)
        common = both.sum(axis=1)
        equal = (both & (a == b)).sum(axis=1)
        scored += [
            _Pair(i, k, how, int(c), float(e) / max(int(c), 1))
            for (i, k, how), c, e in zip(block, common, equal, strict=True)
        ]
    return scored


def _rank(pair: _Pair, new: Sequence[RollCall], known: Sequence[RollCall]) -> tuple[int, bool, bool, float, int, int]:
    """Return the order in which pairs are tried."""
    whole = _is_whole(new[pair.new]) and _is_whole(known[pair.known])
    believable = pair.agreement >= SAME_NAME or pair.common < ENOUGH_STATES
    order = (UNDL_ID, RCID, SYMBOL).index(pair.how)
    return (order, not (whole and believable), not believable, -pair.agreement, pair.new, pair.known)


def _is_whole(roll: RollCall) -> bool:
    return roll.kind in ("resolution", "decision")


def _doubt(pair: _Pair, new: RollCall, known: RollCall) -> str:
    """Return why a pair with a common name is not believed to be one roll call; empty when it is."""
    if pair.how == UNDL_ID:
        return ""
    name = f"rcid {new.rcid}" if pair.how == RCID else f"{new.symbol}"
    if pair.how == RCID and _another_time(new, known):
        return f"{name} is used for roll calls of sessions {new.session} and {known.session}: kept apart."
    if pair.common >= ENOUGH_STATES:
        if pair.agreement < (SAME_NAMES if _all_else_is_equal(pair, new, known) else SAME_NAME):
            return f"{name}: two sources agree on only {pair.agreement:.0%} of {pair.common} votes: kept apart."
        return ""
    if pair.how == SYMBOL and not (_is_whole(new) and _is_whole(known) and _same_time(new, known)):
        return f"{name}: too few votes to tell whether it is one roll call."
    return ""


def _all_else_is_equal(pair: _Pair, new: RollCall, known: RollCall) -> bool:
    """Return whether number, symbol, day and kind leave little doubt, so that only the votes differ."""
    if pair.how == RCID:
        return new.symbol is None or known.symbol is None or new.symbol == known.symbol
    same_day = new.date is not None and new.date == known.date and new.exact and known.exact
    return same_day and _is_whole(new) and _is_whole(known)


def _another_time(a: RollCall, b: RollCall) -> bool:
    """Return whether one number stands for roll calls of different sessions."""
    return a.session != b.session and not _same_time(a, b)


def _same_time(a: RollCall, b: RollCall) -> bool:
    """Return whether two roll calls can have been on one day; without dates, whether they are of one session."""
    if a.date and b.date:
        if a.exact and b.exact:
            return abs((a.date - b.date).days) <= 31
        return abs(month_number(a.date) - month_number(b.date)) <= 1
    return a.session == b.session


def _match_by_votes(
    result: Match,
    taken: set[int],
    new: Sequence[RollCall],
    new_votes: Matrix,
    known: Sequence[RollCall],
    known_votes: Callable[[Sequence[int]], Matrix],
) -> None:
    """Join roll calls that share no name, where day and votes leave no other choice."""
    by_month: dict[tuple[int, int], list[int]] = defaultdict(list)
    for k, r in enumerate(known):
        if k not in taken and r.date:
            by_month[r.date.year, r.date.month].append(k)
    candidates = []
    for i, r in enumerate(new):
        if result.known[i] is not None or r.date is None or not _divided(new_votes[i]):
            continue
        candidates += [
            (i, k, VOTES)
            for k in by_month[r.date.year, r.date.month]
            if _one_day(r, known[k]) and not _apart(r, known[k])
        ]
    pairs = [p for p in _score(candidates, new_votes, known_votes) if p.common >= MANY_STATES]
    best_new: dict[int, list[float]] = defaultdict(list)
    best_known: dict[int, list[float]] = defaultdict(list)
    for p in pairs:
        best_new[p.new].append(p.agreement)
        best_known[p.known].append(p.agreement)
    for p in pairs:
        rivals = (best_new[p.new], best_known[p.known])
        alone = all(sum(other > p.agreement - MARGIN for other in others) == 1 for others in rivals)
        if p.agreement >= SAME_VOTES and alone:
            _join(result, p, taken)


def _divided(votes: Matrix) -> bool:
    counts = np.bincount(votes[votes >= 0], minlength=3)
    return int(counts.sum() - counts.max()) >= DIVIDED


def _one_day(a: RollCall, b: RollCall) -> bool:
    """Return whether two dates can be one day: a vague one states month and, as its day, the day of the week."""
    if a.date is None or b.date is None:
        return False
    if (a.exact and b.exact) or (not a.exact and not b.exact):
        return a.date == b.date
    exact, vague = (a.date, b.date) if a.exact else (b.date, a.date)
    return vague.day == exact.isoweekday() % 7 + 1 or exact >= date(2000, 1, 1)


def _apart(a: RollCall, b: RollCall) -> bool:
    """Return whether two roll calls say of themselves that they are different ones."""
    same_publisher = (a.undl_id is not None and b.undl_id is not None) or (a.rcid is not None and b.rcid is not None)
    kinds = {a.kind, b.kind}
    return same_publisher or (len(kinds) == 2 and bool(kinds & {"paragraph", "amendment"}))


def _differences(new: RollCall, known: RollCall) -> list[str]:
    """Return what two sources say differently about one roll call."""
    found = []
    if new.date and known.date and new.exact and known.exact and new.date != known.date:
        found.append(f"{known.roll_call_id}: dated {known.date} and {new.date}.")
    if (
        new.date
        and known.date
        and not (new.exact and known.exact)
        and ((new.date.year, new.date.month) != (known.date.year, known.date.month))
    ):
        found.append(f"{known.roll_call_id}: dated {known.date:%Y-%m} and {new.date:%Y-%m}.")
    if new.symbol and known.symbol and new.symbol != known.symbol:
        found.append(f"{known.roll_call_id}: {known.symbol} in one source, {new.symbol} in another.")
    sessions = (new.session or "", known.session or "")
    if sessions[0] != sessions[1] and all(session.isdecimal() for session in sessions):
        found.append(f"{known.roll_call_id}: of session {known.session} and of session {new.session}.")
    return found


def complete(known: RollCall, new: RollCall) -> bool:
    """Fill in what a known roll call lacks from a new description of it; return whether anything changed.

    What the UN's own record says replaces what others say; a day that is exact replaces one that is not.
    """
    before = (known.session, known.date, known.kind, frozenset(known.issues), known.title, known.adopted)
    filled = False
    for name in (
        "symbol", "title", "adopted", "important", "yes", "no", "abstain", "not_voting", "undl_id", "rcid", "url",
    ):  # fmt: skip
        if getattr(known, name) is None and getattr(new, name) is not None:
            setattr(known, name, getattr(new, name))
            filled = True
    official = new.undl_id is not None
    known_begins = (known.title or "").startswith(beginning(new.title) or new.title or "")
    if official and new.title and not new.own_title and not known_begins:
        known.title = new.title
    if official:
        known.adopted = new.adopted
        known.session = new.session or known.session
        known.kind = new.kind
    if new.date and ((new.exact and not known.exact) or official):
        known.date, known.exact = new.date, new.exact
    if known.undl_id is None and (known.kind == "draft" or new.kind in ("paragraph", "amendment")):
        known.kind = new.kind
    known.issues |= new.issues
    after = (known.session, known.date, known.kind, frozenset(known.issues), known.title, known.adopted)
    return filled or before != after
