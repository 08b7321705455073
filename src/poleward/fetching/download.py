"""One file from one address into a partial file: resumed where it broke off, bounded in size, time and tries."""

from __future__ import annotations

import datetime as dt
import errno
import http.client
import json
import re
import shutil
import socket
import ssl
import time
import urllib.error
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from pathlib import Path

from poleward.fetching.limits import Limits
from poleward.fetching.network import Client, FetchError

MAX_RESUMPTIONS = 100
"""A server that breaks off after every piece is given up at some time: our choice."""
_PIECE = 2**16
"""Bytes read at once: a matter of speed."""
_DISK = (errno.ENOSPC, errno.EFBIG, errno.EROFS, getattr(errno, "EDQUOT", errno.ENOSPC))
_AGAIN = (429, 500, 502, 503, 504)
"""Answers of a server after which trying again helps (RFC 9110, 15.6; RFC 6585, 4)."""
_MEANING = {
    401: "needs a login", 403: "is refused to programs or needs a login", 404: "is no longer there",
    410: "is no longer there", 429: "was asked for too often", 451: "is withheld for legal reasons",
}  # fmt: skip


class _BrokenOffError(Exception):
    """The connection ended before the file did."""


@dataclass(frozen=True, slots=True)
class KnownFile:
    """What is known of the file beforehand: for asking only if it changed, and for trusting a resumed partial."""

    etag: str | None = None
    last_modified: str | None = None
    checked_after: bool = False


@dataclass(frozen=True, slots=True)
class ServerAnswer:
    """What the server said of a whole file; `unchanged` if it is the one that is known."""

    unchanged: bool
    etag: str | None
    last_modified: str | None


@dataclass(frozen=True, slots=True)
class _Partial:
    """The part of a file that has arrived, and beside it what it is a part of."""

    path: Path

    @property
    def notes(self) -> Path:
        return self.path.with_name(self.path.name + ".json")

    def size(self) -> int:
        return self.path.stat().st_size if self.path.exists() else 0

    def drop(self) -> None:
        self.path.unlink(missing_ok=True)
        self.notes.unlink(missing_ok=True)

    def validator(self, address: str) -> str | None:
        """Return what the server called the state of the file at this address; None: no part of it is here."""
        try:
            notes = json.loads(self.notes.read_text(encoding="utf-8"))
            return str(notes["validator"]) if notes["address"] == address and notes["validator"] else None
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def note(self, address: str, validator: str | None) -> None:
        self.notes.write_text(json.dumps({"address": address, "validator": validator}), encoding="utf-8")


def download(
    client: Client,
    address: str,
    partial: Path,
    *,
    max_bytes: int,
    page: str,
    known: KnownFile,
    say: Callable[[str], None],
) -> ServerAnswer:
    """Fetch a file into `partial`; a part of it that is there already is gone on with where the server allows it.

    Raises
    ------
    FetchError
        It could not be fetched whole; what arrived stays in `partial` where going on later makes sense.
    """
    part = _Partial(partial)
    deadline = time.monotonic() + client.limits.total
    failures = resumptions = 0
    while True:
        before = part.size()
        try:
            return _attempt(client, address, part, max_bytes, page, known, deadline, say)
        except urllib.error.HTTPError as error:
            wait = _after_status(error, address, page, part, known, client.limits)
            if wait is None:
                return ServerAnswer(True, known.etag, known.last_modified)
            what = f"the server answered {error.code}"
        except (OSError, http.client.HTTPException, _BrokenOffError) as error:
            what, wait = what_broke(error, address, page), 0.0
        resumptions += 1
        failures = 0 if part.size() > before else failures + 1
        if failures >= client.limits.tries or resumptions > MAX_RESUMPTIONS:
            raise FetchError(f"{what}, {failures} times.", where=address, todo=_later(part))
        wait = max(wait, client.limits.wait * 2 ** max(0, failures - 1))
        if time.monotonic() + wait > deadline:
            raise FetchError(f"not whole after {client.limits.total:g} s.", where=address, todo=_later(part))
        say(f"{what}; trying again in {wait:g} s")
        time.sleep(wait)


def _later(part: _Partial) -> str:
    if part.size():
        return f"The {part.size()} bytes that arrived are kept: the same command goes on from there."
    return "Try again later."


def _attempt(
    client: Client,
    address: str,
    part: _Partial,
    max_bytes: int,
    page: str,
    known: KnownFile,
    deadline: float,
    say: Callable[[str], None],
) -> ServerAnswer:
    """Make one request and write what it brings; return when the file is whole."""
    with client.get(address, _headers(address, part, known), deadline) as response:
        _refuse_wrong_kind(response, address, page)
        start = _start(response, part)
        length = _length(response, address)
        if length is not None and start + length > max_bytes:
            part.drop()
            raise _too_large(address, max_bytes, start + length)
        etag, modified = response.headers.get("ETag"), response.headers.get("Last-Modified")
        part.note(address, (etag if etag and not etag.startswith("W/") else None) or modified)
        if length is not None:
            say(f"{_mb(start + length)} in all" + (f", {_mb(start)} of it here already" if start else ""))
            _refuse_full_disk(part.path, length)
        _write(response, part, start, max_bytes, deadline, address)
    got = part.size() - start
    if length is not None and got < length:
        raise _BrokenOffError(f"the connection ended after {part.size()} of {start + length} bytes")
    if part.size() == 0:
        part.drop()
        raise FetchError("the file is empty.", where=address, todo=f"See {page}.")
    return ServerAnswer(False, etag, modified)


