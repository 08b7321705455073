"""What an actor named in another language is called in English, as news write it: 'Mali', 'Malian', 'Moscow'."""

from __future__ import annotations

from functools import cache

from poleward.actors import Mention
from poleward.actors.files import read_rows, split_cell

LONGEST_ACRONYM = 6
"""Letters of an organisation's code that news use as a name: 'ECOWAS'."""
ADJECTIVE_OF_STATE = "adjective of the state"
CAPITAL = "capital"
"""What the registry says of a mention by a state's adjective, and how it begins for a capital."""


@cache
def english_forms() -> dict[str, dict[str, str]]:
    """Return an English form of states by code and kind ('name', 'demonym', 'capital').

    The first, or a second that is part of it: 'Russia', not 'Russian Federation'.
    """
    out: dict[str, dict[str, str]] = {}
    for row in read_rows("state_names.tsv"):
        if row["language"] == "en":
            first, *others = split_cell(row["forms"])
            short = next((other for other in others[:1] if other in first), first)
            out.setdefault(row["state"], {}).setdefault(row["kind"], short)
    return out


def state_in_english(mention: Mention) -> str | None:
    """Return the English of a state by name, adjective or capital; None for other actors and for its offices."""
    forms = english_forms().get(mention.code or "")
    if forms is None or "name" not in forms or mention.kind != "state":
        return None
    if mention.how == ADJECTIVE_OF_STATE:
        return forms.get("demonym", forms["name"])
    if mention.how.startswith(CAPITAL):
        return forms.get("capital", forms["name"])
    return None if mention.role else forms["name"]


def is_acronym(code: str, kind: str) -> bool:
    """Whether news call an organisation by its code: 'ECOWAS', 'EU'."""
    return kind == "organisation" and code.isalpha() and len(code) <= LONGEST_ACRONYM
