"""Date expressions in text, resolved to intervals of days against an interval of writing.

A closed grammar (`data/dates.toml`) for English, Russian and French. What it does not know it does not guess.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from poleward.pages.date_grammar import FoundDate, Grammar, find, grammar
from poleward.pages.date_resolution import Context, resolve
from poleward.pages.date_units import Resolved
from poleward.pages.document import DateInterval

__all__ = ["DateInterval", "DateMention", "find_dates"]

_WINDOW = 90
"""Characters on either side of a date in which its verb is looked for: our choice, about one clause."""
_STOP = re.compile(r"[.!?…;](?=\s+[\"'“«(]?[A-ZА-ЯÀ-Ý])|\n")
_PLANNING = re.compile(
    r"^(?:cancel|postpone|called off|plan|schedule|due|expected|slated|set|отмен|перен|заплан|annul|report|prévu)",
    re.IGNORECASE,
)
_WIDE = 200
"""Days of an anchor: a narrower one tells which of two years a day without one is of. Our choice, well below a year."""


@dataclass(frozen=True, slots=True)
class DateMention:
    """A date expression and the days it can mean.

    Attributes
    ----------
    start, end
        Its place in the text given to `find_dates`, in characters.
    earliest, latest
        The first and last day, both included; None is an open end ('recently'), and None for both means that
        it cannot be placed without a day of writing.
    value
        Its normal form after TIMEX3, such as '2022-04', '2022-W17', 'XXXX-05-09', PAST_REF; '' when it has none.
    unit
        'day', 'week', 'weekend', 'month', 'quarter', 'season', 'year', 'decade', 'century' or ''.
    tense
        'past', 'future' or 'planned' after the nearest verb; '' when none is near.
    how
        In words, how it was resolved.
    """

    start: int
    end: int
    earliest: dt.date | None
    latest: dt.date | None
    how: str
    value: str = ""
    unit: str = ""
    tense: str = ""

    @property
    def yearless(self) -> bool:
        """Whether the expression names a day or month without its year."""
        return self.value.startswith("XXXX-") and self.value[5:7].isdecimal()


def find_dates(text: str, anchor: DateInterval | None, language: str = "en") -> list[DateMention]:
    """Return the date expressions of a text in order, without overlap.

    Parameters
    ----------
    text
        A sentence, a paragraph or a page.
    anchor
        When it was written. An expression that depends on it ('on Wednesday', 'in April') is resolved at both
        ends and covers both; with None it is found but not placed.
    language
        'en', 'ru' or 'fr'; for other languages only dates in digits are found.
    """
    rules = grammar(language)
    mentions: list[DateMention] = []
    reference: Resolved | None = None
    for found in find(text, language):
        tense = _tense(text, found, rules)
        resolved = _between(found, rules, anchor, tense, reference)
        if resolved is None:
            continue
        if resolved.earliest is not None and resolved.value[:1].isdecimal():
            reference = resolved
        mentions.append(
            DateMention(
                start=found.start,
                end=found.end,
                earliest=resolved.earliest,
                latest=resolved.latest,
                how=_how(found, resolved, anchor, tense),
                value=resolved.value,
                unit=resolved.unit,
                tense=tense,
            )
        )
    return mentions


def _between(
    found: FoundDate, rules: Grammar, anchor: DateInterval | None, tense: str, reference: Resolved | None
) -> Resolved | None:
    """Return what an expression means over all days of writing from the first to the last."""
    if anchor is None:
        return resolve(found, rules, Context(None, tense, reference))
    first = resolve(found, rules, Context(anchor.earliest, tense, reference))
    if anchor.earliest == anchor.latest or first is None:
        return first
    last = resolve(found, rules, Context(anchor.latest, tense, reference))
    if last is None or first == last:
        return first
    if found.pattern.kind in ("day", "month", "feast") and (anchor.latest - anchor.earliest).days < _WIDE:
        return min((last, first), key=lambda item: _away(item, anchor))
    return Resolved(
        min(first.earliest, last.earliest) if first.earliest and last.earliest else None,
        max(first.latest, last.latest) if first.latest and last.latest else None,
        first.value if first.value == last.value else "",
        first.unit,
    )


def _away(item: Resolved, anchor: DateInterval) -> int:
    """Return how many days a date lies outside the interval of writing."""
    if item.earliest is None or item.latest is None:
        return 0
    return max((item.earliest - anchor.latest).days, (anchor.earliest - item.latest).days, 0)


def _tense(text: str, found: FoundDate, rules: Grammar) -> str:
    """Return the tense of the nearest verb in the sentence; a verb before the date counts as nearer."""
    if rules.future is None or rules.past is None:
        return ""
    start = max(0, found.start - _WINDOW)
    end = min(len(text), found.end + _WINDOW)
    stops = [m.end() for m in _STOP.finditer(text, start, found.start)]
    start = stops[-1] if stops else start
    stop = _STOP.search(text, found.end, end)
    end = stop.start() if stop else end
    best = (10_000, "")
    for tense, cues in (("future", rules.future), ("past", rules.past)):
        for cue in cues.finditer(text, start, end):
            if cue.start() < found.end and found.start < cue.end():
                continue
            gap = found.start - cue.end() if cue.end() <= found.start else cue.start() - found.end + 25
            label = "planned" if tense == "future" and _PLANNING.match(cue[0]) else tense
            if gap < best[0]:
                best = (gap, label)
    return best[1]


def _how(found: FoundDate, resolved: Resolved, anchor: DateInterval | None, tense: str) -> str:
    written = " ".join(found.match[0].split())[:60]
    if resolved.earliest is None and resolved.latest is None:
        return f"'{written}', not placed: the day of writing is unknown"
    if "y" in found.match.groupdict() and found.match["y"]:
        return f"'{written}', as written"
    if anchor is None:
        return f"'{written}'"
    when = anchor.earliest.isoformat()
    if anchor.latest != anchor.earliest:
        when += f" to {anchor.latest.isoformat()}"
    return f"'{written}', {tense + ' ' if tense else ''}seen from {when}"
