"""The report: answers, their pictures and their evidence in one self-contained HTML file that runs no script."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from jinja2 import Environment, PackageLoader, StrictUndefined

from poleward import __version__
from poleward.answers import pictures
from poleward.answers.ask import ask
from poleward.answers.model import Answer
from poleward.answers.why import Arithmetic, explain
from poleward.archive import Archive
from poleward.config import Config

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
    specifications = {
        "Agreement with each pole at the UN, by year, with 90 % intervals": pictures.agreement_by_year(answers),
        "Independent happenings reported since, by lean": pictures.statements_by_lean(answers),
    }
    drawn = [Picture(title, pictures.to_svg(spec)) for title, spec in specifications.items() if spec["data"]["values"]]
    environment = Environment(
        loader=PackageLoader("poleward.answers"), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    return environment.get_template("report.html.j2").render(
        title=_title(answers), version=__version__, answers=answers, entries=entries, pictures=drawn
    )


def _title(answers: Sequence[Answer]) -> str:
    states = list(dict.fromkeys(a.state_name for a in answers))
    poles = list(dict.fromkeys(a.pole_label for a in answers))
    return f"{', '.join(states)}: towards or away from {', '.join(poles)} since {answers[0].question.since}?"
