"""Every screen: its twin, its rows and citation, axe, dark and light, phone and paper, and the report from a file."""

from __future__ import annotations

import csv
import io

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from poleward.publishing.tongue import Tongue
from tests.web.conftest import Served, Watched
from tests.web.english import english_in

SCREENS = {
    "drift": "/drift",
    "drift among some": "/drift?pole=Beijing&among=ASEAN",
    "state": "/state/KAZ",
    "state in Russian": "/state/UZB?pole=beijing&lang=ru",
    "moving": "/moving?states=KAZ,UZB",
    "moving in words": "/moving?states=KAZ,TKM&channel=words&baseline=2016-01-01",
    "moving, without a path": "/moving?states=KAZ&channel=arms",
    "compare": "/compare?among=Kazakhstan,Uzbekistan",
    "weights": "/weights?states=KAZ,UZB",
    "where": "/where?states=KAZ,UZB",
    "tiles": "/where?states=KAZ,UZB&drawn=tiles",
    "the world": "/where?view=world&channel=treaties",
    "roll call": "/where?roll_call=A/RES/ES-11/1",
    "veto": "/where?roll_call=S/2024/239",
    "check": "/check",
    "method": "/method?states=KAZ,UZB",
    "why votes": "/why?state=KAZ&period=2022",
    "why words": "/why?state=KAZ&period=2022&channel=words",
    "why a change": "/why?state=UZB&channel=treaties",
    "cite": "/cite?address=/moving",
}


def lines_of_the_title(page: Page) -> int:
    """Return on how many lines the title stands."""
    found: int = page.evaluate(
        """() => { const range = document.createRange(); range.selectNodeContents(document.querySelector("h1"));
        return new Set(Array.from(range.getClientRects(), (r) => Math.round(r.top))).size; }"""
    )
    return found


@pytest.mark.parametrize("name", SCREENS)
def test_a_screen_is_accessible_in_light_and_dark_and_fits_a_phone(served: Served, watched: Watched, name: str) -> None:
    page = watched.page
    page.goto(served.url + SCREENS[name])
    assert lines_of_the_title(page) <= 2
    # The list of all members is the list of some with more rows: axe need not read both, nor all rules in both schemes.
    for scheme, rules in (("light", {}), ("dark", {"runOnly": ["color-contrast"]})) if name != "drift" else ():
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        found = Axe().run(page, options=rules)
        grave = [v for v in found.response["violations"] if v["impact"] in ("serious", "critical")]
        assert grave == [], [(v["id"], [n["html"][:150] for n in v["nodes"]][:3]) for v in grave]
    page.set_viewport_size({"width": 360, "height": 740})
    assert page.evaluate("document.documentElement.scrollWidth") <= 362
    assert lines_of_the_title(page) <= 2


@pytest.mark.parametrize("address", [a for name, a in SCREENS.items() if name != "drift"])
def test_a_screen_has_a_twin_and_rows(served: Served, watched: Watched, address: str) -> None:
    context = watched.page.context
    twin = context.request.get(served.url + "/api" + address).json()
    assert twin["title"]
    assert twin["answer"]
    rows = list(csv.reader(io.StringIO(context.request.get(served.url + "/csv" + address).text())))
    assert len(rows) == len(twin["rows"]) + 1


def test_a_state_is_found_in_the_ranking_and_rows_are_sorted(served: Served, watched: Watched) -> None:
    page = watched.page
    page.goto(served.url + "/")
    assert page.get_by_role("heading", level=1).inner_text().endswith("moved further from Moscow than Kazakhstan")
    rows = page.locator("#ranking tbody tr:visible")
    assert rows.count() > 150
    page.get_by_label("Find a state").fill("kaz")
    assert rows.count() == 1
    assert "Kazakhstan" in rows.inner_text()
    page.get_by_label("Find a state").fill("")
    page.get_by_role("button", name="State").click()
    assert "Afghanistan" in page.locator("#ranking tbody tr").first.inner_text()
    page.get_by_role("link", name="Kazakhstan").first.click()
    page.wait_for_url("**/state/KAZ")


