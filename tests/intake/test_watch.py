"""Watching feeds on a real server that stalls, repeats, changes, withholds, lies and leads astray."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from poleward.archive import Archive
from poleward.cli import main
from poleward.errors import ArchiveBusyError, UnusableInputError
from poleward.fetching import Limits
from poleward.fetching.visits import MAX_PAGE, Visit, Visitor
from poleward.intake.watch import FIRST_WAIT, TRIES, Feed, WatchReport, load_feeds, watch
from tests.fetching.servers import Handler, serving

NOON = dt.datetime(2024, 5, 3, 12, tzinfo=dt.UTC)
LIMITS = Limits(read=3600.0, total=3600.0, tries=1, pause=0.0, allow_loopback=True)
SHORT = Limits(read=0.2, total=3600.0, tries=1, pause=0.0, allow_loopback=True)
PAGE = """<html><head><title>Tashkent and Ankara</title></head><body><article><h1>Tashkent and Ankara</h1>
<p>Uzbekistan and Turkey signed an agreement on transport in Tashkent on Thursday, the ministry of transport said.</p>
<p>Both sides will open a second border terminal for lorries before the end of the year, it added.</p>
</article></body></html>"""


def rss(*paths: str) -> str:
    items = "".join(
        f"<item><title>News {p}</title><link>{p}</link><pubDate>Fri, 03 May 2024 08:00:00 GMT</pubDate></item>"
        for p in paths
    )
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>N</title>{items}</channel></rss>'


class Site:
    """What a server says: a feed, its pages, its rules; any of them may be a behaviour of its own."""

    def __init__(self, **pages: str | bytes | Callable[[Handler], None]) -> None:
        self.pages: dict[str, str | bytes | Callable[[Handler], None]] = {f"/{k}": v for k, v in pages.items()}
        self.rules: str | int = 404

    def __call__(self, handler: Handler) -> None:
        if handler.path == "/robots.txt":
            known = isinstance(self.rules, int)
            handler.answer(b"" if known else str(self.rules).encode(), int(self.rules) if known else 200)
            return
        said = self.pages.get(handler.path, 404)
        if callable(said):
            said(handler)
        elif isinstance(said, int):
            handler.answer(b"", said)
        else:
            body = said if isinstance(said, bytes) else said.encode()
            tag = f'"{hash(body)}"'
            if handler.headers.get("If-None-Match") == tag:
                handler.answer(b"", 304, ETag=tag)
            else:
                handler.answer(body, Content_Type="text/html; charset=koi8-r", ETag=tag)


class Impatient(Visitor):
    """A visitor that waits for a page called 'stall' a moment only, and for all others however slow a machine is."""

    def get(self, address: str, *, etag: str | None = None, last_modified: str | None = None) -> Visit:
        one = Visitor(SHORT) if address.endswith("/stall") else Visitor(LIMITS)
        one._robots = self._robots
        return Visitor.get(one, address, etag=etag, last_modified=last_modified)


@pytest.fixture
def run(tmp_path: Path) -> Callable[..., WatchReport]:
    def once(address: str, *, at: dt.datetime = NOON, **more: object) -> WatchReport:
        one = Feed(name="news", address=address, **more)  # type: ignore[arg-type]
        with Archive.open(tmp_path / "a.duckdb", write=True) as archive:
            return watch(archive, (one,), tmp_path / "kept", visitor=Impatient(LIMITS), now=at)

    return once


def documents(folder: Path) -> list[dict[str, object]]:
    with Archive.open(folder / "a.duckdb") as archive:
        return archive.rows("SELECT url, title, text, published_earliest FROM documents ORDER BY url")


def test_a_second_run_asks_only_whether_the_feed_changed(run: Callable[..., WatchReport], tmp_path: Path) -> None:
    site = Site(feed=rss("/one", "/two"), one=PAGE, two=PAGE.replace("Turkey", "Italy"))
    with serving(site) as server:
        first = run(f"{server.base}/feed")
        asked = len(server.requests)
        second = run(f"{server.base}/feed")
        assert [path for path, _ in server.requests[asked:]] == ["/robots.txt", "/feed"]
    assert (first.pages_new, first.documents_added, first.failed) == (2, 2, 0)
    assert (second.unchanged, second.pages_new, second.documents_added) == (1, 0, 0)
    kept = documents(tmp_path)
    assert [str(d["url"]).rsplit("/", 1)[1] for d in kept] == ["one", "two"]
    assert all(d["published_earliest"] == dt.date(2024, 5, 3) for d in kept), "the feed's date is the page's"
    assert "\n" not in first.line()


def test_a_changed_feed_brings_only_what_is_new(run: Callable[..., WatchReport]) -> None:
    site = Site(feed=rss("/one"), one=PAGE, two=PAGE.replace("Turkey", "Italy"))
    with serving(site) as server:
        run(f"{server.base}/feed")
        site.pages["/feed"] = rss("/two", "/one", "/one#comments")
        asked = len(server.requests)
        assert run(f"{server.base}/feed").documents_added == 1
        assert [path for path, _ in server.requests[asked:]] == ["/robots.txt", "/feed", "/two"]


def test_more_pages_than_a_run_reads_wait_for_the_next(run: Callable[..., WatchReport]) -> None:
    pages = {f"p{i}": PAGE.replace("lorries", f"{i} lorries") for i in range(3)}
    with serving(Site(feed=rss(*(f"/{p}" for p in pages)), **pages)) as server:
        got = [run(f"{server.base}/feed", at_most=2).pages_new for _ in range(3)]
    assert got == [2, 1, 0]


def test_robots_are_heeded_and_rules_that_cannot_be_had_forbid(run: Callable[..., WatchReport]) -> None:
    site = Site(feed=rss("/one", "/private/two"), one=PAGE)
    site.rules = "User-agent: *\nDisallow: /private/\n"
    with serving(site) as server:
        report = run(f"{server.base}/feed")
        assert "/private/two" not in [path for path, _ in server.requests]
        assert (report.pages_new, report.skips.total) == (1, 1)
        site.rules = 503
        later = run(f"{server.base}/feed", at=NOON + dt.timedelta(days=1))
        assert later.failed == 1
        assert "robots.txt cannot be read" in later.notes[0]


def test_a_feed_that_fails_is_left_alone_for_longer_each_time(run: Callable[..., WatchReport]) -> None:
    with serving(Site()) as server:
        address, at, asked = f"{server.base}/feed", NOON, []
        for wait in (FIRST_WAIT, 2 * FIRST_WAIT, 4 * FIRST_WAIT):
            assert run(address, at=at).failed == 1
            assert run(address, at=at + wait - dt.timedelta(minutes=1)).waiting == 1
            at += wait
            asked.append(sum(path == "/feed" for path, _ in server.requests))
    assert asked == [1, 2, 3]


def test_what_stalls_breaks_off_or_is_too_large_is_tried_again_and_given_up(
    run: Callable[..., WatchReport], tmp_path: Path
) -> None:
    def stall(handler: Handler) -> None:
        handler.server.released.wait()

    def half(handler: Handler) -> None:
        handler.answer(PAGE.encode(), sent=PAGE.encode()[:90])

    def endless(handler: Handler) -> None:
        handler.answer(b"x" * (MAX_PAGE + 1))

    site = Site(feed=rss("/stall", "/half", "/endless", "/one"), stall=stall, half=half, endless=endless, one=PAGE)
    with serving(site) as server:
        runs = [run(f"{server.base}/feed") for _ in range(TRIES + 1)]
        asked = [path for path, _ in server.requests]
    assert [r.pages_new for r in runs] == [1] + [0] * TRIES
    assert (asked.count("/stall"), asked.count("/half"), asked.count("/endless")) == (TRIES, TRIES, 1)
    assert len(documents(tmp_path)) == 1


def test_the_status_is_1_when_every_feed_failed(tmp_path: Path) -> None:
    feeds = tmp_path / "feeds.toml"
    feeds.write_text('[feeds.own]\naddress = "https://127.0.0.1:9/feed"\n')
    with pytest.raises(SystemExit) as ended:
        main(["watch", str(feeds), "--archive", str(tmp_path / "a.duckdb")])
    assert ended.value.code == 1


def test_redirections_into_private_networks_are_not_followed(run: Callable[..., WatchReport]) -> None:
    def away(handler: Handler) -> None:
        handler.answer(b"", 302, Location="https://10.0.0.1/secret")

    with serving(Site(feed=rss("/away"), away=away)) as server:
        report = run(f"{server.base}/feed")
    assert report.pages_new == 0
    assert "private network" in str(report.skips.examples)


@pytest.mark.parametrize(
    "feed",
    [b"", b"not xml at all", b"<rss><channel/></rss>", b"\xff\xfe\x00", b"<rss><item><link>/x", b"%PDF-1.7 ..."],
)
def test_a_broken_feed_fails_in_words_and_stops_no_other(feed: bytes, tmp_path: Path) -> None:
    with serving(Site(bad=feed, feed=rss("/one"), one=PAGE)) as server:
        feeds = tuple(Feed(name=name, address=f"{server.base}/{name}") for name in ("bad", "feed"))
        with Archive.open(tmp_path / "a.duckdb", write=True) as archive:
            report = watch(archive, feeds, tmp_path / "kept", visitor=Visitor(LIMITS), now=NOON)
    assert report.pages_new == 1
    assert report.failed + report.skips.total >= 1


def test_a_page_whose_encoding_is_not_what_its_server_says_is_read_by_its_bytes(
    run: Callable[..., WatchReport], tmp_path: Path
) -> None:
    page = PAGE.replace("Turkey", "Türkiye").encode()
    with serving(Site(feed=rss("/one"), one=page)) as server:
        run(f"{server.base}/feed")
    assert "Türkiye" in str(documents(tmp_path)[0]["text"])


def test_pages_kept_by_a_run_that_died_are_read_by_the_next(run: Callable[..., WatchReport], tmp_path: Path) -> None:
    with serving(Site(feed=rss())) as server:
        run(f"{server.base}/feed")
        row = {"url": "https://news.example/1", "html": PAGE}
        (tmp_path / "kept" / "new" / "x.jsonl").write_text(json.dumps(row) + "\n")
        (tmp_path / "kept" / "running").write_text("999999999")
        assert run(f"{server.base}/feed", at=NOON + dt.timedelta(days=1)).documents_added == 1


def test_a_folder_in_use_is_left_alone(run: Callable[..., WatchReport], tmp_path: Path) -> None:
    (tmp_path / "kept").mkdir()
    (tmp_path / "kept" / "running").write_text("1")
    with pytest.raises(ArchiveBusyError, match="another run"):
        run("https://news.example/feed")


def test_entries_can_be_read_without_asking_for_their_pages(run: Callable[..., WatchReport], tmp_path: Path) -> None:
    with serving(Site(feed=rss("/one", "/two"))) as server:
        assert run(f"{server.base}/feed", pages=False).documents_added == 2
        assert {path for path, _ in server.requests} == {"/robots.txt", "/feed"}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "names no feeds"),
        ("feeds = 3", "names no feeds"),
        ("[feeds.a]", "no web address"),
        ('[feeds.a]\naddress = "file:///etc/passwd"', "no web address"),
        ('[feeds.a]\naddress = "https://a.example"\nat_most = 0', "at_most"),
        ('[feeds.a]\naddress = "https://a.example"\npages = 1', "pages"),
        ("[[", "not valid TOML"),
    ],
)
def test_a_file_of_feeds_that_cannot_be_used_is_refused_in_words(text: str, said: str, tmp_path: Path) -> None:
    file = tmp_path / "feeds.toml"
    file.write_text(text)
    with pytest.raises(UnusableInputError, match=said):
        load_feeds(file)
