"""People: dated offices, and the matching of a name in a text by sound, role, state and context together."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from poleward.actors.files import parse_interval, read_rows, split_cell
from poleward.actors.fold import fold, words_of
from poleward.actors.inflect import russian_adjective, russian_noun
from poleward.actors.phones import skeletons, sound_score
from poleward.actors.states import DaysInForce

SURE, LIKELY, POSSIBLE = 0.97, 0.85, 0.72
"""Sound scores from which a surname is the same, is another spelling of it, or needs role and state in support."""

_HONORIFICS = frozenset({"mr", "mrs", "ms", "dr", "sir", "lady", "lord"})


@dataclass(frozen=True, slots=True)
class Office:
    """An office of a person: the role, for whom, and when; days are those in the row's source.

    `span` are the days that are certain, `possible` those on which it may have been held: a published list can leave
    the last day open.
    """

    role: str
    actor: str
    span: DaysInForce
    possible: DaysInForce
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Person:
    """A person: full name, surname, state (or organisation), whether the surname is common, spellings, offices.

    `listed` persons come from published lists of office holders: their surname alone names nobody.
    """

    name: str
    surname: str
    state: str
    common: bool
    spellings: tuple[str, ...]
    cyrillic: tuple[str, ...]
    sources: tuple[str, ...]
    offices: tuple[Office, ...]
    listed: bool = False

    def office_on(self, day: dt.date | None) -> Office | None:
        """Return the office held on that day; without a day, the last one; None between and after offices."""
        if day is None:
            return max(
                self.offices, key=lambda o: (o.span.until or dt.date.max, o.span.since or dt.date.min), default=None
            )
        held = [o for o in self.offices if o.span.covers(day)] or [o for o in self.offices if o.possible.covers(day)]
        return max(held, key=lambda o: o.span.since or dt.date.min, default=None)


@dataclass(frozen=True, slots=True)
class NameHints:
    """What the surroundings say of a name: a role or None, the state it stands with or None, states of the text."""

    role: str | None = None
    state: str | None = None
    states: frozenset[str] = frozenset()
    known: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class FoundPerson:
    """A person found: who, how sure, and what decided."""

    person: Person
    confidence: float
    how: str


@dataclass(frozen=True, slots=True)
class _Index:
    """Numbers of persons by the forms and the sounds of their surnames, and each person's given names."""

    forms: dict[str, set[int]]
    sounds: dict[str, set[tuple[int, str]]]
    givens: list[frozenset[str]]


