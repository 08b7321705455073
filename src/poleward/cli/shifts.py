"""`poleward shifts`: the breaks of many states as a table."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import click

from poleward.cli.common import DAY, LAST_DAY, archive_option, config_path, note, open_archive, output_option, progress
from poleward.errors import UnusableInputError


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
    """Write breaks: state, pole, channel, when, how sure, who moved, and P(no change).

    States are written as they are done, into OUTPUT.unfinished; the same command again goes on after the last one.
    """
    from poleward import config as configuration
    from poleward.answers.shifts import Scope, by_state, states_with_votes, table_of
    from poleward.channels import KEYS
    from poleward.channels.vote_record import hash_of_votes
    from poleward.project.names import poles_of, states_of
    from poleward.results.writing import FORMATS, write_table
    from poleward.results.writing.unfinished import Unfinished
    from poleward.version import __version__

    if states and group:
        raise click.UsageError("name a --group or some --state, not both.")
    if output.suffix.lower() not in FORMATS:
        raise UnusableInputError(
            f"'{output.suffix}' is not a format.", where=str(output), todo=f"End the name in {', '.join(FORMATS)}."
        )
    settings = configuration.load(config_path())
    asked_poles, scope = poles_of(poles or None, settings), Scope(since, baseline, until, tuple(channels or KEYS))
    with open_archive(archive_path, write=True, answering=True) as archive:
        chosen = states_of(group or states, settings) if group or states else states_with_votes(archive)
        asked = (__version__, asked_poles, settings, scope, hash_of_votes(archive))
        counted = {table: archive.count(table) for table in ("statements", "ties", "event_volume")}
        with Unfinished(output, f"{asked} {counted}") as rows:
            left = [state for state in chosen if state not in rows.done]
            if len(left) < len(chosen):
                note(f"{len(chosen) - len(left)} of {len(chosen)} states are done already")
            with progress("states and poles", len(left) * len(asked_poles)) as advance:
                for state, found in by_state(archive, left, asked_poles, scope, config=settings, advance=advance):
                    rows.add(state, found)
            told = write_table(table_of([rows.done[state] for state in chosen], asked_poles), output)
            rows.finish()
    note(f"wrote {told} rows to {output}")
