"""What stands beside a share of trade or arms: the partners' own figures, re-exports, why there is none, its months.

Nothing here is added to anything: a mirror figure is shown where the state's own is missing, or beside it where the two
disagree.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import numpy as np

from poleward.archive import Archive
from poleward.channels.model import Estimate, Item, Question
from poleward.config import Pole
from poleward.measures.exposure import monthly, shares
from poleward.periods import Window

METHOD = "share-of-year-1"
_MIRROR = {"imports": "exports", "exports": "imports"}
_OWN = "coalesce(reporter, state) = state AND date_latest - date_earliest > 300"
MOST_YEARS = 3
"""How many years of silence are named."""


def mirror(archive: Archive, question: Question, pole: Pole, source: str) -> str:
    """Return what the pole's members report of the same trade, beside the publisher quoted; '' where they do not."""
    values = {"state": question.state, "members": list(pole.states), "source": source,
              "first": question.before.first.year, "last": question.after.last.year}  # fmt: skip
    own = archive.rows(
        f"SELECT indicator, year(date_earliest) AS year, sum(value) AS value FROM ties WHERE channel = 'trade'"
        f" AND state = $state AND source = $source AND list_contains($members, partner) AND {_OWN}"
        " AND year(date_earliest) BETWEEN $first AND $last GROUP BY ALL",
        values,
    )
    del values["source"]
    theirs = archive.rows(
        f"SELECT indicator, year(date_earliest) AS year, source, sum(value) AS value FROM ties WHERE channel = 'trade'"
        f" AND partner = $state AND list_contains($members, state) AND indicator IN ('imports', 'exports') AND {_OWN}"
        " AND year(date_earliest) BETWEEN $first AND $last GROUP BY ALL ORDER BY indicator, year, source",
        values,
    )
    mine = {(r["indicator"], r["year"]): r["value"] for r in own if r["value"] is not None}
    told = []
    for indicator in ("exports", "imports"):
        found = [r for r in theirs if _MIRROR[r["indicator"]] == indicator and r["value"] is not None]
        both = [r for r in found if (indicator, r["year"]) in mine]
        alone = [r for r in found if (indicator, r["year"]) not in mine]
        if both:
            r = both[-1]
            told.append(
                f"{indicator} of {r['year']}: {_money(mine[indicator, r['year']])} by {source}, "
                f"{_money(r['value'])} by {r['source']}"
            )
        if alone:
            shown = ", ".join(f"{r['year']} {_money(r['value'])}" for r in alone[-MOST_YEARS:])
            told.append(f"{indicator} that only {alone[-1]['source']} has: {shown}")
    return f"The partner's own figures, not added: {'; '.join(told)}." if told else ""


def re_exports(archive: Archive, question: Question, pole: Pole, source: str) -> str:
    """Return how much of the exports to the pole since the date a publisher flags as re-exports."""
    (row,) = archive.rows(
        "SELECT sum(value) FILTER (indicator = 're_exports') AS again,"
        " sum(value) FILTER (indicator = 'exports') AS exports FROM ties"
        f" WHERE channel = 'trade' AND state = ? AND source = ? AND list_contains(?, partner) AND {_OWN}"
        " AND date_earliest BETWEEN ? AND ?",
        [question.state, source, list(pole.states), dt.date(question.since.year, 1, 1), question.after.last],
    )
    if row["again"] is None or not row["exports"]:
        return "This source flags no re-exports."
    return f"Of the exports to {pole.label}, {100 * row['again'] / row['exports']:.0f} % are flagged as re-exports."


def silence(archive: Archive, question: Question, channel: str, pole: Pole, state_name: str) -> str:
    """Return why there is no share: nothing published, zero published, or no years on one side of the date."""
    (row,) = archive.rows(
        f"SELECT count(*) AS n, count(*) FILTER (status = 'zero') AS zero, min(year(date_earliest)) AS first,"
        f" max(year(date_earliest)) AS last FROM ties WHERE channel = ? AND state = ? AND list_contains(?, partner)"
        f" AND {_OWN} AND date_earliest <= ?",
        [channel, question.state, [*pole.states, *pole.organisations], question.after.last],
    )
    if not row["n"]:
        return f"no source has a row for {state_name} and {pole.label}: not observed, which is not zero"
    if row["zero"] == row["n"]:
        return f"zero is published for every year ({row['first']}-{row['last']})"
    return (
        f"observed in {row['first']}-{row['last']}, but no publisher has years both before and since {question.since}"
    )


