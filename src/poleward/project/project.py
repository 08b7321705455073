"""The verbs of poleward on one archive."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from poleward.actors.asked import state_named
from poleward.config import Pole
from poleward.defaults import POLE
from poleward.errors import UnusableInputError
from poleward.project.holdings import Holdings
from poleward.project.names import (
    DayGiven,
    StateGiven,
    first_day,
    last_day,
    poles_of,
    states_of,
    years_of,
)
from poleward.project.rows import panel_chart
from poleward.results import Rows, about

if TYPE_CHECKING:
    from poleward.answers.drift import Drift
    from poleward.answers.roll_call_lookup import RollCalls
    from poleward.answers.why import Arithmetic
    from poleward.channels.estimate import Estimate
    from poleward.measures.agreement_dyads import DyadAgreement
    from poleward.measures.positions import Positions
    from poleward.pages import Document
    from poleward.project.told import Answers, Claims, Done, Reasons, Report

DEFAULT_ARCHIVE = Path("poleward.duckdb")
"""The archive of the working folder: that of the command line and of the verbs of the package."""
Period = Literal["session", "year", "quarter", "month"]


class Project(Holdings):
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
        from poleward.answers.ask import ask, with_age
        from poleward.project.told import Answers

        states = states_of(state, self.config)
        poles = poles_of(pole, self.config)
        begin = None if baseline is None else first_day(baseline)
        end = None if until is None else last_day(until)
        with self._asked() as archive:
            answers = [
                ask(archive, one, key, first_day(since), config=self.config, baseline=begin, until=end)
                for key in poles for one in states
            ]  # fmt: skip
            today = dt.datetime.now(dt.UTC).date()
            answers = [with_age(archive, one, today) for one in answers]
        return Answers(answers, self.explain)

    def explain(self, numbers: Sequence[tuple[Estimate, Pole]]) -> list[Arithmetic]:
        """Return the arithmetic of numbers, each with its pole, down to the sentence and the roll call."""
        from poleward.answers.why import explain
        from poleward.channels.archive_reading import Reading

        with self.archive() as archive:
            reading = Reading(archive)
            return [explain(reading, estimate, pole) for estimate, pole in numbers]

    def why(
        self, state: StateGiven | None = None, pole: StateGiven = POLE, period: str = "", *, estimate: str = ""
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
            key, days = self.config.pole(pole).key, parse_period(period)
            return Reasons(why.why(archive, state_named(state), key, days, config=self.config))

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

        keys, config = poles_of(poles, self.config), self.config
        with self._asked() as archive:
            found = drift(
                archive,
                keys,
                first_day(since),
                config=config,
                baseline=None if baseline is None else first_day(baseline),
                until=None if until is None else last_day(until),
                today=dt.datetime.now(dt.UTC).date(),
            )
        found.ask = lambda state, pole: self.ask(state, pole, since, baseline=baseline, until=until).why("votes")
        return found

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
        from poleward.project.rows import breaks_chart

        keys, config = poles_of(poles, self.config), self.config
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
        return Rows(found, "Breaks", chart=breaks_chart(found))

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
        from poleward.project.told import Report
        from poleward.publishing.report import render

        answers = self.ask(state, pole, since, baseline=baseline, until=until)
        with self.archive() as archive:
            page = render(archive, answers.answers)
        if path is not None:
            try:
                Path(path).write_text(page, encoding="utf-8")
            except OSError as error:
                raise UnusableInputError(f"cannot be written: {error.strerror}.", where=str(path)) from None
        return Report(answers, page)

    def roll_calls(self, asked: str, *, most: int = 5) -> RollCalls:
        """Return the roll calls with a symbol ("A/RES/ES-11/1"), of a day or with words in their titles; and vetoes."""
        from poleward.answers.roll_call_lookup import roll_calls

        with self.archive() as archive:
            return roll_calls(archive, asked, most=most)

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

        Agreement, positions and distances, stance (expected agreement on one agenda for all years), each with its
        spread, shares of trade and arms, memberships, ISO3 and Correlates of War codes; a status beside each measure
        says why it is missing, and the frame what to cite.

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
            Only some of `answers.panel_columns.MEASURES`; positions and stance take longest.

        Raises
        ------
        UnusableInputError, NothingFoundError
            Unknown names or years, or no vote in these years.
        """
        from poleward.answers.panel import dyad_panel, panel
        from poleward.answers.panel_columns import MEASURES

        if dyads and poles is not None:
            raise UnusableInputError("dyads have no poles.", todo="Leave one of the two out.")
        keys, config = poles_of(poles, self.config), self.config
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

    def load(self, kind: str, files: Path | str | Iterable[Path | str]) -> Done:
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
