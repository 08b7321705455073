"""Signed statements: what pages say of the tie between a state and a pole, grouped into independent happenings.

Of a page that several coders have coded, one coder's statements are taken: the last by name of those that were loaded
(so that 'reader/2' counts in place of 'reader/1'), else our own.

Judgements outrank the coder here, once for every number: a statement judged to be wrong, a duplicate or off the
subject is left out, and one whose sign was judged wrong counts with the sign turned round.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean

from poleward.archive import Archive
from poleward.channels.archive_reading import Reading
from poleward.channels.say import N_
from poleward.coding.accuracy import GRAMMAR, HEARD, LOADED, page_sign_error, sign_error
from poleward.coding.statements import OWN_CODER
from poleward.config import Pole
from poleward.periods import Window

SAME_EVENT_DAYS = 3
"""Reports of one kind of act between the same two actors at most this many days apart are one event."""
MIN_CONFIDENCE = 0.5
"""Statements of which the coder is less sure are listed, not counted."""


@dataclass(frozen=True, slots=True)
class SignedStatement:
    """A statement with its lean towards one pole: +1 towards, 0 neutral, -1 away."""

    statement_id: str
    doc_id: str
    story_id: str
    channel: str
    kind: str
    actor: str | None
    recipient: str | None
    event_type: str | None
    speaker: str
    date_earliest: dt.date | None
    date_latest: dt.date | None
    confidence: float
    hypothetical: bool
    exact: str
    lean: int
    reason: str
    error: float
    """Chance that its sign is wrong, by its page's language and the way in which it was read."""


@dataclass(frozen=True, slots=True)
class Happening:
    """Statements that report one act: counted once."""

    statements: tuple[SignedStatement, ...]

    @property
    def first(self) -> SignedStatement:
        """The statement that stands for the others: the surest, then the first by id."""
        return min(self.statements, key=lambda s: (-s.confidence, s.statement_id))

    @property
    def lean(self) -> int:
        """The lean that all its statements share."""
        return self.statements[0].lean


_SIGNED = """
WITH in_force AS (
    SELECT statement_id, verdict, correction FROM judgements WHERE withdrawn_at IS NULL AND $heed
    QUALIFY row_number() OVER (PARTITION BY statement_id ORDER BY made_at DESC, judgement_id) = 1
)
SELECT s.statement_id, s.doc_id, d.story_id, s.channel, s.kind, s.actor, s.recipient, s.event_type,
       coalesce(s.speakers[1].name, '') AS speaker, s.date_earliest, s.date_latest, s.confidence, s.hypothetical,
       s.exact, d.language, NOT starts_with(s.coder, $own) AS loaded, g.target, g.reason,
       CASE WHEN j.verdict = 'wrong_sign' THEN -g.sign ELSE g.sign END AS sign
FROM signs g
JOIN statements s USING (statement_id)
JOIN documents d USING (doc_id)
LEFT JOIN in_force j USING (statement_id)
WHERE g.state = $state AND list_contains($targets, g.target) AND s.channel IS NOT NULL AND s.abstained IS NULL
  AND coalesce(j.verdict, 'wrong_sign') = 'wrong_sign'
  AND NOT EXISTS (
    SELECT 1 FROM statements o WHERE o.doc_id = s.doc_id AND NOT starts_with(o.coder, $own)
    AND (starts_with(s.coder, $own) OR o.coder > s.coder))
ORDER BY s.statement_id, g.target
"""


def signed_statements(reading: Reading, state: str, pole: Pole, *, heed: bool = True) -> tuple[SignedStatement, ...]:
    """Return the statements on the tie between a state and a pole, with their lean; `heed` applies the judgements."""
    if not reading.once("any sign", lambda: reading.archive.count("signs") > 0):
        return ()
    return reading.once(
        ("signed statements", state, pole, heed), lambda: _signed_statements(reading.archive, state, pole, heed=heed)
    )


