"""The trade and arms channels: which share of a state's flows goes to and comes from a pole, before and since.

Each publisher's figures are taken by themselves; the one that covers most years is quoted and the others give the
range. A share can rise because the whole shrank: it says how exposed a state is, not what it wants.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from poleward.archive import Archive
from poleward.channels import flow_notes
from poleward.channels.likelihood import percent
from poleward.channels.model import Direction, Estimate, Finding, Item, Question
from poleward.config import Pole
from poleward.measures.exposure import shares

METHOD = "share-1"
SAME_WITHIN = 0.02
"""Changes of a share of at most two points count as no change."""
YEARS_BEFORE = 5
"""How many full years before the date asked about are compared with those since."""
INDICATORS = {"trade": ("exports", "imports"), "arms": ("tiv",)}
WHAT = {"trade": "trade (exports and imports)", "arms": "arms imports (SIPRI's trend-indicator value)"}
TIE_REF = "concat_ws(':', channel, state, partner, indicator, date_earliest, source)"
"""How evidence names a tie; the same expression in SQL wherever a tie is looked up."""


@dataclass(frozen=True, slots=True)
class Flow:
    """One published yearly value of a flow between a state and a partner ("WLD" for all)."""

    ref: str
    partner: str
    year: int
    value: float


@dataclass(frozen=True, slots=True)
class _Publisher:
    """One publisher's share of the pole before and since, and the flows that make it."""

    name: str
    years: tuple[tuple[int, ...], tuple[int, ...]]
    share: tuple[float, float]
    items: tuple[Item, ...]

    @property
    def change(self) -> float:
        """Share since minus share before."""
        return self.share[1] - self.share[0]


def finding(archive: Archive, question: Question, channel: str, pole: Pole, state_name: str) -> Finding:
    """Return what the flows of one channel, 'trade' or 'arms', say."""
    reach = archive.rows(
        "SELECT max(date_latest) AS day, count(*) AS n FROM ties WHERE channel = ? AND state = ?",
        [channel, question.state],
    )[0]
    title = channel.capitalize()
    if not reach["n"]:
        return Finding(
            channel, "not enough evidence", None,
            f"{title}: not observed; the archive holds no {channel} record of {state_name}.",
        )  # fmt: skip
    unknown = f"{title} observed to {reach['day']}; later is not observed."
    found = [p for p in _publishers(archive, question, channel, pole) if p.items]
    if not found:
        return Finding(
            channel, "not enough evidence", None,
            f"{title}: not enough evidence; {flow_notes.silence(archive, question, channel, pole, state_name)}.",
            unknown=unknown,
        )  # fmt: skip
    quoted = max(found, key=lambda p: (len(p.years[0]) + len(p.years[1]), p.name))
    low, high = min(p.change for p in found), max(p.change for p in found)
    direction = _direction(low, high)
    n = len(quoted.items)
    estimate = Estimate(
        question.state, question.pole, channel, "change_in_share", str(question.after), quoted.change, low, high, None,
        n, METHOD, quoted.items,
    )  # fmt: skip
    sentence = (
        f"{title}: on record, {pole.label}'s share of {state_name}'s {WHAT[channel]} went from "
        f"{percent(quoted.share[0])} ({_span(quoted.years[0])}) to {percent(quoted.share[1])} "
        f"({_span(quoted.years[1])}), {100 * quoted.change:+.1f} points"
        + (f"; {len(found)} publishers, {100 * low:+.1f} to {100 * high:+.1f} points" if len(found) > 1 else "")
        + f" (source: {quoted.name})."
    )
    against = ""
    if channel == "trade":
        against = flow_notes.mirror(archive, question, pole, quoted.name)
        if lone := one_sided_years(archive, question.state, quoted.name):
            unknown += f" Left out, as only exports or only imports are there: {', '.join(map(str, lone))}."
        unknown += f" {flow_notes.re_exports(archive, question, pole, quoted.name)}"
    return Finding(channel, direction, None, sentence, against=against, unknown=f"{unknown} A tie is not affection.",
                   estimates=(estimate,))  # fmt: skip


def _direction(low: float, high: float) -> Direction:
    """Return the direction that every publisher shares; publishers that disagree leave it open."""
    if low > SAME_WITHIN:
        return "towards"
    if high < -SAME_WITHIN:
        return "away"
    return "no change" if low >= -SAME_WITHIN and high <= SAME_WITHIN else "not enough evidence"


