"""`poleward publish`: the answers as a folder of pages that anyone can host."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import click

from poleward.cli.common import DAY, archive_option, config_path, json_option, note, open_archive, print_json
from poleward.defaults import GROUP, SINCE


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--pole", "poles", multiple=True, help="Pole; may be repeated [all of the poles file].")
@click.option("--since", type=DAY, default=str(SINCE), show_default=True)
@click.option("--states", help="Only these states have pages of their own, separated by commas [all members].")
@click.option("--marked", default=GROUP, show_default=True, help="Group or states that stand out in lists.")
@click.option("--language", "languages", multiple=True, type=click.Choice(["en", "ru", "fr"]), help="[en]")
@click.option("--address", default="", help="Where the site will be reached, for the feed and for cards.")
@archive_option
@json_option
def publish(
    folder: Path, poles: tuple[str, ...], since: dt.date, states: str | None, marked: str, languages: tuple[str, ...],
    address: str, archive_path: Path | None, as_json: bool,
) -> None:  # fmt: skip
    """Write all answers into FOLDER as pages with their data, embeds, cards, a feed and a monthly bulletin.

    The pages work from the folder itself and from any web server; nothing in them asks another. Written again, only
    what differs is touched, and no bulletin is written where nothing has changed.
    """
    from dataclasses import asdict

    from poleward import config as configuration
    from poleward.project.names import poles_of, states_of
    from poleward.publishing.site import Wanted
    from poleward.publishing.site import publish as write

    config = configuration.load(config_path())
    wanted = Wanted(
        poles=tuple(config.pole(key, on=since) for key in poles_of(poles or None, config)),
        since=since,
        states=states_of(states.split(","), config) if states else None,
        marked=states_of(marked.split(",") if "," in marked else marked, config),
        languages=languages or ("en",),
        address=address if not address or address.endswith("/") else f"{address}/",
    )
    with open_archive(archive_path, write=True, answering=True) as archive:
        done = write(archive, folder, wanted, config, progress=note)
    if as_json:
        print_json(asdict(done))
        return
    told = f"edition {done.edition}" if done.edition else "no new edition: nothing has changed"
    click.echo(f"{folder}: {done.files} files, {done.changed} of them written; {done.states} states; {told}")