@dataclass
class People:
    """Persons, found by the forms and sounds of their surnames."""

    persons: tuple[Person, ...]

    @cached_property
    def _index(self) -> _Index:
        """Made when the first name is looked up: most questions name no person."""
        index = _Index(defaultdict(set), defaultdict(set), [])
        for n, person in enumerate(self.persons):
            surnames, givens = _parts(person)
            index.givens.append(givens)
            for surname in surnames:
                index.forms[surname].add(n)
                for key in skeletons(surname):
                    if len(key) > 1:
                        index.sounds[key].add((n, surname))
        return index

    def may_name(self, word: str) -> bool:
        """Tell quickly whether a folded word may be a surname of someone here."""
        return word in self._index.forms or any(key in self._index.sounds for key in skeletons(word))

    def match(self, names: Sequence[str], hints: NameHints, on: dt.date | None) -> FoundPerson | None:
        """Return the person that a name stands for, or None: unresolved.

        `names` are the words of the name as written, the surname among them. Unlike words rule a person out; a
        surname that only sounds alike, a common one, or one without a given name needs the role or the state as
        well. Of several persons the one with the better score, then the one in office, is taken; a draw is None.
        """
        folded = [f for f in (fold(n) for n in names) if f and f not in _HONORIFICS]
        nearest: dict[int, tuple[float, int]] = {}
        for at, word in enumerate(folded):
            for n in self._index.forms.get(word, ()):
                nearest[n] = (1.0, at)
            for key in skeletons(word):
                for n, surname in self._index.sounds.get(key, ()):
                    if nearest.get(n, (0.0, 0))[0] < 1.0:
                        nearest[n] = max(nearest.get(n, (0.0, 0)), (_alike(word, surname), at))
        ranked = sorted(
            (
                (found.confidence, self._in_office(n, hints, on), n, found)
                for n, (score, at) in nearest.items()
                if score >= POSSIBLE and (found := self._weigh(n, folded, score, at, hints, on))
            ),
            key=lambda item: (-item[0], -item[1], item[2]),
        )
        if not ranked:
            return None
        if len(ranked) > 1 and ranked[0][:2] == ranked[1][:2]:
            return None
        return ranked[0][3]

    def _in_office(self, n: int, hints: NameHints, on: dt.date | None) -> int:
        person = self.persons[n]
        office = person.office_on(on)
        return (
            (person.name in hints.known) * 4
            + (hints.role is not None and _agrees(person, hints.role, on)) * 2
            + (office is not None)
        )

    def _weigh(
        self, n: int, words: Sequence[str], surname: float, at: int, hints: NameHints, on: dt.date | None
    ) -> FoundPerson | None:
        person = self.persons[n]
        others = [w for i, w in enumerate(words) if i != at]
        in_role = hints.role is not None and _agrees(person, hints.role, on)
        in_state = (
            person.state in hints.states
            or hints.state == person.state
            or any(o.actor in hints.states for o in person.offices)
        )
        if (
            hints.state is not None
            and hints.state != person.state
            and all(o.actor != hints.state for o in person.offices)
        ):
            return None
        if person.name in hints.known and surname >= LIKELY and not others:
            return FoundPerson(person, 0.9, "surname of a person named in full nearby")
        if others:
            return self._with_given_name(n, others, surname, hints.role, in_role, in_state)
        if surname == 1.0 and not person.common and not person.listed:
            return FoundPerson(person, 0.9 if in_state or in_role else 0.75, "surname")
        in_office = in_role and (on is None or person.office_on(on) is not None)
        if surname == 1.0 and in_office and in_state:
            return FoundPerson(person, 0.85, "surname with role and state")
        if surname == 1.0 and in_office and not person.common:
            return FoundPerson(person, 0.8, "surname with role")
        if (
            surname >= LIKELY
            and not person.common
            and in_state
            and (in_role or (hints.role is None and hints.state == person.state and not person.listed))
        ):
            return FoundPerson(person, 0.75, "surname by sound, with role and state")
        return None

    def _with_given_name(
        self, n: int, others: Sequence[str], surname: float, role: str | None, in_role: bool, in_state: bool
    ) -> FoundPerson | None:
        person = self.persons[n]
        scores = [max((_alike(w, g) for g in self._index.givens[n]), default=0.0) for w in others]
        given, weakest = max(scores), min(scores)
        initial = any(len(w) == 1 and any(g.startswith(w) for g in self._index.givens[n]) for w in others)
        if given < POSSIBLE and not initial:
            return None
        if len(others) > 1 and weakest < 0.5 and not _patronymic(others):
            return None
        exact = surname == 1.0 and given == 1.0
        seldom = person.common or all(o.role in _SELDOM_NAMED for o in person.offices)
        if not in_role and ((role is not None and (person.common or not exact)) or (seldom and not exact)):
            return None  # the text gives another role, or the name only sounds alike and could be anyone's
        if person.listed and person.common and not in_role and not in_state:
            return None
        if exact:
            return FoundPerson(person, 0.97 if in_role or in_state else (0.8 if person.common else 0.95), "full name")
        support = in_role + in_state
        if surname >= LIKELY and given >= LIKELY and (support or surname >= SURE):
            return FoundPerson(person, 0.85, "full name by sound" + ", with role or state" * bool(support))
        if surname >= POSSIBLE and given >= POSSIBLE and support == 2:
            return FoundPerson(person, 0.7, "full name by sound, with role and state")
        return None


def _agrees(person: Person, role: str, on: dt.date | None) -> bool:
    """Tell whether a role in the text can be the person's: the office held, a government post for any of them."""
    offices = [o for o in person.offices if on is None or o.possible.covers(on)] or list(person.offices)
    roles = {o.role for o in offices}
    return role in roles or bool(roles & _KIN.get(role, frozenset()))


_OFFICIALS = frozenset(
    {"head of state", "head of government", "foreign minister", "defence minister", "government", "diplomat"}
)
_KIN = {
    "government": _OFFICIALS | {"spokesperson", "intelligence"},
    "diplomat": frozenset({"foreign minister", "diplomat", "government"}),
    "foreign minister": frozenset({"diplomat"}),
    "head of state": frozenset({"head of government"}),
    "head of government": frozenset({"head of state", "government"}),
    "spokesperson": frozenset({"diplomat", "government"}),
    "expert": frozenset({"education", "media"}),
    "education": frozenset({"expert"}),
    "military": frozenset({"defence minister"}),
    "media": frozenset({"expert"}),
}


