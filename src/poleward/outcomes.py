"""What a member does at a roll call: one table of outcomes and their codes for every room.

The codes of votes cast rise with support (no, abstain, yes), so that ordinal models and disagreement weights can use
them as they are.
"""

from __future__ import annotations

OUTCOMES = ("no", "abstain", "yes", "not_voting", "not_a_member")
"""The outcomes as the archive has them, in the order of their codes."""

NO, ABSTAIN, YES, NOT_VOTING, NOT_A_MEMBER = range(len(OUTCOMES))

NOT_OBSERVED = -1
"""In arrays: no source says anything, or sources contradict one another."""

CODES = {name: code for code, name in enumerate(OUTCOMES)}
"""Outcome to code."""

CAST = OUTCOMES[:NOT_VOTING]
"""The outcomes of one who voted."""
