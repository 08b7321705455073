"""Does the verdict hold? The overall stance of each state under weights of the reader's own."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Annotated, Any, get_args

from pydantic import Field, create_model

from poleward.answers.answer import Answer
from poleward.answers.overall import SAME_WITHIN, changes_of, mean_of, overall, weighed_anew
from poleward.channels import STANCE
from poleward.channels.likelihood import LIKELY
from poleward.channels.question import Direction
from poleward.config import shipped_weights
from poleward.publishing.tongue import Tongue
from poleward.web.pages.moving import answers_of
from poleward.web.screen import Desk, Page, Screen
from poleward.web.state import Asked

Weight = Annotated[float, Field(ge=0, le=10, allow_inf_nan=False)]
_WEIGHTS: dict[str, Any] = {
    c: (Weight, Field(shipped_weights().get(c, 0.0), description=f"weight of {c} in the whole")) for c in STANCE
}
Query = create_model("Query", __base__=Asked, **_WEIGHTS)
"""The question, with a weight for each stance channel."""


def build(desk: Desk, asked: Asked) -> Page:
    """Return the screen."""
    return desk.door.kept(("weights", asked), lambda: _weighed(desk, asked))


def _weighed(desk: Desk, asked: Asked) -> Page:
    weights = {c: float(getattr(asked, c)) for c in STANCE}
    pole, tongue = desk.config.pole(asked.pole, on=asked.since), Tongue(asked.lang)
    with desk.door.read() as archive:
        answers = answers_of(desk, archive, asked)
    rows = [{"state": a.question.state, "name": a.state_name, **_verdict(a, weights)} for a in answers]
    told = [row for row in rows if row["verdict"] != "not enough evidence"]
    live = [{"state": a.question.state, **weighed_anew(a)} for a in answers]
    return Page(
        tongue(
            "Does the verdict hold under other weights? %(pole)s since %(day)s",
            pole=tongue.pole(pole), day=tongue.day(asked.since),
        ),
        tongue.n(
            "%(n)s of %(of)s states have a verdict under these weights",
            "%(n)s of %(of)s states have a verdict under these weights", len(told), of=len(rows),
        ),
        [row | {"told_by": ", ".join(row["told_by"])} for row in rows],
        {"weights": weights},
        {
            "shown": [_shown(row, tongue) for row in rows], "live": json.dumps(live), "weights": weights,
            "sliders": STANCE, "same_within": SAME_WITHIN, "likely": LIKELY, "said": json.dumps(_said(tongue)),
            "asked_about": [a.question.state for a in answers],
            "baseline_from": answers[0].question.before.first,
        },
    )  # fmt: skip


def _shown(row: Mapping[str, Any], tongue: Tongue) -> dict[str, str]:
    """Return a state's row as it is shown."""
    held, verdict = row["holds_under"], row["verdict"]
    return {
        "state": row["state"], "name": tongue.state(row["state"]), "verdict": tongue(verdict),
        "holds": _of_weightings(tongue.percent(held), tongue) if held is not None else "–",
        "told_by": ", ".join(tongue(c) for c in row["told_by"]) or "–",
    }  # fmt: skip


def _of_weightings(share: str, tongue: Tongue) -> str:
    return tongue("%(share)s of weightings", share=share)


def _said(tongue: Tongue) -> dict[str, str]:
    """Return what the page says while weights are moved: each by its English, a share by `#`."""
    percents = {"under": tongue.percent(0.0), "over": tongue.percent(1.0), "share": "#\N{NO-BREAK SPACE}%"}
    shares = {name: _of_weightings(share, tongue) for name, share in percents.items()}
    return {one: tongue(one) for one in (*get_args(Direction), *STANCE)} | shares


def _verdict(answer: Answer, weights: Mapping[str, float]) -> dict[str, Any]:
    """Return the overall stance under the weights asked for, or what the one channel that tells of anything says."""
    whole = overall(answer.question, answer.findings, weights) if any(weights.values()) else None
    if whole is not None:
        return {
            "change": whole.estimate.value, "verdict": whole.direction, "probability": whole.probability,
            "told_by": list(whole.channels), "holds_under": whole.holds_under, "sentence": whole.sentence,
        }  # fmt: skip
    changes = changes_of(answer.findings)
    alone = next((c for c, weight in weights.items() if weight > 0 and c in changes), None)
    if alone is None:
        return {
            "change": None, "verdict": "not enough evidence", "probability": None, "told_by": [],
            "holds_under": None, "sentence": "",
        }  # fmt: skip
    finding = answer.finding(alone)
    return {
        "change": mean_of(changes[alone]), "verdict": finding.direction, "probability": finding.probability,
        "told_by": [alone], "holds_under": None, "sentence": finding.sentence,
    }  # fmt: skip


SCREEN = Screen("/weights", "", "weights.html.j2", Query, build)