_SELDOM_NAMED = frozenset({"expert", "media", "business", "education"})


def _patronymic(words: Collection[str]) -> bool:
    return any(w.endswith(("ovich", "evich", "ovna", "evna", "ович", "евич", "овна", "евна")) for w in words)


@lru_cache(maxsize=200_000)
def _alike(a: str, b: str) -> float:
    if abs(len(a) - len(b)) > 5:
        return 0.0
    return 1.0 if a == b else min(0.999, sound_score(a, b))


def _parts(person: Person) -> tuple[frozenset[str], frozenset[str]]:
    """Return the folded words that may stand for the surname, and for given names, in every spelling."""
    own = [w.folded for w in words_of(person.surname)]
    first = person.name.startswith(person.surname)
    surnames: set[str] = set()
    givens: set[str] = set()
    for spelling in (person.name, *person.spellings):
        words = [w.surface for w in words_of(spelling)]
        at = _place(words, own, first)
        cut = words[at : at + len(own)]
        surnames.add(fold(cut[-1]))
        surnames.add(fold("".join(cut)))
        givens.update(fold(w) for w in (*words[:at], *words[at + len(own) :]))
        givens.update(fold(w) for w in cut[:-1])
    for spelling in person.cyrillic:
        words = [w.surface for w in words_of(spelling)]
        last = words[0] if first else words[-1]
        surnames.update(fold(form) for form in _cases(last))
        givens.update(fold(form) for w in words if w != last for form in _cases(w))
    return frozenset(surnames - {""}), frozenset(givens - {""})


def _place(words: Sequence[str], surname: Sequence[str], first: bool) -> int:
    """Return where the surname stands in a spelling: where its words are, else at the start or the end."""
    folded = [fold(w) for w in words]
    for at in range(len(words) - len(surname), -1, -1):
        if folded[at : at + len(surname)] == list(surname):
            return at
    return 0 if first else max(0, len(words) - len(surname))


def _cases(name: str) -> tuple[str, ...]:
    if name.endswith(("ский", "цкий", "ный", "ная")):
        return russian_adjective(name)
    if name.endswith(("ов", "ев", "ёв", "ин", "ын")):
        return (name, *(name + e for e in ("а", "у", "ым", "е")))
    if name.endswith(("ова", "ева", "ёва", "ина")):
        return (name, *(name[:-1] + e for e in ("ой", "у")))
    return russian_noun(name)


def load_people() -> People:
    """Return the people of the package's data files: those kept by hand, then heads from published lists."""
    offices: dict[str, list[Office]] = defaultdict(list)
    for row in read_rows("offices.tsv"):
        offices[row["person"]].append(_office(row["role"], row["actor"], row))
    persons = list(read_rows("persons.tsv"))
    names = {row["name"] for row in persons}
    listed: dict[tuple[str, str], list[dict[str, str]]] = defaultdict(list)
    for row in read_rows("heads.tsv"):
        if row["name"] in names:
            offices[row["name"]].append(_office(row["role"], row["state"], row))
        else:
            listed[row["state"], row["name"]].append(row)
    return People(
        (
            *(
                Person(
                    name=row["name"],
                    surname=row["surname"],
                    state=row["state"],
                    common=row["common_surname"] == "yes",
                    spellings=split_cell(row["spellings"]),
                    cyrillic=split_cell(row["cyrillic"]),
                    sources=split_cell(row["source"]),
                    offices=tuple(offices[row["name"]]),
                )
                for row in persons
            ),
            *(_listed(rows) for rows in listed.values()),
        )
    )


def _office(role: str, actor: str, row: Mapping[str, str]) -> Office:
    since, until = parse_interval(row["since"]), parse_interval(row["until"])
    return Office(
        role,
        actor,
        DaysInForce(since and since[1], until and until[0]),
        DaysInForce(since and since[0], until and until[1]),
        split_cell(row["source"]),
    )


def _listed(rows: Sequence[Mapping[str, str]]) -> Person:
    """Return the person of one or more rows of the table of heads."""
    row = rows[0]
    return Person(
        name=row["name"],
        surname=row["surname"],
        state=row["state"],
        common=any(r["common"] == "yes" for r in rows),
        spellings=tuple(dict.fromkeys(s for r in rows for s in split_cell(r["spellings"]))),
        cyrillic=(),
        sources=tuple(dict.fromkeys(s for r in rows for s in split_cell(r["source"]))),
        offices=tuple(_office(r["role"], r["state"], r) for r in rows),
        listed=True,
    )
