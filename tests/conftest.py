"""Fixtures that several rooms' tests share."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import settings

# The first example of a test may load a language model: no test says how fast anything is.
settings.register_profile("poleward", deadline=None)
settings.load_profile("poleward")

# Most tests make small archives of their own; tests/box asks for the box.
os.environ.setdefault("POLEWARD_BOX", "off")

SHARED = Path(__file__).resolve().parents[2] / "shared"


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real published files beside the checkout."""
    if not (SHARED / "data").is_dir():
        pytest.skip("the published files of ../shared are not on this machine")
    return SHARED
