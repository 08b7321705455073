"""`poleward report`: answers as one HTML file."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import click

from poleward.cli.common import DAY, LAST_DAY, archive_option, config_path, note, open_archive
from poleward.defaults import GROUP, SINCE


@click.command()
@click.option("-o", "--output", type=click.Path(path_type=Path), required=True, help="HTML file to write.")
@click.option("--states", help="States, separated by commas, such as KAZ,UZB.")
@click.option("--group", default=None, help=f"Every state of a group [{GROUP}, where --states is not given].")
@click.option("--pole", "poles", multiple=True, help="Pole; may be repeated [all of the poles file].")
@click.option("--since", type=DAY, default=str(SINCE), show_default=True)
@click.option("--baseline", type=DAY, help="First day of the span compared with [8 years before --since].")
@click.option("--until", type=LAST_DAY, help="Last day [the last day observed].")
@click.option("--language", type=click.Choice(["en", "ru", "fr"]), default="en", show_default=True)
@click.option("--figures", type=click.Path(path_type=Path), help="Folder for the pictures as SVG and PNG.")
@archive_option
def report(
    output: Path,
    states: str | None,
    group: str | None,
    poles: tuple[str, ...],
    since: dt.date,
    baseline: dt.date | None,
    until: dt.date | None,
    language: str,
    figures: Path | None,
    archive_path: Path | None,
) -> None:
    """Write the answers for several states and poles, with pictures and evidence, as one HTML file."""
    from poleward import config as configuration
    from poleward.answers.ask import ask, with_age
    from poleward.errors import UnusableInputError
    from poleward.project.names import poles_of, states_of
    from poleward.publishing.report import render, write_figures
    from poleward.publishing.tongue import Tongue

    config = configuration.load(config_path())
    asked = states_of(states.split(",") if states else group or GROUP, config)
    keys = poles_of(poles or None, config)
    with open_archive(archive_path, write=True, answering=True) as archive:
        answers = [
            ask(
                archive,
                state,
                pole,
                since,
                config=config,
                baseline=baseline,
                until=until,
            )
            for pole in keys
            for state in asked
        ]
        today = dt.datetime.now(dt.UTC).date()
        answers = [with_age(archive, one, today) for one in answers]
        page = render(archive, answers, tongue=Tongue(language))
        drawn = write_figures(archive, answers, figures, tongue=Tongue(language)) if figures else []
    try:
        output.write_text(page, encoding="utf-8")
    except OSError as error:
        raise UnusableInputError(f"cannot be written: {error.strerror}.", where=str(output)) from None
    note(f"wrote {output} ({len(page.encode()) / 1e6:.1f} MB)")
    for path in drawn:
        note(f"wrote {path}")
