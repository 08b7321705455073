"""Method and health: how good the coder is, how far each source reaches for each state, and what the archive is."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from poleward.answers.coverage import archive_digest, coverage
from poleward.channels import KEYS
from poleward.coding import sign_error
from poleward.publishing.charts.calibration import calibration
from poleward.web import coder_figures
from poleward.web.pages.moving import states_of
from poleward.web.screen import Desk, Page, Screen
from poleward.web.state import Asked


def build(desk: Desk, asked: Asked) -> Page:
    """Return the screen."""
    return desk.door.kept(("method", asked), lambda: _method(desk, asked))


def _method(desk: Desk, asked: Asked) -> Page:
    states = states_of(desk, asked)
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
    known = coder_figures.figures(found.coders)
    matrices, bins = coder_figures.matrices(), coder_figures.bins()
    unseen = sum(row["status"] == "not observed" for row in rows)
    until = f"Observed until {found.last}. " if found.last else "Nothing has been observed. "
    return Page(
        "How far can this be trusted?",
        f"{until}{unseen} of {len(rows)} channels of these states are not observed at all; "
        f"{sign_error():.0%} of signs are taken to be wrong, and every interval says so.".replace("%", " %", 1),
        rows,
        {
            "archive_sha256": digest, "sources": found.sources, "by_source": found.by_source, "coder": known,
            "matrices": [m.to_json() for m in matrices], "calibration": [asdict(b) for b in bins],
            "confidence": found.confidence, **found.health,
        },
        {
            "states": [(s, desk.name(s)) for s in states], "cells": cells, "channels": KEYS, "sources": found.sources,
            "health": found.health, "digest": digest, "coder": known, "confidence": found.confidence,
            "each": each, "by_source": list(dict.fromkeys(row["source"] for row in found.by_source)),
            "matrices": matrices, "calibration": calibration(bins, "How often the event model is right"), "bins": bins,
        },
    )  # fmt: skip


def _cell(row: dict[str, Any]) -> dict[str, Any]:
    return {k: row[k] for k in ("n", "first", "last", "absent")}


SCREEN = Screen("/method", "Method", "method.html.j2", Asked, build, shares=True)
