"""The report: the answer in words and one picture, then a page for each state, in one HTML file that runs no script."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path

from markupsafe import Markup

from poleward.answers.answer import Answer
from poleward.answers.ask import ask
from poleward.answers.portrait import Portrait, move_of, portrait
from poleward.archive import Archive
from poleward.channels.estimate import Estimate
from poleward.channels.question import Question
from poleward.colours import colours_of
from poleward.config import Config
from poleward.errors import UnusableInputError
from poleward.publishing import design, rendering, state_words
from poleward.publishing.charts.intervals import Dot, DrawnRow, intervals_chart
from poleward.publishing.state_page import lines_drawing, state_view, who_moved
from poleward.publishing.tongue import Tongue

PIXELS = 3.0
"""Pixels of a figure's PNG for each pixel of the page: about 300 to the inch in a column of 6 inches."""


class ReportLinks:
    """Where marks lead in one file: to its own parts, and to the official record."""

    def __init__(self, states: Sequence[str]) -> None:
        self._states = frozenset(states)

    def state(self, code: str, pole: str) -> str:
        """Return the part about a state."""
        return f"#{code}" if code in self._states else ""

    def drift(self, pole: str) -> str:
        """Return nothing: the list of all members is not part of a report."""
        return ""

    def compare(self, states: tuple[str, ...]) -> str:
        """Return the first page, where all are compared."""
        return "#top"

    def why(self, question: Question, estimate: Estimate) -> str:
        """Return the votes of the state's part; other channels have their evidence in the app alone."""
        return f"#{question.state}-votes" if estimate.channel == "votes" else ""

    def roll_call(self, roll_call_id: str, url: str) -> str:
        """Return the official record."""
        return url if url.startswith("https://") else ""

    def path(self, question: Question, channel: str) -> str:
        """Return nothing: paths by month are not part of a report."""
        return ""


def report(
    archive: Archive,
    states: Sequence[str],
    poles: Sequence[str],
    since: dt.date,
    *,
    config: Config,
    baseline: dt.date | None = None,
    until: dt.date | None = None,
    tongue: Tongue | None = None,
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
    return render(archive, answers, tongue=tongue)


def portraits(archive: Archive, answers: Sequence[Answer]) -> list[Portrait]:
    """Return the portrait of each state that answers are about, in their order."""
    states = dict.fromkeys(a.question.state for a in answers)
    return [portrait(archive, [a for a in answers if a.question.state == state]) for state in states]


def render(archive: Archive, answers: Sequence[Answer], *, tongue: Tongue | None = None) -> str:
    """Return answers as one HTML page; every text from a page or a file is escaped."""
    said = tongue or Tongue()
    told = portraits(archive, answers)
    links = ReportLinks([one.state for one in told])
    made = rendering.environment()
    sheets = [state_view(one, said, links) for one in told]
    for sheet in sheets:
        sheet["body"] = rendering.part(made, "state_body.html.j2", sheet, said, prefix=f"{sheet['story'].state}-")
    return made.get_template("report.html.j2").render(
        title=title(told, said), overview=overview(answers, said), sheets=sheets,
        style=Markup(design.style()),  # noqa: S704  our own style sheet
        question=answers[0].question, poles=_poles(told, said), many=len(told) > 1, **rendering.spoken(said),
    )  # fmt: skip


def title(told: Sequence[Portrait], tongue: Tongue) -> str:
    """Return the message of the whole: of one state its own, of several how many moved which way."""
    lead = told[0].lead
    if len(told) == 1:
        finding = next((f for f in lead.answer.findings if f.channel == "votes"), None)
        return state_words.title(finding, lead.answer.question, tongue)
    ways = [f.direction for one in told for f in one.lead.answer.findings if f.channel == "votes"]
    return tongue(
        "Of %(n)s states, %(away)s moved away from %(pole)s and %(towards)s towards it",
        n=len(told), away=ways.count("away"), towards=ways.count("towards"),
        pole=tongue.pole(lead.answer.question.pole),
    )  # fmt: skip


def _poles(told: Sequence[Portrait], tongue: Tongue) -> str:
    poles = {p.answer.question.pole.key: p.answer.question.pole for one in told for p in one.poles}
    return rendering.joined([tongue.pole(pole) for pole in poles.values()], tongue)


def overview(answers: Sequence[Answer], tongue: Tongue) -> Markup:
    """Draw every state's change with every pole; empty where none is known."""
    states = dict.fromkeys(a.question.state for a in answers)
    rows = [_row([a for a in answers if a.question.state == state], tongue) for state in states]
    known = [row for row in rows if row.dots]
    if not known:
        return Markup("")
    label = tongue("Change of expected agreement with each pole, in points of 100")
    ends = (tongue("← further apart"), tongue("nearer →"))
    return design.both(lambda width: intervals_chart(known, label, width, ends))


def _row(answers: Sequence[Answer], tongue: Tongue) -> DrawnRow:
    colours = colours_of([(a.question.pole.key, a.question.pole.colour) for a in answers])
    dots = [dot for a in answers if (dot := _dot(a, colours, tongue))]
    state = answers[0].question.state
    return DrawnRow(tongue.state(state), dots, f"#{state}")


def _dot(answer: Answer, colours: dict[str, str], tongue: Tongue) -> Dot | None:
    move, pole = move_of(answer), answer.question.pole
    if move is None:
        return None
    change = move.change
    low, middle, high = (tongue.signed(v) for v in (change.q05, change.mean, change.q95))
    said = f"{tongue.pole(pole)}: {middle} ({low} … {high})"
    return Dot(
        pole=tongue.pole(pole),
        colour=colours[pole.key],
        value=100 * change.mean,
        low=100 * change.q05,
        high=100 * change.q95,
        said=said,
    )


def figures(told: Sequence[Portrait], tongue: Tongue) -> dict[str, str]:
    """Return the figures of a report by name, each a drawing that stands alone."""
    found = {"overview": overview([p.answer for one in told for p in one.poles], tongue)}
    links = ReportLinks([])
    for one in told:
        colours = colours_of([(p.answer.question.pole.key, p.answer.question.pole.colour) for p in one.poles])
        found[f"{one.state}-lines"] = lines_drawing(one, tongue, links, colours)
        for pole in one.poles:
            key = pole.answer.question.pole.key
            found[f"{one.state}-who-moved-{key}"] = who_moved(pole, tongue, colours[key])
    return {name: design.standalone(design.wide(drawing)) for name, drawing in found.items() if drawing}


def write_figures(
    archive: Archive, answers: Sequence[Answer], folder: Path, *, tongue: Tongue | None = None
) -> list[Path]:
    """Write the figures into a folder, each as SVG and as PNG; return the files.

    Raises
    ------
    UnusableInputError
        The folder cannot be written.
    """
    written = []
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, drawing in figures(portraits(archive, answers), tongue or Tongue()).items():
            (folder / f"{name}.svg").write_text(drawing, encoding="utf-8")
            (folder / f"{name}.png").write_bytes(design.to_png(drawing, scale=PIXELS))
            written += [folder / f"{name}.svg", folder / f"{name}.png"]
    except OSError as error:
        raise UnusableInputError(f"cannot be written: {error.strerror}.", where=str(folder)) from None
    return written
