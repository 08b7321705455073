"""Which English words of a Russian clause govern what, and how small words hang on theirs."""

from __future__ import annotations

from poleward.coding.languages.russian.tokens import DETERMINERS

NAMING = frozenset({"call", "consider", "describe"})
STATES = frozenset({"country", "republic", "state"})
LOOSE = frozenset({"в", "во", "на", "по", "к", "над", "о", "об", "за"})
AUXILIARIES = {"not": "neg", "be": "auxpass", "allegedly": "advmod"}
"""How a word that waits for its verb hangs on it; others are auxiliaries."""
WILLING = frozenset({"intend", "plan", "want", "refuse", "try", "stop", "begin", "expect"})
"""Verbs without an object of their own: what stands before them is that of their infinitive."""
LISTING = frozenset({"and", "or", "nor"})
"""Conjunctions of lists: 'а' and 'но' begin another thought."""
MOVING = frozenset({"summon", "send", "invite", "travel", "arrive", "return", "hand", "deliver", "withdraw", "recall"})
"""Verbs that lead somewhere: what stands behind their 'в' is no one who acts."""
SIDES = {"against": "oppose", "for": "support"}
"""Prepositions that, without a verb, say what somebody does."""
QUOTES = frozenset({"«", "»", '"', "“", "”"})
ASKED = frozenset({"demand", "call", "request", "proposal", "offer", "appeal", "ultimatum"})
"""Nouns whose infinitive somebody else is to do."""
COPULAS = frozenset({"be", "become", "remain"})


def link_of(modifier: str) -> str:
    """Return how a word before a noun hangs on it."""
    if modifier in {"our", "its", "his", "their"}:
        return "poss"
    return "det" if modifier in DETERMINERS else "amod"