def _headers(address: str, part: _Partial, known: KnownFile) -> dict[str, str]:
    """Return the headers that ask for the rest of a file, or for a file only if it changed."""
    have, validator = part.size(), part.validator(address)
    if have and (validator or known.checked_after):
        return {"Range": f"bytes={have}-", **({"If-Range": validator} if validator else {})}
    if known.etag:
        return {"If-None-Match": known.etag}
    return {"If-Modified-Since": known.last_modified} if known.last_modified else {}


def _refuse_wrong_kind(response: http.client.HTTPResponse, address: str, page: str) -> None:
    if response.headers.get_content_type() in ("text/html", "application/xhtml+xml"):
        raise FetchError(
            "the server sent a web page instead of the file (a login, or a check for robots).",
            where=address,
            todo=f"Download it by hand from {page} and use 'poleward load'.",
        )
    coding = response.headers.get("Content-Encoding", "identity").strip().lower()
    if coding not in ("", "identity"):
        raise FetchError(f"the server sent the file packed ('{coding[:20]}') without being asked.", where=address)


def _start(response: http.client.HTTPResponse, part: _Partial) -> int:
    """Return at which byte the answer begins; what is there is cut off or dropped to fit."""
    if response.status == 206:
        found = re.fullmatch(r"bytes (\d+)-(\d+)/(\d+|\*)", response.headers.get("Content-Range", "").strip())
        if found is not None and int(found[1]) == part.size():
            return part.size()
        part.drop()
        raise _BrokenOffError("the server sent another part than was asked for")
    part.path.write_bytes(b"")
    return 0


def _length(response: http.client.HTTPResponse, address: str) -> int | None:
    """Return how many bytes will come; None where they come in marked pieces, so that the end is known."""
    if response.headers.get("Transfer-Encoding", "").strip().lower() == "chunked":
        return None
    text = response.headers.get("Content-Length", "")
    if not text.isdecimal():
        raise FetchError(
            "the server does not say how long the file is, so that a part could not be told from the whole.",
            where=address,
            todo="Download the file by hand.",
        )
    return int(text)


def _write(
    response: http.client.HTTPResponse, part: _Partial, start: int, max_bytes: int, deadline: float, address: str
) -> None:
    size = start
    with part.path.open("ab") as out:
        while piece := response.read1(_PIECE):
            size += len(piece)
            if size > max_bytes:
                break
            out.write(piece)
            if time.monotonic() > deadline:
                raise _BrokenOffError("the time is up")
    if size > max_bytes:
        part.drop()
        raise _too_large(address, max_bytes, None)


def _too_large(address: str, max_bytes: int, size: int | None) -> FetchError:
    given = f"{_mb(size)} is" if size else "the file is"
    return FetchError(
        f"{given} more than the {_mb(max_bytes)} allowed for this source.",
        where=address,
        todo="Download it by hand if that is right.",
    )


def _refuse_full_disk(path: Path, length: int) -> None:
    if shutil.disk_usage(path.parent).free < length:
        raise FetchError(
            f"the disk has less than {_mb(length)} free.", where=str(path.parent), todo="Name another with --cache."
        )


def _after_status(
    error: urllib.error.HTTPError, address: str, page: str, part: _Partial, known: KnownFile, limits: Limits
) -> float | None:
    """Return how long to wait after a status that is not success; None: the file has not changed.

    Raises
    ------
    FetchError
        Asking again would not help.
    """
    error.close()
    if error.code == 304 and (known.etag or known.last_modified):
        return None
    if error.code == 416:
        part.drop()
        return 0.0
    if error.code not in _AGAIN:
        raise FetchError(
            f"the file {_MEANING.get(error.code, 'could not be had')} (status {error.code}).",
            where=address,
            todo=f"See {page}.",
        )
    wait = retry_after(error.headers.get("Retry-After"))
    if wait > limits.retry_after:
        raise FetchError(
            f"the server asks to come back in {wait:.0f} s (status {error.code}).", where=address, todo=_later(part)
        )
    return wait


def retry_after(text: str | None) -> float:
    """Return the seconds that a Retry-After header names, as a number or as a date; 0 where it is neither."""
    if text is None:
        return 0.0
    if text.strip().isdecimal():
        return float(text.strip()[:9])
    with suppress(ValueError, TypeError):
        then = parsedate_to_datetime(text)
        then = then if then.tzinfo else then.replace(tzinfo=dt.UTC)
        return max(0.0, (then - dt.datetime.now(dt.UTC)).total_seconds())
    return 0.0


def what_broke(error: Exception, address: str, page: str) -> str:
    """Return in words what ended a connection.

    Raises
    ------
    FetchError
        Asking again would not help.
    """
    reason = error.reason if isinstance(error, urllib.error.URLError) else error
    if isinstance(reason, ssl.SSLCertVerificationError):
        raise FetchError("the server's certificate is not valid.", where=address, todo=f"See {page}.") from None
    if isinstance(reason, socket.gaierror):
        raise FetchError("the server is not found.", where=address, todo="Is this machine online?") from None
    if isinstance(reason, OSError) and (reason.filename is not None or reason.errno in _DISK):
        raise FetchError(
            f"the cache cannot be written: {reason.strerror}.", todo="Name another with --cache."
        ) from None
    if isinstance(reason, TimeoutError):
        return "the server fell silent"
    if isinstance(reason, _BrokenOffError):
        return str(reason)
    return f"the connection broke ({type(reason).__name__})"


def _mb(size: int) -> str:
    return f"{size / 1e6:.1f} MB" if size >= 100_000 else f"{size} bytes"
