"""When a page was published: an interval of days, and in words how it was found.

The cascade ends at the first that speaks: what the page states (linked data, metadata, time elements, a record's
field), its address, a dateline or byline, and last the events and dates of its own text. Discarded stretches never
count, except a line that says itself when the page was published.
"""

from __future__ import annotations

import datetime as dt
import email.utils
import re
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

from poleward.clock import today
from poleward.pages.date_units import shifted
from poleward.pages.dates import DateMention, find_dates
from poleward.pages.document import Annotation, DateInterval, Span, lines_of
from poleward.pages.saying_when import MAX_LINE, is_only_date, published_part, speaks_of_change

FIRST_DAY = dt.date(1900, 1, 1)
"""What states an earlier day states no day of publication: our choice."""
LAST_YEAR = 2100
"""What states a later year states no day of publication: our choice."""
NEWS_WINDOW = dt.timedelta(days=31)
"""News date their newest event within a month; see docs/pages.md for how often that held."""
MAX_EVIDENCE = 100_000
"""Characters of the text in which dates and events are looked for."""
MIN_GAP = 120
"""Days without a date in the calendar that are needed to tell where in the year a page was written."""

_PLACED = frozenset({"day", "month", "season", "quarter", "year"})
_YEAR = re.compile(r"\d{4}")
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_COMPACT = re.compile(r"(?<!\d)((?:19|20)\d\d)(\d\d)(\d\d)(?:\d{4,6})?(?!\d)")
_URL_DAY = re.compile(r"(?<!\d)((?:19|20)\d\d)[/_-](0?[1-9]|1[0-2]|[a-z]{3})[/_-](0?[1-9]|[12]\d|3[01])(?!\d)", re.I)
_URL_MONTH = re.compile(r"/((?:19|20)\d\d)/(0[1-9]|1[0-2])(?=/)")
_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_DATELINE = re.compile(
    r"^(?-i:[A-ZÀ-ÝА-ЯЁ][\wÀ-ÿА-яё.' -]{1,40}?)(?:,\s+[\w. ]{2,20})??[,.]?\s+(?P<date>[^()\n—–-]{3,25}?)\s*"
    r"(?:\((?:Reuters|AP|AFP|TASS|ТАСС|Interfax|Интерфакс|IANS|Xinhua|UPI|Kazinform|[\w/ .]{2,25})\)|[/—–-])\s*",
    re.IGNORECASE,
)
_FILED = re.compile(
    r"^[A-ZÀ-ÝА-ЯЁ][A-ZÀ-ÝА-ЯЁ.' -]{2,40}(?:,\s+[\w. ]{2,20})?,\s+"
    r"(?P<date>\d{1,2}\.?\s+\w{3,12}\s+\d{4}|\w{3,12}\s+\d{1,2},?\s+\d{4})\s*[.:—–-]"
)
"""A dateline without an agency: a place in capitals and a whole date before the first sentence."""
TOP, TOP_LINES, SHORT = 4_000, 6, 120
"""Characters and lines from the beginning in which a short line may say when the page was published."""
TO_COME = "a stated date that is still to come"
_SLASHED_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)[/.](\d{1,2})[/.](\d{1,2})(?!\d)")


@dataclass(frozen=True, slots=True)
class Published:
    """The first and last day on which a page can have been published (None: unknown), and how that was found."""

    earliest: dt.date | None
    latest: dt.date | None
    how: str


@dataclass(frozen=True, slots=True)
class DatedEvent:
    """An event whose mention tells that a page was written on or after a day."""

    name: str
    date: dt.date
    patterns: tuple[re.Pattern[str], ...]


UNKNOWN = Published(None, None, "unknown: the page states no date and its text gives none")


@cache
def events() -> tuple[DatedEvent, ...]:
    """Return the dated events of `data/events.toml`."""
    data = tomllib.loads(resources.files("poleward.pages.data").joinpath("events.toml").read_text(encoding="utf-8"))
    return tuple(
        DatedEvent(row["name"], row["date"], tuple(re.compile(p, re.IGNORECASE) for p in row["patterns"]))
        for row in data["event"]
    )


def published(
    stated: Sequence[tuple[str, str]],
    url: str | None,
    text: str,
    body: Sequence[Span],
    discarded: Iterable[Annotation],
    language: str,
) -> Published:
    """Return the publication interval of a page.

    Parameters
    ----------
    stated
        (how, raw value) of the dates that its markup or record states, the best first.
    url
        Its address, when it is known.
    text, body
        Its text and the paragraphs that were kept.
    discarded
        What was discarded, for the lines that say themselves when the page was published.
    language
        Of the text.
    """
    to_come = ""
    for how, raw in stated:
        interval = parse_stated(raw, language)
        if interval and interval.earliest > today():
            to_come = to_come or f"{TO_COME} ({interval.earliest.isoformat()}, in {how})"
        elif interval:
            return Published(interval.earliest, min(interval.latest, today()), f"stated in {how}")
    found = _undated(url, text, body, discarded, language)
    return Published(None, None, f"unknown: {to_come}") if to_come and found.earliest is None else found


