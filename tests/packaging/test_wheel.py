"""The built wheel, installed alone with what it requires, measures and answers: `pip install poleward`."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.packaging.test_extras import POSITIONS

ROOT = Path(__file__).parents[2]
OFFLINE = ("Could not find a version", "No matching distribution", "Temporary failure", "dns error", "Failed to fetch")
ANSWER = """
import datetime as dt, sys
from pathlib import Path
from poleward import __file__ as where
from poleward.archive import Archive
from poleward.actors import load_registry
assert Path(where).is_relative_to(sys.prefix), where
assert load_registry().state("Kazakhstan") == "KAZ"
"""


def installed(folder: Path, wheel: Path) -> Path:
    """Return the Python of a new environment that holds the wheel and what it requires, nothing else."""
    subprocess.run([sys.executable, "-m", "venv", folder / "env"], check=True, timeout=600)
    python = folder / "env" / "bin" / "python"
    uv = shutil.which("uv")
    pip = [uv, "pip", "install", "--python", python] if uv else [python, "-m", "pip", "install", "--quiet"]
    done = subprocess.run([*pip, wheel], capture_output=True, text=True, timeout=600, check=False)
    if done.returncode and any(sign in done.stderr for sign in OFFLINE):
        pytest.skip(f"no package index: {done.stderr.strip().splitlines()[-1][:200]}")
    assert done.returncode == 0, done.stderr
    return python


@pytest.mark.slow
@pytest.mark.timeout(900)  # the kernels are compiled for the first time there
def test_the_wheel_alone_measures_and_answers(tmp_path: Path) -> None:
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", tmp_path]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True, timeout=600)
    (wheel,) = tmp_path.glob("poleward-*.whl")
    python = installed(tmp_path, wheel)
    done = subprocess.run([python, "-I", "-c", ANSWER + POSITIONS], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == ["10", "3"]
    listed = subprocess.run(
        [python, "-m", "poleward", "--help"], capture_output=True, text=True, check=True, cwd=tmp_path
    )
    assert "ask" in listed.stdout
    box = {**os.environ, "XDG_CACHE_HOME": str(tmp_path / "cache"), "POLEWARD_BOX": "on"}
    question = [python, "-I", "-m", "poleward", "why", "KAZ", "--period", "2022"]
    answered = subprocess.run(question, capture_output=True, text=True, check=True, cwd=tmp_path, env=box)
    assert answered.stdout.startswith("KAZ, moscow, votes: agreement in 2022"), "from the record that ships"
    heavy = subprocess.run(
        [python, "-c", "from importlib.util import find_spec as f; print(any(map(f, ('spacy', 'fastapi', 'pandas'))))"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert heavy.stdout.strip() == "False"
