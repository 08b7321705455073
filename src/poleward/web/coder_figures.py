"""What is known of the coder: the figures that the package carries beside its rules and its model."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from poleward.channels.say import ENGLISH, N_, Say
from poleward.coding import sign_error
from poleward.coding.accuracy import measured
from poleward.publishing.charts.calibration import Bin

SHADES = 9
"""Steps of darkness of a cell, from 0: our choice."""


@dataclass(frozen=True, slots=True)
class Matrix:
    """A confusion matrix: rows are what is true, columns what was given; `how` is the command, and the version."""

    title: str
    how: tuple[str, str]
    labels: tuple[str, ...]
    columns: tuple[str, ...]
    counts: tuple[tuple[int, ...], ...]

    @property
    def shades(self) -> tuple[tuple[int, ...], ...]:
        """Return each cell's share of its row in ninths: how dark it is drawn."""
        return tuple(tuple(round(SHADES * n / (sum(row) or 1)) for n in row) for row in self.counts)

    def to_json(self) -> dict[str, Any]:
        """Return plain values."""
        return {
            "title": self.title,
            "how": measured_with(self.how, ENGLISH),
            "true": self.labels,
            "given": self.columns,
            "counts": self.counts,
        }


@cache
def _kept(name: str) -> dict[str, Any]:
    path = resources.files("poleward.coding.event_model").joinpath("data", name)
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


def matrices() -> list[Matrix]:
    """Return the confusion matrices of signs and of event types."""
    signs = measured()
    labels = tuple(signs["labels"])
    out = [Matrix(N_("Signs, English"), _how(signs, signs["coder"]), labels, labels, _rows(signs["confusion"]))]
    if "russian" in signs:
        one = signs["russian"]
        names = tuple(one["labels"])
        out.append(Matrix(N_("Signs, Russian"), _how(one, signs["coder"]), names, names, _rows(one["confusion"])))
    types = _kept("scores.json")
    true = tuple(sorted(types["confusion"]))
    given = tuple(sorted(set(true) | {g for row in types["confusion"].values() for g in row}))
    counts = tuple(tuple(types["confusion"][t].get(g, 0) for g in given) for t in true)
    return [*out, Matrix(N_("Event types"), _how(types, types["model"]), true, given, counts)]


def _rows(confusion: Sequence[Sequence[int]]) -> tuple[tuple[int, ...], ...]:
    return tuple(tuple(row) for row in confusion)


def _how(found: dict[str, Any], version: str) -> tuple[str, str]:
    """Return the command that measured, and what was measured with."""
    return found["command"], version


def measured_with(how: tuple[str, str], say: Say) -> str:
    """Return how a figure was measured."""
    return say("%(command)s, measured with %(version)s", command=how[0], version=how[1])


def bins() -> list[Bin]:
    """Return the calibration of the event types."""
    return [Bin(b["n"], b["confidence"], b["accuracy"]) for b in _kept("scores.json")["calibration"]["bins"]]


def figures(coders: Sequence[str], say: Say) -> list[tuple[str, str, str]]:
    """Return what is known of the coder in figures: what, how much, and how it was measured."""
    model, types, signs = _kept("model.json"), _kept("scores.json"), measured()
    how = say(
        "%(command)s, %(n)s sentences, model %(model)s",
        command=types["command"], n=say.number(types["n"]), model=types["model"],
    )  # fmt: skip
    if types["model"] != model["version"]:
        how = say("%(how)s; the model has changed since, it is %(model)s now", how=how, model=model["version"])
    return [
        (
            say("signs taken to be wrong"), say.number(sign_error(), 2),
            say("assumed above what was measured (docs/coding.md)"),
        ),
        (
            say("signs measured to be wrong"),
            say("%(n)s of %(of)s", n=say.number(signs["turned"]), of=say.number(signs["signed"])),
            measured_with(_how(signs, signs["coder"]), say),
        ),
        (say("event type, accuracy"), say.number(types["accuracy"], 3), how),
        (say("event type, macro-F1"), say.number(types["macro_f1"], 3), how),
        (say("event type, expected calibration error"), say.number(types["calibration"]["ece"], 3), how),
        (
            say("event type, accuracy held out of training"), say.number(model["held_out_accuracy"], 3),
            say(
                "%(n)s of our own sentences, model %(model)s",
                n=say.number(model["held_out"]), model=model["version"],
            ),
        ),
        (
            say("versions of the coder in this archive"), ", ".join(coders) or say("none"),
            say("column coder of the statements"),
        ),
    ]  # fmt: skip
