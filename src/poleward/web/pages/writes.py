"""What changes something: a page given to be checked, a judgement made or withdrawn."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, Literal, TypeVar
from urllib.parse import parse_qs

from fastapi import APIRouter, Depends, Header, HTTPException, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import RedirectResponse
from pydantic import BaseModel, ConfigDict, Field

from poleward.answers import judge as judgements
from poleward.channels.say import N_
from poleward.errors import UnusableInputError
from poleward.web.faults import tongue_of
from poleward.web.screen import Desk
from poleward.web.security import Rules, same
from poleward.web.state import keeping

Model = TypeVar("Model", bound=BaseModel)
Verdict = Literal["wrong_actor", "wrong_sign", "duplicate", "not_about_this"]
NO_TOKEN = N_("The write token is missing or wrong. Open the page again and repeat what you did.")
FORM = "application/x-www-form-urlencoded"
FAULTS: dict[int | str, dict[str, Any]] = {
    400: {"description": "The body cannot be read."},
    403: {"description": "The write token is missing or wrong, or the request comes from another site."},
    404: {"description": "There is no such statement or judgement."},
    413: {"description": "The body is too large."},
    422: {"description": "The input cannot be used."},
    503: {"description": "The archive is in use by another process."},
}


class Judgement(BaseModel):
    """A judgement on a statement."""

    model_config = ConfigDict(extra="forbid")

    statement: str = Field(pattern="^[0-9a-f]{8,64}$", description="the statement's id, or the beginning of it")
    verdict: Verdict
    note: str | None = Field(None, max_length=2000, description="why")


class Withdrawal(BaseModel):
    """A judgement taken back."""

    model_config = ConfigDict(extra="forbid")

    judgement: str = Field(pattern="^[0-9a-f]{16}$")


def router(desk: Desk, rules: Rules) -> APIRouter:
    """Return the routes that write; each asks for the write token."""
    routes = APIRouter()

    def token(x_poleward_token: Annotated[str | None, Header()] = None) -> None:
        _demand(x_poleward_token, rules)

    def keep(judgement: Judgement) -> str:
        with desk.door.write() as archive:
            return judgements.judge(
                archive,
                judgement.statement,
                judgement.verdict,
                author=desk.author,
                note=judgement.note or None,
                at=_now(),
            )

    def take_back(withdrawal: Withdrawal) -> None:
        with desk.door.write() as archive:
            judgements.withdraw(archive, withdrawal.judgement, at=_now())

    @routes.post("/api/judge", dependencies=[Depends(token)], responses=FAULTS, status_code=201)
    def judge(judgement: Judgement) -> dict[str, str]:
        """Store a judgement; it outranks the coder from now on."""
        return {"judgement": keep(judgement)}

    @routes.post("/api/withdraw", dependencies=[Depends(token)], responses=FAULTS)
    def withdraw(withdrawal: Withdrawal) -> dict[str, str]:
        """Take a judgement back; it stays on record."""
        take_back(withdrawal)
        return {"withdrawn": withdrawal.judgement}

    @routes.post("/api/check", dependencies=[Depends(token)], responses=FAULTS, status_code=201,
                 openapi_extra={"requestBody": {"required": True, "content": {
                     "application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}}})  # fmt: skip
    async def check(request: Request) -> dict[str, str]:
        """Keep a page, given as its bytes, to be checked; the answer is its address."""
        return {"address": f"/check?page={_kept(desk, await request.body())}"}

    @routes.post("/check", include_in_schema=False)
    async def check_form(request: Request) -> RedirectResponse:
        form = await _form(request, rules)
        address = f"/check?page={_kept(desk, form.get('text', '').encode())}"
        return RedirectResponse(keeping(address, tongue_of(request).code), 303)

    @routes.post("/judge", include_in_schema=False)
    async def judge_form(request: Request) -> RedirectResponse:
        form = await _form(request, rules)
        given = {name: form[name] for name in ("statement", "verdict", "note") if form.get(name)}
        await run_in_threadpool(keep, _model(Judgement, given))
        return RedirectResponse(_local(form.get("back", "/")), 303)

    @routes.post("/withdraw", include_in_schema=False)
    async def withdraw_form(request: Request) -> RedirectResponse:
        form = await _form(request, rules)
        await run_in_threadpool(take_back, _model(Withdrawal, {"judgement": form.get("judgement", "")}))
        return RedirectResponse(_local(form.get("back", "/")), 303)

    return routes


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC).replace(tzinfo=None)


def _demand(given: str | None, rules: Rules) -> None:
    if not same(given, rules.write_token):
        raise HTTPException(403, NO_TOKEN)


def _kept(desk: Desk, data: bytes) -> str:
    if not data.strip():
        raise UnusableInputError("the page is empty.", todo="Paste its text, or drop a file.")
    return desk.pages.put(data)


async def _form(request: Request, rules: Rules) -> dict[str, str]:
    """Return the fields of a form of ours, its token checked."""
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != FORM:
        raise HTTPException(415, N_("Only forms of this server's own pages are taken here."))
    body = await request.body()
    try:
        fields = parse_qs(body.decode("ascii"), keep_blank_values=True, max_num_fields=20, errors="strict")
    except ValueError:
        raise HTTPException(400, N_("The form cannot be read.")) from None
    form = {name: values[-1] for name, values in fields.items()}
    _demand(form.pop("token", None), rules)
    return form


def _model(kind: type[Model], values: dict[str, str]) -> Model:
    try:
        return kind.model_validate(values)
    except ValueError:
        raise UnusableInputError("the form is not complete.", todo="Open the page again.") from None


def _local(address: str) -> str:
    """Return an address of this server, or its front page where another was asked for."""
    if not address.startswith("/") or address[1:2] in ("/", "\\") or any(ord(c) < 33 for c in address):
        return "/"
    return address
