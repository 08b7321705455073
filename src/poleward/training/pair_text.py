"""Training text for the pair reader from patterns of our own: who does what to whom, with every actor filled in anew.

A line of a pattern file is `LABELS :: SENTENCE` (see training/pairs). Each filling of a line is a sentence with the
places of its actors and the ties between them; all other pairs have no relation. The same files, seed and number of
fillings give the same sentences.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from poleward.actors.files import read_rows, split_cell
from poleward.errors import UnusableInputError
from poleward.training.augment import ENDINGS, OPENINGS, PLACES

LETTERS = {"d": 0, "a": 1, "m": 2, "g": 3, "h": 4, "n": 5, "b": 6, "v": 7}
LEANS = {"0": 0, "+": 1, "-": 2}
"""Classes of the lean: none, closer, more distant."""

FAMILY = (
    "Markov", "Okello", "Varga", "Tanaka", "Haddad", "Silva", "Kovac", "Mbeki", "Nazarov", "Petrosyan", "Lindgren",
    "Castillo", "Rahman", "Pham", "Dvorak", "Popa", "Abdi", "Tessema", "Sarkozi", "Orlov", "Niyazov", "Beridze", "Chen",
    "Duarte", "Keita", "Sithole", "Aung", "Perera", "Jansen", "Moreau", "Yilmaz", "Rossi", "Papadakis", "Novak",
    "Tokaev", "Karimi", "Rahmonov", "Zhou", "Wang", "Suarez", "Mensah", "Diallo", "Hoxha", "Radev", "Gunawan", "Reyes",
)  # fmt: skip
GIVEN = (
    "Andrei", "Amina", "Viktor", "Kenji", "Lina", "Jorge", "Ana", "Thabo", "Nur", "Armen", "Eva", "Luis", "Salma",
    "Minh", "Petr", "Ion", "Fatima", "Abebe", "Oleg", "Giorgi", "Li", "Paulo", "Ibrahim", "Grace", "Min", "Ruwan",
)  # fmt: skip
OFFICES = (
    "President", "Prime Minister", "Foreign Minister", "Defence Minister", "Deputy Foreign Minister", "Premier",
    "Secretary of State", "Ambassador", "Speaker", "Chancellor",
)  # fmt: skip
BODIES = (
    "foreign ministry", "government", "defence ministry", "Foreign Ministry", "presidential administration",
    "parliament",
    "Ministry of Foreign Affairs", "navy", "coast guard", "embassy", "cabinet",
)  # fmt: skip
ORGANISATIONS = (
    "NATO", "the EU", "the European Union", "the CSTO", "the Eurasian Economic Union", "the African Union", "ECOWAS",
    "ASEAN", "the CIS", "the Shanghai Cooperation Organisation", "the OSCE", "BRICS", "the Council of Europe", "the UN",
    "the IMF", "the West", "Europe", "the Arab League", "the Eastern Partnership", "the Moscow-led bloc", "the bloc",
    "the alliance", "the customs union", "the North Atlantic Alliance", "the International Criminal Court",
)  # fmt: skip
NAMED_OFTEN = frozenset({
    "USA", "RUS", "CHN", "GBR", "FRA", "DEU", "UKR", "ISR", "IRN", "TUR", "IND", "PAK", "JPN", "KOR", "PRK", "SAU",
    "SYR", "IRQ", "AFG", "EGY", "LBY", "POL", "HUN", "SRB", "GEO", "ARM", "AZE", "KAZ", "UZB", "KGZ", "TJK", "TKM",
    "BLR", "MDA", "ITA", "ESP", "CAN", "AUS", "BRA", "MEX", "VEN", "CUB", "ARG", "ZAF", "NGA", "ETH", "SDN", "MLI",
    "NER", "PHL", "VNM", "IDN", "TWN", "QAT", "ARE", "JOR", "LBN", "PSE", "GRC", "ROU", "BGR", "FIN", "SWE", "NOR",
    "LTU", "LVA", "EST", "CZE",
})  # fmt: skip
"""States that news names most; they take the place of an actor `OFTEN` times as often as each of the others."""
OFTEN = 5.0
"""A choice made by hand: with it they are about three in four of the states of a sentence."""
HOUSES = frozenset({"House", "Kremlin", "Department", "Pentagon", "Office", "Palace", "Porte"})
"""Last words of seats of government that have an article."""
LONGEST_NAME, MOST_NAMES = 14, 3
"""Characters of a state's name as news writes it, and how many such forms of one state are used."""
ARMED_GROUPS = (
    "the Islamic State", "Islamic State", "Hamas", "Hezbollah", "the PKK", "the Taliban", "al-Qaeda", "Boko Haram",
    "the Houthis", "al-Shabaab", "the FARC",
)  # fmt: skip
NOMINALS = ("the republic", "the country", "it", "its neighbour", "the island nation", "the kingdom", "the former ally")
JOINS = (
    ", while ", ", after ", ", as ", "; ", ". ", ", a day after ", ", and ", ", but ", " - hours before ",
    ", although ", " amid reports that ", ", which came when ", ", days before ", " because ", ", even though ",
)  # fmt: skip
LONGEST_COMPOUND = 420
BREAK = " | "
OPENED, ENDED, BARE = 0.15, 0.32, 0.42
"""Shares, added up, of sentences with an opening, with an ending, and without their articles."""

