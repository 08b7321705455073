"""The app as a static site: every member's page, the lists, comparisons, embeds, cards, data and the bulletin.

The pages are those of the app, made by the same functions. The same archive gives the same bytes; nothing is loaded
from elsewhere, and everything works from a folder without a server.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any

from markupsafe import Markup

from poleward.actors import load_registry
from poleward.answers.ask import ask
from poleward.answers.compared import compared
from poleward.answers.coverage import archive_digest
from poleward.answers.drift import drift
from poleward.answers.edition import Edition, edition
from poleward.answers.portrait import Portrait, portrait
from poleward.archive import Archive
from poleward.colours import colour_of
from poleward.config import Config, Pole
from poleward.errors import NothingFoundError, UnusableInputError
from poleward.publishing import bulletin, design, feed, rendering
from poleward.publishing.cards import card
from poleward.publishing.compare_page import compare_title, compare_view
from poleward.publishing.drift_page import drift_title, drift_view
from poleward.publishing.folder import Folder
from poleward.publishing.site_links import SiteLinks
from poleward.publishing.state_page import lines_drawing, state_view
from poleward.publishing.tongue import LANGUAGES, Tongue
from poleward.version import __version__

CARD_CHART, CARD_SCALE = 220.0, 0.75
"""How high a card's chart is, 720 wide, and how many of a card's pixels are written: 900 by 473 are enough to read."""
STATIC = ("app.css", "app.js", "mark.svg")
MOST_STATES = 24
"""States of a group that are compared on one page."""


@dataclass(frozen=True, slots=True)
class PublishedSite:
    """What was published: files in the folder, how many of them were written anew, and the edition where it is new."""

    files: int
    changed: int
    states: int
    edition: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What a site is made of.

    Attributes
    ----------
    states
        Those with a page of their own; None: all that are ranked beside any pole.
    marked
        States whose rows stand out in lists.
    languages
        The first is at the top of the folder, each other in a folder of its own.
    address
        Where the site will be reached, for the feed and for what is shared; '' leaves them relative or out.
    """

    poles: tuple[Pole, ...]
    since: dt.date
    states: tuple[str, ...] | None = None
    marked: tuple[str, ...] = ()
    languages: tuple[str, ...] = ("en",)
    address: str = ""


def publish(
    archive: Archive,
    folder: Path,
    wanted: Wanted,
    config: Config,
    *,
    progress: Callable[[str], None] = lambda text: None,
) -> PublishedSite:
    """Write the site.

    Raises
    ------
    UnusableInputError
        The folder cannot be written or is not a site of ours; or the question cannot be asked so.
    NothingFoundError
        No member can be compared with any pole.
    """
    target = Folder(folder)
    keys = [pole.key for pole in wanted.poles]
    progress(f"ranking all members beside {', '.join(keys)}")
    ranked = drift(archive, keys, wanted.since, config=config)
    rows = ranked.to_dict()["rows"]
    members = sorted({row["state"] for row in rows} & set(wanted.states or (row["state"] for row in rows)))
    if not members:
        raise NothingFoundError("none of these states can be compared with any pole.")
    site = _Site(archive, target, wanted, config, members)
    site.assets()
    for n, state in enumerate(members, 1):
        if n % 10 == 1:
            progress(f"pages of states: {n} of {len(members)}")
        site.state(state)
    for pole in wanted.poles:
        site.drift(pole, [row for row in rows if row["pole"] == pole.key], ranked.windows[pole.key])
    site.groups()
    progress("the bulletin")
    key = site.bulletin()
    return PublishedSite(target.close(_about(archive, wanted)), target.changed, len(members), key)


def renew_bulletin(archive: Archive, folder: Path, config: Config) -> str | None:
    """Write the bulletin of a site that was published, and return the edition's key; None where nothing has changed.

    Raises
    ------
    UnusableInputError
        The folder is not a site of ours.
    """
    target = Folder(folder)
    try:
        held = target.about
        wanted = Wanted(
            poles=tuple(config.pole(str(key)) for key in _names(held["poles"])),
            since=dt.date.fromisoformat(str(held["since"])), languages=_names(held["languages"]),
            address=str(held["address"]),
        )  # fmt: skip
    except (KeyError, TypeError, ValueError):
        raise UnusableInputError(
            "no site of poleward's.", where=str(folder), todo="Publish it first: poleward publish FOLDER."
        ) from None
    target.keep("")
    key = _Site(archive, target, wanted, config, ()).bulletin()
    target.close(_about(archive, wanted))
    return key


