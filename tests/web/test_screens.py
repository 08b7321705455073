"""Every screen: its twin, its rows and citation, axe, dark and light, phone and paper, and the report from a file."""

from __future__ import annotations

import csv
import io

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.web.conftest import Served, Watched

SCREENS = {
    "moving": "/moving?states=KAZ,UZB",
    "towards": "/towards?states=KAZ,UZB",
    "where": "/where?states=KAZ,UZB",
    "roll call": "/where?roll_call=A/RES/ES-11/1",
    "check": "/check",
    "method": "/method?states=KAZ,UZB",
    "why votes": "/why?state=KAZ&period=2022",
    "why words": "/why?state=KAZ&period=2022&channel=words",
    "why a change": "/why?state=UZB&channel=treaties",
    "cite": "/cite?address=/moving",
}


@pytest.mark.parametrize("address", SCREENS.values(), ids=SCREENS)
def test_a_screen_is_accessible_in_light_and_dark_and_fits_a_phone(
    served: Served, watched: Watched, address: str
) -> None:
    page = watched.page
    page.goto(served.url + address)
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        found = Axe().run(page)
        grave = [v for v in found.response["violations"] if v["impact"] in ("serious", "critical")]
        assert grave == [], [(v["id"], [n["html"][:150] for n in v["nodes"]][:3]) for v in grave]
    page.set_viewport_size({"width": 360, "height": 740})
    assert page.evaluate("document.documentElement.scrollWidth") <= 362


@pytest.mark.parametrize("address", SCREENS.values(), ids=SCREENS)
def test_a_screen_has_a_twin_and_rows(served: Served, watched: Watched, address: str) -> None:
    context = watched.page.context
    twin = context.request.get(served.url + "/api" + address).json()
    assert twin["title"]
    assert twin["answer"]
    rows = list(csv.reader(io.StringIO(context.request.get(served.url + "/csv" + address).text())))
    assert len(rows) == len(twin["rows"]) + 1


def test_the_picture_is_not_blank(served: Served, watched: Watched) -> None:
    page = watched.page
    for name in ("moving", "towards", "roll call"):
        page.goto(served.url + SCREENS[name])
        drawn = page.locator("main svg.chart").first
        box = drawn.bounding_box()
        assert box is not None
        assert box["width"] > 200
        assert box["height"] > 50
        shot = drawn.screenshot()
        assert len(shot) > 2500, name  # a blank PNG of this size is smaller


def test_paper_shows_the_answer_without_the_menu(served: Served, watched: Watched) -> None:
    page = watched.page
    page.goto(served.url + SCREENS["why words"])
    page.emulate_media(media="print")
    assert not page.get_by_role("navigation", name="Screens").is_visible()
    assert not page.get_by_role("button", name="Wrong sign").first.is_visible()
    assert page.locator(".answer").is_visible()
    assert page.pdf(format="A4").startswith(b"%PDF")


def test_a_screen_is_cited_in_the_drawer(served: Served, watched: Watched) -> None:
    page = watched.page
    page.goto(served.url + SCREENS["method"])
    page.get_by_role("link", name="Cite this").click()
    quoted = page.locator("dialog#drawer textarea")
    quoted.wait_for()
    assert "/method?states=KAZ,UZB" in quoted.input_value()


def test_weights_are_live(served: Served, watched: Watched) -> None:
    page = watched.page
    page.goto(served.url + SCREENS["towards"])
    mark = page.locator("g[data-state=KAZ] a circle")
    before = mark.get_attribute("cx")
    slider = page.get_by_label("Votes")
    slider.focus()
    taken = page.evaluate(
        """() => { const s = document.getElementById('w-votes'); s.value = 10; const t = performance.now();
        s.dispatchEvent(new Event('input', {bubbles: true})); return performance.now() - t; }"""
    )
    assert mark.get_attribute("cx") != before
    assert taken < 100


def test_the_roll_calls_are_scrubbed(served: Served, watched: Watched) -> None:
    page = watched.page
    page.goto(served.url + SCREENS["roll call"])
    assert page.locator("svg g[aria-label='Turkmenistan: did not vote']").count() == 1
    page.get_by_role("link", name="later →").click()
    page.wait_for_url("**roll_call=*ES-11*2*")
    assert "A/RES/ES-11/2" in page.locator("h1").inner_text()
    page.locator("#scrub").focus()
    page.keyboard.press("Home")
    page.wait_for_url("**roll_call=*68*262*")


def test_the_menu_keeps_the_question(served: Served, watched: Watched) -> None:
    page = watched.page
    page.goto(served.url + "/moving?states=UZB&pole=beijing")
    page.get_by_role("link", name="Where?").click()
    page.wait_for_url("**/where?states=UZB&pole=beijing")


def test_the_report_opens_from_a_file(served: Served, watched: Watched) -> None:
    page = watched.page
    page.goto(served.report.as_uri())
    assert "Kazakhstan" in page.locator("h1").inner_text()
    assert page.locator("figure svg").count() >= 1
    page.locator("summary").first.click()
    assert page.locator("details[open] blockquote").first.is_visible()
