"""The box's shares of first trade partners into the archive, as ties of the channel `trade`.

They are shares of a flow, not sums of money: figures for the partners that the source names, and one bound
('at_most', partner 'OTHER') for each state, flow and year that holds for every other partner.
"""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from poleward import box
from poleward.archive import Archive
from poleward.intake.source_rows import note_source

LAYOUT = "trade-shares"
NAME = "the box's shares of first trade partners"


def load_trade_shares(archive: Archive) -> int:
    """Store the box's trade shares as ties and return how many were added; the same table a second time adds nothing.

    Another table than the one stored takes its place, in one transaction.

    Parameters
    ----------
    archive
        A writable archive.
    """
    source_id = box.trade_shares_digest()
    if archive.rows("SELECT 1 FROM sources WHERE source_id = ?", [source_id]):
        return 0
    shares = box.trade_shares()
    with archive.transaction():
        for old in archive.rows("SELECT source_id FROM sources WHERE layout = ?", [LAYOUT]):
            for table in ("ties", "sources"):
                archive.connection.execute(f"DELETE FROM {table} WHERE source_id = ?", [old["source_id"]])
        added = archive.append("ties", shares.append_column("source_id", pa.array([source_id] * shares.num_rows)))
        note_source(
            archive, source_id=source_id, name=NAME, layout=LAYOUT, rows_read=shares.num_rows, rows_added=added,
            observed=(pc.min(shares["date_earliest"]).as_py(), pc.max(shares["date_latest"]).as_py()),
        )  # fmt: skip
    return added
