"""The verbs of poleward on one archive."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from poleward import config as configuration
from poleward.actors.asked import state_named
from poleward.archive import Archive
from poleward.config import Config
from poleward.errors import UnusableInputError
from poleward.project.names import (
    DayGiven,
    StateGiven,
    first_day,
    last_day,
    pole_of,
    poles_of,
    states_of,
    years_of,
)
from poleward.project.rows import panel_chart
from poleward.results import Rows, about

if TYPE_CHECKING:
    from poleward.actors import Registry
    from poleward.answers.drift import Drift
    from poleward.answers.why import Arithmetic
    from poleward.channels.model import Estimate
    from poleward.coding import Coder
    from poleward.measures.agreement_dyads import DyadAgreement
    from poleward.measures.positions import Positions
    from poleward.pages import Document
    from poleward.project.told import Answers, Claims, Done, Reasons, Report

DEFAULT_ARCHIVE = Path("poleward.duckdb")
"""The archive of the working folder: that of the command line and of the verbs of the package."""
Period = Literal["session", "year", "quarter", "month"]
LoadKind = Literal["votes", "trade", "arms", "treaties", "events"]


class Project:
    """An archive with its poles, registry and coder, and the verbs as methods.

    The archive is open only while a verb works, so that another process can use it in between. States are named by
    name, demonym, ISO2 or ISO3 code, Correlates of War or UN M49 number; poles by their key or label, or as a state;
    days as '2022', '2022-02', '2022-02-24' or dates.

    Parameters
    ----------
    path
        The archive; it is made when something is first read or loaded into it.
    config
        A TOML file of further poles, groups and weights, or a configuration.
    read_only
        Never write: answers are not kept in the archive, `read` and `load` are refused.
    box
        Put the record that ships with poleward into the archive when it is opened for writing; unless given, yes,
        but for POLEWARD_BOX=off in the environment.
    or_box
        Answer from that record alone while the archive is not there.
    """

    def __init__(
        self,
        path: Path | str,
        *,
        config: Path | str | Config | None = None,
        read_only: bool = False,
        box: bool | None = None,
        or_box: bool = False,
    ) -> None:
        self.path = Path(path)
        self.read_only = read_only
        self.box = box
        self.or_box = or_box
        self.config = config if isinstance(config, Config) else configuration.load(Path(config) if config else None)

    def __repr__(self) -> str:
        there = "" if self.path.exists() else ", not made yet"
        return f"<Project: {self.path}{' (read only)' if self.read_only else ''}{there}>"

    @cached_property
    def registry(self) -> Registry:
        """The registry of states, organisations and office holders."""
        from poleward.actors import load_registry

        return load_registry()

    @cached_property
    def coder(self) -> Coder:
        """The coder of pages; needs the extra 'text'."""
        from poleward.coding import load_coder

        return load_coder()

    @contextmanager
    def archive(self, *, write: bool = False) -> Iterator[Archive]:
        """Open the archive for as long as the block lasts; with `write`, it is made where it is absent.

        Raises
        ------
        UnusableInputError
            There is no archive, or the project is read only and `write` is asked for.
        """
        if write and self.read_only:
            raise UnusableInputError("this project is read only.", where=str(self.path), todo="Open it without that.")
        from poleward.intake.box import open_archive

        absent = self.or_box and not write and not self.path.exists()
        with open_archive(None if absent else self.path, write=write, with_box=self.box) as opened:
            yield opened

    def _asked(self) -> AbstractContextManager[Archive]:
        """Open the archive for a question, whose numbers are kept in it unless the project is read only."""
        if self.or_box and not self.path.exists() and not self.read_only:
            from poleward.intake.box import open_archive

            return open_archive(None, write=True)
        return self.archive(write=not self.read_only and self.path.exists())

    # Questions

    def ask(
        self,
        state: StateGiven | Iterable[StateGiven],
        pole: StateGiven | Iterable[StateGiven],
        since: DayGiven,
        *,
        baseline: DayGiven | None = None,
        until: DayGiven | None = None,
    ) -> Answers:
        """Answer: is a state moving towards or away from a pole since a day, and who moved?

        Parameters
        ----------
        state, pole
            One or several of each; a group's key stands for its states. Every state is asked about with every pole.
        since, baseline, until
            The change is that between [baseline, since) and [since, until]; eight years before `since` and the last
            day observed unless given.

        Raises
        ------
        UnusableInputError
            An unknown state or pole, or days out of order.
        NothingFoundError
            The archive is empty.
        """
        from poleward.answers.ask import ask
        from poleward.answers.freshness import with_age
        from poleward.project.told import Answers

        states = states_of(state, self.config)
        poles, config = poles_of(pole, self.config)
        begin = None if baseline is None else first_day(baseline)
        end = None if until is None else last_day(until)
        with self._asked() as archive:
            answers = [
                ask(archive, one, key, first_day(since), config=config, baseline=begin, until=end)
                for key in poles for one in states
            ]  # fmt: skip
            today = dt.datetime.now(dt.UTC).date()
            answers = [with_age(archive, one, today) for one in answers]
        return Answers(answers, lambda estimates: self.explain(estimates, config))

    def explain(self, estimates: Sequence[Estimate], config: Config | None = None) -> list[Arithmetic]:
        """Return the arithmetic of numbers, down to the sentence and the roll call."""
        from poleward.answers.why import explain
        from poleward.answers.why import first_day as first_day_of
        from poleward.channels.reading import Reading

        known = config or self.config
        with self.archive() as archive:
            reading = Reading(archive)
            return [
                explain(reading, e, known.pole(e.pole, on=first_day_of(e.period))) for e in estimates
            ]  # fmt: skip

    def why(
        self, state: StateGiven | None = None, pole: StateGiven = "moscow", period: str = "", *, estimate: str = ""
    ) -> Reasons:
        """Show the arithmetic of a state's numbers in a period, or of one number by its id.

        Parameters
        ----------
        period
            '2022', '2022-Q1', '2022-04', '2022-04-07' or 'FIRST/LAST'.
        estimate
            The id of a number that an answer gave, instead of state, pole and period.

        Raises
        ------
        UnusableInputError, NothingFoundError
            Neither is given, or there is no such number.
        """
        from poleward.answers import why
        from poleward.periods import parse_period
        from poleward.project.told import Reasons

        if bool(estimate) == (state is not None and bool(period)):
            raise UnusableInputError("nothing to explain.", todo="Give a state and a period, or an estimate's id.")
        with self.archive() as archive:
            if state is None:
                return Reasons([why.why_estimate(archive, estimate, config=self.config)])
            key, config = pole_of(pole, self.config)
            return Reasons(why.why(archive, state_named(state), key, parse_period(period), config=config))

    def check(self, page: Path | str | Document) -> Claims:
        """Check the claims of a page (a file, its text, or a document) against the record.

        Raises
        ------
        UnusableInputError
            The page cannot be read.
        """
        from poleward.answers.check import check
        from poleward.project.pages import documents_of
        from poleward.project.told import Claims

        documents = documents_of(page)
        with self.archive() as archive:
            found = [claim for one in documents for claim in check(archive, one, self.coder, self.config)]
        return Claims(found, documents[0].title or documents[0].source if documents else str(page))

    def drift(
        self,
        poles: StateGiven | Iterable[StateGiven],
        *,
        since: DayGiven,
        baseline: DayGiven | None = None,
        until: DayGiven | None = None,
    ) -> Drift:
        """Return how all members moved with respect to poles since a day, ranked; see `answers.drift`."""
        from poleward.answers.drift import drift

        keys, config = poles_of(poles, self.config)
        with self._asked() as archive:
            return drift(
                archive,
                keys,
                first_day(since),
                config=config,
                baseline=None if baseline is None else first_day(baseline),
                until=None if until is None else last_day(until),
            )

    def shifts(
        self,
        states: StateGiven | Iterable[StateGiven] | None = None,
        poles: StateGiven | Iterable[StateGiven] | None = None,
        *,
        since: DayGiven | None = None,
        baseline: DayGiven | None = None,
        until: DayGiven | None = None,
    ) -> Rows:
        """Return the breaks of states with respect to poles, channel by channel; see `answers.shifts`."""
        from poleward.answers.shifts import shifts, states_with_votes

        keys, config = poles_of(poles, self.config)
        with self._asked() as archive:
            named = states_with_votes(archive) if states is None else states_of(states, config)
            found = shifts(
                archive,
                named,
                keys,
                config=config,
                since=None if since is None else first_day(since),
                baseline=None if baseline is None else first_day(baseline),
                until=None if until is None else last_day(until),
            )
        return Rows(found, "Breaks")

    def report(
        self,
        state: StateGiven | Iterable[StateGiven],
        pole: StateGiven | Iterable[StateGiven],
        since: DayGiven,
        *,
        baseline: DayGiven | None = None,
        until: DayGiven | None = None,
        path: Path | str | None = None,
    ) -> Report:
        """Return the answers with pictures and evidence as one HTML page, written to `path` where it is given.

        Raises
        ------
        UnusableInputError
            As in `ask`; or the file cannot be written.
        """
        from poleward.answers.report import render
        from poleward.project.told import Report

        answers = self.ask(state, pole, since, baseline=baseline, until=until)
        _, config = poles_of(pole, self.config)
        with self.archive() as archive:
            page = render(archive, answers.answers, config)
        if path is not None:
            try:
                Path(path).write_text(page, encoding="utf-8")
            except OSError as error:
                raise UnusableInputError(f"cannot be written: {error.strerror}.", where=str(path)) from None
        return Report(answers, page)

    # Measures

    def panel(
        self,
        states: StateGiven | Iterable[StateGiven] | None = None,
        poles: StateGiven | Iterable[StateGiven] | None = None,
        years: Any = None,
        *,
        dyads: bool = False,
        measures: Sequence[str] | None = None,
    ) -> Rows:
        """Return the frame that a regression needs: one row for each state, pole and year, or dyad and year.

        Agreement, positions and distances with their spread, shares of trade and arms, memberships, ISO3 and
        Correlates of War codes; a status beside each measure says why it is missing, and the frame what to cite.

        Parameters
        ----------
        states
            All that voted unless given.
        poles
            All of the configuration unless given; not with `dyads`.
        years
            2022, '2014/2024', (2014, 2024) or range(2014, 2025); all with a roll call unless given.
        dyads
            Compare the states with one another instead of with poles.
        measures
            Only some of `answers.panel_columns.MEASURES`; positions take longest.

        Raises
        ------
        UnusableInputError, NothingFoundError
            Unknown names or years, or no vote in these years.
        """
        from poleward.answers.panel import dyad_panel, panel
        from poleward.answers.panel_columns import MEASURES

        if dyads and poles is not None:
            raise UnusableInputError("dyads have no poles.", todo="Leave one of the two out.")
        keys, config = poles_of(poles, self.config)
        named = None if states is None else states_of(states, config)
        chosen, span = tuple(MEASURES if measures is None else measures), years_of(years)
        with self._asked() as archive:
            if dyads:
                rows = dyad_panel(archive, named, span, measures=chosen)
            else:
                rows = panel(archive, named, keys, span, config=config, measures=chosen)
        about_it = about(rows)
        return Rows(rows, about_it["title"], notes=about_it["notes"], chart=panel_chart(rows, dyads=dyads))

    def positions(self, votes: Any = None, *, period: Period = "year", years: Any = None, **settings: Any) -> Positions:
        """Estimate ideal points from the archive's votes, or from a frame of votes of your own.

        Parameters
        ----------
        votes
            Any frame with the columns state, roll_call, date, outcome; see `measures.positions.positions`, which also
            says what `settings` there are (estimator, dims, absences, seed…). None: the archive's.
        years
            A year or a span ('2014/2024') of the archive's votes; all unless given.
        """
        from poleward.measures.positions import positions

        return positions(self._votes(years) if votes is None else votes, period=period, **settings)

    def agreement(
        self, votes: Any = None, *, period: Period = "year", years: Any = None, **settings: Any
    ) -> DyadAgreement:
        """Return the agreement of every dyad by period, from the archive's votes or from a frame of your own.

        Parameters are those of `positions`; `settings` are in `measures.agreement_dyads.agreement`.
        """
        from poleward.measures.agreement_dyads import agreement

        return agreement(self._votes(years) if votes is None else votes, period=period, **settings)

    def _votes(self, years: Any) -> Any:
        from poleward.channels.vote_positions import vote_table
        from poleward.periods import Window

        first, last = years_of(years) or (1945, 9999)
        with self.archive() as archive:
            return vote_table(archive, Window(dt.date(first, 1, 1), dt.date(last, 12, 31)))

    # Pages and files

    def code(self, page: Path | str | Document, *, published: DayGiven | None = None) -> Rows:
        """Code a page (a file, its text, or a document) into statements, without keeping anything.

        One row for each statement and sign: statement_id, actor, recipient, event_type, kind, channel, date_earliest,
        date_latest, confidence, state, target, sign, reason, exact, start_at, end_at, abstained.
        """
        from poleward.project.pages import documents_of
        from poleward.project.rows import statement_rows

        return statement_rows(documents_of(page, published), self.coder)

    def read(self, pages: Path | str | Iterable[Path | str]) -> Done:
        """Read pages (HTML, text, JSON Lines, feeds; files or folders) into the archive, which is made if absent."""
        from dataclasses import asdict

        from poleward.intake.pages import read_pages
        from poleward.project.told import Done

        files = [Path(pages)] if isinstance(pages, str | Path) else [Path(page) for page in pages]
        with self.archive(write=True) as archive:
            done = read_pages(archive, files, coder=self.coder)
        lines = [
            f"{done.documents_added} documents and {done.statements_added} statements added from {done.files} files"
        ]
        return Done([*lines, *done.unusable, *done.skips.lines()], {**asdict(done), "skips": dict(done.skips.counts)})

    def load(self, kind: LoadKind, files: Path | str | Iterable[Path | str]) -> Done:
        """Load published files of a kind, recognised by their columns, into the archive, which is made if absent."""
        from poleward.intake.load import load
        from poleward.project.told import Done

        paths = [Path(files)] if isinstance(files, str | Path) else [Path(file) for file in files]
        with self.archive(write=True) as archive:
            report = load(archive, kind, paths)
        return Done(report.lines(), report.to_dict())

    def export(self, table: str, path: Path | str) -> int:
        """Write a table of the archive to a file in the format of its suffix and return the number of rows."""
        from poleward.answers.export import export

        with self.archive() as archive:
            return export(archive, table, Path(path), self.config)


def open_project(path: Path | str, *, config: Path | str | Config | None = None, read_only: bool = False) -> Project:
    """Open a project: the archive at `path`, which is made when something is first read or loaded into it."""
    return Project(path, config=config, read_only=read_only)


def demo(into: Path | str = "poleward-demo") -> Project:
    """Build the bundled case in a folder, offline, and return it as a project; a second time it changes nothing."""
    from poleward.demo import build

    return Project(build(Path(into)).archive)


@cache
def _made(folder: Path) -> Project:
    return Project(folder / DEFAULT_ARCHIVE, or_box=True)


def here() -> Project:
    """Return the project of the working folder, made once for each folder; until it is there, the record answers."""
    return _made(Path.cwd())
