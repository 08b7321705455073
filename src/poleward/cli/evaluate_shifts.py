"""`poleward evaluate shifts`: known realignments found in roll calls, and false alarms, as a table or as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from poleward.cli.common import archive_path_of, print_json


def shifts(file: Path, votes: Sequence[Path], archive_path: Path | None, *, as_json: bool) -> None:
    """Print the score of a list of realignments on files of roll calls or, where none is named, on an archive."""
    from poleward.archive import Archive
    from poleward.evaluation.shifts import evaluate_shifts, score_votes

    if votes:
        scores = score_votes(file, votes)
    else:
        with Archive.open(archive_path_of(archive_path)) as archive:
            scores = evaluate_shifts(file, archive)
    if as_json:
        print_json(scores)
    else:
        print_scores(scores)


def print_scores(scores: dict[str, Any]) -> None:
    """Print what was found case by case, the totals, and the trade-off over thresholds."""
    for case in scores["details"]:
        alarms = "; ".join(
            f"{a['month']} ({a['first']} to {a['last']}), {a['size']:+.2f}, {a['probability']:.2f}"
            + ("" if a["right_direction"] else ", the other way")
            for a in case["alarms"]
        )
        found = "found " if case["found"] else "missed"
        why = alarms or case["why_not"] or "no alarm near"
        click.echo(f"{found} {case['state']} {case['year']} {case['direction']:<6} {case['pole']}  {why}")
    click.echo("")
    for key, value in scores.items():
        if not isinstance(value, (dict, list)):
            click.echo(f"{key.replace('_', ' '):<40} {value}")
    click.echo("\nthreshold   found   strictly   false alarms per 100 state-years   alarms elsewhere")
    for row in scores["trade_off"]:
        click.echo(
            f"{row['threshold']:>9}   {row['found']:>5}   {row['found_strictly']:>8}"
            f"   {row['false_alarms_per_100_state_years']:>32}   {row['alarms_per_100_state_years_elsewhere']:>16}"
        )
