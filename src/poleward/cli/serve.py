"""`poleward serve`: the answers in a browser, on this machine."""

from __future__ import annotations

import getpass
import ipaddress
import secrets
import tempfile
from pathlib import Path

import click

from poleward.cli import DEFAULT_ARCHIVE
from poleward.cli.common import archive_option, config_path, note
from poleward.errors import needs_extra

BUNDLED = (
    "This is the bundled case: texts written for demonstration, and real roll calls. "
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
    """Show the answers in a browser: an archive, or the bundled case where there is none."""
    named = archive_path or click.get_current_context().find_root().obj["archive"]
    if named is None and not DEFAULT_ARCHIVE.exists():
        with tempfile.TemporaryDirectory(prefix="poleward-", ignore_cleanup_errors=True) as folder:
            from poleward.demo.build import build

            built = build(Path(folder) / "case", progress=note)
            _run(built.archive, host, port, names, (BUNDLED,))
    else:
        _run(named or DEFAULT_ARCHIVE, host, port, names, ())


def _run(archive: Path, host: str, port: int, names: tuple[str, ...], notes: tuple[str, ...]) -> None:
    """Serve one archive until interrupted."""
    with needs_extra("web"):
        import uvicorn

        from poleward.web import create_app

    from poleward import config as configuration
    from poleward.archive import Archive
    from poleward.web.security import Rules

    with Archive.open(archive):  # says at once what is wrong with it
        pass
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