def _undated(
    url: str | None, text: str, body: Sequence[Span], discarded: Iterable[Annotation], language: str
) -> Published:
    """Return the publication interval of a page that states none in its markup or record."""
    if url and (interval := _in_url(url)):
        return Published(interval.earliest, interval.latest, "read from its address")
    top = lines_of(text[:TOP])[:TOP_LINES]
    said = [text[a.start_at : a.end_at] for a in discarded if a.end_at - a.start_at < MAX_LINE]
    near = [text[span.start_at : span.end_at] for span in top]
    for line in [*said, *near]:
        part = published_part(line)
        if part and part[1] and (interval := parse_day(part[0], language)):
            return Published(interval.earliest, interval.latest, "stated in a line of the page")
    for line in near:
        if len(line) < SHORT and not speaks_of_change(line) and (interval := _only_date(line, language)):
            return Published(interval.earliest, interval.latest, "stated in a line near its headline")
    if body and (interval := _dateline(text[body[0].start_at : body[0].start_at + 120], language)):
        return Published(interval.earliest, interval.latest, "stated in its dateline")
    return from_text("\n".join(text[span.start_at : span.end_at] for span in body), language)


def parse_stated(raw: str, language: str = "en") -> DateInterval | None:
    """Return the day, month or year that a stated date means; None when it is none, or not plausible.

    The day is the one in the time zone of the page. A year or month alone gives the whole of it.
    """
    raw = raw.strip()[:80]
    candidates: list[DateInterval] = []
    part = published_part(raw)
    raw = part[0].strip() if part else raw
    for pattern in (_ISO, _COMPACT, _SLASHED_YEAR):
        if match := pattern.search(raw):
            candidates += _interval(int(match[1]), int(match[2]), int(match[3]))
    if match := re.fullmatch(r"(\d{4})-(\d{2})", raw):
        candidates += _interval(int(match[1]), int(match[2]), None)
    elif match := re.fullmatch(r"(\d{4})(?:\.0)?", raw):
        candidates += _interval(int(match[1]), None, None)
    elif match := re.fullmatch(r"\d{9,10}(?:\.\d+)?|\d{13}", raw):
        seconds = float(raw) / (1000 if len(raw) == 13 else 1)
        day = (dt.datetime(1970, 1, 1) + dt.timedelta(seconds=seconds)).date()
        candidates.append(DateInterval(day, day))
    if not candidates and re.match(r"^\w{3},\s+\d", raw):
        try:
            day = email.utils.parsedate_to_datetime(raw).date()
            candidates.append(DateInterval(day, day))
        except (ValueError, TypeError, IndexError):
            return None
    found = candidates[0] if candidates else _written_out(raw, language)
    return found if found and found.earliest >= FIRST_DAY and found.latest.year <= LAST_YEAR else None


def _interval(year: int, month: int | None, day: int | None) -> list[DateInterval]:
    try:
        if month is None:
            return [DateInterval(dt.date(year, 1, 1), dt.date(year, 12, 31))]
        if day is None:
            first = dt.date(year, month, 1)
            return [DateInterval(first, shifted(first, 1, "month") - dt.timedelta(days=1))]
        return [DateInterval(dt.date(year, month, day), dt.date(year, month, day))]
    except ValueError:
        return []


def _written_out(line: str, language: str) -> DateInterval | None:
    """Return the one day with its year that a short line names, in its own language or in English."""
    for tongue in dict.fromkeys((language, "en", "ru", "fr")):
        days = [m for m in find_dates(line, None, tongue) if m.earliest and m.latest and m.unit == "day"]
        if days and days[0].earliest and days[0].latest:
            return DateInterval(days[0].earliest, days[0].latest)
    return None


def parse_day(text: str, language: str = "en") -> DateInterval | None:
    """Return the day that a short text names; None where it names none, or one still to come."""
    for pattern in (_ISO, _SLASHED_YEAR):
        if match := pattern.search(text):
            found = _interval(int(match[1]), int(match[2]), int(match[3]))
            if found:
                return found[0] if found[0].earliest <= today() else None
    day = _written_out(text, language)
    return day if day and FIRST_DAY <= day.earliest <= today() else None


def _only_date(line: str, language: str) -> DateInterval | None:
    """Return the day that a line names where it says nothing else, or stands in a byline."""
    day = parse_day(line, language)
    if day is None:
        return None
    for tongue in dict.fromkeys((language, "en", "ru", "fr")):
        for mention in find_dates(line, None, tongue):
            if mention.unit == "day" and is_only_date(line, line[mention.start : mention.end]):
                return day
    match = _ISO.search(line) or _SLASHED_YEAR.search(line)
    return day if match and is_only_date(line, match[0]) else None


def only_day(line: str, language: str) -> dt.date | None:
    """Return the one day that a line names where it says nothing else; None: it says more, or less."""
    found = _only_date(line, language) if len(line) < SHORT else None
    return found.earliest if found and found.earliest == found.latest else None


