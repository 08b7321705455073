"""`poleward drift`: all members beside one or more poles, ranked."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import click

from poleward.cli.common import (
    DAY,
    LAST_DAY,
    WRITTEN,
    archive_option,
    columns,
    config_path,
    json_option,
    note,
    open_archive,
    print_json,
    sweeps,
)


@click.command()
@click.option("--pole", "poles", multiple=True, required=True, help="Pole; may be repeated.")
@click.option("--since", required=True, type=DAY, help="Day from which on a change is asked for.")
@click.option("--baseline", type=DAY, help="First day of the span before [eight years earlier].")
@click.option("--until", type=LAST_DAY, help="Last day [the last day observed].")
@click.option("--top", default=15, show_default=True, help="Members printed from either end; 0 prints all.")
@click.option("-o", "--output", type=click.Path(path_type=Path), help=f"Write the whole table: {WRITTEN}.")
@json_option
@archive_option
def drift(
    poles: tuple[str, ...],
    since: dt.date,
    baseline: dt.date | None,
    until: dt.date | None,
    top: int,
    output: Path | None,
    as_json: bool,
    archive_path: Path | None,
) -> None:
    """Rank all members by how their votes moved with respect to a pole since a day."""
    from poleward import config as configuration
    from poleward.answers.drift import drift as table
    from poleward.project.names import poles_of

    config = configuration.load(config_path())
    keys = poles_of(poles, config)
    with (
        open_archive(archive_path, write=True, answering=True) as archive,
        sweeps() as sweeping,
    ):
        found = table(
            archive,
            keys,
            since,
            config=config,
            baseline=baseline,
            until=until,
            today=dt.datetime.now(dt.UTC).date(),
            progress=sweeping,
        )
    if output is not None:
        note(f"wrote {found.write(output)} rows to {output}")
    if as_json:
        print_json(found.to_dict())
    elif output is None:
        click.echo(found.headline)
        click.echo("")
        click.echo(found.to_text(top or None, columns=columns()))
        for one in found.notes:
            click.echo(f"\n{one}")
