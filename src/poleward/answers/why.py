"""The arithmetic of a number: its items, their signs and contributions, down to the sentence or the roll call."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from poleward.actors import load_registry
from poleward.answers.ask import keep
from poleward.answers.removal import what_if
from poleward.archive import Archive
from poleward.channels import events, flow_notes, votes
from poleward.channels import statements as text
from poleward.channels.flows import TIE_REF
from poleward.channels.model import Estimate, Item, Question
from poleward.channels.signed import signed_statements, vote_record
from poleward.coding import sign_error
from poleward.config import Config, Pole
from poleward.errors import NothingFoundError, UnusableInputError
from poleward.periods import Window

TOLERANCE = 1e-9


@dataclass(frozen=True, slots=True)
class Line:
    """One item of an arithmetic.

    Attributes
    ----------
    kind, ref
        What it is and its id.
    date
        Day or interval, ISO 8601.
    what
        The sentence, or the roll call's symbol and title.
    detail
        Why this sign; or the votes of the state and of the pole, and the tally.
    where
        Document and character offsets; or the address of the official record.
    sign, weight, contribution
        Which way it pulls the number (+1, 0, -1), its weight, and its signed part of the number.
    without, turned
        The number without it, and with its sign turned, as asking again would give it; None where that is not known
        or there would be no number.
    """

    kind: str
    ref: str
    date: str
    what: str
    detail: str
    where: str
    sign: int
    weight: float
    contribution: float
    without: float | None = None
    turned: float | None = None


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """A number as the sum of its items; `remainder` is what the prior and the coder's error add."""

    estimate: Estimate
    lines: tuple[Line, ...]
    remainder: float

    def to_json(self) -> dict[str, Any]:
        """Return it as plain values."""
        e = self.estimate
        return {
            "id": e.estimate_id, "state": e.state, "pole": e.pole, "channel": e.channel, "measure": e.measure,
            "period": e.period, "value": e.value, "q05": e.q05, "q95": e.q95, "n": e.n, "method": e.method,
            "sum_of_items": sum(line.contribution for line in self.lines), "remainder": self.remainder,
            "items": [{f: getattr(line, f) for f in Line.__slots__} for line in self.lines],
        }  # fmt: skip


def in_words(estimate: Estimate) -> str:
    """Return a number with its sign, the range where only a range is known, or that there is not enough evidence."""
    if estimate.value is not None:
        return f"{round(estimate.value, 3) + 0.0:+.3f}"
    if estimate.q05 is None or estimate.q95 is None:
        return "not enough evidence"
    return f"between {estimate.q05:.3f} and {estimate.q95:.3f}"


def why(archive: Archive, state: str, pole: str, period: Window, *, config: Config) -> list[Arithmetic]:
    """Return the arithmetic of each stance number of one state, pole and period.

    Raises
    ------
    UnusableInputError
        Unknown state or pole.
    NothingFoundError
        Nothing in the archive falls into the period.
    """
    code = load_registry().state(state)
    if code is None:
        raise UnusableInputError(f"'{state}' is not a state that poleward knows.", todo="Give its ISO3 code or name.")
    where = config.pole(pole)
    asked = Question(code, pole, period, period)
    record = vote_record(archive, code, where, period)
    estimates = votes.period_estimates(asked, record)
    statements = signed_statements(archive, code, where)
    for channel in ("words", "deeds"):
        estimates += text.period_estimates(asked, channel, statements, sign_error())
    estimates += events.period_estimates(asked, events.record(archive, code, where, period))
    for channel in ("trade", "arms"):
        estimates += flow_notes.period_estimates(archive, asked, channel, where)
    if not estimates:
        raise NothingFoundError(
            f"nothing about {code} and {where.label} in {period}.", todo="Choose a longer period, or load more."
        )
    if archive.writable:
        keep(archive, estimates)
    return [explain(archive, estimate, where) for estimate in estimates]


def why_estimate(archive: Archive, estimate_id: str, *, config: Config) -> Arithmetic:
    """Return the arithmetic of one estimate that an answer printed, by its id."""
    rows = archive.rows("SELECT * FROM estimates WHERE estimate_id = ?", [estimate_id])
    if not rows:
        raise NothingFoundError(f"there is no estimate '{estimate_id}'.", todo="Take an id from 'poleward ask --json'.")
    row = rows[0]
    del row["estimate_id"]
    items = archive.rows(
        "SELECT kind, ref, weight, contribution FROM evidence WHERE estimate_id = ? ORDER BY ref", [estimate_id]
    )
    return explain(archive, Estimate(**row, items=tuple(Item(**item) for item in items)), config.pole(row["pole"]))


