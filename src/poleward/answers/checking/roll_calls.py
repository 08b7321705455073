"""Which roll calls a page's claims can mean: by symbol, subject and days, totals, or the page's own words.

What a claim does not say itself it has from the page: the roll call that a sentence before it tells of, else the next.
"""

from __future__ import annotations

import datetime as dt
import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from poleward.archive import Archive
from poleward.coding.claims.tallies import TallyClaim
from poleward.coding.claims.vote_subjects import keywords, subjects
from poleward.coding.claims.votes import RollCallClaim

COLUMNS = (
    "SELECT roll_call_id, coalesce(symbol, roll_call_id) AS symbol, date, coalesce(title, '') AS title, "
    "coalesce(url, '') AS url, kind, yes, no, abstain, not_voting FROM roll_calls "
)
RECENT = dt.timedelta(days=400)
"""News speaks of a roll call of about the last year unless it names another day: resolutions return yearly."""
WRONG_DAY = dt.timedelta(days=14)
"""A claim whose day is at most this far from the one roll call on its subject means that roll call; a page that
appeared at most so long after one of several with the same totals means that one."""
STEM = 4
"""Letters by which a title's word and a page's are compared: persons and person, Palestine and Palestinian."""
LEAST_WORDS, LEAST_SHARE, MARGIN = 2, 0.5, 0.75
"""A title is meant where the page has two of its words, half of their weight, and no other comes within a quarter."""
CLOSE, LEAST_SHARE_CLOSE = dt.timedelta(days=3), 0.3
"""Where a claim names its day, one word of a title is enough, with less of its weight."""
MONTH = dt.timedelta(days=31)
"""A sentence that names a longer time looks back: it is not what the page is about."""
LEAST_TOTALS = 2
"""Exact numbers that tell one roll call from others: one alone is shared by many."""

Outcomes = dict[str, dict[str, str]]
Rows = list[dict[str, Any]]


class PageRollCalls:
    """The roll calls as one page speaks of them; what has been looked up is kept while the page is checked.

    Parameters
    ----------
    archive
        Where the record is.
    told
        What the page's sentences and its totals say of roll calls; a claim that names none means one of these.
    """

    def __init__(self, archive: Archive, told: Iterable[RollCallClaim] = ()) -> None:
        self.archive = archive
        self._of_days: dict[tuple[dt.date, dt.date], Rows] = {}
        self._outcomes: Outcomes = {}
        self._told: list[tuple[int, Rows]] = []
        for claim in sorted(told, key=lambda c: c.start_at):
            window = _window(claim.date_earliest, claim.date_latest)
            dated = claim.date_earliest is not None
            if dated and window is not None and window[1] - window[0] > MONTH:
                continue
            found, _ = self._said(claim)
            found = found or (self._on_the_day(claim) if dated else [])
            if len(found) == 1:
                self._told.append((claim.start_at, found))

    def of(self, claim: RollCallClaim) -> tuple[Rows, dt.date | None]:
        """Return the roll calls that a claim can mean, in order of date, and the day where the claim has another."""
        found, other_day = self._said(claim)
        if found or (claim.symbols and not claim.by_subject):
            return found, other_day
        return self._of_page(claim) or self._by_words(claim), None

    def outcomes(self, ids: Sequence[str]) -> Outcomes:
        """Return each roll call's uncontradicted outcomes by state."""
        if missing := [i for i in ids if i not in self._outcomes]:
            self._outcomes |= outcomes_of(self.archive, missing)
        return {i: self._outcomes[i] for i in ids}

    def on(self, claim: RollCallClaim) -> Rows:
        """Return all roll calls of the days that a claim names, where these are few."""
        window = _window(claim.date_earliest, claim.date_latest)
        if claim.date_earliest is None or claim.symbols or window is None or window[1] - window[0] > WRONG_DAY:
            return []
        return self._between(window)

    def _said(self, claim: RollCallClaim) -> tuple[Rows, dt.date | None]:
        """Return what a claim's own words mean: a symbol, totals, or a subject with its days."""
        if claim.symbols and not claim.by_subject:
            return by_symbols(self.archive, claim.symbols), None
        if found := self._with_totals(claim):
            return found, None
        if not claim.label:
            return [], None
        rows = by_symbols(self.archive, [x for s in subjects() if s.label == claim.label for x, _ in s.resolutions])
        rows = [row for row in rows if claim.date_latest is None or row["date"] <= claim.date_latest + WRONG_DAY]
        window = _window(claim.date_earliest, claim.date_latest)
        inside = [row for row in rows if window is None or window[0] <= row["date"] <= window[1]]
        if claim.date_earliest is None:
            return inside or (rows if len(rows) == 1 else []), None
        if inside or claim.date_latest is None:
            return inside, None
        around = (claim.date_earliest - WRONG_DAY, claim.date_latest + WRONG_DAY)
        near = [row for row in rows if around[0] <= row["date"] <= around[1]]
        return (near, near[0]["date"]) if len(near) == 1 else ([], None)

    def _with_totals(self, claim: RollCallClaim) -> Rows:
        """Return the one roll call of the claim's days, or of the year before its page, that has all of its totals.

        Only exact totals count, and two of them at least; where several roll calls have them, the one that was news
        when the page appeared.
        """
        exact = {t.outcome: t.n for t in claim.totals if t.how == "exactly"} if isinstance(claim, TallyClaim) else {}
        window = _window(claim.date_earliest, claim.date_latest)
        if len(exact) < LEAST_TOTALS or window is None:
            return []
        found = [row for row in self._between(window) if all(row[outcome] == n for outcome, n in exact.items())]
        return found if len(found) == 1 else _newest_if_news(found, claim)

    def _on_the_day(self, claim: RollCallClaim) -> Rows:
        """Return the roll call of a day that a sentence names: by the words of a title, or the only one of that day."""
        window = _window(claim.date_earliest, claim.date_latest)
        if window is None or window[1] - window[0] > CLOSE:
            return []
        rows = self._between(window)
        title = best_title(claim.about, {row["title"] for row in rows}, least=1, share=LEAST_SHARE_CLOSE)
        return [row for row in rows if row["title"] == title] or (rows if len(rows) == 1 else [])

    def _of_page(self, claim: RollCallClaim) -> Rows:
        """Return the roll call that the page has told of last before a claim, else next after it."""
        before = [rows for at, rows in self._told if at <= claim.start_at]
        after = [rows for at, rows in self._told if at > claim.start_at]
        window = _window(claim.date_earliest, claim.date_latest)
        for rows in (*reversed(before), *after):
            if claim.date_earliest is None:
                return rows
            if window is not None and window[0] <= rows[0]["date"] <= window[1]:
                return rows
        return []

    def _by_words(self, claim: RollCallClaim) -> Rows:
        """Return the newest roll call on the matter of the claim's page, or all of the days that the claim names."""
        window = _window(claim.date_earliest, claim.date_latest)
        if window is None:
            return []
        rows = self._between(window)
        if claim.subject and (all_words := [r for r in rows if _has_all(r["title"], claim.subject)]):
            return all_words
        if claim.date_earliest is not None and window[1] - window[0] <= CLOSE:
            return self._on_the_day(claim)
        title = best_title(claim.about, {row["title"] for row in rows})
        found = [row for row in rows if row["title"] == title]
        return found if claim.date_earliest is not None else found[-1:]

    def _between(self, window: tuple[dt.date, dt.date]) -> Rows:
        if window not in self._of_days:
            self._of_days[window] = self.archive.rows(
                COLUMNS + "WHERE kind = 'resolution' AND date BETWEEN ? AND ? ORDER BY date, roll_call_id", list(window)
            )
        return self._of_days[window]


