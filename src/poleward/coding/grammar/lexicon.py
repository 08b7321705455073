"""The coder's reviewed word lists, read once from `coding/data`; each file's head says what its columns mean."""

from __future__ import annotations

import datetime as dt
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import resources

from poleward.actors.inflect import russian_phrase


@dataclass(frozen=True, slots=True)
class Verb:
    """One reading of a verb: see the head of data/verbs.tsv."""

    lemma: str
    kind: str
    sign: int
    type: str | None
    mode: str | None
    slots: tuple[str, ...]
    flips: bool
    channel: str
    domain: str


@dataclass(frozen=True, slots=True)
class Noun:
    """One reading of a noun: see the head of data/nouns.tsv. None for a role that the noun does not have."""

    lemma: str
    kind: str
    agent: int | None
    patient: int | None
    modifier: str
    patient_slots: tuple[str, ...]
    agent_slots: tuple[str, ...]
    type: str | None
    mode: str | None
    needs: tuple[str, ...]
    channel: str
    domain: str


@dataclass(frozen=True, slots=True)
class Operator:
    """A word that governs another act: see the head of data/operators.tsv."""

    lemma: str
    kind: str
    sign: int
    flags: frozenset[str]
    control: str
    type: str | None


@dataclass(frozen=True, slots=True)
class Quality:
    """A judgement of a tie: see the head of data/qualities.tsv."""

    lemma: str
    kind: str
    sign: int
    domain: str


@dataclass(frozen=True, slots=True)
class Territory:
    """A territory that one state holds or claims and another backs."""

    names: tuple[str, ...]
    sovereign: str
    patron: str | None
    since: dt.date


@dataclass(frozen=True, slots=True)
class Rite:
    """A rite of one state's power: known by one word of each group in `all`."""

    all: tuple[tuple[str, ...], ...]
    state: str


@dataclass(frozen=True, slots=True)
class Camp:
    """A set phrase for a camp."""

    phrase: str
    prepositions: tuple[str, ...]
    near: tuple[str, ...]
    far: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Lexicon:
    """All word lists, by lemma."""

    verbs: dict[str, tuple[Verb, ...]]
    nouns: dict[str, tuple[Noun, ...]]
    operators: dict[tuple[str, str], tuple[Operator, ...]]
    qualities: dict[tuple[str, str], Quality]
    cues: dict[str, dict[str, str]]
    territories: dict[str, Territory]
    rites: tuple[Rite, ...]
    camps: tuple[Camp, ...]

    def is_verb(self, lemma: str) -> bool:
        """Whether any list has the verb."""
        return lemma in self.verbs or ("verb", lemma) in self.operators or ("verb", lemma) in self.qualities


def _rows(name: str) -> Iterator[dict[str, str]]:
    text = resources.files("poleward.coding").joinpath("data", name).read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    header = lines[0].split("\t")
    for line in lines[1:]:
        yield dict(zip(header, line.split("\t"), strict=True))


def _optional(cell: str) -> str | None:
    return None if cell == "-" else cell


def _number(cell: str) -> int | None:
    return None if cell == "-" else int(cell)


def _list(cell: str) -> tuple[str, ...]:
    return () if cell == "-" else tuple(cell.split(","))


def _verb(row: dict[str, str]) -> Verb:
    return Verb(
        row["lemma"], row["class"], int(row["sign"]), _optional(row["type"]), _optional(row["mode"]),
        _list(row["slots"]), row["negated"] == "flip", row["channel"], row["domain"],
    )  # fmt: skip


def _noun(row: dict[str, str]) -> Noun:
    return Noun(
        row["lemma"], row["class"], _number(row["agent"]), _number(row["patient"]), row["modifier"],
        _list(row["patient_slots"]), _list(row["agent_slots"]), _optional(row["type"]), _optional(row["mode"]),
        tuple(row["needs"].split("|")) if row["needs"] != "-" else (), row["channel"], row["domain"],
    )  # fmt: skip


@cache
def _word_lists() -> dict[str, frozenset[str]]:
    text = resources.files("poleward.coding").joinpath("data", "words.toml").read_text(encoding="utf-8")
    return {name: frozenset(entry["words"].split()) for name, entry in tomllib.loads(text).items()}


def words(name: str) -> frozenset[str]:
    """Return the closed list `name` of data/words.toml."""
    return _word_lists()[name]


@cache
def participles() -> dict[str, str]:
    """Return participles that parsers take for adjectives, with their verbs."""
    return dict(pair.split(":") for pair in words("participles"))


@cache
def roles() -> dict[str, str]:
    """Return the role that each head noun of data/roles.toml gives to the state beside it."""
    text = resources.files("poleward.coding").joinpath("data", "roles.toml").read_text(encoding="utf-8")
    return {word: entry["name"] for entry in tomllib.loads(text)["role"] for word in entry["words"].split()}


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    text = resources.files("poleward.coding").joinpath("data", "patterns.toml").read_text(encoding="utf-8")
    return {
        name: re.compile(entry["pattern"], re.IGNORECASE if entry["any_case"] else 0)
        for name, entry in tomllib.loads(text).items()
    }


def surface_pattern(name: str) -> re.Pattern[str]:
    """Return the surface pattern `name` of data/patterns.toml."""
    return _patterns()[name]


@cache
def load_lexicon() -> Lexicon:
    """Return the shipped word lists."""
    verbs: dict[str, tuple[Verb, ...]] = {}
    for row in _rows("verbs.tsv"):
        verbs[row["lemma"]] = (*verbs.get(row["lemma"], ()), _verb(row))
    nouns: dict[str, tuple[Noun, ...]] = {}
    for row in _rows("nouns.tsv"):
        nouns[row["lemma"]] = (*nouns.get(row["lemma"], ()), _noun(row))
    operators: dict[tuple[str, str], tuple[Operator, ...]] = {}
    for row in _rows("operators.tsv"):
        key = (row["class"], row["lemma"])
        operator = Operator(
            row["lemma"], row["class"], int(row["sign"]), frozenset(_list(row["flags"])), row["control"],
            _optional(row["type"]),
        )  # fmt: skip
        operators[key] = (*operators.get(key, ()), operator)
    qualities = {
        (row["class"], row["lemma"]): Quality(row["lemma"], row["class"], int(row["sign"]), row["domain"])
        for row in _rows("qualities.tsv")
    }
    cues: dict[str, dict[str, str]] = {"say": {}, "think": {}, "noun": {}}
    for row in _rows("cues.tsv"):
        cues[row["class"]][row["lemma"]] = row["class"]
    data = tomllib.loads(
        resources.files("poleward.coding").joinpath("data", "territories.toml").read_text(encoding="utf-8")
    )
    territories = {}
    for entry in data["territory"]:
        forms = [form for name in entry.get("russian", ()) for form in russian_phrase(name)]
        territory = Territory((*entry["names"], *forms), entry["sovereign"], entry.get("patron"), entry["since"])
        territories.update({name.lower(): territory for name in territory.names})
    rites = tuple(Rite(tuple(tuple(group) for group in r["all"]), r["state"]) for r in data["rite"])
    camps = tuple(Camp(c["phrase"], tuple(c["prepositions"]), tuple(c["near"]), tuple(c["far"])) for c in data["camp"])
    return Lexicon(verbs, nouns, operators, qualities, cues, territories, rites, camps)
