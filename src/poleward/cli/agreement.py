"""`poleward agreement`: how far states vote alike, dyad by dyad and period by period, with intervals."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal

import click

from poleward.cli.choosing import choosing_options, chosen_votes
from poleward.cli.common import archive_option, note, open_archive, output_option

INDEX = ("plain", "s", "pi", "kappa")


@click.command()
@output_option
@click.option("--state", "states", multiple=True, help="Only dyads of this state; may be repeated [all].")
@click.option("--with", "others", multiple=True, help="Only dyads with this state; may be repeated [all].")
@click.option("--period", type=click.Choice(["session", "year", "quarter", "month"]), default="year", show_default=True)
@click.option("--index", "indices", type=click.Choice(INDEX), multiple=True, help="May be repeated [all four].")
@click.option(
    "--abstention",
    type=click.Choice(["linear", "squared", "nominal"]),
    default="linear",
    show_default=True,
    help="An abstention differs from a yes or a no by half, by a quarter, or wholly.",
)
@click.option("--replicates", type=int, default=200, show_default=True, help="Behind each interval; 0: no intervals.")
@click.option("--seed", type=int, default=1, show_default=True)
@choosing_options
@archive_option
def agreement(
    output: Path,
    states: tuple[str, ...],
    others: tuple[str, ...],
    period: Literal["session", "year", "quarter", "month"],
    indices: tuple[str, ...],
    abstention: Literal["linear", "squared", "nominal"],
    replicates: int,
    seed: int,
    chosen: Any,
    archive_path: Path | None,
) -> None:
    """Write the agreement of dyads: state_a, state_b, period, roll_calls, plain, S, Scott's pi and Cohen's kappa."""
    from poleward.measures.agreement_dyads import agreement as of_dyads
    from poleward.results.writing import write_table

    one, two = _codes(states), _codes(others)
    with open_archive(archive_path, answering=True) as archive:
        votes = chosen_votes(archive, chosen)
    found = of_dyads(votes, period=period, weighting=abstention, replicates=replicates, seed=seed).among(one, two)
    for text in found.notes:
        note(text)
    for reason, n in sorted(found.dropped.items()):
        note(f"{n} left out: {reason}")
    rows = write_table(found.to_arrow(tuple(i for i in INDEX if i in indices) or INDEX), output)
    note(f"wrote {rows} rows to {output}")


def _codes(names: tuple[str, ...]) -> tuple[str, ...]:
    """Return the ISO3 codes of states, or say which is none."""
    from poleward.actors.asked import state_named

    return tuple(state_named(name) for name in names)
