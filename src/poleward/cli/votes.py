"""`poleward votes`: who voted how on a roll call, by its symbol, its day or words of its title; and vetoes."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from poleward.cli.common import archive_option, json_option, open_archive, print_json

if TYPE_CHECKING:
    from poleward.answers.roll_call_lookup import RollCallRecord
    from poleward.answers.vetoes import Veto


@click.command()
@click.argument("asked", nargs=-1, required=True)
@click.option("--most", type=click.IntRange(1, 100), default=5, show_default=True, help="How many, the newest first.")
@archive_option
@json_option
def votes(asked: tuple[str, ...], most: int, archive_path: Path | None, as_json: bool) -> None:
    """Show who voted how on the roll calls ASKED for: a symbol (A/RES/ES-11/1), a day (2022-03-02) or words.

    Vetoes in the Security Council are shown beside them (S/2024/239, russia veto syria); no number rests on one.
    """
    from poleward.answers.roll_call_lookup import roll_calls

    with open_archive(archive_path, answering=True) as archive:
        found = roll_calls(archive, " ".join(asked), most=most)
    if as_json:
        print_json(found.to_dict())
        return
    for one in found:
        _print_roll_call(one)
    for veto in found.vetoes:
        _print_veto(veto)


def _print_roll_call(one: RollCallRecord) -> None:
    click.echo(
        click.style(f"{one.symbol or one.roll_call_id}, {one.date}: {one.title or 'without a title'}", bold=True)
    )
    for outcome, states in [*one.votes.items(), ("contradicted", one.contradicted)]:
        if states:
            said = f"{outcome.replace('_', ' ')} {len(states)}: {' '.join(states)}"
            click.echo(click.wrap_text(said, width=100, initial_indent="  ", subsequent_indent="    "))
    click.echo(f"  {', '.join(one.sources)}{f'; {one.url}' if one.url else ''}")


def _print_veto(veto: Veto) -> None:
    click.echo(click.style(f"{veto.veto_id}, {veto.date}: {veto.topic} ({veto.kind})", bold=True))
    click.echo(f"  vetoed in the Security Council by {' '.join(veto.members)}")
    for source in veto.sources:
        click.echo(f"  {source}")
