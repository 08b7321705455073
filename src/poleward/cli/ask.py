"""`poleward ask`: the verdict, per channel, with intervals and who moved."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING

import click

from poleward.cli.common import (
    DAY,
    LAST_DAY,
    archive_option,
    config_path,
    json_option,
    open_archive,
    print_json,
    sweeps,
)
from poleward.defaults import POLE

if TYPE_CHECKING:
    from poleward.answers.answer import Answer


@click.command()
@click.argument("state", required=False)
@click.option("--group", help="Ask about every state of a group, such as central-asia.")
@click.option(
    "--pole",
    "poles",
    multiple=True,
    default=(POLE,),
    show_default=True,
    help="Pole: of the poles file, or any state, organisation or group, by code or name; may be repeated.",
)
@click.option(
    "--since",
    "dates",
    type=DAY,
    multiple=True,
    required=True,
    help="The day, month or year from which on a change is asked for; may be repeated.",
)
@click.option("--baseline", type=DAY, help="First day of the span compared with [8 years before --since].")
@click.option("--until", type=LAST_DAY, help="Last day [the last day observed].")
@click.option("--full", is_flag=True, help="Print every finding in full, with its evidence.")
@archive_option
@json_option
def ask(
    state: str | None,
    group: str | None,
    poles: tuple[str, ...],
    dates: tuple[dt.date, ...],
    baseline: dt.date | None,
    until: dt.date | None,
    full: bool,
    archive_path: Path | None,
    as_json: bool,
) -> int:
    """Ask: is STATE moving towards or away from a pole since a date?"""
    if (state is None) == (group is None):
        raise click.UsageError("name a STATE or a --group.")
    from poleward import config as configuration
    from poleward.answers.ask import ask as answer
    from poleward.answers.ask import with_age
    from poleward.project.names import poles_of, states_of

    config = configuration.load(config_path())
    states = states_of(group or str(state), config)
    keys = poles_of(poles, config)
    with open_archive(archive_path, write=True, answering=True) as archive, sweeps() as sweeping:
        answers = [
            answer(
                archive,
                one,
                pole,
                since,
                config=config,
                baseline=baseline,
                until=until,
                progress=sweeping,
            )
            for one in states
            for pole in keys
            for since in dates
        ]
        answers = [with_age(archive, one, dt.datetime.now(dt.UTC).date()) for one in answers]
    if as_json:
        print_json([a.to_json() for a in answers] if len(answers) > 1 else answers[0].to_json())
    else:
        for one_answer in answers:
            (print_answer if full else print_brief)(one_answer)
    return int(all(f.direction == "not enough evidence" for a in answers for f in a.findings))


def print_brief(answer: Answer) -> None:
    """Print an answer in a dozen lines: its headline, the votes in a sentence, a line a channel, and the whole."""
    from poleward.channels import channel
    from poleward.channels.wording import in_brief

    click.echo(click.style(answer.headline, bold=True))
    for finding in answer.findings:
        click.echo(f"  {in_brief(finding, answer.question, channel(finding.channel).scale)}")
    if answer.overall is not None:
        click.echo(f"  {answer.overall.sentence}")
    for note in answer.notes[:1]:
        click.echo(f"  {note}")


def print_answer(answer: Answer) -> None:
    """Print an answer: its headline, each channel with when and who moved, what stands beside it, and the whole."""
    click.echo(click.style(answer.headline, bold=True))
    for finding in answer.findings:
        click.echo(f"  {finding.sentence}")
        for label, text in (
            ("Since when", finding.when),
            ("Rests on", finding.rests_on),
            ("Who moved", finding.who_moved),
            ("Beside it", finding.beside),
            ("Not known", finding.unknown),
        ):
            if text:
                click.echo(f"      {label}: {text}")
    if answer.overall is not None:
        click.echo(f"  {answer.overall.sentence}")
    for note in (*answer.notes, answer.pages.sentence() if answer.pages else ""):
        if note:
            click.echo(f"  {note}")
