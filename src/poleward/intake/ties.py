"""Loading trade, arms and treaties into the archive: each value once, a mended file's values in place of the old ones.

One file is one transaction. A value is known by state, partner, indicator, period, reporter and publisher; what
another publisher or the other partner says of the same flow is a value of its own and stands beside it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from poleward.actors import load_registry
from poleward.archive import Archive
from poleward.archive.rows import to_arrow
from poleward.errors import Skips
from poleward.intake.source_rows import note_source
from poleward.records.ties import TieRecords, read
from poleward.records.ties.tie import UNKNOWN_PARTNER
from poleward.tables import TIES

_SAME = """t.state = n.state AND t.partner = n.partner AND t.indicator = n.indicator
    AND t.date_earliest = n.date_earliest AND t.date_latest IS NOT DISTINCT FROM n.date_latest
    AND t.reporter IS NOT DISTINCT FROM n.reporter AND t.source = n.source"""

_OTHERWISE = "(n.value IS NOT NULL AND t.value IS DISTINCT FROM n.value)"
"""The publisher now says otherwise; that it says nothing in one file takes nothing back of another."""

MAX_NAMES = 60
"""How many unknown names the report lists; the archive's table of skips has all."""


@dataclass
class TiesReport:
    """What a loading did: values new, known, and revised (the same publisher now says otherwise).

    `not_observed` counts what a publisher lists without a value; that is kept, and is no zero.
    """

    layouts: list[str] = field(default_factory=list)
    ties_new: int = 0
    ties_known: int = 0
    ties_revised: int = 0
    not_observed: int = 0
    skips: Skips = field(default_factory=Skips)

    def lines(self) -> list[str]:
        """Return the report as lines fit to print."""
        return [
            f"{', '.join(self.layouts)}: {self.ties_new} values new, {self.ties_known} known, "
            f"{self.ties_revised} revised."
            + (f" {self.not_observed} listed without a value: not observed." if self.not_observed else ""),
            *_unknown(self.skips),
            *_others(self.skips).lines(),
        ]

    def to_dict(self) -> dict[str, object]:
        """Return the report as plain values."""
        return {
            "layouts": self.layouts,
            "ties_new": self.ties_new,
            "ties_known": self.ties_known,
            "ties_revised": self.ties_revised,
            "not_observed": self.not_observed,
            "skips": dict(self.skips.counts),
        }


def load_ties(
    archive: Archive, paths: Sequence[Path], kind: str, *, progress: Callable[[str], None] = lambda text: None
) -> TiesReport:
    """Load files of 'trade', 'arms' or 'treaties', each in a transaction of its own.

    Raises
    ------
    UnusableInputError
        A file cannot be used; those before it are stored, nothing of it is.
    """
    registry = load_registry()
    report = TiesReport()
    for path in paths:
        progress(f"reading {path.name}")
        records = read(path, kind, registry)
        with archive.transaction():
            _store(archive, records, report)
        report.layouts.append(records.layout)
        report.skips.merge(records.skips)
    return report


def _store(archive: Archive, records: TieRecords, report: TiesReport) -> None:
    """Store one file's values: new ones are added, changed ones replaced, with the file they now come from."""
    columns = ", ".join(TIES.names)
    execute = archive.connection.execute
    with archive.lend("incoming", to_arrow(TIES, records.ties)):
        ((known, revised),) = execute(
            f"SELECT count(*) FILTER (NOT {_OTHERWISE} AND n.value IS NOT NULL), count(*) FILTER ({_OTHERWISE}) "
            f"FROM incoming n JOIN ties t ON {_SAME}"
        ).fetchall()
        ((lacking,),) = execute(
            f"SELECT count(*) FROM incoming n WHERE value IS NULL AND NOT EXISTS (SELECT 1 FROM ties t WHERE {_SAME})"
        ).fetchall()
        execute(f"DELETE FROM ties t USING incoming n WHERE {_SAME} AND {_OTHERWISE}").fetchall()
        ((added,),) = execute(
            f"INSERT INTO ties ({columns}) SELECT {columns} FROM incoming n "
            f"WHERE NOT EXISTS (SELECT 1 FROM ties t WHERE {_SAME})"
        ).fetchall()
    report.ties_known += known
    report.ties_revised += revised
    report.ties_new += added - revised - lacking
    report.not_observed += lacking
    note_source(
        archive, source_id=records.file.source_id, name=records.file.name, layout=records.layout,
        rows_read=records.ties.num_rows, rows_added=added, observed=records.observed, skips=records.skips,
    )  # fmt: skip


def _unknown(skips: Skips) -> list[str]:
    """Return one line on all names that are no state of the registry: territories, regions, groups of states."""
    names = [(r.removeprefix(f"{UNKNOWN_PARTNER}: "), n) for r, n in skips.counts.items() if _is_unknown(r)]
    if not names:
        return []
    ordered = sorted(names, key=lambda item: (-item[1], item[0]))
    listed = ", ".join(f"{name} {n}" for name, n in ordered[:MAX_NAMES]) + (", …" if len(ordered) > MAX_NAMES else "")
    return [f"{sum(n for _, n in names)} skipped: {UNKNOWN_PARTNER}: {listed}"]


def _others(skips: Skips) -> Skips:
    """Return the other reasons."""
    kept = Skips(skips.keep)
    for reason, n in skips.counts.items():
        if not _is_unknown(reason):
            kept.counts[reason] = n
            kept.examples[reason] = skips.examples[reason]
    return kept


def _is_unknown(reason: str) -> bool:
    return reason.startswith(f"{UNKNOWN_PARTNER}: ")
