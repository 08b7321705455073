"""An article's claims about roll calls, held against the record: supported, contradicted, mixed or not decidable."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from poleward.actors import load_registry
from poleward.archive import Archive
from poleward.coding import Coder, VoteClaim
from poleward.pages import Document

Verdict = Literal["supported", "contradicted", "mixed", "not decidable"]
MAX_ROLL_CALLS = 20
"""A claim that fits more roll calls than this names none of them."""


@dataclass(frozen=True, slots=True)
class Record:
    """A roll call that decides a claim, with the outcome of each state the claim is about ('not observed' if none)."""

    roll_call_id: str
    symbol: str
    date: dt.date
    title: str
    votes: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class CheckedClaim:
    """A claim with its verdict, why in one sentence, and the records that decide it."""

    claim: VoteClaim
    verdict: Verdict
    why: str
    records: tuple[Record, ...]

    def to_json(self) -> dict[str, Any]:
        """Return it as plain values."""
        return {
            "exact": self.claim.exact,
            "start": self.claim.start_at,
            "end": self.claim.end_at,
            "states": list(self.claim.states),
            "quantifier": self.claim.quantifier,
            "allowed": sorted(self.claim.allowed),
            "about": self.claim.label,
            "verdict": self.verdict,
            "why": self.why,
            "records": [
                {
                    "symbol": r.symbol,
                    "date": r.date.isoformat(),
                    "title": r.title,
                    "votes": dict(r.votes),
                }
                for r in self.records
            ],
        }


def check(archive: Archive, document: Document, coder: Coder) -> list[CheckedClaim]:
    """Return every vote claim of a page with its verdict, in the order of the page."""
    return [check_claim(archive, claim) for claim in coder.vote_claims(document)]


def check_claim(archive: Archive, claim: VoteClaim) -> CheckedClaim:
    """Return one vote claim with its verdict."""
    found = _roll_calls(archive, claim)
    if not found:
        return CheckedClaim(claim, "not decidable", "The archive holds no roll call that fits the claim.", ())
    if len(found) > MAX_ROLL_CALLS:
        return CheckedClaim(
            claim, "not decidable", f"The claim fits {len(found)} roll calls; it does not say which it means.", ()
        )
    outcomes = _outcomes(archive, [row["roll_call_id"] for row in found])
    records = tuple(
        Record(
            row["roll_call_id"],
            row["symbol"] or row["roll_call_id"],
            row["date"],
            row["title"] or "",
            tuple((state, outcomes[row["roll_call_id"]].get(state, "not observed")) for state in claim.states),
        )
        for row in found
    )
    verdict = combine([_decide(claim, record, outcomes[record.roll_call_id]) for record in records])
    return CheckedClaim(claim, verdict, _explain(claim, records, verdict), records)


def combine(verdicts: Sequence[Verdict]) -> Verdict:
    """Return the verdict on a claim from those on each of its roll calls."""
    kinds = set(verdicts)
    if len(kinds) == 1:
        return verdicts[0]
    if "mixed" in kinds or {"supported", "contradicted"} <= kinds:
        return "mixed"
    return "not decidable" if "supported" in kinds else "contradicted"


def _decide(claim: VoteClaim, record: Record, everyone: dict[str, str]) -> Verdict:
    """Return what one roll call says of a claim."""
    known = [(state, vote) for state, vote in record.votes if vote != "not observed"]
    fits = sum(vote in claim.allowed for _, vote in known)
    unknown = len(record.votes) - len(known)
    if claim.quantifier in ("some", "most"):
        needed = 1 if claim.quantifier == "some" else len(record.votes) // 2 + 1
        if fits >= needed:
            return "supported"
        return "contradicted" if fits + unknown < needed else "not decidable"
    if claim.quantifier == "only" and any(
        vote in claim.allowed for state, vote in everyone.items() if state not in claim.states
    ):
        return "contradicted"
    if fits < len(known):
        return "mixed" if fits else "contradicted"
    return "not decidable" if unknown else "supported"


def _roll_calls(archive: Archive, claim: VoteClaim) -> list[dict[str, Any]]:
    if claim.symbols:
        return archive.rows(
            "SELECT roll_call_id, symbol, date, title FROM roll_calls "
            "WHERE list_contains(?, symbol) AND kind = 'resolution' ORDER BY date, roll_call_id",
            [list(claim.symbols)],
        )
    if not claim.subject:
        return []
    return archive.rows(
        "SELECT roll_call_id, symbol, date, title FROM roll_calls WHERE kind = 'resolution' "
        "AND date BETWEEN coalesce(?, DATE '1946-01-01') AND coalesce(?, DATE '9999-12-31') "
        "AND len(list_filter(?, lambda word: contains(lower(title), word))) = len(?) ORDER BY date, roll_call_id",
        [claim.date_earliest, claim.date_latest, list(claim.subject), list(claim.subject)],
    )


def _outcomes(archive: Archive, ids: Sequence[str]) -> dict[str, dict[str, str]]:
    """Return each roll call's uncontradicted outcomes by state."""
    found: dict[str, dict[str, str]] = {roll_call_id: {} for roll_call_id in ids}
    for row in archive.rows(
        "SELECT roll_call_id, state, vote FROM votes WHERE NOT contradicted AND list_contains(?, roll_call_id)",
        [list(ids)],
    ):
        found[row["roll_call_id"]][row["state"]] = row["vote"]
    return found


_WORDS = {"yes": "in favour", "no": "against", "abstain": "abstained", "not_voting": "did not vote"}


def _explain(claim: VoteClaim, records: Sequence[Record], verdict: Verdict) -> str:
    """Say what the deciding records are, state by state."""
    names = load_registry().states
    parts = []
    for record in records:
        by_vote: dict[str, list[str]] = {}
        for state, vote in record.votes:
            by_vote.setdefault(vote, []).append(names[state].name if state in names else state)
        said = "; ".join(
            f"{_WORDS.get(vote, vote.replace('_', ' '))}: {', '.join(states)}" for vote, states in by_vote.items()
        )
        parts.append(f"{record.symbol} of {record.date}: {said}")
    return f"{verdict.capitalize()}. {'. '.join(parts)}."
