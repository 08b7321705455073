"""Fetching against a real server: whole files only, one clear message for everything else."""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import json
import time
import zipfile
from collections.abc import Callable
from email.utils import format_datetime
from pathlib import Path

import pytest

from poleward.errors import PolewardError, UnusableInputError
from poleward.fetching import Fetched, Limits, Source, default_cache, fetch
from poleward.fetching.cache import Shelf, safe_name
from poleward.fetching.network import FetchError
from tests.fetching.servers import Handler, Server, drip, serving, source, whole

HOUR = 3600.0
"""What no machine is slow enough to reach: time is up in a test only where that is what it is about."""
FAST = Limits(read=HOUR, total=HOUR, tries=3, wait=0.01, pause=0.0, retry_after=1, allow_loopback=True)
BODY = b"year,state,value\n" + b"".join(b"%d,KAZ,%d\n" % (1990 + i % 30, i) for i in range(20_000))


def get(wanted: Source, cache: Path, limits: Limits = FAST, **more: object) -> Fetched:
    return fetch(wanted, cache=cache, limits=limits, **more)  # type: ignore[arg-type]


def named(cache: Path) -> list[str]:
    """The files that the cache shows under a name of their own: hidden ones are parts and notes."""
    return sorted(p.name for p in cache.rglob("*") if p.is_file() and not p.name.startswith("."))


def refused(
    behave: Callable[[Handler], None], cache: Path, limits: Limits = FAST, name: str = "t.csv", **more: object
) -> tuple[str, Server]:
    """The one message of a fetch that fails, after making sure that it left nothing under the file's name."""
    with serving(behave) as server:
        wanted = source(f"{server.base}/{name}", **more)
        with pytest.raises(PolewardError) as caught:
            get(wanted, cache, limits)
    assert named(cache) == []
    assert "\n" not in caught.value.message
    return caught.value.message, server


@pytest.mark.parametrize(
    ("place", "times"),
    [("{at}/table11.csv", ("1", "11")), ("{at}", ("2021/01", "2022/01")), ("t.csv?day={at}", ("1", "2"))],
)
def test_files_of_several_times_never_stand_in_for_one_another(
    tmp_path: Path, place: str, times: tuple[str, str]
) -> None:
    def behave(handler: Handler) -> None:
        whole(b"year\n" + handler.path.encode())(handler)

    with serving(behave) as server:
        wanted = source(f"{server.base}/{place}", at="[0-9/]+", at_example="1")
        found = [get(wanted, tmp_path, at=time) for time in times]
        again = [get(wanted, tmp_path, at=time) for time in times]
    assert [f.status for f in found] == ["new", "new"]
    assert [f.path.read_bytes() for f in again] == [f.path.read_bytes() for f in found]
    assert found[0].path != found[1].path


def test_a_file_is_fetched_once_and_then_comes_from_the_cache(tmp_path: Path) -> None:
    said: list[str] = []
    with serving(whole(BODY)) as server:
        wanted = source(f"{server.base}/folder/table.csv?x=1")
        first = get(wanted, tmp_path, say=said.append)
        second = get(wanted, tmp_path)
    assert (first.status, second.status) == ("new", "cached")
    assert first.path == tmp_path / "sample" / "table.csv"
    assert first.path.read_bytes() == BODY
    assert first.sha256 == hashlib.sha256(BODY).hexdigest()
    assert first.size == len(BODY)
    assert len(server.requests) == 1
    assert any(first.address in line for line in said)
    assert any("MB in all" in line for line in said)
    headers = server.requests[0][1]
    assert headers["User-Agent"].startswith("poleward/")
    assert "Range" not in headers


def test_a_damaged_file_in_the_cache_is_fetched_anew(tmp_path: Path) -> None:
    with serving(whole(BODY)) as server:
        wanted = source(f"{server.base}/t.csv")
        path = get(wanted, tmp_path).path
        path.write_bytes(BODY[:-1] + b"x")
        assert get(wanted, tmp_path).path.read_bytes() == BODY
    assert len(server.requests) == 2


