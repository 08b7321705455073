"""The base of every result that a person gets in Python."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa

from poleward.results import charts, html
from poleward.results.frames import to_native


class Result:
    """A result: subclasses give `headline` and `to_arrow`, and `chart` where there is a picture."""

    __slots__ = ()

    @property
    def headline(self) -> str:
        """What the result is, in one line."""
        raise NotImplementedError

    def to_arrow(self) -> pa.Table:
        """Return the rows; columns say what they mean in their metadata where it is not plain."""
        raise NotImplementedError

    def chart(self) -> charts.Chart | None:
        """Return what `plot` draws; None where there is nothing to draw."""
        return None

    def shown_columns(self) -> Sequence[str]:
        """Return the columns that a notebook shows; all of them unless a result chooses."""
        return tuple(self.to_arrow().column_names)

    def remarks(self) -> Sequence[str]:
        """Return what stands below the table in a notebook."""
        return ()

    def to_frame(self, backend: str | None = None) -> Any:
        """Return the rows as a frame of 'polars', 'pandas' or 'pyarrow': the first that is installed unless named."""
        return to_native(self.to_arrow(), backend)

    def to_dict(self) -> dict[str, Any]:
        """Return the result as plain values, which JSON can hold once dates are written out."""
        return {"headline": self.headline, "rows": self.to_arrow().to_pylist()}

    def write(self, path: Path | str) -> int:
        """Write the rows to a file in the format of its suffix and return how many there are."""
        from poleward.results.writing import write_table

        return write_table(self.to_arrow(), Path(path))

    def plot(self) -> Any:
        """Return the picture: an Altair chart where Altair is installed, an SVG drawing as text where it is not.

        Raises
        ------
        NothingFoundError
            There is nothing to draw.
        """
        return charts.draw(self.chart(), self.headline)

    def __repr__(self) -> str:
        return f"<{type(self).__name__}: {self.headline}>"

    def _repr_html_(self) -> str:
        """Return the table that a notebook shows."""
        rows = self.to_arrow()
        columns = list(self.shown_columns())
        some = rows.select(columns).slice(0, html.MOST_ROWS).to_pylist()
        cells = [[row[name] for name in columns] for row in some]
        return html.page(self.headline, columns, cells, total=rows.num_rows, notes=self.remarks())


class Rows(Result):
    """A result that is a table and nothing else.

    Attributes
    ----------
    rows
        The table.
    notes
        What a reader of the numbers should know.
    """

    __slots__ = ("_chart", "_headline", "notes", "rows")

    def __init__(
        self, rows: pa.Table, headline: str, *, notes: Sequence[str] = (), chart: charts.Chart | None = None
    ) -> None:
        self.rows, self._headline, self.notes, self._chart = rows, headline, tuple(notes), chart

    @property
    def headline(self) -> str:
        """What the rows are, in one line."""
        return f"{self._headline} ({self.rows.num_rows:,} rows)"

    def to_arrow(self) -> pa.Table:
        """Return the rows."""
        return self.rows

    def chart(self) -> charts.Chart | None:
        """Return what `plot` draws."""
        return self._chart

    def remarks(self) -> Sequence[str]:
        """Return the notes."""
        return self.notes

    def __len__(self) -> int:
        return int(self.rows.num_rows)
