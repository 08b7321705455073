"""`poleward evaluate shifts`: are known realignments found in the votes, and how often is there a false alarm?

The alarms are the shifts that `poleward shifts` lists (`channels.vote_shifts`), beside the two poles of the list.

The rules stand in docs/breaks.md.
"""

from __future__ import annotations

import csv
import datetime as dt
import tempfile
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from poleward.actors import Registry, load_registry
from poleward.archive import Archive
from poleward.channels.archive_reading import Reading
from poleward.channels.likelihood import LIKELY
from poleward.channels.vote_paths import VotePaths, vote_paths
from poleward.channels.vote_shifts import VoteShift, nearer, vote_shifts
from poleward.config import Pole
from poleward.errors import UnusableInputError
from poleward.intake.votes import load_votes
from poleward.measures.paths import Break, mean_path
from poleward.measures.paths.grid import Floats
from poleward.measures.stance.shifts import MORE_LIKELY_THAN_NOT
from poleward.periods import Window, month_label

OPENING = 4
"""A year's window opens in September of the year before, with the session that runs into it."""
SETTLED_YEARS, CLEAR_YEARS = 2, 5
"""Full years after which a state is settled in its alliance, and years on either side of a case that are not quiet:
our choice."""
ALLIANCES = ("NATO", "CSTO")
POLES = ("USA", "RUS")
THRESHOLDS = (0.3, 0.4, MORE_LIKELY_THAN_NOT, LIKELY, 0.6, 0.7, 0.8, 0.9)
SUCCEEDED = {"CZE": ("CSK", 1992), "DEU": ("DDR", 1989), "SRB": ("YUG", 1991), "RUS": ("RUS", 1991)}
"""State to the code under which it sat before, and until which year."""
COLUMNS = ("state", "year", "window", "pole", "direction")
MAX_CASES = 10_000
"""A bound on time."""

Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Case:
    """A known realignment; `direction` is 'towards' or 'away'."""

    state: str
    year: int
    window: int
    pole: str
    direction: str

    @property
    def code(self) -> str:
        """The code under which the state sat in that year."""
        earlier, until = SUCCEEDED.get(self.state, (self.state, 0))
        return earlier if self.year <= until else self.state


def read_cases(path: Path) -> list[Case]:
    """Return the cases of a CSV file with the columns state, year, window, pole, direction.

    Raises
    ------
    UnusableInputError
        A column is missing, or a row cannot be understood.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            missing = [c for c in COLUMNS if c not in (reader.fieldnames or ())]
            if missing:
                raise UnusableInputError(
                    f"no column {', '.join(missing)}.", where=str(path), todo=f"Name the columns {', '.join(COLUMNS)}."
                )
            rows = [row for row, _ in zip(reader, range(MAX_CASES), strict=False)]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise UnusableInputError(f"cannot be read: {error}.", where=str(path)) from None
    return [_case(row, f"{path}, row {i}") for i, row in enumerate(rows, start=2)]


def _case(row: dict[str, str], where: str) -> Case:
    try:
        case = Case(row["state"].strip(), int(row["year"]), int(row["window"]), row["pole"].strip(), row["direction"])
    except (TypeError, ValueError, AttributeError):
        raise UnusableInputError("year and window are whole numbers.", where=where) from None
    direction = {"toward": "towards", "towards": "towards", "away": "away"}.get(case.direction.strip())
    if direction is None or not case.state or not case.pole or not 0 <= case.window <= 50:
        raise UnusableInputError("not a case.", where=where, todo="The direction is 'towards' or 'away'.")
    return Case(case.state, case.year, case.window, case.pole, direction)


def score_votes(path: Path, votes: Sequence[Path]) -> dict[str, Any]:
    """Return the scores of a list of cases on files of roll calls, read into an archive that is thrown away."""
    read_cases(path)
    with tempfile.TemporaryDirectory() as folder, Archive.open(Path(folder) / "votes.duckdb", write=True) as made:
        load_votes(made, votes)
        return evaluate_shifts(path, made)


def evaluate_shifts(path: Path, archive: Archive) -> dict[str, Any]:
    """Return how many cases of a list are found on an archive's roll calls, and the rate of false alarms.

    Raises
    ------
    UnusableInputError
        The list cannot be read, or there are no roll calls that divide the states.
    """
    return score(archive, read_cases(path))


def score(archive: Archive, cases: Sequence[Case]) -> dict[str, Any]:
    """Return the scores of the cases on all votes of an archive."""
    days = archive.rows("SELECT min(date) AS first, max(date) AS last FROM roll_calls")[0]
    if days["first"] is None:
        raise UnusableInputError("the archive holds no roll call.", todo="Load some with 'poleward load votes'.")
    window = Window(days["first"], days["last"])
    reading = Reading(archive)
    poles = [Pole(code, code, (code,)) for code in POLES]
    shifts = vote_shifts(reading, window, poles, least=min(THRESHOLDS))
    judged = Judged.of(vote_paths(reading, window), cases, load_registry())
    at = {threshold: judged.judge(judged.alarms(shifts, threshold)) for threshold in THRESHOLDS}
    main = at[MORE_LIKELY_THAN_NOT]
    return {
        "cases": len(cases),
        "found": main["found"],
        "found_strictly": main["found_strictly"],
        "false_alarms_per_100_state_years": main["false_alarms_per_100_state_years"],
        "alarms_per_100_state_years_elsewhere": main["alarms_per_100_state_years_elsewhere"],
        "threshold": MORE_LIKELY_THAN_NOT,
        "state_years_that_stayed": int(judged.stayed.sum()),
        "state_years_elsewhere": int(judged.elsewhere.sum()),
        "trade_off": [{"threshold": t, **{k: v for k, v in r.items() if k != "details"}} for t, r in at.items()],
        "details": main["details"],
    }


@dataclass(frozen=True, slots=True)
class Alarm:
    """An alarm about a state's own move with respect to a pole; months are counted from the first of the record."""

    series: int
    pole: str
    towards: bool
    first: int
    month: int
    last: int
    size: float
    probability: float


