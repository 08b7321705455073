"""Which resolutions come back with the same title: every loading of roll calls works it out again."""

from __future__ import annotations

from collections import defaultdict

import pyarrow as pa

from poleward import box
from poleward.archive import Archive
from poleward.intake.source_rows import box_in
from poleward.records.votes.bridges import Titled, bridges


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
        with archive.lend("bridges_", new):
            archive.connection.execute(
                "UPDATE roll_calls SET bridge = b.bridge FROM bridges_ b WHERE roll_calls.roll_call_id = b.roll_call_id"
            )
    return len(found)


def _titles_and_bridges_of_the_box() -> tuple[dict[str, str], dict[str, str]]:
    """Return the subject and the bridge of each roll call of the box that has them."""
    rolls = box.roll_calls().select(["roll_call_id", "title", "bridge"]).to_pylist()
    return (
        {r["roll_call_id"]: r["title"] for r in rolls if r["title"]},
        {r["roll_call_id"]: r["bridge"] for r in rolls if r["bridge"]},
    )
