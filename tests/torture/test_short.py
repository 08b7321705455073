"""`make torture` in a form short enough for every change."""

from __future__ import annotations

import math
from pathlib import Path

from tests.torture import fuzz, machines


def test_mutated_inputs_end_in_a_result_or_a_message(tmp_path: Path) -> None:
    done, failed = fuzz.run(inputs=64, seconds=math.inf, seed=18, keep=tmp_path)
    assert not failed
    assert done == 64


def test_a_few_creations_kills_and_full_disks(tmp_path: Path) -> None:
    assert machines.create(tmp_path, 3) == []
    assert machines.kill(tmp_path, 2) == []
    assert machines.full_disk(tmp_path, (10_000, 400_000)) == []
