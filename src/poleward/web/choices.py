"""What the fields of a question complete to: poles, groups and states by name, and events as days."""

from __future__ import annotations

import datetime as dt
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources

from poleward.actors import Registry
from poleward.clock import today
from poleward.config import Config


@dataclass(frozen=True, slots=True)
class Choices:
    """Names to choose from, in the order in which they are offered; events as (day, what)."""

    poles: tuple[str, ...]
    groups: tuple[str, ...]
    states: tuple[str, ...]
    events: tuple[tuple[dt.date, str], ...]


def choices(config: Config, registry: Registry) -> Choices:
    """Return what a question can be made of: the poles file's first, then every state, and every body with members."""
    states = tuple(sorted(state.name for state in registry.states.values()))
    bodies = tuple(
        sorted(body.name for body in registry.organisations.values() if registry.members_of(body.code, today()))
    )
    poles = tuple(pole.label for pole in config.poles.values())
    return Choices(poles=poles + states + bodies, groups=(*config.groups, *bodies), states=states, events=events())


@cache
def events() -> tuple[tuple[dt.date, str], ...]:
    """Return the days that people ask about, the latest first."""
    data = tomllib.loads(resources.files("poleward.web").joinpath("data/events.toml").read_text(encoding="utf-8"))
    return tuple(sorted(((e["day"], e["what"]) for e in data["event"]), reverse=True))
