"""The list of files of a data set on a Dataverse, by its native interface (guides.dataverse.org)."""

from __future__ import annotations

import http.client
import json
import time
import urllib.error
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from poleward.errors import UnusableInputError
from poleward.fetching.network import Client, FetchError
from poleward.fetching.sources import Source

MAX_LIST_BYTES = 20_000_000
"""Of a data set's list of files: a bound on memory."""
_TEXT = ("text/csv", "text/tsv", "text/tab-separated-values", "text/comma-separated-values")


@dataclass(frozen=True, slots=True)
class DataverseFile:
    """One file of a data set; `md5` is None where the server converted it, and its checksum is of another form."""

    name: str
    address: str
    size: int | None
    md5: str | None
    restricted: bool


def list_files(client: Client, source: Source) -> list[DataverseFile]:
    """Return the files of the newest published version, by name.

    Raises
    ------
    FetchError
        The list could not be had or read.
    """
    address = f"{source.server}/api/datasets/:persistentId/?persistentId={quote(source.dataverse or '', safe=':/')}"
    todo = f"Download the file by hand from {source.page}."
    try:
        with client.get(address, {"Accept": "application/json"}, time.monotonic() + client.limits.read) as response:
            body = response.read(MAX_LIST_BYTES + 1)
        if len(body) > MAX_LIST_BYTES:
            raise FetchError("the list of files is too long.", where=address, todo=todo)
        files = json.loads(body)["data"]["latestVersion"]["files"]
        return sorted((_file(source, entry) for entry in files), key=lambda file: file.name)
    except urllib.error.HTTPError as error:
        error.close()
        raise FetchError(f"the list of files was not given (status {error.code}).", where=address, todo=todo) from None
    except (OSError, http.client.HTTPException):
        raise FetchError("the list of files could not be had.", where=address, todo="Try again later.") from None
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise FetchError("what came is not a list of files.", where=address, todo=todo) from None


def _file(source: Source, entry: dict[str, Any]) -> DataverseFile:
    """Return one entry; a table that the server converted is asked for as its author gave it, where that is text."""
    data = entry["dataFile"]
    address = f"{source.server}/api/access/datafile/{int(data['id'])}"
    name, size, md5 = str(entry["label"]), data.get("filesize"), data.get("md5")
    if data.get("originalFileFormat") is not None:
        md5 = None
        if str(data["originalFileFormat"]).lower() in _TEXT:
            address += "?format=original"
            name, size = str(data.get("originalFileName") or name), data.get("originalFileSize")
        else:
            size = None
    return DataverseFile(
        name,
        address,
        int(size) if size is not None else None,
        str(md5).lower() if md5 else None,
        bool(entry.get("restricted", False)),
    )


def choose(files: list[DataverseFile], name: str | None, source: Source) -> DataverseFile:
    """Return the file of a name.

    Raises
    ------
    UnusableInputError
        No name is given, no file has it, or the file is restricted; the message names what there is.
    """
    found = [file for file in files if file.name == name]
    if not found:
        there = ", ".join(file.name for file in files[:40]) + (", …" if len(files) > 40 else "")
        what = "the data set has several files." if name is None else f"the data set has no file '{name}'."
        raise UnusableInputError(what, where=source.page, todo=f"Name one with --file: {there or 'it has none'}.")
    if found[0].restricted:
        raise UnusableInputError("the file is restricted.", where=source.page, todo="Ask for it on that page.")
    return found[0]
