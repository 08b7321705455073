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
_LONG = surface_pattern("long_past")
_GOES_ON = surface_pattern("goes_on")
_ASIDE = re.compile(r"\(([^()]{0,200})\)")
"""Brackets with what they hold: no aside that anybody writes is longer."""
LEAST_ASIDE = 2
"""Words beside the date that make brackets an aside of their own: '(see our April story)', not '(14 May 2020)'."""
SINCE_REACH = 20
"""Characters from a name within which 'since 1995' is said of it: 'a member of the EU since 1995'."""
ONE_HAPPENING = dt.timedelta(days=3)
"""Days no farther apart than this are told of one happening, as where reports of it are counted (`channels.signed`)."""
MOST_GOING_ON = 3
"""Sentences after a dated one that may go on telling of it ('He also …'): our choice."""

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
    """Return the date expressions of a body's sentence that can be placed; a year that ends a day is part of it."""
    placed = [d for d in find_dates(text, anchor, language) if d.earliest is not None or d.latest is not None]
    return [d for k, d in enumerate(placed) if not k or d.unit != "year" or text[placed[k - 1].end : d.start] != " "]


def going_on(texts: Sequence[str], dates: Sequence[Sequence[DateMention]], k: int) -> int:
    """Return the number of the sentence whose dates hold in sentence `k`: its own, or that which it goes on from.

    'In August X met Y. He also promised …': the promise is of August too.
    """
    n = k
    while n and not dates[n] and k - n < MOST_GOING_ON and _GOES_ON.match(texts[n]):
        n -= 1
    return n if dates[n] else k


def when(
    text: str,
    dates: Sequence[DateMention],
    evidence: tuple[int, int],
    trigger: int,
    anchor: DateInterval | None,
    *,
    sure: bool = True,
    done: bool = False,
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
    sure
        Whether the trigger is what happened. Where it only stands near it, of several dates none is chosen, and the
        interval covers them all.
    done
        It has happened: a day to come is not its day.
    """
    usable = [d for d in dates if d.unit not in {"decade", "century"} and not _of_a_paper(text, d)]
    usable = [d for d in usable if not _in_aside(text, d, trigger) and not (done and _to_come(d, anchor))]
    inside = [d for d in usable if evidence[0] <= d.start and d.end <= evidence[1]] or usable
    ranked = sorted(inside, key=lambda d: (_of_a_noun(text, d), abs(d.start - trigger), d.start))
    if not ranked or ranked[0].earliest is None:
        long = _long_past(text, evidence, anchor)
        if long is not None or not ranked:
            return long or published(anchor)
    if sure or (_begins(text, ranked[0]) and abs(ranked[0].start - trigger) <= SINCE_REACH):
        return _of_date(text, ranked[0], anchor)
    acts = [d for d in ranked if not _of_a_noun(text, d) and not _begins(text, d)] or ranked
    covering = _covering(acts, text)
    return When(*covering, is_historical(covering[1], anchor)) if covering else _of_date(text, acts[0], anchor)


def _of_date(text: str, date: DateMention, anchor: DateInterval | None) -> When:
    """Return the interval of one date expression, by the words before it."""
    earliest, latest = date.earliest, date.latest
    if _begins(text, date):
        latest = anchor.latest if anchor else None
        if earliest is not None and latest is not None and earliest > latest:
            latest = date.latest
    elif text[: date.start].rstrip().lower().endswith(("until", "till")):
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


def _begins(text: str, date: DateMention) -> bool:
    """Whether something lasts from a date on: 'since 1995'; 'from the 14th to the 16th' is a stretch of its own."""
    lead = text[date.start : date.end].lower()
    begins = lead.startswith("since") or text[: date.start].rstrip().lower().endswith(("since", "from"))
    return begins and " to " not in lead


def _covering(dates: Sequence[DateMention], text: str) -> tuple[dt.date, dt.date, str] | None:
    """Return the first and last day of several dates that do not agree, and how; None where they are one or agree."""
    days = [(d.earliest, d.latest) for d in dates if d.earliest is not None and d.latest is not None]
    if len(days) < len(dates) or not days:
        return None
    if max(first for first, _ in days) - min(last for _, last in days) <= ONE_HAPPENING:
        return None
    said = ", ".join(f"'{text[d.start : d.end]}'" for d in sorted(dates, key=lambda d: d.start))
    return min(d[0] for d in days), max(d[1] for d in days), f"one of {said}"


def _long_past(text: str, evidence: tuple[int, int], anchor: DateInterval | None) -> When | None:
    """Return what 'for several years' says: it began nobody knows when, and reaches up to the page."""
    start = max(text.rfind(stop, 0, evidence[0]) + 1 for stop in ".;:")
    found = _LONG.search(text, start, evidence[1])
    if found is None or anchor is None:
        return None
    return When(None, anchor.latest, f"'{found.group()}', up to the page's publication")


def _in_aside(text: str, date: DateMention, trigger: int) -> bool:
    """Whether a date stands in brackets among words of their own, and what is told does not."""
    for aside in _ASIDE.finditer(text):
        if aside.start() < date.start and date.end < aside.end():
            words = f"{text[aside.start() + 1 : date.start]} {text[date.end : aside.end() - 1]}".split()
            return len(words) >= LEAST_ASIDE and not aside.start() < trigger < aside.end()
    return False


def _to_come(date: DateMention, anchor: DateInterval | None) -> bool:
    return anchor is not None and date.earliest is not None and date.earliest > anchor.latest


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
