"""What is asked for in an address: states by code or by name."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from poleward.web.state import MAX_STATES, Asked


def test_states_are_taken_by_code_or_by_name() -> None:
    assert Asked(states="KAZ,UZB").states == "KAZ,UZB"
    assert Asked(states="Kazakhstan, hungary,TUR, Kazakhstan").states == "KAZ,HUN,TUR"
    assert Asked(states="Kazakhstan").query() == "states=KAZ"
    with pytest.raises(ValidationError, match="Kazakstann"):
        Asked(states="Kazakstann")
    with pytest.raises(ValidationError):
        Asked(states=",".join(["KAZ"] * (MAX_STATES + 1)))
    with pytest.raises(ValidationError):
        Asked(states="x" * 5000)
