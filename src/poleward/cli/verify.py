"""`poleward verify`: recompute every published number of a snapshot."""

from __future__ import annotations

from pathlib import Path

import click

from poleward.cli.common import json_option, note, print_json


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@json_option
def verify(file: Path, as_json: bool) -> int:
    """Recompute every number of the snapshot FILE from its tables and compare, to nine digits.

    The exit status is 1 where anything differs.
    """
    from poleward.answers.snapshot import verify as recompute

    found = recompute(file, progress=note)
    for line in found.notes:
        note(line)
    if as_json:
        print_json(
            {
                "holds": found.holds,
                "answers": found.answers,
                "numbers": found.numbers,
                "differences": found.differences,
                "notes": found.notes,
            }
        )
    elif found.holds:
        click.echo(f"Verified: {found.numbers} numbers in {found.answers} answers follow from the snapshot.")
    else:
        click.echo(f"Not verified: {len(found.differences)} differences in {found.answers} answers.")
        for line in found.differences:
            click.echo(f"  {line}")
    return int(not found.holds)
