"""A number that has a name says why it is what it is: a source, a measurement, or that it is a choice."""

from __future__ import annotations

import ast
from importlib import resources
from pathlib import Path

import poleward

CHARTS = "publishing/charts/"
"""Whose sizes are told of together, in the package's head."""


def is_number(value: ast.expr) -> bool:
    """Whether an expression is made of numbers alone; one day is one day."""
    if isinstance(value, ast.Constant):
        return isinstance(value.value, int | float) and not isinstance(value.value, bool)
    if isinstance(value, ast.Tuple | ast.List):
        return bool(value.elts) and all(map(is_number, value.elts))
    if isinstance(value, ast.Dict):
        return bool(value.values) and all(map(is_number, value.values))
    if isinstance(value, ast.UnaryOp):
        return is_number(value.operand)
    if isinstance(value, ast.BinOp):
        return is_number(value.left) and is_number(value.right)
    if isinstance(value, ast.Call) and ast.unparse(value) not in ("dt.timedelta(days=1)", "dt.timedelta(days=365)"):
        given = [*value.args, *(k.value for k in value.keywords)]
        return bool(given) and all(map(is_number, given))
    return False


def unexplained(source: str) -> list[str]:
    """Return the named numbers of a module with neither a comment nor a text, which may stand below a run of them."""
    lines, body = source.splitlines(), ast.parse(source).body
    found, told, commented = [], [], False
    for node in body:
        value = getattr(node, "value", None)
        if not isinstance(node, ast.Assign | ast.AnnAssign) or value is None or not is_number(value):
            if not (isinstance(value, ast.Constant) and isinstance(value.value, str)):
                found += told
            told, commented = [], False
            continue
        commented = "#" in lines[node.end_lineno - 1] or lines[node.lineno - 2].startswith("#") or commented
        if not commented:
            told.append(lines[node.lineno - 1])
    return found + told


def test_a_text_a_comment_or_a_run_explains_a_number() -> None:
    assert unexplained("A = 1\n") == ["A = 1"]
    assert unexplained('A = 1\n"""Why."""\nB = {2: 3}\nC = f(A)\n') == ["B = {2: 3}"]
    assert unexplained('# Why.\nA = 1\nB = -2\n\nC, D = 1, 2**3\n"""Both."""\n') == []


def test_every_named_number_says_why() -> None:
    root = Path(str(resources.files(poleward)))
    found = {
        name: here
        for path in sorted(root.rglob("*.py"))
        if not (name := path.relative_to(root).as_posix()).startswith(CHARTS)
        and (here := unexplained(path.read_text(encoding="utf-8")))
    }
    assert found == {}
