"""`poleward update`: newer files of the publishers into the box that every verb works from."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click

from poleward.cli.common import json_option, note, print_json


@click.command()
@click.argument("files", nargs=-1, required=True)
@json_option
def update(files: tuple[str, ...], as_json: bool) -> None:
    """Take newer FILES of roll calls (paths, or https addresses) into the box, if nothing is lost by it.

    What is not whole, lacks what the box has or contradicts it is refused, and the box stays as it was.
    """
    from poleward.fetching import Limits
    from poleward.intake.update import fetched
    from poleward.intake.update import update as take

    limits = Limits()
    paths = [fetched(name, limits, note) if "://" in name else Path(name) for name in files]
    done = take(paths, progress=note)
    if as_json:
        print_json({"changed": done.changed, "compared": {family: asdict(c) for family, c in done.compared.items()}})
        return
    for line in done.lines():
        click.echo(line)
