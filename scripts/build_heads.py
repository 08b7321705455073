"""Build the table of heads of state and of government, 2014 to 2026, from published lists.

Run: python scripts/build_heads.py     (writes src/poleward/actors/data/heads.tsv, the same bytes for the same files)

Ten vintages of the World Factbook say who held an office on ten days and since when; REIGN says who led from 2010 to
March 2021, and so who came between two vintages. A person's last day is exact where the next in office follows at once
by REIGN; else it is an interval from the last vintage that has the person to the first day of the next. What neither
shows stands in `scripts/heads_by_hand.tsv`, each row with its source. People whom the registry already has by hand are
left to it.
"""

from __future__ import annotations

import csv
import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from itertools import pairwise
from pathlib import Path

from poleward.actors import Registry
from poleward.actors.files import parse_interval, read_rows
from poleward.actors.fold import fold, words_of
from poleward.actors.organisations import OrganisationIndex
from poleward.actors.people import People
from poleward.actors.phones import sound_score
from poleward.actors.states import StateIndex
from scripts.executives import Holder, holder, is_vacant
from scripts.factbook import VINTAGES, read

HERE = Path(__file__).parent
TABLE = HERE.parent / "src/poleward/actors/data/heads.tsv"
BY_HAND = HERE / "heads_by_hand.tsv"
SPELLINGS = HERE / "heads_spellings.tsv"
REIGN = VINTAGES.parents[1] / "leaders/reign_leaderlist_2010_mar2021_all_countries.csv"
ROLES = {"chief of state": "head of state", "head of government": "head of government"}
COLUMNS = ("state", "role", "name", "surname", "common", "since", "until", "spellings", "source")
LEFT_OUT = frozenset({"XKX", "HKG", "ESH", "VAT", "TWN", "PSE"})
SHARED_MONARCHS = frozenset({"Elizabeth II", "Charles III"})
"""Whose other realms are left out: in a text on Canada "the King" is no Canadian office holder."""
NOT_TAKEN = frozenset(
    {
        ("AND", "head of state"),  # two co-princes, one of them the President of France
        ("PAN", "head of government"),  # the president of before, left standing
        ("PRK", "head of state", "Choe"),
        ("PRK", "head of government"),  # the president of the assembly for the premier
        ("HTI", "head of state", "Henry"),  # the office was vacant
    }
)
"""Offices and holders that the Factbook's text misstates or that are not one person's."""
Days = tuple[dt.date, dt.date]
ALIKE = 0.72
FREQUENT = frozenset(
    {
        *("smith", "johnson", "williams", "brown", "browne", "jones", "davis", "miller", "wilson", "moore", "taylor"),
        *("anderson", "thomas", "jackson", "white", "harris", "martin", "thompson", "garcia", "martinez", "robinson"),
        *("clark", "rodriguez", "lewis", "lee", "walker", "hall", "allen", "young", "hernandez", "king", "wright"),
        *("lopez", "hill", "scott", "green", "adams", "baker", "gonzalez", "nelson", "carter", "mitchell", "perez"),
        *("roberts", "turner", "phillips", "campbell", "parker", "evans", "edwards", "collins", "stewart", "stuart"),
        *("sanchez", "morris", "rogers", "reed", "cook", "morgan", "bell", "murphy", "bailey", "rivera", "cooper"),
        *("richardson", "cox", "howard", "ward", "torres", "peterson", "gray", "ramirez", "james", "watson", "brooks"),
        *("kelly", "sanders", "price", "bennett", "wood", "barnes", "ross", "henderson", "coleman", "jenkins", "perry"),
        *("powell", "long", "patterson", "hughes", "flores", "washington", "butler", "simmons", "foster", "gonzales"),
        *("bryant", "alexander", "russell", "griffin", "diaz", "hayes", "khan", "ali", "singh", "kim", "li", "wong"),
        *(
            "fernandez",
            "santos",
            "silva",
            "costa",
            "castro",
            "morales",
            "ortega",
            "medina",
            "correa",
            "moreno",
            "lasso",
        ),
        *("hassan", "mohamed", "muhammad", "ahmed", "abdullah", "hussain", "hussein", "ibrahim", "mahmoud", "salman"),
        *("may", "key", "english", "boko", "drew", "friday", "paul", "henry", "charles", "francis", "philip", "michel"),
        *("christian", "christie", "bio", "dan", "man", "te", "ba", "bah", "low", "stubb", "patel", "chen", "nguyen"),
        *("ivanov", "petrov", "popov", "keita", "toure", "diallo", "traore", "barrow", "weah", "hamid", "salih", "awn"),
        *("harper", "abbott", "peres", "lobo", "duque", "paz", "mora", "tan", "sang", "dung", "phuc", "chinh"),
        *("magyar", "trong", "lam", "thuong", "cuong", "park", "moon", "yoon", "suga", "abe", "rama", "vella"),
        *("conde", "sall", "faye", "sonko", "conte", "orban", "douglas", "spencer", "truss"),
    }
)
"""Surnames so frequent, or words, that the role and the state must stand with them; folded."""


