"""Watching feeds: each run asks every feed once, reads the pages that are new into the archive, and remembers.

What is known of feeds and pages lies in a folder of the user's own, written after every page, so that a run that was
interrupted, or that is started twice, asks for nothing twice. A feed that fails is left alone for longer each time.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
import tomllib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any
from urllib.parse import urldefrag, urljoin, urlsplit

from poleward.archive import Archive
from poleward.coding import Coder
from poleward.errors import ArchiveBusyError, PolewardError, Skips, UnusableInputError
from poleward.fetching.visits import Visit, Visitor
from poleward.intake.pages import read_pages
from poleward.pages.decode import decode
from poleward.pages.records import StatedDocument, feed

MAX_FEEDS = 1000
"""Feeds of one list: a bound on time."""
MAX_FILE = 1_000_000
"""Bytes of a list of feeds: a bound on memory."""
MAX_SEEN = 200_000
"""Page addresses remembered; the oldest are forgotten first."""
PAGES_A_RUN = 20
"""Pages read of one feed in one run, unless the feed says otherwise; the others wait for the next run."""
FIRST_WAIT = dt.timedelta(hours=1)
"""A feed that fails is left alone for so long, twice as long each time: our choice."""
LONGEST_WAIT = dt.timedelta(days=7)
"""Our choice, so that a feed that comes back is noticed within a week."""
TRIES = 4
"""A page that could not be had in so many runs is given up."""


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed to watch: its name, its address, how many pages of it a run reads, and whether it asks for them.

    With `pages` false the text of the feed's own entries is read, and no page is asked for.
    """

    name: str
    address: str
    at_most: int = PAGES_A_RUN
    pages: bool = True


@dataclass(slots=True)
class KnownFeed:
    """What is remembered of one feed between runs; times are ISO 8601, UTC."""

    etag: str | None = None
    last_modified: str | None = None
    failures: int = 0
    not_before: str = ""


@dataclass
class FeedMemory:
    """What is remembered between runs: of each feed, when each page was read, and how often one could not be had."""

    feeds: dict[str, KnownFeed] = field(default_factory=dict)
    seen: dict[str, str] = field(default_factory=dict)
    tried: dict[str, int] = field(default_factory=dict)


@dataclass
class WatchReport:
    """What one run did."""

    at: str = ""
    feeds: int = 0
    unchanged: int = 0
    waiting: int = 0
    failed: int = 0
    pages_new: int = 0
    documents_added: int = 0
    statements_added: int = 0
    skips: Skips = field(default_factory=Skips)
    notes: list[str] = field(default_factory=list)

    def line(self) -> str:
        """Return the run on one line."""
        feeds = f"{self.feeds} feeds ({self.unchanged} unchanged, {self.waiting} not yet due, {self.failed} failed)"
        added = f"{self.documents_added} documents and {self.statements_added} statements added"
        left = f"; {self.skips.total} pages left out" if self.skips.total else ""
        return f"{self.at} {feeds}: {self.pages_new} new pages, {added}{left}"

    def to_dict(self) -> dict[str, Any]:
        """Return the run as plain values, fit for JSON."""
        return {**asdict(self), "skips": dict(self.skips.counts)}


def load_feeds(path: Path) -> tuple[Feed, ...]:
    """Return the feeds of a TOML file: `[feeds.NAME]` tables with `address`, and `at_most` or `pages` where wanted.

    Raises
    ------
    UnusableInputError
        The file cannot be read, or a feed lacks or misstates something.
    """
    try:
        if path.stat().st_size > MAX_FILE:
            raise UnusableInputError("larger than 1 MB.", where=str(path))
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise UnusableInputError(f"cannot be read: {error}.", where=str(path)) from None
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise UnusableInputError(f"not valid TOML: {error}.", where=str(path)) from None
    tables = data.get("feeds")
    if not isinstance(tables, dict) or not 0 < len(tables) <= MAX_FEEDS:
        raise UnusableInputError(
            f"names no feeds, or more than {MAX_FEEDS}.", where=str(path),
            todo="Write a table [feeds.NAME] with address = \"https://…\" for each.",
        )  # fmt: skip
    return tuple(_feed(name, table, str(path)) for name, table in sorted(tables.items()))


