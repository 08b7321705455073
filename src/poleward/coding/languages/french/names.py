"""What the actors of a French sentence are called in its English."""

from __future__ import annotations

from poleward.actors import Mention
from poleward.coding.languages.french import words
from poleward.coding.languages.french.english import Name, in_english
from poleward.coding.languages.inflecting import plural_of
from poleward.coding.languages.naming import ADJECTIVE_OF_STATE, is_acronym, state_in_english


def name_of(mention: Mention, start: int) -> Name:
    """Return the English of a mention that begins at `start`.

    An office keeps its words, with the state's adjective among them: 'ministre malien' is 'Malian minister'.
    """
    end = start + mention.end_at - mention.start_at
    code = mention.code or ""
    if (state := state_in_english(mention)) is not None:
        people = mention.how == ADJECTIVE_OF_STATE and mention.surface[:1].isupper()
        if people:  # 'les Américains'
            return Name(start, end, state if state.endswith(("se", "sh", "ch")) else plural_of(state), article=True)
        return Name(start, end, state, adjective=mention.how == ADJECTIVE_OF_STATE)
    if is_acronym(code, mention.kind) and mention.role is None:
        return Name(start, end, code, article=True, body=True)
    if mention.kind == "group" and mention.role is None and mention.name is not None and mention.name.isascii():
        return Name(start, end, mention.name.removeprefix("the "), article=True)
    first = mention.surface.split()[0].lower()
    office = mention.surface[:1].islower() or (
        mention.role is not None and (first in words.nouns() or first in words.phrases() or first in words.adjectives())
    )
    if office or (
        mention.surface[:1].isupper()
        and " " in mention.surface
        and mention.role is not None
        and mention.kind == "state"
    ):
        low = mention.surface[:1].lower() + mention.surface[1:]
        return Name(start, end, " ".join(p.text for p in in_english(low)), article=True)
    return Name(start, end, mention.surface)
