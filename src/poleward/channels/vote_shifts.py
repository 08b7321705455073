"""Shifts of states in votes over a whole record: when a state's own votes broke, and what that was to a pole.

`measures.stance.shifts` says what a shift is. Where the line and agreement point opposite ways, which way is not
settled, and there is no shift.
"""

from __future__ import annotations

import datetime as dt
import json
from collections import defaultdict
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, fields
from functools import partial

import numpy as np

from poleward.channels import kept_fits
from poleward.channels.archive_reading import Reading
from poleward.channels.estimate import Estimate, Evidence
from poleward.channels.vote_paths import VotePaths, vote_paths
from poleward.channels.vote_stance import fit_id_of, posterior, span_of, votes_hash_of
from poleward.config import Pole
from poleward.errors import UnusableInputError
from poleward.measures.paths import Break, find_breaks, mean_path, next_seen
from poleward.measures.paths.grid import Floats
from poleward.measures.stance import stored_draws
from poleward.measures.stance.agenda import Spans
from poleward.measures.stance.compare import PoleView, own_contributions
from poleward.measures.stance.posterior import WHOLE_RECORD, Stance
from poleward.measures.stance.ranking import Part
from poleward.measures.stance.seasons import Chamber, Seasons, Stand
from poleward.measures.stance.shifts import MORE_LIKELY_THAN_NOT, OwnMove, own_move, session_of, session_spans
from poleward.periods import Window, month_label

BASELINE_MONTHS = 96
"""On the line a pole stands where it stood on average over the eight years before."""
WORKERS = 2
"""Sessions looked at together: as many as there are cores on a small machine."""
MEASURE = "shift_in_agreement"
NAMED = 20
"""So many roll calls, the weightiest, are kept as a shift's evidence: a span holds a thousand."""


@dataclass(frozen=True, slots=True, kw_only=True)
class VoteShift:
    """A shift of a state with respect to a pole.

    Attributes
    ----------
    first, month, last
        5, 50 and 95 % of when its votes broke, months counted from year 0.
    session
        the year in which the session began that shows it first.
    jumped
        how likely they did.
    nearer
        whether, on the line, the jump leads to where the pole stood.
    move
        what it was to the pole.
    evidence
        the roll calls that add most to the mean of the move, with what each adds.
    roll_calls
        of how many.
    """

    state: str
    first: int
    month: int
    last: int
    session: int
    jumped: float
    nearer: bool
    move: OwnMove
    evidence: tuple[tuple[str, float], ...]
    roll_calls: int

    @property
    def towards(self) -> bool:
        """Whether it leads towards the pole."""
        return self.move.towards > self.move.away

    @property
    def settled(self) -> bool:
        """Whether line and agreement point the same way."""
        return self.towards == self.nearer

    @property
    def probability(self) -> float:
        """How likely it is: the jump, and that it moved agreement."""
        return self.jumped * max(self.move.towards, self.move.away)

    def estimate(self, pole: str) -> Estimate:
        """Return it as a number that is stored with its evidence."""
        return Estimate(
            state=self.state, pole=pole, channel="votes", measure=MEASURE,
            period=f"{month_label(self.first)}/{month_label(self.last)}", value=self.move.own.mean,
            q05=self.move.own.q05, q95=self.move.own.q95, probability=round(self.probability, 5),
            n=self.roll_calls, method=stored_draws.method_of(WHOLE_RECORD),
            evidence=tuple(Evidence("roll_call", ref, 1.0, part) for ref, part in self.evidence),
        )  # fmt: skip


class _Remembering(Chamber):
    """A chamber that knows how some states stood, for every pole they are asked about."""

    def __init__(self, view: PoleView, states: Sequence[int]) -> None:
        super().__init__(view.stance, view.seasons, view.questions)
        self._known = {state: super(_Remembering, self).stand(state) for state in states}

    def stand(self, state: int) -> Stand | None:
        """Return how a state stood."""
        return self._known[state] if state in self._known else super().stand(state)


def vote_shifts(
    reading: Reading,
    window: Window,
    poles: Sequence[Pole],
    *,
    least: float = MORE_LIKELY_THAN_NOT,
    advance: Callable[[int], None] = lambda n: None,
) -> dict[str, tuple[VoteShift, ...]]:
    """Return by pole the shifts of all states in a window whose jump is at least so likely, settled or not.

    The archive keeps them where it is writable.

    Parameters
    ----------
    poles
        as of no day: members are taken as of each session.
    least
        no jump less likely than this is looked at.
    advance
        told of every session that is done.

    Raises
    ------
    NothingFoundError, UnusableInputError
        There are no votes, or they do not divide the states.
    """
    votes_hash, span = votes_hash_of(reading), span_of(reading, window)
    about = {pole.key: f"{window} {least} {','.join(pole.states)} {','.join(pole.dated_by)}" for pole in poles}
    names = {
        key: f"{fit_id_of(span, votes_hash, WHOLE_RECORD)} shifts by session {text} {kept_fits.MOVES}"
        for key, text in about.items()
    }
    made: dict[str, tuple[VoteShift, ...]] = {}

    def make(key: str) -> tuple[VoteShift, ...]:
        if not made:  # all poles together: a jump is looked at once for all of them
            made.update(_made(reading, window, poles, least, advance))
        return made[key]

    return {
        key: kept_fits.kept_or_made(
            reading.archive, name, votes_hash=votes_hash,
            method=f"{stored_draws.method_of(WHOLE_RECORD)} {kept_fits.MOVES}",
            make=partial(make, key), written=_to_bytes, read=_from_bytes,
        )
        for key, name in names.items()
    }  # fmt: skip


