"""Loading roll calls into the archive: joined to those known, each vote once, contradictions kept and reported.

All files of one call are one transaction: an interruption leaves the archive as it was.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from poleward import box
from poleward.actors import load_registry
from poleward.archive import Archive
from poleward.errors import Skips
from poleward.outcomes import CAST, CODES, NOT_OBSERVED
from poleward.records.votes import RollCall, VoteRecords, file_sets, read_set
from poleward.records.votes.bridges import Titled, bridges
from poleward.records.votes.dates import day_is_exact
from poleward.records.votes.identity import Match, Matrix, complete, match
from poleward.records.votes.state_codes import Registry
from poleward.version import __version__

MAX_CONFLICTS = 200
"""Conflicts named one by one in a report; beyond it they are counted only."""


@dataclass
class LoadReport:
    """What a loading did.

    Attributes
    ----------
    joined
        How many roll calls were found to be known ones, by what.
    votes_new, votes_confirmed, votes_known, votes_contradicted
        Cells (state and roll call): stored for the first time; stored, and now also said by this source; nothing new;
        said otherwise by another row, now or before.
    votes_replaced
        Cells of the box that a file of the same publisher, as new or newer, says otherwise: the file's word counts.
    totals_checked, totals_differ
        Roll calls whose official totals were compared with the votes counted, and those that differ.
    conflicts
        What sources say differently about roll calls, and totals that differ: one sentence each, at most
        `MAX_CONFLICTS`; `conflicts_total` counts all.
    """

    layouts: list[str] = field(default_factory=list)
    rows_read: int = 0
    roll_calls_new: int = 0
    roll_calls_known: int = 0
    joined: Counter[str] = field(default_factory=Counter)
    votes_new: int = 0
    votes_confirmed: int = 0
    votes_known: int = 0
    votes_contradicted: int = 0
    votes_replaced: int = 0
    totals_checked: int = 0
    totals_differ: int = 0
    bridges: int = 0
    skips: Skips = field(default_factory=Skips)
    notes: list[str] = field(default_factory=list)
    conflicts: list[str] = field(default_factory=list)
    conflicts_total: int = 0

    def add_conflicts(self, sentences: Sequence[str]) -> None:
        """Add conflicts, naming no more than `MAX_CONFLICTS` in all."""
        self.conflicts_total += len(sentences)
        self.conflicts += list(sentences)[: max(0, MAX_CONFLICTS - len(self.conflicts))]

    def to_dict(self) -> dict[str, Any]:
        """Return the report as plain values, fit for JSON."""
        plain: dict[str, Any] = {f.name: getattr(self, f.name) for f in fields(self)}
        return {**plain, "joined": dict(self.joined), "skips": dict(self.skips.counts)}

    def lines(self) -> list[str]:
        """Return the report as lines fit to print."""
        found = [
            f"{self.rows_read} rows read ({', '.join(self.layouts)}).",
            f"Roll calls: {self.roll_calls_new} new, {self.roll_calls_known} known before.",
            *(f"  {n} joined by {how}." for how, n in sorted(self.joined.items())),
            f"Votes: {self.votes_new} new, {self.votes_confirmed} confirmed by another source, "
            f"{self.votes_known} known, {self.votes_contradicted} contradicted.",
        ]
        if self.votes_replaced:
            found.append(f"{self.votes_replaced} votes of the box are replaced by what the publisher's file says.")
        if self.totals_checked:
            found.append(
                f"Official totals: {self.totals_checked} compared with the votes counted, {self.totals_differ} differ."
            )
        found += self.notes + self.skips.lines()
        if self.conflicts_total:
            found.append(f"{self.conflicts_total} conflicts between or within sources; the first: {self.conflicts[0]}")
        return found


def load_votes(
    archive: Archive,
    paths: Sequence[Path],
    *,
    registry: Registry | None = None,
    progress: Callable[[str], None] | None = None,
) -> LoadReport:
    """Load files of roll calls.

    Parameters
    ----------
    archive
        A writable archive.
    paths
        Files of any known layout, plain or gzip; files that belong together are found by their columns.
    registry
        Tells states and membership; the package's own by default.
    progress
        Told what is being done, in a few words.

    Raises
    ------
    UnusableInputError
        A file cannot be used; nothing of any file was stored.
    """
    say = progress or (lambda text: None)
    registry = registry or load_registry()
    report = LoadReport()
    sets = file_sets([Path(p) for p in paths])
    with archive.transaction():
        for files in sets:
            say(f"reading {', '.join(f.file.name for f in files.files)}")
            days = {
                row["rcid"]: (row["session"], row["date"])
                for row in archive.rows("SELECT rcid, session, date FROM roll_calls WHERE rcid IS NOT NULL")
            }
            records = read_set(files, registry, days)
            say(f"storing {records.cells.num_rows} votes on {len(records.roll_calls)} roll calls")
            store(archive, records, report)
        report.bridges = renew_bridges(archive)
    return report


def store(archive: Archive, records: VoteRecords, report: LoadReport) -> None:
    """Store one data set inside the running transaction."""
    known = _known_roll_calls(archive)
    numbers = [r.rcid for r in known]
    found = _match(archive, records, known)
    ids, new, changed = _identify(records.roll_calls, known, found)
    changed += [r for r, rcid in zip(known, numbers, strict=True) if rcid is not None and r.rcid is None]
    report.layouts.append(records.layout)
    report.rows_read += records.rows_read
    report.roll_calls_new += len(new)
    report.roll_calls_known += len(ids) - len(new)
    report.joined += found.how
    report.add_conflicts(found.conflicts)
    report.skips.merge(records.skips)
    report.notes += records.notes
    archive.append("roll_calls", _roll_call_table(new))
    _replace_roll_calls(archive, changed)
    before = report.votes_new
    _merge_votes(archive, records, ids, report)
    _check_totals(archive, ids, report)
    added = report.votes_new - before + len(new)
    _note_sources(archive, records, added)


def _known_roll_calls(archive: Archive) -> list[RollCall]:
    """Return the archive's roll calls in a fixed order."""
    return [
        RollCall(
            key="",
            exact=row["undl_id"] is not None or day_is_exact(row["date"]),
            issues=set(row.pop("issues")),
            **{name: value for name, value in row.items() if name != "bridge"},
        )
        for row in archive.rows("SELECT * FROM roll_calls ORDER BY roll_call_id")
    ]


