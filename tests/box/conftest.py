"""Here the box is wanted."""

from __future__ import annotations

import pytest


@pytest.fixture(autouse=True)
def box_wanted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("POLEWARD_BOX", "on")
