"""Towards whom? Each state among three poles, how far the verdict hangs on the channels' weights, and who moved."""

from __future__ import annotations

import itertools
import json
from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Literal

import numpy as np
from pydantic import Field

from poleward.answers.direction import directions
from poleward.answers.model import Answer, Overall
from poleward.answers.overall import CHANGES, Q90, SAME_WITHIN, overall
from poleward.archive import Archive
from poleward.channels import statements as text
from poleward.channels import votes
from poleward.channels.likelihood import LIKELY
from poleward.channels.model import Estimate, Finding, Question
from poleward.channels.signed import signed_statements, vote_record
from poleward.coding import sign_error
from poleward.measures.weightings import weightings
from poleward.periods import Window, parse_period
from poleward.web.charts.arrows import Move, arrows
from poleward.web.charts.triangle import Share, Trail, triangle
from poleward.web.pages.moving import answers_of
from poleward.web.pages.why import pole_class
from poleward.web.screen import Desk, Page, Screen
from poleward.web.show import percent
from poleward.web.state import Asked

POLES = ("moscow", "west", "beijing")
STANCE = ("votes", "words", "deeds")
DRAWS, SEED = 40, 20220224

Weight = Annotated[float, Field(ge=0, le=10, allow_inf_nan=False)]
Closeness = dict[str, Share]
"""By channel: how close to each of the three poles, each from 0 to 1."""


class Query(Asked):
    """The question, which channel is drawn, and the channels' weights in the whole."""

    channel: Literal["overall", "votes", "words", "deeds"] = Field("overall", description="what is drawn")
    votes: Weight = Field(1.0, description="weight of votes")
    words: Weight = Field(1.0, description="weight of words")
    deeds: Weight = Field(1.0, description="weight of deeds")
    events: Weight = Field(0.0, description="weight of other coders' events in the verdict")

    def weights(self) -> dict[str, float]:
        """Return the weights in force: those of one channel alone, or all."""
        if self.channel != "overall":
            return {c: float(c == self.channel) for c in CHANGES}
        return {"votes": self.votes, "words": self.words, "deeds": self.deeds, "events": self.events}


def shares(closeness: Mapping[str, Share], weights: Mapping[str, float]) -> Share | None:
    """Return how three poles divide a state's closeness; None where no weighted channel was observed for all three."""
    total = [0.0, 0.0, 0.0]
    for channel, parts in closeness.items():
        for i, part in enumerate(parts):
            total[i] += weights.get(channel, 0.0) * part
    whole = sum(total)
    return (total[0] / whole, total[1] / whole, total[2] / whole) if whole > 0 else None


def build(desk: Desk, asked: Query) -> Page:
    """Return the screen."""
    return desk.door.kept(("towards", asked), lambda: _towards(desk, asked))


