"""A real server on this machine that behaves as badly as real ones do."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from poleward.fetching.sources import Source

Behaviour = Callable[["Handler"], None]


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Server

    def do_GET(self) -> None:
        self.server.requests.append((self.path, dict(self.headers.items())))
        self.server.behave(self)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        pass

    def answer(self, body: bytes, status: int = 200, sent: bytes | None = None, **headers: str) -> None:
        """Send a status, headers (underscores stand for hyphens) and a body, or the part `sent` of it and hang up."""
        self.send_response(status)
        given = {key.replace("_", "-"): value for key, value in headers.items()}
        for key, value in ({"Content-Type": "text/csv", "Content-Length": str(len(body))} | given).items():
            if value:
                self.send_header(key, value)
        self.end_headers()
        self.wfile.write(body if sent is None else sent)
        if sent is not None:
            self.hang_up()

    def hang_up(self) -> None:
        self.wfile.flush()
        self.close_connection = True
        self.connection.shutdown(socket.SHUT_RDWR)

    @property
    def asked_from(self) -> int:
        """The first byte asked for by a Range header; 0: none."""
        text = self.headers.get("Range", "bytes=0-")
        return int(text.removeprefix("bytes=").removesuffix("-"))


class Server(ThreadingHTTPServer):
    daemon_threads = True
    behave: Behaviour

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.requests: list[tuple[str, dict[str, str]]] = []
        self.released = threading.Event()

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing: a client that hangs up is part of the tests."""


@contextmanager
def serving(behave: Behaviour) -> Iterator[Server]:
    """Run a server for the time of a block."""
    server = Server()
    server.behave = behave
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield server
    finally:
        server.released.set()
        server.shutdown()
        thread.join()
        server.server_close()


def whole(body: bytes, etag: str = '"one"') -> Behaviour:
    """A good server: ranges, conditions, an entity tag."""

    def behave(handler: Handler) -> None:
        start = handler.asked_from if handler.headers.get("If-Range") == etag else 0
        if handler.headers.get("If-None-Match") == etag:
            handler.answer(b"", 304, ETag=etag)
        elif start:
            content_range = f"bytes {start}-{len(body) - 1}/{len(body)}"
            handler.answer(body[start:], 206, ETag=etag, Content_Range=content_range)
        else:
            handler.answer(body, ETag=etag)

    return behave


def drip(body: bytes, every: float) -> Behaviour:
    """A server that sends a byte now and then."""

    def behave(handler: Handler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        for i in range(len(body)):
            handler.wfile.write(body[i : i + 1])
            handler.wfile.flush()
            if handler.server.released.is_set():
                return
            time.sleep(every)

    return behave


def source(address: str | None, **more: object) -> Source:
    """A source of our own whose file is at an address."""
    values: dict[str, object] = {
        "key": "sample", "kind": "trade", "title": "A sample", "publisher": "Nobody", "page": "https://example.org/page",
        "licence": "none", "works": (), "address": address, "max_mb": 1,
    }  # fmt: skip
    return Source(**(values | more))  # type: ignore[arg-type]