_OLD_NAME = re.compile(r"\(|SSR|State of|Communist|Red |West |East |Soviet|Federation")
"""States that are no more, and forms that only their own papers use."""
_ARTICLE = re.compile(r"\b(?:the|a|an) ")
_LABEL = re.compile(r"([A-DMOPX])([>=])([A-DMOPX])\s+([A-Z]+)\s+([-+0])\s+([damghnbv])")
_CHOICE = re.compile(r"\[([^\[\]]*)\]")
_SLOT = re.compile(r"\{([A-DMOPX])([~^@&!]|'s|~\.plain|~\.cap|!a)?\}")


Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Tie:
    """What runs between two actors: `lean`, `status` are classes (status -1 unknown), `actor` None where both act."""

    type: str
    lean: int
    status: int
    actor: str | None


@dataclass(frozen=True, slots=True)
class Sample:
    """A sentence, the places of each actor in it by slot, and the ties; two slots without one have no relation."""

    text: str
    places: Mapping[str, Sequence[Span]]
    ties: Mapping[frozenset[str], Tie]


@dataclass(frozen=True, slots=True)
class _State:
    names: tuple[str, ...]
    adjective: str
    capital: str
    seats: tuple[str, ...]
    people: str
    weight: float


def states_of_registry() -> list[_State]:
    """Return the states that have an English name, adjective and capital."""
    found: dict[str, dict[str, tuple[str, ...]]] = {}
    for row in read_rows("state_names.tsv"):
        if row["language"] == "en":
            found.setdefault(row["state"], {}).setdefault(row["kind"], tuple(split_cell(row["forms"])))
    out = []
    for code, forms in found.items():
        adjective = forms.get("demonym") or forms.get("adjective")
        if adjective and "name" in forms and "capital" in forms:
            short = [name for name in forms["name"] if len(name) <= LONGEST_NAME and not _OLD_NAME.search(name)]
            seats = tuple(map(_with_article, (*forms["capital"], *forms.get("metonym", ()))))
            people = forms.get("people", (f"{adjective[0]} people",))[0]
            often = OFTEN if code in NAMED_OFTEN else 1.0
            names = tuple(short[:MOST_NAMES]) or forms["name"][:1]
            out.append(_State(names, adjective[0], forms["capital"][0], seats, people, often))
    return out


def _with_article(seat: str) -> str:
    return f"the {seat}" if seat.split()[-1] in HOUSES else seat


def read_patterns(folder: Path) -> list[tuple[str, str, str]]:
    """Return (labels, sentence, where) of every pattern line of a folder's *.txt.

    Raises
    ------
    UnusableInputError
        A line has no ' :: ', or a label is none.
    """
    out = []
    for file in sorted(folder.glob("*.txt")):
        for n, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
            if not line.strip() or line.startswith("#"):
                continue
            labels, found, text = line.partition(" :: ")
            where = f"{file}, row {n}"
            if not found or (labels != "-" and any(_LABEL.fullmatch(p.strip()) is None for p in labels.split(","))):
                raise UnusableInputError("this is no pattern 'LABELS :: SENTENCE'.", where=where)
            out.append((labels, text, where))
    return out


def fill(patterns: Sequence[tuple[str, str, str]], times: int, chance: random.Random) -> Iterator[Sample]:
    """Yield every pattern that names two actors or more, filled `times` times, each filling once."""
    filler = Filler(chance)
    for labels, text, _ in patterns:
        seen: set[str] = set()
        for _ in range(times):
            plain, places = filler.sentence(text)
            if plain not in seen and len(places) > 1:
                seen.add(plain)
                yield Sample(plain, places, ties_of(labels))


