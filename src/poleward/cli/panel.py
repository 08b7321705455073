"""`poleward panel`: the frame that a regression needs, one row for each state, pole and year, or dyad and year."""

from __future__ import annotations

from pathlib import Path

import click

from poleward.cli.common import archive_option, archive_path_of, config_path, may_answer_from_box, note, output_option


@click.command()
@output_option
@click.option("--state", "states", multiple=True, help="Only this state or group; may be repeated [all that voted].")
@click.option("--pole", "poles", multiple=True, help="Pole, or a state as a pole; may be repeated [all].")
@click.option("--years", help="2022 or 2014/2024 [all with a roll call].")
@click.option("--dyads", is_flag=True, help="Compare the states with one another instead of with poles.")
@click.option("--measure", "measures", multiple=True, help="agreement, positions, trade, arms, memberships [all].")
@archive_option
def panel(
    output: Path,
    states: tuple[str, ...],
    poles: tuple[str, ...],
    years: str | None,
    dyads: bool,
    measures: tuple[str, ...],
    archive_path: Path | None,
) -> None:
    """Write agreement, positions, distances, exposure and memberships by state, pole and year, missing typed."""
    from poleward.project import Project
    from poleward.results import about

    project = Project(archive_path_of(archive_path), config=config_path(), or_box=may_answer_from_box(archive_path))
    found = project.panel(states or None, poles or None, years, dyads=dyads, measures=measures or None)
    rows = found.write(output)
    for source in about(found.to_arrow())["sources"]:
        note(f"to cite: {source}")
    note(f"wrote {rows} rows to {output}")