def _publishers(archive: Archive, question: Question, channel: str, pole: Pole) -> list[_Publisher]:
    by_source: dict[str, list[Flow]] = {}
    for source, flow in yearly_flows(archive, question.state, channel):
        by_source.setdefault(source, []).append(flow)
    return [_publisher(name, flows, question.since, question.before.first, pole) for name, flows in by_source.items()]


def yearly_flows(archive: Archive, state: str, channel: str) -> list[tuple[str, Flow]]:
    """Return a state's own yearly figures of 'trade' or 'arms' with their publishers, in order.

    A year for which a publisher has exports alone, or imports alone, while it has both of other years, is left out:
    its shares are not those of the other years.
    """
    rows = archive.rows(
        f"SELECT {TIE_REF} AS ref, partner, indicator, year(date_earliest) AS year, value, source FROM ties "
        "WHERE channel = ? AND state = ? AND list_contains(?, indicator) AND value IS NOT NULL "
        "AND (reporter IS NULL OR reporter = state) AND date_latest - date_earliest > 300 "
        "ORDER BY source, year, partner, indicator",
        [channel, state, list(INDICATORS[channel])],
    )
    seen: dict[str, dict[int, set[str]]] = {}
    for row in rows:
        seen.setdefault(row["source"], {}).setdefault(row["year"], set()).add(row["indicator"])
    usual = {source: set.union(*years.values()) for source, years in seen.items()}
    return [
        (row["source"], Flow(row["ref"], row["partner"], row["year"], row["value"]))
        for row in rows
        if seen[row["source"]][row["year"]] == usual[row["source"]]
    ]


def one_sided_years(archive: Archive, state: str, source: str) -> list[int]:
    """Return the years that are left out because a publisher has only exports, or only imports, of a state then."""
    rows = archive.rows(
        "SELECT year(date_earliest) AS year, count(DISTINCT indicator) AS n FROM ties WHERE channel = 'trade' "
        "AND state = ? AND source = ? AND list_contains(?, indicator) AND value IS NOT NULL "
        "AND (reporter IS NULL OR reporter = state) AND date_latest - date_earliest > 300 GROUP BY 1 ORDER BY 1",
        [state, source, list(INDICATORS["trade"])],
    )
    return [row["year"] for row in rows if row["n"] < max(r["n"] for r in rows)]


def _publisher(name: str, flows: list[Flow], since: dt.date, baseline: dt.date, pole: Pole) -> _Publisher:
    """Return one publisher's shares; without items where a window has no year or no flow at all."""
    first = since.year + (since > dt.date(since.year, 7, 1))
    years = sorted({flow.year for flow in flows})
    before = tuple(y for y in years if max(baseline.year, first - YEARS_BEFORE) <= y < first)
    after = tuple(y for y in years if y >= first)
    partners = sorted({flow.partner for flow in flows} - {"WLD"})
    cells = np.full((1, 2, max(len(partners), 1)), np.nan)
    world = np.full((1, 2), np.nan)
    column = {partner: i for i, partner in enumerate(partners)}
    for flow in flows:
        window = 0 if flow.year in before else 1 if flow.year in after else None
        if window is None:
            continue
        if flow.partner == "WLD":
            world[0, window] = np.nan_to_num(world[0, window]) + flow.value
        else:
            cells[0, window, column[flow.partner]] = np.nan_to_num(cells[0, window, column[flow.partner]]) + flow.value
    members = np.array([p in pole.states or p in pole.organisations for p in partners] or [False])
    share = shares(cells, members, world).values[0]
    if not np.isfinite(share).all():
        return _Publisher(name, (before, after), (np.nan, np.nan), ())
    items = _items(flows, before, after, partners, members, share, cells)
    return _Publisher(name, (before, after), (float(share[0]), float(share[1])), items)


def _items(
    flows: list[Flow], before: tuple[int, ...], after: tuple[int, ...], partners: list[str],
    members: npt.NDArray[np.bool_], share: npt.NDArray[np.float64], cells: npt.NDArray[np.float64],
) -> tuple[Item, ...]:  # fmt: skip
    """Return the pole's flows with their part of the change: their share of the window's total, minus before."""
    group = {p for p, member in zip(partners, members, strict=True) if member}
    pole_sum = np.nansum(np.where(members, cells[0], 0.0), axis=1)
    out = []
    for flow in flows:
        window = 0 if flow.year in before else 1 if flow.year in after else None
        if window is None or flow.partner not in group or not flow.value:
            continue
        part = share[window] * flow.value / pole_sum[window]
        out.append(Item("tie", flow.ref, 1.0, float(part if window else -part)))
    return tuple(out)


def _span(years: tuple[int, ...]) -> str:
    return str(years[0]) if len(years) == 1 else f"{years[0]}-{years[-1]}"