def _cast(outcome: str) -> int:
    """Return the code of a vote cast; another outcome tells nothing about which roll call it is."""
    return CODES[outcome] if outcome in CAST else NOT_OBSERVED


def _match(archive: Archive, records: VoteRecords, known: list[RollCall]) -> Match:
    """Find which roll calls of a data set are known."""
    cells = records.cells
    states: list[str] = cells["state"].combine_chunks().dictionary.to_pylist()
    column = {state: j for j, state in enumerate(states)}
    width = max(len(states), 1)
    new_votes = np.full((len(records.roll_calls), width), -1, dtype=np.int8)
    names = cells["vote"].combine_chunks().dictionary.to_pylist()
    outcome = np.array([_cast(name) for name in names] or [NOT_OBSERVED], dtype=np.int8)
    new_votes[cells["roll"].to_numpy(), cells["state"].combine_chunks().indices.to_numpy()] = outcome[
        cells["vote"].combine_chunks().indices.to_numpy()
    ]

    def known_votes(wanted: Sequence[int]) -> Matrix:
        votes = np.full((len(wanted), width), -1, dtype=np.int8)
        asked = pa.table({"roll_call_id": [known[k].roll_call_id for k in wanted], "i": range(len(wanted))})
        archive.connection.register("asked_", asked)
        rows = archive.query(
            "SELECT i::INTEGER AS i, state, vote FROM votes JOIN asked_ USING (roll_call_id)"
            " WHERE NOT contradicted AND vote IN ('yes', 'no', 'abstain')"
        )
        archive.connection.unregister("asked_")
        state = rows["state"].combine_chunks().dictionary_encode()
        vote = rows["vote"].combine_chunks().dictionary_encode()
        where = np.array([column.get(s, -1) for s in state.dictionary.to_pylist()] or [-1])[state.indices.to_numpy()]
        what = np.array([CODES[v] for v in vote.dictionary.to_pylist()] or [NOT_OBSERVED], np.int8)
        listed = where >= 0
        votes[rows["i"].to_numpy()[listed], where[listed]] = what[vote.indices.to_numpy()][listed]
        return votes

    return match(records.roll_calls, new_votes, known, known_votes)


