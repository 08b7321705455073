"""How far to trust what the votes say: how often as much is said where nothing moved, and under how many choices.

The placebo's figures ship as a table: `poleward evaluate placebo FILE --json` made it (docs/stance.md).
"""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

from poleward.archive import Archive
from poleward.channels.archive_reading import Reading
from poleward.channels.likelihood import decide
from poleward.channels.question import Direction, Question
from poleward.channels.vote_stance import view_of
from poleward.measures.stance import stored_draws
from poleward.measures.stance.compare import SAME_WITHIN
from poleward.measures.stance.ranking import Move
from poleward.measures.stance.specifications import Specification, holds, specifications


@dataclass(frozen=True, slots=True)
class Placebo:
    """What was answered about spans that are quiet by the published points.

    Attributes
    ----------
    asks
        how many.
    moved
        in how many of them the greater chance of a move was at least a level, by level in percent.
    """

    asks: int
    moved: dict[int, int]

    def at_least(self, probability: float) -> int:
        """Return in how many a move was at least as sure, counted at the level below."""
        return self.moved[max(level for level in self.moved if level <= 100 * probability or level == min(self.moved))]


def said_of(move: Move) -> tuple[Direction, float | None]:
    """Return the direction that is at least likely, with its probability; none where which way is not settled."""
    return ("not enough evidence", None) if move.unsettled else decide(move.up, move.down, move.same)


@cache
def placebo() -> Placebo | None:
    """Return the table that ships; None where it was made by another method."""
    table = tomllib.loads(resources.files("poleward.data").joinpath("placebo.toml").read_text(encoding="utf-8"))
    if table["method"] != stored_draws.METHOD:
        return None
    return Placebo(table["asks"], {int(level): n for level, n in table["moved"].items()})


def shares(curve: Sequence[Specification], move: Move, direction: Direction) -> tuple[tuple[int, int], tuple[int, int]]:
    """Return under how many choices a direction holds, of how many: without a model, and in numbers of dimensions."""
    dimensions = [one.change.mean for one in move.dimensions]
    return (
        holds([one.change for one in curve], direction, SAME_WITHIN),
        holds([*dimensions, move.change.mean] if dimensions else [], direction, SAME_WITHIN),
    )


def specifications_of(reading: Reading, question: Question) -> list[Specification]:
    """Return the change of agreement under every defensible choice."""
    view = view_of(reading, question)
    record = view.stance.record
    column = record.column.get(question.state)
    if column is None:
        return []
    flags = reading.once("issue flags", lambda: _flags(reading.archive))
    issues = [flags.get(name, frozenset()) for name in record.roll_calls]
    return specifications(record, issues, column, [m for m in view.columns if m != column], view.spans)


def _flags(archive: Archive) -> dict[str, frozenset[str]]:
    rows = archive.rows("SELECT roll_call_id, issues FROM roll_calls WHERE len(issues) > 0")
    return {row["roll_call_id"]: frozenset(row["issues"]) for row in rows}
