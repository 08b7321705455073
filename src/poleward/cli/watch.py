"""`poleward watch`: new pages of the feeds named into the archive, once a run."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from poleward.cli.common import archive_option, config_path, json_option, note, open_archive, print_json

if TYPE_CHECKING:
    from poleward.archive import Archive


@click.command()
@click.argument("feeds", type=click.Path(path_type=Path))
@click.option(
    "--folder", type=click.Path(path_type=Path), default=None,
    help="Where pages, and what is known of feeds, are kept [FEEDS without its suffix].",
)  # fmt: skip
@click.option(
    "--bulletin", type=click.Path(path_type=Path), default=None,
    help="A site made by 'poleward publish', whose bulletin is written anew where something has changed.",
)  # fmt: skip
@archive_option
@json_option
def watch(
    feeds: Path, folder: Path | None, bulletin: Path | None, archive_path: Path | None, as_json: bool
) -> None:  # fmt: skip
    """Ask the feeds of the file FEEDS (TOML) once, and read their new pages into the archive.

    This asks the network: each feed named, and the pages that it names, unless their servers' robots.txt say no.
    """
    from poleward.intake.watch import load_feeds
    from poleward.intake.watch import watch as run

    named = load_feeds(feeds)
    with open_archive(archive_path, write=True) as archive:
        report = run(archive, named, folder or feeds.with_suffix(""), say=note)
        if bulletin is not None:
            _renew(archive, bulletin)
    for line in (*report.notes, *report.skips.lines()):
        note(line)
    if as_json:
        print_json(report.to_dict())
    else:
        click.echo(report.line())
    if report.feeds and report.failed == report.feeds:
        raise SystemExit(1)


def _renew(archive: Archive, site: Path) -> None:
    """Write the bulletin of a site."""
    from poleward import config as configuration
    from poleward.publishing.site import renew_bulletin

    key = renew_bulletin(archive, site, configuration.load(config_path()))
    note(f"{site}: edition {key}" if key else f"{site}: no new edition, nothing has changed")
