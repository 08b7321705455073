"""Claims about the totals of a roll call, held against the roll calls that they can mean."""

from __future__ import annotations

from collections.abc import Mapping

from poleward.answers.checking.checked_claim import CheckedClaim, DecidingRecord, Verdict, ruled
from poleward.answers.checking.roll_calls import PageRollCalls, tally_of
from poleward.answers.checking.votes import (
    MAX_ROLL_CALLS,
    NO_ROLL_CALL,
    ROLL_CALL,
    TOO_MANY,
    in_words,
    roll_call_record,
)
from poleward.channels.say import ENGLISH, Say
from poleward.coding.claims.tallies import TallyClaim, Total

CLOSE = 0.05
"""'About' is right within this share of the record, and within two."""


def check_tally(calls: PageRollCalls, claim: TallyClaim, say: Say = ENGLISH) -> CheckedClaim:
    """Return a claim about totals with its verdict.

    Of several roll calls that it can mean, the one that bears out most of its numbers is taken. One that it means only
    by its day, or because the page speaks of it, decides nothing against it, unless one of its numbers is right.
    """
    found, _ = calls.of(claim)
    named = bool(found) and bool(claim.symbols)
    found = found or calls.on(claim)
    if not found:
        return _checked(claim, "not decidable", say(NO_ROLL_CALL))
    if len(found) > MAX_ROLL_CALLS:
        return _checked(claim, "not decidable", say(TOO_MANY, n=len(found)))
    outcomes = calls.outcomes([row["roll_call_id"] for row in found])
    tallies = {row["roll_call_id"]: tally_of(row, outcomes[row["roll_call_id"]]) for row in found}
    best = max(found, key=lambda row: sum(_fits(t, tallies[row["roll_call_id"]]) for t in claim.totals))
    tally = tallies[best["roll_call_id"]]
    right = [_fits(total, tally) for total in claim.totals]
    if all(right):
        verdict: Verdict = "supported"
    elif not any(right) and not named:
        return _checked(claim, "not decidable", say("No roll call that fits the claim has any of these totals."))
    elif len(found) > 1 and not named:
        return _checked(claim, "not decidable", say("Several roll calls fit the claim, and none has these totals."))
    else:
        verdict = "mixed" if any(right) else "contradicted"
    told = say(ROLL_CALL, symbol=best["symbol"], day=say.day(best["date"]), told=in_words(tally, say))
    return _checked(claim, verdict, ruled(verdict, "", told, say), (roll_call_record(best, tally, {}, say),))


def _fits(total: Total, tally: Mapping[str, int]) -> bool:
    n = tally[total.outcome]
    return {
        "exactly": n == total.n,
        "about": abs(n - total.n) <= max(2, CLOSE * n),
        "over": n > total.n,
        "at least": n >= total.n,
        "at most": n <= total.n,
        "under": n < total.n,
    }[total.how]


def _checked(claim: TallyClaim, verdict: Verdict, why: str, records: tuple[DecidingRecord, ...] = ()) -> CheckedClaim:
    said = [{"outcome": t.outcome, "n": t.n, "how": t.how} for t in claim.totals]
    return CheckedClaim(
        kind="vote", exact=claim.exact, start_at=claim.start_at, end_at=claim.end_at, states=(), verdict=verdict,
        why=why, records=records, values={"totals": said, "about": claim.label},
    )  # fmt: skip
