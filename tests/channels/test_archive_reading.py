"""An answer reads each table once, and the arithmetic asks for nothing that it does not need."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy.typing as npt
import pyarrow as pa
import pytest

from poleward.answers.ask import ask
from poleward.answers.why import why
from poleward.archive import Archive
from poleward.channels.archive_reading import forget
from poleward.config import Config
from poleward.periods import Window
from tests.answers.conftest import SINCE


class Listening(Archive):
    """An archive that keeps what it was asked."""

    asked: list[tuple[str, str]]

    def query(self, sql: str, parameters: Any = ()) -> pa.Table:
        """Return the rows of a query as Arrow, and remember it."""
        self.asked.append((" ".join(sql.split()), repr(parameters)))
        return super().query(sql, parameters)

    def columns(self, sql: str, parameters: Any = ()) -> dict[str, npt.NDArray[Any]]:
        """Return the columns of a query as NumPy arrays, and remember it."""
        self.asked.append((" ".join(sql.split()), repr(parameters)))
        return super().columns(sql, parameters)


@pytest.fixture
def listening(archive: Archive, tmp_path: Path) -> Iterator[Listening]:
    heard = Listening(archive.connection, archive.path, writable=False)
    heard.asked = []
    forget()
    yield heard
    forget()


def test_no_query_is_asked_twice_for_an_answer(listening: Listening, poles: Config) -> None:
    ask(listening, "KAZ", "moscow", SINCE, config=poles)
    twice = {query for query, n in Counter(listening.asked).items() if n > 1}
    assert not twice


def test_the_votes_and_ties_of_an_answer_are_fetched_once(listening: Listening, poles: Config) -> None:
    ask(listening, "KAZ", "moscow", SINCE, config=poles)
    of_cells = [asked for asked in listening.asked if "rank AS state, code" in asked[0] and "'not_voting'" in asked[1]]
    of_ties = [sql for sql, _ in listening.asked if "AS own FROM ties" in sql]
    of_signs = [sql for sql, _ in listening.asked if "FROM signs" in sql]
    assert (len(of_cells), len(of_ties), len(of_signs)) == (1, 1, 1)


def test_an_answer_about_a_second_pole_reads_votes_and_ties_no_more(listening: Listening, poles: Config) -> None:
    ask(listening, "KAZ", "moscow", SINCE, config=poles)
    listening.asked.clear()
    ask(listening, "KAZ", "west", SINCE, config=poles)
    assert not [sql for sql, _ in listening.asked if "rank AS state" in sql or "AS own FROM ties" in sql]


def test_the_arithmetic_asks_for_no_empty_list(listening: Listening, poles: Config) -> None:
    why(listening, "KAZ", "moscow", Window(dt.date(2022, 1, 1), dt.date(2022, 12, 31)), config=poles)
    assert not [sql for sql, parameters in listening.asked if "[[]" in parameters or ": []" in parameters]
