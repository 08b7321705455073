"""Names of states that tell of no state: a private person, a football team, the place where something was."""

from __future__ import annotations

from poleward.actors import Mention
from poleward.coding.grammar.lexicon import surface_pattern
from poleward.coding.languages.naming import ADJECTIVE_OF_STATE
from poleward.coding.languages.russian.tokens import cases_of_name

FARTHEST = 50
"""Characters before a name in which the word that it belongs to is looked for: two long words."""

_PERSON_RU, _FROM_RU = surface_pattern("private_person_ru"), surface_pattern("private_from_ru")
_PUBLIC_FR, _PUBLIC_RU = surface_pattern("public_noun_fr"), surface_pattern("public_noun_ru")
_SECOND_HALF_RU = surface_pattern("second_half_ru")
_IN_RU, _THEY_RU = surface_pattern("in_ru"), surface_pattern("they_do_ru")
_THEY_BEFORE_RU = surface_pattern("they_did_in_ru")


def is_private(text: str, m: Mention, language: str) -> bool:
    """Whether a mention in a French or Russian text tells of what is not the state's: a Briton is not Britain."""
    if language == "ru" and (
        (m.role == "society" and _PERSON_RU.match(m.surface))
        or _FROM_RU.search(text, max(0, m.start_at - FARTHEST), m.start_at)
        or _is_place(text, m)
    ):
        return True
    if m.how != ADJECTIVE_OF_STATE or language not in {"fr", "ru"}:
        return False
    if language == "fr":
        return _PUBLIC_FR.search(text, max(0, m.start_at - FARTHEST), m.start_at) is None
    second = _SECOND_HALF_RU.match(text, m.end_at)
    return _PUBLIC_RU.match(text, second.end() if second else m.end_at) is None


def _is_place(text: str, m: Mention) -> bool:
    """Whether a Russian name only says where: 'в Мали' in the locative, unless 'there they say' or demand something."""
    before = max(0, m.start_at - FARTHEST)
    if m.role is not None or m.kind != "state" or not _IN_RU.search(text, before, m.start_at):
        return False
    found = {case.lower() for case in cases_of_name(m.surface, m)}
    if "l" not in found or "a" in found:
        return False
    return not (_THEY_RU.match(text, m.end_at) or _THEY_BEFORE_RU.search(text, before, m.start_at))
