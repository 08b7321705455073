"""`poleward snapshot`: freeze what published numbers rest on."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import click

from poleward.cli.common import DAY, LAST_DAY, archive_option, config_path, note, open_archive
from poleward.defaults import GROUP, SINCE


@click.command()
@click.option("-o", "--output", type=click.Path(path_type=Path), required=True, help="File to write (.zip).")
@click.option("--states", help="States, separated by commas, such as KAZ,UZB.")
@click.option("--group", default=None, help=f"Every state of a group [{GROUP}, where --states is not given].")
@click.option("--pole", "poles", multiple=True, help="Pole; may be repeated [all of the poles file].")
@click.option("--since", type=DAY, multiple=True, default=(str(SINCE),), show_default=True)
@click.option("--baseline", type=DAY, help="First day of the span compared with [8 years before --since].")
@click.option("--until", type=LAST_DAY, help="Last day [the last day observed].")
@archive_option
def snapshot(
    output: Path,
    states: str | None,
    group: str | None,
    poles: tuple[str, ...],
    since: tuple[dt.date, ...],
    baseline: dt.date | None,
    until: dt.date | None,
    archive_path: Path | None,
) -> None:
    """Freeze the archive's tables, the poles, the versions and the answers to some questions in one file.

    'poleward verify' recomputes every number from the file alone. Texts of documents are left out.
    """
    from poleward import config as configuration
    from poleward.answers.snapshot import FrozenQuestion, freeze
    from poleward.project.names import poles_of, states_of

    config = configuration.load(config_path())
    asked = states_of(states.split(",") if states else group or GROUP, config)
    keys = poles_of(poles or None, config)
    questions = [
        FrozenQuestion(state, pole, day, baseline, until)
        for day in since for pole in keys for state in asked
    ]  # fmt: skip
    with open_archive(archive_path, answering=True) as archive:
        manifest = freeze(archive, output, questions, config=config, progress=note)
    note(f"wrote {output}: {len(questions)} answers, {len(manifest['entries'])} entries")