def _names(value: object) -> tuple[str, ...]:
    if not isinstance(value, list) or not value:
        raise TypeError("not a list")
    return tuple(str(one) for one in value)


def _about(archive: Archive, wanted: Wanted) -> dict[str, object]:
    """Return what the manifest says of a site."""
    return {
        "made_by": f"poleward {__version__}", "archive_sha256": archive_digest(archive),
        "poles": [pole.key for pole in wanted.poles], "since": wanted.since.isoformat(),
        "languages": list(wanted.languages), "address": wanted.address,
    }  # fmt: skip


class _Site:
    """The parts of a site, written one after the other."""

    def __init__(
        self, archive: Archive, target: Folder, wanted: Wanted, config: Config, members: Sequence[str]
    ) -> None:
        self.archive, self.target, self.wanted, self.config, self.members = archive, target, wanted, config, members
        self.environment = rendering.environment()
        self.tongues = [Tongue(code) for code in wanted.languages]
        self.poles = [pole.key for pole in wanted.poles]
        self.compared_groups = [key for key in config.groups if _plain(key)]

    def assets(self) -> None:
        """Write style, script and mark."""
        for name in STATIC:
            data = resources.files("poleward.publishing").joinpath(f"static/{name}").read_bytes()
            self.target.write(f"static/{name}", data)

    def state(self, code: str) -> None:
        """Write a state's page, embed, chart, card and data."""
        answers = [
            ask(self.archive, code, pole.key, self.wanted.since, config=self.config)
            for pole in self.wanted.poles
            if pole.states != (code,)
        ]
        told = portrait(self.archive, answers)
        self.target.write(f"data/state/{code}.json", _json(told.to_json()))
        for tongue in self.tongues:
            self._told(told, code, tongue)

    def _told(self, told: Portrait, code: str, tongue: Tongue) -> None:
        view = state_view(told, tongue, SiteLinks("../", self.members, self.poles, code))
        body = rendering.part(self.environment, "state_body.html.j2", view, tongue, prefix="")
        where, under = self._place(tongue), view["kicker"]
        more: dict[str, Any] = {"json": f"data/state/{code}.json", "embed": "", "card": "", "image": ""}
        if view["lines"]:
            more |= {"embed": f"embed/{code}.html", "image": f"embed/{code}.svg", "card": f"card/{code}.png"}
            self.target.write(f"{where}embed/{code}.svg", design.standalone(design.wide(view["lines"])))
            chart = lines_drawing(told, tongue, SiteLinks("", (), ()), view["colours"], height=CARD_CHART)
            self.target.write(
                f"{where}card/{code}.png", design.to_png(card(view["title"], under, chart), scale=CARD_SCALE)
            )
            small = self.environment.get_template("embed.html.j2").render(
                title=view["title"], under=under, drawing=view["lines"], page=f"../state/{code}.html",
                up=f"../{self._up(tongue)}", **rendering.spoken(tongue),
            )  # fmt: skip
            self.target.write(f"{where}embed/{code}.html", small)
        self._page(f"state/{code}.html", view["title"], under, body, tongue, **more)

    def drift(self, pole: Pole, rows: Sequence[Mapping[str, Any]], windows: tuple[str, str]) -> None:
        """Write the list of all members beside a pole, its rows as data, and for the first pole the front page."""
        there = {row["state"] for row in rows}
        silent = sorted(load_registry().members(self.wanted.since) - there - set(pole.states))
        self.target.write(f"data/drift-{pole.key}.csv", _csv(rows))
        self.target.write(f"data/drift-{pole.key}.json", _json(list(rows)))
        for tongue in self.tongues:
            message = drift_title(rows, self.wanted.marked, pole, tongue)
            under = tongue(
                "Who is drifting from %(pole)s since %(day)s?",
                pole=tongue.pole(pole), day=tongue.day(self.wanted.since),
            )  # fmt: skip
            for name, root in [(f"drift/{pole.key}.html", "../")] + [("index.html", "")] * (pole.key == self.poles[0]):
                view = drift_view(
                    rows, windows, silent, pole, colour_of(pole.key, pole.colour), self.wanted.marked, tongue,
                    SiteLinks(root, self.members, self.poles),
                )  # fmt: skip
                body = rendering.part(self.environment, "drift_body.html.j2", view, tongue)
                self._page(name, message, under, body, tongue, json=f"data/drift-{pole.key}.json",
                           csv=f"data/drift-{pole.key}.csv")  # fmt: skip

    def groups(self) -> None:
        """Write a comparison of each group of the configuration."""
        for key in self.compared_groups:
            states = self.config.groups[key][:MOST_STATES]
            try:
                found = compared(self.archive, states, self.poles, self.wanted.since, config=self.config)
            except NothingFoundError:
                continue
            for tongue in self.tongues:
                view = compare_view(found, tongue, SiteLinks("../", self.members, self.poles))
                under = tongue("States compared since %(day)s", day=tongue.day(self.wanted.since))
                body = rendering.part(self.environment, "compare_body.html.j2", view, tongue)
                self._page(f"compare/{key}.html", compare_title(found, tongue), under, body, tongue)

    def bulletin(self) -> str | None:
        """Write the bulletin and its feed, and return the edition's key; None where nothing has changed."""
        return write_bulletin(self.archive, self.target, self.wanted, self.config, self._page)

    def _place(self, tongue: Tongue) -> str:
        """Return where the pages of a language lie."""
        return "" if tongue.code == self.wanted.languages[0] else f"{tongue.code}/"

    def _up(self, tongue: Tongue) -> str:
        """Return the way from the top of a language to the top of the site."""
        return "" if tongue.code == self.wanted.languages[0] else "../"

    def _page(self, name: str, title: str, under: str, body: Markup, tongue: Tongue, **more: Any) -> None:
        """Write a page with its frame."""
        root = "../" * name.count("/")
        up = root + self._up(tongue)
        others = [
            (t.code, LANGUAGES[t.code], f"{up}{self._place(t)}{name}") for t in self.tongues if t.code != tongue.code
        ]
        menu = [(f"{root}drift/{p.key}.html", tongue.pole(p)) for p in self.wanted.poles]
        groups = [(f"{root}compare/{key}.html", key.replace("-", " ").title()) for key in self.compared_groups]
        text = self.environment.get_template("site_page.html.j2").render(
            title=title, under=under, body=body, root=root, up=up, menu=menu, groups=groups, others=others,
            address=self.wanted.address, place=self._place(tongue), name=name,
            **{"json": "", "csv": "", "embed": "", "card": "", "image": "", **more}, **rendering.spoken(tongue),
        )  # fmt: skip
        self.target.write(f"{self._place(tongue)}{name}", text)