def _towards(desk: Desk, asked: Query) -> Page:
    weights = asked.weights()
    asked_pole = desk.config.pole(asked.pole)
    with desk.door.read() as archive:
        own = {a.question.state: a for a in answers_of(desk, archive, asked)}
        by_pole = {pole: _votes(desk, archive, asked, pole, list(own)) for pole in POLES}
        common = [s for s in own if all(s in by_pole[p] for p in POLES)]
        known = {s: [by_pole[p][s] for p in POLES] for s in common}
        trails_of = {s: _years(known[s]) for s in common}
        now = {s: _since(desk, archive, known[s]) for s in common}
    drawn: list[Trail] = []
    live: list[dict[str, Any]] = []
    rows: list[dict[str, Any]] = []
    for state in common:
        closeness, clouds = now[state]
        years = trails_of[state]
        whole = _whole(own[state], weights)
        here = shares(closeness, weights)
        name = own[state].state_name
        drawn.append(
            Trail(
                state, name, here,
                [s for draw in clouds if (s := shares(draw, weights))],
                [(year, s) for year, c in years if (s := shares(c, weights))],
                f"/moving?{asked.query(states=state, channel=None, votes=None, words=None, deeds=None)}",
            )
        )  # fmt: skip
        live.append({"state": state, "name": name, "now": closeness, "cloud": clouds, "years": [c for _, c in years],
                     **_weighed(own[state])})  # fmt: skip
        rows.append(
            {
                "state": state, "name": name, **dict(zip(POLES, here or (None, None, None), strict=True)),
                "total": sum(weights.get(c, 0) * sum(v) for c, v in closeness.items()) / (sum(weights.values()) or 1),
                "channels": ", ".join(c for c in STANCE if c in closeness),
                "change": whole.estimate.value if whole else None,
                "verdict": whole.direction if whole else "not enough evidence",
                "probability": whole.probability if whole else None,
                "told_by": ", ".join(whole.channels) if whole else "",
                "holds_under": whole.holds_under if whole else None,
                "sentence": whole.sentence if whole else "",
            }
        )  # fmt: skip
    labels = tuple(desk.config.pole(p).label for p in POLES)
    moves = [m for a in own.values() if (m := _move(a))]
    said = "; ".join(f"{r['name']} {r['verdict']}" + _held(r) for r in rows)
    return Page(
        f"Towards whom? {labels[0]}, {labels[1]} or {labels[2]}, since {asked.since}",
        f"Seen from {asked_pole.label}: {said}.",
        rows,
        {
            "weights": weights, "moves": [{"state": m.state, "own": m.own, "pole": m.pole} for m in moves],
            "poles": POLES, "years": {t.state: [{"year": y, "shares": s} for y, s in t.years] for t in drawn},
            "clouds": {t.state: t.cloud for t in drawn},
        },
        {
            "triangles": [
                (t.name, triangle([t], (labels[0], labels[1], labels[2]), f"{t.name} among three poles")) for t in drawn
            ],
            "arrows": arrows(moves, asked_pole.label, pole=pole_class(asked.pole)) if moves else "",
            "live": json.dumps(live), "rows": rows, "labels": labels, "weights": weights,
            "poles": list(desk.config.poles.values()),
            "asked_about": list(own), "baseline_from": next(iter(own.values())).question.before.first,
            "pole": asked_pole, "sliders": list(CHANGES), "same_within": SAME_WITHIN, "likely": LIKELY,
        },
    )  # fmt: skip


Votes = tuple[Question, Finding]
"""A question about one of the three poles, and what the votes say to it."""


def _votes(desk: Desk, archive: Archive, asked: Query, pole: str, states: Sequence[str]) -> dict[str, Votes]:
    """Return what the votes say of each state and a pole; a state that is the pole itself is left out."""
    key = ("votes of all", tuple(states), pole, asked.since, asked.baseline, asked.until)

    def make() -> dict[str, Votes]:
        found = directions(
            archive, states, pole, "votes", asked.since, config=desk.config, baseline=asked.baseline, until=asked.until
        )
        return {question.state: (question, finding) for question, finding in found if finding is not None}

    return desk.door.kept(key, make)


def _held(row: Mapping[str, Any]) -> str:
    return f" (under {percent(row['holds_under'])} of weightings)" if row["told_by"] else ""


def _whole(answer: Answer, weights: Mapping[str, float]) -> Overall | None:
    """Return the overall stance under these weights; None where nothing is weighted or tells of a change."""
    if not any(weights.values()):
        return None
    return overall(answer.question, answer.findings, weights, answer.state_name, answer.pole_label)


def _weighed(answer: Answer) -> dict[str, Any]:
    """Return what the page needs to weigh anew: changes, their spreads, and the shares for each choice of channels."""
    means, spreads = {}, {}
    for channel, (measure, width) in CHANGES.items():
        for e in (e for f in answer.findings if f.channel == channel for e in f.estimates if e.measure == measure):
            if e.value is not None and e.q05 is not None and e.q95 is not None:
                means[channel], spreads[channel] = e.value / width, (e.q95 - e.q05) / width / (2 * Q90)
    shares = {}
    for n in range(1, len(means) + 1):
        for chosen in itertools.combinations(means, n):
            found = weightings([means[c] for c in chosen], SAME_WITHIN)
            shares[",".join(chosen)] = [found.rising, found.falling, found.same]
    return {"means": means, "spreads": spreads, "shares": shares}


