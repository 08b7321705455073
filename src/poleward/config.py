"""Poles and groups: which states and organisations a question's words stand for; and the stance channels' weights.

The shipped files are `poleward/data/poles.toml` and `poleward/data/weights.toml`; a user's own file of the same shape
adds poles and groups or replaces one by its key, and changes weights.
"""

from __future__ import annotations

import datetime as dt
import math
import tomllib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

from poleward.actors import load_registry
from poleward.errors import UnusableInputError
from poleward.poles_file import parsed

MAX_CONFIG_BYTES = 1_000_000
"""A bound on memory; the shipped file has less than two kilobytes."""
MAX_WEIGHT = 1000.0
"""A bound on typing errors: only the ratio of weights counts."""
MAX_NAME = 100
"""Characters of a pole's name as it may be asked for."""
NEAR = 70.0
"""Names at least this alike (0 to 100) are offered where one is not known."""


@dataclass(frozen=True, slots=True)
class Rival:
    """An actor whose gain is the pole's loss from a date on."""

    actor: str
    since: dt.date
    why: str


def checked_weights(given: object, where: str, *, known: Collection[str] = ()) -> dict[str, float]:
    """Return weights as read from a file, or say what is wrong with them.

    Parameters
    ----------
    known
        The channels that can be weighted; any where none is named.

    Raises
    ------
    UnusableInputError
        Not a table of stance channels with numbers from 0 to 1000.
    """
    if not isinstance(given, Mapping):
        raise UnusableInputError("'weights' is not a table.", where=where, todo="Write [weights] and votes = 1.0.")
    for channel, weight in given.items():
        if known and channel not in known:
            raise UnusableInputError(
                f"'{channel}' cannot be weighted.", where=where,
                todo=f"Weights are for {', '.join(known)}; exposure is never mixed with stance.",
            )  # fmt: skip
        number = isinstance(weight, int | float) and not isinstance(weight, bool) and math.isfinite(weight)
        if not number or not 0 <= weight <= MAX_WEIGHT:
            raise UnusableInputError(
                f"the weight of {channel} is {weight!r}.", where=where, todo="Write a number from 0 to 1000."
            )
    return {channel: float(weight) for channel, weight in given.items()}


@cache
def shipped_weights() -> Mapping[str, float]:
    """Return the weights that ship with poleward."""
    text = resources.files("poleward.data").joinpath("weights.toml").read_text(encoding="utf-8")
    return checked_weights(tomllib.loads(text)["weights"], "weights.toml")


@dataclass(frozen=True, slots=True)
class Pole:
    """A pole: its key and label, member states (ISO3), organisations and rivals; `colour` one of `colours.PALETTE`.

    Attributes
    ----------
    dated_by
        Organisations by whose dated memberships a state belongs to the pole; none: it always does.
    elsewhen
        States that belong to the pole, but not on the day it is taken on.
    """

    key: str
    label: str
    states: tuple[str, ...]
    organisations: tuple[str, ...] = ()
    rivals: tuple[Rival, ...] = ()
    colour: str = ""
    dated_by: tuple[str, ...] = ()
    elsewhen: tuple[str, ...] = ()

    def on(self, day: dt.date) -> Pole:
        """Return the pole with its members of a day.

        A state is a member while it is one of an organisation of `dated_by`. One that never was is a member always, and
        so are, before there was any such organisation, the founders of the first.

        >>> west = load().poles["west"]
        >>> len(west.states), "HUN" in west.on(dt.date(1992, 1, 1)).states, "USA" in west.on(dt.date(1946, 1, 1)).states
        (36, False, True)
        """
        if not self.dated_by:
            return self
        rows = [
            (m.state, m.span.since or dt.date.min, m.span.covers(day))
            for m in load_registry().memberships
            if m.organisation in self.dated_by and m.status == "member"
        ]
        founded = min((since for _, since, _ in rows), default=day)
        inside = {state for state, since, now in rows if now or (day < founded and since == founded)}
        there = tuple(s for s in self.states if s in inside or s not in {state for state, _, _ in rows})
        left_out = tuple(s for s in self.states if s not in there)
        return replace(self, states=there, elsewhen=left_out) if left_out else self

    def sign_of(self, target: str, on: dt.date | None) -> int:
        """Return +1 where a tie with `target` is a tie with the pole, -1 with its rival on that day, else 0.

        An unknown day (None) is taken to be recent, so that every rival counts.
        """
        if target in self.states or target in self.organisations:
            return 1
        if any(r.actor == target and (on is None or on >= r.since) for r in self.rivals):
            return -1
        return 0

    def lean_of(self, signs: Iterable[tuple[str, int]], on: dt.date | None) -> int | None:
        """Return how what was told together leans: +1 towards the pole, -1 away, 0 neither; None: it is not about it.

        Parameters
        ----------
        signs
            Target and sign of each tie that is spoken of.
        on
            As in `sign_of`.
        """
        parts = [side * sign for target, sign in signs if (side := self.sign_of(target, on))]
        return (sum(parts) > 0) - (sum(parts) < 0) if parts else None


