"""Short lines that say when a page was published: 'Updated: 20 June 2024 | Published: 5 March', a byline, a date."""

from __future__ import annotations

import re

MAX_LINE = 200
"""Characters; a longer line is prose."""

_PUBLISHED = (
    r"(?:first|originally)?\s{0,3}(?:published|posted|issued|released|created|date|on)|опубликован\w{0,2}|"
    r"дата(?:\s{1,3}публикации)?|размещен\w{0,2}|publi[ée]e?|m(?:is|ise)\s{1,3}en\s{1,3}ligne"
)
_UPDATED = (
    r"(?:last\s{1,3})?(?:updated?|modified|edited|revised|reviewed|changed)|обновлен\w{0,2}|обновл[её]н\w{0,2}|"
    r"измен[её]н\w{0,2}|m(?:is|ise)\s{1,3}à\s{1,3}jour|modifi[ée]e?|actualis[ée]e?"
)
_LABEL = re.compile(
    rf"(?:^|[|•·;.,()/–—-])\W{{0,4}}(?:(?P<pub>{_PUBLISHED})|(?P<upd>{_UPDATED}))\b\s{{0,3}}:?", re.IGNORECASE
)
_CHANGE = re.compile(r"modif|update|updating|edited|revis|обновл|измен[её]н|à jour|actualis", re.IGNORECASE)
_TIME = re.compile(
    r"\b\d{1,2}[:.h]\d{2}(?::\d{2})?\s?(?:[ap]\.?m\.?)?|\b(?:GMT|UTC|MSK|EST|EDT|CET|ET)\b(?:[+-]\d+)?", re.I
)
_WEEKDAY = re.compile(
    r"\b(?:mon|tues|wednes|thurs|fri|satur|sun)day\b|\b(?:понедельник|вторник|среда|четверг|пятница|суббота|"
    r"воскресенье)\b|\b(?:lun|mar|mercre|jeu|vendre|same)di\b|\bdimanche\b",
    re.IGNORECASE,
)
_BYLINE = re.compile(r"^\W{0,3}(?:by|автор|par|von)\b[^|•·\d]{2,80}", re.IGNORECASE)


def published_part(line: str) -> tuple[str, bool] | None:
    """Return what a short line gives as the day of publication, and whether a label says so; None: nothing.

    Published beats updated, and the first of several counts. A line that speaks of a change alone gives nothing.
    """
    if len(line) > MAX_LINE:
        return None
    labels = list(_LABEL.finditer(line))
    if not labels:
        return line, False
    for label, after in zip(labels, [*labels[1:], None], strict=True):
        part = line[label.end() : after.start() if after else len(line)]
        if label["pub"] and any(c.isdecimal() for c in part):
            return part, True
    return None


def speaks_of_change(text: str) -> bool:
    """Return whether a mark or line names a change of the page: 'dateModified', 'Updated'."""
    return bool(_CHANGE.search(text[:MAX_LINE]))


def is_only_date(line: str, date: str) -> bool:
    """Return whether a line is nothing but a date: beside it stand at most a time, a weekday and a byline."""
    rest = _WEEKDAY.sub("", _TIME.sub("", _BYLINE.sub("", line.replace(date, " ", 1))))
    return len(re.findall(r"\w", rest)) <= 2
