"""Pages that tables lay out are read as articles; tables of data stay tables."""

from __future__ import annotations

import pytest

from poleward.pages import read_bytes

PARAGRAPHS = [
    "The envoys of three states met in Osh on Tuesday and spoke for six hours about water and the border pastures of "
    "the valley, officials said.",
    "They agreed to meet again in Khujand before the harvest, and to send two engineers to every dam on the river "
    "before the end of the month.",
    "A protocol was signed by all of them and handed over to the governments, which have a month to confirm it or to "
    "send it back with remarks.",
]
MENU = "".join(f'<tr><td><a href="/{n}">{n}</a></td></tr>' for n in ("Home", "Politics", "Economy", "Sport"))
NEWS = "".join(
    f'<tr><td><font size=1>10:20</font> <a href="/{n}">{line}</a></td></tr>'
    for n, line in enumerate(["Harvest begins in the south", "New rector appointed in Osh", "Road closed by snow"])
)


def layout(article: str) -> bytes:
    return (
        "<html><head><title>Envoys meet in Osh</title></head><body><table width=100%><tr><td colspan=3>Valley Post"
        f"</td></tr><tr><td><table>{MENU}</table></td><td><table><tr><td><b>Envoys meet in Osh</b></td></tr>"
        f"<tr><td>05.04.2005</td></tr><tr><td>{article}</td></tr></table></td><td><table>{NEWS}</table></td></tr>"
        "<tr><td colspan=3>Copyright 2005 Valley Post. All rights reserved.</td></tr></table></body></html>"
    ).encode()


def body(data: bytes) -> list[str]:
    (document,) = read_bytes(data, "page")
    return [document.mended(span).text for span in document.paragraphs()]


@pytest.mark.parametrize("article", ["".join(f"<p>{p}</p>" for p in PARAGRAPHS), "<br><br>".join(PARAGRAPHS)])
def test_a_page_laid_out_by_tables_gives_its_article_alone(article: str) -> None:
    assert body(layout(article)) == PARAGRAPHS


def test_a_table_of_data_does_not_take_the_article_along() -> None:
    rows = "<table><tr><th>State</th><th>2021</th></tr><tr><td>Peru</td><td>12</td></tr></table>"
    page = (
        f"<html><body><article><h1>Trade</h1><p>{PARAGRAPHS[0]}</p><p>{PARAGRAPHS[1]}</p>{rows}</article></body></html>"
    )
    assert [p for p in body(page.encode()) if not p.startswith("|")] == PARAGRAPHS[:2]
