"""States compared, as small multiples on one axis, on the plane of two poles, and by their mean."""

from __future__ import annotations

from typing import Any

from pydantic import Field

from poleward.actors.asked import state_named
from poleward.answers.compared import Compared, compared
from poleward.config import MAX_NAME
from poleward.errors import UnusableInputError
from poleward.publishing.compare_page import compare_title, compare_view
from poleward.publishing.tongue import Tongue
from poleward.web.links import AppLinks
from poleward.web.screen import Desk, Page, Screen
from poleward.web.state import MAX_POLES, Asked, PoleName

MOST = 24
"""States compared at once."""


class Query(Asked):
    """The question; states and groups by name."""

    among: str | None = Field(
        None, min_length=2, max_length=MOST * MAX_NAME, description="states, or one group, by name, separated by commas"
    )
    other: PoleName | None = Field(
        None, description="the pole that stands upright on the plane [the first other one of the poles file]"
    )


def build(desk: Desk, asked: Query) -> Page:
    """Return the screen."""
    return desk.door.kept(("compare", asked), lambda: _compare(desk, asked))


def _compare(desk: Desk, asked: Query) -> Page:
    tongue, states = Tongue(asked.lang), states_asked(desk, asked)
    named = [asked.pole, *filter(None, [asked.other]), *desk.config.poles]
    poles = list(dict.fromkeys(desk.config.pole(p, on=asked.since).key for p in named))[:MAX_POLES]
    with desk.door.read() as archive:
        found = compared(
            archive, states, poles, asked.since, config=desk.config, baseline=asked.baseline, until=asked.until
        )
    view = compare_view(found, tongue, AppLinks(asked))
    return Page(
        tongue("States compared since %(day)s", day=tongue.day(asked.since)), compare_title(found, tongue),
        _rows(found), {"states": found.states}, view,
    )  # fmt: skip


def states_asked(desk: Desk, asked: Query) -> list[str]:
    """Return the states asked about, by name or code, or those of a group."""
    if not asked.among:
        return asked.states.split(",") if asked.states else list(desk.config.group(asked.group))
    given = [part.strip() for part in asked.among.split(",") if part.strip()]
    if len(given) == 1:
        try:
            return list(desk.config.group(given[0], on=asked.since))[:MOST]
        except UnusableInputError:
            pass
    return list(dict.fromkeys(state_named(name, desk.registry) for name in given))[:MOST]


def _rows(found: Compared) -> list[dict[str, Any]]:
    """Return one row for each state, pole and month."""
    return [
        {
            "state": level.states[0], "pole": b.question.pole.key, "period": month, "median": level.level.median[i],
            "low80": level.level.low80[i], "high80": level.level.high80[i],
        }
        for b in found.poles for level in b.each for i, month in enumerate(level.months)
    ]  # fmt: skip


SCREEN = Screen("/compare", "Compare", "compare.html.j2", Query, build, shares=True)