def _closeness(found: Mapping[str, Sequence[Estimate | None]]) -> Closeness:
    """Return closeness from agreement (0 to 1) and balances (-1 to 1), channels kept that all three poles have."""
    out: Closeness = {}
    for channel, estimates in found.items():
        values = [e.value if e else None for e in estimates]
        if any(v is None for v in values):
            continue
        scaled = [float(v) if channel == "votes" else (float(v) + 1) / 2 for v in values if v is not None]
        out[channel] = (scaled[0], scaled[1], scaled[2])
    return out


def _estimates(desk: Desk, archive: Archive, asked: Question, window: Window) -> dict[str, Estimate | None]:
    """Return a state's main number of each stance channel with one pole in a window."""
    question = Question(asked.state, asked.pole, window, window)
    pole = desk.config.pole(question.pole)
    key = ("stance", question.state, question.pole, window)

    def make() -> dict[str, Estimate | None]:
        statements = signed_statements(archive, question.state, pole)
        record = vote_record(archive, question.state, pole, window)
        found: dict[str, list[Estimate]] = {"votes": votes.period_estimates(question, record)}
        for channel in ("words", "deeds"):
            found[channel] = text.period_estimates(question, channel, statements, sign_error())
        return {channel: estimates[0] if estimates else None for channel, estimates in found.items()}

    return desk.door.kept(key, make)


def _since(desk: Desk, archive: Archive, known: Sequence[Votes]) -> tuple[Closeness, list[Closeness]]:
    """Return a state's closeness since the date asked about, and draws of what it may be.

    The draws are normal about each number with the spread of its 90 % interval, cut at the ends of the scale, each
    pole's apart: what is common to the three is not in them.
    """
    by_pole = [_estimates(desk, archive, question, question.after) for question, _ in known]
    found = {channel: [one[channel] for one in by_pole] for channel in STANCE}
    closeness = _closeness(found)
    rng = np.random.default_rng(SEED)
    draws: list[Closeness] = []
    for _ in range(DRAWS):
        draw: Closeness = {}
        for channel in closeness:
            width = 1.0 if channel == "votes" else 2.0
            parts = [
                min(1.0, max(0.0, rng.normal(c, ((e.q95 or 0) - (e.q05 or 0)) / width / 3.29)))
                for c, e in zip(closeness[channel], found[channel], strict=True)
                if e is not None
            ]
            draw[channel] = (round(parts[0], 4), round(parts[1], 4), round(parts[2], 4))
        draws.append(draw)
    return closeness, draws


def _years(known: Sequence[Votes]) -> list[tuple[str, Closeness]]:
    """Return a state's closeness year by year from its votes, the only channel that has every year."""
    by_pole = [{e.period[:4]: e for e in finding.estimates if e.measure == "agreement"} for _, finding in known]
    years = sorted(set(by_pole[0]) & set(by_pole[1]) & set(by_pole[2]))
    found = [(year, _closeness({"votes": [one[year] for one in by_pole]})) for year in years]
    return [(year, closeness) for year, closeness in found if closeness and parse_period(year)]


def _move(answer: Answer) -> Move | None:
    """Return who moved, where the votes can tell."""
    parts: dict[str, Any] = {
        e.measure: (e.value, e.q05, e.q95)
        for e in answer.finding("votes").estimates
        if e.measure in ("own_move", "pole_move") and e.value is not None
    }
    if len(parts) < 2:
        return None
    return Move(answer.state_name, parts["own_move"], parts["pole_move"])


SCREEN = Screen("/towards", "Towards whom?", "towards.html.j2", Query, build, shares=True)
