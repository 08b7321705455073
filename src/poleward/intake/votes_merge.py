"""The votes of a data set into those stored: equal ones become one row, contradictions stay as two and are counted."""

from __future__ import annotations

import pyarrow as pa

from poleward import box
from poleward.archive import Archive
from poleward.intake.source_rows import box_in
from poleward.intake.votes_report import MAX_CONFLICTS, LoadReport
from poleward.records.votes import VoteRecords


def merge_votes(archive: Archive, records: VoteRecords, ids: list[str], report: LoadReport) -> None:
    """Merge the votes of a data set into those stored: equal ones become one row, contradictions stay as two."""
    if records.cells.num_rows == 0:
        return
    connection = archive.connection
    stored_as = pa.table({"roll": pa.array(range(len(ids)), pa.int32()), "roll_call_id": ids})
    with archive.lend("cells_", records.cells), archive.lend("ids_", stored_as):
        connection.execute(
            "CREATE OR REPLACE TEMP TABLE said_ AS SELECT roll_call_id, state::VARCHAR AS state,"
            " vote::VARCHAR AS vote, source::VARCHAR AS source"
            " FROM (SELECT DISTINCT roll, state, vote, source FROM cells_) JOIN ids_ USING (roll)"
        )
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
        " FROM merged_ WHERE contradicted GROUP BY roll_call_id, state ORDER BY roll_call_id, state LIMIT ?",
        [MAX_CONFLICTS],
    )
    report.add_conflicts([f"{e['roll_call_id']}, {e['state']}: {e['votes']}." for e in examples])
    report.conflicts_total += contradicted - len(examples)


def check_totals(archive: Archive, ids: list[str], report: LoadReport) -> None:
    """Compare the official totals of roll calls with the votes that are stored."""
    with archive.lend("ids_", pa.table({"roll_call_id": sorted(set(ids))})):
        rows = archive.rows(
            "SELECT r.roll_call_id, r.yes, r.no, r.abstain, count(*) FILTER (v.vote = 'yes') AS y,"
            " count(*) FILTER (v.vote = 'no') AS n, count(*) FILTER (v.vote = 'abstain') AS a"
            " FROM roll_calls r JOIN ids_ USING (roll_call_id) JOIN votes v USING (roll_call_id)"
            " WHERE r.yes IS NOT NULL AND r.no IS NOT NULL AND r.abstain IS NOT NULL"
            " AND list_contains(v.sources, 'undl') GROUP BY ALL ORDER BY r.roll_call_id"
        )
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
