"""`poleward demo`: the bundled case, offline."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from poleward.cli.common import columns, json_option, note, print_json

if TYPE_CHECKING:
    from poleward.answers.answer import Answer

ENDS = 5
"""Members printed from either end of the table."""


@click.command()
@click.option(
    "--into",
    type=click.Path(path_type=Path),
    default=Path("poleward-demo"),
    show_default=True,
    help="Folder to write; made where it is absent.",
)
@json_option
def demo(into: Path, as_json: bool) -> None:
    """Answer for Central Asia and three poles, and for every member beside Moscow, offline; write a report."""
    from poleward.bundled.build import MEMBERS, build
    from poleward.defaults import POLE, SINCE

    built = build(into, progress=note)
    if as_json:
        print_json(built.to_json())
        return
    click.echo(
        f"The record that ships with poleward ({built.roll_calls} roll calls, memberships, trade shares) and "
        f"{built.documents} dispatches written for this demonstration ({built.stories} stories, {built.statements} "
        "statements)."
    )
    lead = built.towards(POLE)
    for answer in lead:
        click.echo()
        _print_short(answer)
    click.echo(f"\n{built.members.headline}")
    click.echo(built.members.to_text(ENDS, {answer.question.state for answer in lead}, columns=columns()))
    for one in built.members.notes:
        click.echo(f"\n{one}")
    program = "poleward" if shutil.which("poleward") else sys.argv[0]
    again = f"{program} --archive {built.archive}"
    click.echo(
        f"\nEvery member:       {built.folder / MEMBERS}\n"
        f"Evidence, pictures, further poles: {built.report}\n"
        f"Ask about any:      {again} ask KAZ --pole {POLE} --since {SINCE}\n"
        f"See the arithmetic: {again} why KAZ --pole {POLE} --period 2022"
    )


def _print_short(answer: Answer) -> None:
    """Print an answer in a few lines: its headline, what the votes say, what else moved, and the whole."""
    from poleward.channels import channel
    from poleward.channels.wording import in_brief

    click.echo(click.style(answer.headline, bold=True))
    for finding in answer.findings:
        if finding.channel == "votes" or finding.direction in ("towards", "away"):
            click.echo(f"  {in_brief(finding, answer.question, channel(finding.channel).scale)}")
    if answer.overall is not None:
        click.echo(f"  {answer.overall.sentence}")