@dataclass(frozen=True)
class Spell:
    """A person in an office: since and until as intervals of days, until None while it lasts."""

    state: str
    role: str
    name: str
    surname: str
    monarch: bool
    since: Days
    seen: dt.date
    until: Days | None = None
    spellings: tuple[str, ...] = ()
    sources: tuple[str, ...] = ("world-factbook",)
    common: bool = False


@dataclass
class Leaders:
    """REIGN's leaders by state: name and first day, in order."""

    by_state: dict[str, list[tuple[str, dt.date]]] = field(default_factory=lambda: defaultdict(list))

    @classmethod
    def load(cls, registry: Registry, path: Path = REIGN) -> Leaders:
        """Read REIGN's list of leaders."""
        found = cls()
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                since = dt.date(int(row["syear"]), int(row["smonth"]), min(28, int(row["sdate"])))
                state = registry.state(int(row["ccode"]), on=since)
                if state is not None:
                    found.by_state[state].append((row["leader"], since))
        for rows in found.by_state.values():
            rows.sort(key=lambda r: r[1])
        return found

    def follows_at_once(self, one: Spell, two: Spell) -> bool:
        """Whether the second person led right after the first."""
        rows = self.by_state.get(one.state, [])
        return any(
            same_words(a, one.name) and same_words(b, two.name) and abs((start - two.since[0]).days) <= 31
            for (a, _), (b, start) in pairwise(rows)
        )

    def first_day(self, spell: Spell) -> dt.date | None:
        """Return the day on which the person's leadership that includes the vintage began."""
        rows = [r for r in self.by_state.get(spell.state, []) if r[1] <= spell.seen]
        return rows[-1][1] if rows and same_words(rows[-1][0], spell.name) else None


def same_words(short: str, full: str) -> bool:
    """Whether a name as a list gives it ("Bashar al-Assad", "Mitchell") can be a person's full name."""
    own = [w.folded for w in words_of(full) if len(w.folded) > 2]
    given = [w.folded for w in words_of(short) if len(w.folded) > 2]
    return any(_alike(a, b) for a in given for b in own if len(a) > 3 or a == given[-1])


def same_person(one: Holder | Spell, two: Holder | Spell) -> bool:
    """Whether two ways to write a name are one person's.

    With the same first day in office any word in common will do; else the surname and the first other name must be
    alike: Li Keqiang is not Li Qiang, Idriss Déby not Mahamat Idriss Déby.
    """
    own, other = _split(one), _split(two)
    if one.since is not None and one.since == two.since:
        return any(_alike(a, b) for a in (*own[0], *own[1]) for b in (*other[0], *other[1]) if len(a) > 2)
    fewer, more = sorted((own[0], other[0]), key=len)
    if not all(any(_alike(a, b) for b in more) for a in fewer):
        return False
    return not own[1] or not other[1] or _alike(own[1][0], other[1][0], 0.85)


def _split(person: Holder | Spell) -> tuple[list[str], list[str]]:
    """Return the folded words of the surname and the other words of the name."""
    surname = [w.folded for w in words_of(person.surname)]
    return surname, [w.folded for w in words_of(person.name) if w.folded not in surname]


def _alike(a: str, b: str, least: float = ALIKE) -> bool:
    return a == b or sound_score(a, b) >= least


def spells(registry: Registry, vintages: Path = VINTAGES, reign: Path = REIGN) -> list[Spell]:
    """Return every spell in office that the published lists show."""
    leaders = Leaders.load(registry, reign)
    seen: dict[tuple[str, str], list[tuple[dt.date, Holder | None]]] = defaultdict(list)
    for country in read(registry, vintages):
        if country.state in LEFT_OUT:
            continue
        chief = holder(country.executive.get("chief of state", ""), field="chief of state")
        for name, role in ROLES.items():
            text = country.executive.get(name, "")
            found = holder(text, field=name)
            if role == "head of government" and found and chief and same_person(found, chief):
                found, text = None, "vacant"  # the president is both
            if found is not None or is_vacant(text):
                seen[country.state, role].append((country.vintage, found))
    out: list[Spell] = []
    for (state, role), rows in sorted(seen.items()):
        out += _chain(state, role, rows, leaders)
    return out