def compound(patterns: Sequence[tuple[str, str, str]], n: int, chance: random.Random) -> Iterator[Sample]:
    """Yield `n` sentences, fewer where too long, that tell two things.

    Pairs across the two have no relation, however strong the words between others are: the hardest of the crowd.
    """
    filler = Filler(chance)
    plain = [k for k, (_, text, _) in enumerate(patterns) if "| " not in text and "..." not in text]
    for _ in range(n):
        one, other = chance.sample(plain, 2)
        first, places = filler.sentence(patterns[one][1])
        second, more = filler.sentence(patterns[other][1])
        lead = first.rstrip(". ") + chance.choice(JOINS)
        if len(lead) + len(second) > LONGEST_COMPOUND:
            continue
        text = lead + (second if lead.endswith(". ") else _lowered(second))
        moved = {slot.lower(): [(a + len(lead), b + len(lead)) for a, b in found] for slot, found in more.items()}
        yield Sample(text, {**places, **moved}, ties_of(patterns[one][0]) | _lower_slots(ties_of(patterns[other][0])))


def unrelated(patterns: Sequence[tuple[str, str, str]], n: int, chance: random.Random) -> Iterator[Sample]:
    """Yield `n` sentences with another before each, fewer where too long; nothing runs between the two."""
    filler = Filler(chance)
    plain = [(labels, text) for labels, text, _ in patterns if "| " not in text and "..." not in text]
    for _ in range(n):
        labels, text = chance.choice(plain)
        first, places = filler.sentence(text)
        second, more = filler.sentence(chance.choice(plain)[1])
        lead = first.rstrip() + BREAK
        if len(lead) + len(second) > LONGEST_COMPOUND or not places or not more:
            continue
        slot = chance.choice(sorted(more))
        moved = [(a + len(lead), b + len(lead)) for a, b in more[slot]]
        yield Sample(lead + second, {**places, slot.lower(): moved}, ties_of(labels))


def varied(sample: Sample, chance: random.Random) -> Sample:
    """Return a sentence with an opening, an ending, or without its articles as a machine translates; or as it is."""
    kind = chance.random()
    if kind < OPENED and BREAK not in sample.text:
        lead = chance.choice(OPENINGS).format(chance.choice(PLACES))
        places = {slot: [(a + len(lead), b + len(lead)) for a, b in found] for slot, found in sample.places.items()}
        return Sample(lead + sample.text, places, sample.ties)
    if kind < ENDED:
        return Sample(sample.text.rstrip(" .") + chance.choice(ENDINGS), sample.places, sample.ties)
    return _bare(sample) if kind < BARE else sample


def _bare(sample: Sample) -> Sample:
    """Return a sentence without the articles that stand outside its actors."""
    spans = [p for found in sample.places.values() for p in found]
    cuts = [
        m.span() for m in _ARTICLE.finditer(sample.text) if not any(a < m.end() and m.start() < b for a, b in spans)
    ]

    def moved(at: int) -> int:
        return at - sum(b - a for a, b in cuts if a < at)

    text, at = "", 0
    for a, b in cuts:
        text, at = text + sample.text[at:a], b
    places = {slot: [(moved(a), moved(b)) for a, b in found] for slot, found in sample.places.items()}
    return Sample(text + sample.text[at:], places, sample.ties)


def ties_of(labels: str) -> dict[frozenset[str], Tie]:
    """Return the ties of a line's labels; of two labels of one pair the first counts, '=' is an act of both."""
    out: dict[frozenset[str], Tie] = {}
    for first, arrow, second, type_, lean, status in _LABEL.findall(labels):
        tie = Tie(type_, LEANS[lean], LETTERS[status], None if arrow == "=" else first)
        out.setdefault(frozenset({first, second}), tie)
    return out


def _lower_slots(ties: Mapping[frozenset[str], Tie]) -> dict[frozenset[str], Tie]:
    return {
        frozenset(slot.lower() for slot in pair): replace(tie, actor=tie.actor.lower() if tie.actor else None)
        for pair, tie in ties.items()
    }


def _lowered(text: str) -> str:
    return text[0].lower() + text[1:] if text.split(" ", 1)[0] in {"The", "A", "An", "In", "No", "Its"} else text


