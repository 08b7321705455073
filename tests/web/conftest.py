"""The bundled case served on loopback, and a real Chromium to read it with."""

from __future__ import annotations

import os
import shutil
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import uvicorn
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from poleward import config
from poleward.bundled.build import ARCHIVE, REPORT
from poleward.web import create_app
from poleward.web.security import Rules

TOKEN = "a-write-token-for-tests"  # noqa: S105  guards nothing but this test
ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--no-first-run",
]  # fmt: skip
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


@dataclass(frozen=True)
class Served:
    """A running server, its archive and the report that the demonstration wrote."""

    url: str
    archive: Path
    report: Path


@pytest.fixture(scope="session")
def case(bundled: Path) -> tuple[Path, Path]:
    """The bundled case's archive and report."""
    return bundled / ARCHIVE, bundled / REPORT


@pytest.fixture(scope="session")
def served(case: tuple[Path, Path], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The app over a copy of the bundled case."""
    archive = tmp_path_factory.mktemp("served") / "case.duckdb"
    shutil.copy(case[0], archive)
    app = create_app(archive, config.load(), author="tester", rules=Rules(write_token=TOKEN))
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="error", access_log=False))
    socket = server.config.bind_socket()
    thread = threading.Thread(target=server.run, kwargs={"sockets": [socket]}, daemon=True)
    thread.start()
    while not server.started:
        assert thread.is_alive(), "the server ended before it began"
        time.sleep(0.05)
    yield Served(f"http://127.0.0.1:{socket.getsockname()[1]}", archive, case[1])
    server.should_exit = True
    thread.join(10)
    socket.close()


def chromium() -> str | None:
    """Return the Chromium found on the machine."""
    named = os.environ.get("POLEWARD_CHROMIUM")
    return named or next((found for name in NAMES if (found := shutil.which(name))), None)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A real Chromium."""
    path = chromium()
    if path is None:
        pytest.skip("there is no Chromium on this machine; 'make browser' installs Debian's where it may")
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield found
        found.close()


@dataclass
class Watched:
    """A browser's page, and what went wrong in it."""

    page: Page
    faults: list[str]
    foreign: list[str]


@pytest.fixture
def watched(browser: Browser) -> Iterator[Watched]:
    """A page that fails its test where the console shows an error or a request leaves this machine."""
    context: BrowserContext = browser.new_context(viewport={"width": 1200, "height": 900})
    # Of requests without a page too: what is asked for comes, or the test runner ends the test.
    context.set_default_timeout(600_000)
    page = context.new_page()
    seen = Watched(page, [], [])
    page.on("console", lambda m: seen.faults.append(m.text) if m.type in ("error", "warning") else None)
    page.on("pageerror", lambda e: seen.faults.append(str(e)))
    page.on(
        "request",
        lambda r: None if r.url.startswith(("http://127.0.0.1:", "file:", "data:")) else seen.foreign.append(r.url),
    )
    yield seen
    context.close()
    assert seen.faults == []
    assert seen.foreign == []
