"""`poleward serve`: the answers in a browser, on this machine."""

from __future__ import annotations

import getpass
import ipaddress
import os
import secrets
from pathlib import Path

import click

from poleward.cli.common import archive_option, archive_path_of, config_path, note, open_archive
from poleward.errors import needs_extra

BUNDLED = (
    "This is the record that ships with poleward: roll calls and memberships, no pages. "
    "'poleward serve --archive FILE' shows your own archive."
)

PATIENCE = 1.0
"""Seconds after which a reader is told that a page is being computed."""


@click.command()
@click.option("--port", type=click.IntRange(0, 65535), default=8321, show_default=True, help="0 takes a free one.")
@click.option("--host", default="127.0.0.1", show_default=True, help="Another address than loopback asks for a token.")
@click.option("--name", "names", multiple=True, help="A further host name by which browsers may address this server.")
@archive_option
def serve(port: int, host: str, names: tuple[str, ...], archive_path: Path | None) -> None:
    """Show the answers in a browser: an archive, or the record that ships where there is none."""
    with open_archive(archive_path, write=_may_be_written(archive_path), answering=True) as archive:
        path = archive.path  # opening says at once what is wrong with it, and puts the box in
    bundled = archive_path_of(archive_path) != path
    _run(path, host, port, names, (BUNDLED,) if bundled else ())


def _may_be_written(own: Path | None) -> bool:
    """Return whether an archive can get the box; one that may only be read is shown as it is."""
    path = archive_path_of(own)
    return not path.exists() or os.access(path, os.W_OK)


def _run(archive: Path, host: str, port: int, names: tuple[str, ...], notes: tuple[str, ...]) -> None:
    """Serve one archive until interrupted."""
    with needs_extra("web"):
        import uvicorn

        from poleward.web import create_app

    from poleward import config as configuration
    from poleward.web.security import Rules

    local = _is_loopback(host)
    reading = None if local else secrets.token_urlsafe(24)
    rules = Rules(write_token=secrets.token_urlsafe(24), reading_token=reading, names=(*names, host))
    app = create_app(
        archive, configuration.load(config_path()), author=_author(), rules=rules, notes=notes, ahead=True,
        patience=PATIENCE,
    )  # fmt: skip
    server = uvicorn.Server(
        uvicorn.Config(app, host=host, port=port, log_level="warning", access_log=False, server_header=False,
                       proxy_headers=False, timeout_graceful_shutdown=3)
    )  # fmt: skip
    socket = server.config.bind_socket()
    socket.listen(server.config.backlog)  # who reads the address at once waits, and is not refused
    shown = f"[{host}]" if ":" in host else host
    address = f"http://{shown}:{socket.getsockname()[1]}/"
    note(f"poleward is at {address}{'?token=' + reading if reading else ''}")
    note(f"Scripts that write send the header X-Poleward-Token: {rules.write_token}")
    note("Stop it with Ctrl-C.")
    server.run(sockets=[socket])


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _author() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # no such user, as in some containers
        return "reader"
