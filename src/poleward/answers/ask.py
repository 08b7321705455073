"""From a question to its answer: each channel's finding, kept with its evidence in the archive."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import fields, replace

import pyarrow as pa

from poleward.actors import load_registry
from poleward.answers.model import Answer
from poleward.answers.overall import overall
from poleward.answers.paths import path_of
from poleward.answers.questions import last_observed, question
from poleward.archive import Archive
from poleward.archive.rows import arrow_schema
from poleward.channels import events, flows, memberships, vote_positions, votes
from poleward.channels import statements as text
from poleward.channels.model import Estimate, Finding, Question
from poleward.channels.paths_wording import rests_on, since_when
from poleward.channels.signed import signed_statements, stamp, vote_record
from poleward.coding import sign_error
from poleward.config import Config, Pole
from poleward.periods import Window
from poleward.tables import EVIDENCE


def ask(
    archive: Archive,
    state: str,
    pole: str,
    since: dt.date,
    *,
    config: Config,
    baseline: dt.date | None = None,
    until: dt.date | None = None,
) -> Answer:
    """Return the answer to "is `state` moving towards or away from `pole` since `since`?".

    Parameters
    ----------
    archive
        Where the evidence is; when it is writable, every estimate is kept there with its evidence.
    state
        ISO3 code or name.
    pole
        Key of a pole of `config`.
    since, baseline, until
        The change is that between [baseline, since) and [since, until]. The baseline begins eight years before
        `since` unless given; `until` is the last day observed.

    Raises
    ------
    UnusableInputError
        Unknown state or pole, or dates out of order.
    NothingFoundError
        The archive is empty.
    """
    registry = load_registry()
    asked = question(archive, state, pole, since, config=config, registry=registry, baseline=baseline, until=until)
    where = config.pole(pole)
    name = registry.states[asked.state].name
    record = vote_record(archive, asked.state, where, Window(asked.before.first, asked.after.last))
    statements = signed_statements(archive, asked.state, where)
    found = (
        votes.finding(asked, record, name, where.label, vote_positions.who_moved(archive, asked, where)),
        text.finding(asked, "words", statements, where, name, sign_error()),
        text.finding(asked, "deeds", statements, where, name, sign_error()),
        events.finding(archive, asked, where, name),
        flows.finding(archive, asked, "trade", where, name),
        flows.finding(archive, asked, "arms", where, name),
        memberships.treaties(archive, asked, where, name),
    )
    mark = stamp(archive)
    findings = tuple(_with_path(archive, asked, where, one, name, mark) for one in found if one is not None)
    whole = overall(asked, findings, config.weights, name, where.label)
    if archive.writable:
        estimates = [estimate for finding in findings for estimate in finding.estimates]
        keep(archive, [*estimates, *([whole.estimate] if whole else [])])
    return Answer(asked, name, where.label, findings, headline(name, where.label, asked, findings), overall=whole)


def _with_path(
    archive: Archive, asked: Question, pole: Pole, finding: Finding, state_name: str, mark: tuple[int, ...]
) -> Finding:
    """Return a finding with its path by month: when it broke, who moved, what that rests on."""
    path = path_of(archive, asked, pole, finding.channel, mark)
    if isinstance(path, str):
        return finding
    since = f"{asked.since:%Y-%m}"
    return replace(
        finding, when=since_when(path, state_name, pole.label, since), rests_on=rests_on(path, since), path=path,
        estimates=(*finding.estimates, *path.estimates),
    )  # fmt: skip


def headline(name: str, pole_label: str, asked: Question, findings: Sequence[Finding]) -> str:
    """Return the answer in one line: the stance channels by direction, exposure after them."""
    by_direction: dict[str, list[str]] = {}
    for finding in findings:
        if finding.direction != "not enough evidence":
            by_direction.setdefault(finding.direction, []).append(finding.channel)
    said = [f"{direction} in {', '.join(channels)}" for direction, channels in by_direction.items()]
    silent = [f.channel for f in findings if f.direction == "not enough evidence"]
    if silent:
        said.append(f"not enough evidence in {', '.join(silent)}")
    return f"{name} and {pole_label} since {asked.since}: {'; '.join(said)}."


def keep(archive: Archive, estimates: Sequence[Estimate]) -> None:
    """Store estimates and their evidence; the same estimate is stored once."""
    # An id is a hash over all items of an estimate: it is made once for each.
    by_id = {e.estimate_id: e for e in estimates}
    with archive.transaction():
        rows = archive.rows("SELECT estimate_id FROM estimates WHERE list_contains(?, estimate_id)", [list(by_id)])
        known = {row["estimate_id"] for row in rows}
        fresh = {key: e for key, e in by_id.items() if key not in known}
        archive.append("estimates", [{**_plain(e), "estimate_id": key} for key, e in fresh.items()])
        archive.append("evidence", _evidence(fresh))


def _plain(estimate: Estimate) -> dict[str, object]:
    return {f.name: getattr(estimate, f.name) for f in fields(estimate) if f.name != "items"}


def _evidence(estimates: Mapping[str, Estimate]) -> pa.Table:
    """Return the items of estimates as rows of evidence, column by column: there can be very many."""
    items = [(key, item) for key, e in estimates.items() for item in e.items]
    columns: dict[str, list[object]] = {"estimate_id": [key for key, _ in items]}
    for name in ("kind", "ref", "weight", "contribution"):
        columns[name] = [getattr(item, name) for _, item in items]
    return pa.table({f.name: pa.array(columns[f.name], type=f.type) for f in arrow_schema(EVIDENCE)})


__all__ = ["ask", "headline", "keep", "last_observed", "question"]
