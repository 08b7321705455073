"""The box is what its script makes of the published files, byte for byte."""

from __future__ import annotations

from importlib import resources
from pathlib import Path

import pytest
from scripts.make_box import build

from poleward.box.pack import FILES, expand


@pytest.mark.shared
@pytest.mark.long
@pytest.mark.timeout(1800)
def test_the_script_rebuilds_the_tables_byte_for_byte(shared: Path) -> None:
    shipped = {
        name: expand(resources.files("poleward.box").joinpath(f"data/{name}.xz").read_bytes(), name) for name in FILES
    }
    assert build(shared) == shipped
