"""Why do you say so: from a point to its sentence, and a judgement made and withdrawn."""

from __future__ import annotations

import re

from tests.web.conftest import Served, Watched


def test_from_a_point_to_its_roll_calls(served: Served, watched: Watched) -> None:
    page = watched.page
    page.goto(served.url + "/moving?states=KAZ,UZB&pole=moscow")
    assert "P(no change) = " in page.locator("#UZB figcaption").inner_text()
    page.locator("#KAZ svg a").last.focus()
    page.keyboard.press("Enter")
    drawer = page.locator("dialog#drawer")
    drawer.get_by_role("heading", level=1).wait_for()
    assert "A/RES/" in drawer.inner_text()
    page.keyboard.press("Escape")
    drawer.wait_for(state="hidden")
    page.locator("#UZB svg a").first.click(modifiers=[])
    drawer.get_by_role("heading", level=1).wait_for()
    assert "Uzbekistan" in drawer.inner_text()


def test_a_judgement_is_made_and_withdrawn(served: Served, watched: Watched) -> None:
    page = watched.page
    address = served.url + "/why?state=KAZ&pole=moscow&channel=words&period=2022"
    page.goto(address)
    before = page.locator("h1").inner_text()
    first = page.locator("article.card").first
    sentence = first.locator("blockquote").first.inner_text()
    first.get_by_role("button", name="Not about this").first.click()
    page.get_by_role("heading", name="Judgements in force").wait_for()
    assert page.url == address
    assert page.locator("h1").inner_text() != before
    said = page.locator("#without").inner_text()
    number = re.search(r"[+−-]\d\.\d{2}", before)
    assert number is not None
    assert number.group().replace("-", "−") in said
    assert page.locator("svg .hollow").count() == 1
    assert sentence not in page.locator("article.card").all_inner_texts()
    page.get_by_role("button", name="Withdraw").click()
    page.get_by_role("heading", name="Judgements in force").wait_for(state="detached")
    assert page.locator("h1").inner_text() == before


def test_a_judgement_in_the_drawer_comes_back_to_the_number(served: Served, watched: Watched) -> None:
    page = watched.page
    page.goto(served.url + "/moving?states=UZB&pole=moscow&channel=words")
    page.locator("#UZB svg a").last.click()
    drawer = page.locator("dialog#drawer")
    drawer.get_by_role("button", name="Wrong sign").first.click()
    page.get_by_role("heading", name="Judgements in force").wait_for()
    assert "/why?" in page.url
    page.get_by_role("button", name="Withdraw").click()
    page.get_by_role("heading", name="Judgements in force").wait_for(state="detached")
