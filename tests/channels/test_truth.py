"""Every channel on a record whose truth is known, and beside what must not count: a wrong filter changes a number."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from poleward.archive import Archive
from poleward.channels import CHANNELS
from poleward.channels import channel as channel_of
from poleward.channels.archive_reading import Reading
from poleward.channels.channel import Finding, NoPath
from poleward.channels.question import Question
from poleward.channels.votes import METHOD
from poleward.config import load
from poleward.engines.event_counts import TYPES
from poleward.periods import Window
from tests.answers.conftest import document, roll_call, sign, statement, vote

SINCE, FIRST, LAST = dt.date(2021, 1, 1), dt.date(2013, 1, 1), dt.date(2024, 12, 31)
DAY = dt.timedelta(days=1)
BEFORE, AFTER = Window(FIRST, SINCE - DAY), Window(SINCE, LAST)
QUESTION = Question(
    state="KAZ", state_name="Kazakhstan", pole=load().pole("moscow"), before=BEFORE, after=AFTER
)  # fmt: skip
OUTSIDE = (FIRST - DAY, LAST + DAY)
STATES = (
    "BRA",
    "CAN",
    "EGY",
    "FRA",
    "GBR",
    "IDN",
    "IND",
    "JPN",
    "MEX",
    "NGA",
    "PAK",
    "SWE",
    "TUR",
    "USA",
    "ZAF",
    "IRN",
)
FRIENDLY = next(name for name in TYPES.names if TYPES.score[name] > 3)
HOSTILE = next(name for name in TYPES.names if TYPES.score[name] < -3)


def spread(n: int, window: Window) -> list[dt.date]:
    """Return n days spread evenly over a window, its ends included."""
    step = (window.last - window.first) / (n - 1)
    return [window.first + i * step for i in range(n)]


def fill_votes(archive: Archive) -> None:
    """Russia and Kazakhstan vote alike before; since, Kazakhstan votes with the other side."""
    rng = random.Random(1)
    days = [*spread(60, BEFORE), *spread(30, AFTER)]
    calls, votes = [], []
    for i, day in enumerate(days):
        name, east = f"R{i:03d}", rng.choice(["yes", "no"])
        west = "no" if east == "yes" else "yes"
        calls.append(roll_call(name, day))
        votes += [vote(name, "RUS", east), vote(name, "KAZ", east if day < SINCE else west)]
        votes += [
            vote(name, s, (west if k % 2 else east) if rng.random() < 0.9 else "abstain") for k, s in enumerate(STATES)
        ]
    archive.append("roll_calls", calls)
    archive.append("votes", votes)


def disturb_votes(archive: Archive) -> None:
    """Roll calls outside the windows, cells on which sources disagree, and one of which the state was no member."""
    days = (*OUTSIDE, dt.date(2022, 5, 5), dt.date(2022, 5, 6))
    archive.append("roll_calls", [roll_call(f"X{i}", day) for i, day in enumerate(days)])
    rows = [vote(f"X{i}", s, "yes") for i in (0, 1) for s in ("RUS", "KAZ")]
    rows += [vote("X2", s, said, contradicted=True) for s in ("RUS", "KAZ") for said in ("yes", "no")]
    archive.append("votes", [*rows, vote("X3", "KAZ", "not_a_member")])


def fill_words(archive: Archive, channel: str = "words") -> None:
    """Before, ten in twelve speak for closer; since, two in twelve."""
    archive.append("documents", [document(f"d{i}") for i in range(200)])
    told: list[tuple[str, dt.date, int]] = []
    for window, share in ((BEFORE, 10), (AFTER, 2)):
        told += [
            (f"s{window.first.year}-{i:02d}", day, 1 if i < share else -1) for i, day in enumerate(spread(12, window))
        ]
    kinds = ("AID", "ACCUSE", "CONSULT", "COOPERATE")
    archive.append(
        "statements",
        [statement(n, f"d{i}", day, channel, event_type=kinds[i % 4]) for i, (n, day, _) in enumerate(told)],
    )
    archive.append("signs", [sign(n, lean) for n, _, lean in told])


def disturb_words(archive: Archive, channel: str = "words") -> None:
    """The other channel's statements, other ties, days outside, and what is not sure, not real, or abstained on."""
    other = {"words": "deeds", "deeds": "words"}[channel]
    at = dt.date(2022, 6, 1)
    wide = {"date_earliest": dt.date(2019, 1, 1), "date_latest": dt.date(2023, 1, 1)}
    odd: list[tuple[str, dict[str, Any], dict[str, Any]]] = [
        ("other-channel", {"channel": other}, {}),
        ("other-state", {}, {"state": "UZB"}),
        ("other-target", {}, {"target": "CHN"}),
        ("before-all", {"date_earliest": OUTSIDE[0], "date_latest": OUTSIDE[0]}, {}),
        ("after-all", {"date_earliest": OUTSIDE[1], "date_latest": OUTSIDE[1]}, {}),
        ("too-wide", wide, {}),
        ("no-date", {"date_earliest": None, "date_latest": None}, {}),
        ("hypothetical", {"hypothetical": True}, {}),
        ("unsure", {"confidence": 0.4}, {}),
        ("abstained", {"abstained": "two readings"}, {}),
        ("neutral", {}, {"value": 0}),
    ]
    rows = [statement(n, f"d{100 + i}", at, **({"channel": channel} | more)) for i, (n, more, _) in enumerate(odd)]
    archive.append("statements", rows)
    signs = [{"value": 1} | more for _, _, more in odd]
    archive.append("signs", [sign(n, **s) for (n, _, _), s in zip(odd, signs, strict=True)])


