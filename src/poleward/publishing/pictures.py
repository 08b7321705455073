"""The pictures of an answer, as Vega-Lite specifications; rendered to SVG without a browser or a network.

Colour is the pole (Okabe and Ito's colour-blind-safe palette), never good or bad. What is not observed is left out,
never drawn as zero.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from poleward.answers.answer import Answer
from poleward.answers.curves import year_of
from poleward.channels.paths import ChannelPath
from poleward.colours import PALETTE, colours_of
from poleward.errors import needs_extra

SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"
CONFIG = {
    "view": {"stroke": None},
    "axis": {"grid": True, "gridColor": "#dddddd", "domain": False, "labelFontSize": 11, "titleFontSize": 11},
    "font": "sans-serif",
    "header": {"labelFontSize": 13, "labelFontWeight": "bold"},
}


def expected_agreement(answers: Sequence[Answer]) -> dict[str, Any]:
    """Return small multiples, one per state: agreement with each pole expected on fixed questions, with 80 % bands.

    The questions are those asked before and since, each with equal weight throughout, so that a season's agenda is no
    move. The dashed line is the date asked about.
    """
    rows = [
        {
            "state": answer.state_name, "pole": answer.pole_label, "x": round(year_of(month), 3),
            **{name: 100 * getattr(path.level, name)[i] for name in ("median", "low80", "high80")},
        }
        for answer in answers
        if (path := _path_of_votes(answer)) is not None
        for i, month in enumerate(path.months)
    ]  # fmt: skip
    asked = list({answer.question.pole.key: answer.question.pole for answer in answers}.values())
    colours = colours_of([(pole.key, pole.colour) for pole in asked])
    colour = {
        "field": "pole", "type": "nominal", "title": "expected agreement with",
        "scale": {"domain": [pole.label for pole in asked], "range": [PALETTE[colours[pole.key]] for pole in asked]},
        "legend": {"orient": "top"},
    }  # fmt: skip
    x = {
        "field": "x", "type": "quantitative", "title": None, "scale": {"zero": False, "nice": False},
        "axis": {"format": "d", "grid": False, "tickCount": 8},
    }  # fmt: skip

    def points_of(field: str) -> dict[str, Any]:
        return {"field": field, "type": "quantitative", "title": "points of 100", "scale": {"domain": [0, 100]}}

    band: dict[str, Any] = {
        "mark": {"type": "area", "opacity": 0.25},
        "encoding": {"y": points_of("low80"), "y2": {"field": "high80"}},
    }
    line: dict[str, Any] = {"mark": {"type": "line", "strokeWidth": 1.4}, "encoding": {"y": points_of("median")}}
    layers: list[dict[str, Any]] = [
        {**layer, "encoding": {"x": x, "color": colour, **layer["encoding"]}} for layer in (band, line)
    ]
    dates = sorted({round(year_of(f"{answer.question.since:%Y-%m}") - 0.5 / 12, 3) for answer in answers})
    # A rule of its own data is drawn once, not once for each month.
    rule = {
        "data": {"values": [{"x": date} for date in dates]},
        "mark": {"type": "rule", "strokeDash": [4, 3], "color": "#555555"},
        "encoding": {"x": x},
    }
    return {
        "$schema": SCHEMA,
        "config": CONFIG,
        "data": {"values": rows},
        "facet": {"field": "state", "type": "nominal", "title": None, "sort": _names(answers)},
        "columns": 2,
        "spec": {"width": 320, "height": 130, "layer": [*layers, rule]},
    }


def _path_of_votes(answer: Answer) -> ChannelPath | None:
    return next((f.path for f in answer.findings if f.channel == "votes"), None)


def _names(answers: Sequence[Answer]) -> list[str]:
    return list(dict.fromkeys(answer.state_name for answer in answers))


def statements_by_lean(answers: Sequence[Answer]) -> dict[str, Any]:
    """Return bars per state and channel: independent happenings towards (right) and away (left) since the date."""
    rows: list[dict[str, Any]] = []
    for answer in answers:
        for finding in answer.findings:
            for e in finding.estimates:
                if e.measure != "balance" or e.period != str(answer.question.after):
                    continue
                toward = sum(item.weight for item in e.evidence if item.contribution > 0)
                away = sum(item.weight for item in e.evidence if item.contribution < 0)
                base: dict[str, Any] = {"state": answer.state_name, "channel": e.channel, "pole": answer.pole_label}
                rows += [base | {"lean": "towards", "n": toward}, base | {"lean": "away", "n": -away}]
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
