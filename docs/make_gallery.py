"""Take the pictures of docs/web.md from the record that ships (`python docs/make_gallery.py`; needs a Chromium).

python docs/make_gallery.py --archive FILE    # an archive that holds the record already, with its posterior
"""

from __future__ import annotations

import argparse
import os
import shutil
import tempfile
import threading
import time
from pathlib import Path

import uvicorn
from playwright.sync_api import Browser, sync_playwright

from poleward import config
from poleward.intake.box import open_archive
from poleward.web import create_app

IMAGES = Path(__file__).parent / "images"
DESKTOP, PHONE = (1280, 820), (360, 720)
SHOTS = {
    "drift": ("/drift", DESKTOP, "light"),
    "drift-phone": ("/drift", PHONE, "dark"),
    "state": ("/state/ARG", DESKTOP, "light"),
    "state-phone": ("/state/KAZ", PHONE, "light"),
    "state-french": ("/state/HUN?lang=fr", DESKTOP, "dark"),
    "compare": ("/compare?among=Argentina,Brazil,Hungary,India,Serbia,Türkiye", DESKTOP, "light"),
    "roll-call": ("/where?roll_call=A/RES/ES-11/1", DESKTOP, "light"),
    "why": ("/why?state=HUN&period=2025", DESKTOP, "light"),
}
"""Name of the picture: address, width and height in pixels, colours."""
ARTICLE = """Central Asia at the United Nations

By our correspondent, 12 April 2022

Kazakhstan voted against suspending Russia from the UN Human Rights Council on 7 April 2022.

Kyrgyzstan voted in favour of the resolution ES-11/1 of 2 March 2022.

>> Read more about the weather
"""


def main() -> None:
    """Write the pictures into docs/images."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--archive", type=Path)
    options = parser.parse_args()
    path = os.environ.get("POLEWARD_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    if path is None:
        raise SystemExit("There is no Chromium on this machine.")
    with tempfile.TemporaryDirectory() as folder:
        archive = options.archive or Path(folder) / "box.duckdb"
        with open_archive(archive, write=True, with_box=True):
            pass
        server = uvicorn.Server(uvicorn.Config(create_app(archive, config.load()), port=0, log_level="error"))
        socket = server.config.bind_socket()
        thread = threading.Thread(target=server.run, kwargs={"sockets": [socket]}, daemon=True)
        thread.start()
        while not server.started:
            time.sleep(0.05)
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
            shoot(browser, f"http://127.0.0.1:{socket.getsockname()[1]}")
            browser.close()
        server.should_exit = True
        thread.join(10)


def shoot(browser: Browser, home: str) -> None:
    """Take every picture from a running server."""
    for name, (address, (width, height), scheme) in SHOTS.items():
        page = browser.new_page(viewport={"width": width, "height": height}, color_scheme=scheme)  # type: ignore[arg-type]
        page.goto(home + address, timeout=600_000)
        page.screenshot(path=IMAGES / f"web-{name}.png")
        page.close()
    page = browser.new_page(viewport={"width": DESKTOP[0], "height": DESKTOP[1]}, color_scheme="light")
    page.goto(home + "/check")
    page.get_by_label("Text of a page").fill(ARTICLE)
    page.get_by_role("button", name="Check it").click()
    page.wait_for_url("**/check?page=*", timeout=600_000)
    page.screenshot(path=IMAGES / "web-check.png")


if __name__ == "__main__":
    main()
