"""The store: one DuckDB file, its schema and migrations, rows in and out."""

from poleward.archive.store import Archive

__all__ = ["Archive"]
