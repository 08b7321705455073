"""Positions as bytes and back, exactly: arrays as NumPy writes them, everything else as JSON; nothing is ever run."""

from __future__ import annotations

import io
import json
import zipfile
from typing import Any

import numpy as np

from poleward.errors import UnusableInputError
from poleward.measures.positions.ideal_points import AbsenceTable, Positions
from poleward.measures.positions.summary import Summary

METHOD = "dynamic-1"
"""Raised whenever the default estimator gives other numbers for the same votes."""
ARRAYS = ("cell_state", "cell_period", "votes", "mean", "samples", "discrimination", "thresholds")
TEXTS = ("states", "periods", "roll_calls", "notes")
COUNTS = ("dropped", "acceptance")
PARTS = ("mean", "sd", "q05", "q50", "q95")
TILTS = ("tilt_no", "tilt_abstain")


def to_bytes(found: Positions) -> bytes:
    """Return positions as bytes that `from_bytes` reads back exactly."""
    arrays: dict[str, Any] = {name: getattr(found, name) for name in ARRAYS}
    rest: dict[str, Any] = {"estimator": found.estimator} | {name: getattr(found, name) for name in TEXTS}
    rest |= {name: dict(getattr(found, name)) for name in COUNTS}
    if found.innovation is not None:
        arrays["innovation"] = found.innovation
    if (table := found.absence) is not None:
        rest["absence"] = {"state": table.state, "reading": table.reading}
        arrays |= {"cast": table.cast, "absent": table.absent}
        arrays |= {f"{tilt}_{part}": getattr(getattr(table, tilt), part) for tilt in TILTS for part in PARTS}
    arrays["rest"] = np.frombuffer(json.dumps(rest).encode(), dtype=np.uint8)
    out = io.BytesIO()
    np.savez_compressed(out, **arrays)
    return out.getvalue()


def from_bytes(data: bytes) -> Positions:
    """Return the positions of `to_bytes`.

    Raises
    ------
    UnusableInputError
        The bytes are something else.
    """
    try:
        with np.load(io.BytesIO(data), allow_pickle=False) as file:
            arrays = {name: file[name] for name in file.files}
        rest = json.loads(arrays["rest"].tobytes())
        absence = None
        if (told := rest.get("absence")) is not None:
            no, abstain = (Summary(*(arrays[f"{tilt}_{part}"] for part in PARTS)) for tilt in TILTS)
            absence = AbsenceTable(
                tuple(told["state"]), arrays["cast"], arrays["absent"], no, abstain, tuple(told["reading"])
            )
        parts: dict[str, Any] = {name: arrays[name] for name in ARRAYS}
        parts |= {name: tuple(rest[name]) for name in TEXTS} | {name: rest[name] for name in COUNTS}
        return Positions(
            **parts, estimator=rest["estimator"], innovation=arrays.get("innovation"), absence=absence,
        )  # fmt: skip
    except (ValueError, KeyError, TypeError, OSError, EOFError, zipfile.BadZipFile) as error:
        raise UnusableInputError(f"these are not stored positions: {error}.") from None
