"""What a vote of the General Assembly says of ties, where the page tells whom the resolution is for or against."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

from poleward.coding.claims.votes import NO, YES, UndatedVoteClaim
from poleward.coding.grammar.drafts import Draft, DraftSign, reason
from poleward.coding.grammar.parties import Party

SURENESS = 0.9
"""Our judgement: the page names the resolution elsewhere."""


@dataclass(frozen=True, slots=True)
class Stand:
    """Whom a kind of resolution is for and against (codes), and the words by which news names it."""

    words: tuple[tuple[str, ...], ...]
    favours: str | None
    against: str | None


@cache
def stands() -> tuple[Stand, ...]:
    """Return the shipped kinds of resolutions (data/vote_stands.toml)."""
    text = resources.files("poleward.coding").joinpath("data", "vote_stands.toml").read_text(encoding="utf-8")
    return tuple(
        Stand(tuple(tuple(g) for g in row["words"]), row.get("for"), row.get("against"))
        for row in tomllib.loads(text)["stand"]
    )


def stand_of(texts: Sequence[str]) -> Stand | None:
    """Return the kind of resolution that the first of some texts names, the claim's own words first."""
    for text in texts:
        low = text.lower()
        found = next((s for s in stands() if all(any(w in low for w in group) for group in s.words)), None)
        if found is not None:
            return found
    return None


def with_stand(draft: Draft, claim: UndatedVoteClaim, texts: Sequence[str]) -> Draft:
    """Give a vote claim that says nothing of a tie itself what its resolution says; only a yes or a no says it."""
    if draft.ties or draft.abstained or draft.actor is None or claim.allowed not in ({YES}, {NO}):
        return draft
    stand = stand_of(texts)
    if stand is None:
        return draft
    vote = 1 if claim.allowed == {YES} else -1
    for code, side in ((stand.favours, 1), (stand.against, -1)):
        if code is not None and code != draft.actor.code:
            sign = vote * side
            said = f"vote {'for' if vote > 0 else 'against'} a resolution {'for' if side > 0 else 'against'} {code}"
            draft.ties.append(DraftSign(draft.actor.code, code, sign, reason([said], sign, code)))
    if draft.recipient is None and draft.ties:
        code = draft.ties[0].target
        draft.recipient = Party(
            code, code, None, "state", confidence=SURENESS, word=claim.trigger, how="the resolution's"
        )  # fmt: skip
    return draft
