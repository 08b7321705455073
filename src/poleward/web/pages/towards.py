"""Towards whom? Each state among two to five poles, how far the verdict hangs on the weights, and who moved."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Annotated, Any

from pydantic import AfterValidator, Field, create_model

from poleward.answers.answer import Answer
from poleward.answers.closeness import MAX_POLES, MIN_POLES, Closeness, closeness, level_over_poles, weighed_anew
from poleward.answers.overall import SAME_WITHIN, changes_of, mean_of, overall
from poleward.answers.questions import question
from poleward.archive import Archive
from poleward.channels import STANCE
from poleward.channels.archive_reading import Reading
from poleward.channels.likelihood import LIKELY
from poleward.config import Pole, shipped_weights
from poleward.errors import UnusableInputError
from poleward.measures.closeness_parts import divided
from poleward.publishing.charts.arrows import Arrow, arrows
from poleward.publishing.charts.polygon import Trail, corners, polygon
from poleward.publishing.show import percent, pole_class
from poleward.web.pages.moving import answers_of
from poleward.web.screen import Desk, Page, Screen
from poleward.web.state import MAX_KEY, Asked

WHOLE = "overall"
DRAWN = tuple(c for c in STANCE if shipped_weights().get(c))
"""The channels that are drawn: those that count in the whole unless a user says otherwise."""
Weight = Annotated[float, Field(ge=0, le=10, allow_inf_nan=False)]


def _drawn(channel: str) -> str:
    if channel not in (WHOLE, *DRAWN):
        raise ValueError(f"choose one of {', '.join((WHOLE, *DRAWN))}")
    return channel


class _Query(Asked):
    """The question, among which poles, and which channel is drawn."""

    poles: str | None = Field(
        None, min_length=1, max_length=MAX_POLES * (MAX_KEY + 1), description="two to five poles, separated by commas"
    )
    channel: Annotated[str, AfterValidator(_drawn), Field(json_schema_extra={"enum": [WHOLE, *DRAWN]})] = Field(
        WHOLE, description="what is drawn"
    )

    def weights(self) -> dict[str, float]:
        """Return the weights in force: those of one channel alone, or all."""
        if self.channel != WHOLE:
            return {c: float(c == self.channel) for c in STANCE}
        return {c: getattr(self, c) for c in STANCE}


_WEIGHTS: dict[str, Any] = {
    c: (Weight, Field(shipped_weights().get(c, 0.0), description=f"weight of {c} in the whole")) for c in STANCE
}
Query = create_model("Query", __base__=_Query, **_WEIGHTS)
"""The same with a weight for each stance channel."""


def poles_asked(desk: Desk, asked: _Query) -> list[Pole]:
    """Return the poles among which states are shown: those named, or the first of the poles file.

    Raises
    ------
    UnusableInputError
        Fewer than two or more than five, or one that is not known.
    """
    given = asked.poles.split(",") if asked.poles else list(desk.config.poles)[:MAX_POLES]
    found = {p.key: p for name in given if (p := desk.config.pole(name.strip(), on=asked.since))}
    if not MIN_POLES <= len(found) <= MAX_POLES:
        raise UnusableInputError(
            f"{len(found)} poles cannot be shown here.", todo=f"Name {MIN_POLES} to {MAX_POLES} different poles."
        )
    return list(found.values())


def build(desk: Desk, asked: _Query) -> Page:
    """Return the screen."""
    return desk.door.kept(("towards", asked), lambda: _towards(desk, asked))


def _towards(desk: Desk, asked: _Query) -> Page:
    weights, poles = asked.weights(), poles_asked(desk, asked)
    asked_pole = desk.config.pole(asked.pole, on=asked.since)
    with desk.door.read() as archive:
        own = {a.question.state: a for a in answers_of(desk, archive, asked)}
        known = {state: _closeness(desk, archive, asked, state, poles) for state in own}
    drawn: list[Trail] = []
    live: list[dict[str, Any]] = []
    rows: list[dict[str, Any]] = []
    alone = dict.fromkeys(("poles", "channel", *STANCE))
    for state, found in known.items():
        if found is None:
            continue
        here = divided(found.now, weights)
        name = own[state].state_name
        drawn.append(
            Trail(
                state, name, here,
                [s for draw in found.cloud if (s := divided(draw, weights))],
                [(year, s) for year, c in found.years if (s := divided(c, weights))],
                f"/moving?{asked.query(states=state, **alone)}",
            )
        )  # fmt: skip
        live.append({"state": state, "name": name, "now": found.now, "cloud": found.cloud,
                     "years": [c for _, c in found.years], **weighed_anew(own[state])})  # fmt: skip
        rows.append(
            {
                "state": state, "name": name,
                **dict(zip([p.key for p in poles], here or [None] * len(poles), strict=True)),
                "total": level_over_poles(found.now, weights),
                "channels": ", ".join(found.now),
                **_verdict(own[state], asked),
            }
        )  # fmt: skip
    labels = [p.label for p in poles]
    moves = [m for a in own.values() if (m := _move(a))]
    said = "; ".join(f"{r['name']} {r['verdict']}" + _held(r) for r in rows)
    return Page(
        f"Towards whom? {', '.join(labels[:-1])} or {labels[-1]}, since {asked.since}",
        f"Seen from {asked_pole.label}: {said}.",
        rows,
        {
            "weights": weights, "moves": [{"state": m.state, "own": m.own, "pole": m.pole} for m in moves],
            "poles": [p.key for p in poles],
            "years": {t.state: [{"year": y, "shares": s} for y, s in t.years] for t in drawn},
            "clouds": {t.state: t.cloud for t in drawn},
        },
        {
            "triangles": [(t.name, polygon([t], labels, f"{t.name} among {len(poles)} poles")) for t in drawn],
            "arrows": arrows(moves, asked_pole.label, pole=pole_class(asked_pole)) if moves else "",
            "live": json.dumps(live), "rows": rows, "labels": labels, "weights": weights,
            "poles": list(desk.config.poles.values()), "corners": json.dumps(corners(len(poles))),
            "drawn_channels": DRAWN,
            "undrawn": [c for c in STANCE if c not in DRAWN],
            "asked_about": list(own), "baseline_from": next(iter(own.values())).question.before.first,
            "pole": asked_pole, "sliders": STANCE, "same_within": SAME_WITHIN, "likely": LIKELY,
            "channel_choice": (WHOLE, *DRAWN),
        },
    )  # fmt: skip


def _closeness(desk: Desk, archive: Archive, asked: _Query, state: str, poles: Sequence[Pole]) -> Closeness | None:
    """Return how close a state is to the poles; None where it is one of them itself."""
    if any(p.states == (state,) for p in poles):
        return None
    reading = Reading(archive)
    questions = [
        question(
            archive, state, p.key, asked.since, config=desk.config, registry=desk.registry, baseline=asked.baseline,
            until=asked.until,
        )
        for p in poles
    ]  # fmt: skip
    return closeness(reading, questions, DRAWN)


def _held(row: Mapping[str, Any]) -> str:
    return f" (under {percent(row['holds_under'])} of weightings)" if row["holds_under"] is not None else ""


def _verdict(answer: Answer, asked: _Query) -> dict[str, Any]:
    """Return the overall stance under the weights asked for, or what the one channel that is asked about says."""
    weights = asked.weights()
    whole = overall(answer.question, answer.findings, weights) if any(weights.values()) else None
    if whole is not None:
        return {
            "change": whole.estimate.value, "verdict": whole.direction, "probability": whole.probability,
            "told_by": ", ".join(whole.channels), "holds_under": whole.holds_under, "sentence": whole.sentence,
        }  # fmt: skip
    alone = [c for c, weight in weights.items() if weight > 0 and c in changes_of(answer.findings)]
    if not alone:
        return {
            "change": None, "verdict": "not enough evidence", "probability": None, "told_by": "",
            "holds_under": None, "sentence": "",
        }  # fmt: skip
    finding = answer.finding(alone[0])
    return {
        "change": mean_of(changes_of(answer.findings)[alone[0]]), "verdict": finding.direction,
        "probability": finding.probability, "told_by": alone[0], "holds_under": None, "sentence": finding.sentence,
    }  # fmt: skip


def _move(answer: Answer) -> Arrow | None:
    """Return who moved, where the votes can tell."""
    parts: dict[str, Any] = {
        e.measure: (e.value, e.q05, e.q95)
        for e in answer.finding("votes").estimates
        if e.measure in ("own_move", "pole_move") and e.value is not None
    }
    if len(parts) < 2:
        return None
    return Arrow(answer.state_name, parts["own_move"], parts["pole_move"])


SCREEN = Screen("/towards", "Towards whom?", "towards.html.j2", Query, build, shares=True)
