"""Who may ask what: hosts, tokens, cross-site writes, sizes, headers, and every question that the schema allows."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
import schemathesis
from fastapi import FastAPI
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from poleward import config
from poleward.web import create_app
from poleward.web.security import MAX_BODY, Rules
from tests.web.conftest import TOKEN

HOME = "http://127.0.0.1:8321"
WRITE = {"x-poleward-token": TOKEN}


@pytest.fixture(scope="module")
def app(case: tuple[Path, Path], tmp_path_factory: pytest.TempPathFactory) -> FastAPI:
    archive = tmp_path_factory.mktemp("guarded") / "case.duckdb"
    shutil.copy(case[0], archive)
    return create_app(archive, config.load(), author="tester", rules=Rules(write_token=TOKEN))


@pytest.fixture(scope="module")
def client(app: FastAPI) -> Iterator[httpx.Client]:
    with TestClient(app, base_url=HOME, follow_redirects=False, raise_server_exceptions=False) as found:
        yield found


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "10.0.0.5", "", "user@127.0.0.1", "[::1"])
def test_other_names_are_refused(client: httpx.Client, host: str) -> None:
    assert client.get("/check", headers={"host": host}).status_code == 421


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_a_link_of_another_site_leads_over_the_first_page(client: httpx.Client, site: str) -> None:
    # Browsers call what a redirect leads to the other site's request too: it would be refused.
    answer = client.get("/", headers={"sec-fetch-site": site})
    assert answer.status_code == 200
    assert answer.headers["refresh"].startswith("0;url=/")
    assert client.get("/").status_code == 307


@pytest.mark.parametrize("host", ["127.0.0.1:8321", "localhost:1", "[::1]:8321", "127.8.8.8"])
def test_loopback_names_are_known(client: httpx.Client, host: str) -> None:
    assert client.get("/check", headers={"host": host}).status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"origin": "http://127.0.0.1:9999"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
    ],
)
def test_writes_from_other_sites_are_refused(client: httpx.Client, headers: dict[str, str]) -> None:
    form = {"token": TOKEN, "text": "A page."}
    assert client.post("/check", data=form, headers=headers).status_code == 403
    assert client.post("/api/check", content=b"A page.", headers=WRITE | headers).status_code == 403


def test_writes_ask_for_the_token(client: httpx.Client) -> None:
    assert client.post("/check", data={"text": "A page."}).status_code == 403
    assert client.post("/api/check", content=b"A page.").status_code == 403
    assert client.post("/api/judge", json={"statement": "0" * 32, "verdict": "duplicate"}).status_code == 403
    assert client.post("/judge", data={"statement": "0" * 32, "verdict": "duplicate"}).status_code == 403
    assert client.post("/withdraw", data={"judgement": "0" * 16, "token": "no"}).status_code == 403
    assert client.post("/api/check", content=b"A page.", headers=WRITE).status_code == 201


def test_what_is_too_large_is_refused(client: httpx.Client) -> None:
    assert client.post("/api/check", content=b"a" * (MAX_BODY + 1), headers=WRITE).status_code == 413

    def in_parts() -> Iterator[bytes]:
        for _ in range(MAX_BODY // 100_000 + 2):
            yield b"a" * 100_000

    assert client.post("/api/check", content=in_parts(), headers=WRITE).status_code == 413
    assert client.get("/check?page=" + "a" * 5000).status_code == 414
    kept = client.post("/api/check", content=b"word " * 100_000, headers=WRITE).json()["address"]
    assert client.get(kept).status_code == 422


def test_every_response_carries_the_policy(client: httpx.Client) -> None:
    for address in ("/check", "/static/app.css", "/nowhere", "/api/cite", "/check?page=x"):
        response = client.get(address)
        policy = response.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert response.headers["x-content-type-options"] == "nosniff"
        assert response.headers["referrer-policy"] == "same-origin"


def test_no_page_has_inline_script_or_style(client: httpx.Client) -> None:
    for address in (
        "/check",
        "/state/KAZ",
        "/compare",
        "/moving?states=KAZ",
        "/where?states=KAZ",
        "/method",
        "/why?period=2022",
        "/cite",
    ):
        page = client.get(address).text
        assert "<style" not in page
        assert " style=" not in page
        assert " onclick=" not in page
        assert "<script>" not in page


def test_a_return_address_stays_here(client: httpx.Client) -> None:
    for back in ("https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"):
        answer = client.post("/withdraw", data={"judgement": "0" * 16, "token": TOKEN, "back": back})
        assert answer.status_code == 404  # there is no such judgement
    from poleward.web.pages.writes import _local

    assert [_local(b) for b in ("//evil.example", "/\\evil", "https://evil", "/a b", "/why?x=1")] == [
        "/", "/", "/", "/", "/why?x=1",
    ]  # fmt: skip


def test_beyond_loopback_a_token_is_asked_for(case: tuple[Path, Path]) -> None:
    rules = Rules(write_token=TOKEN, reading_token="reading", names=("answers.example",))  # noqa: S106
    with TestClient(create_app(case[0], config.load(), rules=rules), base_url="http://192.0.2.7:80") as client:
        assert client.get("/check").status_code == 401
        assert client.get("/check?token=wrong").status_code == 401
        assert client.get("/check", headers={"authorization": "Bearer reading"}).status_code == 200
        assert client.get("/check", headers={"host": "evil.example"}).status_code == 421
        first = client.get("http://192.0.2.7//evil.example?token=reading&a=1", follow_redirects=False)
        assert first.headers["location"] == "/evil.example?a=1"
        assert "httponly" in first.headers["set-cookie"].lower()
        assert client.get("/check").status_code == 200


def test_rows_are_safe_in_a_spreadsheet() -> None:
    from poleward.web.screen import Page

    csv = Page("", "", [{"a": "=1+1", "b": -1.5, "c": "@x", "d": "plain"}]).to_csv()
    assert csv.splitlines()[1] == "'=1+1,-1.5,'@x,plain"


@given(st.binary(max_size=300))
@settings(
    max_examples=25, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
def test_any_bytes_are_a_page_or_an_explained_error(client: httpx.Client, data: bytes) -> None:
    kept = client.post("/api/check", content=data, headers=WRITE)
    assert kept.status_code in (201, 422)
    if kept.status_code == 201:
        assert client.get(kept.json()["address"]).status_code in (200, 422)


def test_whatever_the_schema_allows_is_never_a_fault_of_ours(app: FastAPI) -> None:
    schema = schemathesis.openapi.from_dict(app.openapi())
    seen: set[tuple[str, str]] = set()
    with TestClient(app, base_url=HOME, raise_server_exceptions=False) as client:
        for operation in schema.get_all_operations():
            found = operation.ok()
            seen.add((found.method, found.path))

            @given(case=found.as_strategy())
            @settings(
                max_examples=3,
                derandomize=True,
                database=None,
                phases=[Phase.generate],
                suppress_health_check=list(HealthCheck),
            )
            def one(case: schemathesis.Case) -> None:
                asked = case.as_transport_kwargs(base_url=HOME, headers=WRITE)
                asked.pop("cookies", None)
                if isinstance(asked.get("data"), bytes | str):
                    asked["content"] = asked.pop("data")
                response = client.request(**asked)
                assert response.status_code < 500, (case.as_curl_command(), response.text)

            one()
    assert len(seen) >= 18
