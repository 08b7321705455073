"""What the guard refuses before anything is computed: other sites' requests, too many at once, half a body."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.testclient import TestClient
from starlette.types import Message

from poleward.web import security
from poleward.web.security import Guard, Rules


async def _length(request: Request) -> Response:
    return PlainTextResponse(str(len(await request.body())))


GUARD = Guard(
    Starlette(routes=[Route("/", _length), Route("/why", _length), Route("/judge", _length, methods=["POST"])]),
    Rules("a-token"),
)


@pytest.mark.parametrize(
    ("path", "site", "status"),
    [
        ("/", "cross-site", 200), ("/why", "cross-site", 403), ("/why", "same-site", 403), ("/why", "same-origin", 200),
        ("/why", "none", 200), ("/why", None, 200),
    ],
)  # fmt: skip
def test_a_page_of_another_site_makes_nothing_compute(path: str, site: str | None, status: int) -> None:
    client = TestClient(GUARD, base_url="http://localhost")
    assert client.get(path, headers={"sec-fetch-site": site} if site else {}).status_code == status


def test_a_body_is_read_whole() -> None:
    assert TestClient(GUARD, base_url="http://localhost").post("/judge", content=b"abc").text == "3"


def test_too_many_requests_are_told_to_try_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(security, "WAITING", 0)
    answer = TestClient(GUARD, base_url="http://localhost").get("/")
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")


def test_a_client_that_sends_half_a_body_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(security, "PATIENCE", 0.05)

    async def silent() -> Message:
        await asyncio.Event().wait()
        raise AssertionError

    async def asked() -> Message:
        return await security._Bounded(silent)()

    with ThreadPoolExecutor(1) as beside:  # a browser's loop may run in this thread
        assert beside.submit(lambda: asyncio.run(asked())).result() == {"type": "http.disconnect"}
