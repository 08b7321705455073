"""Which body is the arm of which: what is done to the General Assembly is done to the United Nations."""

from __future__ import annotations

from functools import cache

from poleward.actors.files import read_rows


@cache
def wholes() -> dict[str, str]:
    """Return the organisation that a body belongs to, by the body's code (`arms.tsv`)."""
    return {row["arm"]: row["whole"] for row in read_rows("arms.tsv")}


def same_body(one: str, other: str) -> bool:
    """Whether two codes are one organisation: a body, its arm, or two arms of one.

    Examples
    --------
    >>> same_body("UNGA", "UN"), same_body("UNGA", "UNSC"), same_body("UN", "EU")
    (True, True, False)
    """
    return wholes().get(one, one) == wholes().get(other, other)
