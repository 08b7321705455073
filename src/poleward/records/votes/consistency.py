"""What a collection of roll calls covers, and where it disagrees with itself: the table to look at before measuring."""

from __future__ import annotations

from dataclasses import dataclass

import duckdb
import pyarrow as pa

from poleward.records.votes.symbols import regular_session


@dataclass(frozen=True)
class Consistency:
    """What a collection covers.

    Attributes
    ----------
    sessions
        One row for each session: `session`, `in_session` (the regular session in whose year it fell), `first`, `last`
        (days), `roll_calls`, `resolutions`, `paragraphs`, `amendments`, `others`, `adopted`, `rejected`, `states` (that
        voted), `yes`, `no`, `abstain`, `not_voting`, `not_a_member`, `contradicted` (cells), `bridged` (roll calls).
    states
        One row for each state: `state`, `first`, `last` (days with a vote cast), `cast`, `not_voting`.
    packages
        One row for each group of roll calls of one day on parts of one resolution with the same votes of every state
        (one vote of the Assembly, recorded several times): `day`, `roll_call_ids`.
    missing_sessions
        Regular sessions without a roll call between the first and the last that have one.
    """

    sessions: pa.Table
    states: pa.Table
    packages: pa.Table
    missing_sessions: tuple[int, ...]

    def lines(self) -> list[str]:
        """Return what a reader should know, in plain sentences."""
        total = sum(self.sessions["roll_calls"].to_pylist())
        doubtful = sum(self.sessions["contradicted"].to_pylist())
        repeated = sum(len(ids) - 1 for ids in self.packages["roll_call_ids"].to_pylist())
        found = [
            f"{total} roll calls in {self.sessions.num_rows} sessions, {self.states.num_rows} states, "
            f"{doubtful} contradicted cells.",
            f"{repeated} roll calls repeat another one of their day: one vote of the Assembly on several parts of a "
            "resolution.",
        ]
        if self.missing_sessions:
            found.append(f"No roll call of session {', '.join(map(str, self.missing_sessions))}.")
        return found


def consistency(roll_calls: pa.Table, votes: pa.Table) -> Consistency:
    """Return what a collection of roll calls covers and where it disagrees with itself.

    Parameters
    ----------
    roll_calls, votes
        Arrow tables with the columns of `tables.ROLL_CALLS` and `tables.VOTES_TABLE`.
    """
    with duckdb.connect() as connection:
        connection.register("roll_calls", roll_calls)
        connection.register("votes", votes)
        sessions = connection.sql(
            "WITH cells AS (SELECT session, count(DISTINCT state) FILTER (vote IN ('yes', 'no', 'abstain')) AS states,"
            "  count(*) FILTER (vote = 'yes' AND NOT contradicted) AS yes,"
            "  count(*) FILTER (vote = 'no' AND NOT contradicted) AS no,"
            "  count(*) FILTER (vote = 'abstain' AND NOT contradicted) AS abstain,"
            "  count(*) FILTER (vote = 'not_voting' AND NOT contradicted) AS not_voting,"
            "  count(*) FILTER (vote = 'not_a_member' AND NOT contradicted) AS not_a_member,"
            "  count(DISTINCT roll_call_id || ' ' || state) FILTER (contradicted) AS contradicted"
            "  FROM votes JOIN roll_calls USING (roll_call_id) GROUP BY session)"
            " SELECT r.session, min(date) AS first, max(date) AS last, count(*) AS roll_calls,"
            "  count(*) FILTER (kind = 'resolution') AS resolutions, "
            "  count(*) FILTER (kind = 'paragraph') AS paragraphs,"
            "  count(*) FILTER (kind = 'amendment') AS amendments,"
            "  count(*) FILTER (kind NOT IN ('resolution', 'paragraph', 'amendment')) AS others,"
            "  count(*) FILTER (adopted) AS adopted, count(*) FILTER (NOT adopted) AS rejected,"
            "  coalesce(any_value(c.states), 0) AS states, coalesce(any_value(c.yes), 0) AS yes,"
            "  coalesce(any_value(c.no), 0) AS no, coalesce(any_value(c.abstain), 0) AS abstain,"
            "  coalesce(any_value(c.not_voting), 0) AS not_voting,"
            "  coalesce(any_value(c.not_a_member), 0) AS not_a_member,"
            "  coalesce(any_value(c.contradicted), 0) AS contradicted, count(bridge) AS bridged"
            " FROM roll_calls r LEFT JOIN cells c USING (session) GROUP BY r.session ORDER BY first, r.session"
        ).to_arrow_table()
        states = connection.sql(
            "SELECT state, min(date) FILTER (vote IN ('yes', 'no', 'abstain')) AS first,"
            " max(date) FILTER (vote IN ('yes', 'no', 'abstain')) AS last,"
            " count(*) FILTER (vote IN ('yes', 'no', 'abstain')) AS cast,"
            " count(*) FILTER (vote = 'not_voting') AS not_voting"
            " FROM votes JOIN roll_calls USING (roll_call_id) GROUP BY state ORDER BY state"
        ).to_arrow_table()
        packages = connection.sql(
            "WITH given AS (SELECT roll_call_id, date,"
            "  md5(string_agg(state || vote, ',' ORDER BY state, vote)) AS votes"
            "  FROM votes JOIN roll_calls USING (roll_call_id)"
            "  WHERE vote IN ('yes', 'no', 'abstain') GROUP BY roll_call_id, date)"
            " SELECT date AS day, list(roll_call_id ORDER BY roll_call_id) AS roll_call_ids"
            " FROM given JOIN roll_calls USING (roll_call_id, date) WHERE kind = 'resolution' AND symbol IS NOT NULL"
            " GROUP BY date, votes, regexp_extract(symbol, '^A/[A-Z]+/([^/]+/)?[0-9]+') HAVING count(*) > 1"
            " ORDER BY day, roll_call_ids"
        ).to_arrow_table()
    in_session = [
        int(name) if name.isdecimal() else regular_session(day)
        for name, day in zip(sessions["session"].to_pylist(), sessions["first"].to_pylist(), strict=True)
    ]
    sessions = sessions.add_column(1, "in_session", pa.array(in_session, pa.int32()))
    held = {int(name) for name in sessions["session"].to_pylist() if name.isdecimal()}
    missing = tuple(n for n in range(min(held, default=1), max(held, default=0)) if n not in held)
    return Consistency(sessions, states, packages, missing)