def _identify(
    rolls: list[RollCall], known: list[RollCall], found: Match
) -> tuple[list[str], list[RollCall], list[RollCall]]:
    """Return the stored identifier of each roll call, the new roll calls, and the known ones that learnt something."""
    used = {r.roll_call_id for r in known}
    numbers = {r.rcid: r.roll_call_id for r in known if r.rcid is not None}
    ids: list[str] = []
    new: list[RollCall] = []
    changed: list[RollCall] = []
    for roll, k in zip(rolls, found.known, strict=True):
        if k is not None:
            ids.append(known[k].roll_call_id)
            if roll.rcid is not None and numbers.get(roll.rcid, known[k].roll_call_id) != known[k].roll_call_id:
                roll.rcid = None  # a number that BSV gave to another roll call, which has it
            if complete(known[k], roll):
                changed.append(known[k])
            continue
        roll.roll_call_id = _free_id(roll, used)
        used.add(roll.roll_call_id)
        ids.append(roll.roll_call_id)
        new.append(roll)
    return ids, new, changed


def _free_id(roll: RollCall, used: set[str]) -> str:
    """Return a roll call's identifier, made different where another roll call has it already."""
    number = f"undl-{roll.undl_id}" if roll.undl_id else f"rcid-{roll.rcid}" if roll.rcid is not None else ""
    for name in (roll.roll_call_id, number, f"{number or roll.roll_call_id}@{roll.date}"):
        if name and name not in used:
            return name
    n = 2
    while f"{roll.roll_call_id}@{roll.date}-{n}" in used:
        n += 1
    return f"{roll.roll_call_id}@{roll.date}-{n}"


def _roll_call_table(rolls: list[RollCall]) -> list[dict[str, Any]]:
    names = (
        "roll_call_id", "symbol", "session", "date", "title", "kind", "adopted", "important", "yes", "no", "abstain",
        "not_voting", "undl_id", "rcid", "url",
    )  # fmt: skip
    return [{**{name: getattr(r, name) for name in names}, "issues": sorted(r.issues), "bridge": None} for r in rolls]


def _replace_roll_calls(archive: Archive, rolls: list[RollCall]) -> None:
    """Write roll calls that learnt something over their old rows."""
    if not rolls:
        return
    ids = pa.table({"roll_call_id": [r.roll_call_id for r in rolls]})
    archive.connection.register("changed_", ids)
    archive.connection.execute("DELETE FROM roll_calls WHERE roll_call_id IN (SELECT roll_call_id FROM changed_)")
    archive.connection.unregister("changed_")
    archive.append("roll_calls", _roll_call_table(rolls))


