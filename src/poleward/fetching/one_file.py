"""Fetching one file of one source: from the cache, or from its publisher, checked, and under its name only then."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

from poleward.errors import UnusableInputError
from poleward.fetching.cache import Fetched, Shelf, checksum, default_cache, safe_name
from poleward.fetching.dataverse import choose, list_files
from poleward.fetching.download import KnownFile, download
from poleward.fetching.limits import Limits
from poleward.fetching.network import Client, FetchError
from poleward.fetching.sources import Source

_WEB_PAGE = (b"<!doctype html", b"<html")


def fetch(
    source: Source,
    *,
    at: str | None = None,
    file: str | None = None,
    cache: Path | None = None,
    again: bool = False,
    limits: Limits | None = None,
    say: Callable[[str], None] = lambda text: None,
) -> Fetched:
    """Return a source's file, from the cache if it is there, else from its publisher.

    Parameters
    ----------
    at
        The day or time, for sources that have a file for each.
    file
        The name of the file, for a data set of several.
    cache
        The folder to keep files in; the user's own by default.
    again
        Ask the publisher even if the file is in the cache. A file that has changed takes the name; the earlier one
        is kept beside it under its checksum.
    limits
        Bounds of time, size and tries.
    say
        Takes lines on what is going on.

    Raises
    ------
    UnusableInputError
        The file has to be downloaded by hand, or what was asked for does not name one.
    FetchError
        The publisher did not give it; what was in the cache is as it was.
    """
    limits = limits or Limits()
    if source.by_hand is not None:
        raise UnusableInputError(
            f"'{source.key}' has to be downloaded by hand. {source.by_hand}",
            where=source.page,
            todo=f"Then: poleward load {source.kind} FILE.",
        )
    if source.dataverse is None and file is not None:
        raise UnusableInputError(f"'{source.key}' has one file.", todo="Leave --file out.")
    client = Client(limits)
    folder = (cache or default_cache()) / source.key
    md5: str | None = None
    if source.dataverse is not None:
        if at is not None:
            raise UnusableInputError(f"'{source.key}' has no files by time.", todo="Name one with --file.")
        kept = Shelf(folder, safe_name(file)).whole() if file and not again else None
        if kept is not None and file is not None:
            return Fetched(
                source=source.key,
                address=kept.address,
                path=folder / safe_name(file),
                sha256=kept.sha256,
                size=kept.size,
                status="cached",
            )
        say(f"asking {source.server} for the list of files")
        chosen = choose(list_files(client, source), file, source)
        address, name, md5 = chosen.address, safe_name(chosen.name), chosen.md5
    else:
        address = source.address_at(at)
        name = safe_name(urlsplit(address).path)
        last = urlsplit(source.address or "").path.rpartition("/")[2]
        if at is not None and ("{at}" not in last or "/" in at):
            # The time stands in a folder of the address or behind its path: the files of all times have one name there.
            name = safe_name(f"{at.replace('/', '-')}-{name[-80:]}")
    shelf = Shelf(folder, name)
    with shelf.locked():
        return _from_shelf_or_server(client, source, shelf, address, md5, again, say)


def _from_shelf_or_server(
    client: Client, source: Source, shelf: Shelf, address: str, md5: str | None, again: bool, say: Callable[[str], None]
) -> Fetched:
    note = shelf.whole()
    if note is not None and source.sha256 not in (None, note.sha256):
        note = None  # a file from before it was pinned
    if note is not None and not again:
        return Fetched(
            source=source.key,
            address=note.address,
            path=shelf.path,
            sha256=note.sha256,
            size=note.size,
            status="cached",
        )
    say(f"fetching {address}")
    pinned = (source.sha256 or md5) is not None
    answer = download(
        client,
        address,
        shelf.partial,
        max_bytes=min(client.limits.max_bytes, source.max_mb * 1_000_000),
        page=source.page,
        known=KnownFile(note.etag, note.last_modified, pinned) if note else KnownFile(checked_after=pinned),
        say=say,
    )
    if answer.unchanged and note is not None:
        return Fetched(
            source=source.key, address=address, path=shelf.path, sha256=note.sha256, size=note.size, status="unchanged"
        )
    sha256 = _checked(shelf, source, address, md5)
    if note is not None and note.sha256 == sha256:
        shelf.drop_partial()
        return Fetched(
            source=source.key, address=address, path=shelf.path, sha256=sha256, size=note.size, status="unchanged"
        )
    previous = shelf.keep(address, sha256, answer.etag, answer.last_modified)
    status = "new" if previous is None else "changed"
    return Fetched(
        source=source.key,
        address=address,
        path=shelf.path,
        sha256=sha256,
        size=shelf.path.stat().st_size,
        status=status,
        previous=previous,
    )


def _checked(shelf: Shelf, source: Source, address: str, md5: str | None) -> str:
    """Return the SHA-256 of what arrived, if it is what was asked for; else remove it and say why."""
    todo = f"It was not kept. See {source.page}."
    with shelf.partial.open("rb") as stream:
        opening = stream.read(512).lstrip().lower()
    sha256 = checksum(shelf.partial)
    problem = None
    if source.sha256 is not None and sha256 != source.sha256:
        problem = f"the file has another checksum ({sha256[:12]}…) than the one pinned ({source.sha256[:12]}…)."
    elif md5 is not None and checksum(shelf.partial, "md5") != md5:
        problem = "the file has another checksum than its publisher states."
    elif opening.startswith(_WEB_PAGE):
        problem = "a web page came instead of the file."
    elif shelf.path.suffix.lower() == ".zip" and not zipfile.is_zipfile(shelf.partial):
        problem = "what came is not a whole zip file."
    if problem is not None:
        shelf.drop_partial()
        raise FetchError(problem, where=address, todo=todo)
    return sha256
