"""Scores of the page reader on labelled files: dates against TimeML, bodies against the true body texts."""

from __future__ import annotations

import datetime as dt
import gzip
import json
import re
import tarfile
import zlib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import trafilatura
from lxml import etree

from poleward.errors import PolewardError, UnusableInputError
from poleward.pages.dates import DateMention, Interval, find_dates
from poleward.pages.decode import MAX_BYTES
from poleward.pages.discards import HEADING
from poleward.pages.model import Span, lines_of, without
from poleward.pages.reading import read_bytes

MAX_MEMBERS = 20_000
MAX_TOTAL = 500_000_000

_WORD = re.compile(r"\w+")
_KEPT_FAILURES = 200


def _members(path: Path) -> Iterator[tuple[str, bytes]]:
    """Yield the names and bytes of a tar file's regular members; nothing is written to disk.

    Raises
    ------
    UnusableInputError
        No such file, no tar file, or one that is larger than the bounds.
    """
    total = 0
    try:
        with tarfile.open(path, mode="r:*") as archive:
            for count, member in enumerate(archive):
                if count >= MAX_MEMBERS or total > MAX_TOTAL:
                    raise UnusableInputError("more members or bytes than are read.", where=str(path))
                if not member.isfile() or member.size > MAX_BYTES:
                    continue
                stream = archive.extractfile(member)
                if stream is not None:
                    data = stream.read(MAX_BYTES + 1)
                    total += len(data)
                    yield member.name.removeprefix("./"), data
    except (OSError, EOFError, tarfile.TarError, zlib.error) as error:
        raise UnusableInputError(
            f"not a readable tar file: {error}.", where=str(path), todo="Give a .tar.gz in the layout of the docs."
        ) from None


def evaluate_dates(path: Path) -> dict[str, Any]:
    """Score `find_dates` on the TIMEX3 expressions of type DATE in a tar file of TimeML documents.

    `accuracy` is the share of all such expressions in the texts whose normalised value is found at their place;
    the part after 'T' (time of day), '-WE' and unknown places ('-XX') do not count. `calendar_accuracy` leaves
    out PAST_REF, PRESENT_REF and FUTURE_REF; `recall` is the share that overlaps any mention. Each document's
    creation time is the day of writing.
    """
    counts: Counter[str] = Counter()
    failures: list[dict[str, str]] = []
    for name, data in _members(path):
        if not name.endswith(".tml"):
            continue
        try:
            text, gold, written = _timeml(data)
        except (etree.XMLSyntaxError, ValueError) as error:
            counts["unreadable"] += 1
            failures.append({"document": name, "expression": "", "expected": "", "found": f"unreadable: {error}"})
            continue
        counts["documents"] += 1
        mentions = find_dates(text, written, "en")
        counts["found"] += len(mentions)
        _score_dates(name, text, gold, mentions, counts, failures)
    if not counts["n"]:
        raise UnusableInputError("no TimeML document with a DATE in it.", where=str(path))
    return {
        "n": counts["n"],
        "accuracy": counts["right"] / counts["n"],
        "calendar_accuracy": counts["calendar_right"] / max(counts["calendar"], 1),
        "recall": counts["overlapping"] / counts["n"],
        "spurious": counts["spurious"],
        "documents": counts["documents"],
        "unreadable": counts["unreadable"],
        "failures": failures[:_KEPT_FAILURES],
        "n_failures": len(failures),
    }


Gold = tuple[int, int, str, str]


def _timeml(data: bytes) -> tuple[str, list[Gold], Interval | None]:
    """Return a TimeML document's text, its TIMEX3 (start, end, type, value) and its day of writing."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, recover=True, load_dtd=False)
    root = etree.fromstring(data, parser)
    if root is None:
        raise ValueError("no XML")
    parts: list[str] = []
    gold: list[Gold] = []
    size = 0
    opened: dict[Any, int] = {}
    body = root.find(".//TEXT")
    body = root if body is None else body

    def add(text: str | None) -> None:
        nonlocal size
        if text:
            parts.append(text)
            size += len(text)

    for event, element in etree.iterwalk(body, events=("start", "end")):
        if event == "start":
            opened[element] = size
            add(element.text)
        else:
            if element.tag == "TIMEX3":
                gold.append((opened[element], size, element.get("type", ""), element.get("value", "")))
            if element is not body:
                add(element.tail)
    creation = root.find(".//TIMEX3[@functionInDocument='CREATION_TIME']")
    value = "" if creation is None else creation.get("value", "")[:10]
    try:
        day = dt.date.fromisoformat(value)
    except ValueError:
        return "".join(parts), gold, None
    return "".join(parts), gold, Interval(day, day)


def _score_dates(
    name: str,
    text: str,
    gold: list[Gold],
    mentions: list[DateMention],
    counts: Counter[str],
    failures: list[dict[str, str]],
) -> None:
    for start, end, kind, value in gold:
        if kind != "DATE":
            continue
        near = [m for m in mentions if m.start < end and start < m.end]
        right = any(_same_value(m.value, value) for m in near)
        calendar = value[:1].isdecimal()
        counts["n"] += 1
        counts["right"] += right
        counts["calendar"] += calendar
        counts["calendar_right"] += right and calendar
        counts["overlapping"] += bool(near)
        if not right:
            found = ", ".join(m.value or "no value" for m in near) or "nothing"
            expression = " ".join(text[start:end].split())
            failures.append({"document": name, "expression": expression, "expected": value, "found": found})
    counts["spurious"] += sum(
        1 for m in mentions if not any(m.start < end and start < m.end for start, end, *_ in gold)
    )


def _same_value(found: str, expected: str) -> bool:
    return bool(found) and _plain(found) == _plain(expected)


def _plain(value: str) -> str:
    value = re.sub(r"T.*$", "", value)
    return re.sub(r"(?:-WE|-XX)+$", "", value)


def evaluate_pages(path: Path) -> dict[str, Any]:
    """Score page reading on a tar file of HTML pages with their true bodies ('ground-truth.json', 'html/*.html.gz').

    `f1` is the mean over pages of the F1 of word counts (bags of words, in lower case) against the true body;
    `trafilatura_f1` and `trafilatura_precision_f1` are trafilatura's own, with its defaults and with
    `favor_precision`, on the same pages. Section headings count as part of the body, the headline does not.
    """
    pages: dict[str, bytes] = {}
    truth: dict[str, str] = {}
    for name, data in _members(path):
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
        "failures": failures[:_KEPT_FAILURES],
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