def test_asking_again_sends_the_condition_and_keeps_the_file(tmp_path: Path) -> None:
    with serving(whole(BODY)) as server:
        wanted = source(f"{server.base}/t.csv")
        get(wanted, tmp_path)
        again = get(wanted, tmp_path, again=True)
    assert again.status == "unchanged"
    assert server.requests[1][1]["If-None-Match"] == '"one"'
    assert named(tmp_path) == ["t.csv"]


def test_the_same_file_from_a_server_without_conditions_is_unchanged(tmp_path: Path) -> None:
    with serving(lambda h: h.answer(BODY)) as server:
        wanted = source(f"{server.base}/t.csv")
        get(wanted, tmp_path)
        assert get(wanted, tmp_path, again=True).status == "unchanged"
    assert list((tmp_path / "sample").glob(".*.part")) == []


def test_a_changed_file_is_reported_and_both_are_kept(tmp_path: Path) -> None:
    with serving(whole(BODY)) as server:
        wanted = source(f"{server.base}/t.csv")
        old = get(wanted, tmp_path)
        server.behave = whole(BODY + b"2026,KAZ,1\n", '"two"')
        new = get(wanted, tmp_path, again=True)
    assert new.status == "changed"
    assert new.previous is not None
    assert new.previous.name == f"t.{old.sha256[:12]}.csv"
    assert new.previous.read_bytes() == BODY
    assert new.path.read_bytes() == BODY + b"2026,KAZ,1\n"
    assert get(wanted, tmp_path).sha256 == new.sha256


def test_a_failed_second_fetch_leaves_the_first_file(tmp_path: Path) -> None:
    with serving(whole(BODY)) as server:
        wanted = source(f"{server.base}/t.csv")
        get(wanted, tmp_path)
        server.behave = lambda h: h.answer(b"gone", 404)
        with pytest.raises(FetchError):
            get(wanted, tmp_path, again=True)
    assert (tmp_path / "sample" / "t.csv").read_bytes() == BODY


def test_a_broken_connection_is_resumed_from_where_it_broke(tmp_path: Path) -> None:
    def behave(handler: Handler) -> None:
        if len(handler.server.requests) == 1:
            handler.answer(BODY, ETag='"one"', sent=BODY[:70_000])
        else:
            whole(BODY)(handler)

    with serving(behave) as server:
        fetched = get(source(f"{server.base}/t.csv"), tmp_path)
    assert fetched.path.read_bytes() == BODY
    second = server.requests[1][1]
    assert second["Range"] == "bytes=70000-"
    assert second["If-Range"] == '"one"'


def test_a_later_command_goes_on_from_what_an_earlier_one_got(tmp_path: Path) -> None:
    with serving(lambda h: h.answer(BODY, ETag='"one"', sent=BODY[:50_000] if h.asked_from == 0 else b"")) as server:
        server.behave = lambda h: (
            h.answer(BODY, ETag='"one"', sent=BODY[:50_000]) if "Range" not in h.headers else h.hang_up()
        )
        wanted = source(f"{server.base}/t.csv")
        with pytest.raises(FetchError, match=r"50000 bytes that arrived are kept"):
            get(wanted, tmp_path)
        assert named(tmp_path) == []
        server.behave = whole(BODY)
        before = len(server.requests)
        assert get(wanted, tmp_path).path.read_bytes() == BODY
    assert server.requests[before][1]["Range"] == "bytes=50000-"


def test_a_file_that_changed_under_a_resumed_download_starts_anew(tmp_path: Path) -> None:
    other = BODY.replace(b"KAZ", b"UZB")

    def behave(handler: Handler) -> None:
        if len(handler.server.requests) == 1:
            handler.answer(BODY, ETag='"one"', sent=BODY[:50_000])
        else:
            whole(other, '"two"')(handler)

    with serving(behave) as server:
        assert get(source(f"{server.base}/t.csv"), tmp_path).path.read_bytes() == other


