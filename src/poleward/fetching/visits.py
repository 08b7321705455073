"""One polite visit to one page or feed: asked only if it changed, bounded, and not where robots.txt says no."""

from __future__ import annotations

import http.client
import time
import urllib.error
from dataclasses import dataclass, field
from typing import Literal
from urllib.parse import urlsplit, urlunsplit
from urllib.robotparser import RobotFileParser

from poleward.fetching.download import retry_after, what_broke
from poleward.fetching.limits import Limits
from poleward.fetching.network import USER_AGENT, Client, FetchError

MAX_ROBOTS = 500_000
"""Bytes of a robots.txt that are read; RFC 9309 asks for at least this many."""
MAX_PAGE = 5_000_000
"""Bytes of a page or feed; beyond it nothing of it is kept."""
_PIECE = 2**16
"""Bytes read at once: a matter of speed."""
_AGENT = USER_AGENT.split("/")[0]

Outcome = Literal["new", "unchanged", "withheld", "gone", "failed"]


@dataclass(frozen=True, slots=True)
class Visit:
    """What came of a visit.

    Attributes
    ----------
    outcome
        'new' (there is a body), 'unchanged', 'withheld' (by robots.txt or a login), 'gone', or 'failed' (worth
        another try later).
    why
        In words, where there is no body.
    address
        Where the body came from, redirections followed.
    wait
        Seconds that the server asks to wait; 0 where it does not say.
    """

    outcome: Outcome
    why: str = ""
    body: bytes = b""
    address: str = ""
    etag: str | None = None
    last_modified: str | None = None
    wait: float = 0.0


@dataclass
class Visitor:
    """Visits addresses one at a time, with a pause between requests, and remembers each server's robots.txt."""

    limits: Limits = field(default_factory=lambda: Limits(read=20.0, total=60.0, tries=1))
    _robots: dict[str, RobotFileParser | None] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._client = Client(self.limits)

    def get(self, address: str, *, etag: str | None = None, last_modified: str | None = None) -> Visit:
        """Return what came of a visit; nothing is raised for what servers do."""
        try:
            allowed = self._allowed(address)
        except _UnknownRulesError as error:
            return Visit("failed", f"its robots.txt cannot be read: {error}")
        except FetchError as error:
            return Visit("withheld", error.what)
        if not allowed:
            return Visit("withheld", "robots.txt asks programs to stay away")
        headers = {"If-None-Match": etag} if etag else {}
        if last_modified:
            headers["If-Modified-Since"] = last_modified
        return self._get(address, headers, MAX_PAGE)

    def _get(self, address: str, headers: dict[str, str], max_bytes: int) -> Visit:
        deadline = time.monotonic() + self.limits.total
        try:
            with self._client.get(address, headers, deadline) as response:
                coding = response.headers.get("Content-Encoding", "identity").strip().lower()
                if coding not in ("", "identity"):
                    return Visit("failed", f"sent packed ('{coding[:20]}') without being asked")
                body = _read(response, max_bytes, deadline)
                if isinstance(body, Visit):
                    return body
                return Visit(
                    "new", body=body, address=response.geturl() or address,
                    etag=response.headers.get("ETag"), last_modified=response.headers.get("Last-Modified"),
                )  # fmt: skip
        except urllib.error.HTTPError as error:
            error.close()
            return _after_status(error)
        except FetchError as error:
            return Visit("withheld", error.what)
        except (OSError, http.client.HTTPException) as error:
            try:
                return Visit("failed", what_broke(error, address, page=address))
            except FetchError as lasting:
                return Visit("failed", lasting.what)

    def _allowed(self, address: str) -> bool:
        """Return whether the server's robots.txt lets us visit an address (RFC 9309).

        Raises
        ------
        _UnknownRulesError
            It cannot be had now: then everything is taken to be forbidden.
        """
        parts = urlsplit(address)
        server = urlunsplit((parts.scheme, parts.netloc, "", "", ""))
        if server not in self._robots:
            found = self._get(f"{server}/robots.txt", {}, MAX_ROBOTS)
            if found.outcome == "failed":
                raise _UnknownRulesError(found.why)
            rules = RobotFileParser()
            rules.parse(found.body.decode("utf-8", errors="replace").splitlines())
            # A server that has no rules for programs, or does not give them, has none (RFC 9309, 2.3.1.3).
            self._robots[server] = rules if found.outcome == "new" else None
        known = self._robots[server]
        return known is None or known.can_fetch(_AGENT, address)


class _UnknownRulesError(Exception):
    """A robots.txt that could not be had; it may forbid everything."""


def _read(response: http.client.HTTPResponse, max_bytes: int, deadline: float) -> bytes | Visit:
    """Return the body whole, or the visit that failed over it."""
    pieces: list[bytes] = []
    size = 0
    while piece := response.read1(_PIECE):
        size += len(piece)
        if size > max_bytes:
            return Visit("withheld", f"larger than {max_bytes // 1_000_000} MB")
        if time.monotonic() > deadline:
            return Visit("failed", "the time is up")
        pieces.append(piece)
    length = response.headers.get("Content-Length", "")
    if length.isdecimal() and size < int(length):
        return Visit("failed", f"the connection ended after {size} of {length} bytes")
    return b"".join(pieces)


def _after_status(error: urllib.error.HTTPError) -> Visit:
    if error.code == 304:
        return Visit("unchanged")
    if error.code in (404, 410):
        return Visit("gone", f"no longer there (status {error.code})")
    if error.code in (401, 402, 403, 451):
        return Visit("withheld", f"the server wants a login or refuses programs (status {error.code})")
    return Visit("failed", f"status {error.code}", wait=retry_after(error.headers.get("Retry-After")))
