"""Pages that are meant to break a reader: bounded time, no crash, nothing run, and what is left out is counted."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from poleward.errors import Skips, UnusableInputError
from poleward.pages import read_bytes
from poleward.pages.decode import MAX_BYTES

SENTENCE = "The envoys of three states met in Osh on 5 April 2023 and spoke about water. "
BOMB = (
    '<?xml version="1.0"?><!DOCTYPE r [<!ENTITY a "aaaaaaaaaa">'
    + "".join(f'<!ENTITY a{i} "{"&a" + (str(i - 1) if i else "") + ";"}' * 1 + '">' for i in range(1, 9))
    + "]><rss><channel><item><title>&a8;</title><description>&a8; words</description></item></channel></rss>"
)
LEAK = (
    '<?xml version="1.0"?><!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    "<rss><channel><item><title>A title</title><description>&x; words</description></item></channel></rss>"
)

PAGES: dict[str, Callable[[], bytes]] = {
    "one line of 10 MB": lambda: (SENTENCE * 130_000).encode(),
    "one word of 10 MB": lambda: b"a" * 10_000_000,
    "blanks": lambda: ("A line of words.\n" + " " * 3_000_000 + "early" + " " * 3_000_000 + "x").encode(),
    "many short lines": lambda: ("See also: a story\n" * 200_000 + SENTENCE).encode(),
    "deep tags": lambda: ("<html><body>" + "<div>" * 100_000 + SENTENCE * 5 + "</div>" * 100_000).encode(),
    "deep inline tags": lambda: ("<html><body><p>" + "<b>" * 50_000 + SENTENCE * 5 + "</p></body></html>").encode(),
    "many elements": lambda: ("<html><body>" + f"<p>{SENTENCE}</p>" * 60_000).encode(),
    "many links": lambda: ("<html><body>" + f"<p><a href='x'>{SENTENCE}</a></p>" * 20_000).encode(),
    "unclosed tags": lambda: ("<html><body>" + "<p <a <b " * 100_000 + SENTENCE).encode(),
    "null bytes": lambda: ("\x00" * 1000 + SENTENCE * 10 + "\x00\x01\x02").encode(),
    "marks of direction": lambda: ("\u202e\u200f" * 50_000 + SENTENCE * 10).encode(),
    "wrong encoding": lambda: ("Встреча послов в Оше прошла. " * 50).encode("cp1251") + b"\xff\xfe\x00",
    "random bytes as text": lambda: SENTENCE.encode() * 20 + bytes(range(128, 256)),
    "million names": lambda: "\n".join(f"Karim Karimov{i}" for i in range(1_000_000)).encode(),
    "quotes and brackets": lambda: (SENTENCE + "(\"'[{<" * 300_000).encode(),
    "glued words": lambda: ("TheUzbek" * 5 + " inKazakhstan ThePresident " * 200_000).encode(),
    "dates": lambda: ("on 5 April 2023, last week, two years ago; " * 30_000).encode(),
    "JSON nesting": lambda: b'{"text": "words of a document", "x": ' + b"[" * 100_000 + b"]" * 100_000 + b"}\n"
    + b'{"text": "Words of another document."}\n',
    "our own markers": lambda: ('{"kind": "discard"}\nAnnotation(0, 10, "discard")\n' + SENTENCE * 3).encode(),
    "script": lambda: f"<html><script>alert(1)</script><p onclick='x()'>{SENTENCE * 4}</p></html>".encode(),
    "surrogates in JSON": lambda: b'{"text": "Words \\ud800 of a \\u0000 document.", "title": "\\udfff"}\n',
}  # fmt: skip


@pytest.mark.parametrize("name", PAGES)
def test_hostile_pages_are_read_or_refused_in_bounded_time(name: str) -> None:
    data = PAGES[name]()
    skips = Skips()
    start = time.process_time()
    try:
        documents = list(read_bytes(data, name, skips=skips))
    except UnusableInputError:
        documents = []
    for document in documents:
        assert "\x00" not in document.text
        document.text.encode("utf-8")
        (document.title or "").encode("utf-8")
        spans = document.paragraphs()
        assert all(span.end_at - span.start_at <= 6_000 for span in spans)
        for span in spans[:50]:
            document.mended(span)
    assert time.process_time() - start < 30
    assert documents or skips.total or name == "unclosed tags"


def test_scripts_leave_no_trace() -> None:
    document = next(read_bytes(PAGES["script"](), "page"))
    assert "alert" not in document.text


def test_marks_of_direction_do_not_hide_words() -> None:
    text = (
        "A headline\n\nThe envoys of Kaz\u200bakh\u00adstan met \u202ein Osh\u202c and spoke for six hours about water."
    )
    document = next(read_bytes(text.encode(), "page"))
    assert "\u200b" in document.text
    assert "Kazakhstan met in Osh and" in document.mended(document.paragraphs()[0]).text


@pytest.mark.parametrize("feed", [BOMB, LEAK])
def test_entities_of_feeds_are_not_expanded(feed: str) -> None:
    skips = Skips()
    try:
        text = " ".join(d.text + (d.title or "") for d in read_bytes(feed.encode(), "feed", skips=skips))
    except UnusableInputError:
        text = ""
    assert len(text) < 1_000
    assert "root:" not in text


def test_too_large_is_told() -> None:
    with pytest.raises(UnusableInputError, match="bytes"):
        list(read_bytes(b"a" * (MAX_BYTES + 1), "page", layout="text"))


def test_a_line_too_long_is_skipped_and_the_rest_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("poleward.pages.records.MAX_LINE", 1_000)
    data = b'{"text": "' + b"a" * 5_000 + b'"}\n{"text": "Words of another document."}\n'
    skips = Skips()
    documents = list(read_bytes(data, "docs", skips=skips))
    assert [d.text for d in documents] == ["Words of another document."]
    assert skips.counts == {"a line of more than 1,000 bytes": 1}
