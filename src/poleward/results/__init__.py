"""What results have in common: a short `repr`, a table in notebooks, frames, plain values, pictures, files.

A result says what its rows are (`to_arrow`), what it is called (`headline`) and, where it has a picture, what is drawn
(`chart`); the rest is here. Nothing in this room knows an archive, a question or a channel.
"""

from poleward.results.charts import Forest, Lines, Mark, SeriesPoint
from poleward.results.frames import about, described, to_native
from poleward.results.result import Result, Rows

__all__ = ["Forest", "Lines", "Mark", "Result", "Rows", "SeriesPoint", "about", "described", "to_native"]
