"""`poleward drift`: all members beside one or more poles, ranked."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import click

from poleward.cli.ask import DAY
from poleward.cli.common import (
    WRITTEN,
    archive_option,
    archive_path_of,
    config_path,
    json_option,
    note,
    print_json,
    progress,
)


@click.command()
@click.option("--pole", "poles", multiple=True, required=True, help="Pole; may be repeated.")
@click.option("--since", required=True, type=DAY, help="Day from which on a change is asked for.")
@click.option("--baseline", type=DAY, help="First day of the span before [eight years earlier].")
@click.option("--until", type=DAY, help="Last day [the last day observed].")
@click.option("--top", default=15, show_default=True, help="Members printed from either end; 0 prints all.")
@click.option("-o", "--output", type=click.Path(path_type=Path), help=f"Write the whole table: {WRITTEN}.")
@json_option
@archive_option
def drift(
    poles: tuple[str, ...],
    since: dt.datetime,
    baseline: dt.datetime | None,
    until: dt.datetime | None,
    top: int,
    output: Path | None,
    as_json: bool,
    archive_path: Path | None,
) -> None:
    """Rank all members by how their votes moved with respect to a pole since a day."""
    from poleward import config as configuration
    from poleward.answers.drift import drift as table
    from poleward.archive import Archive

    with (
        Archive.open(archive_path_of(archive_path), write=True) as archive,
        progress("sweeps of the posterior", None) as advance,
    ):
        found = table(
            archive,
            poles,
            since.date(),
            config=configuration.load(config_path()),
            baseline=baseline.date() if baseline else None,
            until=until.date() if until else None,
            progress=lambda done, of: advance(1),
        )
    if output is not None:
        note(f"wrote {found.write(output)} rows to {output}")
    if as_json:
        print_json(found.to_dict())
    elif output is None:
        click.echo(found.headline)
        click.echo("")
        click.echo(found.to_text(top or None))
