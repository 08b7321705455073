"""All members beside one or more poles: who moved away or towards, by how much, how sure, and whose move it was."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Sequence
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from poleward.actors import load_registry
from poleward.answers.freshness import Stale, leant_on
from poleward.answers.questions import question
from poleward.archive import Archive
from poleward.channels.archive_reading import Reading
from poleward.channels.likelihood import LIKELY, percent
from poleward.channels.question import Question
from poleward.channels.vote_stance import moves_about
from poleward.channels.vote_trust import said_of
from poleward.config import Config
from poleward.errors import NothingFoundError, UnusableInputError
from poleward.measures.stance.ranking import Move, Part
from poleward.measures.stance.stored_draws import METHOD
from poleward.results.charts import Forest, Mark
from poleward.results.frames import described
from poleward.results.result import Result

_COLUMNS = {
    "pole": "key of the pole",
    "state": "ISO3 code",
    "state_name": "English name",
    "since": "day asked about",
    "direction": "towards, away, no change, or not enough evidence",
    "probability": "of the direction; missing: none is likely",
    "change": "change of expected agreement on a fixed agenda, 0 to 1; negative is away; own_move + pole_move",
    "q05": "its 5 % quantile",
    "q95": "its 95 % quantile",
    "before": "expected agreement on the fixed agenda before, 0 to 1",
    "after": "the same since",
    "own_move": "part of the change that is the state's own move",
    "own_q05": "its 5 % quantile",
    "own_q95": "its 95 % quantile",
    "pole_move": "part of the change that is the pole's move",
    "pole_q05": "its 5 % quantile",
    "pole_q95": "its 95 % quantile",
    "who_moved": "state, pole, both, or neither",
    "towards": "probability of a change towards the pole by more than 0.03",
    "away": "probability of a change away by more than 0.03",
    "same": "probability of a change of at most 0.03",
    "rank": "place among all members compared, 1 the furthest away",
    "of": "how many members are compared",
    "percentile": "share of them that moved further away, 0 to 100",
    "q_value": "expected share of members that did not move as said, among this one and all surer ones",
    "observed_before": "mean agreement on the roll calls that both voted on, before",
    "observed_after": "the same since",
    "agenda": "part of the observed change that comes from which questions were asked",
    "misfit": "what is left of the observed change",
    "roll_calls_before": "common roll calls before",
    "roll_calls_since": "common roll calls since",
    "titles": "questions asked both before and since, on which the fixed agenda rests; 0: none, all roll calls",
    "against": "what points the other way, so that which way is not settled; empty: nothing",
    "same_questions": "mean change of agreement on them without a model; missing: there are none",
    "same_q05": "its 5 % quantile",
    "same_q95": "its 95 % quantile",
}
_TEXTS = ("pole", "state", "state_name", "direction", "who_moved", "against")
_COUNTS = ("rank", "of", "roll_calls_before", "roll_calls_since", "titles")


def _type(name: str) -> pa.DataType:
    if name == "since":
        return pa.date32()
    return pa.string() if name in _TEXTS else pa.int32() if name in _COUNTS else pa.float64()


SCHEMA = pa.schema([(name, _type(name)) for name in _COLUMNS])


class Drift(Result):
    """The table of members: one row for each member and pole, furthest away first.

    Attributes
    ----------
    rows
        See `SCHEMA`; every column says what it means.
    windows
        Before and since, by pole.
    labels
        The poles as they are called, by pole.
    stale
        Sources leant on that are too old.
    ask
        Gives the arithmetic of a state and a pole, where the table comes from a project.
    """

    __slots__ = ("_headline", "ask", "labels", "rows", "stale", "windows")

    def __init__(
        self, rows: pa.Table, windows: dict[str, tuple[str, str]], labels: dict[str, str], stale: Sequence[Stale] = ()
    ) -> None:
        self.rows, self.windows, self.labels, self.stale = rows, windows, labels, tuple(stale)
        self._headline = _headline(rows, labels)
        self.ask: Callable[[str, str], Any] | None = None

    @property
    def notes(self) -> tuple[str, ...]:
        """What a reader should know besides: a source that is stale."""
        return tuple(one.sentence() for one in self.stale)

    @property
    def headline(self) -> str:
        """How many members moved which way."""
        return self._headline

    def to_arrow(self) -> pa.Table:
        """Return the rows, with the meaning of their columns."""
        return described(self.rows, _COLUMNS, title=self.headline, method=METHOD)

    def to_dict(self) -> dict[str, Any]:
        """Return plain values."""
        windows = {pole: {"before": b, "since": s} for pole, (b, s) in self.windows.items()}
        return {"headline": self.headline, "windows": windows, "notes": list(self.notes), "rows": self.rows.to_pylist()}

    def remarks(self) -> Sequence[str]:
        """Return what stands below the table."""
        return self.notes

    def shown_columns(self) -> Sequence[str]:
        """Return the columns that a notebook shows."""
        return ("pole", "state_name", "direction", "probability", "change", "q05", "q95", "who_moved", "rank", "of")

    def chart(self) -> Forest:
        """Return the changes of those that moved most, either way, in points of a hundred."""
        panels = []
        for pole, label in self.labels.items():
            rows = [row for row in self.rows.to_pylist() if row["pole"] == pole]
            ends = rows if len(rows) <= 2 * DRAWN else [*rows[:DRAWN], *rows[-DRAWN:]]
            marks = [Mark(r["state_name"], 100 * r["change"], 100 * r["q05"], 100 * r["q95"]) for r in ends]
            panels.append((f"{label}: change in points of 100", tuple(marks)))
        return Forest(tuple(panels))

    def why(self, state: str, pole: str | None = None) -> Any:
        """Return the arithmetic of a member's votes with a pole, the first of the table unless named.

        Raises
        ------
        UnusableInputError
            The table does not come from a project, which knows the archive.
        """
        if self.ask is None:
            raise UnusableInputError(
                "this table knows no archive.", todo="Ask a project: poleward.open(path).drift(…)."
            )
        return self.ask(state, next(iter(self.labels)) if pole is None else pole)

    def to_text(self, most: int | None = None, always: Collection[str] = (), *, columns: int | None = None) -> str:
        """Return the table in text, points of a hundred; names are shortened only where a row would not fit.

        Parameters
        ----------
        most
            Rows from either end of each pole's list; all where it is None.
        always
            ISO3 codes of members that are shown wherever they stand.
        columns
            Characters of a row; as many as it needs where it is None.
        """
        lines: list[str] = []
        for pole in dict.fromkeys(self.rows["pole"].to_pylist()):
            rows = [row for row in self.rows.to_pylist() if row["pole"] == pole]
            before, since = self.windows[pole]
            shown = [
                most is None or min(place, len(rows) - 1 - place) < most or row["state"] in always
                for place, row in enumerate(rows)
            ]
            longest = max((len(row["state_name"]) for place, row in enumerate(rows) if shown[place]), default=0)
            name = max(LEAST_NAME, longest if columns is None else min(longest, columns - BESIDE_NAME))
            lines += [
                f"{self.labels[pole]}: {before} and {since}; expected agreement of 100 on the questions asked in both",
                _head(name),
            ]
            for place, row in enumerate(rows):
                if shown[place]:
                    lines.append(_line(row, name))
                elif shown[place - 1]:
                    lines.append("…")
            lines.append("")
        return "\n".join(lines).rstrip()


DRAWN = 12
"""Members that a picture shows from either end: our choice, so that labels can be read."""
LEAST_NAME = 16
"""Letters of a member's name that are shown on any terminal: a choice; nine in ten names have no more."""


