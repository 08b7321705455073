"""Small multiples as one picture: the paths of several states on one axis, for a page that shows pictures alone."""

from __future__ import annotations

import re
from collections.abc import Sequence

from markupsafe import Markup

from poleward.answers.answer import Answer
from poleward.answers.portrait import path_of_votes
from poleward.colours import colours_of
from poleward.publishing import design
from poleward.publishing.charts import svg
from poleward.publishing.charts.lines import axes_of, lines_chart
from poleward.publishing.state_page import line_of
from poleward.publishing.tongue import Tongue

COLUMNS, WIDTH, HEIGHT, HEAD, GAP = 2, 350.0, 170.0, 20.0, 20.0
"""States beside one another, and the pixels of a panel, of its name, and between two."""


def multiples(answers: Sequence[Answer], tongue: Tongue) -> str:
    """Return one panel for each state, with a line for each pole, as a drawing that stands alone."""
    colours = colours_of(list({a.question.pole.key: a.question.pole.colour for a in answers}.items()))
    lines = {
        state: [
            line_of(path, tongue.pole(a.question.pole), colours[a.question.pole.key])
            for a in answers
            if a.question.state == state and (path := path_of_votes(a)) is not None
        ]
        for state in dict.fromkeys(a.question.state for a in answers)
    }
    since = answers[0].question.since
    at = since.year + since.timetuple().tm_yday / 366
    axes = axes_of([line for held in lines.values() for line in held], at, tongue.day(since))
    label = tongue("Expected agreement with each pole, of 100")
    parts = []
    for k, (state, held) in enumerate(lines.items()):
        x, y = (k % COLUMNS) * (WIDTH + GAP), (k // COLUMNS) * (HEIGHT + HEAD + GAP) + HEAD
        parts += [
            svg.text(x, y - 4, tongue.state(state), class_="name"),
            placed(lines_chart(held, axes, label, WIDTH, height=HEIGHT), x, y, WIDTH, HEIGHT),
        ]
    rows = -(-len(lines) // COLUMNS)
    width, height = COLUMNS * (WIDTH + GAP) - GAP, rows * (HEIGHT + HEAD + GAP)
    return design.standalone(svg.chart(width, height, label, *parts, class_="multiples-chart"))


def placed(drawing: str, x: float, y: float, width: float, height: float) -> Markup:
    """Return a chart scaled into a box of another drawing."""
    text = str(drawing)
    box = re.search(r'viewBox="([^"]*)"', text)
    class_ = re.search(r'class="([^"]*)"', text)
    inner = Markup(text.partition(">")[2].removesuffix("</svg>"))  # noqa: S704  a drawing of ours
    return svg.el(
        "svg", inner, x=x, y=y, width=width, height=height, viewBox=box.group(1) if box else None,
        preserveAspectRatio="xMidYMid meet", class_=class_.group(1) if class_ else None,
    )  # fmt: skip