def _signed_statements(archive: Archive, state: str, pole: Pole, *, heed: bool) -> tuple[SignedStatement, ...]:
    found: dict[str, SignedStatement] = {}
    signs: dict[str, list[tuple[str, int]]] = {}
    targets = [*pole.states, *pole.organisations, *(r.actor for r in pole.rivals)]
    for row in archive.rows(_SIGNED, {"state": state, "heed": heed, "targets": targets, "own": OWN_CODER}):
        target, sign, reason = row.pop("target"), row.pop("sign"), row.pop("reason")
        way = LOADED if row.pop("loaded") else HEARD if reason.startswith(HEARD) else GRAMMAR
        error = page_sign_error(row.pop("language"), way)
        if pole.sign_of(target, row["date_latest"]) == 0:
            continue
        together = signs.setdefault(row["statement_id"], [])
        together.append((target, sign))
        lean = pole.lean_of(together, row["date_latest"]) or 0
        earlier = found.get(row["statement_id"])
        why = f"{earlier.reason}; {reason}" if earlier else reason
        found[row["statement_id"]] = SignedStatement(**row, lean=lean, reason=why, error=error)
    return tuple(found.values())


def error_of(happenings: Sequence[Happening]) -> float:
    """Return the chance that a sign is wrong, the mean over what is counted; the coder's own where nothing is."""
    return fmean(h.first.error for h in happenings) if happenings else sign_error()


@dataclass(frozen=True, slots=True)
class Counted:
    """Happenings of one window, and what was left out of the count, by reason."""

    towards: tuple[Happening, ...]
    away: tuple[Happening, ...]
    neutral: tuple[Happening, ...]
    left_out: dict[str, int]

    @property
    def leaning(self) -> tuple[Happening, ...]:
        """Those that lean to either side."""
        return (*self.towards, *self.away)


def group_of(s: SignedStatement) -> tuple[str | None, ...]:
    """Return what statements that report one act have in common; the rest is for their dates and stories to say."""
    # Words are told apart by who speaks; deeds are one deed whoever reports it.
    speaker = s.speaker if s.channel == "words" else ""
    return s.channel, s.kind, s.actor, s.recipient, s.event_type, speaker, str(s.lean)


def happenings(statements: Sequence[SignedStatement]) -> list[Happening]:
    """Group statements that report one act: same actors, kind, speaker and lean, dates that overlap or nearly do."""
    groups: dict[tuple[str | None, ...], list[SignedStatement]] = {}
    for s in statements:
        groups.setdefault(group_of(s), []).append(s)
    out = []
    for group in sorted(groups, key=str):
        run: list[SignedStatement] = []
        reach: dt.date | None = None
        for s in sorted(groups[group], key=lambda s: (s.date_earliest or dt.date.min, s.statement_id)):
            near = (
                reach is not None
                and s.date_earliest is not None
                and s.date_earliest <= reach + dt.timedelta(days=SAME_EVENT_DAYS)
            )
            same_story = any(s.story_id == other.story_id for other in run)
            if run and not near and not same_story:
                out.append(Happening(tuple(run)))
                run, reach = [], None
            run.append(s)
            if s.date_latest is not None:
                reach = max(reach or s.date_latest, s.date_latest)
        out.append(Happening(tuple(run)))
    return out


def counted(statements: Sequence[SignedStatement], window: Window) -> Counted:
    """Return the happenings of a window by lean; what cannot be placed or is not sure enough is counted apart."""
    left_out: dict[str, int] = {}
    kept = []
    for s in statements:
        reason = _why_left_out(s, window)
        if reason is None:
            kept.append(s)
        elif reason:
            left_out[reason] = left_out.get(reason, 0) + 1
    groups = happenings(kept)
    by_lean = {lean: tuple(h for h in groups if h.lean == lean) for lean in (1, -1, 0)}
    return Counted(by_lean[1], by_lean[-1], by_lean[0], left_out)


def placed(s: SignedStatement, window: Window) -> bool:
    """Whether a statement counts in a window."""
    return _why_left_out(s, window) is None


def _why_left_out(s: SignedStatement, window: Window) -> str | None:
    """Return why a statement does not count in a window; '' where it simply belongs elsewhere; None if it counts."""
    if s.date_earliest is None or s.date_latest is None:
        return N_("no date")
    if s.date_latest < window.first or s.date_earliest > window.last:
        return ""
    if s.date_earliest < window.first or s.date_latest > window.last:
        return N_("date too wide to place")
    if s.hypothetical:
        return N_("hypothetical")
    if s.confidence < MIN_CONFIDENCE:
        return N_("coder not sure enough")
    return None