def _to_bytes(shifts: Sequence[VoteShift]) -> bytes:
    rows = [{f.name: getattr(shift, f.name) for f in fields(shift)} | {"move": asdict(shift.move)} for shift in shifts]
    return json.dumps(rows, allow_nan=False).encode()


def _from_bytes(data: bytes) -> tuple[VoteShift, ...]:
    try:
        return tuple(_read(row) for row in json.loads(data))
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise UnusableInputError(f"these are not stored shifts: {error}.") from None


def _read(row: dict[str, object]) -> VoteShift:
    move = dict(row.pop("move"))  # type: ignore[call-overload]
    evidence = tuple((str(ref), float(part)) for ref, part in row.pop("evidence"))  # type: ignore[attr-defined]
    return VoteShift(**row, move=OwnMove(own=Part(**move.pop("own")), **move), evidence=evidence)  # type: ignore[arg-type]


def _made(
    reading: Reading, window: Window, poles: Sequence[Pole], least: float, advance: Callable[[int], None]
) -> dict[str, tuple[VoteShift, ...]]:
    paths = vote_paths(reading, window)
    mean = mean_path(paths.smoothed, paths.grid)
    jumps: dict[int, list[Break]] = defaultdict(list)
    seen = paths.seen()
    shown = next_seen(seen)
    for jump in find_breaks(paths.smoothed, mean, seen, least):
        if jump.lasts:  # one that falls between two sessions, or into years of absence, shows in the votes after them
            jumps[session_of(paths.first + int(shown[jump.series, jump.month]))].append(jump)
    stance = posterior(reading, window, WHOLE_RECORD)

    def of_session(session: int) -> list[tuple[str, VoteShift]]:
        try:
            return _of_session(stance, paths, mean, session, jumps[session], poles)
        finally:
            advance(1)

    with ThreadPoolExecutor(WORKERS) as pool:
        told = [one for found in pool.map(of_session, sorted(jumps)) for one in found]
    by_pole = {pole.key: [shift for key, shift in told if key == pole.key] for pole in poles}
    return {key: tuple(sorted(shifts, key=lambda s: (s.state, s.month))) for key, shifts in by_pole.items()}


def _of_session(
    stance: Stance, paths: VotePaths, mean: Floats, session: int, jumps: Sequence[Break], poles: Sequence[Pole]
) -> list[tuple[str, VoteShift]]:
    """Return the shifts of one session beside every pole."""
    spans = session_spans(session)
    column = stance.record.column
    asked = [jump for jump in jumps if paths.states[jump.series] in column]
    chamber: Chamber | None = None
    found = []
    for pole in poles:
        members = pole.on(dt.date.fromordinal(spans.since[0])).states
        view = _view(stance, members, spans, chamber)
        if view is None:
            continue
        if chamber is None:
            chamber = _Remembering(view, [column[paths.states[jump.series]] for jump in asked])
            view.chamber = chamber
        for jump in asked:
            state = paths.states[jump.series]
            move = None if members == (state,) else own_move(view, state)
            parts = None if move is None else own_contributions(view, state)
            if move is None or parts is None:
                continue
            shift = VoteShift(
                state=state, first=paths.first + jump.first, month=paths.first + jump.month,
                last=paths.first + jump.last, session=session, jumped=jump.probability,
                nearer=nearer(paths, mean, jump, members), move=move,
                evidence=tuple(
                    (stance.record.roll_calls[k], float(parts[k])) for k in np.argsort(-np.abs(parts))[:NAMED]
                ),
                roll_calls=int((parts != 0).sum()),
            )  # fmt: skip
            found.append((pole.key, shift))
    return found


def _view(stance: Stance, members: Sequence[str], spans: Spans, chamber: Chamber | None) -> PoleView | None:
    """Return a pole before and since; None where none of it voted or a span holds no roll call."""
    if not any(m in stance.record.column for m in members):
        return None
    if len(set(Seasons.of(stance.record, spans).span)) < 2:
        return None
    return PoleView(stance, members, spans, wanders=False, chamber=chamber)


def nearer(paths: VotePaths, mean: Floats, jump: Break, members: Sequence[str]) -> bool:
    """Whether a jump leads from where the state was to the side on which the pole had stood for eight years."""
    others = [k for k, state in enumerate(paths.states) if state in members and k != jump.series]
    before = max(0, jump.first - 1)
    stood = mean[others, max(0, before - BASELINE_MONTHS) : before + 1].mean() if others else 0.0
    return bool(jump.sign * (stood - mean[jump.series, before]) > 0)
