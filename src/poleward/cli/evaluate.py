"""`poleward evaluate`: scores on a labelled file, as a table or as JSON."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Any

import click

from poleward.cli.common import archive_option, json_option, print_json
from poleward.cli.evaluate_marked import TASKS as MARKED
from poleward.cli.evaluate_marked import marked
from poleward.cli.evaluate_shifts import shifts

TASKS = {
    "pages": ("poleward.evaluation.pages", "evaluate_pages"),
    "dates": ("poleward.evaluation.dates", "evaluate_dates"),
    "names": ("poleward.evaluation.names", "evaluate_names"),
    "quotes": ("poleward.evaluation.quotes", "evaluate_quotes"),
    "attitudes": ("poleward.evaluation.attitudes", "evaluate_attitudes"),
    "events": ("poleward.evaluation.events", "evaluate_events"),
}
"""Task to the module and function that scores it; each takes a path and returns plain values."""
SHIFTS, PLACEBO = "shifts", "placebo"
"""The tasks that need roll calls beside their file."""


@click.command()
@click.argument("task", type=click.Choice(sorted([*TASKS, *MARKED, SHIFTS, PLACEBO])))
@click.argument("file", type=click.Path(path_type=Path))
@click.argument("more", nargs=-1, type=click.Path(path_type=Path), metavar="")
@click.option("--blind", is_flag=True, help="Events: find actor and recipient too, from the sentence alone.")
@click.option(
    "--votes", multiple=True, type=click.Path(path_type=Path), help="Shifts: files of roll calls, instead of --archive."
)
@click.option(
    "--dated", is_flag=True, help="Statements, claims: give each page's known day of publication to the coder."
)
@click.option("--coder", default=None, help="Statements: another coder's by this name, from the archive, not our own.")
@archive_option
@json_option
def evaluate(
    task: str,
    file: Path,
    more: tuple[Path, ...],
    blind: bool,
    votes: tuple[Path, ...],
    dated: bool,
    coder: str | None,
    archive_path: Path | None,
    as_json: bool,
) -> None:
    """Score TASK on a labelled FILE or a folder of marked pages; the formats are described in docs/evaluation.md."""
    from poleward.errors import UnusableInputError

    if blind and task != "events":
        raise click.UsageError("--blind goes with events.")
    if votes and task != SHIFTS:
        raise click.UsageError("--votes goes with shifts.")
    if dated and task not in MARKED:
        raise click.UsageError("--dated goes with statements and claims.")
    if coder is not None and task != "statements":
        raise click.UsageError("--coder goes with statements.")
    if more and not votes:
        raise click.UsageError(f"one file at a time; what is {more[0]}?")
    if task in MARKED:
        if not file.is_dir():
            raise UnusableInputError("there is no such folder.", where=str(file), todo="Give a folder of marked pages.")
        marked(task, file, archive_path, dated=dated, coder=coder, as_json=as_json)
        return
    for path in (file, *votes, *more):
        if not path.is_file():
            raise UnusableInputError("there is no such file.", where=str(path), todo="Check the name.")
    if task == SHIFTS:
        shifts(file, (*votes, *more), archive_path, as_json=as_json)
        return
    if task == PLACEBO:
        placebo(file, archive_path, as_json=as_json)
        return
    module, function = TASKS[task]
    options = {"blind": True} if blind else {}
    scores: dict[str, Any] = getattr(import_module(module), function)(file, **options)
    if as_json:
        print_json(scores)
        return
    for key, value in scores.items():
        if not isinstance(value, (dict, list)):
            click.echo(f"{key:<32} {value:.4f}" if isinstance(value, float) else f"{key:<32} {value}")
    if "confusion" in scores:
        print_confusion(scores["confusion"], scores.get("classes") or scores.get("labels"))


def placebo(file: Path, archive_path: Path | None, *, as_json: bool) -> None:
    """Print how often answers about quiet spans say that a state moved."""
    from poleward import config as configuration
    from poleward.cli.common import config_path, open_archive
    from poleward.evaluation.placebo import evaluate_placebo

    with open_archive(archive_path, write=True, answering=True) as archive:
        found = evaluate_placebo(file, archive, config=configuration.load(config_path()))
    if as_json:
        print_json(found)
        return
    for which, scores in found.items():
        for pole, row in (("all", scores), *scores.get("by_pole", {}).items()):
            numbers = "  ".join(f"{key} {value}" for key, value in row.items() if not isinstance(value, dict))
            sides = ", ".join(f"{side} {n}" for side, n in row.get("moved_by", {}).items())
            click.echo(f"{which:<24} {pole:<8} {numbers}" + (f"  ({sides})" if sides else ""))


def print_confusion(matrix: Any, classes: list[str] | None) -> None:
    """Print a confusion matrix (rows true, columns given), as a mapping of mappings or as rows with their classes."""
    if isinstance(matrix, dict):
        classes = classes or sorted({*matrix, *(given for row in matrix.values() for given in row)})
        matrix = [[matrix.get(true, {}).get(given, 0) for given in classes] for true in classes]
    classes = classes or [str(i) for i in range(len(matrix))]
    click.echo("\ntrue \\ given".ljust(13) + "".join(name[:6].rjust(8) for name in classes))
    for true, row in zip(classes, matrix, strict=True):
        click.echo(true[:11].ljust(12) + "".join(str(n or "·").rjust(8) for n in row))
