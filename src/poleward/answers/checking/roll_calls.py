"""Which roll calls a claim can mean: by symbol, by subject and days, by the words of its page, or by its totals."""

from __future__ import annotations

import datetime as dt
import math
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from poleward.archive import Archive
from poleward.coding.claims.tallies import TallyClaim
from poleward.coding.claims.votes import RollCallClaim, keywords, subjects

COLUMNS = (
    "SELECT roll_call_id, coalesce(symbol, roll_call_id) AS symbol, date, coalesce(title, '') AS title, "
    "coalesce(url, '') AS url, kind FROM roll_calls "
)
RECENT = dt.timedelta(days=400)
"""News speaks of a roll call of about the last year unless it names another day: resolutions return yearly."""
STEM = 4
"""Letters by which a title's word and a page's are compared: persons and person, Palestine and Palestinian."""
LEAST_WORDS, LEAST_SHARE, MARGIN = 2, 0.5, 0.75
"""A title is meant where the page has two of its words, half of their weight, and no other comes within a quarter."""
CLOSE, LEAST_SHARE_CLOSE = dt.timedelta(days=3), 0.3
"""Where a claim names its day, one word of a title is enough, with less of its weight."""

Outcomes = dict[str, dict[str, str]]
Rows = list[dict[str, Any]]


def roll_calls_of(archive: Archive, claim: RollCallClaim, earliest: dt.date | None, latest: dt.date | None) -> Rows:
    """Return the roll calls that a claim can mean, by symbol or subject and days, in order of date."""
    symbols = list(claim.symbols)
    if not symbols and claim.label:
        # The subject is known, but no resolution on it falls on the days that the claim names.
        symbols = [symbol for s in subjects() if s.label == claim.label for symbol, _ in s.resolutions]
    if symbols:
        return archive.rows(
            COLUMNS + "WHERE list_contains(?, symbol) AND kind = 'resolution' "
            "AND (len(?) > 0 OR date BETWEEN coalesce(?, DATE '1946-01-01') AND coalesce(?, DATE '9999-12-31')) "
            "ORDER BY date, roll_call_id",
            [symbols, list(claim.symbols), earliest, latest],
        )
    found: Rows = []
    if claim.subject:
        found = archive.rows(
            COLUMNS + "WHERE kind = 'resolution' "
            "AND date BETWEEN coalesce(?, DATE '1946-01-01') AND coalesce(?, DATE '9999-12-31') "
            "AND len(list_filter(?, lambda word: contains(lower(title), word))) = len(?) ORDER BY date, roll_call_id",
            [earliest, latest, list(claim.subject), list(claim.subject)],
        )
    return found or _by_page(archive, claim, earliest, latest)


def by_totals(archive: Archive, claim: TallyClaim) -> Rows:
    """Return the one roll call of the claim's days, or of the year before its page, that has all of its totals.

    Only exact totals count, and two of them at least; none is returned where several roll calls have them.
    """
    exact = {t.outcome: t.n for t in claim.totals if t.how == "exactly"}
    window = _window(claim.date_earliest, claim.date_latest)
    if len(exact) < 2 or window is None:
        return []
    same = " AND ".join(f"{outcome} = ?" for outcome in sorted(exact))
    found = archive.rows(
        f"{COLUMNS} WHERE kind = 'resolution' AND date BETWEEN ? AND ? AND {same} ORDER BY date, roll_call_id LIMIT 2",
        [*window, *(exact[outcome] for outcome in sorted(exact))],
    )
    return found if len(found) == 1 else []


def by_symbol(archive: Archive, symbol: str) -> Rows:
    """Return the roll call with a symbol, or with that id where it has none."""
    return archive.rows(f"{COLUMNS} WHERE kind = 'resolution' AND coalesce(symbol, roll_call_id) = ?", [symbol])


def outcomes_of(archive: Archive, ids: Sequence[str]) -> Outcomes:
    """Return each roll call's uncontradicted outcomes by state."""
    found: Outcomes = {roll_call_id: {} for roll_call_id in ids}
    for row in archive.rows(
        "SELECT roll_call_id, state, vote FROM votes WHERE NOT contradicted AND list_contains(?, roll_call_id)",
        [list(ids)],
    ):
        found[row["roll_call_id"]][row["state"]] = row["vote"]
    return found


def _by_page(archive: Archive, claim: RollCallClaim, earliest: dt.date | None, latest: dt.date | None) -> Rows:
    """Return the newest roll call on the matter of the claim's page, or all of the days that the claim names."""
    window = _window(earliest, latest)
    if not claim.about or window is None:
        return []
    rows = archive.rows(
        COLUMNS + "WHERE kind = 'resolution' AND date BETWEEN ? AND ? ORDER BY date, roll_call_id", list(window)
    )
    titles = {row["title"] for row in rows}
    if earliest is not None and window[1] - window[0] <= CLOSE:
        title = best_title(claim.about, titles, least=1, share=LEAST_SHARE_CLOSE)
    else:
        title = best_title(claim.about, titles)
    found = [row for row in rows if row["title"] == title]
    return found if earliest is not None else found[-1:]


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


def _window(earliest: dt.date | None, latest: dt.date | None) -> tuple[dt.date, dt.date] | None:
    """Return the days between which a claim's roll call lies; None where nobody knows."""
    if latest is None:
        return None
    return (earliest if earliest is not None else latest - RECENT), latest