def _head(name: int) -> str:
    return (
        f"{'rank':>4} {'member':<{name}} {'before':>6} {'since':>6} {'change':>6} {'90 %':>12}  {'own':>4} "
        f"{'pole':>4}  {'direction':<24} {'q':>5}"
    )


BESIDE_NAME = len(_head(LEAST_NAME)) - LEAST_NAME


def _short(name: str, most: int) -> str:
    return name if len(name) <= most else f"{name[: most - 1].rstrip()}…"


def _line(row: dict[str, Any], name: int) -> str:
    points = {part: 100 * row[part] for part in ("before", "after", "change", "q05", "q95", "own_move", "pole_move")}
    told = row["direction"] + (f", {percent(row['probability'])}" if row["probability"] is not None else "")
    between = f"{points['q05']:+z.0f} to {points['q95']:+z.0f}"
    return (
        f"{row['rank']:>4} {_short(row['state_name'], name):<{name}} {points['before']:>6.0f} {points['after']:>6.0f} "
        f"{points['change']:>+z6.0f} {between:>12}  {points['own_move']:>+z4.0f} {points['pole_move']:>+z4.0f}  "
        f"{told:<24} {row['q_value']:>5.2f}"
    )


def drift(
    archive: Archive,
    poles: Sequence[str],
    since: dt.date,
    *,
    config: Config,
    baseline: dt.date | None = None,
    until: dt.date | None = None,
    today: dt.date | None = None,
    progress: Callable[[int, int], None] | None = None,
    made: Callable[[pa.Table], None] | None = None,
) -> Drift:
    """Return how every member's expected agreement with each pole changed since a date, ranked.

    Parameters
    ----------
    archive
        Where the roll calls are; when it is writable, the posterior is kept there and later calls take seconds.
    poles
        Keys of poles of `config`.
    since, baseline, until
        As in `ask`.
    today
        With it, a note says whether the newest source of votes is stale.
    progress
        Called with sweeps done and to do while the posterior is estimated.
    made
        Called with each pole's rows as soon as they are there.

    Raises
    ------
    UnusableInputError
        Unknown pole, or dates out of order.
    NothingFoundError
        No roll call falls into both windows.
    """
    if not poles:
        raise UnusableInputError("no pole is named.", todo=f"Choose from {', '.join(sorted(config.poles))}.")
    tables: list[pa.Table] = []
    windows: dict[str, tuple[str, str]] = {}
    labels: dict[str, str] = {}
    for pole in dict.fromkeys(poles):
        asked = _asked(archive, pole, since, config, baseline, until)
        rows = rows_of(moves_about(Reading(archive, progress), asked), asked)
        if not rows:
            raise NothingFoundError(
                "no member shares roll calls with %(pole)s before and since %(since)s.",
                pole=asked.pole.label,
                since=since,
            )
        windows[pole], labels[pole] = (str(asked.before), str(asked.after)), asked.pole.label
        table = pa.Table.from_pylist(rows, schema=SCHEMA)
        tables.append(table)
        if made is not None:
            made(table)
    old = leant_on(archive, ["votes"], asked.after.last, today) if today else ()
    return Drift(pa.concat_tables(tables), windows, labels, old)


