"""The pictures of an answer, as Vega-Lite specifications; rendered to SVG without a browser or a network.

Colour is the pole (Okabe and Ito's colour-blind-safe palette), never good or bad. What is not observed is left out,
never drawn as zero.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from poleward.answers.answer import Answer
from poleward.colours import PALETTE, colours_of
from poleward.errors import needs_extra

SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"
CONFIG = {
    "view": {"stroke": None},
    "axis": {"grid": True, "gridColor": "#dddddd", "domain": False, "labelFontSize": 11, "titleFontSize": 11},
    "font": "sans-serif",
    "header": {"labelFontSize": 13, "labelFontWeight": "bold"},
}


def agreement_by_year(answers: Sequence[Answer]) -> dict[str, Any]:
    """Return small multiples, one per state: agreement with each pole by year, with 90 % intervals as bars."""
    rows: list[dict[str, Any]] = [
        {
            "state": answer.state_name,
            "pole": answer.pole_label,
            "year": int(e.period[:4]),
            "agreement": e.value,
            "low": e.q05,
            "high": e.q95,
            "roll calls": e.n,
        }
        for answer in answers
        for finding in answer.findings
        if finding.channel == "votes"
        for e in finding.estimates
        if e.measure == "agreement" and e.value is not None
    ]
    asked = list({answer.question.pole.key: answer.question.pole for answer in answers}.values())
    poles = [pole.label for pole in asked]
    colours = colours_of([(pole.key, pole.colour) for pole in asked])
    colour = {
        "field": "pole",
        "type": "nominal",
        "title": "agreement with",
        "scale": {"domain": poles, "range": [PALETTE[colours[pole.key]] for pole in asked]},
        "legend": {"orient": "top"},
    }
    years = [row["year"] for row in rows]
    span = range(min(years), max(years) + 1) if years else range(0)
    x = {
        "field": "year",
        "type": "ordinal",
        "title": None,
        "scale": {"domain": list(span)},
        "axis": {"labelAngle": 0, "grid": False},
    }
    # A year without roll calls, or in which the state did not vote, breaks the line: it is not observed.
    seen = {(row["state"], row["pole"], row["year"]) for row in rows}
    rows += [
        {"state": answer.state_name, "pole": answer.pole_label, "year": year, "agreement": None}
        for answer in answers
        for year in span
        if (answer.state_name, answer.pole_label, year) not in seen
    ]
    # Poles stand side by side within a year, so that their intervals do not cover one another.
    side = {"field": "pole", "type": "nominal", "scale": {"domain": poles, "paddingInner": 0.5, "paddingOuter": 1}}
    line = {
        "mark": {"type": "line", "point": True, "strokeWidth": 1.2},
        "encoding": {
            "y": {"field": "agreement", "type": "quantitative", "scale": {"domain": [0, 1]}, "title": "agreement"}
        },
    }
    bar = {
        "mark": {"type": "rule", "opacity": 0.4},
        "encoding": {"y": {"field": "low", "type": "quantitative"}, "y2": {"field": "high"}},
    }
    return {
        "$schema": SCHEMA,
        "config": CONFIG,
        "data": {"values": rows},
        "facet": {"field": "state", "type": "nominal", "title": None},
        "columns": 2,
        "spec": {
            "width": 320,
            "height": 130,
            "encoding": {"x": x, "xOffset": side, "color": colour},
            "layer": [bar, line],
        },
    }


def statements_by_lean(answers: Sequence[Answer]) -> dict[str, Any]:
    """Return bars per state and channel: independent happenings towards (right) and away (left) since the date."""
    rows: list[dict[str, Any]] = []
    for answer in answers:
        for finding in answer.findings:
            for e in finding.estimates:
                if e.measure != "balance" or e.period != str(answer.question.after):
                    continue
                towards = sum(item.weight for item in e.evidence if item.contribution > 0)
                away = sum(item.weight for item in e.evidence if item.contribution < 0)
                base: dict[str, Any] = {"state": answer.state_name, "channel": e.channel, "pole": answer.pole_label}
                rows += [base | {"lean": "towards", "n": towards}, base | {"lean": "away", "n": -away}]
    return {
        "$schema": SCHEMA,
        "config": CONFIG,
        "data": {"values": rows},
        "facet": {
            "row": {"field": "pole", "type": "nominal", "title": None},
            "column": {"field": "channel", "type": "nominal", "title": None},
        },
        "spec": {
            "width": 250,
            "height": {"step": 20},
            "mark": "bar",
            "encoding": {
                "y": {"field": "state", "type": "nominal", "title": None},
                "x": {"field": "n", "type": "quantitative", "title": "away  |  towards (independent happenings)"},
                "color": {
                    "field": "lean",
                    "type": "nominal",
                    "scale": {"domain": ["towards", "away"], "range": [PALETTE["blue"], PALETTE["orange"]]},
                    "legend": {"orient": "top", "title": None},
                },
            },
        },
    }


def to_svg(specification: dict[str, Any]) -> str:
    """Return a specification drawn as SVG."""
    with needs_extra("web"):
        import vl_convert

    svg: str = vl_convert.vegalite_to_svg(specification)
    return svg
