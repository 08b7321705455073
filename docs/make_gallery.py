"""Take the pictures of docs/web.md from the bundled case (`python docs/make_gallery.py`; needs a Chromium)."""

from __future__ import annotations

import os
import shutil
import tempfile
import threading
import time
from pathlib import Path

import uvicorn
from playwright.sync_api import sync_playwright

from poleward import config
from poleward.bundled.build import build
from poleward.web import create_app

IMAGES = Path(__file__).parent / "images"
SHOTS = {
    "moving": "/moving",
    "why": "/why?state=KAZ&channel=words&period=2022",
    "roll-call": "/where?roll_call=A/RES/ES-11/1",
}
ARTICLE = """Central Asia at the United Nations

By our correspondent, 12 April 2022

Kazakhstan voted against suspending Russia from the UN Human Rights Council on 7 April 2022.

Kyrgyzstan voted in favour of the resolution ES-11/1 of 2 March 2022.

>> Read more about the weather
"""


def main() -> None:
    """Write the pictures into docs/images."""
    path = os.environ.get("POLEWARD_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    if path is None:
        raise SystemExit("There is no Chromium on this machine.")
    with tempfile.TemporaryDirectory() as folder:
        built = build(Path(folder) / "case")
        server = uvicorn.Server(uvicorn.Config(create_app(built.archive, config.load()), port=0, log_level="error"))
        socket = server.config.bind_socket()
        thread = threading.Thread(target=server.run, kwargs={"sockets": [socket]}, daemon=True)
        thread.start()
        while not server.started:
            time.sleep(0.05)
        _shoot(path, f"http://127.0.0.1:{socket.getsockname()[1]}")
        server.should_exit = True
        thread.join(10)


def _shoot(chromium: str, home: str) -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page(viewport={"width": 860, "height": 640})
        for name, address in SHOTS.items():
            page.goto(home + address, timeout=120_000)
            page.screenshot(path=IMAGES / f"web-{name}.png")
        page.goto(home + "/check")
        page.get_by_label("Text of a page").fill(ARTICLE)
        page.get_by_role("button", name="Check it").click()
        page.wait_for_url("**/check?page=*", timeout=120_000)
        page.screenshot(path=IMAGES / "web-check.png")
        browser.close()


if __name__ == "__main__":
    main()
