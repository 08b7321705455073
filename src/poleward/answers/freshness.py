"""How old what an answer leans on is: the last day of each channel's newest source against its age budget.

What a question with an earlier end leans on is not stale: newer records would not change it.
"""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any

from poleward import box
from poleward.channels import CHANNELS
from poleward.channels.say import ENGLISH, N_, Say
from poleward.fetching.sources import Source, load_sources

if TYPE_CHECKING:
    from poleward.archive import Archive

PAGES = "pages"
PAGE_CHANNELS = tuple(c.key for c in CHANNELS if c.evidence == "statement")
"""The channels that pages serve; a source of the table serves the channel that its kind names."""


@dataclass(frozen=True, slots=True)
class Freshness:
    """One source that an archive holds.

    Attributes
    ----------
    key
        Of the table of sources, or 'pages'.
    channels
        The channels that it serves.
    last
        The last day that it observed.
    budget_days
        How many days later it is still fresh.
    good_for
        What it is good for, in a few words.
    command, page
        What brings newer records, and where its file is; '' where the command fetches it, or none alone would do.
    """

    key: str
    title: str
    channels: tuple[str, ...]
    last: dt.date
    budget_days: int
    good_for: str
    command: str = ""
    page: str = ""

    def stale(self, today: dt.date) -> bool:
        """Return whether the last day is longer ago than the budget allows."""
        return (today - self.last).days > self.budget_days

    def sentence(self, today: dt.date, say: Say = ENGLISH) -> str:
        """Return what a reader should know: how old, what it is good for, and the command that mends it."""
        told = say(
            "Stale: %(source)s (%(good_for)s) reaches %(last)s, %(age)s days before %(today)s; %(budget)s are its "
            "budget.",
            source=say(self.title), good_for=say(self.good_for), last=say.day(self.last),
            age=say.number((today - self.last).days), today=say.day(today), budget=say.number(self.budget_days),
        )  # fmt: skip
        return f"{told} {self.mend(say)}"

    def mend(self, say: Say = ENGLISH) -> str:
        """Return what brings newer records."""
        if not self.command:
            return say("Read newer ones: poleward read PAGES, or poleward watch FEEDS.")
        if self.page:
            message = N_("Mend it with: %(command)s, a newer one from %(page)s.")
            return say(message, command=self.command, page=self.page)
        return say("Mend it with: %(command)s.", command=self.command)

    def to_json(self) -> dict[str, Any]:
        """Return plain values, with the sentence that says how to mend it."""
        plain = asdict(self)
        return {name: plain[name] for name in plain if name not in ("command", "page")} | {"mend": self.mend()}


@dataclass(frozen=True, slots=True)
class Stale:
    """A source that an answer leans on, too old on the day of asking."""

    source: Freshness
    today: dt.date

    def sentence(self, say: Say = ENGLISH) -> str:
        """Return what a reader should know."""
        return self.source.sentence(self.today, say)


@cache
def budgets() -> dict[str, tuple[int, str]]:
    """Return each source's age budget in days and what it is good for."""
    text = resources.files("poleward.data").joinpath("freshness.toml").read_text(encoding="utf-8")
    return {key: (row["budget_days"], row["good_for"]) for key, row in tomllib.loads(text).items()}


def sources(archive: Archive) -> tuple[Freshness, ...]:
    """Return the sources of an archive that have a last day and a budget, by key.

    Those of the box are named by their publishers, each with the last day that it reaches in the box.
    """
    table = load_sources().sources
    by_layout = {layout: key for key, source in table.items() for layout in source.layouts}
    by_family = {family: key for key, source in table.items() for family in source.families}
    last: dict[str, dt.date] = {}
    for row in archive.rows("SELECT layout, max(observed_to) AS last FROM sources GROUP BY layout"):
        if row["layout"] == box.LAYOUT:
            days = {by_family[name]: day for name, day in box.last_days().items()}
        elif row["last"] is not None and row["layout"] in by_layout:
            days = {by_layout[row["layout"]]: row["last"]}
        else:
            continue
        last.update({key: max(day, last.get(key, day)) for key, day in days.items()})
    found = [_of_source(table[key], day) for key, day in last.items() if key in budgets()]
    ((page,),) = archive.connection.execute("SELECT max(published_latest) FROM documents").fetchall()
    if page is not None:
        found.append(Freshness(PAGES, N_("the pages that were read"), PAGE_CHANNELS, page, *budgets()[PAGES]))
    return tuple(sorted(found, key=lambda f: f.key))


def _of_source(source: Source, last: dt.date) -> Freshness:
    """Return a source of the table with its last day."""
    command, page = f"poleward fetch {source.kind} {source.key} --again --load", ""
    if source.by_hand is not None:
        verb = "update" if source.kind == "votes" else f"load {source.kind}"
        command, page = f"poleward {verb} FILE", source.page
    days, good_for = budgets()[source.key]
    return Freshness(
        key=source.key, title=source.title, channels=(source.kind,), last=last, budget_days=days, good_for=good_for,
        command=command, page=page,
    )  # fmt: skip


def stale(archive: Archive, channels: Iterable[str], today: dt.date) -> tuple[Freshness, ...]:
    """Return the newest source of each of some channels where even that one is stale."""
    held = sources(archive)
    found = {}
    for channel in channels:
        serving = [f for f in held if channel in f.channels]
        if serving:
            newest = max(serving, key=lambda f: (f.last, f.key))
            if newest.stale(today):
                found[newest.key] = newest
    return tuple(found.values())


def leant_on(archive: Archive, channels: Iterable[str], last: dt.date, today: dt.date) -> tuple[Stale, ...]:
    """Return each stale source that an answer leans on in some channels, up to a last day."""
    return tuple(Stale(f, today) for f in stale(archive, channels, today) if last >= f.last)