def test_the_picture_is_not_blank(served: Served, watched: Watched) -> None:
    page = watched.page
    for name in ("moving", "compare", "roll call"):
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
    page.goto(served.url + SCREENS["weights"])
    held = page.locator("tr[data-state=KAZ] [data-holds]")
    before = held.inner_text()
    slider = page.get_by_label("Votes")
    slider.focus()
    at_once = page.evaluate(
        """() => { const s = document.getElementById('w-votes'); s.value = 10;
        s.dispatchEvent(new Event('input', {bubbles: true}));
        return document.querySelector('output[for=w-votes]').textContent; }"""
    )
    assert at_once == "10"  # before the event is over: no server is asked, and nothing is put off
    assert held.inner_text() == before  # a share of all weightings of the same channels hangs on no weight


def test_weights_weigh_as_the_server_does(served: Served, watched: Watched) -> None:
    page = watched.page
    page.goto(served.url + SCREENS["weights"])
    page.evaluate(
        """() => { for (const [name, value] of [["votes", 1], ["words", 10], ["deeds", 0]]) {
        const one = document.getElementById(`w-${name}`); one.value = value;
        one.dispatchEvent(new Event('input', {bubbles: true})); } }"""
    )
    live = page.locator("tr[data-state]").all_inner_texts()
    page.goto(served.url + SCREENS["weights"] + "&votes=1&words=10&deeds=0")
    assert page.locator("tr[data-state]").all_inner_texts() == live


def test_the_map_of_directions_is_scrubbed_and_takes_in_the_world(served: Served, watched: Watched) -> None:
    page = watched.page
    page.goto(served.url + SCREENS["where"])
    page.get_by_role("link", name="2023", exact=True).click()
    page.wait_for_url("**until=2023-12-31*")
    assert "As known until 31 December 2023" in page.locator(".kicker").inner_text()
    twin = page.context.request.get(served.url + "/api" + SCREENS["the world"]).json()
    assert len(twin["rows"]) == 192  # all members but the pole itself
    page.goto(served.url + SCREENS["the world"])
    assert page.locator("svg.world a").count() == 192
    page.get_by_role("link", name="Equal tiles").click()
    page.wait_for_url("**drawn=tiles*")
    assert page.locator("svg.tiles a").count() == 192


def test_a_path_has_the_same_numbers_in_its_picture_its_twin_and_its_rows(served: Served, watched: Watched) -> None:
    page = watched.page
    page.goto(served.url + SCREENS["moving"])
    said = str(page.locator("#KAZ svg a[href*='period=2022']").first.get_attribute("aria-label"))
    twin = page.context.request.get(served.url + "/api" + SCREENS["moving"]).json()
    month, _, rest = said.partition(": ")
    row = next(r for r in twin["rows"] if r["state"] == "KAZ" and Tongue().period(r["period"]) == month)
    shown = [f"{row[name]:+.2f}".replace("-", "−") for name in ("relative_to_baseline", "low95", "high95")]
    assert rest == f"{shown[0]}, 95\N{NO-BREAK SPACE}% interval {shown[1]} to {shown[2]}"
    rows = list(csv.DictReader(io.StringIO(page.context.request.get(served.url + "/csv" + SCREENS["moving"]).text())))
    own = next(r for r in rows if r["state"] == "KAZ" and r["period"] == row["period"])
    assert float(own["low95"]) == row["low95"]
    assert "P(no change)" in page.locator("#KAZ figcaption").inner_text()


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
    page.get_by_role("link", name="Map and roll calls").click()
    page.wait_for_url("**/where?states=UZB&pole=beijing")


def test_the_report_opens_from_a_file(served: Served, watched: Watched) -> None:
    page = watched.page
    page.goto(served.report.as_uri())
    assert "Moscow" in page.locator("h1").first.inner_text()
    assert "Kazakhstan" in page.locator("main > p b").first.inner_text()
    assert page.locator("figure svg").count() >= 1
    assert page.locator("#KAZ-votes table").is_visible()


def test_screens_in_russian_hold_no_english(served: Served, watched: Watched) -> None:
    for name in ("moving", "moving, without a path", "weights", "method", "where", "roll call", "drift", "compare"):
        address = SCREENS[name]
        answer = watched.page.context.request.get(f"{served.url}{address}{'&' if '?' in address else '?'}lang=ru")
        assert english_in(answer.text(), "ru") == [], name
