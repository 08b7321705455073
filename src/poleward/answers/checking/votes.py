"""Claims about roll calls, held against the roll calls that they can mean."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from poleward.answers.checking.checked_claim import CheckedClaim, DecidingRecord, Verdict, combine, ruled
from poleward.answers.checking.roll_calls import Outcomes, PageRollCalls
from poleward.channels.say import ENGLISH, N_, Say
from poleward.coding import VoteClaim
from poleward.coding.claims.vote_subjects import subjects
from poleward.config import Config

MAX_ROLL_CALLS = 20
"""A claim that fits more roll calls than this names none of them."""
WORDS = {
    "yes": N_("in favour"), "no": N_("against"), "abstain": N_("abstained"), "not_voting": N_("did not vote"),
    "not_a_member": N_("not a member"), "not_observed": N_("not observed"),
}  # fmt: skip
_TALLY = {
    "yes": N_("%(n)s in favour"), "no": N_("%(n)s against"), "abstain": N_("%(n)s abstained"),
    "not_voting": N_("%(n)s did not vote"),
}  # fmt: skip
_DONE = {
    "yes": N_("%(states)s voted in favour of %(symbols)s"), "no": N_("%(states)s voted against %(symbols)s"),
}  # fmt: skip
NO_ROLL_CALL = N_("The archive holds no roll call that fits the claim.")
ROLL_CALL = N_("%(symbol)s of %(day)s: %(told)s.")
TOO_MANY = N_("The claim fits %(n)s roll calls; it does not say which it means.")


def check_claim(
    calls: PageRollCalls, claim: VoteClaim, scope: Sequence[str] = (), config: Config | None = None,
    say: Say = ENGLISH,
) -> CheckedClaim:  # fmt: skip
    """Return one vote claim with its verdict.

    Parameters
    ----------
    calls
        The roll calls that the claim's page speaks of.
    scope
        The states among which 'only' holds ('of the five, only …'); all members where it is empty.
    config
        The poles for which the record's lean is told; None: it is not told.
    """
    found, other_day = calls.of(claim)
    correction = say("the vote was on %(day)s", day=say.day(other_day)) if other_day else ""
    if not found:
        return _checked(claim, "not decidable", say(NO_ROLL_CALL))
    if len(found) > MAX_ROLL_CALLS:
        return _checked(claim, "not decidable", say(TOO_MANY, n=len(found)))
    outcomes = calls.outcomes([row["roll_call_id"] for row in found])
    verdicts = [_decide(claim, outcomes[row["roll_call_id"]], scope) for row in found]
    if len(set(verdicts)) > 1 and (claim.by_subject or not claim.symbols):
        which = ", ".join(row["symbol"] for row in found)
        why = say("The claim fits %(which)s, which differ; it does not say which it means.", which=which)
        return _checked(claim, "not decidable", why)
    verdict = combine(verdicts)
    records = tuple(_record(claim, row, outcomes[row["roll_call_id"]], say) for row in found)
    if verdict == "supported":
        correction = "; ".join(c for c in (correction, *_corrections(claim, found, outcomes, say)) if c)
    else:
        correction = ""
    leans = _leans(claim, [row["roll_call_id"] for row in found], outcomes, config) if config else {}
    why = ruled(verdict, correction, _explain(claim, found, outcomes, say), say)
    return _checked(claim, verdict, why, records, correction, leans)


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


def _record(claim: VoteClaim, row: Mapping[str, Any], everyone: Mapping[str, str], say: Say) -> DecidingRecord:
    cast = list(everyone.values())
    votes = {state: everyone.get(state, "not observed") for state in claim.states}
    return roll_call_record(row, {vote: cast.count(vote) for vote in _TALLY}, {"votes": votes}, say)


def roll_call_record(
    row: Mapping[str, Any], tally: Mapping[str, int], values: Mapping[str, Any], say: Say
) -> DecidingRecord:
    """Return a roll call, with how many voted which way, as what decides a claim; `values` are told with it."""
    return DecidingRecord(
        kind="roll_call", ref=row["symbol"], date=row["date"].isoformat(),
        what=say("%(title)s; all: %(tally)s", title=row["title"] or row["symbol"], tally=in_words(tally, say)),
        source=row["url"] or row["symbol"],
        values={"symbol": row["symbol"], "title": row["title"], **values, "tally": dict(tally)},
    )  # fmt: skip


def in_words(tally: Mapping[str, int], say: Say) -> str:
    """Return how many voted which way, in words."""
    return ", ".join(say(_TALLY[vote], n=n) for vote, n in tally.items())


def _corrections(
    claim: VoteClaim, found: Sequence[Mapping[str, Any]], outcomes: Outcomes, say: Say
) -> list[str]:  # fmt: skip
    """Say what the record says more exactly than the page: a vote against where it says 'did not support'."""
    out = []
    votes = {outcomes[row["roll_call_id"]].get(state) for row in found for state in claim.states}
    one = next(iter(votes)) if len(votes) == 1 else None
    opposite = {"yes": "no", "no": "yes"}
    weaker = next((v for v in opposite if v not in claim.allowed and len(claim.allowed) == 3), None)
    if one is not None and weaker is not None and one == opposite[weaker]:
        symbols = ", ".join(row["symbol"] for row in found)
        out.append(say(_DONE[one], states=_names(claim.states, say), symbols=symbols))
    low = claim.exact.lower()
    vague = [s for s in subjects() if s.label == claim.label and any(word in low for word in s.imprecise)]
    return out + [say("the matter was the %(subject)s", subject=subject.label) for subject in vague]


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


def _names(states: Sequence[str], say: Say) -> str:
    return ", ".join(map(say.state, states))


def _explain(claim: VoteClaim, found: Sequence[Mapping[str, Any]], outcomes: Outcomes, say: Say) -> str:
    """Say what the deciding records are, state by state."""
    parts = []
    for row in found:
        by_vote: dict[str, list[str]] = {}
        for state in claim.states:
            by_vote.setdefault(outcomes[row["roll_call_id"]].get(state, "not_observed"), []).append(state)
        said = "; ".join(f"{say(WORDS[v])}: {_names(states, say)}" for v, states in by_vote.items())
        parts.append(say(ROLL_CALL, symbol=row["symbol"], day=say.day(row["date"]), told=said))
    return " ".join(parts)