class Filler:
    """Writes actors into patterns, another state or organisation each time."""

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance
        self.states = states_of_registry()
        self.weights = [state.weight for state in self.states]

    def sentence(self, pattern: str) -> tuple[str, dict[str, list[tuple[int, int]]]]:
        """Return a filled sentence and where its actors stand, by slot."""
        chance = self.chance
        while _CHOICE.search(pattern):
            pattern = _CHOICE.sub(lambda m: chance.choice(m.group(1).split("|")), pattern)
        pattern = pattern.replace("{n}", str(chance.randint(2, 90)))
        chosen = dict(zip("ABCDX", self.some(5), strict=True))
        orgs = dict(zip("OP", chance.sample(ORGANISATIONS, 2), strict=True)) | {"M": chance.choice(ARMED_GROUPS)}
        out, at = "", 0
        spans: dict[str, list[tuple[int, int]]] = {}
        for slot in _SLOT.finditer(pattern):
            out = _join(out, pattern[at : slot.start()])
            letter, form = slot.group(1), slot.group(2) or ""
            surface, tail = self.surface(letter, form, chosen, orgs)
            if not out.rstrip() or out.rstrip().endswith((".", "|")):
                surface = surface[:1].upper() + surface[1:]
            if letter in orgs and out.lower().endswith("the "):
                surface = surface.removeprefix("the ")
            spans.setdefault(letter, []).append((len(out), len(out) + len(surface)))
            out += surface + tail
            at = slot.end()
        out = _join(out, pattern[at:]).strip()
        return (out[:-1] if out.endswith("..") and not out.endswith("...") else out), spans

    def some(self, n: int) -> list[_State]:
        """Return `n` different states, those that news names often more often."""
        out: list[_State] = []
        while len(out) < n:
            state = self.chance.choices(self.states, self.weights)[0]
            if state not in out:
                out.append(state)
        return out

    def bystander(self, form: str) -> str:
        """Return a state as the form of a slot asks: '!' its name, '~' its adjective, '^' its capital."""
        state = self.some(1)[0]
        return {"!": self.chance.choice(state.names), "~": state.adjective, "^": state.capital}[form]

    def surface(self, letter: str, form: str, chosen: dict[str, _State], orgs: dict[str, str]) -> tuple[str, str]:
        """Return how an actor is written, and what follows unmarked."""
        chance = self.chance
        if letter in orgs:
            return orgs[letter], ""
        state = chosen[letter]
        name = chance.choice(state.names)
        if form in {"!", "!a"}:
            return name, ""
        if form == "'s":
            base = chance.choices((name, state.capital, "the republic"), (8, 2, 0.4))[0]
            return base, "'" if base.endswith("s") else "'s"
        if form in {"~", "~.plain"}:
            return state.adjective, ""
        if form in {"^", "~.cap"}:
            return (state.capital, "") if chance.random() < 0.8 else (name, "")
        if form == "&":
            body = chance.choice(BODIES)
            options = [f"the {state.adjective} {body}", f"{name}'s {body}", f"{state.capital}'s {body}"]
            return chance.choice(options), ""
        if form == "@":
            return self.person(state, name), ""
        kinds = ("name", "capital", "seat", "body", "person", "nominal", "adjective", "people")
        kind = chance.choices(kinds, (58, 9, 4, 10, 11, 3, 3, 2))[0]
        if kind == "capital":
            return state.capital, ""
        if kind == "seat":
            return chance.choice(state.seats), ""
        if kind == "people":
            return state.people, ""
        if kind == "body":
            return chance.choice(
                (f"the {state.adjective} {chance.choice(BODIES)}", f"{name}'s {chance.choice(BODIES)}")
            ), ""
        if kind == "person":
            return self.person(state, name), ""
        if kind == "nominal":
            return chance.choice(NOMINALS), ""
        if kind == "adjective":
            return f"{state.adjective} officials", ""
        return name, ""

    def person(self, state: _State, name: str) -> str:
        """Return an office holder as news writes them; the name is invented."""
        chance = self.chance
        office, given, family = chance.choice(OFFICES), chance.choice(GIVEN), chance.choice(FAMILY)
        return chance.choice(
            (
                f"{state.adjective} {office} {given} {family}", f"{name}'s {office.lower()} {given} {family}",
                f"{office} {family}", f"{given} {family}", family, f"the {state.adjective} {office.lower()}",
                f"{name}'s {office.lower()}", f"{office} {given} {family} of {name}", "the president", "the minister",
            )
        )  # fmt: skip


def _join(before: str, piece: str) -> str:
    """Return two pieces joined, blanks before stops and doubled blanks left out."""
    text = re.sub(r"\s+", " ", before[-1:] + piece)
    text = re.sub(r" ([.,;:])", r"\1", text)
    if before.endswith(" ") and text[:1] in ".,;:":
        return before.rstrip() + text
    return before[:-1] + text if before else text.lstrip()
