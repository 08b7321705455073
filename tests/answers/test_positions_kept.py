"""Positions are kept in the archive, used again by the next command, and made again when a vote changes."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import numpy as np

from poleward.archive import Archive
from poleward.channels import vote_positions as kept
from poleward.channels.archive_reading import Reading, forget
from poleward.intake.votes import load_votes
from poleward.periods import Window
from tests.box_samples import recurring, undl_file

SPAN = Window(dt.date(2014, 1, 1), dt.date(2025, 12, 31))
FITS = "SELECT fit_id, votes_hash, md5(data) AS digest FROM fits"


def test_a_second_command_reads_what_the_first_estimated(tmp_path: Path) -> None:
    first = undl_file(tmp_path / "first.csv", recurring()[:60])
    second = undl_file(tmp_path / "second.csv", recurring()[60:80])
    path = tmp_path / "a.duckdb"
    with Archive.open(path, write=True) as archive:
        load_votes(archive, [first])
        made = kept.estimate(Reading(archive), SPAN)
        stored = archive.rows(FITS)
    assert len(stored) == 1
    forget()
    with Archive.open(path) as archive:
        again = kept.estimate(Reading(archive), SPAN)
    assert again is not made
    np.testing.assert_array_equal(again.samples, made.samples)
    with Archive.open(path, write=True) as archive:
        load_votes(archive, [second])
        more = kept.estimate(Reading(archive), SPAN)
        now = archive.rows(FITS)
    assert len(more.roll_calls) > len(made.roll_calls)
    before, since = ({row["votes_hash"] for row in rows} for rows in (stored, now))
    assert len(since) == 2, "made anew when votes change"
    assert before < since, "fits of other votes stay: an archive is asked with and without the record that ships"


def test_an_archive_that_cannot_be_written_is_left_as_it_is(tmp_path: Path) -> None:
    file, path = undl_file(tmp_path / "votes.csv", recurring()[:40]), tmp_path / "a.duckdb"
    with Archive.open(path, write=True) as archive:
        load_votes(archive, [file])
    with Archive.open(path) as archive:
        assert kept.estimate(Reading(archive), SPAN).states
        assert archive.count("fits") == 0
