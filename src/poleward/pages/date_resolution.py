"""Date expressions to days: one small function for each kind of expression of `data/dates.toml`.

Values are written after TIMEX3 (Pustejovsky et al., TimeML 1.2.1): '2022-04-30', '2022-04', '2022', '2022-W17',
'2022-Q2', '2022-SP', '199' for a decade, PAST_REF, PRESENT_REF, FUTURE_REF.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from poleward.pages.date_grammar import FoundDate, Grammar
from poleward.pages.date_units import Resolved, months, narrowed, shifted, stretch
from poleward.periods import plus_months

_DAY = dt.timedelta(days=1)
_SEASONS = {3: "SP", 6: "SU", 9: "FA", 12: "WI"}


@dataclass(frozen=True, slots=True)
class Context:
    """What an expression is resolved against.

    `day` is the day of writing (None: unknown), `tense` 'past', 'future', 'planned' or '', and `reference` what
    the expression before it meant.
    """

    day: dt.date | None
    tense: str
    reference: Resolved | None

    @property
    def written(self) -> dt.date:
        """The day of writing, where the caller has made sure that it is known."""
        if self.day is None:
            raise ValueError("the day of writing is unknown")
        return self.day


Words = Mapping[str, Mapping[str, Any]]


def resolve(found: FoundDate, grammar: Grammar, context: Context) -> Resolved | None:
    """Return what an expression means on a day of writing; None when it is no date after all."""
    groups = {name: value for name, value in found.match.groupdict().items() if value is not None}
    resolver = _RESOLVERS[found.pattern.kind]
    try:
        plain = resolver(_Groups(groups, grammar.words, found.pattern.extra), context)
        if plain is None or "part" not in groups:
            return plain
        part = str(grammar.words["part"][_normal(groups["part"])])
        return narrowed(plain, part)
    except (ValueError, OverflowError, KeyError):  # 31 April, year 0, a word that only its spelling shares
        return None


def unplaced(value: str, unit: str) -> Resolved:
    """Return a mention that cannot be placed without a day of writing."""
    return Resolved(None, None, value, unit)


def _normal(word: str) -> str:
    return re.sub(r"\s+", " ", word.lower().replace("’", "'"))


class _Groups:
    """A match's groups as values: `month` as its number, `unit` as its name, and so on."""

    def __init__(self, groups: Mapping[str, str], words: Words, extra: Mapping[str, int]) -> None:
        self.groups, self.words, self.extra = groups, words, extra

    def word(self, name: str) -> Any:
        """Return the value of a word of the grammar; None when the match has none."""
        return self.words[name][_normal(self.groups[name])] if name in self.groups else None

    def number(self, name: str, default: int | None = None) -> int | None:
        """Return a group of digits as a number."""
        return int(self.groups[name]) if name in self.groups else default

    @property
    def year(self) -> int | None:
        """The year; two digits are of the last or this century, whichever is nearer to 1980-2029."""
        year = self.number("y")
        return None if year is None else year + (1900 if year >= 30 else 2000) if year < 100 else year

    @property
    def month(self) -> int | None:
        """The month's number, from its name or its digits."""
        return self.number("m") or self.word("month")

    @property
    def count(self) -> int:
        """How many units; one when no number is given."""
        text = self.groups.get("number", "1")
        return int(text) if text.isdecimal() else int(self.words["number"][_normal(text)])


def _chosen(candidates: list[Resolved], context: Context) -> Resolved:
    """Return the candidate year that suits the tense: the last one begun, the next one, or the nearest."""
    day = context.written
    begun = [c for c in candidates if c.earliest and c.earliest <= day]
    coming = [c for c in candidates if c.latest and c.latest >= day]
    nearest = min(candidates, key=lambda c: _distance(c, day))
    if context.tense == "past" and begun:
        return begun[-1]
    if context.tense == "future" and coming:
        return coming[0]
    if context.tense == "planned" or _distance(nearest, day) <= 45:
        return nearest
    return begun[-1] if begun else nearest


def _distance(item: Resolved, day: dt.date) -> int:
    if item.earliest is None or item.latest is None:
        return 0
    return max((item.earliest - day).days, (day - item.latest).days, 0)


def _years_around(context: Context) -> range:
    return range(context.written.year - 1, context.written.year + 2)


def _day(g: _Groups, context: Context) -> Resolved | None:
    month, first = g.month, g.number("d")
    if month is None or first is None:
        return None
    last = g.number("d2", first) or first
    if last < first or last > 31:
        return None

    def in_year(year: int) -> Resolved:
        start, end = dt.date(year, month, first), dt.date(year, month, last)
        return Resolved(start, end, start.isoformat(), "day")

    if g.year is not None:
        return in_year(g.year)
    if context.day is None:
        return unplaced(f"XXXX-{month:02d}-{first:02d}", "day")
    leap_safe = [year for year in _years_around(context) if not (month == 2 and last == 29) or calendar.isleap(year)]
    return _chosen([in_year(year) for year in leap_safe], context) if leap_safe else None


