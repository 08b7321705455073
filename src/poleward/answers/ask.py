"""From a question to its answer: each channel's finding, kept with its evidence in the archive."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields, replace

from poleward.actors import load_registry
from poleward.answers.answer import Answer
from poleward.answers.freshness import leant_on
from poleward.answers.overall import overall
from poleward.answers.paths import path_of
from poleward.answers.questions import question
from poleward.answers.silent_pages import silent_pages
from poleward.archive import Archive
from poleward.channels import CHANNELS, wording
from poleward.channels.archive_reading import Reading
from poleward.channels.channel import Channel, Finding, NoPath
from poleward.channels.estimate import Estimate
from poleward.channels.question import Question
from poleward.config import Config


def ask(
    archive: Archive,
    state: str,
    pole: str,
    since: dt.date,
    *,
    config: Config,
    baseline: dt.date | None = None,
    until: dt.date | None = None,
    progress: Callable[[int, int], None] | None = None,
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
    progress
        Called with sweeps done and to do while a posterior is estimated, once for a span of years.

    Raises
    ------
    UnusableInputError
        Unknown state or pole, or dates out of order.
    NothingFoundError
        The archive is empty.
    """
    asked = question(
        archive, state, pole, since, config=config, registry=load_registry(), baseline=baseline, until=until
    )  # fmt: skip
    reading = Reading(archive, progress)
    findings = tuple(f for c in CHANNELS if (f := finding_of(reading, c, asked)) is not None)
    whole = overall(asked, findings, config.weights)
    if archive.writable:
        estimates = [estimate for finding in findings for estimate in finding.estimates]
        keep(archive, [*estimates, *([whole.estimate] if whole else [])])
    pages = silent_pages(reading, asked)
    return Answer(asked, findings, wording.headline(asked, findings), overall=whole, pages=pages)


def with_age(archive: Archive, answer: Answer, today: dt.date) -> Answer:
    """Return an answer with a note for each stale source that it leans on."""
    told = [f.channel for f in answer.findings if f.direction != "not enough evidence"]
    return replace(answer, stale=leant_on(archive, told, answer.question.after.last, today))


def finding_of(reading: Reading, channel: Channel, asked: Question) -> Finding | None:
    """Return a channel's finding with its path and its sentences; None where the archive has nothing of the channel."""
    record = channel.read(reading, asked)
    found = channel.finding(record)
    if found is None:
        return None
    path = path_of(reading, channel, asked, record)
    if isinstance(path, NoPath):
        found = replace(found, no_path=path.reason)
    else:
        found = replace(found, path=path, estimates=(*found.estimates, *path.estimates))
    return wording.told(found, asked)


def keep(archive: Archive, estimates: Sequence[Estimate]) -> None:
    """Store estimates and their evidence; the same estimate is stored once."""
    # An id is a hash over all evidence of an estimate: it is made once for each.
    by_id = {e.estimate_id: e for e in estimates}
    with archive.transaction():
        rows = archive.rows("SELECT estimate_id FROM estimates WHERE list_contains(?, estimate_id)", [list(by_id)])
        known = {row["estimate_id"] for row in rows}
        fresh = {key: e for key, e in by_id.items() if key not in known}
        named = [f.name for f in fields(Estimate) if f.name != "evidence"]
        kept = {name: [getattr(e, name) for e in fresh.values()] for name in named}
        archive.insert("estimates", {"estimate_id": list(fresh), **kept})
        archive.insert("evidence", _evidence(fresh))


def _evidence(estimates: Mapping[str, Estimate]) -> dict[str, list[object]]:
    """Return the evidence of estimates column by column."""
    pieces = [(key, piece) for key, e in estimates.items() for piece in e.evidence]
    columns: dict[str, list[object]] = {"estimate_id": [key for key, _ in pieces]}
    for name in ("kind", "ref", "weight", "contribution"):
        columns[name] = [getattr(piece, name) for _, piece in pieces]
    return columns
