"""Every screen: its twin, its rows and citation, axe, dark and light, phone and paper, and the report from a file."""

from __future__ import annotations

import csv
import io
from typing import Literal

import httpx
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from poleward.answers import vetoes
from poleward.archive import Archive
from poleward.channels import KEYS
from poleward.publishing.tongue import Tongue
from tests.web.conftest import TOKEN, Served, Watched
from tests.web.english import english_in, latin_in
from tests.web.test_check import ARTICLE

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


HOUR = 3600.0
"""Longer than any machine takes: what is waited for comes, or the test runner ends the test."""


def got(served: Served, address: str) -> httpx.Response:
    """Return what is at an address, however long it takes."""
    return httpx.get(served.url + address, timeout=HOUR)


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


EYES = ("state", "roll call", "why words")
"""Screens that hold every part whose looks hang on the reader's eyes."""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_more_contrast_is_more(served: Served, watched: Watched, scheme: Literal["light", "dark"]) -> None:
    page = watched.page
    page.emulate_media(color_scheme=scheme, contrast="more")
    for name in EYES:
        page.goto(served.url + SCREENS[name])
        found = Axe().run(page, options={"runOnly": ["color-contrast", "color-contrast-enhanced"]})
        grave = [(v["id"], [n["html"][:150] for n in v["nodes"]][:3]) for v in found.response["violations"]]
        assert grave == [], name


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_charts_take_the_readers_own_colours(
    served: Served, watched: Watched, scheme: Literal["light", "dark"]
) -> None:
    page = watched.page
    page.emulate_media(color_scheme=scheme, forced_colors="active")
    for name in EYES:
        page.goto(served.url + SCREENS[name])
        found = Axe().run(page, options={"runOnly": ["color-contrast"]})
        assert found.response["violations"] == [], name
        colours = page.evaluate(
            """() => { const probe = document.createElement("span"); document.body.append(probe);
            probe.style.color = "CanvasText"; const ink = getComputedStyle(probe).color;
            const drawn = (kind, part) => Array.from(document.querySelectorAll(`svg.chart ${kind}`),
              (one) => getComputedStyle(one)[part]).filter((colour) => colour !== ink);
            return [...drawn("text", "fill"), ...drawn(".line", "stroke"), ...drawn(".dot", "fill")]; }"""
        )
        assert colours == [], name
    page.goto(served.url + SCREENS["drift among some"])
    away = page.evaluate("Array.from(document.querySelectorAll('.tile.away'), (t) => getComputedStyle(t).fill)")
    assert all("stripes" in fill for fill in away)  # a direction is told apart by its pattern


def test_a_verdict_from_bounds_is_not_drawn_as_unobserved(served: Served, watched: Watched) -> None:
    page = watched.page
    page.goto(served.url + "/moving?states=KAZ,UZB&channel=trade")
    told = page.inner_text("main")
    assert "Of the shares bounds alone are published" in told
    assert "Nothing was observed" not in told


def test_all_that_a_state_page_says_leads_to_why(served: Served, watched: Watched) -> None:
    page = watched.page
    page.goto(served.url + SCREENS["state"])
    for part in ("stance", "exposure"):
        links = page.locator(f"#{part} a.why")
        assert links.count() > 0, part
        for href in links.evaluate_all("all => all.map((one) => one.getAttribute('href'))"):
            assert got(served, href).status_code == 200, href
    page.locator("#stance a.why").first.click()
    page.locator("dialog#drawer h1").wait_for(timeout=HOUR * 1000)
    assert "Kazakhstan" in page.locator("dialog#drawer h1").inner_text()


@pytest.mark.parametrize("address", [a for name, a in SCREENS.items() if name != "drift"])
def test_a_screen_has_a_twin_and_rows(served: Served, address: str) -> None:
    twin = got(served, "/api" + address).json()
    assert twin["title"]
    assert twin["answer"]
    rows = list(csv.reader(io.StringIO(got(served, "/csv" + address).text)))
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
    twin = got(served, "/api" + SCREENS["the world"]).json()
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
    twin = got(served, "/api" + SCREENS["moving"]).json()
    month, _, rest = said.partition(": ")
    row = next(r for r in twin["rows"] if r["state"] == "KAZ" and Tongue().period(r["period"]) == month)
    shown = [f"{row[name]:+.2f}".replace("-", "−") for name in ("relative_to_baseline", "low95", "high95")]
    assert rest == f"{shown[0]}, 95\N{NO-BREAK SPACE}% interval {shown[1]} to {shown[2]}"
    rows = list(csv.DictReader(io.StringIO(got(served, "/csv" + SCREENS["moving"]).text)))
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


@pytest.fixture(scope="module")
def quoted(served: Served) -> str:
    """What stays as it is in every language: titles of roll calls and sentences of pages, and commands."""
    with Archive.open(served.archive) as archive:
        rows = archive.rows("SELECT title AS text FROM roll_calls UNION ALL SELECT exact FROM statements")
        pages = archive.rows("SELECT title AS text FROM documents")
    commands = ["poleward evaluate events", "poleward evaluate attitudes"]
    topics = [veto.topic for veto in vetoes.every()]
    return "\n".join([*topics, *(" ".join((row["text"] or "").split()) for row in [*rows, *pages]), *commands])


def test_screens_in_russian_hold_no_english(served: Served, quoted: str) -> None:
    for name, address in SCREENS.items():
        answer = got(served, f"{address}{'&' if '?' in address else '?'}lang=ru")
        assert answer.status_code == 200, name
        assert english_in(answer.text, "ru") == [], name
        assert latin_in(answer.text, quoted) == [], name


@pytest.mark.parametrize(
    ("address", "status", "told"),
    [
        ("/state/KAS", 422, "Государство «KAS» здесь не известно."),
        ("/drift?pole=moskow", 422, "Полюса «moskow» нет. Имелось в виду: moscow?"),
        ("/drift?since=soon", 422, "since: это не день"),
        ("/why?state=KAZ&period=1946", 404, "Казахстан и Москва: за 1 января 1946"),
        ("/where?roll_call=none", 404, "Такого голосования в архиве нет."),
        ("/moving?channel=weather", 422, "Канала «weather» нет."),
        ("/nowhere", 404, "Такой страницы нет."),
    ],
)
def test_an_error_is_told_in_the_language_asked_for(served: Served, address: str, status: int, told: str) -> None:
    answer = got(served, f"{address}{'&' if '?' in address else '?'}lang=ru")
    assert answer.status_code == status
    assert told in answer.text
    assert english_in(answer.text, "ru") == []
    assert latin_in(answer.text, ", ".join(KEYS)) == []


def test_an_article_is_checked_in_the_language_asked_for(served: Served, quoted: str) -> None:
    form = {"token": TOKEN, "text": ARTICLE}
    answer = httpx.post(f"{served.url}/check?lang=ru", data=form, follow_redirects=True, timeout=HOUR)
    assert "Опровергнуто" in answer.text
    assert "Подтверждено" in answer.text
    assert english_in(answer.text.replace("Central Asia", ""), "ru") == []
    assert latin_in(answer.text, f"{quoted}\n{ARTICLE}") == []
