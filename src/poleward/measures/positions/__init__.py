"""Ideal points of states from roll-call votes, with joint posterior draws.

`positions(votes)` takes a table; `lay_out`, `fit_dynamic` and `fit_bsv` take arrays.
"""

from typing import TYPE_CHECKING

from poleward.lazy import attributes

if TYPE_CHECKING:
    from poleward.measures.positions.absence_kinds import absence_by
    from poleward.measures.positions.bsv import fit_bsv
    from poleward.measures.positions.chain import ChainSettings, Draws
    from poleward.measures.positions.change import DistanceChange
    from poleward.measures.positions.dynamic import fit_dynamic
    from poleward.measures.positions.estimate import positions
    from poleward.measures.positions.ideal_points import AbsenceTable, Positions, Track
    from poleward.measures.positions.layout import Layout, lay_out
    from poleward.measures.positions.summary import Summary

__all__ = [
    "AbsenceTable",
    "ChainSettings",
    "DistanceChange",
    "Draws",
    "Layout",
    "Positions",
    "Summary",
    "Track",
    "absence_by",
    "fit_bsv",
    "fit_dynamic",
    "lay_out",
    "positions",
]

__getattr__, __dir__ = attributes(
    __name__,
    {
        "AbsenceTable": "ideal_points", "DistanceChange": "change", "Draws": "chain", "Layout": "layout",
        "Positions": "ideal_points",
        "ChainSettings": "chain", "Summary": "summary", "Track": "ideal_points", "absence_by": "absence_kinds",
        "fit_bsv": "bsv", "fit_dynamic": "dynamic", "lay_out": "layout", "positions": "estimate",
    },
)  # fmt: skip