def _feed(name: str, table: object, where: str) -> Feed:
    wrong = ""
    values: dict[str, Any] = table if isinstance(table, dict) else {}
    address, at_most, pages = values.get("address"), values.get("at_most", PAGES_A_RUN), values.get("pages", True)
    if not isinstance(address, str) or urlsplit(address).scheme not in ("http", "https"):
        wrong = "has no web address"
    elif isinstance(at_most, bool) or not isinstance(at_most, int) or not 0 < at_most <= 1000:
        wrong = "has an 'at_most' that is no number from 1 to 1000"
    elif not isinstance(pages, bool):
        wrong = "has a 'pages' that is neither true nor false"
    if wrong:
        raise UnusableInputError(f"the feed '{name}' {wrong}.", where=where)
    return Feed(name=name, address=str(address), at_most=int(at_most), pages=bool(pages))


def watch(
    archive: Archive,
    feeds: tuple[Feed, ...],
    folder: Path,
    *,
    visitor: Visitor | None = None,
    coder: Coder | None = None,
    now: dt.datetime | None = None,
    say: Callable[[str], None] = lambda text: None,
) -> WatchReport:
    """Ask every feed that is due once, and read its new pages into the archive.

    Parameters
    ----------
    archive
        A writable archive.
    feeds
        As from `load_feeds`.
    folder
        Where pages and memory are kept; made where it is absent.
    visitor
        Makes the requests; one with the usual limits by default.
    coder
        The coder; the default one is loaded when there is something to code.
    now
        The time of the run, UTC; now by default.
    say
        Takes lines on what is going on.

    Raises
    ------
    UnusableInputError
        The folder cannot be written.
    ArchiveBusyError
        Another run uses the folder.
    """
    now = now or dt.datetime.now(dt.UTC)
    visitor = visitor or Visitor()
    report = WatchReport(at=now.strftime("%Y-%m-%dT%H:%MZ"), feeds=len(feeds))
    with _held(folder) as memory:
        _read_waiting(archive, folder, coder, report)  # of a run that was interrupted
        for one in feeds:
            known = memory.feeds.setdefault(one.address, KnownFeed())
            if known.not_before > now.isoformat():
                report.waiting += 1
                continue
            say(f"{one.name}: asking")
            _keep_new_pages(one, known, memory, folder, visitor, now, report)
            _read_waiting(archive, folder, coder, report)
            _save(folder, memory)
    return report


def _read_waiting(archive: Archive, folder: Path, coder: Coder | None, report: WatchReport) -> None:
    """Read the pages that wait in the folder 'new' into the archive, and move them to 'pages'."""
    waiting = sorted((folder / "new").glob("*.jsonl"))
    if not waiting:
        return
    done = read_pages(archive, waiting, coder=coder)
    report.documents_added += done.documents_added
    report.statements_added += done.statements_added
    report.skips.merge(done.skips)
    report.notes += done.unusable
    for file in waiting:
        file.replace(folder / "pages" / file.name)


def _keep_new_pages(
    one: Feed,
    known: KnownFeed,
    memory: FeedMemory,
    folder: Path,
    visitor: Visitor,
    now: dt.datetime,
    report: WatchReport,
) -> None:
    """Write those of a feed's pages that are not known to the folder 'new'."""
    visit = visitor.get(one.address, etag=known.etag, last_modified=known.last_modified)
    if visit.outcome == "unchanged":
        report.unchanged += 1
        known.failures, known.not_before = 0, ""
        return
    entries = _entries(one, visit, report)
    if entries is None:
        _back_off(known, visit, now)
        report.failed += 1
        return
    kept, waiting = 0, False
    for record in entries:
        address = urldefrag(urljoin(visit.address, record.url)).url if record.url else f"entry:{record.record_id}"
        if address in memory.seen:
            continue
        if kept >= one.at_most:
            waiting = True
            break
        got = _keep(one, record, address, memory, folder, visitor, report)
        if not got and memory.tried.get(address, 0) in range(1, TRIES):
            waiting = True
            continue
        memory.tried.pop(address, None)
        memory.seen[address] = now.date().isoformat()
        if got:
            kept += 1
            _save(folder, memory)
    report.pages_new += kept
    # A feed of which pages still wait must be given whole again, changed or not.
    known.etag, known.last_modified = (None, None) if waiting else (visit.etag, visit.last_modified)
    known.failures, known.not_before = 0, ""


