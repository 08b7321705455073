"""Fixtures that several rooms' tests share."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

# The first example of a test may load a language model: no test says how fast anything is, nor examples drawn.
settings.register_profile("poleward", deadline=None, suppress_health_check=[HealthCheck.too_slow])
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


@pytest.fixture(scope="session")
def bundled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of `poleward demo`, made once for all workers of a run; tests that change anything take a copy."""
    from poleward.bundled import build

    own = tmp_path_factory.getbasetemp()
    shared_folder = own.parent if "PYTEST_XDIST_WORKER" in os.environ else own
    folder = shared_folder / "bundled"
    with (shared_folder / "bundled.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.is_dir():
            build(shared_folder / "bundled-in-work")
            (shared_folder / "bundled-in-work").rename(folder)
    return folder
