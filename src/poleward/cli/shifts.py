"""`poleward shifts`: the breaks of many states as a table."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import click

from poleward.cli.common import DAY, LAST_DAY, archive_option, config_path, note, open_archive, output_option, progress


@click.command()
@output_option
@click.option("--state", "states", multiple=True, help="Only this state; may be repeated [all].")
@click.option("--group", help="Only the states of a group, such as central-asia.")
@click.option("--pole", "poles", multiple=True, help="Pole; may be repeated [all].")
@click.option("--channel", "channels", multiple=True, help="Only this channel; may be repeated [all].")
@click.option("--since", type=DAY, help="Weigh no change, gradual and break from this day on [the first observed].")
@click.option("--baseline", type=DAY, help="First day drawn [as in 'ask', or the first observed].")
@click.option("--until", type=LAST_DAY, help="Last day [the last day observed].")
@archive_option
def shifts(
    output: Path,
    states: tuple[str, ...],
    group: str | None,
    poles: tuple[str, ...],
    channels: tuple[str, ...],
    since: dt.date | None,
    baseline: dt.date | None,
    until: dt.date | None,
    archive_path: Path | None,
) -> None:
    """Write breaks: state, pole, channel, when, how sure, who moved, and P(no change)."""
    from poleward import config as configuration
    from poleward.answers.shifts import shifts as breaks
    from poleward.answers.shifts import states_with_votes
    from poleward.channels import KEYS
    from poleward.project.names import poles_of, states_of
    from poleward.results.writing import write_table

    if states and group:
        raise click.UsageError("name a --group or some --state, not both.")
    settings = configuration.load(config_path())
    asked_poles = poles_of(poles or None, settings)
    with open_archive(archive_path, write=True, answering=True) as archive:
        chosen = states_of(group or states, settings) if group or states else states_with_votes(archive)
        with progress("states and poles", len(chosen) * len(asked_poles)) as advance:
            found = breaks(
                archive,
                chosen,
                asked_poles,
                config=settings,
                since=since,
                baseline=baseline,
                until=until,
                channels=channels or KEYS,
                advance=advance,
            )
    rows = write_table(found, output)
    note(f"wrote {rows} rows to {output}")
