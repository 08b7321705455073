"""Scores of the page reader: bodies against the true body texts."""

from __future__ import annotations

import gzip
import json
import re
import zlib
from collections import Counter
from pathlib import Path
from typing import Any

from poleward.errors import PolewardError, UnusableInputError, needs_extra
from poleward.evaluation.tar_members import KEPT_FAILURES, members
from poleward.pages.decode import MAX_BYTES
from poleward.pages.discards import HEADING
from poleward.pages.document import Span, lines_of, without
from poleward.pages.reading import read_bytes

with needs_extra("text"):
    import trafilatura

_WORD = re.compile(r"\w+")


def evaluate_pages(path: Path) -> dict[str, Any]:
    """Score page reading on a tar file of HTML pages with their true bodies ('ground-truth.json', 'html/*.html.gz').

    `f1` is the mean over pages of the F1 of word counts (bags of words, in lower case) against the true body;
    `trafilatura_f1` and `trafilatura_precision_f1` are trafilatura's own, with its defaults and with
    `favor_precision`, on the same pages. Section headings count as part of the body, the headline does not.
    """
    pages: dict[str, bytes] = {}
    truth: dict[str, str] = {}
    for name, data in members(path):
        if name.endswith("ground-truth.json"):
            truth = {key: str(row.get("articleBody", "")) for key, row in _json_object(data, path).items()}
        elif ".html" in name:
            pages[Path(name).name.split(".")[0]] = _unzipped(data)
    if not truth:
        raise UnusableInputError("no ground-truth.json in it.", where=str(path))
    scores: dict[str, list[float]] = {"ours": [], "default": [], "precision": []}
    failures: list[dict[str, Any]] = []
    for key, body in sorted(truth.items()):
        page = pages.get(key, b"")
        ours = _body(page, key)
        f1 = _token_f1(ours or "", body)
        scores["ours"].append(f1)
        markup = page.decode("utf-8", errors="replace")
        scores["default"].append(_token_f1(trafilatura.extract(markup) or "", body))
        scores["precision"].append(_token_f1(trafilatura.extract(markup, favor_precision=True) or "", body))
        if ours is None or f1 < 0.9:
            failures.append({"page": key, "f1": round(f1, 4), "reason": "unreadable" if ours is None else "low"})
    n = len(truth)
    return {
        "n": n,
        "f1": sum(scores["ours"]) / n,
        "trafilatura_f1": sum(scores["default"]) / n,
        "trafilatura_precision_f1": sum(scores["precision"]) / n,
        "failures": failures[:KEPT_FAILURES],
        "n_failures": len(failures),
    }


def _json_object(data: bytes, path: Path) -> dict[str, dict[str, Any]]:
    try:
        rows = json.loads(data)
    except ValueError as error:
        raise UnusableInputError(f"ground-truth.json is not JSON: {error}.", where=str(path)) from None
    if not isinstance(rows, dict) or not all(isinstance(row, dict) for row in rows.values()):
        raise UnusableInputError("ground-truth.json is not an object of pages.", where=str(path))
    return rows


def _unzipped(data: bytes) -> bytes:
    """Return a page's bytes, unpacked up to the size that is read."""
    if not data.startswith(b"\x1f\x8b"):
        return data
    try:
        return zlib.decompressobj(zlib.MAX_WBITS | 16).decompress(data, MAX_BYTES)
    except (zlib.error, gzip.BadGzipFile):
        return b""


def _body(page: bytes, name: str) -> str | None:
    """Return the body with its section headings; None when the page cannot be read."""
    try:
        document = next(iter(read_bytes(page, name, layout="html")))
    except PolewardError:
        return None
    dropped = [Span(a.start_at, a.end_at) for a in document.annotations if a.kind == "discard" and a.value != HEADING]
    text = document.text
    spans = without(lines_of(text), dropped)
    return "\n".join(text[span.start_at : span.end_at] for span in spans)


def _token_f1(found: str, expected: str) -> float:
    a, b = Counter(_WORD.findall(found.lower())), Counter(_WORD.findall(expected.lower()))
    shared = (a & b).total()
    return 2 * shared / (a.total() + b.total()) if shared else float(not a and not b)
