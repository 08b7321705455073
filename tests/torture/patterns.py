"""Every regular expression of the source, with how it is asked, and texts made to trouble it.

Patterns are found in the source text (`re.compile("…")`, `re.search("…")`), in the attributes of the modules and in the
data files that modules compile. The texts are drawn from a pattern's own parts: long runs of what it repeats, and
beginnings of what it matches, over and over.
"""

from __future__ import annotations

import ast
import importlib
import pkgutil
import re
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from re import _constants as sre  # type: ignore[attr-defined]
from re import _parser  # type: ignore[attr-defined]
from typing import Any

import poleward

SOURCE = Path(poleward.__file__).parent
ANCHORED = frozenset({"match", "fullmatch"})
ASKED = frozenset({"search", "finditer", "findall", "sub", "subn", "split"}) | ANCHORED
Found = dict[tuple[str | bytes, int], set[str]]
TRIES = 3
"""A collection of garbage, or a core that others use, makes one try slow and not all; what is quadratic is always."""
BOUNDED = ("coding/", "channels/", "answers/", "training/", "evaluation/", "measures/")
"""Rooms that see texts of a sentence or a cell alone: `coding.sentences.MAX_UNIT` characters and less."""


def patterns() -> tuple[Found, Found]:
    """Return (pattern, flags) and the methods that the source calls with it; all of them where that cannot be told.

    The first are asked of whole pages and files, the second of a line, a sentence or a cell.
    """
    whole: Found = {}
    short: Found = {}
    for path in sorted(SOURCE.rglob("*.py")):
        name = path.relative_to(SOURCE).as_posix()
        bounded = name.startswith(BOUNDED) and name != "coding/sentences.py"
        _of_source(ast.parse(path.read_text(encoding="utf-8")), short if bounded else whole)
    known = {text for text, _ in (*whole, *short)}
    for pattern in _of_modules():
        if pattern.pattern not in known:
            short.setdefault((pattern.pattern, pattern.flags & ~re.UNICODE), set()).update(ASKED)
    return whole, short


def _of_source(tree: ast.Module, found: Found) -> None:
    methods: dict[str, set[str]] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr in ASKED:
            value = node.value
            name = value.id if isinstance(value, ast.Name) else value.attr if isinstance(value, ast.Attribute) else ""
            methods.setdefault(name, set()).add(node.attr)
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Call):
            target = node.targets[0]
            name = target.id if isinstance(target, ast.Name) else ""
            _of_call(node.value, methods.get(name) or set(ASKED), found)
        elif isinstance(node, ast.Call):
            _of_call(node, None, found)


def _of_call(call: ast.Call, methods: set[str] | None, found: Found) -> None:
    function = call.func
    if not (isinstance(function, ast.Attribute) and isinstance(function.value, ast.Name) and function.value.id == "re"):
        return
    if not call.args or not isinstance(call.args[0], ast.Constant):
        return
    text = call.args[0].value
    flags = 0
    for node in [*call.args[1:], *(k.value for k in call.keywords)]:
        for part in ast.walk(node):
            if isinstance(part, ast.Attribute) and isinstance(getattr(re, part.attr, None), re.RegexFlag):
                flags |= int(getattr(re, part.attr))
    asked = methods if function.attr == "compile" else {function.attr}
    if asked:
        found.setdefault((text, flags), set()).update(asked)


def _of_modules() -> Iterator[re.Pattern[Any]]:
    for info in pkgutil.walk_packages(poleward.__path__, "poleward."):
        if info.name.endswith("__main__"):
            continue
        try:
            module = importlib.import_module(info.name)
        except ImportError:  # a heavy extra that is not installed
            continue
        for value in vars(module).values():
            yield from _in(value, 0)
    from poleward.pages.date_grammar import grammar
    from poleward.pages.discards import rules

    for language in ("en", "ru", "fr"):
        yield from _in(grammar(language), 0)
    yield from _in(rules(), 0)


def _in(value: Any, depth: int) -> Iterator[re.Pattern[Any]]:
    if isinstance(value, re.Pattern):
        yield value
    elif depth < 4:
        if isinstance(value, dict):
            parts = list(value.values())
        elif isinstance(value, list | tuple | set | frozenset):
            parts = list(value)
        elif hasattr(value, "__dataclass_fields__") and not isinstance(value, type):
            parts = [getattr(value, name, None) for name in value.__dataclass_fields__]
        else:
            parts = []
        for part in parts[:3000]:
            yield from _in(part, depth + 1)