def _newest_if_news(rows: Rows, claim: RollCallClaim) -> Rows:
    """Return the one roll call that was taken just before a claim was made, where others are older."""
    if claim.date_earliest is not None or claim.date_latest is None:
        return []
    fresh = [row for row in rows if claim.date_latest - row["date"] <= WRONG_DAY]
    return fresh if len(fresh) == 1 else []


def by_symbols(archive: Archive, symbols: Sequence[str]) -> Rows:
    """Return the roll calls on resolutions with these symbols, in order of date."""
    return archive.rows(
        COLUMNS
        + "WHERE list_contains(?, coalesce(symbol, roll_call_id)) AND kind = 'resolution' ORDER BY date, roll_call_id",
        [list(symbols)],
    )


def tally_of(row: Mapping[str, Any], votes: Mapping[str, str]) -> dict[str, int]:
    """Return the official totals of a roll call where its source states them, else the votes counted."""
    cast = list(votes.values())
    return {o: cast.count(o) if row[o] is None else row[o] for o in ("yes", "no", "abstain", "not_voting")}


def outcomes_of(archive: Archive, ids: Sequence[str]) -> Outcomes:
    """Return each roll call's uncontradicted outcomes by state."""
    found: Outcomes = {roll_call_id: {} for roll_call_id in ids}
    for row in archive.rows(
        "SELECT roll_call_id, state, vote FROM votes WHERE NOT contradicted AND list_contains(?, roll_call_id)",
        [list(ids)],
    ):
        found[row["roll_call_id"]][row["state"]] = row["vote"]
    return found


def best_title(
    about: Iterable[str], titles: Iterable[str], *, least: int = LEAST_WORDS, share: float = LEAST_SHARE
) -> str | None:
    """Return the title whose words a page's share best, `least` of them and a `share` of their weight; None if unclear.

    A word weighs the more the fewer of the titles have it (inverse document frequency).

    Examples
    --------
    >>> titles = ["Rights of displaced persons", "Rights of the child", "Use of outer space", "The arms race"]
    >>> best_title(["displaced", "person", "camp"], titles)
    'Rights of displaced persons'
    """
    stems = {title: _stems(keywords(title)) for title in titles}
    count = Counter(stem for own in stems.values() for stem in own)
    weight = {stem: math.log((1 + len(stems)) / n) for stem, n in count.items()}
    page = _stems(about)
    scored = []
    for title, own in stems.items():
        shared = sum(weight[s] for s in own & page)
        if len(own & page) >= least and shared >= share * sum(weight[s] for s in own):
            scored.append((shared, title))
    scored.sort(reverse=True)
    if not scored or (len(scored) > 1 and scored[1][0] > MARGIN * scored[0][0]):
        return None
    return scored[0][1]


def _stems(words: Iterable[str]) -> set[str]:
    return {word[:STEM] for word in words if len(word) >= STEM}


def _has_all(title: str, words: Iterable[str]) -> bool:
    low = title.lower()
    return all(word in low for word in words)


def _window(earliest: dt.date | None, latest: dt.date | None) -> tuple[dt.date, dt.date] | None:
    """Return the days between which a claim's roll call lies; None where nobody knows."""
    if latest is None:
        return None
    return (earliest if earliest is not None else latest - RECENT), latest
