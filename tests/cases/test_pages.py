"""Pages as people really have them: when they were published, what they say, in which letters."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from poleward.errors import Skips
from poleward.pages import Document, read_bytes, read_path

PROSE = (
    "ASTANA. Kazakhstan and Russia signed an agreement on rail transit, the transport ministry said. The two"
    " governments had negotiated for months about the tariff on grain wagons, and about the lines to the border."
)
DAY = dt.date(2023, 3, 5)
RUSSIAN = "Заявление министерства\n\nКазахстан осудил нападение России на Украину, заявили в министерстве обороны."


def html(inside: str, head: str = "") -> Document:
    page = f"<html><head><title>Rail deal signed</title>{head}</head><body><article><h1>Rail deal signed</h1>{inside}"
    (document,) = read_bytes(f"{page}<p>{PROSE}</p><p>{PROSE}</p></article></body></html>".encode(), "p.html")
    return document


@pytest.mark.parametrize(
    "inside",
    [
        "<time>March 5, 2023</time>",
        '<div class="date date--v2" data-datetime="5 March 2023">Sunday</div>',
        '<div class="meta"><span class="author">A R</span> <span class="published">05.03.2023 14:20</span></div>',
        '<span itemprop="datePublished" content="2023-03-05">Sunday</span>',
        "<p>Sunday, 5 March 2023</p>",
        "<p>Posted on 2023/03/05 by admin</p>",
        "<p>By A Reporter | 05.03.2023 14:20</p>",
        "<p>Updated: 20 June 2024. First published: 5 March 2023</p>",
        '<div class="byline">Published 5 March 2023, updated 20 June 2024</div>',
        '<time class="updated" datetime="2024-06-20">20 June 2024</time><p>Published: 5 March 2023</p>',
    ],
)
def test_the_visible_day_of_publication(inside: str) -> None:
    document = html(inside)
    assert (document.published_earliest, document.published_latest) == (DAY, DAY)


@pytest.mark.parametrize(
    "inside",
    [
        "<p>Updated: 20 June 2024</p>",
        '<time class="modified" datetime="2024-06-20">20 June 2024</time>',
        '<aside><div class="date">5 March 2019</div></aside>',
        "<p>Talks are planned for 5 March 2023 in the capital</p>",
    ],
)
def test_what_is_no_day_of_publication(inside: str) -> None:
    assert "stated" not in html(inside).published_how


def test_a_day_to_come_is_none_and_is_counted() -> None:
    skips = Skips()
    meta = '<meta property="article:published_time" content="2093-12-10T00:00:00Z">'
    page = f"<html><head>{meta}</head><body><article><p>{PROSE}</p></article></body></html>"
    (document,) = read_bytes(page.encode(), "p.html", skips=skips)
    assert (document.published_earliest, document.published_latest) == (None, None)
    assert skips.counts == {"a stated date that is still to come": 1}


def test_each_paragraph_of_a_live_page_has_its_own_day() -> None:
    sections = "".join(
        f'<section><time datetime="2022-03-{day:02}T20:00:00Z">{day} March 2022</time><h2>Head {day}</h2>'
        f"<p>On {name}, {PROSE}</p></section>"
        for day, name in ((4, "Friday"), (2, "Wednesday"))
    )
    document = html(sections, '<meta property="article:published_time" content="2022-03-02">')
    days = {a.value for a in document.annotations if a.kind == "written"}
    assert days == {"2022-03-04", "2022-03-02"}
    (first,) = (s for s in document.paragraphs() if document.text[s.start_at : s.end_at].startswith("On Friday"))
    written = document.written(first)
    assert written is not None
    assert written.earliest == dt.date(2022, 3, 4)


@pytest.mark.parametrize(
    "post",
    [
        "<h2>{name} {day} March</h2><p>On {name}, {text}</p>",
        "<h3>March {day}</h3><p>On {name}, {text}</p>",
        '<div class="post"><span class="post-date">{day} March 2022, 20:00</span><p>On {name}, {text}</p></div>',
        '<div><time datetime="2022-03-0{day}T20:00">20:00</time><div><p>On {name}, {text}</p></div></div>',
    ],
)
def test_a_live_page_s_posts_are_dated_by_what_stands_above_them(post: str) -> None:
    posts = "".join(post.format(name=name, day=day, text=PROSE) for name, day in (("Friday", 4), ("Wednesday", 2)))
    document = html(posts, '<meta property="article:published_time" content="2022-03-02">')
    assert {a.value for a in document.annotations if a.kind == "written"} == {"2022-03-04", "2022-03-02"}


def test_a_json_feed_holds_its_items() -> None:
    feed = (
        '{"version":"https://jsonfeed.org/version/1.1","title":"x","items":[{"id":"1","title":"T","content_html":'
        '"<p>Georgia signed a pact with Armenia.</p>","date_published":"2022-03-03T10:00:00Z"}]}'
    )
    for name in ("f.json", "f.jsonl"):
        (document,) = read_bytes(feed.encode(), name)
        assert (document.text, document.published_earliest) == (
            "Georgia signed a pact with Armenia.", dt.date(2022, 3, 3),
        )  # fmt: skip


@pytest.mark.parametrize("encoding", ["cp1251", "koi8-r", "cp866", "iso8859-5", "utf-16"])
def test_russian_in_any_code_page_that_is_not_named(encoding: str) -> None:
    (document,) = read_bytes(RUSSIAN.encode(encoding), "p.txt")
    assert document.text == RUSSIAN
    assert encoding == "utf-16" or any("a guess" in note for note in document.notes)


def test_entities_of_feeds_are_read_once_or_twice() -> None:
    feed = (
        '<?xml version="1.0"?><rss version="2.0"><channel><item><title>Kazakhstan&amp;#8217;s stand</title>'
        "<description><![CDATA[&lt;p&gt;Kazakhstan&#8217;s ministry&nbsp;&mdash; it said&lt;/p&gt;]]></description>"
        "</item></channel></rss>"
    )
    (document,) = read_bytes(feed.encode(), "f.xml")
    assert document.title == "Kazakhstan\u2019s stand"
    assert document.text == "Kazakhstan\u2019s ministry \u2014 it said"


def test_a_figure_written_onto_a_name_is_parted() -> None:
    document = html("<p><span>March 3, 2022</span><span>Kazakhstan</span> refused to support the exclusion.</p>")
    assert [a.value for a in document.annotations if a.kind == "mend"] == ["2022 Kazakhstan"]


def test_a_part_of_an_unknown_form_is_no_date() -> None:
    from poleward.pages.dates import find_dates

    (found,) = find_dates("The pact of 12-Dec-2014 was signed by Kazakhstan and Russia.", None)
    assert found.earliest == found.latest == dt.date(2014, 12, 12)
    assert not [d for d in find_dates("Form 7/Dec-14x and Dec'14 and 12-Dec were filed.", None) if d.unit == "month"]
    assert not find_dates("They met at Mar-a-Lago on a May-Day.", None)
    assert [d.earliest for d in find_dates("In March-April 2014 they met.", None)][-1] == dt.date(2014, 4, 1)


@pytest.mark.parametrize("name", ["article_text", "content_text", "raw_text", "lead_paragraph", "maintext"])
def test_texts_as_common_tools_name_them(name: str) -> None:
    (document,) = read_bytes(f'{{"title":"h","{name}":"Georgia signed a pact."}}\n'.encode(), "d.jsonl")
    assert document.text == "Georgia signed a pact."


@pytest.mark.parametrize(
    "row", ['"date_publish":"2022-03-03 00:00:00"', '"datePublish":"2022-03-03"', '"webPublicationDate":"2022-03-03"']
)
def test_records_of_common_tools(row: str) -> None:
    (document,) = read_bytes(f'{{"title":"h","maintext":"Georgia signed a pact.",{row}}}\n'.encode(), "d.jsonl")
    assert document.published_earliest == dt.date(2022, 3, 3)


SHARED = {
    "P01/a.html": "2023-03-05", "P01/b_modified_only.html": "2023-03-05", "P01/c.txt": "2023-03-05",
    "P01/d.txt": "2023-03-05", "P01/e.txt": "2023-03-05", "P01/f.txt": "2023-03-05", "P01/h.txt": "2023-03-05",
    "P06/a.html": None, "P06/b_meta_future.html": None, "P15/b_meta_future.html": None, "P22/a.html": "2022-03-02",
    "P23/a.html": "2022-03-04", "P23/b.html": "2022-03-04", "P26/a.html": "2018-02-20", "P26/b.html": "2023-03-05",
    "P26/e.html": "2023-03-05", "P26/f.html": "2023-03-05", "P26/h.html": "2023-03-05",
}  # fmt: skip


@pytest.mark.shared
@pytest.mark.parametrize("name", SHARED)
def test_a_reported_page_and_its_day(shared: Path, name: str) -> None:
    (document,) = read_path(shared / "cases" / name)
    found = document.published_earliest
    assert (found.isoformat() if found else None) == SHARED[name]


@pytest.mark.shared
def test_reported_pages_in_their_letters(shared: Path) -> None:
    cases = shared / "cases"
    for path in sorted((cases / "P11").iterdir()):
        (document,) = read_path(path)
        assert ("Казахстан осудил" if "latin1" not in path.name and "trunc" not in path.name else "Côte d’Ivoire") in (
            document.text
        ), path.name
    first, second = read_path(cases / "P12" / "ent.xml")
    assert "Kazakhstan’s foreign ministry" in first.text
    assert "Russia from the council" in second.text.replace("\u00a0", " ")
    (glued,) = read_path(cases / "P14" / "a.html")
    assert "2022 Kazakhstan" in [a.value for a in glued.annotations if a.kind == "mend"]
    (live,) = read_path(cases / "P22" / "a.html")
    assert [a.value for a in live.annotations if a.kind == "written"] == ["2022-03-04", "2022-03-02"]
    (paid,) = read_path(cases / "P23" / "a.html")
    assert "Kyrgyzstan condemned" in paid.text
    records = [d.published_earliest for d in read_path(cases / "P17" / "d.jsonl")]
    assert records.count(dt.date(2022, 3, 3)) == 8


BAD_FEEDS = {
    "a prefix that is bound to nothing": "<rdf:item><title>A</title></rdf:item>",
    "an entity alone in an entry": "<item>&unknown;</item>",
    "an undeclared entity between entries": "&declared;",
    "a declared entity between entries": "<item><title>A</title></item>&x;",
    "a letter that XML forbids": "<item><title>A\x0b</title></item>",
    "an attribute twice": "<item a='1' a='2'><title>A</title></item>",
    "an entry that does not end": "<item><title>A</title>",
}


@pytest.mark.parametrize("kind", BAD_FEEDS)
def test_one_bad_entry_does_not_stop_a_feed(kind: str) -> None:
    entry = f"<item><title>B</title><description>{PROSE} &mdash; &unheard; said.</description></item>"
    declared = "<!DOCTYPE rss [<!ENTITY x 'y'>]>" if "a declared" in kind else ""
    text = f"{declared}<rss><channel>{BAD_FEEDS[kind]}{entry}</channel></rss>"
    documents = list(read_bytes(text.encode(), "f.xml"))
    assert "B" in [d.title for d in documents]
    last = documents[-1].text
    assert "— &unheard; said." in last
    assert "<description>" not in last


@pytest.mark.parametrize("name", ["page.txt", "dir/page.txt"])
def test_a_document_names_its_file_and_not_this_machine(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(f"Rail deal\n\n{PROSE}\n", encoding="utf-8")
    (document,) = read_path(path)
    assert document.source == "page.txt"
    (fetched,) = read_bytes(path.read_bytes(), "https://news.example/a/b.html", layout="text")
    assert fetched.source == "https://news.example/a/b.html"
