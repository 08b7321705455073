"""Who is drifting? All members beside one pole since a date: a ranked list, and a map of the same."""

from __future__ import annotations

import datetime as dt
from typing import Any

from pydantic import Field

from poleward.answers.drift import drift
from poleward.defaults import GROUP
from poleward.errors import NothingFoundError
from poleward.publishing.drift_page import drift_title, drift_view
from poleward.publishing.show import pole_class
from poleward.publishing.tongue import Tongue
from poleward.web.links import AppLinks
from poleward.web.screen import Desk, Page, Screen
from poleward.web.state import Asked, PoleName


class Query(Asked):
    """The question; all members are ranked, and a group narrows what is listed."""

    among: PoleName | None = Field(None, description="list these alone: a group, or the members of an organisation")


def build(desk: Desk, asked: Query) -> Page:
    """Return the screen."""
    return desk.door.kept(("drift", asked), lambda: _drift(desk, asked))


def _drift(desk: Desk, asked: Query) -> Page:
    pole = desk.config.pole(asked.pole, on=asked.since)
    with desk.door.read() as archive:
        found = drift(
            archive, (asked.pole,), asked.since, config=desk.config, baseline=asked.baseline, until=asked.until,
            today=dt.datetime.now(dt.UTC).date(),
        )  # fmt: skip
    every = found.to_dict()["rows"]
    rows, tongue = _listed(desk, asked, every), Tongue(asked.lang)
    marked = asked.states.split(",") if asked.states else list(desk.config.group(GROUP))
    there = {row["state"] for row in every}
    silent = sorted(desk.registry.members(asked.since) - there - set(pole.states))
    view = drift_view(
        rows, next(iter(found.windows.values())), silent, pole, pole_class(pole), marked, tongue, AppLinks(asked)
    )
    return Page(
        title=tongue(
            "Who is drifting from %(pole)s since %(day)s?", pole=tongue.pole(pole), day=tongue.day(asked.since)
        ),
        answer=drift_title(rows, marked, pole, tongue),
        rows=rows,
        data={"windows": found.to_dict()["windows"], "silent": silent},
        view=view,
        notes=[one.sentence(tongue) for one in found.stale],
    )


def _listed(desk: Desk, asked: Query, every: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the rows of the group asked about, in the order of the ranking."""
    if asked.among is None:
        return every
    group = desk.config.pole(asked.among, on=asked.since).states
    kept = [row for row in every if row["state"] in group]
    if not kept:
        raise NothingFoundError("of the members of %(group)s the votes say nothing here.", group=asked.among)
    return kept


SCREEN = Screen("/drift", "Who is drifting?", "drift.html.j2", Query, build, shares=True)
