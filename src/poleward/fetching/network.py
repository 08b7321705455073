"""One request to one public address: no file, no plain http, no machine inside the own network, also by redirection."""

from __future__ import annotations

import http.client
import ipaddress
import socket
import ssl
import time
import urllib.error
import urllib.request
from typing import Any
from urllib.parse import urljoin, urlsplit

from poleward.errors import PolewardError
from poleward.fetching.limits import Limits
from poleward.version import __version__

USER_AGENT = f"poleward/{__version__}"
MAX_REDIRECTS = 8
"""Our choice."""
_REDIRECTS = (301, 302, 303, 307, 308)
"""Answers that name another address (RFC 9110, 15.4)."""


class FetchError(PolewardError):
    """A file that could not be fetched; what was in the cache is as it was."""


class Refused(urllib.error.URLError):
    """A connection that was not made because of where it led; never tried again."""


class Client:
    """Makes requests one at a time, with a pause between them."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self._last: float | None = None

    def get(self, address: str, headers: dict[str, str], deadline: float) -> http.client.HTTPResponse:
        """Return the answer to a GET, redirections followed; its body is unread.

        Parameters
        ----------
        deadline
            On the clock of `time.monotonic`.

        Raises
        ------
        FetchError
            The address or a redirection leads where it must not.
        urllib.error.HTTPError, OSError, http.client.HTTPException
            As the library has them.
        """
        first = address
        for _ in range(MAX_REDIRECTS):
            check_address(address, self.limits, first)
            self._pause()
            timeout = max(0.01, min(self.limits.read, deadline - time.monotonic()))
            request = urllib.request.Request(address, headers={**_FIXED, **headers})  # noqa: S310  checked above
            try:
                response: http.client.HTTPResponse = _opener(self.limits, address).open(request, timeout=timeout)
                return response
            except urllib.error.HTTPError as error:
                target = error.headers.get("Location")
                if error.code not in _REDIRECTS or not target:
                    raise
                error.close()
                address = _joined(address, target)
            except Refused as error:
                raise FetchError(str(error.reason), where=first, todo="Download the file by hand.") from None
        raise FetchError(f"redirected more than {MAX_REDIRECTS} times.", where=first, todo="Download the file by hand.")

    def _pause(self) -> None:
        """Wait until the pause since the last request is over."""
        now = time.monotonic()
        if self._last is not None and now < self._last + self.limits.pause:
            time.sleep(self._last + self.limits.pause - now)
        self._last = time.monotonic()


def _joined(address: str, target: str) -> str:
    """Return where a redirection leads; what is no address is left as it is, and refused after."""
    try:
        return urljoin(address, target)
    except ValueError:
        return target


_FIXED = {"User-Agent": USER_AGENT, "Accept": "*/*", "Accept-Encoding": "identity"}


def check_address(address: str, limits: Limits, first: str) -> None:
    """Refuse an address that is not https on a public machine.

    Raises
    ------
    FetchError
        It leads elsewhere; `first` is the address that was asked for.
    """
    how = "the address" if address == first else f"a redirection to {address[:200]}"
    try:
        parts = urlsplit(address)
        host, _ = parts.hostname, parts.port
    except ValueError:
        host, parts = None, urlsplit("")
    local = limits.allow_loopback and host is not None and _is_loopback(host)
    if host is None or parts.scheme not in ("http", "https") or parts.username is not None:
        raise FetchError(f"{how} is not a web address.", where=first, todo="Check the table of sources.")
    if parts.scheme == "http" and not local:
        raise FetchError(f"{how} is not https.", where=first, todo="Download the file by hand.")
    if not local and not _proxied(address):
        for number in _numbers(host):
            if not _is_public(number):
                raise FetchError(
                    f"{how} leads into a private network ({number}).", where=first, todo="Download the file by hand."
                )


def _numbers(host: str) -> list[str]:
    """Return the numbers that a host has; none if it is unknown, which the connection will report."""
    try:
        return sorted({str(found[4][0]) for found in socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)})
    except (OSError, UnicodeError):
        return []


def _is_public(number: str) -> bool:
    try:
        address = ipaddress.ip_address(number.split("%")[0])
    except ValueError:
        return False
    inside = getattr(address, "ipv4_mapped", None) or address
    return inside.is_global and not inside.is_multicast


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _proxied(address: str) -> bool:
    """Return whether the person's own proxy makes the connection: then it, not we, looks the host up."""
    parts = urlsplit(address)
    proxies = urllib.request.getproxies()
    return parts.scheme in proxies and not urllib.request.proxy_bypass(parts.hostname or "")


def _check_peer(sock: Any) -> None:
    """Refuse a connection whose other end is private: the host's number may have changed since it was looked up."""
    number = str(sock.getpeername()[0])
    if not _is_public(number):
        sock.close()
        raise Refused(f"the connection leads into a private network ({number}).")


class _GuardedConnection(http.client.HTTPSConnection):
    def connect(self) -> None:
        super().connect()
        _check_peer(self.sock)


class _GuardedHandler(urllib.request.HTTPSHandler):
    def https_open(self, request: urllib.request.Request) -> http.client.HTTPResponse:
        return self.do_open(_GuardedConnection, request, context=ssl.create_default_context())


def _opener(limits: Limits, address: str) -> urllib.request.OpenerDirector:
    """Return an opener that knows http and https and nothing else: no file, no ftp, no data.

    It follows no redirection either; `Client.get` does, after looking where it leads.
    """
    opener = urllib.request.OpenerDirector()
    guarded = not (_proxied(address) or limits.allow_loopback)
    https = _GuardedHandler() if guarded else urllib.request.HTTPSHandler(context=ssl.create_default_context())
    proxies: dict[str, str] | None = {} if limits.allow_loopback else None
    for handler in (
        urllib.request.ProxyHandler(proxies),
        urllib.request.UnknownHandler(),
        urllib.request.HTTPHandler(),
        https,
        urllib.request.HTTPDefaultErrorHandler(),
        urllib.request.HTTPErrorProcessor(),
    ):
        opener.add_handler(handler)
    return opener
