"""Who may ask what: hosts, tokens, cross-site writes, sizes, and the headers of every response.

The server listens on the loopback address unless told otherwise. What follows holds there too, since any page that
a browser has open can send requests to it.
"""

from __future__ import annotations

import asyncio
import hmac
import ipaddress
from collections.abc import Sequence
from dataclasses import dataclass, field
from http.cookies import CookieError, SimpleCookie
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

MAX_BODY = 4_000_000
"""Bytes of a request; a page larger than this is read with `poleward read`."""
MAX_ADDRESS = 4_000
"""Bytes of an address with its query."""
AT_ONCE, WAITING = 32, 512
"""Requests answered at once, and those that may be answered or wait; further ones are told to try again."""
PATIENCE = 60.0
"""Seconds to wait for the next part of a request."""
COOKIE = "poleward_token"
READING = ("GET", "HEAD", "OPTIONS")

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    # Not 'no-referrer': with it, browsers send 'Origin: null' with our own forms.
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
}


@dataclass(frozen=True, slots=True)
class Rules:
    """What a server allows.

    Attributes
    ----------
    write_token
        Secret that every write must carry: in a form of ours, or in the header `X-Poleward-Token`.
    reading_token
        Secret that every request must carry; None on the loopback address, where none is needed.
    names
        Host names besides loopback under which the server may be addressed.
    """

    write_token: str
    reading_token: str | None = None
    names: Sequence[str] = field(default=())

    def knows_host(self, header: str) -> bool:
        """Return whether a request meant this server: a name that resolves here by an attacker's doing is not known."""
        host = _host_of(header)
        if host is None:
            return False
        if host == "localhost" or host in {name.lower() for name in self.names}:
            return True
        try:
            address = ipaddress.ip_address(host)
        except ValueError:
            return False
        return address.is_loopback or self.reading_token is not None


def _host_of(header: str) -> str | None:
    try:
        parts = urlsplit(f"//{header}")
        _ = parts.port
    except ValueError:
        return None
    return parts.hostname.lower() if parts.hostname and parts.username is None else None


def same(given: str | None, secret: str) -> bool:
    """Compare a token in constant time."""
    return given is not None and hmac.compare_digest(given.encode(), secret.encode())


class Guard:
    """Middleware that applies the rules before anything else sees a request."""

    def __init__(self, app: ASGIApp, rules: Rules) -> None:
        self.app, self.rules = app, rules
        self._waiting = 0
        self._turn = asyncio.Semaphore(AT_ONCE)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse a request, or pass it on; add the headers to the response either way."""
        if scope["type"] != "http":
            if scope["type"] == "lifespan":
                await self.app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers[name] = value
                headers.setdefault("cache-control", "no-store")
            await send(message)

        refused = self._refuse(scope)
        if refused is not None:
            await refused(scope, receive, send_with_headers)
            return
        if self._waiting >= WAITING:
            busy = PlainTextResponse(
                "This server has too much to do. Try again in a moment.", 503, {"retry-after": "5"}
            )
            await busy(scope, receive, send_with_headers)
            return
        self._waiting += 1
        try:
            async with self._turn:
                await self.app(scope, _Bounded(receive), send_with_headers)
        finally:
            self._waiting -= 1

    def _refuse(self, scope: Scope) -> Response | None:
        headers = Headers(scope=scope)
        if len(scope["path"]) + len(scope["query_string"]) > MAX_ADDRESS:
            return PlainTextResponse("The address is too long.", 414)
        hosts = headers.getlist("host")
        if len(hosts) != 1 or not self.rules.knows_host(hosts[0]):
            return PlainTextResponse("This server does not answer under that name. See 'poleward serve --help'.", 421)
        length = headers.get("content-length", "0")
        if not length.isdecimal() or int(length) > MAX_BODY:
            return PlainTextResponse(f"A request may have at most {MAX_BODY} bytes.", 413)
        if scope["method"] not in READING and not _same_site(headers, hosts[0]):
            return PlainTextResponse("Writes come from this server's own pages only.", 403)
        if scope["path"] != "/" and headers.get("sec-fetch-site") in ("cross-site", "same-site"):
            # Any page that the browser has open can ask; what is asked here makes this machine compute.
            return PlainTextResponse("This server's pages are opened from its first page, or by their address.", 403)
        return self._without_token(scope, headers)

    def _without_token(self, scope: Scope, headers: Headers) -> Response | None:
        """Return the refusal of a request without the reading token; a token in the address becomes a cookie."""
        secret = self.rules.reading_token
        if secret is None:
            return None
        scheme, _, bearer = headers.get("authorization", "").partition(" ")
        if scheme.lower() == "bearer" and same(bearer, secret):
            return None
        if same(_cookie(headers.get("cookie", "")), secret):
            return None
        pairs = parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True)
        if scope["method"] == "GET" and any(key == "token" and same(value, secret) for key, value in pairs):
            rest = urlencode([(key, value) for key, value in pairs if key != "token"])
            path = "/" + quote(scope["path"].lstrip("/\\"))  # '//host' would lead elsewhere
            response = RedirectResponse(f"{path}?{rest}" if rest else path, 303)
            response.set_cookie(COOKIE, secret, httponly=True, samesite="strict")
            return response
        return PlainTextResponse("This server asks for the token that 'poleward serve' printed.", 401)


def _cookie(header: str) -> str | None:
    try:
        jar = SimpleCookie(header)
    except CookieError:
        return None
    return jar[COOKIE].value if COOKIE in jar else None


def _same_site(headers: Headers, host: str) -> bool:
    """Return whether a write comes from a page of this server, or from no page at all."""
    site = headers.get("sec-fetch-site")
    if site is not None and site not in ("same-origin", "none"):
        return False
    origin = headers.get("origin")
    if origin is None:
        return True
    try:
        return urlsplit(origin).netloc.lower() == host.lower()
    except ValueError:
        return False


class TooLargeError(Exception):
    """A body without a stated length that grows beyond the limit."""


class _Bounded:
    """Receives a body and stops when it grows too large, whatever length it stated."""

    def __init__(self, receive: Receive) -> None:
        self.receive, self.seen, self.whole = receive, 0, False

    async def __call__(self) -> Message:
        try:
            # After the body, waiting is for the client to go away, which may take as long as it likes.
            message = await asyncio.wait_for(self.receive(), None if self.whole else PATIENCE)
        except TimeoutError:
            return {"type": "http.disconnect"}
        self.whole = not message.get("more_body", False)
        self.seen += len(message.get("body", b""))
        if self.seen > MAX_BODY:
            raise TooLargeError
        return message
