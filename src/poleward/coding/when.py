"""When a statement is set: the date expression nearest to it, else the page's own publication interval."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass

from poleward.coding.grammar.lexicon import surface_pattern, words
from poleward.pages.dates import DateMention, find_dates
from poleward.pages.document import DateInterval, Document

PAPERS = words("papers")
PAPER_WINDOW = 60
"""Characters before a date in which a paper that it is the date of may stand."""
_WORD = re.compile(r"\s+(?:[a-z]+\s+)?([A-Za-z]+)")
_DATED_PAPER = surface_pattern("dated_paper")

HISTORICAL_DAYS = 365
"""An event this long before the page's own time is background."""


@dataclass(frozen=True, slots=True)
class When:
    """An interval of days, how it was found, and whether it lies well before the page's own time."""

    earliest: dt.date | None
    latest: dt.date | None
    how: str
    historical: bool = False


def dates_in(text: str, anchor: DateInterval | None, language: str) -> list[DateMention]:
    """Return the date expressions of a body's sentence that can be placed."""
    return [d for d in find_dates(text, anchor, language) if d.earliest is not None or d.latest is not None]


def when(
    text: str, dates: Sequence[DateMention], evidence: tuple[int, int], trigger: int, anchor: DateInterval | None
) -> When:
    """Return the interval for a trigger in a sentence.

    Parameters
    ----------
    text, dates
        The sentence and its date expressions, with offsets into it.
    evidence, trigger
        The statement's span and its trigger's first character, in the sentence.
    anchor
        When the page was published; None: unknown.
    """
    usable = [d for d in dates if d.unit not in {"decade", "century"} and not _of_a_paper(text, d)]
    inside = [d for d in usable if evidence[0] <= d.start and d.end <= evidence[1]]
    ranked = sorted(inside or usable, key=lambda d: (_of_a_noun(text, d), abs(d.start - trigger), d.start))
    if not ranked:
        return published(anchor)
    date = ranked[0]
    earliest, latest = date.earliest, date.latest
    before = text[: date.start].rstrip().lower()
    lead = text[date.start : date.end].lower()
    begins = before.endswith(("since", "from")) or lead.startswith("since")
    if begins and " to " not in lead:  # 'from the 14th to the 16th' is a stretch of its own
        latest = anchor.latest if anchor else None
        if earliest is not None and latest is not None and earliest > latest:
            latest = date.latest
    elif before.endswith(("until", "till")):
        earliest = None
    if earliest is None and latest is not None and anchor is not None and latest >= anchor.earliest:
        return published(anchor)
    if latest is None and anchor is not None:
        latest = anchor.latest if earliest is None or earliest <= anchor.latest else earliest
    if earliest is None or latest is None:
        return When(earliest, latest, date.how, is_historical(latest, anchor))
    if earliest > latest:
        return published(anchor)
    return When(earliest, latest, date.how, is_historical(latest, anchor))


def _of_a_noun(text: str, date: DateMention) -> bool:
    """Whether a date dates a thing, not the act: 'cancelled its agreement of 1993'."""
    return text[: date.start].rstrip().lower().endswith((" of", " the"))


def _of_a_paper(text: str, date: DateMention) -> bool:
    """Whether a year only names a paper: 'the agreements of 1993 and 1998', 'a 2004 treaty'."""
    if date.unit != "year":
        return False
    after = _WORD.match(text, date.end)
    if after and after.group(1).lower() in PAPERS:
        return True
    before = _DATED_PAPER.search(text[max(0, date.start - PAPER_WINDOW) : date.start].lower())
    return before is not None and before.group(1) in PAPERS


def is_historical(latest: dt.date | None, anchor: DateInterval | None) -> bool:
    """Whether a day is background for a page published in `anchor`."""
    return latest is not None and anchor is not None and latest < anchor.earliest - dt.timedelta(days=HISTORICAL_DAYS)


def bounded(date: When, document: Document) -> When:
    """Return an unknown date as open to one side, where the page's own date has one bound.

    'Not before the first of May' is no day: the interval stays open, and answers count it as undated.
    """
    if date.earliest is not None or date.latest is not None:
        return date
    first, last = document.published_earliest, document.published_latest
    if (first is None) == (last is None):
        return date
    bound = f"not before {first}" if first else f"not after {last}"
    return When(first, last, f"no date in the sentence, and the page's is only known to be {bound}")


def published(anchor: DateInterval | None) -> When:
    """Return the page's own interval."""
    if anchor is None:
        return When(None, None, "no date in the sentence, and the page's is unknown")
    return When(anchor.earliest, anchor.latest, "no date in the sentence: the page's publication")
