"""Tables as files, in the format that a file's suffix names."""

from poleward.results.writing.files import FORMATS, write_table, write_tables

__all__ = ["FORMATS", "write_table", "write_tables"]
