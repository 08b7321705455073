"""The report: answers, their pictures and their evidence in one self-contained HTML file that runs no script."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from poleward import __version__
from poleward.answers import pictures
from poleward.answers.ask import ask
from poleward.answers.model import Answer
from poleward.answers.why import Arithmetic, explain
from poleward.archive import Archive
from poleward.config import Config
from poleward.errors import UnusableInputError

EXPLAINED = {"change_in_agreement", "change_in_balance", "balance", "change_in_share", "change_in_memberships"}
"""The estimates whose arithmetic the report prints in full."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawing with its caption."""

    title: str
    svg: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One answer with the arithmetic of its main numbers."""

    answer: Answer
    arithmetic: tuple[Arithmetic, ...]


def report(
    archive: Archive,
    states: Sequence[str],
    poles: Sequence[str],
    since: dt.date,
    *,
    config: Config,
    baseline: dt.date | None = None,
    until: dt.date | None = None,
) -> str:
    """Return the report on several states and poles as one HTML page.

    Raises
    ------
    UnusableInputError, NothingFoundError
        As `ask` does.
    """
    answers = [
        ask(archive, state, pole, since, config=config, baseline=baseline, until=until)
        for pole in poles
        for state in states
    ]
    return render(archive, answers, config)


def render(archive: Archive, answers: Sequence[Answer], config: Config) -> str:
    """Return answers as one HTML page; every text from a page or a file is escaped."""
    entries = [
        Entry(
            answer,
            tuple(
                explain(archive, estimate, config.pole(answer.question.pole))
                for finding in answer.findings
                for estimate in finding.estimates
                if estimate.measure in EXPLAINED and estimate.items and estimate.value is not None
            ),
        )
        for answer in answers
    ]
    drawn = [Picture(title, pictures.to_svg(spec)) for title, spec in specifications(answers).values()]
    environment = Environment(
        loader=PackageLoader("poleward.answers"), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    return environment.get_template("report.html.j2").render(
        title=_title(answers), version=__version__, answers=answers, entries=entries, pictures=drawn
    )


def specifications(answers: Sequence[Answer]) -> dict[str, tuple[str, dict[str, Any]]]:
    """Return the pictures of answers that show anything: a name for files, a title, and a Vega-Lite specification."""
    drawn = {
        "agreement": (
            "Agreement with each pole at the UN, by year, with 90 % intervals",
            pictures.agreement_by_year(answers),
        ),
        "statements": ("Independent happenings reported since, by lean", pictures.statements_by_lean(answers)),
    }
    return {name: both for name, both in drawn.items() if both[1]["data"]["values"]}


def write_figures(answers: Sequence[Answer], folder: Path) -> list[Path]:
    """Write the pictures of answers into a folder, each as SVG and as PNG of 300 dots an inch; return the files.

    Raises
    ------
    UnusableInputError
        The folder cannot be written.
    """
    import vl_convert

    written = []
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, (_, specification) in specifications(answers).items():
            (folder / f"{name}.svg").write_text(pictures.to_svg(specification), encoding="utf-8")
            (folder / f"{name}.png").write_bytes(vl_convert.vegalite_to_png(specification, ppi=300))
            written += [folder / f"{name}.svg", folder / f"{name}.png"]
    except OSError as error:
        raise UnusableInputError(f"cannot be written: {error.strerror}.", where=str(folder)) from None
    return written


def _title(answers: Sequence[Answer]) -> str:
    states = list(dict.fromkeys(a.state_name for a in answers))
    poles = list(dict.fromkeys(a.pole_label for a in answers))
    return f"{', '.join(states)}: towards or away from {', '.join(poles)} since {answers[0].question.since}?"