def troubles(pattern: str | bytes, flags: int, size: int) -> Iterator[str]:
    """Yield texts of about `size` characters that are made of a pattern's own parts."""
    text = pattern.decode("latin-1") if isinstance(pattern, bytes) else pattern
    tree = _parser.parse(text, flags)
    units: dict[str, None] = dict.fromkeys([". ", "a", " ", "\n"])
    whole = _sample(tree)
    for unit in (whole, whole[:-1], whole + " ", whole[: len(whole) // 2]):
        units.setdefault(unit)
    for repeated in _repeated(tree):
        units.setdefault(repeated)
        units.setdefault(repeated + " ")
    starts = ("", whole[: max(1, len(whole) // 3)])
    for unit in list(units)[:14]:
        if unit:
            for start in starts[: 1 if unit in whole[:1] else 2]:
                yield (start + unit * (size // len(unit) + 1))[:size] + "\x01"


def _sample(tree: Any) -> str:
    """Return a text that a pattern would more or less match, by its first choices."""
    out: list[str] = []
    for op, arg in tree:
        if op is sre.LITERAL:
            out.append(chr(arg))
        elif op is sre.NOT_LITERAL:
            out.append("a" if arg != ord("a") else "b")
        elif op is sre.ANY:
            out.append("x")
        elif op is sre.IN:
            out.append(_of_set(arg))
        elif op in (sre.MAX_REPEAT, sre.MIN_REPEAT, sre.POSSESSIVE_REPEAT):
            low, _, inner = arg
            out.append(_sample(inner) * max(1, min(low, 4)))
        elif op is sre.SUBPATTERN:
            out.append(_sample(arg[3]))
        elif op is sre.BRANCH:
            out.append(_sample(arg[1][0]))
        elif op is sre.ATOMIC_GROUP:
            out.append(_sample(arg))
        elif op is sre.ASSERT and arg[0] > 0:
            out.append(_sample(arg[1]))
    return "".join(out)[:200]


def _of_set(items: Any) -> str:
    negated = any(op is sre.NEGATE for op, _ in items)
    if negated:
        barred = {chr(a) for op, a in items if op is sre.LITERAL}
        return next(c for c in "a 1.x-" if c not in barred)
    op, arg = items[0]
    if op is sre.LITERAL:
        return chr(arg)
    if op is sre.RANGE:
        return chr(arg[0])
    return {sre.CATEGORY_DIGIT: "1", sre.CATEGORY_SPACE: " ", sre.CATEGORY_WORD: "a"}.get(arg, ".")


def _repeated(tree: Any) -> Iterator[str]:
    """Yield a sample of every part that a pattern repeats, each branch's included."""
    for op, arg in tree:
        if op in (sre.MAX_REPEAT, sre.MIN_REPEAT, sre.POSSESSIVE_REPEAT):
            _, high, inner = arg
            if high is sre.MAXREPEAT or high > 8:
                yield _sample(inner)
            yield from _repeated(inner)
        elif op is sre.SUBPATTERN:
            yield from _repeated(arg[3])
        elif op is sre.BRANCH:
            for branch in arg[1]:
                yield from _repeated(branch)
        elif op in (sre.ASSERT, sre.ASSERT_NOT):
            yield from _repeated(arg[1])
        elif op is sre.ATOMIC_GROUP:
            yield from _repeated(arg)


def worst(
    pattern: str | bytes, flags: int, methods: set[str], sizes: dict[int, float]
) -> tuple[int, float, str] | None:
    """Return (size, seconds, start of the text) of the first text that takes longer than it may; None: none does.

    `sizes` maps a length to the processor time allowed for it; small lengths come first, so that a pattern that is
    worse than linear is found before it hangs. A text that would keep within its time if time grew with the third
    power of the length is not tried at the next length.
    """
    compiled = re.compile(pattern, flags)
    before: dict[int, tuple[int, float]] = {}
    for size, allowed in sizes.items():
        for i, text in enumerate(troubles(pattern, flags, size)):
            if i in before and before[i][1] * (size / before[i][0]) ** 3 < allowed:
                continue
            given: Any = text.encode("latin-1", "replace") if isinstance(pattern, bytes) else text
            taken = _taken(compiled, given, methods, 2 * allowed)
            for _ in range(TRIES - 1):
                if taken > allowed:
                    taken = min(taken, _taken(compiled, given, methods, 2 * allowed))
            before[i] = size, max(taken, 1e-6)  # the clock may not tell less
            if taken > allowed:
                return size, taken, repr(text[:60])
    return None


def _taken(compiled: re.Pattern[Any], given: Any, methods: set[str], at_most: float) -> float:
    """Return how many seconds of this thread's processor time an expression takes."""
    begin = time.thread_time()
    with suppress(TimeoutError), _at_most(at_most):
        _ask(compiled, given, methods)
    return time.thread_time() - begin


def _ask(compiled: re.Pattern[Any], given: Any, methods: set[str]) -> None:
    if methods - ANCHORED:
        for _ in compiled.finditer(given):
            pass
    else:
        compiled.match(given)
        compiled.fullmatch(given)


@contextmanager
def _at_most(seconds: float) -> Iterator[None]:
    """Raise TimeoutError after so many seconds of processor time; an expression looks for signals while it runs."""

    def end(number: int, frame: object) -> None:
        raise TimeoutError

    before = signal.signal(signal.SIGVTALRM, end)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)
