"""Reads the sentences of tests/coding/data/statements.tsv and checks what the coder makes of each."""

from __future__ import annotations

import csv
import datetime as dt
from dataclasses import replace
from pathlib import Path

from poleward.coding import Coder, Statement
from poleward.pages.document import Document

DATA = Path(__file__).parent / "data"
WRITTEN = dt.date(2023, 6, 15)


def document(text: str, published: dt.date | None = WRITTEN) -> Document:
    """A page that is only this text."""
    return Document(
        doc_id="0" * 64, source="test", url=None, layout="text", title=None, text=text, language="en",
        published_earliest=published, published_latest=published, published_how="given", story_id="0" * 64,
        reader="test",
    )  # fmt: skip


def cases(name: str = "statements.tsv") -> list[dict[str, str]]:
    """The rows of a data file that expect something."""
    with (DATA / name).open(encoding="utf-8") as file:
        rows = list(
            csv.DictReader((line for line in file if not line.startswith("#")), delimiter="\t", quoting=csv.QUOTE_NONE)
        )
    return [row for row in rows if row["sign"] != "-"]


def faults(coder: Coder, case: dict[str, str], language: str = "en") -> list[str]:
    """What is wrong with the statements of one case; empty when it is met."""
    statements = coder.code(replace(document(case["sentence"]), language=language))
    held = [s for s in statements if any(_matches(g.state, g.target, case) for g in s.signs)]
    signs = {g.sign for s in held for g in s.signs if _matches(g.state, g.target, case)}
    if case["sign"] == "none":
        return [f"signs {sorted(signs)} where none is due"] if signs else []
    if not held:
        return ["no sign for the tie"]
    if signs != {int(case["sign"])}:
        return [f"signs {sorted(signs)}"]
    best: list[str] | None = None
    for s in held:
        wrong = _wrong(s, case)
        if best is None or len(wrong) < len(best):
            best = wrong
    return best or []


def _matches(state: str, target: str, case: dict[str, str]) -> bool:
    return case["state"] in {state, "-"} and case["target"] in {target, "-"}


def _wrong(s: Statement, case: dict[str, str]) -> list[str]:
    wrong = []
    if case["type"] != "-" and s.event_type != case["type"]:
        wrong.append(f"type {s.event_type}")
    if case["negated"] != "-" and s.negated != (case["negated"] == "yes"):
        wrong.append(f"negated {s.negated}")
    speaker = s.speakers[-1].name if s.speakers else "page"
    if case["speaker"] != "-" and case["speaker"] not in speaker:
        wrong.append(f"speaker {speaker}")
    return wrong
