"""A poles file as its owner wrote it, checked field by field: each fault with its line, and what to write."""

from __future__ import annotations

import datetime as dt
import re
import tomllib
from collections.abc import Callable, Mapping
from typing import Any

from poleward.colours import PALETTE
from poleward.errors import UnusableInputError

SHAPE = "See docs/archive.md for the shape of a poles file."
_PATH = re.compile(r"\[\[?([^\[\]]{1,300})\]\]?\s*(?:#.*)?")
_KEY = re.compile(r"\s*([\w\"'.-]{1,200}?)\s*=")


def parsed(text: str, where: str) -> dict[str, Any]:
    """Return the tables of a poles file.

    Raises
    ------
    UnusableInputError
        It is not TOML; a table or key is not one that a poles file has; a value is of another type.
    """
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise UnusableInputError(f"not valid TOML: {error}.", where=where, todo=SHAPE) from None
    except RecursionError:
        raise UnusableInputError("its values are nested too deep.", where=where, todo=SHAPE) from None
    check = _Check(text, where)
    check.keys((), data, ("poles", "groups", "weights"))
    for kind, keys in (("poles", _POLE), ("groups", _GROUP)):
        for name, table in check.table((kind,), data.get(kind, {})).items():
            check.fields((kind, name), check.table((kind, name), table), keys)
    return data


class _Check:
    """The checks of one file; each fault names its line where it can be found."""

    def __init__(self, text: str, where: str) -> None:
        self.text, self.where = text, where

    def fault(self, path: tuple[str, ...], what: str, todo: str) -> UnusableInputError:
        """Return the error for a key or table."""
        line = _line_of(self.text, path)
        where = f"{self.where} line {line}" if line else self.where
        return UnusableInputError(f"{'.'.join(path)[:200]} {what}.", where=where, todo=f"{todo} {SHAPE}")

    def table(self, path: tuple[str, ...], value: object) -> Mapping[str, Any]:
        """Return a value that has to be a table."""
        if not isinstance(value, Mapping):
            todo = f"Write [{'.'.join(path)}] and its keys below it."
            raise self.fault(path, f"is {_kind(value)}, not a table", todo)
        return value

    def keys(self, path: tuple[str, ...], table: Mapping[str, Any], known: tuple[str, ...]) -> None:
        """Refuse keys that are not known."""
        for key in table:
            if key not in known:
                raise self.fault((*path, key), "is not known here", f"Known are {', '.join(known)}.")

    def fields(self, path: tuple[str, ...], table: Mapping[str, Any], fields: Mapping[str, _Field]) -> None:
        """Refuse a table that lacks a key, has another one, or a value of another type."""
        self.keys(path, table, tuple(fields))
        for key, (needed, expected, is_one) in fields.items():
            if key not in table:
                if needed:
                    raise self.fault(path, f"has no '{key}'", f"Write {key} = {expected}.")
            elif key == "rivals" and isinstance(table[key], list):
                for one in table[key]:
                    self.fields((*path, key), self.table((*path, key), one), _RIVAL)
            elif not is_one(table[key]):
                raise self.fault((*path, key), f"is {_kind(table[key])}", f"Write {key} = {expected}.")


_Field = tuple[bool, str, Callable[[Any], bool]]
"""Whether a key is needed, how it is written, and what tells that it is well written."""


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _are_codes(value: object) -> bool:
    return isinstance(value, list) and all(_is_text(one) for one in value)


def _is_day(value: object) -> bool:
    return isinstance(value, dt.date) and not isinstance(value, dt.datetime)


_STATES: _Field = (True, '["KAZ", "UZB"], a list of codes', lambda v: _are_codes(v) and bool(v))
_LABEL: _Field = (False, '"a name"', _is_text)
_POLE: Mapping[str, _Field] = {
    "states": _STATES, "label": _LABEL, "organisations": (False, '["EU"], a list of codes', _are_codes),
    "dated_by": (False, '["EU", "NATO"], a list of codes', _are_codes),
    "rivals": (False, "tables: [[poles.NAME.rivals]]", lambda v: False),
    "colour": (False, f'"blue"; colours are {", ".join(PALETTE)}', lambda v: isinstance(v, str) and v in PALETTE),
}  # fmt: skip
_GROUP: Mapping[str, _Field] = {"states": _STATES, "label": _LABEL}
_RIVAL: Mapping[str, _Field] = {
    "actor": (True, '"UKR"', _is_text), "since": (True, "2014-02-27, a day without quotation marks", _is_day),
    "why": (True, '"why, and who says so"', _is_text),
}  # fmt: skip


def _kind(value: object) -> str:
    """Return what a value is, in words."""
    if isinstance(value, bool):
        return "true or false"
    names = {str: "a text", int: "a number", float: "a number", list: "a list", dict: "a table", dt.date: "a day"}
    kind = names.get(type(value), "something else")
    if kind in ("a list", "a table"):
        return f"{kind} that does not fit"
    return f"{kind} ({str(value)[:40]!r})" if kind != "something else" else kind


def _line_of(text: str, path: tuple[str, ...]) -> int | None:
    """Return the line of a key, or of the table that holds it, from 1; None: it is not found."""
    here: tuple[str, ...] = ()
    table = None
    for number, line in enumerate(text.splitlines(), start=1):
        if found := _PATH.fullmatch(line.strip()):
            here = tuple(part.strip(" \"'") for part in found[1].split("."))
            if here == path:
                return number
            table = number if here == path[:-1] else table
        elif (found := _KEY.match(line)) and (*here, *(p.strip("\"'") for p in found[1].split("."))) == path:
            return number
    return table
