"""Records with many fields are built by keyword: swap two of them by place, and no checker would see it."""

from __future__ import annotations

import ast
from importlib import resources
from pathlib import Path

import poleward

MOST = 6
"""Fields that may be given by their place."""
OTHERWISE = ("coding/grammar/", "coding/hearing/", "coding/languages/", "coding/event_model/", "records/events/")
"""Rooms that still build some by place."""


def records(root: Path) -> set[str]:
    """Return the names of all dataclasses and named tuples."""
    return {
        node.name
        for path in root.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ClassDef)
        and (
            any("dataclass" in ast.unparse(d) for d in node.decorator_list)
            or any(ast.unparse(b) == "NamedTuple" for b in node.bases)
        )
    }


def test_records_with_many_fields_are_built_by_keyword() -> None:
    root = Path(str(resources.files(poleward)))
    names = records(root)
    found = [
        f"{name}:{node.lineno} {ast.unparse(node.func)}"
        for path in sorted(root.rglob("*.py"))
        if not (name := path.relative_to(root).as_posix()).startswith(OTHERWISE)
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and ast.unparse(node.func) in names and len(node.args) > MOST
    ]
    assert found == []
