"""The report: answers, their pictures and their evidence in one self-contained HTML file that runs no script."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from poleward import __version__
from poleward.answers.answer import Answer
from poleward.answers.ask import ask
from poleward.answers.curves import accounts_said, break_said
from poleward.answers.paths import PathAnswer, paths
from poleward.answers.why import Arithmetic, explain
from poleward.archive import Archive
from poleward.channels import CHANNELS, KEYS
from poleward.channels.archive_reading import Reading
from poleward.channels.paths import ChannelPath
from poleward.config import Config
from poleward.errors import UnusableInputError, needs_extra
from poleward.publishing import pictures
from poleward.publishing.path_pictures import paths_picture

with needs_extra("web"):
    from jinja2 import Environment, PackageLoader, StrictUndefined

EXPLAINED = frozenset(measure for c in CHANNELS for measure in c.scale.explained)
"""The estimates whose arithmetic the report prints in full."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawing with its caption."""

    title: str
    svg: str


@dataclass(frozen=True, slots=True)
class ReportEntry:
    """One answer with the arithmetic of its main numbers, and its paths by channel."""

    answer: Answer
    arithmetic: tuple[Arithmetic, ...]
    paths: tuple[ChannelPath, ...] = ()


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


def paths_of(archive: Archive, answers: Sequence[Answer], config: Config) -> list[PathAnswer]:
    """Return the paths of the questions that were answered, one answer for each pole."""
    told = []
    for pole in dict.fromkeys(a.question.pole.key for a in answers):
        own = [a.question for a in answers if a.question.pole.key == pole]
        told.append(
            paths(
                archive, [q.state for q in own], pole, since=own[0].since, config=config, baseline=own[0].before.first,
                until=own[0].after.last,
            )
        )  # fmt: skip
    return told


def render(
    archive: Archive, answers: Sequence[Answer], config: Config, told: Sequence[PathAnswer] | None = None
) -> str:
    """Return answers as one HTML page; every text from a page or a file is escaped.

    `told` are the paths of the same questions; they are computed where they are not given.
    """
    told = paths_of(archive, answers, config) if told is None else told
    reading = Reading(archive)
    entries = [
        ReportEntry(
            answer,
            tuple(
                explain(reading, estimate, answer.question.pole)
                for finding in answer.findings
                for estimate in finding.estimates
                if estimate.measure in EXPLAINED and estimate.evidence and estimate.value is not None
            ),
            tuple(
                p
                for one in told
                if one.pole == answer.question.pole.key
                for p in one.paths
                if p.state == answer.question.state
            ),
        )
        for answer in answers
    ]
    drawn = [Picture(title, pictures.to_svg(spec)) for title, spec in specifications(answers, told).values()]
    environment = Environment(
        loader=PackageLoader("poleward.publishing"), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    return environment.get_template("report.html.j2").render(
        title=_title(answers), version=__version__, answers=answers, entries=entries, pictures=drawn,
        accounts=accounts_said, break_said=break_said, skipped=[s for one in told for s in one.skipped],
    )  # fmt: skip


def specifications(answers: Sequence[Answer], told: Sequence[PathAnswer] = ()) -> dict[str, tuple[str, dict[str, Any]]]:
    """Return the pictures of answers that show anything: a name for files, a title, and a Vega-Lite specification."""
    names = {a.question.state: a.state_name for a in answers}
    drawn: dict[str, tuple[str, dict[str, Any]]] = {}
    for one in told:
        for channel in KEYS:
            picture = paths_picture(one, channel, names)
            if picture is not None:
                drawn[f"path-{one.pole}-{channel}"] = (_path_title(one, channel), picture)
    across = {
        "agreement": (
            "Agreement with each pole expected on the questions asked before and since, with 80 % bands",
            pictures.expected_agreement(answers),
        ),
        "statements": ("Independent happenings reported since, by lean", pictures.statements_by_lean(answers)),
    }
    return drawn | {name: both for name, both in across.items() if both[1]["data"]["values"]}


def _path_title(told: PathAnswer, channel: str) -> str:
    unit = next(p.unit for p in told.paths if p.channel == channel)
    return (
        f"{channel.capitalize()} and {told.pole_label} by month, relative to before {told.since}, up towards it "
        f"({unit}). Bands: 50, 80 and 95 %. Below: when the path broke, above the line towards, below it away; "
        "triangles: the main events, hollow ones against a break. Hatched: not observed."
    )


def write_figures(answers: Sequence[Answer], folder: Path, told: Sequence[PathAnswer] = ()) -> list[Path]:
    """Write the pictures of answers into a folder, each as SVG and as PNG of 300 dots an inch; return the files.

    Raises
    ------
    UnusableInputError
        The folder cannot be written.
    """
    with needs_extra("web"):
        import vl_convert

    written = []
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, (_, specification) in specifications(answers, told).items():
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
