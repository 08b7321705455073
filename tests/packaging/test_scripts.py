"""Scripts, benchmarks and examples name what is there: a rename that forgets one of them is found here."""

from __future__ import annotations

import ast
import importlib.util
from importlib import import_module
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FILES = sorted(p for folder in ("scripts", "benchmarks", "examples", "docs") for p in (ROOT / folder).rglob("*.py"))


@pytest.mark.parametrize("file", FILES, ids=lambda p: p.relative_to(ROOT).as_posix())
def test_what_is_imported_from_poleward_is_there(file: Path) -> None:
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.ImportFrom) or not (node.module or "").startswith("poleward"):
            continue
        assert importlib.util.find_spec(str(node.module)) is not None, node.module
        if str(node.module).startswith("poleward.training"):
            continue  # needs what only training needs
        module = import_module(str(node.module))
        for name in node.names:
            there = hasattr(module, name.name) or importlib.util.find_spec(f"{node.module}.{name.name}")
            assert there, f"{node.module}.{name.name}"
