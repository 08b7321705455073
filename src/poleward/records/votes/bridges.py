"""Resolutions that come back year after year with the same text.

Bailey, Strezhnev and Voeten hold the position of identical resolutions fixed, which ties the years together. We have
the titles, not the texts, so the rule is conservative: votes on whole resolutions, the same title once case, accents
and punctuation are set aside, one such resolution in a session, and the next at most four sessions later, as some are
taken up every third year. A title with another number or year is another title, but for those that
`joined_titles.toml` joins. A title that its publisher cut off is the only one that begins so among the titles of the
sessions around it.
"""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

from anyascii import anyascii

from poleward.records.votes.issues import beginning

MAX_GAP = 4
"""Sessions between two resolutions that are still one question: every third year, with one put off by a year."""
_ADDED = re.compile(r" resolu[lt]*ions? adopted by the (?:general|united).{0,40}$")
"""What the UN Library's titles of sessions 54 to 61 have behind them, some misspelt."""
MIN_WORDS = 3
"""Shorter titles ('Individual territories') name a subject, not a text."""
MIN_BEGINNING = 40
"""Fewer characters of a title that was cut off do not tell which one it is."""


@dataclass(frozen=True)
class Titled:
    """What the rule needs of a roll call."""

    roll_call_id: str
    session: str
    kind: str
    title: str | None


def normal_title(title: str) -> str:
    """Return a title in lower case ASCII letters and digits, single spaces between words."""
    return " ".join(re.findall(r"[a-z0-9]+", anyascii(title).lower()))


@cache
def joined_titles() -> tuple[tuple[str, str], ...]:
    """Return how titles that were reworded begin, and how the first title of the same question does."""
    text = resources.files("poleward.records.votes").joinpath("joined_titles.toml").read_text(encoding="utf-8")
    lists = [one["titles"] for one in tomllib.loads(text)["joined"]]
    return tuple((begins, titles[0]) for titles in lists for begins in titles)


def asked(title: str) -> str:
    """Return what tells a normal title's question: the title without what publishers add, or what it is joined with."""
    plain = _ADDED.sub("", title)
    return next((first for begins, first in joined_titles() if plain.startswith(begins)), plain)


def bridges(rolls: Iterable[Titled]) -> dict[str, str]:
    """Return the bridge of each roll call that has one, by its identifier.

    A bridge is 'b-' and a hash of title and first session: the same wherever the same roll calls are stored.
    """
    by_title: dict[str, dict[int, list[str]]] = defaultdict(lambda: defaultdict(list))
    cut: list[tuple[str, int, str]] = []
    for roll in rolls:
        if roll.kind == "resolution" and roll.title and roll.session.isdecimal():
            title = normal_title(roll.title)
            if beginning(roll.title):
                cut.append((title, int(roll.session), roll.roll_call_id))
            elif len(title.split()) >= MIN_WORDS:
                by_title[asked(title)][int(roll.session)].append(roll.roll_call_id)
    for title, session, roll_call_id in [(_whole(title, session, by_title), session, i) for title, session, i in cut]:
        by_title[title][session].append(roll_call_id)
    found: dict[str, str] = {}
    for title, sessions in by_title.items():
        single = sorted(session for session, ids in sessions.items() if len(ids) == 1)
        for run in _runs(single):
            if len(run) > 1:
                name = "b-" + hashlib.sha256(f"{title}|{run[0]}".encode()).hexdigest()[:12]
                found.update({sessions[session][0]: name for session in run})
    return found


def _whole(start: str, session: int, by_title: Mapping[str, Mapping[int, Sequence[str]]]) -> str:
    """Return the title that a cut title stands for, or the cut one itself where several or none begin so."""
    if len(start) < MIN_BEGINNING:
        return start
    if (first := asked(start)) != start:
        return first
    near = [
        title
        for title, sessions in by_title.items()
        if title.startswith(start) and any(abs(session - other) <= MAX_GAP for other in sessions)
    ]
    return near[0] if len(near) == 1 else start


def _runs(sessions: Sequence[int]) -> list[list[int]]:
    """Return sessions cut where the next is more than `MAX_GAP` later."""
    runs: list[list[int]] = []
    for session in sessions:
        if runs and session - runs[-1][-1] <= MAX_GAP:
            runs[-1].append(session)
        else:
            runs.append([session])
    return runs