def _entries(one: Feed, visit: Visit, report: WatchReport) -> list[StatedDocument] | None:
    """Return a feed's entries, or None where it could not be had or read; why is noted."""
    if visit.outcome != "new":
        report.notes.append(f"{one.name}: {visit.why}")
        return None
    try:
        return list(feed(visit.body, one.address, report.skips))
    except PolewardError as error:
        report.notes.append(f"{one.name}: {error.message}")
        return None


def _keep(
    one: Feed,
    record: StatedDocument,
    address: str,
    memory: FeedMemory,
    folder: Path,
    visitor: Visitor,
    report: WatchReport,
) -> bool:
    """Write a page as a document to the folder 'new', and return whether it could be had."""
    text, title = record.text, record.title
    if one.pages and record.url:
        visit = visitor.get(address)
        if visit.outcome != "new":
            report.skips.add(f"a page that could not be had: {visit.outcome}", f"{address}: {visit.why}")
            if visit.outcome == "failed":
                memory.tried[address] = memory.tried.get(address, 0) + 1
            return False
        try:
            text, title = decode(visit.body, address).text, None
        except UnusableInputError as error:
            report.skips.add("a page that is no text", error.message)
            return False
    row: dict[str, Any] = {"url": record.url and address, "title": title, "html": text}
    if record.dates:
        row["published"] = record.dates[0][1]
    line = json.dumps({k: v for k, v in row.items() if v}, ensure_ascii=False, sort_keys=True) + "\n"
    _write(folder / "new" / f"{hashlib.sha256(address.encode()).hexdigest()[:24]}.jsonl", line)
    return True


def _back_off(known: KnownFeed, visit: Visit, now: dt.datetime) -> None:
    """Leave a feed alone for an hour, and twice as long after each further failure, a week at most."""
    known.failures = min(known.failures + 1, 30)
    wait = min(FIRST_WAIT * 2 ** (known.failures - 1), LONGEST_WAIT)
    wait = min(max(wait, dt.timedelta(seconds=visit.wait)), LONGEST_WAIT)
    known.not_before = (now + wait).isoformat()


@contextmanager
def _held(folder: Path) -> Iterator[FeedMemory]:
    """Yield the folder's memory while no other run has it."""
    lock = folder / "running"
    try:
        for name in ("new", "pages"):
            (folder / name).mkdir(parents=True, exist_ok=True)
        _free_if_dead(lock)
        number = os.open(lock, os.O_CREAT | os.O_EXCL | os.O_WRONLY)
    except FileExistsError:
        raise ArchiveBusyError(
            "another run is watching with this folder.", where=str(folder),
            todo=f"Wait until it ends; if none is running, delete {lock.name} in it.",
        ) from None  # fmt: skip
    except OSError as error:
        raise UnusableInputError(f"cannot be written: {error.strerror or error}.", where=str(folder)) from None
    try:
        with os.fdopen(number, "w") as held:
            held.write(str(os.getpid()))
        yield _load(folder)
    finally:
        lock.unlink(missing_ok=True)


def _free_if_dead(lock: Path) -> None:
    """Delete the mark of a run whose process is gone."""
    try:
        os.kill(int(lock.read_text()), 0)
    except (ValueError, ProcessLookupError):
        lock.unlink(missing_ok=True)
    except OSError:
        return


def _load(folder: Path) -> FeedMemory:
    """Return the memory; one that cannot be read is begun anew, which reads pages again and loses nothing."""
    try:
        data = json.loads((folder / "memory.json").read_text(encoding="utf-8"))
        feeds = {address: KnownFeed(**values) for address, values in data["feeds"].items()}
        return replace(FeedMemory(), feeds=feeds, seen=dict(data["seen"]), tried=dict(data["tried"]))
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return FeedMemory()


def _save(folder: Path, memory: FeedMemory) -> None:
    for address in list(memory.seen)[: max(0, len(memory.seen) - MAX_SEEN)]:
        del memory.seen[address]
    _write(folder / "memory.json", json.dumps(asdict(memory), ensure_ascii=False, sort_keys=False, indent=1))


def _write(file: Path, text: str) -> None:
    """Write a file whole or not at all."""
    draft = file.with_name(file.name + ".part")
    try:
        draft.write_text(text, encoding="utf-8")
        draft.replace(file)
    except OSError as error:
        raise UnusableInputError(f"cannot be written: {error.strerror or error}.", where=str(file)) from None
