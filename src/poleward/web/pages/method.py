"""Method and health: how good the coder is, how far each source reaches for each state, and what the archive is."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from poleward.answers.coverage import archive_digest, coverage
from poleward.channels import KEYS
from poleward.channels.say import ENGLISH
from poleward.coding import sign_error
from poleward.publishing.charts.calibration import calibration
from poleward.publishing.tongue import Tongue
from poleward.web import coder_figures
from poleward.web.pages.moving import states_of
from poleward.web.screen import Desk, Page, Screen
from poleward.web.state import Asked


def build(desk: Desk, asked: Asked) -> Page:
    """Return the screen."""
    return desk.door.kept(("method", asked), lambda: _method(desk, asked))


def _method(desk: Desk, asked: Asked) -> Page:
    states, tongue = states_of(desk, asked), Tongue(asked.lang)
    with desk.door.read() as archive:
        found = coverage(archive, states)
        digest = archive_digest(archive)
    cells = {(row["state"], row["channel"]): row for row in found.channels}
    rows = [
        {"state": state, "channel": channel, "status": "observed", **_cell(cells[state, channel])}
        if (state, channel) in cells
        else {"state": state, "channel": channel, "status": "not observed"}
        for state in states
        for channel in KEYS
    ]
    each = {(row["source"], row["state"]): row for row in found.by_source}
    known = coder_figures.figures(found.coders, tongue)
    matrices, bins = coder_figures.matrices(), coder_figures.bins()
    unseen = sum(row["status"] == "not observed" for row in rows)
    until = tongue("Nothing has been observed.")
    if found.last:
        until = tongue("Observed until %(day)s.", day=tongue.day(found.last))
    trust = tongue(
        "%(unseen)s of %(of)s channels of these states are not observed at all; %(wrong)s of signs are taken to be "
        "wrong, and every interval says so.",
        unseen=unseen, of=len(rows), wrong=tongue.percent(sign_error()),
    )  # fmt: skip
    return Page(
        tongue("How far can this be trusted?"),
        f"{until} {trust}",
        rows,
        {
            "archive_sha256": digest, "sources": found.sources, "by_source": found.by_source,
            "coder": coder_figures.figures(found.coders, ENGLISH),
            "matrices": [m.to_json() for m in matrices], "calibration": [asdict(b) for b in bins],
            "confidence": found.confidence, **found.health,
        },
        {
            "states": [(s, tongue.state(s)) for s in states], "cells": cells, "channels": KEYS,
            "sources": found.sources, "digest": digest, "coder": known, "confidence": found.confidence,
            "health": {tongue(what): tongue.number(n) for what, n in found.health.items()},
            "each": each, "by_source": list(dict.fromkeys(row["source"] for row in found.by_source)),
            "matrices": [(m, coder_figures.measured_with(m.how, tongue)) for m in matrices], "bins": bins,
            "calibration": calibration(bins, tongue("How often the event model is right"), tongue=tongue),
        },
    )  # fmt: skip


def _cell(row: dict[str, Any]) -> dict[str, Any]:
    return {k: row[k] for k in ("n", "first", "last", "absent")}


SCREEN = Screen("/method", "Method", "method.html.j2", Asked, build, shares=True)