def _asked(
    archive: Archive, pole: str, since: dt.date, config: Config, baseline: dt.date | None, until: dt.date | None
) -> Question:
    """Return the question that all members are asked: any state that is not the pole serves to find its windows."""
    registry = load_registry()
    members = config.pole(pole).states
    anyone = next(code for code in registry.states if code not in members)
    return question(archive, anyone, pole, since, config=config, registry=registry, baseline=baseline, until=until)


def rows_of(moves: Iterable[Move], asked: Question) -> list[dict[str, Any]]:
    """Return one row for each member's move, furthest away first."""
    known = load_registry().states
    found = sorted(moves, key=lambda m: m.rank)
    return [_row(m, asked, known[m.state].name if m.state in known else m.state) for m in found]


def _row(m: Move, asked: Question, name: str) -> dict[str, Any]:
    direction, probability = said_of(m)
    panel: Part | None = m.panel.change if m.panel else None
    return {
        "pole": asked.pole.key, "state": m.state, "state_name": name, "since": asked.since, "direction": direction,
        "probability": probability, "change": m.change.mean, "q05": m.change.q05, "q95": m.change.q95,
        "before": m.level[0], "after": m.level[1], "own_move": m.own.mean, "own_q05": m.own.q05,
        "own_q95": m.own.q95, "pole_move": m.pole.mean, "pole_q05": m.pole.q05, "pole_q95": m.pole.q95,
        "who_moved": m.mover, "towards": m.up, "away": m.down, "same": m.same, "rank": m.rank, "of": m.of,
        "percentile": 100.0 * (m.rank - 1) / max(m.of - 1, 1), "q_value": m.q_value,
        "observed_before": m.observed[0], "observed_after": m.observed[1], "agenda": m.agenda.mean,
        "misfit": m.misfit, "roll_calls_before": m.roll_calls[0], "roll_calls_since": m.roll_calls[1],
        "titles": m.titles, "against": "; ".join(one.name for one in m.against),
        "same_questions": panel.mean if panel else None, "same_q05": panel.q05 if panel else None,
        "same_q95": panel.q95 if panel else None,
    }  # fmt: skip


def _headline(rows: pa.Table, labels: dict[str, str]) -> str:
    told = []
    for pole, label in labels.items():
        ways = rows.filter(pc.field("pole") == pole)["direction"].to_pylist()
        told.append(
            f"{ways.count('away')} of {len(ways)} members at least likely moved away from {label}, "
            f"{ways.count('towards')} towards, {ways.count('no change')} about as before"
        )
    return f"Since {rows['since'][0]}: {'; '.join(told)} (likely: {LIKELY:.0%} or more)"
