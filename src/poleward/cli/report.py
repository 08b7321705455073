"""`poleward report`: answers as one HTML file."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import click

from poleward.cli.ask import DAY
from poleward.cli.common import archive_option, archive_path_of, config_path, note


@click.command()
@click.option("-o", "--output", type=click.Path(path_type=Path), required=True, help="HTML file to write.")
@click.option("--states", help="States, separated by commas, such as KAZ,UZB.")
@click.option("--group", default=None, help="Every state of a group [central-asia, where --states is not given].")
@click.option("--pole", "poles", multiple=True, help="Pole; may be repeated [all of the poles file].")
@click.option("--since", type=DAY, default="2022-02-24", show_default=True)
@click.option("--baseline", type=DAY, help="First day of the span compared with [8 years before --since].")
@click.option("--until", type=DAY, help="Last day [the last day observed].")
@click.option("--figures", type=click.Path(path_type=Path), help="Folder for the pictures as SVG and PNG.")
@archive_option
def report(
    output: Path,
    states: str | None,
    group: str | None,
    poles: tuple[str, ...],
    since: dt.datetime,
    baseline: dt.datetime | None,
    until: dt.datetime | None,
    figures: Path | None,
    archive_path: Path | None,
) -> None:
    """Write the answers for several states and poles, with pictures and evidence, as one HTML file."""
    from poleward import config as configuration
    from poleward.answers.ask import ask
    from poleward.answers.report import paths_of, render, write_figures
    from poleward.archive import Archive
    from poleward.errors import UnusableInputError

    config = configuration.load(config_path())
    asked = states.split(",") if states else config.group(group or "central-asia")
    with Archive.open(archive_path_of(archive_path), write=True) as archive:
        answers = [
            ask(
                archive,
                state.strip(),
                pole,
                since.date(),
                config=config,
                baseline=baseline.date() if baseline else None,
                until=until.date() if until else None,
            )
            for pole in poles or tuple(config.poles)
            for state in asked
        ]
        told = paths_of(archive, answers, config)
        page = render(archive, answers, config, told)
    try:
        output.write_text(page, encoding="utf-8")
    except OSError as error:
        raise UnusableInputError(f"cannot be written: {error.strerror}.", where=str(output)) from None
    note(f"wrote {output} ({len(page.encode()) / 1e6:.1f} MB)")
    for path in write_figures(answers, figures, told) if figures else ():
        note(f"wrote {path}")
