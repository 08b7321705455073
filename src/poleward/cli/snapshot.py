"""`poleward snapshot`: freeze what published numbers rest on."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import click

from poleward.cli.ask import DAY
from poleward.cli.common import archive_option, archive_path_of, config_path, note


@click.command()
@click.option("-o", "--output", type=click.Path(path_type=Path), required=True, help="File to write (.zip).")
@click.option("--states", help="States, separated by commas, such as KAZ,UZB.")
@click.option("--group", default=None, help="Every state of a group [central-asia, where --states is not given].")
@click.option("--pole", "poles", multiple=True, help="Pole; may be repeated [all of the poles file].")
@click.option("--since", type=DAY, multiple=True, default=("2022-02-24",), show_default=True)
@click.option("--baseline", type=DAY, help="First day of the span compared with [8 years before --since].")
@click.option("--until", type=DAY, help="Last day [the last day observed].")
@archive_option
def snapshot(
    output: Path,
    states: str | None,
    group: str | None,
    poles: tuple[str, ...],
    since: tuple[dt.datetime, ...],
    baseline: dt.datetime | None,
    until: dt.datetime | None,
    archive_path: Path | None,
) -> None:
    """Freeze the archive's tables, the poles, the versions and the answers to some questions in one file.

    'poleward verify' recomputes every number from the file alone. Texts of documents are left out.
    """
    from poleward import config as configuration
    from poleward.answers.snapshot import Asked, freeze
    from poleward.archive import Archive

    config = configuration.load(config_path())
    asked = states.split(",") if states else config.group(group or "central-asia")
    poles = poles or tuple(config.poles)
    questions = [
        Asked(
            state.strip(), pole, day.date(), baseline.date() if baseline else None, until.date() if until else None
        )
        for day in since
        for pole in poles
        for state in asked
    ]  # fmt: skip
    for pole in poles:
        config.pole(pole)
    with Archive.open(archive_path_of(archive_path)) as archive:
        manifest = freeze(archive, output, questions, config=config, progress=note)
    note(f"wrote {output}: {len(questions)} answers, {len(manifest['entries'])} entries")