def _merge_votes(archive: Archive, records: VoteRecords, ids: list[str], report: LoadReport) -> None:
    """Merge the votes of a data set into those stored: equal ones become one row, contradictions stay as two."""
    if records.cells.num_rows == 0:
        return
    connection = archive.connection
    connection.register("cells_", records.cells)
    connection.register("ids_", pa.table({"roll": pa.array(range(len(ids)), pa.int32()), "roll_call_id": ids}))
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE said_ AS SELECT roll_call_id, state::VARCHAR AS state, vote::VARCHAR AS vote,"
        " source::VARCHAR AS source FROM (SELECT DISTINCT roll, state, vote, source FROM cells_) JOIN ids_ USING (roll)"
    )
    connection.unregister("cells_")
    connection.unregister("ids_")
    # What is stored on the same roll calls, one row for each source.
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE stored_ AS SELECT roll_call_id, state, vote, unnest(sources) AS source"
        " FROM votes WHERE roll_call_id IN (SELECT roll_call_id FROM said_)"
    )
    if _is_newer_than_the_box(archive, records):
        ((replaced,),) = connection.execute(
            "DELETE FROM stored_ USING said_ WHERE stored_.roll_call_id = said_.roll_call_id"
            " AND stored_.state = said_.state AND stored_.source = said_.source AND stored_.vote <> said_.vote"
            " AND NOT EXISTS (SELECT 1 FROM said_ s WHERE s.roll_call_id = stored_.roll_call_id"
            " AND s.state = stored_.state AND s.source = stored_.source AND s.vote = stored_.vote)"
        ).fetchall()
        report.votes_replaced += replaced
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE merged_ AS SELECT roll_call_id, state, vote,"
        " list_sort(list(DISTINCT source)) AS sources,"
        " count(*) OVER (PARTITION BY roll_call_id, state) > 1 AS contradicted"
        " FROM (FROM said_ UNION ALL FROM stored_) GROUP BY roll_call_id, state, vote"
    )
    _count_votes(archive, report)
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE touched_ AS SELECT DISTINCT roll_call_id FROM"
        " (SELECT * FROM merged_ EXCEPT SELECT * FROM votes WHERE roll_call_id IN (SELECT roll_call_id FROM merged_))"
    )
    connection.execute("DELETE FROM votes WHERE roll_call_id IN (SELECT roll_call_id FROM touched_)")
    connection.execute(
        "INSERT INTO votes BY NAME SELECT * FROM merged_ WHERE roll_call_id IN (SELECT roll_call_id FROM touched_)"
        " ORDER BY roll_call_id, state, vote"
    )
    for name in ("said_", "stored_", "merged_", "touched_"):
        connection.execute(f"DROP TABLE {name}")


def _is_newer_than_the_box(archive: Archive, records: VoteRecords) -> bool:
    """Return whether the archive holds the box and a data set reaches at least as far as the box's of its publisher."""
    last = box.last_days().get(records.family)
    reaches = records.observed[1]
    return last is not None and reaches is not None and reaches >= last and box.digest() in box_in(archive)


def box_in(archive: Archive) -> frozenset[str]:
    """Return the digest of the box that an archive holds; empty where it holds none."""
    rows = archive.rows("SELECT source_id FROM sources WHERE layout = ?", [box.LAYOUT])
    return frozenset(row["source_id"] for row in rows)


def _count_votes(archive: Archive, report: LoadReport) -> None:
    """Count what the merge of `said_` into `stored_` brings."""
    ((new, confirmed, known),) = archive.connection.execute(
        "SELECT count(*) FILTER (old IS NULL), count(*) FILTER (old AND NOT same), count(*) FILTER (same) FROM ("
        " SELECT s.roll_call_id, s.state, s.vote, s.source, any_value(t.roll_call_id IS NOT NULL) AS o,"
        " max(CASE WHEN t.roll_call_id IS NOT NULL THEN TRUE END) AS old,"
        " coalesce(bool_or(t.source = s.source), FALSE) AS same"
        " FROM said_ s LEFT JOIN stored_ t USING (roll_call_id, state, vote)"
        " GROUP BY ALL)"
    ).fetchall()
    ((contradicted,),) = archive.connection.execute(
        "SELECT count(*) FROM (SELECT DISTINCT roll_call_id, state FROM merged_ WHERE contradicted)"
    ).fetchall()
    report.votes_new += new
    report.votes_confirmed += confirmed
    report.votes_known += known
    report.votes_contradicted += contradicted
    examples = archive.rows(
        "SELECT roll_call_id, state,"
        " string_agg(vote || ' (' || array_to_string(sources, ', ') || ')', ', ' ORDER BY vote) AS votes"
        " FROM merged_ WHERE contradicted GROUP BY roll_call_id, state ORDER BY roll_call_id, state LIMIT 200"
    )
    report.add_conflicts([f"{e['roll_call_id']}, {e['state']}: {e['votes']}." for e in examples])
    report.conflicts_total += contradicted - len(examples)


