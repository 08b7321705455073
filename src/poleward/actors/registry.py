"""The registry: names to dated codes, or "unresolved"."""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Mapping
from functools import cache

from poleward.actors.context import load_given_names
from poleward.actors.finder import CutText, find_actors, to_mention
from poleward.actors.fold import MAX_WORD
from poleward.actors.lexicon import LANGUAGES, RUSSIAN_READERS, Phrases, load_lexicon
from poleward.actors.mention import Mention
from poleward.actors.naming import add_people
from poleward.actors.organisations import Membership, Organisation, OrganisationIndex
from poleward.actors.people import People, Person, load_people
from poleward.actors.phones import sound_score
from poleward.actors.states import NameForms, State, StateIndex

MAX_CACHED_DAYS = 20_000
"""Days whose members are kept: a bound on memory, more than fifty years."""
SAME_CITY = 0.8
"""Sound score from which a lone name is a city of the registry ("Issium" for Izium)."""
MAX_TEXT = 2_000_000
"""Characters of a text in which names are looked for: a bound on time."""


_CYRILLIC = re.compile("[\u0400-\u052f]")


class Registry:
    """States, organisations and people, each with the days on which a name stands for them."""

    def __init__(self, states: StateIndex, organisations: OrganisationIndex, people: People) -> None:
        self.people = people
        self._states = states
        self._organisations = organisations
        self.memberships: tuple[Membership, ...] = organisations.memberships
        self._by_organisation: dict[str, list[Membership]] = defaultdict(list)
        self._lexicons: dict[str, Phrases] = {}
        self._given = load_given_names()
        self._cache: dict[tuple[str, dt.date], frozenset[str]] = {}
        for membership in self.memberships:
            self._by_organisation[membership.organisation].append(membership)

    @property
    def states(self) -> dict[str, State]:
        """Every state of the registry by its code, historic ones and some non-members included."""
        return self._states.states

    @property
    def organisations(self) -> Mapping[str, Organisation]:
        """Every organisation and group of the registry by its code."""
        return self._organisations.organisations

    def organisation(self, name_or_code: str) -> str | None:
        """Return the code of the organisation or group with this code, name or abbreviation, in any case.

        None when it is unknown. A state's code can be an organisation's abbreviation too ("NAM"): ask `state` first
        where either is meant.

        >>> load_registry().organisation("ecowas"), load_registry().organisation("Arab League")
        ('ECOWAS', 'LAS')
        """
        return self._organisations.find(name_or_code)

    def resolve(self, name: str, *, on: dt.date | None = None, context: str = "") -> Mention:
        """Return who one name alone stands for; `context` is text around it that may settle it.

        Offsets are those of the name itself. The kind is "unresolved" where the name could be another's.
        """
        whole = f"{name}\n\n{context}" if context else name
        found = [m for m in self.find(whole, on=on) if m.end_at <= len(name)]
        if found:
            return max(found, key=lambda m: (m.code is not None, m.end_at - m.start_at))

        def alone(code: str | None, called: str | None, confidence: float, how: str) -> Mention:
            return Mention(
                start_at=0, end_at=len(name), surface=name, code=code, name=called,
                kind="unresolved" if code is None else "state", role=None, confidence=confidence, how=how,
            )  # fmt: skip

        state = self.state(name, on=on)
        if state is not None:
            return alone(state, self.states[state].name, 0.9, "name or code of a state")
        city = self._city(name)
        if city is not None:
            place, code = city
            return alone(code, place, 0.4, f"a city of the state: {place}")
        return alone(None, None, 0.0, "not in the registry")

    def _city(self, name: str) -> tuple[str, str] | None:
        """Return the city whose name sounds like this one and its state; None when none does, or more than one."""
        scored = [
            (sound_score(name, form), form, row.state)
            for row in self._states.names
            if row.kind == "city"
            for form in row.forms
        ]
        near = sorted((s for s in scored if s[0] >= SAME_CITY), reverse=True)
        if len(name) > MAX_WORD or not near or len({state for score, _, state in near if score == near[0][0]}) > 1:
            return None
        return near[0][1], near[0][2]

    def expand(self, code: str, on: dt.date) -> frozenset[str]:
        """Return the states that a code stands for on a day: a state itself, an organisation's or group's members.

        Empty where the registry knows no members ("WEST": a question's own poles say whom it means).
        """
        return frozenset({code}) if code in self.states else self.members_of(code, on)

    def _lexicon(self, language: str) -> Phrases:
        """Return the phrases for a language, made once; languages without their own are read as English."""
        language = language if language in LANGUAGES else "en"
        if language not in self._lexicons:
            self._lexicons[language] = load_lexicon(language, self._states.names)
        return self._lexicons[language]

    @property
    def state_names(self) -> tuple[NameForms, ...]:
        """Every form of every state's name, demonym and metonym, by language and kind."""
        return self._states.names

    def find(self, text: str, *, on: dt.date | None = None, language: str = "en") -> list[Mention]:
        """Return the actors that a text names, in order and without overlap, with offsets into the text.

        Parameters
        ----------
        text
            A sentence or a page. Longer than 2,000,000 characters, only the beginning is read.
        on
            The day of the text; offices and old names are read as of that day. None: today's bearers.
        language
            ISO 639-1 code of the text; English names are found in any.
        """
        text = text[:MAX_TEXT]
        if language not in RUSSIAN_READERS and _CYRILLIC.search(text):
            language = "ru"
        scene = CutText(text, self._lexicon(language), self._states, self._given, on, language)
        spans = add_people(scene, find_actors(scene), self.people, on)
        return [to_mention(scene, span) for span in spans]

    def state(self, name_or_code: str | int, *, on: dt.date | None = None) -> str | None:
        """Return the ISO3 code that a name, ISO3 or ISO2 code or Correlates of War number stands for on a day.

        Without a day, an old name stands for its last bearer. None when it is unknown or no state.
        """
        return self._states.find(name_or_code, on)

    def is_un_member(self, state: str, on: dt.date) -> bool:
        """Tell whether the state (ISO3) held a seat in the United Nations on that day."""
        return state in self.members(on)

    def members(self, on: dt.date) -> frozenset[str]:
        """Return the states (ISO3) that held a seat in the United Nations on that day."""
        return self.members_of("UN", on)

    def members_of(self, organisation: str, on: dt.date) -> frozenset[str]:
        """Return the full members (ISO3) of an organisation or group, by its code, on that day.

        A state counts from the first day on which it was a member for certain; one that is suspended does not count.
        Empty when the registry has no list.

        >>> sorted(load_registry().members_of("AES", dt.date(2025, 1, 1)))
        ['BFA', 'MLI', 'NER']
        """
        key = (organisation, on)
        found = self._cache.get(key)
        if found is None:
            rows = self._by_organisation.get(organisation, ())
            found = frozenset(m.state for m in rows if m.status == "member" and m.span.covers(on))
            if len(self._cache) >= MAX_CACHED_DAYS:
                self._cache.clear()
            self._cache[key] = found
        return found

    def memberships_of(self, state: str, on: dt.date) -> tuple[Membership, ...]:
        """Return a state's memberships and other seats (observer, associate, suspended) on that day, by organisation.

        >>> [m.organisation for m in load_registry().memberships_of("CHE", dt.date(1990, 1, 1))]
        ['COE', 'EFTA', 'OECD', 'OSCE']
        """
        return self._organisations.of(state, on)

    def heads(self, state: str, role: str, on: dt.date) -> tuple[Person, ...]:
        """Return who held a state's office that day: `role` is one of ROLES, 'head of state' or 'head of government'.

        Two where the sources leave open on which day one followed the other; empty where nobody is known. A president
        who leads the government too is head of state alone here.

        >>> [p.name for p in load_registry().heads("NER", "head of state", dt.date(2024, 1, 1))]
        ['Abdourahame Tiani']
        """
        offices = [(o, p) for p in self.people.persons for o in p.offices if (o.actor, o.role) == (state, role)]
        held = [p for o, p in offices if o.span.covers(on)] or [p for o, p in offices if o.possible.covers(on)]
        return tuple(dict.fromkeys(held))


@cache
def load_registry() -> Registry:
    """Return the registry of the package's dated data files; read once per process."""
    return Registry(StateIndex.load(), OrganisationIndex.load(), load_people())