def _chain(state: str, role: str, rows: list[tuple[dt.date, Holder | None]], leaders: Leaders) -> list[Spell]:
    """Return the spells of one office from who is seen in it, vintage by vintage."""
    found: list[Spell | None] = []
    for vintage, who in rows:
        last = found[-1] if found else None
        gone = found[-2] if last is None and len(found) > 1 else None
        if gone is not None and who is not None and gone.since == who.since and same_person(gone, who):
            found[-2:] = [replace(gone, until=None)]  # the office was not vacant after all
            last = found[-1]
        if who is None:
            if last is not None:
                found[-1] = replace(last, until=last.until or (last.seen + dt.timedelta(days=1), vintage))
                found.append(None)
            continue
        if last is not None and same_person(last, who) and not _came_back(last, who, leaders):
            found[-1] = replace(last, name=who.name, surname=who.surname, seen=vintage, spellings=_spellings(last, who))
            continue
        since = who.since or (vintage, vintage)
        before = next((s for s in reversed(found) if s is not None), None)
        if since[0] > vintage:
            since = (vintage, vintage)
        elif before is not None and since[1] <= before.since[0]:  # a slip: nobody takes office before those before him
            since = (before.seen + dt.timedelta(days=1), vintage)
        found.append(Spell(state, role, who.name, who.surname, who.monarch, since, vintage))
    chain = [s for s in found if s is not None]
    for n, (one, two) in enumerate(pairwise(chain)):
        if one.until is None:
            at_once = leaders.follows_at_once(one, two) or two.since[0] <= one.seen
            first = two.since[0] if at_once else min(one.seen + dt.timedelta(days=1), two.since[0])
            chain[n] = replace(one, until=(first, two.since[1]), sources=_sources(one, leaders))
    return [s for s in chain if s.until is None or s.since[1] < s.until[0]]


def _came_back(last: Spell, who: Holder, leaders: Leaders) -> bool:
    """Whether the same person left and returned between two vintages, by the list of leaders."""
    if who.since is None or who.since[0] <= last.seen:
        return False
    between = [r for r in leaders.by_state.get(last.state, []) if last.seen < r[1] < who.since[0]]
    return any(not same_words(name, last.name) for name, _ in between)


def by_hand(path: Path = BY_HAND) -> list[Spell]:
    """Return the spells of the hand-kept table."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    return [_given(row["state"], row["role"], row["name"], row["surname"], row) for row in rows]


def in_registry() -> list[Spell]:
    """Return the spells of heads of state and of government that the registry has by hand."""
    surnames = {row["name"]: row["surname"] for row in read_rows("persons.tsv")}
    return [
        _given(row["actor"], row["role"], row["person"], surnames[row["person"]], row)
        for row in read_rows("offices.tsv")
        if row["role"] in ROLES.values() and row["since"] and len(row["actor"]) == 3
    ]


def _given(state: str, role: str, name: str, surname: str, row: dict[str, str]) -> Spell:
    since, until = parse_interval(row["since"]), parse_interval(row["until"])
    if since is None:
        raise ValueError(f"no first day: {row}")
    return Spell(state, role, name, surname, False, since, since[1], until, (), tuple(row["source"].split(";")))


def fitted(found: Iterable[Spell], given: Iterable[Spell]) -> list[Spell]:
    """Return the spells of `found` cut to the days that `given` leaves, and drop those that it has."""
    fixed: dict[tuple[str, str], list[Spell]] = defaultdict(list)
    for spell in given:
        fixed[spell.state, spell.role].append(spell)
    out = []
    for spell in found:
        kept: Spell | None = spell
        for other in sorted(fixed[spell.state, spell.role], key=lambda s: s.since):
            kept = _cut(kept, other) if kept is not None else None
        if kept is not None:
            out.append(kept)
    return out


def _cut(spell: Spell, other: Spell) -> Spell | None:
    """Return a spell without the days of another in the same office; None where it is the same or nothing is left."""
    end = spell.until[1] if spell.until else dt.date.max
    other_end = other.until[0] if other.until else dt.date.max
    if end <= other.since[0] or other_end <= spell.since[0]:
        return spell
    if same_person(spell, other) and other.since[0] <= spell.seen and spell.since[0] < other_end:
        return None
    if spell.since[0] < other.since[0]:
        if end > other.since[0] and spell.seen < other.since[0]:
            return replace(spell, until=other.since)
        return replace(spell, until=other.since)
    if other_end < end:
        return replace(spell, since=(other_end, other_end)) if spell.seen >= other_end else None
    return None


def _spellings(spell: Spell, who: Holder) -> tuple[str, ...]:
    """Return every other way to write the name that the vintages had, the newest way being the name itself."""
    new = fold(who.name)
    return tuple(s for s in dict.fromkeys((*spell.spellings, spell.name)) if fold(s) != new)


def _sources(spell: Spell, leaders: Leaders) -> tuple[str, ...]:
    return ("world-factbook", "reign") if leaders.first_day(spell) else ("world-factbook",)


def table(registry: Registry, vintages: Path = VINTAGES, reign: Path = REIGN) -> list[Spell]:
    """Return the rows of the table: what is shown by hand, and what the lists show beside it."""
    known, hand = in_registry(), by_hand()
    extra = fitted(hand, known)
    found = [s for s in spells(registry, vintages, reign) if _is_taken(s)]
    rows = [*extra, *fitted(found, [*known, *extra])]
    rows = [s for s in rows if s.until is None or s.until[1] >= dt.date(2014, 1, 1)]
    return sorted(one_name_each(rows), key=lambda s: (s.state, s.role, s.since, s.name))


def _is_taken(spell: Spell) -> bool:
    """Whether a spell of the Factbook is one of a state's own office holder, rightly stated."""
    if spell.name.endswith(tuple(SHARED_MONARCHS)) and spell.state != "GBR":
        return False
    return not NOT_TAKEN & {(spell.state, spell.role), (spell.state, spell.role, spell.surname)}


