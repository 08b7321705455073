"""States: codes, names, United Nations membership and dated succession."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from dataclasses import dataclass, field

from poleward.actors.files import parse_date, read_rows, split_cell

_APOSTROPHES = str.maketrans("", "", "'’ʻʼ`´‘.")


def name_key(name: str) -> str:
    """Return the form in which names of states and organisations are compared.

    Case, accents, full stops, apostrophes, other punctuation and the word "the" do not count; "&" is "and",
    "St" is "saint".
    """
    if name.isascii() and name.isalnum():
        # One plain word, as event data ask for by the thousand.
        return "saint" if name.lower() == "st" else name.lower()
    bare = "".join(c for c in unicodedata.normalize("NFKD", name.casefold()) if not unicodedata.combining(c))
    bare = bare.translate(_APOSTROPHES).replace("&", " and ")
    words = "".join(c if c.isalnum() else " " for c in bare).split()
    if len(words) > 1:
        words = [w for w in words if w != "the"] or words
    return " ".join("saint" if w == "st" else w for w in words)


_SHORT = {
    "rep": "republic", "dem": "democratic", "fed": "federated", "sts": "states", "isds": "islands", "is": "islands",
    "pr": "peoples republic", "n": "north", "s": "south", "plur": "plurinational", "bolivariana": "bolivarian",
}  # fmt: skip
_LINKS = frozenset({"of", "the", "and", "de"})
_LONG = frozenset(
    {
        *("republic", "democratic", "kingdom", "state", "states", "union", "islamic", "arab", "united", "federal"),
        *("federated", "principality", "plurinational", "bolivarian", "peoples", "commonwealth", "socialist"),
    }
)
_MORE_THAN_ONE = frozenset({"korea", "congo", "china", "viet nam", "vietnam", "yemen", "germany", "guinea", "samoa"})
"""Names that a long form tells apart: "Korea, Rep." is not "Korea, Dem. People's Rep."."""
_UNTIL = re.compile(r"\s{0,5}\((?:\.\.\.\s?\d{4}|[A-Z]{2,6})\)$")
"""What tables write behind a name: until when it was used, or its abbreviation."""


def long_key(name: str) -> str:
    """Return the words of a long form, abbreviations spelled out, in any order.

    "Congo, Dem. Rep." and "Democratic Republic of the Congo" have the same key.
    """
    words = " ".join(_SHORT.get(w, w) for w in name_key(name).split()).split()
    return " ".join(sorted(w for w in words if w not in _LINKS))


@dataclass(frozen=True, slots=True)
class DaysInForce:
    """Days from `since` (None: always) up to, not including, `until` (None: still)."""

    since: dt.date | None
    until: dt.date | None

    def covers(self, day: dt.date) -> bool:
        """Tell whether the day lies in the span."""
        return (self.since is None or self.since <= day) and (self.until is None or day < self.until)


@dataclass(frozen=True, slots=True)
class State:
    """A state or state-like actor: ISO3 code, ISO2 code, Correlates of War number, English name, source keys."""

    code: str
    iso2: str | None
    cow: int | None
    name: str
    sources: tuple[str, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class NameForms:
    """The forms of one kind (name, demonym, adjective, people, capital, metonym) of a state in one language.

    Forms of the kind 'published' are how data sets write a name; they are looked up but not looked for in texts.
    """

    state: str
    language: str
    kind: str
    forms: tuple[str, ...]
    sources: tuple[str, ...]


@dataclass(slots=True)
class StateIndex:
    """Every way to write a state's code or name, with the days on which it stands for which state."""

    states: dict[str, State] = field(default_factory=dict)
    names: tuple[NameForms, ...] = ()
    _dated: dict[tuple[str, str], list[tuple[DaysInForce, str]]] = field(default_factory=dict)
    _plain: dict[tuple[str, str], str] = field(default_factory=dict)
    _long: dict[str, set[str]] = field(default_factory=dict)

    @classmethod
    def load(cls) -> StateIndex:
        """Read the package's data files."""
        index = cls()
        for row in read_rows("states.tsv"):
            state = State(
                code=row["code"],
                iso2=row["iso2"] or None,
                cow=int(row["cow"]) if row["cow"] else None,
                name=row["name"],
                sources=split_cell(row["source"]),
                note=row["note"],
            )
            index.states[state.code] = state
            index._plain[("code", state.code)] = state.code
            if state.iso2:
                index._plain[("iso2", state.iso2)] = state.code
            if state.cow is not None:
                index._plain[("cow", str(state.cow))] = state.code
        index.names = tuple(
            NameForms(r["state"], r["language"], r["kind"], split_cell(r["forms"]), split_cell(r["source"]))
            for r in read_rows("state_names.tsv")
        )
        for forms in index.names:
            if forms.kind in ("name", "published"):
                for form in forms.forms:
                    index._plain.setdefault(("name", name_key(form)), forms.state)
                    index._long.setdefault(long_key(form), set()).add(forms.state)
        for row in read_rows("successions.tsv"):
            given = name_key(row["given"]) if row["kind"] == "name" else row["given"]
            span = DaysInForce(parse_date(row["since"]), parse_date(row["until"]))
            index._dated.setdefault((row["kind"], given), []).append((span, row["state"]))
        return index

    def find(self, name_or_code: str | int, on: dt.date | None = None) -> str | None:
        """Return the ISO3 code that a name, ISO3 or ISO2 code or Correlates of War number stands for on a day.

        Without a day, an old code or name stands for its last bearer, except that the code "YUG" is Yugoslavia itself.
        None when it is unknown.
        """
        if isinstance(name_or_code, int):
            return self._look("cow", str(name_or_code), on)
        given = name_or_code.strip()
        if len(given) > 200 or not given:
            return None
        if given.isdecimal():
            return self._look("cow", str(int(given)), on)
        if len(given) == 2 and given.isalpha() and (found := self._look("iso2", given.upper(), on)):
            return found
        if len(given) == 3 and given.isalnum() and (found := self._look("code", given.upper(), on)):
            return found
        named = self._look("name", name_key(given), on)
        # Event data ask for every word of three letters; no state's name is so short.
        if named or len(given) <= 3:
            return named
        shorter = _UNTIL.sub("", given)
        return self._look("name", name_key(shorter), on) if shorter != given else self._as_published(given)

    def _as_published(self, given: str) -> str | None:
        """Return the state of a name as statistical offices invert and shorten it ("Iran, Islamic Rep."), or None."""
        found = self._long.get(long_key(given), set())
        if len(found) == 1:
            return next(iter(found))
        short, comma, rest = given.partition(",")
        words = set(long_key(rest).split())
        if comma and words and words <= _LONG and name_key(short) not in _MORE_THAN_ONE:
            return self._plain.get(("name", name_key(short)))
        return None

    def _look(self, kind: str, given: str, on: dt.date | None) -> str | None:
        plain = self._plain.get((kind, given))
        dated = self._dated.get((kind, given))
        if not dated:
            return plain
        if on is None:
            return plain if plain and kind == "code" else dated[-1][1]
        for span, state in dated:
            if span.covers(on):
                return state
        return plain
