"""Who is drifting? All members beside one pole since a date: a ranked list, and a map of the same."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import Field

from poleward.answers.drift import Drift, drift
from poleward.channels.drift_wording import chance, drift_title, points
from poleward.config import Pole
from poleward.errors import NothingFoundError
from poleward.publishing.charts import ranking
from poleward.publishing.charts.outlines import outline_map
from poleward.publishing.charts.tiles import Tile
from poleward.publishing.show import percent, pole_class
from poleward.web.choices import choices
from poleward.web.screen import Desk, Page, Screen
from poleward.web.state import Asked, PoleName

SURE = 0.8
"""A direction less probable than this is drawn grey."""
WAYS = {"towards": "towards", "away": "away", "no change": "as before", "not enough evidence": "cannot be told"}
MARKED = "central-asia"
"""The group whose states are marked in the list, where the question names none."""


class Query(Asked):
    """The question; all members are ranked, and a group narrows what is listed."""

    among: PoleName | None = Field(None, description="list these alone: a group, or the members of an organisation")


def build(desk: Desk, asked: Query) -> Page:
    """Return the screen."""
    return desk.door.kept(("drift", asked), lambda: _drift(desk, asked))


def _drift(desk: Desk, asked: Query) -> Page:
    pole = desk.config.pole(asked.pole, on=asked.since)
    with desk.door.read() as archive:
        found = drift(
            archive, (asked.pole,), asked.since, config=desk.config, baseline=asked.baseline, until=asked.until
        )
    every = found.to_dict()["rows"]
    rows = _listed(desk, asked, every)
    marked = asked.states.split(",") if asked.states else list(desk.config.group(MARKED))
    by_state = {row["state"]: row for row in rows}
    first = next((by_state[state] for state in marked if state in by_state), rows[0])
    there = {r["state"] for r in every}
    silent = [desk.name(s) for s in sorted(desk.registry.members(asked.since)) if s not in there | set(pole.states)]
    return Page(
        f"Who is drifting from {pole.label} since {asked.since:%-d %B %Y}?",
        drift_title(first["state_name"], pole.label, asked.since, first["rank"], first["of"]),
        rows,
        {"windows": found.to_dict()["windows"], "silent": silent},
        _view(desk, asked, pole, found, rows, set(marked), silent),
    )


def _listed(desk: Desk, asked: Query, every: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the rows of the group asked about, in the order of the ranking."""
    if asked.among is None:
        return every
    group = desk.config.pole(asked.among, on=asked.since).states
    kept = [row for row in every if row["state"] in group]
    if not kept:
        raise NothingFoundError(f"of the members of {asked.among} the votes say nothing here.")
    return kept


def _view(
    desk: Desk, asked: Query, pole: Pole, found: Drift, rows: Sequence[Mapping[str, Any]], marked: set[str],
    silent: list[str],
) -> dict[str, Any]:  # fmt: skip
    """Return what the template draws."""
    bars = [_bar(row) for row in rows]
    axis, colour = ranking.axis_of(bars), pole_class(pole)
    shared = {"pole": asked.pole, "since": asked.since}
    tiles = {row["state"]: _tile(row, _href(row, shared)) for row in rows}
    return {
        "pole": pole, "colour": colour, "silent": silent, "choices": choices(desk.config, desk.registry),
        "map": outline_map(tiles, f"Where {len(rows)} states moved", pole=colour),
        "axis": ranking.head(axis, pole.label), "windows": next(iter(found.windows.values())),
        "ranked": [
            {
                "rank": row["rank"], "name": row["state_name"], "change": f"{100 * row['change']:.2f}",
                "said": points(row["change"]), "sure": percent(row["probability"]), "way": WAYS[row["direction"]],
                "drawing": ranking.row(bar, axis, _said(row, pole.label), pole=colour), "href": _href(row, shared),
                "marked": row["state"] in marked,
            }
            for row, bar in zip(rows, bars, strict=True)
        ],
        "legend": [("towards", f"towards {pole.label}"), ("away", "away"), ("same", "about as before"),
                   ("unsure", "cannot be told")],
    }  # fmt: skip


def _bar(row: Mapping[str, Any]) -> ranking.Bar:
    names = {"change": "change", "low": "q05", "high": "q95", "own": "own_move", "pole": "pole_move"}
    return ranking.Bar(**{field: 100 * row[column] for field, column in names.items()})


def _href(row: Mapping[str, Any], shared: Mapping[str, object]) -> str:
    return f"/moving?{Asked(states=row['state'], **shared).query()}"  # type: ignore[arg-type]  # checked by Asked


def _said(row: Mapping[str, Any], pole_label: str) -> str:
    return (
        f"{row['state_name']}: {points(row['change'])} points ({points(row['q05'])} to {points(row['q95'])}); its own "
        f"move {points(row['own_move'])}, {pole_label}'s {points(row['pole_move'])}"
    )


def _tile(row: Mapping[str, Any], href: str) -> Tile:
    """Return a state on the map: hue is the direction, saturation its probability, grey where that is too small."""
    direction, p = row["direction"], row["probability"]
    said = f"{row['state_name']}: {chance(direction, p)}, {points(row['change'])} points"
    if direction in ("towards", "away") and p is not None and p >= SURE:
        return Tile(direction, "", said, href, max(0.15, (p - 0.5) * 2))
    return Tile("same" if direction == "no change" and p is not None and p >= SURE else "unsure", "", said, href)


SCREEN = Screen("/drift", "Who is drifting?", "drift.html.j2", Query, build, shares=True)