def test_without_a_name_for_the_file_s_state_nothing_is_pieced_together(tmp_path: Path) -> None:
    def behave(handler: Handler) -> None:
        first = len(handler.server.requests) == 1
        handler.answer(BODY, sent=BODY[:50_000] if first else None)

    with serving(behave) as server:
        assert get(source(f"{server.base}/t.csv"), tmp_path).path.read_bytes() == BODY
    assert "Range" not in server.requests[1][1]


def test_a_weak_tag_is_not_trusted_for_resuming(tmp_path: Path) -> None:
    def behave(handler: Handler) -> None:
        first = len(handler.server.requests) == 1
        handler.answer(BODY, ETag='W/"one"', sent=BODY[:50_000] if first else None)

    with serving(behave) as server:
        assert get(source(f"{server.base}/t.csv"), tmp_path).path.read_bytes() == BODY
    assert "Range" not in server.requests[1][1]


def test_the_wrong_part_is_not_pieced_together(tmp_path: Path) -> None:
    def behave(handler: Handler) -> None:
        n = len(handler.server.requests)
        if n == 1:
            handler.answer(BODY, ETag='"one"', sent=BODY[:50_000])
        elif n == 2:
            handler.answer(BODY[10:], 206, ETag='"one"', Content_Range=f"bytes 10-{len(BODY) - 1}/{len(BODY)}")
        else:
            whole(BODY)(handler)

    with serving(behave) as server:
        assert get(source(f"{server.base}/t.csv"), tmp_path).path.read_bytes() == BODY


def test_a_range_that_the_server_cannot_give_starts_anew(tmp_path: Path) -> None:
    def behave(handler: Handler) -> None:
        if len(handler.server.requests) == 1:
            handler.answer(BODY, ETag='"one"', sent=BODY[:50_000])
        elif "Range" in handler.headers:
            handler.answer(b"", 416)
        else:
            whole(BODY)(handler)

    with serving(behave) as server:
        assert get(source(f"{server.base}/t.csv"), tmp_path).path.read_bytes() == BODY


def test_a_server_that_always_breaks_off_is_given_up(tmp_path: Path) -> None:
    message, server = refused(lambda h: h.answer(BODY, sent=b"year"), tmp_path)
    assert "ended after 4 of" in message
    assert len(server.requests) <= 5


def test_pieces_without_a_length_are_read_to_their_end(tmp_path: Path) -> None:
    def chunked(*, to_the_end: bool) -> Callable[[Handler], None]:
        def behave(handler: Handler) -> None:
            handler.send_response(200)
            handler.send_header("Transfer-Encoding", "chunked")
            handler.end_headers()
            handler.wfile.write(b"%x\r\n%s\r\n" % (len(BODY), BODY) + (b"0\r\n\r\n" if to_the_end else b""))
            if not to_the_end:
                handler.hang_up()

        return behave

    with serving(chunked(to_the_end=True)) as server:
        assert get(source(f"{server.base}/t.csv"), tmp_path / "a").path.read_bytes() == BODY
    message, _ = refused(chunked(to_the_end=False), tmp_path / "b")
    assert "the connection broke" in message


def test_a_file_of_no_stated_length_is_refused(tmp_path: Path) -> None:
    def behave(handler: Handler) -> None:
        handler.answer(BODY, sent=BODY, Content_Length="")

    assert "does not say how long the file is" in refused(behave, tmp_path)[0]


def test_a_silent_server_is_given_up(tmp_path: Path) -> None:
    limits = Limits(read=0.2, total=HOUR, tries=2, wait=0.01, pause=0, allow_loopback=True)
    # The server says nothing until the client has given up.
    message, _ = refused(lambda h: h.server.released.wait() and None, tmp_path, limits)
    assert "fell silent" in message


def test_a_dripping_server_is_given_up(tmp_path: Path) -> None:
    limits = Limits(read=HOUR, total=0.6, tries=2, wait=0.01, pause=0, allow_loopback=True)
    message, _ = refused(drip(BODY, 0.05), tmp_path, limits)
    assert "not whole after 0.6 s" in message


