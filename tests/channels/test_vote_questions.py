"""Questions old and new: each by name, with the vote of the state and of the pole."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from poleward.answers.ask import ask
from poleward.archive import Archive
from poleward.channels.archive_reading import Reading
from poleward.channels.vote_questions import new_questions, recurring
from poleward.config import Config
from tests.answers.conftest import roll_call, vote
from tests.drift_samples import MEMBERS, fill

SINCE = dt.date(2022, 2, 24)


def test_new_resolutions_are_named_with_both_votes(tmp_path: Path, poles: Config) -> None:
    new = {"A/RES/new/1": ("no", "abstain"), "A/RES/new/2": ("yes", "yes"), "A/RES/new/3": ("no", "yes")}
    with Archive.open(tmp_path / "a.duckdb", write=True) as archive:
        fill(archive)
        archive.append("roll_calls", [roll_call(n, dt.date(2023, 3, 1 + i)) for i, n in enumerate(new)])
        archive.append(
            "votes",
            [vote(n, s, cast[0] if s == "RUS" else cast[1]) for n, cast in new.items() for s in MEMBERS],
        )
        answer = ask(archive, "KAZ", "moscow", SINCE, config=poles)
        found = new_questions(Reading(archive), answer.question)
        known = {r.latest.roll_call_id for r in recurring(Reading(archive), answer.question)}
        assert found is not None
        assert (found.asked, found.agreement) == (3, 0.5)
        assert [cast.symbol for cast in found.apart] == ["A/RES/new/3", "A/RES/new/1"]
        assert not known & set(new)
        named = ("2023-03-03 A/RES/new/3 Matter A/RES/new/3", "2023-03-01 A/RES/new/1 Matter A/RES/new/1")
        assert (
            "On 3 roll calls since without a counterpart before they agreed on 50 of 100; apart: "
            f"{named[0]}: Kazakhstan yes, Moscow no; {named[1]}: Kazakhstan abstain, Moscow no."
        ) in answer.finding("votes").beside
        one = new_questions(Reading(archive), answer.question, most=1)
        assert one is not None
        assert len(one.apart) == 1


def test_nothing_is_fitted_where_nothing_can_be_compared(tmp_path: Path, poles: Config) -> None:
    with Archive.open(tmp_path / "a.duckdb", write=True) as archive:
        fill(archive)
        votes = ask(archive, "KAZ", "moscow", dt.date(1899, 1, 1), config=poles).finding("votes")
        assert not archive.rows("SELECT 1 FROM fits")
    assert (votes.direction, votes.estimates) == ("not enough evidence", ())