def fill_events(archive: Archive) -> None:
    """Before, nine in ten acts of the state are friendly; since, one in ten; the pole's own stay as they are."""
    rows = []
    for window, share in ((BEFORE, 9), (AFTER, 1)):
        for i, day in enumerate(spread(40, window)):
            rows.append(event(f"by{day}", "KAZ", "RUS", day, FRIENDLY if i % 10 < share else HOSTILE))
            rows.append(event(f"to{day}", "RUS", "KAZ", day, FRIENDLY if i % 2 else HOSTILE))
    archive.append("events", rows)
    volume = [{"source_id": "x", "coder": "icews", "date": r["date"], "rows": 5} for r in rows]
    archive.append("event_volume", volume)


def event(name: str, actor: str, recipient: str, day: dt.date, kind: str) -> dict[str, Any]:
    return {
        "event_id": name, "coder": "icews", "actor": actor, "recipient": recipient, "date": day, "date_latest": day,
        "family": kind, "event_type": kind, "mode": None, "cameo": None, "plover_score": TYPES.score[kind],
        "goldstein": None, "intensity": None, "place": None, "place_key": None, "reports": 1, "articles": 1,
        "mentions": None, "confidence": None, "mention_age": None,
    }  # fmt: skip


def disturb_events(archive: Archive) -> None:
    """Events of others, with others, outside the windows."""
    pairs = [("KAZ", "CHN"), ("UZB", "RUS"), ("USA", "RUS")]
    rows = [event(f"x{a}{b}", a, b, dt.date(2022, 3, 3), HOSTILE) for a, b in pairs]
    archive.append("events", [*rows, *(event(f"o{day}", "KAZ", "RUS", day, FRIENDLY) for day in OUTSIDE)])


def tie(channel: str, indicator: str, partner: str, year: int, value: float | None, **more: Any) -> dict[str, Any]:
    return {
        "state": "KAZ", "partner": partner, "channel": channel, "indicator": indicator,
        "date_earliest": dt.date(year, 1, 1), "date_latest": dt.date(year, 12, 31), "value": value, "unit": "USD",
        "status": "not_observed" if value is None else "observed" if value else "zero", "reporter": None,
        "source_id": "x", "source": "A publisher",
    } | more  # fmt: skip


FLOWS = {"trade": ("exports", "imports"), "arms": ("tiv",)}


def fill_flow(channel: str) -> Callable[[Archive], None]:
    """Russia's share is half until 2020 and a tenth since."""

    def fill(archive: Archive) -> None:
        archive.append(
            "ties",
            [
                tie(channel, indicator, partner, year, 2000.0 * (part if partner == "RUS" else 1 - part))
                for year in range(FIRST.year, LAST.year + 1)
                for part in [0.5 if year < SINCE.year else 0.1]
                for partner in ("RUS", "CHN")
                for indicator in FLOWS[channel]
            ],
        )

    return fill


