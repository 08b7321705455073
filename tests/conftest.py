"""Fixtures that several rooms' tests share."""

from __future__ import annotations

from pathlib import Path

import pytest

SHARED = Path(__file__).resolve().parents[2] / "shared"


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real published files beside the checkout."""
    if not (SHARED / "data").is_dir():
        pytest.skip("the published files of ../shared are not on this machine")
    return SHARED
