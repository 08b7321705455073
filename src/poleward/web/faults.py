"""What went wrong, as a page in the language asked for, or as JSON under /api."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, JSONResponse, Response
from jinja2 import Environment
from starlette.exceptions import HTTPException

from poleward.channels.say import N_, Saying
from poleward.errors import ArchiveBusyError, NothingFoundError, PolewardError
from poleward.publishing.rendering import spoken
from poleward.publishing.tongue import LANGUAGES, Tongue
from poleward.web.security import TooLargeError

MOST_SAID = 5
"""Fields of an address that are told to be wrong at once: our choice."""
_NO_DAY = N_("not a day; write it as 2022-02-24")
_NO_NUMBER = N_("not a number")
_REASONS = {
    "date_from_datetime_parsing": _NO_DAY, "date_parsing": _NO_DAY, "date_from_datetime_inexact": _NO_DAY,
    "greater_than_equal": N_("%(ge)s is the first possible"), "less_than_equal": N_("%(le)s is the last possible"),
    "literal_error": N_("choose from %(expected)s"), "float_parsing": _NO_NUMBER, "int_parsing": _NO_NUMBER,
    "finite_number": _NO_NUMBER,
}  # fmt: skip
"""Pydantic's names of what is wrong with a field, and what is said of it."""
_OWN: dict[str, Callable[[Tongue, str], str]] = {
    "state": Tongue.state, "pole": Tongue.__call__, "channel": Tongue.__call__, "period": Tongue.period,
}  # fmt: skip
"""Fields of errors that each language has words of its own for."""
_MALFORMED = N_("not written as it has to be")


def tongue_of(request: Request) -> Tongue:
    """Return the language that an address asks for, whatever else is wrong with it."""
    code = request.query_params.get("lang", "en")
    return Tongue(code if code in LANGUAGES else "en")


def said(error: PolewardError, tongue: Tongue) -> str:
    """Return an error in a language: where, what, what to do."""
    fields = {name: _OWN[name](tongue, str(v)) if name in _OWN else v for name, v in error.fields.items()}
    what, todo = (Saying(form, fields).said(tongue) if form else "" for form in error.forms)
    return f"{error.where}: {what} {todo}".strip(": ") if error.where else f"{what} {todo}".strip()


def _field_said(fault: Mapping[str, Any], tongue: Tongue) -> str:
    """Return what is wrong with one field of an address."""
    given = dict(fault.get("ctx", {}))
    cause = getattr(given.pop("error", None), "__cause__", None)
    if isinstance(cause, PolewardError):
        reason = said(cause, tongue)
    elif message := _REASONS.get(fault["type"]):
        reason = Saying(message, {k: str(v).replace(" or ", ", ") for k, v in given.items()}).said(tongue)
    else:
        reason = tongue(_MALFORMED)
    return f"{'.'.join(str(part) for part in fault['loc'][1:])}: {reason}"


def explain_errors(app: FastAPI, templates: Environment, notes: tuple[str, ...]) -> None:
    """Answer every error that a person can meet in words."""

    def answer(request: Request, status: int, message: str) -> Response:
        if request.url.path.startswith(("/api/", "/csv/")):
            return JSONResponse({"error": message}, status)
        text = templates.get_template("error.html.j2").render(
            message=message, status=status, notes=notes, **spoken(tongue_of(request))
        )
        return HTMLResponse(text, status)

    @app.exception_handler(PolewardError)
    def of_ours(request: Request, error: PolewardError) -> Response:
        status = 404 if isinstance(error, NothingFoundError) else 503 if isinstance(error, ArchiveBusyError) else 422
        return answer(request, status, said(error, tongue_of(request)))

    @app.exception_handler(RequestValidationError)
    def of_the_question(request: Request, error: RequestValidationError) -> Response:
        tongue = tongue_of(request)
        told = "; ".join(_field_said(fault, tongue) for fault in error.errors()[:MOST_SAID])
        return answer(request, 422, tongue("The address asks for something that cannot be: %(told)s.", told=told))

    @app.exception_handler(HTTPException)
    def of_http(request: Request, error: HTTPException) -> Response:
        tongue = tongue_of(request)
        message = tongue("There is no such page.") if error.status_code == 404 else tongue(str(error.detail))
        return answer(request, error.status_code, message)

    @app.exception_handler(TooLargeError)
    def of_size(request: Request, error: TooLargeError) -> Response:
        del error
        return answer(request, 413, tongue_of(request)("The page is too large; read it with 'poleward read'."))