@dataclass(frozen=True)
class Judged:
    """The states of a record beside a list of cases, ready to judge alarms."""

    paths: VotePaths
    cases: tuple[Case, ...]
    mean: Floats
    stayed: Bools
    elsewhere: Bools

    @classmethod
    def of(cls, paths: VotePaths, cases: Sequence[Case], registry: Registry) -> Judged:
        """Return the paths with the state-years that the rules count, (states, years) each."""
        stayed, elsewhere = state_years(paths, cases, registry)
        return cls(paths, tuple(cases), mean_path(paths.smoothed, paths.grid), stayed, elsewhere)

    @property
    def first_year(self) -> int:
        """The year of the first month."""
        return self.paths.first // 12

    def alarms(self, shifts: Mapping[str, Sequence[VoteShift]], threshold: float) -> list[Alarm]:
        """Return the shifts that are settled and at least so likely, by pole, as alarms."""
        first = self.paths.first
        return [
            Alarm(
                series=self.paths.states.index(s.state), pole=pole, towards=s.towards, first=s.first - first,
                month=s.month - first, last=s.last - first, size=s.move.own.mean, probability=s.probability,
            )
            for pole, found in shifts.items()
            for s in found
            if s.settled and s.probability >= threshold
        ]  # fmt: skip

    def on_line(self, breaks: Sequence[Break]) -> list[Alarm]:
        """Return breaks of positions on a line, whoever found them, as alarms beside both poles."""
        return [
            Alarm(
                series=b.series, pole=pole, towards=nearer(self.paths, self.mean, b, (pole,)), first=b.first,
                month=b.month, last=b.last, size=b.size, probability=b.probability,
            )
            for b in breaks
            for pole in POLES
            if pole in self.paths.states
        ]  # fmt: skip

    def judge(self, alarms: Sequence[Alarm]) -> dict[str, Any]:
        """Return what is found, and the rates of alarms; one that concerns both poles in a year is one."""
        details = [self._judge(case, alarms) for case in self.cases]
        years = {(a.series, (self.paths.first + a.month) // 12 - self.first_year) for a in alarms}
        return {
            "found": sum(d["found"] for d in details),
            "found_strictly": sum(d["found_strictly"] for d in details),
            "false_alarms_per_100_state_years": _rate(years, self.stayed),
            "alarms_per_100_state_years_elsewhere": _rate(years, self.elsewhere),
            "details": details,
        }

    def _judge(self, case: Case, alarms: Sequence[Alarm]) -> dict[str, Any]:
        state, pole = case.code, case.pole
        out: dict[str, Any] = {
            "state": case.state, "year": case.year, "pole": pole, "direction": case.direction, "found": False,
            "found_strictly": False, "alarms": [], "why_not": None,
        }  # fmt: skip
        absent = [code for code in (state, pole) if code not in self.paths.states]
        if absent:
            return out | {"why_not": f"{', '.join(absent)} cast no vote that divides the states"}
        series = self.paths.states.index(state)
        opens, closes = case.year * 12 - self.paths.first, (case.year + case.window + 1) * 12 - 1 - self.paths.first
        for a in alarms:
            if (a.series, a.pole) != (series, pole) or a.last < opens - 60 or a.first > closes + 60:
                continue
            right = a.towards == (case.direction == "towards")
            out["found"] |= right and a.first <= closes and a.last >= opens - OPENING
            out["found_strictly"] |= right and opens <= a.month <= closes
            out["alarms"].append({"month": self._month(a.month), "first": self._month(a.first),
                                  "last": self._month(a.last), "right_direction": right, "size": round(a.size, 2),
                                  "probability": round(a.probability, 3)})  # fmt: skip
        return out

    def _month(self, index: int) -> str:
        number = self.paths.first + index
        return month_label(number)


def _rate(years: Collection[tuple[int, int]], counted: Bools) -> float:
    alarms = sum(bool(counted[series, year]) for series, year in years)
    return round(100 * alarms / max(1, int(counted.sum())), 3)


def state_years(paths: VotePaths, cases: Sequence[Case], registry: Registry) -> tuple[Bools, Bools]:
    """Return (states, years) those of states that stayed, and all those that no case names; see docs/breaks.md."""
    first = paths.first // 12
    n = (paths.first + paths.observed.months - 1) // 12 - first + 1
    voted = np.zeros((len(paths.states), n), dtype=np.bool_)
    voted[paths.series, (paths.first + paths.observed.when[paths.column]) // 12 - first] = True
    for pole in POLES:
        if pole in paths.states:
            voted[paths.states.index(pole)] = False
    for case in cases:
        for code in {case.state, case.code} & set(paths.states):
            voted[paths.states.index(code), max(0, case.year - CLEAR_YEARS - first) :][: 2 * CLEAR_YEARS + 1] = False
    allied = np.zeros_like(voted)
    for m in registry.memberships:
        since = m.span.since
        if m.organisation not in ALLIANCES or m.status != "member" or since is None or m.state not in paths.states:
            continue
        begins = since.year + SETTLED_YEARS + (since > dt.date(since.year, 1, 1))
        ends = m.span.until.year - 1 if m.span.until else first + n - 1
        allied[paths.states.index(m.state), max(0, begins - first) : max(0, ends - first + 1)] = True
    return voted & allied, voted