@dataclass(frozen=True, slots=True)
class _StateLinks:
    """The way from an edition to the pages of states that there are, in one language."""

    target: Folder
    place: str

    def __call__(self, state: str) -> str:
        return self.target.link(f"{self.place}state/{state}.html", "../", self.place)


def write_bulletin(
    archive: Archive, target: Folder, wanted: Wanted, config: Config, page: Callable[..., None]
) -> str | None:
    """Write the bulletin of a site and its feed, and return the edition's key; None where nothing has changed."""

    def make(before: Edition | None) -> Edition:
        return edition(archive, [p.key for p in wanted.poles], wanted.since, config=config, before=before)

    held = bulletin.kept(target.path)
    editions = bulletin.next_editions(held, make)
    places = {code: "" if code == wanted.languages[0] else f"{code}/" for code in wanted.languages}
    for place in places.values():
        target.keep(f"{place}bulletin/")
    target.keep("feed.xml")
    if editions is None:
        return None
    last = editions[-1]
    for code, place in places.items():
        tongue = Tongue(code)
        made = bulletin.pages(editions, config, tongue, _StateLinks(target, place))
        target.write(f"{place}bulletin/{last.key}.md", made["md"])
        title = bulletin.title(last, config, tongue)
        body = Markup(made["html"])  # noqa: S704  the template has escaped what it was given
        for name in (f"bulletin/{last.key}.html", "bulletin/index.html"):
            page(name, title, tongue("Bulletin %(key)s", key=last.key), body, tongue)
    target.write(f"bulletin/{bulletin.EDITIONS}", _json([one.to_json() for one in editions]))
    target.write("feed.xml", feed.rss(editions, config, Tongue(wanted.languages[0]), wanted.address))
    return last.key


def _plain(key: str) -> bool:
    """Return whether a key can be part of a file's name."""
    return bool(key) and all(c.isalnum() or c in "-_" for c in key)


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, default=str, allow_nan=False, separators=(",", ":")) + "\n"


def _csv(rows: Sequence[Mapping[str, Any]]) -> str:
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()
