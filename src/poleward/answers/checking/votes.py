"""Claims about roll calls, held against the roll calls that they can mean."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from poleward.actors import load_registry
from poleward.answers.checking.checked_claim import CheckedClaim, DecidingRecord, Verdict, combine
from poleward.answers.checking.roll_calls import Outcomes, by_symbol, outcomes_of, roll_calls_of
from poleward.archive import Archive
from poleward.coding import VoteClaim
from poleward.coding.claims.votes import subjects
from poleward.config import Config

MAX_ROLL_CALLS = 20
"""A claim that fits more roll calls than this names none of them."""
WRONG_DAY = dt.timedelta(days=14)
"""A claim whose day is at most this far from the one roll call on its subject means that roll call."""
WORDS = {"yes": "in favour", "no": "against", "abstain": "abstained", "not_voting": "did not vote"}
_DONE = {"yes": "voted in favour", "no": "voted against", "abstain": "abstained", "not_voting": "did not vote"}


def check_claim(
    archive: Archive, claim: VoteClaim, scope: Sequence[str] = (), config: Config | None = None,
    counted: Sequence[CheckedClaim] = (),
) -> CheckedClaim:  # fmt: skip
    """Return one vote claim with its verdict.

    Parameters
    ----------
    scope
        The states among which 'only' holds ('of the five, only …'); all members where it is empty.
    config
        The poles for which the record's lean is told; None: it is not told.
    counted
        The page's claims about totals, checked: a claim that names no roll call means the one whose totals they bore
        out, where that is one.
    """
    correction = ""
    found = roll_calls_of(archive, claim, claim.date_earliest, claim.date_latest)
    if not found and claim.date_earliest is not None and claim.date_latest is not None:
        found = roll_calls_of(archive, claim, claim.date_earliest - WRONG_DAY, claim.date_latest + WRONG_DAY)
        found = found if len(found) == 1 else []
        if found:
            correction = f"the vote was on {found[0]['date']}"
    if not found and claim.date_earliest is None:
        found = _counted(archive, counted)
    if not found:
        return _checked(claim, "not decidable", "The archive holds no roll call that fits the claim.")
    if len(found) > MAX_ROLL_CALLS:
        return _checked(
            claim, "not decidable", f"The claim fits {len(found)} roll calls; it does not say which it means."
        )
    outcomes = outcomes_of(archive, [row["roll_call_id"] for row in found])
    verdict = combine([_decide(claim, outcomes[row["roll_call_id"]], scope) for row in found])
    records = tuple(_record(claim, row, outcomes[row["roll_call_id"]]) for row in found)
    if verdict == "supported":
        correction = "; ".join(c for c in (correction, *_corrections(claim, found, outcomes)) if c)
    else:
        correction = ""
    leans = _leans(claim, [row["roll_call_id"] for row in found], outcomes, config) if config else {}
    return _checked(claim, verdict, _explain(claim, found, outcomes, verdict, correction), records, correction, leans)


def _counted(archive: Archive, counted: Sequence[CheckedClaim]) -> list[dict[str, Any]]:
    """Return the one roll call whose totals the page has right, if there is one."""
    symbols = {r.values["symbol"] for c in counted if c.verdict == "supported" for r in c.records}
    return by_symbol(archive, symbols.pop()) if len(symbols) == 1 else []


def _checked(
    claim: VoteClaim, verdict: Verdict, why: str, records: tuple[DecidingRecord, ...] = (), correction: str = "",
    leans: Mapping[str, str] | None = None,
) -> CheckedClaim:  # fmt: skip
    values = {"quantifier": claim.quantifier, "allowed": sorted(claim.allowed), "about": claim.label}
    return CheckedClaim(
        kind="vote", exact=claim.exact, start_at=claim.start_at, end_at=claim.end_at, states=claim.states,
        verdict=verdict, why=why, records=records, correction=correction, leans=leans or {}, values=values,
    )  # fmt: skip


def _decide(claim: VoteClaim, everyone: Mapping[str, str], scope: Sequence[str]) -> Verdict:
    """Return what one roll call says of a claim."""
    votes = [everyone.get(state) for state in claim.states]
    known = [vote for vote in votes if vote is not None]
    fits = sum(vote in claim.allowed for vote in known)
    unknown = len(votes) - len(known)
    if claim.quantifier in ("some", "most"):
        needed = 1 if claim.quantifier == "some" else len(votes) // 2 + 1
        if fits >= needed:
            return "supported"
        return "contradicted" if fits + unknown < needed else "not decidable"
    if claim.quantifier == "only":
        others = set(scope or everyone) - set(claim.states)
        if any(everyone.get(state) in claim.allowed for state in others):
            return "contradicted"
        unknown += sum(state not in everyone for state in others)
    if fits < len(known):
        return "mixed" if fits else "contradicted"
    return "not decidable" if unknown else "supported"


def _record(claim: VoteClaim, row: Mapping[str, Any], everyone: Mapping[str, str]) -> DecidingRecord:
    cast = list(everyone.values())
    votes = {state: everyone.get(state, "not observed") for state in claim.states}
    return roll_call_record(row, {vote: cast.count(vote) for vote in WORDS}, {"votes": votes})


def roll_call_record(row: Mapping[str, Any], tally: Mapping[str, int], values: Mapping[str, Any]) -> DecidingRecord:
    """Return a roll call, with how many voted which way, as what decides a claim; `values` are told with it."""
    return DecidingRecord(
        kind="roll_call", ref=row["symbol"], date=row["date"].isoformat(),
        what=f"{row['title'] or row['symbol']}; all: {in_words(tally)}", source=row["url"] or row["symbol"],
        values={"symbol": row["symbol"], "title": row["title"], **values, "tally": dict(tally)},
    )  # fmt: skip


def in_words(tally: Mapping[str, int]) -> str:
    """Return how many voted which way, in words."""
    return ", ".join(f"{n} {WORDS[vote]}" for vote, n in tally.items())


def _corrections(claim: VoteClaim, found: Sequence[Mapping[str, Any]], outcomes: Outcomes) -> list[str]:
    """Say what the record says more exactly than the page: a vote against where it says 'did not support'."""
    out = []
    votes = {outcomes[row["roll_call_id"]].get(state) for row in found for state in claim.states}
    one = next(iter(votes)) if len(votes) == 1 else None
    opposite = {"yes": "no", "no": "yes"}
    weaker = next((v for v in opposite if v not in claim.allowed and len(claim.allowed) == 3), None)
    if one is not None and weaker is not None and one == opposite[weaker]:
        out.append(f"{_names(claim.states)} {_DONE[one]} {', '.join(row['symbol'] for row in found)}")
    low = claim.exact.lower()
    vague = [s for s in subjects() if s.label == claim.label and any(word in low for word in s.imprecise)]
    return out + [f"the matter was the {subject.label}" for subject in vague]


def _leans(claim: VoteClaim, ids: Sequence[str], outcomes: Outcomes, config: Config) -> dict[str, str]:
    """Return by pole which way the states' votes point: with its members, against them, or neither."""
    out = {}
    for key, pole in config.poles.items():
        sides = []
        for roll_call_id in ids:
            cast = [v for s in pole.states if (v := outcomes[roll_call_id].get(s)) in ("yes", "no")]
            if not cast:
                continue
            side = 1 if cast.count("yes") > cast.count("no") else -1
            votes = [outcomes[roll_call_id].get(state) for state in claim.states if state not in pole.states]
            sides += [side * {"yes": 1, "no": -1}.get(v or "", 0) for v in votes]
        if sides:
            total = sum(sides)
            out[key] = "towards" if total > 0 else "away" if total < 0 else "neutral"
    return out


def _names(states: Sequence[str]) -> str:
    known = load_registry().states
    return ", ".join(known[s].name if s in known else s for s in states)


def _explain(
    claim: VoteClaim, found: Sequence[Mapping[str, Any]], outcomes: Outcomes, verdict: Verdict, correction: str
) -> str:
    """Say what the deciding records are, state by state."""
    parts = []
    for row in found:
        by_vote: dict[str, list[str]] = {}
        for state in claim.states:
            by_vote.setdefault(outcomes[row["roll_call_id"]].get(state, "not observed"), []).append(state)
        said = "; ".join(f"{WORDS.get(v, v.replace('_', ' '))}: {_names(states)}" for v, states in by_vote.items())
        parts.append(f"{row['symbol']} of {row['date']}: {said}")
    corrected = f" as corrected: {correction}" if correction else ""
    return f"{verdict.capitalize()}{corrected}. {'. '.join(parts)}."
