"""`poleward judge`: mark a statement as wrong, list judgements, withdraw one."""

from __future__ import annotations

import datetime as dt
import getpass
from pathlib import Path

import click

from poleward.cli.common import archive_option, json_option, note, open_archive, print_json
from poleward.tables import JUDGEMENTS


@click.command()
@click.argument("statement", required=False)
@click.argument("verdict", required=False, type=click.Choice(JUDGEMENTS))
@click.option("--by", "author", default=None, help="Who says so [your user name].")
@click.option("--note", "reason", help="Why.")
@click.option("--withdraw", "withdrawn", metavar="JUDGEMENT", help="Take a judgement back.")
@click.option("--list", "listing", is_flag=True, help="List all judgements.")
@archive_option
@json_option
def judge(
    statement: str | None,
    verdict: str | None,
    author: str | None,
    reason: str | None,
    withdrawn: str | None,
    listing: bool,
    archive_path: Path | None,
    as_json: bool,
) -> None:
    """Judge STATEMENT: wrong_actor, wrong_sign, duplicate or not_about_this."""
    if sum((statement is not None and verdict is not None, withdrawn is not None, listing)) != 1:
        raise click.UsageError("give STATEMENT and VERDICT, or --withdraw, or --list.")
    from poleward.answers import judge as judgements

    now = dt.datetime.now(dt.UTC).replace(tzinfo=None)
    with open_archive(archive_path, write=not listing, answering=True) as archive:
        if listing:
            rows = archive.rows("SELECT * FROM judgements ORDER BY made_at, judgement_id")
            if as_json:
                print_json(rows)
            for row in () if as_json else rows:
                state = f"withdrawn {row['withdrawn_at']}" if row["withdrawn_at"] else "in force"
                click.echo(
                    f"{row['judgement_id']}  {row['statement_id'][:12]}  {row['verdict']}  {row['author']}  "
                    f"{row['made_at']:%Y-%m-%d}  {state}  {row['note'] or ''}".rstrip()
                )
        elif withdrawn is not None:
            judgements.withdraw(archive, withdrawn, at=now)
            note(f"withdrew {withdrawn}")
        else:
            made = judgements.judge(
                archive, str(statement), str(verdict), author=author or getpass.getuser(), note=reason, at=now
            )
            click.echo(made)
