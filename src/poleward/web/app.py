"""The app: one route for a screen's page, its JSON twin and its rows each, and the writes."""

from __future__ import annotations

import secrets
import threading
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import quote, urlencode

from fastapi import APIRouter, FastAPI, Request
from fastapi.responses import HTMLResponse, JSONResponse, PlainTextResponse, RedirectResponse, Response
from fastapi.staticfiles import StaticFiles
from jinja2 import Environment, PackageLoader

from poleward.actors import load_registry
from poleward.actors.asked import state_named
from poleward.config import MAX_NAME, Config
from poleward.defaults import STATE
from poleward.errors import PolewardError
from poleward.publishing.rendering import environment, spoken
from poleward.publishing.tongue import LANGUAGES
from poleward.version import __version__
from poleward.web.choices import choices
from poleward.web.door import Door
from poleward.web.faults import explain_errors, tongue_of
from poleward.web.highlight import TITLES
from poleward.web.pages import SCREENS, writes
from poleward.web.ready import Ready
from poleward.web.screen import Desk, Page, Screen
from poleward.web.security import Guard, Rules
from poleward.web.state import Asked, keeping

_FAULTS: dict[int | str, dict[str, Any]] = {
    404: {"description": "Nothing in the archive answers this."},
    422: {"description": "The question cannot be asked so."},
    503: {"description": "The archive is in use by another process."},
}

_LATER: dict[int | str, dict[str, Any]] = {202: {"description": "The page is being computed; ask again."}}


def create_app(
    archive: Path,
    config: Config,
    *,
    author: str = "reader",
    rules: Rules | None = None,
    notes: tuple[str, ...] = (),
    ahead: bool = False,
    patience: float | None = None,
) -> FastAPI:
    """Return the web app over one archive.

    Parameters
    ----------
    archive
        The archive's file; it is opened for reading, and for a moment for writing when somebody judges.
    config
        Poles and groups.
    author
        In whose name judgements are stored.
    rules
        Hosts and tokens; by default loopback only, with a new write token.
    notes
        Sentences shown on every page.
    ahead
        Compute the front page at once, so that it is there when the first reader comes: ideal points take seconds.
    patience
        Seconds after which a reader of a page is told that it is being computed; None: they wait until it is there.
    """
    rules = rules or Rules(write_token=secrets.token_urlsafe(24))
    desk = Desk(Door(archive), config, author, notes)
    app = FastAPI(
        title="poleward",
        version=__version__,
        docs_url=None,
        redoc_url=None,
        openapi_url="/api/openapi.json",
    )
    templates = _templates(rules)
    ready: Ready[Page] = Ready()
    for screen in SCREENS:
        app.include_router(_routes(screen, desk, templates, patience, ready))
    app.include_router(writes.router(desk, rules))
    app.add_api_route("/state", _named_state, include_in_schema=False)
    app.add_api_route("/", _first_page, include_in_schema=False)
    app.mount("/static", StaticFiles(packages=[("poleward.publishing", "static")]), name="static")
    explain_errors(app, templates, desk.notes)
    app.add_middleware(Guard, rules=rules)
    if ahead:
        threading.Thread(target=_prepare, args=(desk,), daemon=True).start()
    return app


def _prepare(desk: Desk) -> None:
    """Compute the front page; whatever is wrong is said to the reader who asks for it."""
    with suppress(PolewardError):
        SCREENS[0].build(desk, SCREENS[0].query())


def _templates(rules: Rules) -> Environment:
    made = environment(PackageLoader("poleward.web"))
    made.filters |= {"tally": _tally, "keeping": keeping}
    made.globals |= {
        "titles": TITLES,
        "write_token": rules.write_token,
        "menu": [screen for screen in SCREENS if screen.menu],
    }
    return made