def _slashed(g: _Groups, context: Context) -> Resolved | None:
    a, b, year = g.number("a"), g.number("b"), g.year
    if a is None or b is None or year is None:
        return None
    days = []
    for month, day in ((a, b), (b, a)):
        if 1 <= month <= 12:
            days.append(dt.date(year, month, day))
    if not days:
        return None
    if len(set(days)) > 1 and context.day is not None:  # both orders are used; the one at the page's own date, if any
        near = [day for day in days if abs((day - context.day).days) <= 7]
        days = near or days
    return Resolved(min(days), max(days), days[0].isoformat() if len(set(days)) == 1 else "", "day")


def _month(g: _Groups, context: Context) -> Resolved | None:
    month = g.month
    if month is None:
        return None
    if g.year is not None:
        return stretch(dt.date(g.year, month, 1), "month")
    if context.day is None:
        return unplaced(f"XXXX-{month:02d}", "month")
    return _chosen([stretch(dt.date(year, month, 1), "month") for year in _years_around(context)], context)


def _relative_month(g: _Groups, context: Context) -> Resolved | None:
    if context.day is None:
        return unplaced(f"XXXX-{g.month:02d}", "month")
    this = context.day.replace(day=1)
    candidates = [dt.date(year, g.month or 1, 1) for year in range(this.year - 2, this.year + 3)]
    relation = g.word("relation")
    if relation < 0:  # 'last February', written in March, is last year's
        day = [c for c in candidates if c <= plus_months(this, -2)][-1]
    elif relation > 0:
        day = next(c for c in candidates if c > this)
    else:
        day = dt.date(this.year, g.month or 1, 1)
    return stretch(day, "month")


def _in_season(year: int, month: int) -> Resolved:
    return months(year, month, 3, f"{year:04d}-{_SEASONS[month]}", "season")


def _season(g: _Groups, context: Context) -> Resolved | None:
    month = int(g.word("season"))
    if g.year is not None:
        return _in_season(g.year, month)
    if context.day is None:
        return unplaced(f"XXXX-{_SEASONS[month]}", "season")
    day = context.day
    around = [_in_season(year, month) for year in range(day.year - 2, day.year + 3)]
    relation = g.word("relation")
    if relation < 0:
        return [s for s in around if s.latest and s.latest < day][-1]
    if relation > 0:
        return next(s for s in around if s.earliest and s.earliest > day)
    return min(around, key=lambda s: _distance(s, day))


def _quarter(g: _Groups, context: Context) -> Resolved | None:
    quarter = g.number("q") or g.word("order")
    month = 3 * int(quarter) - 2
    if g.year is not None:
        return stretch(dt.date(g.year, month, 1), "quarter")
    if context.day is None:
        return unplaced(f"XXXX-Q{quarter}", "quarter")
    return _chosen([stretch(dt.date(year, month, 1), "quarter") for year in _years_around(context)], context)


def _year(g: _Groups, context: Context) -> Resolved | None:
    return stretch(dt.date(g.year, 1, 1), "year") if g.year else None


def _decade(g: _Groups, context: Context) -> Resolved | None:
    tens = g.number("y") or 190 + (g.number("y2") or 0)
    return stretch(dt.date(tens * 10, 1, 1), "decade")


def _century(g: _Groups, context: Context) -> Resolved | None:
    return stretch(dt.date(100 * (g.number("s") or 1) - 50, 1, 1), "century")


def _offset(g: _Groups, context: Context) -> Resolved | None:
    return stretch(context.day + g.extra["offset"] * _DAY, "day") if context.day else unplaced("XXXX-XX-XX", "day")


def _weekday(g: _Groups, context: Context) -> Resolved | None:
    wanted = int(g.word("weekday"))
    if context.day is None:
        return unplaced(f"XXXX-WXX-{wanted + 1}", "day")
    back = (context.day.weekday() - wanted) % 7
    relation = g.word("relation")
    if relation is not None and relation < 0:
        back = back or 7
    elif (relation is not None and relation > 0) or (relation is None and context.tense in ("future", "planned")):
        back = back - 7 if back else -7 if relation else 0
    elif relation == 0:
        back = context.day.weekday() - wanted
    return stretch(context.day - back * _DAY, "day")


def _relative(g: _Groups, context: Context) -> Resolved | None:
    unit = str(g.word("unit"))
    if context.day is None:
        return unplaced("", unit)
    return stretch(shifted(context.day, int(g.word("relation")), unit), unit)