def _check_totals(archive: Archive, ids: list[str], report: LoadReport) -> None:
    """Compare the official totals of roll calls with the votes that are stored."""
    archive.connection.register("ids_", pa.table({"roll_call_id": sorted(set(ids))}))
    rows = archive.rows(
        "SELECT r.roll_call_id, r.yes, r.no, r.abstain, count(*) FILTER (v.vote = 'yes') AS y,"
        " count(*) FILTER (v.vote = 'no') AS n, count(*) FILTER (v.vote = 'abstain') AS a"
        " FROM roll_calls r JOIN ids_ USING (roll_call_id) JOIN votes v USING (roll_call_id)"
        " WHERE r.yes IS NOT NULL AND r.no IS NOT NULL AND r.abstain IS NOT NULL AND list_contains(v.sources, 'undl')"
        " GROUP BY ALL ORDER BY r.roll_call_id"
    )
    archive.connection.unregister("ids_")
    differ = [r for r in rows if (r["yes"], r["no"], r["abstain"]) != (r["y"], r["n"], r["a"])]
    report.totals_checked += len(rows)
    report.totals_differ += len(differ)
    report.add_conflicts(
        [
            f"{r['roll_call_id']}: official totals {r['yes']}-{r['no']}-{r['abstain']},"
            f" counted {r['y']}-{r['n']}-{r['a']}."
            for r in differ
        ]
    )


def _note_sources(archive: Archive, records: VoteRecords, added: int) -> None:
    """Store which files were loaded and what was left out of them; what the set added stands with its first file."""
    first, last = records.observed
    archive.append(
        "sources",
        [
            {
                "source_id": source_id, "name": name, "layout": records.layout, "rows_read": rows,
                "rows_added": added if i == 0 else 0, "version": __version__,
                "observed_from": first, "observed_to": last,
            }
            for i, (source_id, name, rows) in enumerate(records.sources)
        ],
    )  # fmt: skip
    archive.append(
        "skips",
        [
            {"source_id": records.sources[0][0], "reason": reason, "n": n, "examples": records.skips.examples[reason]}
            for reason, n in sorted(records.skips.counts.items())
        ],
    )


def renew_bridges(archive: Archive) -> int:
    """Work out again which resolutions come back with the same title; return how many roll calls have a bridge.

    Roll calls of the box keep theirs, which stands for an official title that is not in it; a resolution whose title
    is that of one of them has the same.
    """
    rows = archive.rows("SELECT roll_call_id, session, kind, title, bridge FROM roll_calls")
    ours, kept = _titles_and_bridges_of_the_box() if box_in(archive) else ({}, {})
    found = bridges(
        Titled(r["roll_call_id"], r["session"], r["kind"], r["title"])
        for r in rows
        if r["title"] is None or ours.get(r["roll_call_id"]) != r["title"]
    )
    same_title: dict[str, list[str]] = defaultdict(list)
    for roll_call_id, bridge in found.items():
        same_title[bridge].append(roll_call_id)
    for bridge, ids in same_title.items():
        name = next((kept[i] for i in sorted(ids) if i in kept), bridge)
        found.update(dict.fromkeys(ids, name))
    found.update({r["roll_call_id"]: kept[r["roll_call_id"]] for r in rows if r["roll_call_id"] in kept})
    changed = [r["roll_call_id"] for r in rows if found.get(r["roll_call_id"]) != r["bridge"]]
    if changed:
        new = pa.table({"roll_call_id": changed, "bridge": pa.array([found.get(i) for i in changed], pa.string())})
        archive.connection.register("bridges_", new)
        archive.connection.execute(
            "UPDATE roll_calls SET bridge = b.bridge FROM bridges_ b WHERE roll_calls.roll_call_id = b.roll_call_id"
        )
        archive.connection.unregister("bridges_")
    return len(found)


def _titles_and_bridges_of_the_box() -> tuple[dict[str, str], dict[str, str]]:
    """Return the subject and the bridge of each roll call of the box that has them."""
    rolls = box.roll_calls().select(["roll_call_id", "title", "bridge"]).to_pylist()
    return (
        {r["roll_call_id"]: r["title"] for r in rolls if r["title"]},
        {r["roll_call_id"]: r["bridge"] for r in rolls if r["bridge"]},
    )
