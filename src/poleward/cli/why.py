"""`poleward why`: the arithmetic of one number, down to sentences and roll calls."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from poleward.cli.common import archive_option, config_path, json_option, open_archive, print_json
from poleward.defaults import POLE

if TYPE_CHECKING:
    from poleward.answers.why import Arithmetic


@click.command()
@click.argument("state", required=False)
@click.option("--pole", default=POLE, show_default=True)
@click.option("--period", help="2022, 2022-Q1, 2022-04, 2022-04-07 or FIRST/LAST.")
@click.option("--estimate", "estimate_id", help="The id of a number that 'ask --json' printed.")
@click.option("--top", type=click.IntRange(min=1), default=20, show_default=True, help="Items to print, largest first.")
@archive_option
@json_option
def why(
    state: str | None,
    pole: str,
    period: str | None,
    estimate_id: str | None,
    top: int,
    archive_path: Path | None,
    as_json: bool,
) -> None:
    """Show the arithmetic behind the numbers of STATE and a pole in a period, or behind one estimate."""
    if (estimate_id is None) == (state is None or period is None):
        raise click.UsageError("give a STATE with --period, or an --estimate.")
    from poleward import config as configuration
    from poleward.answers import why as reasons
    from poleward.periods import parse_period

    config = configuration.load(config_path())
    key = config.pole(pole).key
    with open_archive(archive_path, write=True, answering=True) as archive:
        if estimate_id is not None:
            found = [reasons.why_estimate(archive, estimate_id, config=config)]
        else:
            found = reasons.why(archive, str(state), key, parse_period(str(period)), config=config)
    if as_json:
        print_json([f.to_json() for f in found])
        return
    for arithmetic in found:
        print_arithmetic(arithmetic, top)


def print_arithmetic(arithmetic: Arithmetic, top: int) -> None:
    """Print a number as the sum of its items, the largest `top` of them one by one."""
    e = arithmetic.estimate
    from poleward.answers.why import in_words

    value = in_words(e)
    interval = (
        "" if e.value is None or e.q05 is None or e.q95 is None else f" (90 % interval {e.q05:+z.3f} to {e.q95:+z.3f})"
    )
    whole = f"{value}{interval}"
    click.echo(click.style(f"{e.state}, {e.pole}, {e.channel}: {e.measure} in {e.period} = {whole}", bold=True))
    if not arithmetic.lines:
        click.echo("  (rests on all roll calls of the fixed agenda, which are listed under 'change_in_agreement')")
        return
    click.echo(f"  {'part':>8}  {'weight':>6}  {'without':>8}  {'turned':>8}  item")
    for line in arithmetic.lines[:top]:
        click.echo(
            f"  {line.contribution:+8.4f}  {line.weight:6.2f}  {_number(line.without)}  {_number(line.turned)}  "
            f"{line.date}  {line.what}"
        )
        for more in (line.detail, f"{line.where}  [{line.ref[:16] if line.kind == 'statement' else line.ref}]"):
            click.echo(f"{'':40}{more}")
    rest = arithmetic.lines[top:]
    if rest:
        click.echo(f"  {sum(line.contribution for line in rest):+8.4f}  {len(rest)} further items (--top, --json)")
    if arithmetic.remainder:
        click.echo(f"  {arithmetic.remainder:+8.4f}  the prior and the coder's error")
    click.echo(f"  {value:>8}  the sum")


def _number(value: float | None) -> str:
    return f"{round(value, 4) + 0.0:+8.4f}" if value is not None else f"{'-':>8}"
