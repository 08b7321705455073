"""The page of all members: who moved how far from a pole, ranked, with a map. From rows to what the template draws."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from poleward.channels.say import N_
from poleward.config import Pole
from poleward.publishing.charts import ranking
from poleward.publishing.charts.outlines import outline_map
from poleward.publishing.charts.tiles import Tile
from poleward.publishing.links import Links
from poleward.publishing.state_words import rank_title
from poleward.publishing.tongue import Tongue

SURE = 0.8
"""A direction less probable than this is drawn grey."""
WAYS = {
    "towards": N_("towards"), "away": N_("away"), "no change": N_("as before"),
    "not enough evidence": N_("cannot be told"),
}  # fmt: skip
Row = Mapping[str, Any]
"""A row of `answers.drift`."""


def drift_title(rows: Sequence[Row], marked: Sequence[str], pole: Pole, tongue: Tongue) -> str:
    """Return where the first of the marked states stands; the first of all where none of them is listed."""
    by_state = {row["state"]: row for row in rows}
    first = next((by_state[state] for state in marked if state in by_state), rows[0])
    return rank_title(tongue.state(first["state"]), tongue.pole(pole), first["rank"], first["of"], tongue)


def drift_view(
    rows: Sequence[Row], windows: tuple[str, str], silent: Sequence[str], pole: Pole, colour: str,
    marked: Sequence[str], tongue: Tongue, links: Links,
) -> dict[str, Any]:  # fmt: skip
    """Return what the template draws.

    Parameters
    ----------
    silent
        Members of which the votes say nothing, by code.
    marked
        States whose rows stand out.
    """
    called, bars = tongue.pole(pole), [_bar(row) for row in rows]
    axis = ranking.axis_of(bars)
    hrefs = {row["state"]: links.state(row["state"], pole.key) for row in rows}
    tiles = {row["state"]: _tile(row, hrefs[row["state"]], tongue) for row in rows}
    label = tongue("Where %(n)s states moved", n=len(rows))
    return {
        "pole": pole, "called_pole": called, "colour": colour, "map": outline_map(tiles, label, pole=colour),
        "axis": [ranking.head(axis, tongue("Points of 100; left is away from %(pole)s", pole=called), width)
                 for width in (ranking.WIDTH, ranking.NARROW)],
        "windows": [_window(one, tongue) for one in windows],
        "silent": ", ".join(sorted(tongue.state(code) for code in silent)), "silent_n": len(silent),
        "ranked": [
            {
                "rank": row["rank"], "name": tongue.state(row["state"]), "change": f"{100 * row['change']:.2f}",
                "said": tongue.signed(row["change"]), "way": tongue(_way(row)),
                "sure": tongue.percent(row["probability"]) if row["probability"] is not None else "",
                "drawing": ranking.row(bar, axis, _said(row, called, tongue), pole=colour),
                "href": hrefs[row["state"]], "marked": row["state"] in marked,
            }
            for row, bar in zip(rows, bars, strict=True)
        ],
        "legend": [
            ("towards", tongue("towards %(pole)s", pole=called)), ("away", tongue("away")),
            ("same", tongue("as before")), ("unsure", tongue("cannot be told")),
        ],
    }  # fmt: skip


def _way(row: Row) -> str:
    return WAYS[row["direction"]]


def _window(window: str, tongue: Tongue) -> str:
    first, _, last = window.partition("/")
    days = (dt.date.fromisoformat(day) for day in (first, last or first))
    return " – ".join(tongue.day(day) for day in days)


def _bar(row: Row) -> ranking.Bar:
    fields = {"change": "change", "low": "q05", "high": "q95", "own": "own_move", "pole": "pole_move"}
    return ranking.Bar(**{field: 100 * row[column] for field, column in fields.items()})


def _said(row: Row, called: str, tongue: Tongue) -> str:
    return tongue(
        "%(state)s: %(change)s points (%(low)s to %(high)s); its own move %(own)s, %(pole)s's %(poles)s",
        state=tongue.state(row["state"]), change=tongue.signed(row["change"]), low=tongue.signed(row["q05"]),
        high=tongue.signed(row["q95"]), own=tongue.signed(row["own_move"]), pole=called,
        poles=tongue.signed(row["pole_move"]),
    )  # fmt: skip


def _tile(row: Row, href: str, tongue: Tongue) -> Tile:
    """Return a state on the map: hue is the direction, saturation its probability, grey where that is too small."""
    direction, p = row["direction"], row["probability"]
    sure = f", {tongue.likely(p)}" if p is not None else ""
    said = f"{tongue.state(row['state'])}: {tongue(_way(row))}{sure}; {tongue.signed(row['change'])}"
    if direction in ("towards", "away") and p is not None and p >= SURE:
        return Tile(direction, "", said, href, max(0.15, (p - 0.5) * 2))
    return Tile("same" if direction == "no change" and p is not None and p >= SURE else "unsure", "", said, href)
