"""Draws as bytes and back, exactly: arrays as NumPy writes them, nothing is ever run."""

from __future__ import annotations

import io
import zipfile

import numpy as np

from poleward.errors import UnusableInputError
from poleward.measures.stance.draws import StanceDraws
from poleward.measures.stance.posterior import MAIN, FitSettings, Record, Stance, lay_out_record

VERSION = "stance-4"
"""Raised whenever the same votes give other numbers."""


def method_of(settings: FitSettings) -> str:
    """Return the name of the method with these settings."""
    return f"{VERSION}-{settings.dims}-{settings.warmup}-{settings.draws}"


METHOD = method_of(MAIN)
"""That of answers."""
SHORT, LONG = ("theta", "habit"), ("item", "habit_size", "habit_step")


def to_bytes(draws: StanceDraws) -> bytes:
    """Return draws as bytes that `from_bytes` reads back exactly; positions and habits take two bytes each."""
    out = io.BytesIO()
    short = {name: getattr(draws, name).astype(np.float16) for name in SHORT}
    np.savez(out, **short, **{name: getattr(draws, name) for name in LONG}, allow_pickle=False)
    return out.getvalue()


def from_bytes(data: bytes, record: Record) -> Stance:
    """Return the posterior of a record from its draws.

    Raises
    ------
    UnusableInputError
        The bytes are something else, or belong to other votes.
    """
    try:
        with np.load(io.BytesIO(data), allow_pickle=False) as file:
            held = {name: file[name].astype(np.float32, copy=False) for name in ("theta", *LONG)}
            draws = StanceDraws(habit=file["habit"].astype(np.float16, copy=False), **held)
    except (ValueError, KeyError, TypeError, OSError, EOFError, zipfile.BadZipFile) as error:
        raise UnusableInputError(f"these are not stored draws: {error}.") from None
    period, layout, habits = lay_out_record(record)
    shapes = (draws.theta.shape[1], draws.item.shape[1], draws.habit.shape[1])
    if shapes != (layout.cells, layout.items, len(habits.vote)):
        raise UnusableInputError("these draws belong to other votes.")
    return Stance(record=record, period=period, layout=layout, habits=habits, draws=draws)
