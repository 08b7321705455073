"""The phrases that `find` looks for, by language: names of states, organisations and bodies, and role words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from poleward.actors.files import read_rows, split_cell
from poleward.actors.fold import FoldedWord, words_of
from poleward.actors.inflect import english_plural, german_adjective, russian_adjective, russian_phrase
from poleward.actors.states import NameForms

STATE_LIKE = frozenset(
    {"state", "demonym", "people", "capital", "city", "metonym", "organisation", "group", "body", "pro", "anti"}
)
ROLE_LIKE = frozenset({"title", "office", "crowd"})
LANGUAGES = ("en", "ru", "fr", "es", "de", "uk", "kk", "ky", "tg", "tk", "uz", "be")
RUSSIAN_READERS = frozenset({"ru", "uk", "kk", "ky", "tg", "uz", "tk", "be"})
CAPITALS_NOT_ALONE = frozenset(
    {
        # as often a person, a university, a saint or another town as a government
        *("victoria", "kingston", "georgetown", "moroni", "saint johns", "saint georges", "santiago", "san jose"),
        *("male", "praia", "sofia", "hamilton", "bern", "wellington", "dili", "gitega", "yaren", "port louis"),
        *("st johns", "st georges", "roseau", "castries", "bridgetown", "lome", "monte carlo", "port of spain"),
    }
)


@dataclass(frozen=True, slots=True)
class PhraseEntry:
    """What a phrase stands for.

    `kind` is one of STATE_LIKE, ROLE_LIKE ('title': an office holder, 'office': a body of state, 'crowd': people),
    'mod' (a word that may stand between a state and a role) or 'none' (a phrase that names no actor).
    `acronym` demands capitals throughout; `proper` is the word that must start with a capital, -1 for none.
    """

    kind: str
    code: str | None
    name: str | None
    role: str | None
    acronym: bool
    proper: int


@dataclass(frozen=True, slots=True)
class Atom:
    """A phrase found at `words[first:last]`."""

    first: int
    last: int
    entry: PhraseEntry


ATTITUDES_RU = {"anti": "анти", "pro": "про"}
"""Kinds of entries that say how somebody stands to a state, and how their Russian words begin: 'антироссийский'."""

_SIMPLE = re.compile("[а-яА-Я]+( [а-яА-Я]+)*")


class Phrases:
    """Phrases by their folded words, matched longest first in one pass over a text."""

    def __init__(self) -> None:
        self._phrases: dict[str, PhraseEntry] = {}
        self._longest: dict[str, int] = {}

    def __len__(self) -> int:
        return len(self._phrases)

    def add(self, forms: Iterable[str], entry_of: EntryMaker) -> None:
        """Add each form that is not there yet: what is added first wins."""
        for form in forms:
            if _SIMPLE.fullmatch(form):  # generated Russian forms, by the ten thousand: no need to cut and fold them
                surfaces = form.split(" ")
                folded = form.lower().split(" ")
            else:
                words = words_of(form)
                surfaces = [w.surface for w in words]
                folded = [w.folded for w in words]
            key = " ".join(folded)
            known = self._phrases.get(key)
            if not key or (known is not None and not known.acronym):
                continue
            entry = entry_of(form, surfaces)
            if known is not None and (entry.acronym or entry.code != known.code):
                continue
            self._phrases[key] = entry  # 'NATO' is also written 'Nato' where its row says so
            if len(folded) > self._longest.get(folded[0], 0):
                self._longest[folded[0]] = len(folded)

    def match(self, words: Sequence[FoldedWord], text: str) -> list[Atom]:
        """Return the phrases found, longest first from the left, in order and without overlap."""
        atoms: list[Atom] = []
        longest, phrases = self._longest, self._phrases
        i, n = 0, len(words)
        while i < n:
            most = longest.get(words[i].folded, 0)
            found = 0
            for size in range(min(most, n - i), 0, -1):
                entry = phrases.get(words[i].folded if size == 1 else " ".join([w.folded for w in words[i : i + size]]))
                if entry is None or not (size == 1 or joined(words, i, i + size, text)):
                    continue
                if _case_allows(entry, words, i, i + size):
                    atoms.append(Atom(i, i + size, entry))
                    found = size
                    break
            i += found or 1
        return atoms


class EntryMaker:
    """Make the entry of a form: acronyms and proper names show in the form's own capitals."""

    __slots__ = ("code", "kind", "name", "role")

    def __init__(self, kind: str, code: str | None = None, name: str | None = None, role: str | None = None) -> None:
        self.kind, self.code, self.name, self.role = kind, code, name, role

    def __call__(self, form: str, surfaces: Sequence[str]) -> PhraseEntry:
        """Return the entry of a form and its words."""
        letters = [c for c in form if c.isalpha()]
        acronym = len(letters) > 1 and all(c.isupper() for c in letters) and len(letters) <= 8
        proper = next((k for k, w in enumerate(surfaces) if w[0].isupper()), -1)
        return PhraseEntry(
            kind=self.kind, code=self.code, name=self.name, role=self.role, acronym=acronym, proper=proper
        )


