"""Where evidence exists: by channel, the days or spans on which the record of a state holds any."""

from __future__ import annotations

import datetime as dt

from poleward.archive import Archive
from poleward.channels.model import Question
from poleward.channels.signed import signed_statements
from poleward.config import Pole
from poleward.tables import CHANNELS

Days = dict[str, list[tuple[dt.date, dt.date]]]


def evidence_days(archive: Archive, state: str, pole: Pole, question: Question) -> Days:
    """Return, by channel, the days or spans on which a state's record holds evidence."""
    first, last = question.before.first, question.after.last
    days: Days = {channel: [] for channel in CHANNELS}
    for row in archive.rows(
        "SELECT DISTINCT r.date FROM votes v JOIN roll_calls r USING (roll_call_id) WHERE v.state = ? "
        "AND v.vote IN ('yes', 'no', 'abstain') AND r.date BETWEEN ? AND ? ORDER BY r.date",
        [state, first, last],
    ):
        days["votes"].append((row["date"], row["date"]))
    for s in signed_statements(archive, state, pole):
        if s.date_earliest and s.date_latest and first <= s.date_earliest and s.date_latest <= last:
            days[s.channel].append((s.date_earliest, s.date_latest))
    for row in archive.rows(
        "SELECT DISTINCT channel, date_earliest AS a, coalesce(date_latest, ?) AS b FROM ties WHERE state = ? "
        "AND list_contains(?, partner) AND status IN ('observed', 'zero') AND date_earliest <= ? ORDER BY ALL",
        [last, state, [*pole.states, *pole.organisations], last],
    ):
        if row["b"] >= first:
            days[row["channel"]].append((max(row["a"], first), min(row["b"], last)))
    if "events" in days:
        partners = [*pole.states, *pole.organisations]
        for row in archive.rows(
            "SELECT DISTINCT date FROM events WHERE date BETWEEN $first AND $last AND ((actor = $state AND "
            "list_contains($partners, recipient)) OR (recipient = $state AND list_contains($partners, actor))) "
            "ORDER BY date",
            {"first": first, "last": last, "state": state, "partners": partners},
        ):
            days["events"].append((row["date"], row["date"]))
    return days


def years_with(days: Days, channel: str) -> list[int]:
    """Return the years in which a channel has evidence."""
    return sorted({year for first, last in days.get(channel, []) for year in range(first.year, last.year + 1)})