def _first_page(request: Request) -> Response:
    """Lead to the first screen; who comes by a link of another site would be refused there, and is led on from here."""
    address = SCREENS[0].path
    if request.headers.get("sec-fetch-site") in ("cross-site", "same-site"):
        return HTMLResponse(
            f'<!doctype html><meta charset="utf-8"><title>poleward</title><a href="{address}">poleward</a>',
            headers={"refresh": f"0;url={address}"},
        )
    return RedirectResponse(address, 307)


def _named_state(request: Request) -> RedirectResponse:
    """Lead from the form of a state's page to its address."""
    given = dict(request.query_params)
    named = given.pop("state", "").strip()[:MAX_NAME] or STATE
    code = state_named(named, load_registry())
    return RedirectResponse(f"/state/{code}" + (f"?{urlencode(given)}" if given else ""), 307)


def _tally(groups: Iterable[tuple[str, list[Any]]]) -> list[tuple[str, int]]:
    """Return each group's name and size."""
    return [(name, len(members)) for name, members in groups]


def _routes(
    screen: Screen[Any], desk: Desk, templates: Environment, patience: float | None, ready: Ready[Page]
) -> APIRouter:
    """Return the three routes of a screen."""
    router = APIRouter()

    def page(request: Request, asked: Any) -> HTMLResponse:
        if patience is None:
            built = screen.build(desk, asked)
        else:
            made = ready.within(patience, (screen.path, asked, desk.door.stamp()), lambda: screen.build(desk, asked))
            if made is None:
                return _wait(templates, desk, request, screen)
            built = made
        return HTMLResponse(_render(templates, desk, screen.template, request, asked, built, screen))

    def twin(asked: Any) -> JSONResponse:
        return JSONResponse(screen.build(desk, asked).to_json())

    def rows(asked: Any) -> Response:
        name = screen.path.partition("{")[0].strip("/").replace("/", "-") or "poleward"
        return PlainTextResponse(
            screen.build(desk, asked).to_csv(),
            media_type="text/csv; charset=utf-8",
            headers={"content-disposition": f'attachment; filename="poleward-{name}.csv"'},
        )

    for function, prefix, response in ((page, "", HTMLResponse), (twin, "/api", JSONResponse), (rows, "/csv", None)):
        function.__annotations__["asked"] = Annotated[screen.query, screen.given()]
        router.add_api_route(
            prefix + screen.path,
            function,
            methods=["GET"],
            response_class=response or PlainTextResponse,
            responses=_FAULTS if prefix else _FAULTS | _LATER,
            summary=f"{screen.menu or screen.path}: {'page' if not prefix else prefix.strip('/')}",
            operation_id=f"{screen.template.partition('.')[0]}_{prefix.strip('/') or 'page'}",
        )
    return router


def _wait(templates: Environment, desk: Desk, request: Request, screen: Screen[Any]) -> HTMLResponse:
    """Return the page that says that an answer is being computed; the browser asks again after a second."""
    address = quote(request.url.path) + (f"?{request.url.query}" if request.url.query else "")
    text = templates.get_template("wait.html.j2").render(
        screen=screen, notes=desk.notes, address=address, **spoken(tongue_of(request))
    )
    return HTMLResponse(text, 202, {"refresh": "1", "cache-control": "no-store"})


def _render(
    templates: Environment, desk: Desk, template: str, request: Request, asked: Asked, built: Page, screen: Screen[Any]
) -> str:
    query = str(request.url.query)
    address = quote(request.url.path) + (f"?{query}" if query else "")
    return templates.get_template(template).render(
        page=built, asked=asked, screen=screen, notes=desk.notes, address=address, desk=desk,
        choices=choices(desk.config, desk.registry),
        shared=asked.shared() if isinstance(asked, Asked) else "", **_said(request), **built.view,
    )  # fmt: skip


def _said(request: Request) -> dict[str, Any]:
    """Return what a template needs of the language asked for, and the same page in each language."""
    tongue = tongue_of(request)
    pages = {code: str(request.url.include_query_params(lang=code).replace(scheme="", netloc="")) for code in LANGUAGES}
    return {**spoken(tongue), "tongues": [(code, LANGUAGES[code], address) for code, address in pages.items()]}
