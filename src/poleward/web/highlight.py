"""A sentence with its actor, act, recipient and the grounds of its sign marked in place."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from poleward.channels.say import N_


@dataclass(frozen=True, slots=True)
class Marked:
    """A stretch of a sentence: `role` is 'who', 'act', 'to', 'ground' or '' for the rest."""

    text: str
    role: str = ""


_SMALL = frozenset({"the", "and", "for", "with", "from", "that", "than", "more"})
TITLES = {"who": N_("actor"), "act": N_("act"), "to": N_("recipient"), "ground": N_("ground of the sign")}


def highlight(row: Mapping[str, Any], reason: str) -> list[Marked]:
    """Return a statement's sentence in stretches; joined, they are the sentence.

    `row` has the columns of `tables.STATEMENTS`; `reason` is the sign's, such as 'refused × support × exclusion of
    RUS → closer to RUS': its words before the arrow are marked where the sentence has them.
    """
    exact: str = row["exact"]
    spans: list[tuple[int, int, str]] = []

    def add(start: int, end: int, role: str) -> None:
        if 0 <= start < end <= len(exact) and not any(start < e and s < end for s, e, _ in spans):
            spans.append((start, end, role))

    if row["trigger_start"] is not None and row["trigger_end"] is not None:
        add(row["trigger_start"] - row["start_at"], row["trigger_end"] - row["start_at"], "act")
    for column, role in (("actor_name", "who"), ("recipient_name", "to")):
        for start, end in _found(exact, row[column]):
            add(start, end, role)
            break
    for word in _grounds(reason):
        for start, end in _found(exact, word):
            add(start, end, "ground")
    out, at = [], 0
    for start, end, role in sorted(spans):
        if start > at:
            out.append(Marked(exact[at:start]))
        out.append(Marked(exact[start:end], role))
        at = end
    return [*out, Marked(exact[at:])] if at < len(exact) else out


def _found(text: str, phrase: str | None) -> Iterable[tuple[int, int]]:
    if not phrase or len(phrase) > 200:
        return
    pattern = r"\b" + r"\s+".join(map(re.escape, phrase.split())) + r"\b"
    for match in re.finditer(pattern, text, re.IGNORECASE):
        yield match.span()


def _grounds(reason: str) -> list[str]:
    """Return the words that a reason names, without the actor codes in it."""
    words = []
    for clause in reason.split(";"):
        for part in clause.partition("→")[0].split("×"):
            words += [w for w in part.split() if w.isalpha() and w.islower() and len(w) > 2 and w not in _SMALL]
    return list(dict.fromkeys(words))[:12]