def test_a_file_that_says_it_is_too_large_is_not_begun(tmp_path: Path) -> None:
    message, _ = refused(lambda h: h.answer(b"x", sent=b"x", Content_Length="5000000"), tmp_path)
    assert "5.0 MB is more than the 1.0 MB allowed" in message


def test_a_file_that_turns_out_too_large_is_dropped(tmp_path: Path) -> None:
    def behave(handler: Handler) -> None:
        handler.send_response(200)
        handler.send_header("Transfer-Encoding", "chunked")
        handler.end_headers()
        for _ in range(40):
            handler.wfile.write(b"%x\r\n%s\r\n" % (100_000, b"x" * 100_000))

    assert "more than the 1.0 MB allowed" in refused(behave, tmp_path)[0]
    assert list((tmp_path / "sample").glob(".*.part")) == []


@pytest.mark.parametrize(("status", "words"), [(404, "no longer there"), (403, "refused"), (418, "could not be had")])
def test_an_error_status_is_said_and_not_tried_again(tmp_path: Path, status: int, words: str) -> None:
    message, server = refused(lambda h: h.answer(b"no", status), tmp_path)
    assert words in message
    assert f"status {status}" in message
    assert "https://example.org/page" in message
    assert len(server.requests) == 1


def test_come_back_later_is_honoured(tmp_path: Path) -> None:
    def behave(handler: Handler) -> None:
        if len(handler.server.requests) == 1:
            handler.answer(b"", 429, Retry_After="1")
        else:
            handler.answer(BODY)

    began = time.monotonic()
    with serving(behave) as server:
        get(source(f"{server.base}/t.csv"), tmp_path)
    assert time.monotonic() - began >= 1


@pytest.mark.parametrize(
    "later",
    ["3600", format_datetime(dt.datetime.now(dt.UTC) + dt.timedelta(hours=1), usegmt=True), "9" * 400],
    ids=["seconds", "a day and time", "a number without end"],
)
def test_come_back_much_later_ends_the_command(tmp_path: Path, later: str) -> None:
    message, server = refused(lambda h: h.answer(b"", 503, Retry_After=later), tmp_path)
    assert "asks to come back in" in message
    assert len(server.requests) == 1


@pytest.mark.parametrize("later", ["", "soon", "-5"])
def test_a_server_in_trouble_is_tried_a_few_times(tmp_path: Path, later: str) -> None:
    message, server = refused(lambda h: h.answer(b"", 500, Retry_After=later), tmp_path)
    assert "answered 500, 3 times" in message
    assert len(server.requests) == 3


def test_a_web_page_by_its_type_is_refused(tmp_path: Path) -> None:
    message, _ = refused(lambda h: h.answer(b"<p>Log in", Content_Type="text/html; charset=utf-8"), tmp_path)
    assert "web page instead of the file" in message
    assert "poleward load" in message


def test_a_web_page_under_another_type_is_refused(tmp_path: Path) -> None:
    assert "web page" in refused(lambda h: h.answer(b"\n <!DOCTYPE html><title>503"), tmp_path)[0]


def test_what_is_called_a_zip_has_to_be_one(tmp_path: Path) -> None:
    assert "not a whole zip" in refused(lambda h: h.answer(BODY), tmp_path / "a", name="t.zip")[0]
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as zipped:
        zipped.writestr("t.csv", BODY)
    cut = buffer.getvalue()[:-100]
    assert "not a whole zip" in refused(lambda h: h.answer(cut), tmp_path / "b", name="t.zip")[0]


def test_an_empty_file_is_refused(tmp_path: Path) -> None:
    assert "empty" in refused(lambda h: h.answer(b""), tmp_path)[0]


def test_a_file_packed_unasked_is_refused(tmp_path: Path) -> None:
    assert "packed ('gzip')" in refused(lambda h: h.answer(BODY, Content_Encoding="gzip"), tmp_path)[0]


