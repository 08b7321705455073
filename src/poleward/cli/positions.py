"""`poleward positions`: ideal points of every state, with intervals, and who moved."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import click

from poleward.cli.choosing import choosing_options, chosen_votes
from poleward.cli.common import (
    DAY,
    LAST_DAY,
    WRITTEN,
    archive_option,
    config_path,
    json_option,
    note,
    open_archive,
    print_json,
)
from poleward.defaults import POLE

if TYPE_CHECKING:
    from poleward.measures.positions import DistanceChange, Positions

NO_BRIDGES = ("bridge",)


@click.command()
@click.option("-o", "--output", type=click.Path(path_type=Path), help=WRITTEN)
@click.option("--period", type=click.Choice(["session", "year", "quarter", "month"]), default="year", show_default=True)
@click.option("--estimator", type=click.Choice(["dynamic", "bsv"]), default="dynamic", show_default=True)
@click.option("--dims", type=click.IntRange(1, 3), default=1, show_default=True)
@click.option("--absences/--no-absences", default=None, help="Model absences, or leave them out as BSV do.")
@click.option(
    "--bridges/--no-bridges",
    default=None,
    help="Take roll calls with the same title in neighbouring sessions as one [dynamic: yes; bsv: no].",
)
@click.option("--absence-table", type=click.Path(path_type=Path), help="Also write why states do not vote, by issue.")
@click.option("--state", help="Print how this state's distance to --pole changed, and who moved.")
@click.option("--pole", default=POLE, show_default=True, help="A pole's name, or a state.")
@click.option("--since", type=DAY, help="The later span begins with the period of this day.")
@click.option("--until", type=LAST_DAY, help="It ends with the period of this day [the last].")
@click.option("--before", type=click.IntRange(1), default=1, show_default=True, help="Periods in the earlier span.")
@click.option("--seed", type=int, default=1, show_default=True)
@choosing_options
@archive_option
@json_option
def positions(
    output: Path | None,
    period: Literal["session", "year", "quarter", "month"],
    estimator: Literal["dynamic", "bsv"],
    dims: int,
    absences: bool | None,
    bridges: bool | None,
    absence_table: Path | None,
    state: str | None,
    pole: str,
    since: dt.date | None,
    until: dt.date | None,
    before: int,
    seed: int,
    chosen: Any,
    archive_path: Path | None,
    as_json: bool,
) -> None:
    """Estimate ideal points from the archive's votes: state, period, dimension, mean, sd, q05, q50, q95, votes."""
    if output is None and state is None:
        raise click.UsageError("name a file with --output, or a --state to ask about.")
    if (state is None) != (since is None):
        raise click.UsageError("--state and --since go together.")
    from poleward.measures.positions import positions as estimate
    from poleward.results.writing import write_table

    with open_archive(archive_path, answering=True) as archive:
        votes = chosen_votes(archive, chosen)
        if absence_table is not None:
            issues = _issues(archive)
    # BSV held identical texts fixed; identical titles are no substitute there (docs/positions.md).
    if not (estimator == "dynamic" if bridges is None else bridges):
        votes = votes.drop_columns(list(NO_BRIDGES))
    found = estimate(votes, estimator=estimator, period=period, dims=dims, absences=absences, seed=seed)
    for text in found.notes:
        note(text)
    for reason, n in sorted(found.dropped.items()):
        note(f"{n} left out: {reason}")
    if output is not None:
        rows = write_table(found.to_arrow(), output)
        note(f"wrote {rows} rows to {output}")
    if absence_table is not None:
        from poleward.measures.positions import absence_by

        rows = write_table(absence_by(votes, found, issues, period=period, seed=seed), absence_table)
        note(f"wrote {rows} rows to {absence_table}")
    if state is not None and since is not None:
        _print_change(found, state, pole, since, until, before, as_json=as_json)


def _issues(archive: Any) -> dict[str, list[str]]:
    """Return the roll calls of each issue."""
    rows = archive.rows(
        "SELECT i AS issue, roll_call_id FROM (SELECT unnest(issues) AS i, * FROM roll_calls) ORDER BY ALL"
    )
    out: dict[str, list[str]] = {}
    for row in rows:
        out.setdefault(row["issue"], []).append(row["roll_call_id"])
    return out


def _print_change(
    found: Positions, state: str, pole: str, since: dt.date, until: dt.date | None, before: int, *, as_json: bool
) -> None:
    """Print the change in distance, each side's part of it, and how far each moved."""
    from poleward import config as configuration
    from poleward.actors import load_registry
    from poleward.actors.asked import state_named
    from poleward.channels.vote_positions import Moved
    from poleward.channels.votes_wording import who_moved

    code = state_named(state)
    config = configuration.load(config_path())
    registry = load_registry()
    asked_pole = config.pole(pole, on=since)
    label = asked_pole.label
    change = found.change(
        code,
        [member for member in asked_pole.states if member != code],
        since.isoformat(),
        before=before,
        until=until.isoformat() if until else None,
    )
    if as_json:
        print_json(_as_json(change, pole))
        return
    name = registry.states[code].name
    click.echo(f"{name} and {label}, {_span(change.before)} against {_span(change.after)}, {found.dims} dimension(s)")
    for text, part in (
        ("change in distance", change.total),
        (f"  by {name}", change.own),
        (f"  by {label}", change.pole),
    ):
        click.echo(f"{text:28s}{part.mean:+7.2f}   90 % interval {part.q05:+.2f} to {part.q95:+.2f}")
    for who, shift in ((name, change.own_shift), (label, change.pole_shift)):
        for d in range(found.dims):
            text = f"{who} moved, dimension {d + 1}"
            click.echo(f"{text:28s}{shift.mean[d]:+7.2f}   90 % interval {shift.q05[d]:+.2f} to {shift.q95[d]:+.2f}")
    click.echo(f"probability that the distance grew: {change.probability_away:.2f}")
    click.echo(f"Who moved: {who_moved(Moved(change), name, label)}")


def _span(periods: tuple[str, ...]) -> str:
    return periods[0] if len(periods) == 1 else f"{periods[0]} to {periods[-1]}"


def _as_json(change: DistanceChange, pole: str) -> dict[str, Any]:
    """Return a change as plain values; shifts have one value per dimension."""
    out: dict[str, Any] = {"state": change.state, "pole": pole, "before": change.before, "after": change.after}
    for key in ("total", "own", "pole", "own_shift", "pole_shift"):
        part = getattr(change, key)
        out["pole_part" if key == "pole" else key] = {
            k: getattr(part, k).tolist() for k in ("mean", "sd", "q05", "q95")
        }
    return out | {"probability_away": change.probability_away, "probability_passed": change.passed}