def _in_url(url: str) -> DateInterval | None:
    path = re.sub(r"^[a-z]+://[^/]*", "", url[:500], flags=re.IGNORECASE)
    if match := _URL_DAY.search(path):
        named = match[2].lower()
        month = int(named) if named.isdecimal() else _MONTHS.index(named) + 1 if named in _MONTHS else 0
        found = _interval(int(match[1]), month, int(match[3])) if month else []
        if found:
            return found[0]
    if match := _COMPACT.search(path):
        found = _interval(int(match[1]), int(match[2]), int(match[3]))
        if found:
            return found[0]
    if match := _URL_MONTH.search(path):
        return _interval(int(match[1]), int(match[2]), None)[0]
    return None


def _dateline(line: str, language: str) -> DateInterval | None:
    match = _DATELINE.match(line) or _FILED.match(line)
    return _written_out(match["date"], language) if match else None


def from_text(body: str, language: str) -> Published:
    """Return the publication interval that the events and dates of a page's own text allow.

    Lower bound: the latest of the events named and the past dates written with their year. Where an event that
    gives the year is itself dated without one ('invaded on 24 February'), the page is less than a year younger;
    its other yearless dates then tell the season, since they mean the last occurrence: the page was written in
    the largest gap of the calendar that they leave, and news date their newest event within a month.
    """
    body = body[:MAX_EVIDENCE]
    named = [(event, match) for event in events() for pattern in event.patterns for match in pattern.finditer(body)]
    mentions = [m for m in find_dates(body, None, language) if m.end - m.start < 80]
    dated = [m for m in mentions if m.earliest and m.unit in _PLACED and _YEAR.search(body, m.start, m.end)]
    past = [m for m in dated if m.tense == "past" or (m.tense == "" and m.unit != "year")]
    bounds = [(event.date, f"{event.name} ({event.date.isoformat()})") for event, _ in named]
    bounds += [(m.earliest, f"'{body[m.start : m.end]}'") for m in past if m.earliest and m.earliest <= today()]
    if not bounds:
        return UNKNOWN
    earliest, why = max(bounds, key=lambda bound: bound[0])
    yearless = [m for m in mentions if m.yearless]
    limit = _limit(body, named, yearless)
    if limit is None or limit < earliest:
        return Published(earliest, None, f"inferred from the text: it knows of {why}")
    newest = _newest(earliest, [m for m in yearless if m.tense in ("past", "")], limit)
    if newest is None:
        how = f"inferred from the text: it knows of {why}, dated without its year, so less than a year before"
        return Published(earliest, limit, how)
    mention, over = newest
    how = (
        f"inferred from the text: it knows of {why}, dated without its year; its newest past date is "
        f"'{body[mention.start : mention.end]}', and news date their newest event within a month"
    )
    return Published(max(earliest, over), min(limit, over + NEWS_WINDOW - dt.timedelta(days=1)), how)


def _limit(body: str, named: list[tuple[DatedEvent, re.Match[str]]], yearless: list[DateMention]) -> dt.date | None:
    """Return the last day of the year that follows an event which the text dates by day and month alone."""
    ends = [
        shifted(event.date, 12, "month")
        for event, match in named
        for mention in yearless
        if abs(mention.start - match.end()) < 160 and mention.value[5:] == event.date.strftime("%m-%d")
    ]
    return min(ends) if ends else None


def _newest(earliest: dt.date, past: list[DateMention], limit: dt.date) -> tuple[DateMention, dt.date] | None:
    """Return the last of the yearless past dates before the largest gap that they leave in the calendar.

    With it comes the first day on which a page can speak of it so: the day itself, or the day after a month (or
    a part of one) that is named from outside.
    """
    ends: dict[dt.date, DateMention] = {}
    for mention in past:
        month = int(mention.value[5:7])
        year = earliest.year + (month < earliest.month)
        over = _over(mention, year, month)
        if over is not None:
            ends[_in_common_year(over)] = mention
    days = sorted(ends)
    if len({day.month for day in days}) < 2:
        return None
    gaps = [
        ((after - day).days if after > day else (after - day).days + 365, day)
        for day, after in zip(days, days[1:] + days[:1], strict=True)
    ]
    gap, day = max(gaps)
    if gap < MIN_GAP:
        return None
    over = day.replace(year=earliest.year)
    if over < earliest:
        over = day.replace(year=earliest.year + 1)
    return (ends[day], over) if over <= limit else None


def _in_common_year(day: dt.date) -> dt.date:
    """Return the day in a year without 29 February, so that days of several years can be compared."""
    return dt.date(2001, 2, 28) if (day.month, day.day) == (2, 29) else day.replace(year=2001)


def _over(mention: DateMention, year: int, month: int) -> dt.date | None:
    """Return the first day on which a page can speak of a yearless date in the past."""
    if mention.unit == "day":
        try:
            return dt.date(year, month, int(mention.value[8:10]))
        except ValueError:
            return None
    return shifted(dt.date(year, month, 1), 1, "month")