_GAPS = frozenset(
    {"", " ", "  ", "\n", " \n", "\n ", "\r\n", "\t", "\u00a0", "-", "\u2010", "\u2011", "\u2013", "/", " & "}
    | {"'", "\u2019", "\u02bc", "`", "' ", "\u2019 "}
)
_RARE_GAPS = frozenset({" (", ", ", ". ", " \u2014 ", " \u2013 ", "."})


def gap_joins(gap: str) -> bool:
    """Tell whether the characters between two words can stand inside a name."""
    return gap in _GAPS


def joined(words: Sequence[FoldedWord], first: int, last: int, text: str) -> bool:
    """Tell whether the words stand together, with nothing but blanks, hyphens and apostrophes between them.

    A full stop and blank may follow a shortened word ("St. Lucia"); brackets, commas and dashes only where few
    (names such as "Congo (Brazzaville)" hold them).
    """
    for k in range(first + 1, last):
        gap = text[words[k - 1].end : words[k].start]
        if gap_joins(gap):
            continue
        if gap in _RARE_GAPS and (gap != ". " or len(words[k - 1].folded) <= 2):
            continue
        return False
    return True


def _case_allows(entry: PhraseEntry, words: Sequence[FoldedWord], first: int, last: int) -> bool:
    if entry.acronym:
        return not any(c.islower() for w in words[first:last] for c in w.surface)
    return entry.proper < 0 or not words[first + entry.proper].surface[0].islower()


def _add_states(lexicon: Phrases, names: Sequence[NameForms], language: str) -> None:
    states = {form for row in names if row.language == language and row.kind == "name" for form in row.forms}
    for row in names:
        if row.language != language or row.kind == "published":
            continue
        kind = {"name": "state", "ambiguous": "state", "adjective": "demonym"}.get(row.kind, row.kind)
        make = EntryMaker(kind, row.state)
        forms: list[str] = list(row.forms)
        if row.kind == "capital":
            forms = [f for f in forms if " ".join(w.folded for w in words_of(f)) not in CAPITALS_NOT_ALONE]
        if language == "ru" and row.kind in {"name", "capital", "people"}:
            forms = [x for f in forms for x in russian_phrase(f, plural=row.kind == "people")]
        elif language == "ru" and row.kind == "adjective":
            forms = [x for f in forms for x in russian_adjective(f)]
            for kind, prefix in ATTITUDES_RU.items():
                lexicon.add([prefix + form.lower() for form in forms], EntryMaker(kind, row.state))
        elif language == "de" and row.kind == "adjective":
            forms = [x for f in forms for x in german_adjective(f)]
        elif language == "fr" and row.kind == "demonym":
            forms += [f if f.endswith("s") else f + "s" for f in forms]
        lexicon.add(forms, make)
        if language == "en" and row.kind == "demonym":
            # 'Philippines' is the state, though it is also the plural of 'Philippine'.
            lexicon.add([p for f in forms if (p := english_plural(f)) not in states], EntryMaker("people", row.state))


def _add_organisations(lexicon: Phrases, language: str) -> None:
    kinds = {row["code"]: (row["kind"], row["name"]) for row in read_rows("organisations.tsv")}
    for row in read_rows("organisation_names.tsv"):
        if row["language"] == language:
            kind, name = kinds[row["code"]]
            forms: Iterable[str] = split_cell(row["forms"])
            if language == "ru":
                forms = [x for f in forms for x in russian_phrase(f)]
            lexicon.add(forms, EntryMaker(kind, row["code"], name))
    for row in read_rows("bodies.tsv"):
        if row["language"] == language:
            for form in split_cell(row["forms"]):
                maker = EntryMaker("body", row["actor"], form, row["role"])
                lexicon.add(russian_phrase(form) if language == "ru" else (form,), maker)


def _add_roles(lexicon: Phrases, language: str) -> None:
    kinds = {"title": "title", "body": "office", "people": "crowd", "mod": "mod"}
    for row in read_rows("roles.tsv"):
        if row["language"] == language:
            forms: Iterable[str] = split_cell(row["forms"])
            if language == "ru":
                forms = [x for f in forms for x in russian_phrase(f, plural=True)]
            elif language == "en" and row["class"] == "title":
                forms = [*forms, *(f + "s" for f in forms if not f.endswith("s"))]
            lexicon.add((f.lower() for f in forms), EntryMaker(kinds[row["class"]], role=row["role"] or None))


def load_lexicon(language: str, names: Sequence[NameForms]) -> Phrases:
    """Return the phrases for texts in a language: its own first, then English, with Russian beside its neighbours'."""
    order = [language] if language != "en" else []
    if language in RUSSIAN_READERS and language != "ru":
        order.append("ru")
    lexicon = Phrases()
    for row in read_rows("not_actors.tsv"):
        lexicon.add(split_cell(row["forms"]), EntryMaker("none"))
    for chosen in [*order, "en"]:
        _add_states(lexicon, names, chosen)
        _add_organisations(lexicon, chosen)
        _add_roles(lexicon, chosen)
    return lexicon