def test_a_pinned_checksum_decides(tmp_path: Path) -> None:
    right = hashlib.sha256(BODY).hexdigest()
    message, _ = refused(whole(BODY), tmp_path, sha256="0" * 64)
    assert "another checksum" in message
    assert list((tmp_path / "sample").glob(".*.part")) == []
    with serving(whole(BODY)) as server:
        assert get(source(f"{server.base}/t.csv", sha256=right), tmp_path).sha256 == right


def test_a_pinned_file_replaces_a_cached_one_of_another_content(tmp_path: Path) -> None:
    with serving(whole(b"old\n", '"old"')) as server:
        get(source(f"{server.base}/t.csv"), tmp_path)
        server.behave = whole(BODY)
        got = get(source(f"{server.base}/t.csv", sha256=hashlib.sha256(BODY).hexdigest()), tmp_path)
    assert got.path.read_bytes() == BODY


@pytest.mark.parametrize(
    ("target", "words"),
    [
        ("file:///etc/passwd", "not a web address"),
        ("ftp://example.org/t.csv", "not a web address"),
        ("data:text/csv,x", "not a web address"),
        ("http://example.org/t.csv", "not https"),
        ("https://user:word@example.org/t.csv", "not a web address"),
        ("https://10.0.0.1/t.csv", "private network"),
        ("https://169.254.169.254/latest/meta-data", "private network"),
        ("https://[::ffff:192.168.1.1]/t.csv", "private network"),
        ("https://[fe80::1]/t.csv", "private network"),
        ("https://[::1/t.csv", "not a web address"),
    ],
)
def test_a_redirection_to_where_it_must_not_lead_is_refused(tmp_path: Path, target: str, words: str) -> None:
    message, server = refused(lambda h: h.answer(b"", 302, Location=target), tmp_path)
    assert words in message
    assert "redirection" in message
    assert len(server.requests) == 1


def test_a_redirection_on_the_same_server_is_followed(tmp_path: Path) -> None:
    def behave(handler: Handler) -> None:
        if handler.path == "/t.csv":
            handler.answer(b"", 302, Location="/elsewhere/real.csv")
        else:
            whole(BODY)(handler)

    with serving(behave) as server:
        assert get(source(f"{server.base}/t.csv"), tmp_path).path.name == "t.csv"
    assert [path for path, _ in server.requests] == ["/t.csv", "/elsewhere/real.csv"]


def test_redirections_in_a_circle_end(tmp_path: Path) -> None:
    assert "redirected more than" in refused(lambda h: h.answer(b"", 302, Location="/t.csv"), tmp_path)[0]


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]", "0.0.0.0", "192.168.0.1"])  # noqa: S104
def test_without_the_flag_this_machine_and_its_network_are_out_of_reach(tmp_path: Path, host: str) -> None:
    with serving(whole(BODY)) as server:
        port = server.server_address[1]
        for scheme, words in (("http", "not https"), ("https", "private network")):
            with pytest.raises(FetchError, match=words):
                fetch(source(f"{scheme}://{host}:{port}/t.csv"), cache=tmp_path, limits=Limits(pause=0))
    assert server.requests == []
    assert named(tmp_path) == []


def test_a_pause_lies_between_requests(tmp_path: Path) -> None:
    limits = Limits(read=HOUR, total=HOUR, pause=0.3, wait=0.0, allow_loopback=True)

    def behave(handler: Handler) -> None:
        if handler.path == "/t.csv":
            handler.answer(b"", 302, Location="/real.csv")
        else:
            handler.answer(BODY)

    began = time.monotonic()
    with serving(behave) as server:
        get(source(f"{server.base}/t.csv"), tmp_path, limits)
    assert time.monotonic() - began >= 0.3


def test_two_processes_do_not_write_one_file(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path / "sample", "t.csv")
    with shelf.locked(), pytest.raises(UnusableInputError, match="another process"):
        get(source("http://127.0.0.1:9/t.csv"), tmp_path)


