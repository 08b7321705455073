"""What people write for states, poles and days, turned into what the rooms take."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

from poleward.actors import load_registry
from poleward.actors.asked import state_named, states_named
from poleward.actors.states import name_key
from poleward.config import Config
from poleward.errors import UnusableInputError
from poleward.periods import parse_period

StateGiven = str | int
DayGiven = str | int | dt.date


def several(given: StateGiven | Iterable[StateGiven]) -> list[StateGiven]:
    """Return one name or code, or many, as a list."""
    return [given] if isinstance(given, str | int) else list(given)


def states_of(given: StateGiven | Iterable[StateGiven], config: Config) -> tuple[str, ...]:
    """Return ISO3 codes, each once, in order; a group or an organisation stands for its states (today's members).

    Raises
    ------
    UnusableInputError
        A name is unknown or can be several states; or none is given.
    """
    registry = load_registry()
    found: list[str] = []
    for one in several(given):
        text = str(one)
        group = next((key for key in config.groups if name_key(key) == name_key(text)), None)
        body = None if states_named(one, registry) else registry.organisation(text)
        if group:
            found += config.group(group)
        elif body:
            found += sorted(registry.members_of(body, dt.datetime.now(dt.UTC).date()))
        else:
            found.append(state_named(one, registry))
    if not found:
        raise UnusableInputError("no state is named.", todo="Give a name, a code or a list of them.")
    return tuple(dict.fromkeys(found))


def poles_of(given: StateGiven | Iterable[StateGiven] | None, config: Config) -> tuple[str, ...]:
    """Return the names of poles, each once; None: all of the configuration."""
    if given is None:
        return tuple(config.poles)
    keys = [config.pole(one).key for one in several(given)]
    if not keys:
        raise UnusableInputError("no pole is named.", todo=f"Choose from {', '.join(sorted(config.poles))}.")
    return tuple(dict.fromkeys(keys))


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
