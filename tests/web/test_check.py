"""Is this article right: pasting, dropping, the page as read, hostile text."""

from __future__ import annotations

from tests.web.conftest import Served, Watched

ARTICLE = """Central Asia at the United Nations

By our correspondent, 12 April 2022

Kazakhstan voted against suspending Russia from the UN Human Rights Council on 7 April 2022.

Kyrgyzstan voted in favour of the resolution ES-11/1 of 2 March 2022.

See also: Ten recipes for spring

>> Read more about the weather
"""


def test_a_pasted_article_gets_verdicts(served: Served, watched: Watched) -> None:
    page = watched.page
    page.goto(served.url + "/check")
    page.get_by_label("Text of a page").fill(ARTICLE)
    page.get_by_role("button", name="Check it").click()
    page.wait_for_url("**/check?page=*")
    claims = page.get_by_role("region", name="Its claims")
    assert "Supported" in claims.inner_text()
    assert "Contradicted" in claims.inner_text()
    assert "A/RES/ES-11/3" in claims.inner_text()
    assert "See also: Ten recipes" in page.locator("del").all_inner_texts()[-1] or page.locator("del").count() > 0
    assert page.locator("mark a").count() >= 2
    address = page.url
    page.goto("about:blank")
    page.goto(address)
    assert "Its claims" in page.content()


def test_a_file_is_read_as_its_bytes(served: Served, watched: Watched) -> None:
    page = watched.page
    page.goto(served.url + "/check")
    page.set_input_files(
        "#page-file", {"name": "page.txt", "mimeType": "text/plain", "buffer": ARTICLE.encode("utf-16")}
    )
    page.wait_for_url("**/check?page=*")
    assert "Contradicted" in page.get_by_role("region", name="Its claims").inner_text()


def test_hostile_text_is_shown_as_text(served: Served, watched: Watched) -> None:
    page = watched.page
    hostile = (
        "Tashkent's answer\n\n<script>window.stolen = 1</script><img src=x onerror='window.stolen = 1'> "
        "{{ 7 * 7 }} Kazakhstan\u202e voted\u200b against suspending Russia from the UN Human Rights Council "
        "on 7 April 2022 & that \"was\" 'it'.\n"
    )
    page.goto(served.url + "/check")
    page.get_by_label("Text of a page").fill(hostile)
    page.get_by_role("button", name="Check it").click()
    page.wait_for_url("**/check?page=*")
    assert page.evaluate("window.stolen") is None
    assert page.locator("main img, main script").count() == 0
    assert "{{ 7 * 7 }}" in page.locator(".as-read").inner_text()
    assert page.locator(".as-read .invisible[title='right-to-left override']").count() == 1