def _this(g: _Groups, context: Context) -> Resolved | None:
    unit = str(g.word("unit"))
    return stretch(context.day, unit) if context.day else unplaced("", unit)


def _end_of_current(g: _Groups, context: Context) -> Resolved | None:
    return _this(g, context)


def _weekend(g: _Groups, context: Context) -> Resolved | None:
    if context.day is None:
        return unplaced("XXXX-WXX-WE", "weekend")
    ahead = context.tense in ("future", "planned") or context.day.weekday() >= 5
    return stretch(context.day if ahead else context.day - 7 * _DAY, "weekend")


def _ago(g: _Groups, context: Context) -> Resolved | None:
    unit = str(g.word("unit"))
    if context.day is None:
        return unplaced("PAST_REF", unit)
    if g.groups.get("vague") and "number" not in g.groups:
        return Resolved(None, shifted(context.day, -2, unit), "PAST_REF", unit)
    return stretch(shifted(context.day, -g.count, unit), _grain(unit))


def _grain(unit: str) -> str:
    """Return how exactly a count of units is meant: years for decades, weeks for fortnights."""
    return {"decade": "year", "century": "year", "fortnight": "week"}.get(unit, unit)


def _ahead(g: _Groups, context: Context) -> Resolved | None:
    unit = str(g.word("unit"))
    if context.day is None:
        return unplaced("FUTURE_REF", unit)
    return stretch(shifted(context.day, g.count, unit), _grain(unit))


def _duration_to_now(g: _Groups, context: Context) -> Resolved | None:
    unit = str(g.word("unit"))
    if context.day is None:
        return unplaced("PAST_REF", unit)
    if "number" not in g.groups:
        return Resolved(None, context.day, "PAST_REF", unit)
    return Resolved(shifted(context.day, -g.count, unit), context.day, f"P{g.count}{unit[:1].upper()}", unit)


def _same(g: _Groups, context: Context) -> Resolved | None:
    reference = context.reference
    unit = str(g.word("unit"))
    if reference is None or reference.earliest is None:
        return unplaced("", unit)
    return stretch(reference.earliest, unit)


def _after_reference(g: _Groups, context: Context) -> Resolved | None:
    reference = context.reference
    unit = str(g.word("unit"))
    if reference is None or reference.earliest is None:
        return unplaced("", unit)
    step = -1 if g.groups["sense"].lower() == "previous" else 1
    return stretch(shifted(reference.earliest, step, unit), unit)


def _from_reference(g: _Groups, context: Context) -> Resolved | None:
    unit = str(g.word("unit"))
    base = context.reference.earliest if context.reference and context.reference.earliest else context.day
    if base is None:
        return unplaced("", unit)
    step = -1 if g.groups["sense"].lower() in ("earlier", "before") else 1
    return stretch(shifted(base, step * g.count, unit), _grain(unit))


def _present(g: _Groups, context: Context) -> Resolved | None:
    return Resolved(context.day, context.day, "PRESENT_REF", "day")


def _past(g: _Groups, context: Context) -> Resolved | None:
    return Resolved(None, context.day, "PAST_REF", "")


def _future(g: _Groups, context: Context) -> Resolved | None:
    return Resolved(context.day, None, "FUTURE_REF", "")


def _feast(g: _Groups, context: Context) -> Resolved | None:
    month, day = g.extra["month"], g.extra["day"]

    def in_year(year: int) -> Resolved:
        if day:
            return stretch(dt.date(year, month, day), "day")
        first = dt.date(year, month, 1)  # Thanksgiving: the fourth Thursday
        return stretch(first + ((3 - first.weekday()) % 7 + 21) * _DAY, "day")

    if g.year is not None:
        return in_year(g.year)
    if context.day is None:
        return unplaced(f"XXXX-{month:02d}-{day:02d}" if day else f"XXXX-{month:02d}", "day")
    return _chosen([in_year(year) for year in _years_around(context)], context)


_RESOLVERS: dict[str, Callable[[_Groups, Context], Resolved | None]] = {
    "day": _day,
    "slashed": _slashed,
    "month": _month,
    "relative_month": _relative_month,
    "season": _season,
    "quarter": _quarter,
    "year": _year,
    "decade": _decade,
    "century": _century,
    "offset": _offset,
    "weekday": _weekday,
    "relative": _relative,
    "this": _this,
    "end_of_current": _end_of_current,
    "weekend": _weekend,
    "ago": _ago,
    "ahead": _ahead,
    "duration_to_now": _duration_to_now,
    "same": _same,
    "after_reference": _after_reference,
    "from_reference": _from_reference,
    "present": _present,
    "past": _past,
    "future": _future,
    "feast": _feast,
}
