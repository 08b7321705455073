"""What people write for states, poles and days, turned into what the rooms take."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import replace

from poleward.actors import load_registry
from poleward.actors.asked import all_near, state_named, states_named
from poleward.actors.states import name_key
from poleward.config import Config, Pole
from poleward.errors import UnusableInputError
from poleward.periods import parse_period

StateGiven = str | int
DayGiven = str | int | dt.date


def several(given: StateGiven | Iterable[StateGiven]) -> list[StateGiven]:
    """Return one name or code, or many, as a list."""
    return [given] if isinstance(given, str | int) else list(given)


def states_of(given: StateGiven | Iterable[StateGiven], config: Config) -> tuple[str, ...]:
    """Return ISO3 codes, each once, in order; the key or label of a group stands for its states.

    Raises
    ------
    UnusableInputError
        A name is unknown or can be several states; or none is given.
    """
    found: list[str] = []
    for one in several(given):
        group = _key_of(str(one), {key: key for key in config.groups})
        found += config.group(group) if group else (state_named(one),)
    if not found:
        raise UnusableInputError("no state is named.", todo="Give a name, a code or a list of them.")
    return tuple(dict.fromkeys(found))


def pole_of(given: StateGiven, config: Config) -> tuple[str, Config]:
    """Return a pole's key, and the configuration that knows it: any state or organisation is a pole of its own.

    Raises
    ------
    UnusableInputError
        It is neither a pole nor a state; the message names what is near.
    """
    registry = load_registry()
    key = _key_of(str(given), {**{k: p.label for k, p in config.poles.items()}})
    if key:
        return key, config
    states = states_named(given, registry)
    if not states and (code := registry.organisation(str(given))):
        return code, config  # its members are those of the day asked about
    if not states:
        poles = [(text, f"the pole '{k}'") for k, p in config.poles.items() for text in (k, p.label)]
        offered = all_near(str(given), poles)
        listed = f"Choose one of {', '.join(sorted(config.poles))}, or any state."
        raise UnusableInputError(
            f"'{str(given)[:60]}' is neither a pole nor a state.",
            todo=f"Did you mean {' or '.join(offered)}?" if offered else listed,
        )
    state = state_named(given, registry)
    alone = next((k for k, p in config.poles.items() if p.states == (state,)), None)
    if alone:
        return alone, config
    own = Pole(state, registry.states[state].name, (state,))
    return state, replace(config, poles={**config.poles, state: own})


def poles_of(given: StateGiven | Iterable[StateGiven] | None, config: Config) -> tuple[tuple[str, ...], Config]:
    """Return the keys of poles, each once, and the configuration that knows them; None: all of the configuration."""
    if given is None:
        return tuple(config.poles), config
    keys = []
    for one in several(given):
        key, config = pole_of(one, config)
        keys.append(key)
    if not keys:
        raise UnusableInputError("no pole is named.", todo=f"Choose from {', '.join(sorted(config.poles))}.")
    return tuple(dict.fromkeys(keys)), config


def first_day(given: DayGiven) -> dt.date:
    """Return the first day of '2022', '2022-02', '2022-02-24' or a date.

    Raises
    ------
    UnusableInputError
        It is no period.
    """
    return _day(given, first=True)


def last_day(given: DayGiven) -> dt.date:
    """Return the last day of '2022', '2022-02', '2022-02-24' or a date."""
    return _day(given, first=False)


def _day(given: DayGiven, *, first: bool) -> dt.date:
    if isinstance(given, dt.datetime):
        return given.date()
    if isinstance(given, dt.date):
        return given
    window = parse_period(str(given).strip())
    return window.first if first else window.last


def years_of(given: int | str | Sequence[int] | range | None) -> tuple[int, int] | None:
    """Return the first and last year of 2022, '2014/2024', (2014, 2024) or range(2014, 2025); None: all there are.

    Raises
    ------
    UnusableInputError
        It is neither a year nor a span of years.
    """
    if given is None:
        return None
    if isinstance(given, str):
        window = parse_period(given.strip())
        return window.first.year, window.last.year
    years = [given] if isinstance(given, int) else list(given)
    if not years or not all(isinstance(y, int) and 1 <= y <= 9999 for y in years):
        raise UnusableInputError(f"{str(given)[:60]!r} is not a span of years.", todo="Write '2014/2024' or 2022.")
    return min(years), max(years)


def _key_of(given: str, named: dict[str, str]) -> str | None:
    """Return the key whose spelling or label is the one given, case, accents and 'the' aside."""
    asked = name_key(given)
    return next((key for key, label in named.items() if asked and asked in (name_key(key), name_key(label))), None)
