"""A page for one state: the answer in a sentence, several poles in one chart, who moved, and the votes behind it."""

from __future__ import annotations

import datetime as dt

from pydantic import Field

from poleward.actors.asked import state_named
from poleward.answers.answer import Answer
from poleward.answers.ask import ask, with_age
from poleward.answers.portrait import Portrait, portrait
from poleward.archive import Archive
from poleward.config import MAX_NAME, Pole
from poleward.defaults import STATE
from poleward.errors import UnusableInputError
from poleward.publishing.state_page import state_view
from poleward.publishing.tongue import Tongue
from poleward.web.links import AppLinks
from poleward.web.screen import Desk, Page, Screen
from poleward.web.state import MAX_POLES, Asked


class Query(Asked):
    """The question; the state is part of the address."""

    state: str = Field(STATE, min_length=2, max_length=MAX_NAME, description="a state, by code or name")
    beside: str | None = Field(
        None, min_length=1, max_length=MAX_POLES * (MAX_NAME + 1), description="further poles, separated by commas"
    )


def build(desk: Desk, asked: Query) -> Page:
    """Return the screen."""
    return desk.door.kept(("state", asked), lambda: _state(desk, asked))


def _state(desk: Desk, asked: Query) -> Page:
    tongue = Tongue(asked.lang)
    code = state_named(asked.state, desk.registry)
    with desk.door.read() as archive:
        told = portrait(archive, [answer_of(desk, archive, asked, code, p.key) for p in poles_of(desk, asked, code)])
    view = state_view(told, tongue, AppLinks(asked))
    return Page(
        view["title"], view["sentence"], _rows(told), told.to_json(),
        {**view, "prefix": ""},
    )  # fmt: skip


def poles_of(desk: Desk, asked: Query, code: str) -> list[Pole]:
    """Return the poles that are shown, the one asked about first; a pole that is the state itself is left out."""
    others = asked.beside.split(",") if asked.beside else list(desk.config.poles)
    found = {p.key: p for name in (asked.pole, *others) if (p := desk.config.pole(name.strip(), on=asked.since))}
    kept = [p for p in found.values() if p.states != (code,)][:MAX_POLES]
    if not kept:
        raise UnusableInputError("%(state)s is the pole itself.", todo="Name another pole.", state=code)
    return kept


def answer_of(desk: Desk, archive: Archive, asked: Asked, state: str, pole: str) -> Answer:
    """Return the answer about a state and a pole, computed once while the archive is unchanged."""

    def make() -> Answer:
        found = ask(archive, state, pole, asked.since, config=desk.config, baseline=asked.baseline, until=asked.until)
        return with_age(archive, found, dt.datetime.now(dt.UTC).date())

    return desk.door.kept(("ask", state, pole, asked.since, asked.baseline, asked.until), make)


def _rows(told: Portrait) -> list[dict[str, object]]:
    """Return one row for each question that was asked before and since, and each pole."""
    return [
        {
            "state": told.state, "pole": p.answer.question.pole.key, "title": r.latest.title,
            "before": r.before, "since": r.since, "part": r.part,
            **{
                f"{when}_{name}": getattr(call, name)
                for when, call in (("earlier", r.earlier), ("latest", r.latest))
                for name in ("symbol", "date", "state", "pole")
            },
        }
        for p in told.poles for r in p.recurring
    ]  # fmt: skip


SCREEN = Screen("/state/{state}", "", "state.html.j2", Query, build)
