"""How often a coder's signs are wrong, by language and way of reading; answers put it inside their intervals."""

from __future__ import annotations

import json
from functools import cache
from importlib import resources
from typing import Any

WEIGHT = 10
"""Signs for which the assumed error counts beside what was measured: our choice."""

GRAMMAR, HEARD, LOADED = "grammar", "heard", "loaded"


@cache
def measured() -> dict[str, Any]:
    """Return the confusion matrices of the coder's rules with the commands that measure them (data/sign_errors.json).

    Rows are labels, columns what the grammar gave. `coder` is the version of the rules, `signed` how many signs had
    the right direction, `turned` how many of these the wrong sign.
    """
    text = resources.files("poleward.coding").joinpath("data", "sign_errors.json").read_text(encoding="utf-8")
    found: dict[str, Any] = json.loads(text)
    return found


def sign_error() -> float:
    """Return the share of wrong signs (0 to 1) that answers assume: `assumed` of the file.

    It is higher than what was measured on English news sentences, 2 of 124: those are well-formed and about American
    politics; on garbled and translated pages the coder does worse, and nobody has labelled such pages yet. On Russian
    sentences about persons, 15 of 98 were wrong.
    """
    return float(measured()["assumed"])


def page_sign_error(language: str, way: str) -> float:
    """Return the share of wrong signs (0 to 1) that answers assume of statements read in a language in a way.

    What was measured on marked pages (`pages` of the file: signs given, and those turned round or invented) is drawn
    towards `assumed`, as if `WEIGHT` signs had been measured with that error before: a few signs tell little.

    Parameters
    ----------
    language
        ISO 639-1; one that was not measured has the assumed error.
    way
        'grammar', 'heard', or 'loaded': another coder's, of whom nothing is known here (`loaded` of the file).
    """
    found = measured()
    if way == LOADED:
        return float(found["loaded"])
    row = found["pages"].get(way, {}).get(language, {"signed": 0, "turned": 0})
    return float((row["turned"] + WEIGHT * sign_error()) / (row["signed"] + WEIGHT))