@dataclass(frozen=True, slots=True)
class Config:
    """The poles, the groups and the stance channels' weights in force."""

    poles: Mapping[str, Pole]
    groups: Mapping[str, tuple[str, ...]]
    weights: Mapping[str, float] = field(default_factory=shipped_weights)

    def pole(self, name: str | int, *, on: dt.date | None = None) -> Pole:
        """Return the pole that a name stands for.

        Parameters
        ----------
        name
            A key or label of the poles file; or a state, by name, demonym or any usual code; or an organisation or a
            group of states, by code or name, which is then the pole of its members.
        on
            The day on which the members of an organisation, or of a pole whose memberships are dated, are taken; today
            unless given.

        Raises
        ------
        UnusableInputError
            Nothing is called so, or several states, or an organisation had no members that day; near names are
            offered.
        """
        day = on or dt.datetime.now(dt.UTC).date()
        if name in self.poles:
            return self.poles[str(name)].on(day)
        given = str(name).strip()[:MAX_NAME]
        labels = {p.label.casefold().removeprefix("the "): p for p in self.poles.values()}
        keys = {key.casefold(): p for key, p in self.poles.items()}
        if found := keys.get(given.casefold()) or labels.get(given.casefold().removeprefix("the ")):
            return found.on(day)
        if given.casefold() in self.groups:
            key = given.casefold()
            return Pole(key, key.replace("-", " ").title(), self.groups[key])
        return _actor(given, day, self.poles, [*labels, *self.groups])

    def group(self, name: str, *, on: dt.date | None = None) -> tuple[str, ...]:
        """Return the states of a group: one of the poles file, or the members of an organisation or group of states.

        Parameters
        ----------
        name
            A key of the poles file; or an organisation or a group of states, by code, name or abbreviation.
        on
            The day on which the members are taken; today unless given.

        Raises
        ------
        UnusableInputError
            Nothing is called so, or it had no members that day.
        """
        if name in self.groups:
            return self.groups[name]
        registry = load_registry()
        code = registry.organisation(name)
        members = registry.members_of(code, on or dt.datetime.now(dt.UTC).date()) if code else frozenset()
        if members:
            return tuple(sorted(members))
        bodies = [n for o in registry.organisations.values() for n in (o.code, o.name)]
        near = near_names(name[:MAX_NAME], [*self.groups, *bodies])
        raise UnusableInputError(
            "there is no group '%(given)s'.",
            todo="Did you mean %(near)s?" if near else "Name a group of the poles file, or an organisation.",
            given=name[:MAX_NAME], near=" / ".join(near),
        )  # fmt: skip


