"""`poleward positions`: ideal points of every state, with intervals."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import click

from poleward.cli.common import archive_option, archive_path_of, note


@click.command()
@click.option("-o", "--output", type=click.Path(path_type=Path), required=True, help=".csv, .json, .jsonl or .parquet")
@click.option("--period", type=click.Choice(["session", "year", "quarter", "month"]), default="year", show_default=True)
@click.option("--estimator", type=click.Choice(["dynamic", "bsv"]), default="dynamic", show_default=True)
@click.option("--dims", type=click.IntRange(1, 3), default=1, show_default=True)
@click.option("--absences/--no-absences", default=None, help="Model absences, or leave them out as BSV do.")
@click.option("--issue", help="Only roll calls with this issue flag: me nu di hr co ec ru.")
@click.option("--from", "first", type=click.DateTime(["%Y-%m-%d"]), help="First day of the votes used.")
@click.option("--to", "last", type=click.DateTime(["%Y-%m-%d"]), help="Last day of the votes used.")
@click.option("--seed", type=int, default=1, show_default=True)
@archive_option
def positions(
    output: Path,
    period: Literal["session", "year", "quarter", "month"],
    estimator: Literal["dynamic", "bsv"],
    dims: int,
    absences: bool | None,
    issue: str | None,
    first: object,
    last: object,
    seed: int,
    archive_path: Path | None,
) -> None:
    """Estimate ideal points from the archive's votes: state, period, dimension, mean, sd, q05, q50, q95, votes."""
    import datetime as dt

    from poleward.answers.export import write_table
    from poleward.answers.model import Window
    from poleward.answers.positions import vote_table
    from poleward.archive import Archive
    from poleward.measures.positions import positions as estimate

    window = Window(
        first.date() if isinstance(first, dt.datetime) else dt.date(1945, 1, 1),
        last.date() if isinstance(last, dt.datetime) else dt.date(9999, 12, 31),
    )
    with Archive.open(archive_path_of(archive_path)) as archive:
        votes = vote_table(archive, window, issue=issue)
    found = estimate(votes, estimator=estimator, period=period, dims=dims, absences=absences, seed=seed)
    for text in found.notes:
        note(text)
    for reason, n in sorted(found.dropped.items()):
        note(f"{n} left out: {reason}")
    rows = write_table(found.to_arrow(), output)
    note(f"wrote {rows} rows to {output}")