def disturb_flow(channel: str) -> Callable[[Archive], None]:
    """Another channel's values, another indicator's, the partner's word, single months, other states."""
    other = {"trade": "arms", "arms": "trade"}[channel]
    indicator = FLOWS[channel][0]

    def disturb(archive: Archive) -> None:
        month = {"date_earliest": dt.date(2022, 5, 1), "date_latest": dt.date(2022, 5, 31)}
        archive.append(
            "ties",
            [
                tie(other, FLOWS[other][0], "RUS", 2022, 900.0),
                tie(channel, "something_else", "RUS", 2022, 900.0),
                tie(channel, indicator, "RUS", 2022, 900.0, reporter="RUS"),
                tie(channel, indicator, "RUS", 2022, 900.0, **month),
                tie(channel, indicator, "RUS", 2022, 900.0, state="UZB"),
                tie(channel, indicator, "FRA", 2022, None),
            ],
        )

    return disturb


def fill_treaties(archive: Archive) -> None:
    """A member of both organisations, that leaves one in 2022."""
    rows = [tie("treaties", "member", o, 2010, 1.0, unit="yes/no", date_latest=None) for o in ("CSTO", "EAEU")]
    rows[0]["date_latest"] = dt.date(2022, 6, 30)
    archive.append("ties", rows)


def disturb_treaties(archive: Archive) -> None:
    """Memberships of others, of other organisations, and as an observer."""
    archive.append(
        "ties",
        [
            tie("treaties", "member", "CSTO", 2022, 1.0, unit="yes/no", date_latest=None, state="UZB"),
            tie("treaties", "member", "NATO", 2022, 1.0, unit="yes/no", date_latest=None),
            tie("treaties", "observer", "CSTO", 2022, 1.0, unit="yes/no", date_latest=None),
        ],
    )


Filler = Callable[[Archive], None]
RECORDS: dict[str, tuple[Filler, Filler]] = {
    "votes": (fill_votes, disturb_votes),
    "words": (fill_words, disturb_words),
    "deeds": (lambda a: fill_words(a, "deeds"), lambda a: disturb_words(a, "deeds")),
    "events": (fill_events, disturb_events),
    "trade": (fill_flow("trade"), disturb_flow("trade")),
    "arms": (fill_flow("arms"), disturb_flow("arms")),
    "treaties": (fill_treaties, disturb_treaties),
}


def made(folder: Path, key: str, *, disturbed: bool) -> tuple[Finding, Any, list[Any]]:
    """Return what a channel finds, its path, and its numbers of 2022."""
    one = channel_of(key)
    with Archive.open(folder / f"{key}{disturbed}.duckdb", write=True) as archive:
        RECORDS[key][0](archive)
        if disturbed:
            RECORDS[key][1](archive)
        record = one.read(Reading(archive), QUESTION)
        found = one.finding(record, brief=True)
        assert found is not None
        year = Window(dt.date(2022, 1, 1), dt.date(2022, 12, 31))
        return found, one.path(record), one.numbers(record, year)


def test_every_channel_has_a_record_here() -> None:
    assert set(RECORDS) == {c.key for c in CHANNELS}


@pytest.mark.parametrize("key", RECORDS)
def test_a_turn_away_is_found_with_its_date(tmp_path: Path, key: str) -> None:
    found, path, _ = made(tmp_path, key, disturbed=False)
    assert found.direction == "away"
    assert found.probability is None or found.probability > 0.95
    change = found.estimate(channel_of(key).scale.change)
    assert change is not None
    assert change.value is not None
    assert change.value < 0
    assert change.compared_with == str(BEFORE)
    assert not isinstance(path, NoPath), path
    surest = max(path.breaks, key=lambda b: b.probability)
    assert surest.direction == "away"
    assert "2019-06" <= surest.month <= "2022-07"
    assert surest.who in ("state", "both")


@pytest.mark.parametrize("key", RECORDS)
def test_what_must_not_count_changes_nothing(tmp_path: Path, key: str) -> None:
    clean, path, numbers = made(tmp_path, key, disturbed=False)
    found, path_too, numbers_too = made(tmp_path, key, disturbed=True)
    if key == "votes":
        # A roll call on which nothing is compared moves the draws of the interval, and the posterior of all states.
        for one, two in zip((*clean.estimates, *numbers), (*found.estimates, *numbers_too), strict=True):
            assert (two.measure, two.n) == (one.measure, one.n)
            assert two.value == pytest.approx(one.value, abs=0.05)
            if one.method == METHOD:
                assert (two.value, two.evidence) == (one.value, one.evidence)
        assert (clean.facts.contradicted, found.facts.contradicted) == (0, 2), "what is left out is told"
        return
    assert found.estimates == clean.estimates
    assert numbers_too == numbers
    assert path_too == path