def period_estimates(archive: Archive, question: Question, channel: str, pole: Pole) -> list[Estimate]:
    """Return the pole's share in the question's last window.

    Whole years give the middle of the publishers, and their range as interval. Months and days have no value of their
    own: the estimate is the interval that the year and its neighbours leave for them.
    """
    window = question.after
    indicators = ["tiv"] if channel == "arms" else ["exports", "imports"]
    rows = archive.rows(
        "SELECT concat_ws(':', channel, state, partner, indicator, date_earliest, source) AS ref, partner, source,"
        " year(date_earliest) AS year, value FROM ties WHERE channel = ? AND state = ? AND list_contains(?, indicator)"
        f" AND value IS NOT NULL AND {_OWN} AND year(date_earliest) BETWEEN ? AND ? ORDER BY source, year, ref",
        [channel, question.state, indicators, window.first.year - 1, window.last.year + 1],
    )
    if not rows:
        return []
    years = list(range(window.first.year - 1, window.last.year + 2))
    sources = sorted({r["source"] for r in rows})
    values = _shares(rows, sources, years, pole)
    found = values.middle(), values.low(), values.high()
    whole = window == Window(dt.date(window.first.year, 1, 1), dt.date(window.last.year, 12, 31))
    if whole and window.first.year == window.last.year:
        if not np.isfinite(found[0][1]):
            return []
        value, low, high = (float(one[1]) for one in found)
        return [
            _estimate(question, channel, value, low, high, _items(rows, sources, values.values[:, 1], pole, years[1]))
        ]
    lows, highs = monthly(*found)
    first = 12 + window.first.month - 1
    last = 12 * (window.last.year - years[0]) + window.last.month
    if not np.isfinite(lows[first:last]).any():
        return []
    low, high = float(np.nanmin(lows[first:last])), float(np.nanmax(highs[first:last]))
    # The flows of the year stand behind the range, and are no part of a value.
    at = years.index(window.first.year)
    known = np.isfinite(values.values[:, at]).any()
    items = _items(rows, sources, values.values[:, at], pole, window.first.year) if known else ()
    return [_estimate(question, channel, None, low, high, tuple(replace(i, contribution=0.0) for i in items))]


def _shares(rows: list[dict[str, Any]], sources: list[str], years: list[int], pole: Pole) -> Any:
    """Return the shares by publisher and year."""
    partners = sorted({r["partner"] for r in rows} - {"WLD"}) or ["WLD"]
    flows = np.full((len(sources), len(years), len(partners)), np.nan)
    world = np.full((len(sources), len(years)), np.nan)
    for r in rows:
        at = sources.index(r["source"]), years.index(r["year"])
        if r["partner"] == "WLD":
            world[at] = np.nan_to_num(world[at]) + r["value"]
        else:
            cell = (*at, partners.index(r["partner"]))
            flows[cell] = np.nan_to_num(flows[cell]) + r["value"]
    members = np.array([p in pole.states or p in pole.organisations for p in partners])
    return shares(flows, members, world)


def _items(rows: list[dict[str, Any]], sources: list[str], by_source: Any, pole: Pole, year: int) -> tuple[Item, ...]:
    """Return the flows with the pole of the publisher whose share is the middle one, with their part of it."""
    middle = np.nanmedian(by_source)
    source = sources[int(np.nanargmin(np.abs(by_source - middle)))]
    group = [
        r for r in rows
        if r["source"] == source and r["year"] == year and r["value"]
        and (r["partner"] in pole.states or r["partner"] in pole.organisations)
    ]  # fmt: skip
    total = sum(r["value"] for r in group)
    share = float(by_source[sources.index(source)])
    return tuple(Item("tie", r["ref"], 1.0, share * r["value"] / total) for r in group)


def _estimate(
    question: Question, channel: str, value: float | None, low: float, high: float, items: tuple[Item, ...]
) -> Estimate:
    return Estimate(
        question.state, question.pole, channel, "share" if value is not None else "share_range", str(question.after),
        value, low, high, None, len(items), METHOD, items,
    )  # fmt: skip


def _money(value: float) -> str:
    return f"{value / 1e9:.2f} billion USD" if abs(value) >= 1e8 else f"{value / 1e6:.1f} million USD"