def test_by_hand_says_what_to_do() -> None:
    wanted = source(None, by_hand="Press the button.")
    with pytest.raises(UnusableInputError, match=r"Press the button\..*poleward load trade FILE"):
        fetch(wanted)


def test_a_cache_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(UnusableInputError, match="cannot be made"):
        get(source("http://127.0.0.1:9/t.csv"), tmp_path / "file")


def test_a_closed_port_is_said(tmp_path: Path) -> None:
    with serving(whole(BODY)) as server:
        address = f"{server.base}/t.csv"
    with pytest.raises(FetchError, match="the connection broke"):
        get(source(address), tmp_path)


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ("../../x.csv", "x.csv"),
        ("..\\x.csv", "x.csv"),
        (".hidden", "hidden"),
        ("", "file"),
        ("a b\0c.csv", "a_b_c.csv"),
    ],
)
def test_names_from_outside_are_no_paths(given: str, name: str) -> None:
    assert safe_name(given) == name


def test_the_cache_is_the_user_s(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert default_cache() == tmp_path / "poleward"


def dataverse(body: bytes, md5: str | None = None) -> Callable[[Handler], None]:
    """A Dataverse with a plain file, a converted table and a restricted one."""
    checksum = md5 or hashlib.md5(body, usedforsecurity=False).hexdigest()
    table = {"id": 8, "filesize": 5, "md5": "0" * 32, "originalFileFormat": "text/csv", "originalFileName": "votes.csv"}
    files = [
        {"label": "events.tab", "restricted": False, "dataFile": {"id": 7, "filesize": len(body), "md5": checksum}},
        {"label": "votes.tab", "restricted": False, "dataFile": table},
        {"label": "secret.tab", "restricted": True, "dataFile": {"id": 9, "filesize": 1, "md5": checksum}},
    ]

    def behave(handler: Handler) -> None:
        if handler.path.startswith("/api/datasets/:persistentId/?persistentId=doi:10.1/X"):
            text = json.dumps({"status": "OK", "data": {"latestVersion": {"files": files}}}).encode()
            handler.answer(text, Content_Type="application/json")
        elif handler.path in ("/api/access/datafile/7", "/api/access/datafile/8?format=original"):
            whole(body)(handler)
        else:
            handler.answer(b"", 404)

    return behave


def test_a_data_set_names_its_files_and_gives_one(tmp_path: Path) -> None:
    with serving(dataverse(BODY)) as server:
        wanted = source(None, dataverse="doi:10.1/X", server=server.base)
        with pytest.raises(UnusableInputError, match=r"--file: events\.tab, secret\.tab, votes\.csv"):
            get(wanted, tmp_path)
        with pytest.raises(UnusableInputError, match="restricted"):
            get(wanted, tmp_path, file="secret.tab")
        assert get(wanted, tmp_path, file="events.tab").path.read_bytes() == BODY
        assert get(wanted, tmp_path, file="votes.csv").address.endswith("8?format=original")
        before = len(server.requests)
        assert get(wanted, tmp_path, file="events.tab").status == "cached"
        assert len(server.requests) == before


def test_a_data_set_s_checksum_decides(tmp_path: Path) -> None:
    with serving(dataverse(BODY, md5="1" * 32)) as server:
        wanted = source(None, dataverse="doi:10.1/X", server=server.base)
        with pytest.raises(FetchError, match="another checksum than its publisher states"):
            get(wanted, tmp_path, file="events.tab")
    assert named(tmp_path) == []


@pytest.mark.parametrize(
    "body", [b"", b"<html>", b"[]", b'{"data": {"latestVersion": {"files": [1]}}}', b"[" * 100_000]
)
def test_a_list_that_is_none_is_said(tmp_path: Path, body: bytes) -> None:
    with serving(lambda h: h.answer(body)) as server:
        wanted = source(None, dataverse="doi:10.1/X", server=server.base)
        with pytest.raises(FetchError, match="not a list of files"):
            get(wanted, tmp_path, file="events.tab")