def _actor(given: str, on: dt.date, poles: Mapping[str, Pole], known: Sequence[str]) -> Pole:
    """Return the pole of a state, or of the members of an organisation or group on a day.

    A state that alone makes a pole of the poles file stands for that pole.
    """
    from poleward.actors.asked import state_named, states_named

    registry = load_registry()
    if states_named(given, registry):
        state = state_named(given, registry)
        alone = next((p for p in poles.values() if p.states == (state,)), None)
        return alone or Pole(state, registry.states[state].name, (state,))
    code = registry.organisation(given)
    if code is None:
        states = [n for s in registry.states.values() for n in (s.code, s.name)]
        bodies = [n for o in registry.organisations.values() for n in (o.code, o.name)]
        near = near_names(given, [*poles, *known, *states, *bodies])
        raise UnusableInputError(
            "there is no pole '%(given)s'.",
            todo="Did you mean %(near)s?" if near else "Name a pole, a state, or an organisation.",
            given=given, near=" / ".join(near),
        )  # fmt: skip
    label, members = registry.organisations[code].name, tuple(sorted(registry.members_of(code, on)))
    if not members:
        raise UnusableInputError(
            "no member of %(label)s on %(on)s is on record.", todo="Name its states in a poles file (docs/archive.md).",
            label=label, on=on,
        )  # fmt: skip
    # a region or a group without a seat of its own ties nobody by membership
    return Pole(code, label, members, (code,) if registry.organisations[code].kind == "organisation" else ())


def near_names(given: str, known: Iterable[str]) -> list[str]:
    """Return up to three names that a mistyped one may stand for, the nearest first.

    Examples
    --------
    >>> near_names("mosow", ["moscow", "west"])
    ['moscow']
    """
    from rapidfuzz import fuzz, process, utils

    found = process.extract(
        given, list(dict.fromkeys(known)), scorer=fuzz.ratio, processor=utils.default_process, score_cutoff=NEAR,
        limit=3,
    )  # fmt: skip
    return [name for name, _, _ in found]


def _pole(key: str, table: Mapping[str, Any]) -> Pole:
    rivals = tuple(Rival(r["actor"], r["since"], r["why"]) for r in table.get("rivals", ()))
    states, organisations = tuple(table["states"]), tuple(table.get("organisations", ()))
    return Pole(
        key=key,
        label=table.get("label", key),
        states=states,
        organisations=organisations,
        rivals=rivals,
        colour=table.get("colour", ""),
        dated_by=tuple(table.get("dated_by", ())),
    )


def _parse(text: str, where: str) -> Config:
    data = parsed(text, where)
    poles = {key: _pole(key, table) for key, table in data.get("poles", {}).items()}
    groups = {key: tuple(table["states"]) for key, table in data.get("groups", {}).items()}
    return Config(poles, groups, checked_weights(data.get("weights", {}), where, known=tuple(shipped_weights())))


def _known_states(config: Config, where: str) -> None:
    """Refuse a code that no state has: a typing error would be a pole without that state."""
    registry = load_registry()
    named = {
        **{f"poles.{key}": pole.states for key, pole in config.poles.items()},
        **{f"groups.{key}": states for key, states in config.groups.items()},
    }
    for name, states in named.items():
        if unknown := [code for code in states if code not in registry.states]:
            raise UnusableInputError(
                f"{name}: no state has the code {unknown[0][:40]!r}.", where=where,
                todo="Write codes of three capital letters (ISO 3166), such as KAZ.",
            )  # fmt: skip


def load(path: Path | None = None) -> Config:
    """Return the shipped poles, groups and weights, with those of the file at `path` added or put in their place.

    Raises
    ------
    UnusableInputError
        The file cannot be read, is too large, is not TOML or lacks a field.
    """
    shipped = _parse(resources.files("poleward.data").joinpath("poles.toml").read_text(encoding="utf-8"), "poles.toml")
    if path is None:
        return Config(shipped.poles, shipped.groups)
    try:
        if path.stat().st_size > MAX_CONFIG_BYTES:
            raise UnusableInputError("larger than 1 MB.", where=str(path))
        own = _parse(path.read_text(encoding="utf-8-sig"), str(path))
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "not UTF-8 text"
        raise UnusableInputError(f"cannot be read ({why}).", where=str(path), todo="Check its name.") from None
    _known_states(own, str(path))
    weights = {**shipped_weights(), **own.weights}
    if not any(weights.values()):
        raise UnusableInputError("every channel has the weight 0.", where=str(path), todo="Give one a weight.")
    return Config({**shipped.poles, **own.poles}, {**shipped.groups, **own.groups}, weights)
