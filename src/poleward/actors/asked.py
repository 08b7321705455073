"""States as people ask for them: by name, demonym or any usual code; a near miss is answered with what is near.

The loaders read codes of files whose system is known (`Registry.state`). A person's number may be of two systems, and
a name may be misspelt: here nothing is guessed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from rapidfuzz import fuzz, process

from poleward.actors.files import read_rows
from poleward.actors.registry import Registry, load_registry
from poleward.actors.states import name_key
from poleward.errors import UnusableInputError

NEAR = 75.0
"""Similarity (0 to 100, `rapidfuzz.fuzz.ratio`) from which a name is worth asking about: "Kazachstan" has 90."""
OFFERED = 3
"""How many near names are offered."""
MAX_GIVEN = 200
"""Characters of a state's name as it may be asked for: a bound on time; the longest name has 37."""
_KINDS = ("name", "demonym", "adjective", "people")
_SEATS = ("capital", "metonym")
_CODED = re.compile(r"(?P<system>iso2|iso3|cow|m49)\s*[: ]\s*(?P<code>[A-Za-z0-9]+)", re.IGNORECASE)
_SYSTEMS = {"cow": "Correlates of War", "m49": "UN M49"}


def state_named(given: str | int, registry: Registry | None = None) -> str:
    """Return the ISO3 code of the state that a person means.

    Parameters
    ----------
    given
        A name or demonym in any language of the registry ("Kazakhstan", "Kazakh", "Казахстан"), the capital or seat
        that stands for its government ("Astana", "the Kremlin"), an ISO2 or ISO3 code,
        a Correlates of War number or a UN M49 number. A number that two systems give to two states needs its system:
        "cow:705", "m49:705".

    Raises
    ------
    UnusableInputError
        No state, or more than one, is called so; the message names those that are near.

    Examples
    --------
    >>> state_named("Kazakh"), state_named("KZ"), state_named("m49:398"), state_named("cow:705")
    ('KAZ', 'KAZ', 'KAZ', 'KAZ')
    """
    registry = registry or load_registry()
    found = states_named(given, registry)
    if len(found) == 1:
        return found[0]
    text = _shown(given)
    if not found:
        offered = _near(str(given)[:MAX_GIVEN], _spellings(registry))
        raise UnusableInputError(
            "'%(given)s' is not a state that poleward knows.",
            todo="Did you mean %(near)s?" if offered else "Give its ISO3 code or its name.",
            given=text, near=" / ".join(offered),
        )  # fmt: skip
    if _is_number(given):
        number = int(given)
        readings = [f"{registry.states[_number(s, number, registry)[0]].name} by {_SYSTEMS[s]}" for s in _SYSTEMS]
        raise UnusableInputError(
            f"{text} is {' and '.join(readings)}.", todo=f"Write cow:{number}, m49:{number} or an ISO3 code."
        )
    several = " / ".join(f"{registry.states[code].name} ({code})" for code in found)
    raise UnusableInputError("'%(given)s' can be several states.", todo="Did you mean %(near)s?", given=text,
                             near=several)  # fmt: skip


def states_named(given: str | int, registry: Registry) -> tuple[str, ...]:
    """Return the codes of all states that may be meant, in order; empty where none is called so."""
    if isinstance(given, bool) or not isinstance(given, str | int):
        return ()
    if _is_number(given):
        both = {code for system in _SYSTEMS for code in _number(system, int(given), registry)}
        return tuple(sorted(both))
    text = str(given).strip()
    if len(text) > MAX_GIVEN:
        return ()
    coded = _CODED.fullmatch(text)
    if coded and (coded["system"].lower() not in _SYSTEMS or coded["code"].isdecimal()):
        system, code = coded["system"].lower(), coded["code"]
        if system in _SYSTEMS:
            return _number(system, int(code), registry)
        found = registry.state(code) if len(code) == int(system[-1]) else None
        return (found,) if found else ()
    found = registry.state(text)
    return (found,) if found else _called(registry).get(name_key(text), ())


def _near(given: str, spellings: Mapping[str, str], offered: int = OFFERED) -> list[str]:
    """Return what the nearest spellings stand for, nearest first, each once; empty where none is near.

    Parameters
    ----------
    spellings
        From a spelling in the form of `name_key` to what is said of it.
    """
    key = name_key(given)
    if not key:
        return []
    scored = process.extract(key, spellings.keys(), scorer=fuzz.ratio, score_cutoff=NEAR, limit=50)
    return list(dict.fromkeys(spellings[spelling] for spelling, _, _ in scored))[:offered]


def codes_of(state: str, registry: Registry) -> tuple[str, int | None, str]:
    """Return a state's ISO3 code, Correlates of War number and English name."""
    one = registry.states[state]
    return one.code, one.cow, one.name


def _is_number(given: str | int) -> bool:
    return isinstance(given, int) or (given.strip().isascii() and given.strip().isdecimal() and len(given) < 10)


def _number(system: str, number: int, registry: Registry) -> tuple[str, ...]:
    """Return the state with a number in one system; Correlates of War numbers as `Registry.state` reads them."""
    found = registry.state(number) if system == "cow" else _m49().get(number)
    return (found,) if found else ()


@cache
def _m49() -> dict[int, str]:
    return {int(row["m49"]): row["code"] for row in read_rows("m49.tsv")}


@cache
def _called(registry: Registry) -> dict[str, tuple[str, ...]]:
    """Return the states by every name, demonym, adjective, name of a people, capital and seat, in any language."""
    found: dict[str, set[str]] = {}
    for row in registry.state_names:
        if row.kind in (*_KINDS, *_SEATS):
            for form in row.forms:
                found.setdefault(name_key(form), set()).add(row.state)
    return {key: tuple(sorted(states)) for key, states in found.items()}


@cache
def _spellings(registry: Registry) -> dict[str, str]:
    """Return what is offered for a misspelt state: English names and demonyms, and the codes."""
    told = {code: f"{state.name} ({code})" for code, state in registry.states.items()}
    forms = [
        (form, row.state) for row in registry.state_names if row.kind in _KINDS and row.language == "en"
        for form in row.forms
    ]  # fmt: skip
    return {name_key(form): told[state] for form, state in forms if state in told}


def _shown(given: object) -> str:
    """Return what was given, short enough for a message."""
    text = str(given)
    return text if len(text) <= 60 else f"{text[:60]}…"
