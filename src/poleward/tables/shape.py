"""What a table is: its name, key and columns, each with its DuckDB type and what it means."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its name, DuckDB type, whether it may be NULL, and what it means."""

    name: str
    type: str
    doc: str
    nullable: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """One table: its name, key (empty for bulk tables whose uniqueness the loader guarantees) and columns."""

    name: str
    doc: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]

    def __iter__(self) -> Iterator[Column]:
        """Iterate over the columns in order."""
        return iter(self.columns)

    @property
    def names(self) -> tuple[str, ...]:
        """The column names in order."""
        return tuple(c.name for c in self.columns)


def col(name: str, type_: str, doc: str) -> Column:
    """Return a column; a type that ends in '?' may be NULL."""
    return Column(name, type_.removesuffix("?"), doc, nullable=type_.endswith("?"))