def explain(archive: Archive, estimate: Estimate, pole: Pole) -> Arithmetic:
    """Return the arithmetic of an estimate, largest contributions first."""
    described = {
        **events.describe(archive, [i.ref for i in estimate.items if i.kind == "event"]),
        **_statements(archive, [i.ref for i in estimate.items if i.kind == "statement"], estimate.state),
        **_ties(archive, [i.ref for i in estimate.items if i.kind == "tie"]),
        **_roll_calls(archive, [i.ref for i in estimate.items if i.kind == "roll_call"], estimate.state, pole),
    }
    ordered = sorted(estimate.items, key=lambda i: (-abs(i.contribution), i.ref))
    changed = what_if(archive, estimate, pole, [item.ref for item in ordered])
    lines = [
        Line(
            item.kind, item.ref, *described.get(item.ref, ("", item.ref, "", "")),
            (item.contribution > 0) - (item.contribution < 0), item.weight, item.contribution,
            changed[item.ref].without if item.ref in changed else None,
            changed[item.ref].turned if item.ref in changed else None,
        )
        for item in ordered
    ]  # fmt: skip
    rest = (estimate.value or 0.0) - sum(item.contribution for item in estimate.items)
    return Arithmetic(estimate, tuple(lines), 0.0 if abs(rest) < TOLERANCE else rest)


Described = dict[str, tuple[str, str, str, str]]


def _statements(archive: Archive, refs: Sequence[str], state: str) -> Described:
    if not refs:
        return {}
    rows = archive.rows(
        "SELECT s.statement_id, s.date_earliest, s.date_latest, s.exact, s.start_at, s.end_at, d.source, "
        "string_agg(g.reason, '; ' ORDER BY g.target) AS reason "
        "FROM statements s JOIN documents d USING (doc_id) LEFT JOIN signs g ON g.statement_id = s.statement_id "
        "AND g.state = ? WHERE list_contains(?, s.statement_id) GROUP BY ALL",
        [state, list(refs)],
    )
    return {
        row["statement_id"]: (
            _days(row["date_earliest"], row["date_latest"]),
            " ".join(row["exact"].split()),
            row["reason"] or "",
            f"{row['source']}, characters {row['start_at']}-{row['end_at']}",
        )
        for row in rows
    }


def _ties(archive: Archive, refs: Sequence[str]) -> Described:
    if not refs:
        return {}
    rows = archive.rows(
        f"SELECT {TIE_REF} AS ref, partner, indicator, date_earliest, date_latest, value, unit, source "
        f"FROM ties WHERE list_contains(?, {TIE_REF})",
        [list(refs)],
    )
    return {
        row["ref"]: (
            _days(row["date_earliest"], row["date_latest"] or "in force"),
            f"{row['indicator'].replace('_', ' ')}, {row['partner']}",
            "" if row["unit"] == "yes/no" else f"{row['value']:,.2f} {row['unit']}",
            row["source"],
        )
        for row in rows
    }


def _days(first: object, last: object) -> str:
    return f"{first}" if first == last else f"{first}/{last}"


def _roll_calls(archive: Archive, refs: Sequence[str], state: str, pole: Pole) -> Described:
    rows = archive.rows(
        "SELECT r.roll_call_id, r.date, coalesce(r.symbol, r.roll_call_id) AS symbol, r.title, r.url, "
        "count(*) FILTER (v.vote = 'yes') AS yes, count(*) FILTER (v.vote = 'no') AS no, "
        "count(*) FILTER (v.vote = 'abstain') AS abstain, count(*) FILTER (v.vote = 'not_voting') AS absent, "
        "max(v.vote) FILTER (v.state = $state) AS own, "
        "histogram(v.vote) FILTER (list_contains($members, v.state)) AS poles "
        "FROM roll_calls r JOIN votes v USING (roll_call_id) "
        "WHERE list_contains($refs, r.roll_call_id) AND NOT v.contradicted GROUP BY ALL",
        {"state": state, "members": list(pole.states), "refs": list(refs)},
    )
    found: Described = {}
    for row in rows:
        theirs = ", ".join(f"{n} {vote.replace('_', ' ')}" for vote, n in sorted(dict(row["poles"] or {}).items()))
        detail = (
            f"{state}: {(row['own'] or 'not observed').replace('_', ' ')}; {pole.label}: {theirs or 'not observed'}; "
            f"all: {row['yes']} yes, {row['no']} no, {row['abstain']} abstained, {row['absent']} not voting"
        )
        found[row["roll_call_id"]] = (
            str(row["date"]), f"{row['symbol']} {row['title'] or ''}".strip(), detail, row["url"] or row["symbol"]
        )  # fmt: skip
    return found