def one_name_each(rows: Iterable[Spell]) -> list[Spell]:
    """Give the spells of one person one name: the registry's own where it has the person, else the newest.

    A surname is common where it is a monarch's or another given name, a frequent surname or a word, or where another
    person of the table has it.
    """
    ordered = sorted(rows, key=lambda s: (s.state, s.since), reverse=True)
    own = [_given(r["state"], "", r["name"], r["surname"], _ANY_DAY) for r in read_rows("persons.tsv")]
    names: list[Spell] = []
    out: list[Spell] = []
    for spell in ordered:
        twin = next((n for n in (*own, *names) if n.state == spell.state and _same_name(n, spell)), None)
        if twin is None:
            names.append(spell)
            out.append(spell)
            continue
        spellings = (*spell.spellings, *([spell.name] if fold(spell.name) != fold(twin.name) else []))
        out.append(replace(spell, name=twin.name, surname=twin.surname, spellings=spellings))
    with SPELLINGS.open(encoding="utf-8", newline="") as file:
        more = {
            (row["state"], row["surname"]): tuple(row["spellings"].split(";"))
            for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        }
    out = [replace(s, spellings=(*s.spellings, *more.get((s.state, s.surname), ()))) for s in out]
    bearers: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for spell in (*out, *own):
        bearers[fold(spell.surname)].add((spell.state, spell.name))
    given = {row["name"] for row in read_rows("given_names.tsv")}
    return [
        replace(s, common=s.monarch or len(bearers[fold(s.surname)]) > 1 or fold(s.surname) in given | FREQUENT)
        for s in out
    ]


_ANY_DAY = {"since": "2000-01-01", "until": "", "source": ""}


def _same_name(one: Spell, two: Spell) -> bool:
    """Whether two names of one state's office holders are one person's, whatever the days."""
    return same_person(replace(one, since=(dt.date.min, dt.date.min)), two)


def cell(days: Days | None) -> str:
    """Return an interval as a cell of the table: a day, or two with a slash."""
    if days is None:
        return ""
    first, last = days
    return first.isoformat() if first == last else f"{first.isoformat()}/{last.isoformat()}"


def text(rows: Iterable[Spell]) -> str:
    """Return the table's text."""
    lines = ["\t".join(COLUMNS)]
    lines += [
        "\t".join((
            s.state, s.role, s.name, s.surname, "yes" if s.common else "", cell(s.since), cell(s.until),
            ";".join(s.spellings), ";".join(s.sources),
        ))
        for s in rows
    ]  # fmt: skip
    return "\n".join(lines) + "\n"


def without_people() -> Registry:
    """Return a registry that knows states alone: the table to be built is part of the whole one."""
    return Registry(StateIndex.load(), OrganisationIndex.load(), People(()))


if __name__ == "__main__":
    TABLE.write_text(text(table(without_people())), encoding="utf-8")
