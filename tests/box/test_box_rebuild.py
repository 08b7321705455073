"""The box is what its script makes of the published files, byte for byte."""

from __future__ import annotations

import importlib.util
from importlib import resources
from pathlib import Path

import pytest

from poleward.box.pack import FILES, expand


@pytest.mark.shared
@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_the_script_rebuilds_the_tables_byte_for_byte(shared: Path) -> None:
    path = Path(__file__).parents[2] / "scripts" / "make_box.py"
    spec = importlib.util.spec_from_file_location("make_box", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    shipped = {
        name: expand(resources.files("poleward.box").joinpath(f"data/{name}.xz").read_bytes(), name) for name in FILES
    }
    assert module.build(shared) == shipped
