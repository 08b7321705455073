"""`poleward demo`: the bundled case, offline."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import click

from poleward.cli.common import json_option, note, print_json


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
    """Answer for Central Asia and three poles from the bundled files, offline, and write a report."""
    from poleward.cli.ask import print_answer
    from poleward.demo.build import BASELINE, SINCE, build

    built = build(into, progress=note)
    if as_json:
        print_json(built.to_json())
        return
    click.echo(
        f"{built.documents} dispatches written for this demonstration ({built.stories} stories, "
        f"{built.statements} statements) and {built.roll_calls} roll calls of the United Nations."
    )
    for answer in built.towards("moscow"):
        click.echo()
        print_answer(answer)
    program = "poleward" if shutil.which("poleward") else sys.argv[0]
    again = f"{program} --archive {built.archive}"
    click.echo(
        f"\nThe West, Beijing, pictures and evidence: {built.report}\n"
        f"Ask further:        {again} ask UZB --pole west --since {SINCE} --baseline {BASELINE}\n"
        f"See the arithmetic: {again} why KAZ --pole moscow --period 2022"
    )
