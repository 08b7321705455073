"""The errors that a person meets: what was wrong, where, and what to do next."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field


class PolewardError(Exception):
    """Any error that poleward explains to its user; the command line prints it and exits with `exit_status`.

    Parameters
    ----------
    what
        What was wrong, in one sentence.
    where
        The file, row or column, when there is one.
    todo
        What to do next.
    fields
        What fills in '%(name)s' in both, so that a page can say them in its own language (`publishing.said`); without
        any they are taken as they are.
    """

    exit_status = 2

    def __init__(self, what: str, *, where: str = "", todo: str = "", **fields: object) -> None:
        self.where, self.forms, self.fields = where, (what, todo), fields
        self.what, self.todo = (form % fields if fields else form for form in self.forms)
        super().__init__(self.message)

    @property
    def message(self) -> str:
        """The whole message on one line: where, what, what to do."""
        head = f"{self.where}: {self.what}" if self.where else self.what
        return f"{head} {self.todo}".strip()


class UnusableInputError(PolewardError):
    """A file, page, name or option that cannot be used; nothing was stored from it."""


class ArchiveBusyError(PolewardError):
    """Another process holds the archive for writing."""


class NothingFoundError(PolewardError):
    """The question is well formed, but the archive holds nothing that answers it."""

    exit_status = 1


class MissingExtraError(PolewardError):
    """A part of poleward that was not installed with it."""


@contextmanager
def needs_extra(extra: str) -> Iterator[None]:
    """Turn a failing import inside into one line that names the extra to install.

    Raises
    ------
    MissingExtraError
        A package of the extra is not installed.
    """
    try:
        yield
    except ModuleNotFoundError as error:
        if error.name is None or error.name.split(".")[0] == "poleward":
            raise
        package = error.name.split(".")[0]
        raise MissingExtraError(
            f"this needs {package}, which is not installed.", todo=f"Install it with: pip install 'poleward[{extra}]'."
        ) from None


@dataclass
class Skips:
    """Rows or pages left out, counted by reason, with the first few places of each.

    `examples` keeps at most `keep` places per reason, so that a hostile file cannot fill the memory.
    """

    keep: int = 3
    counts: Counter[str] = field(default_factory=Counter)
    examples: dict[str, list[str]] = field(default_factory=dict)

    def add(self, reason: str, where: str = "", n: int = 1) -> None:
        """Count `n` skipped rows for `reason`; `where` is a file and line, page or row."""
        self.counts[reason] += n
        places = self.examples.setdefault(reason, [])
        if where and len(places) < self.keep:
            places.append(where)

    def merge(self, other: Skips) -> None:
        """Add another count to this one."""
        for reason, n in other.counts.items():
            self.add(reason, n=n)
            for place in other.examples.get(reason, []):
                self.add(reason, place, n=0)

    @property
    def total(self) -> int:
        """How many rows or pages were left out in all."""
        return self.counts.total()

    def lines(self) -> list[str]:
        """One line per reason, most frequent first, fit to print."""
        ordered = sorted(self.counts.items(), key=lambda item: (-item[1], item[0]))
        return [f"{n} skipped: {reason}{self._first(reason)}" for reason, n in ordered]

    def _first(self, reason: str) -> str:
        places = self.examples.get(reason)
        return f" (first: {'; '.join(places)})" if places else ""
