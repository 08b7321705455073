"""Claims about the totals of a roll call, held against the roll calls that they can mean."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from poleward.answers.checking.checked_claim import CheckedClaim, DecidingRecord, Verdict, ruled
from poleward.answers.checking.roll_calls import COLUMNS, by_totals, outcomes_of, roll_calls_of
from poleward.answers.checking.votes import (
    MAX_ROLL_CALLS,
    NO_ROLL_CALL,
    ROLL_CALL,
    TOO_MANY,
    WRONG_DAY,
    in_words,
    roll_call_record,
)
from poleward.archive import Archive
from poleward.channels.say import ENGLISH, Say
from poleward.coding.claims.tallies import TallyClaim, Total

OUTCOMES = ("yes", "no", "abstain", "not_voting")
CLOSE = 0.05
"""'About' is right within this share of the record, and within two."""


def check_tally(archive: Archive, claim: TallyClaim, say: Say = ENGLISH) -> CheckedClaim:
    """Return a claim about totals with its verdict.

    Of several roll calls that it can mean, the one that bears out most of its numbers is taken. One that it names only
    by its day decides nothing against it, unless it is the only one of that day.
    """
    found, named = _candidates(archive, claim)
    if not found:
        return _checked(claim, "not decidable", say(NO_ROLL_CALL))
    if len(found) > MAX_ROLL_CALLS:
        return _checked(claim, "not decidable", say(TOO_MANY, n=len(found)))
    tallies = {row["roll_call_id"]: _tally(archive, row["roll_call_id"]) for row in found}
    best = max(found, key=lambda row: sum(_fits(t, tallies[row["roll_call_id"]]) for t in claim.totals))
    tally = tallies[best["roll_call_id"]]
    right = [_fits(total, tally) for total in claim.totals]
    if all(right):
        verdict: Verdict = "supported"
    elif len(found) > 1 and not (named and any(right)):
        return _checked(claim, "not decidable", say("Several roll calls fit the claim, and none has these totals."))
    else:
        verdict = "mixed" if any(right) else "contradicted"
    told = say(ROLL_CALL, symbol=best["symbol"], day=say.day(best["date"]), told=in_words(tally, say))
    return _checked(claim, verdict, ruled(verdict, "", told, say), (roll_call_record(best, tally, {}, say),))


def _candidates(archive: Archive, claim: TallyClaim) -> tuple[list[dict[str, Any]], bool]:
    """Return the roll calls that a claim can mean, and whether it names them by more than their day."""
    found = roll_calls_of(archive, claim, claim.date_earliest, claim.date_latest) or by_totals(archive, claim)
    if found:
        return found, True
    if claim.date_earliest is None or claim.date_latest is None or claim.symbols:
        return [], False
    if claim.date_latest - claim.date_earliest > WRONG_DAY:
        return [], False
    days = [claim.date_earliest, claim.date_latest]
    return archive.rows(f"{COLUMNS} WHERE kind = 'resolution' AND date BETWEEN ? AND ? ORDER BY ALL", days), False


def _tally(archive: Archive, roll_call_id: str) -> dict[str, int]:
    """Return the official totals where the source states them, else the votes counted."""
    (row,) = archive.rows("SELECT yes, no, abstain, not_voting FROM roll_calls WHERE roll_call_id = ?", [roll_call_id])
    cast = list(outcomes_of(archive, [roll_call_id])[roll_call_id].values())
    return {vote: cast.count(vote) if row[vote] is None else row[vote] for vote in OUTCOMES}


def _fits(total: Total, tally: Mapping[str, int]) -> bool:
    n = tally[total.outcome]
    return {
        "exactly": n == total.n,
        "about": abs(n - total.n) <= max(2, CLOSE * n),
        "over": n > total.n,
        "at least": n >= total.n,
        "under": n < total.n,
    }[total.how]


def _checked(claim: TallyClaim, verdict: Verdict, why: str, records: tuple[DecidingRecord, ...] = ()) -> CheckedClaim:
    said = [{"outcome": t.outcome, "n": t.n, "how": t.how} for t in claim.totals]
    return CheckedClaim(
        kind="vote", exact=claim.exact, start_at=claim.start_at, end_at=claim.end_at, states=(), verdict=verdict,
        why=why, records=records, values={"totals": said, "about": claim.label},
    )  # fmt: skip
