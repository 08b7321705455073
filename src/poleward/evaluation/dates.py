"""Scores of the finding of dates against TimeML."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from pathlib import Path
from typing import Any

from poleward.errors import UnusableInputError, needs_extra
from poleward.evaluation.tar_members import KEPT_FAILURES, members
from poleward.pages.dates import DateInterval, DateMention, find_dates

with needs_extra("text"):
    from lxml import etree


def evaluate_dates(path: Path) -> dict[str, Any]:
    """Score `find_dates` on the TIMEX3 expressions of type DATE in a tar file of TimeML documents.

    `accuracy` is the share of all such expressions in the texts whose normalised value is found at their place;
    the part after 'T' (time of day), '-WE' and unknown places ('-XX') do not count. `calendar_accuracy` leaves
    out PAST_REF, PRESENT_REF and FUTURE_REF; `recall` is the share that overlaps any mention. Each document's
    creation time is the day of writing.
    """
    counts: Counter[str] = Counter()
    failures: list[dict[str, str]] = []
    for name, data in members(path):
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
        "failures": failures[:KEPT_FAILURES],
        "n_failures": len(failures),
    }


Gold = tuple[int, int, str, str]


def _timeml(data: bytes) -> tuple[str, list[Gold], DateInterval | None]:
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
    return "".join(parts), gold, DateInterval(day, day)


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
