from __future__ import annotations

import datetime as dt
import gzip
import json
from pathlib import Path

import pytest

from poleward.errors import Skips, UnusableInputError
from poleward.pages import Document, read_bytes, read_path

PAGE = """<!DOCTYPE html><html lang="en"><head><title>Envoys meet in Osh - The Valley Post</title>
<meta property="article:published_time" content="2023-04-05T09:00:00+06:00">
<link rel="canonical" href="https://valley.example/2023/osh-envoys">
<script type="application/ld+json">{"@type": "NewsArticle", "headline": "Envoys meet in Osh"}</script></head>
<body><nav><a href="/">Home</a></nav><article><h1>Envoys meet in Osh</h1>
<figure><img src="x.jpg"><figcaption>The envoys at the table, seen from the gallery above</figcaption></figure>
<p>Envoys of three states met in Osh on Tuesday and spoke for six hours about water and the border pastures.</p>
<p><a href="/other">Rivers run dry as glaciers shrink, a study finds</a></p>
<p>They agreed to meet again in Khujand before the harvest, and to send two engineers to every dam on the river.</p>
<p>READ MORE: Who owns the water of the valley</p>
<p>A protocol was signed by all of them and handed over to the governments, which have a month to confirm it.</p>
<h3>Leave a Reply</h3><p>Your email address will not be published.</p></article></body></html>"""

FEED = """<?xml version="1.0"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>
<title>Valley Post</title><item><title>Dam repaired</title><link>https://valley.example/dam</link>
<pubDate>Wed, 05 Apr 2023 10:00:00 +0000</pubDate>
<description>&lt;p&gt;Engineers repaired the dam above the town on Monday, the governor said.&lt;/p&gt;</description>
</item><item><title>Road closed by snow on the pass, drivers told to wait</title></item><item></item></channel></rss>"""

ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><entry><title>Bridge opened</title>
<link rel="alternate" href="https://valley.example/bridge"/><published>2023-04-05T10:00:00Z</published>
<content type="html">&lt;p&gt;The bridge between the two banks was opened by both mayors on Sunday.&lt;/p&gt;</content>
</entry></feed>"""


def one(data: str | bytes, source: str = "page", **more: object) -> Document:
    raw = data.encode() if isinstance(data, str) else data
    documents = list(read_bytes(raw, source, **more))  # type: ignore[arg-type]
    assert len(documents) == 1
    return documents[0]


def body(document: Document) -> list[str]:
    return [document.mended(span).text for span in document.paragraphs()]


def test_html_page() -> None:
    page = one(PAGE)
    assert page.layout == "html"
    assert page.title == "Envoys meet in Osh"
    assert page.url == "https://valley.example/2023/osh-envoys"
    assert page.published_earliest == page.published_latest == dt.date(2023, 4, 5)
    assert "metadata" in page.published_how
    assert [p.split()[0] for p in body(page)] == ["Envoys", "They", "A"]


def test_feeds() -> None:
    skips = Skips()
    documents = list(read_bytes(FEED.encode(), "feed", skips=skips))
    assert [d.layout for d in documents] == ["feed", "feed"]
    assert skips.counts == {"a feed entry without text": 1}
    assert documents[0].text.startswith("Engineers repaired")
    assert documents[0].published_earliest == dt.date(2023, 4, 5)
    assert body(documents[1]) == ["Road closed by snow on the pass, drivers told to wait"]
    atom = one(ATOM)
    assert (atom.title, atom.url) == ("Bridge opened", "https://valley.example/bridge")


def test_json_lines_are_tolerant_and_counted(tmp_path: Path) -> None:
    rows = [
        {
            "Headline": "A treaty",
            "body": "The treaty was signed in Almaty by both ministers.",
            "date": "2022-06-24T17:30:00Z",
        },
        {"translated_title": "Only a headline", "scrape_date": "20220111"},
        {"article": ["First paragraph of the text.", "Second paragraph of it."], "year": 2019},
    ]
    lines = [json.dumps(r) for r in rows] + ["not json", "[1, 2]", json.dumps({"url": "x"}), ""]
    path = tmp_path / "docs.data"  # the suffix says nothing
    path.write_text("\n".join(lines), encoding="utf-8")
    skips = Skips()
    documents = list(read_path(path, skips=skips))
    assert [d.layout for d in documents] == ["jsonl"] * 3
    assert documents[0].published_earliest == dt.date(2022, 6, 24)
    assert documents[1].published_earliest == dt.date(2022, 1, 11)
    assert documents[2].published_latest == dt.date(2019, 12, 31)
    assert skips.counts == {"not a JSON object": 2, "a record without text": 1}
    packed = tmp_path / "docs.jsonl.gz"
    packed.write_bytes(gzip.compress(path.read_bytes()))
    assert [d.doc_id for d in read_path(packed)] == [d.doc_id for d in documents]


def test_json_array() -> None:
    data = json.dumps([{"title": "T", "text": "A short text about a meeting in Osh."}], indent=2)
    assert one(data).layout == "jsonl"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1251"])
def test_encodings(encoding: str) -> None:
    text = "Встреча в Оше\n\nПосланники трёх государств встретились во вторник и говорили о воде и пастбищах.\n" * 3
    page = one(text.encode(encoding))
    assert "Посланники трёх государств" in page.text
    assert page.language == "ru"


def test_same_bytes_same_document() -> None:
    assert one(PAGE) == one(PAGE)
    assert one(PAGE).doc_id != one(PAGE + " ").doc_id


def test_wrapped_lines_are_paragraphs() -> None:
    text = "First words\nthat were cut at a width\nby the person who typed.\n\nSecond one,\nbroken into\nshort lines."
    assert [p[:6] for p in body(one(text))] == ["First ", "Second"]
    assert "\n" not in body(one(text))[0]


@pytest.mark.parametrize(
    "data",
    [b"", b"  \n\x00", b"%PDF-1.7 abc", b"PK\x03\x04 abc", b"\x89PNG\r\n", b"<html><body></body></html>",
     b"<?xml version='1.0'?><rss></rss>", b'{"text": 3}\n{"a": 1}\n', b"\x1f\x8b broken"],
)  # fmt: skip
def test_unusable_input_is_told(data: bytes, tmp_path: Path) -> None:
    path = tmp_path / "page"
    path.write_bytes(data)
    with pytest.raises(UnusableInputError):
        list(read_path(path))


def test_missing_file(tmp_path: Path) -> None:
    with pytest.raises(UnusableInputError, match="cannot be read"):
        list(read_path(tmp_path / "none.html"))


@pytest.mark.shared
def test_published_releases(shared: Path) -> None:
    name = "kremlin_and_ukraine_president_press_releases_central_asia_2021_2022.jsonl"
    documents = list(read_path(shared / "data" / "news" / name))
    assert len(documents) == 123
    assert all(d.published_earliest and d.title and d.language == "en" and d.paragraphs() for d in documents)
