"""Reports to events: which rows tell of one event, as one query that every engine runs unchanged.

Two steps, both on the same directed dyad and type family (the PLOVER type; CONCEDE and RETREAT are one family):

1. *Same article*: rows of one article for one day are one report, whatever places they name; a coder often writes one
   sentence several times, once for each place near it. The most precise place counts, then the first by name. Where
   mentions were loaded, rows that one article mentions share their place in the same way.
2. *Same place, near day*: reports that name the same place within `WINDOW_DAYS` of the first are one event. Days on
   which reports follow one another without a longer gap form a run; windows of `WINDOW_DAYS` + 1 days are counted from
   the run's first day, so that a war of daily attacks is many events, not one.

The query keeps to what DuckDB and Spark understand alike: whole numbers (days since 1970, scores in hundredths), no
quantiles, no order of rows. Its result is the same for the same reports in any order.
"""

from __future__ import annotations

WINDOW_DAYS = 1
"""A story is retold on the next day and dated by it; two days later it is mostly a new event. Documented in docs/."""

CODERS = ("gdelt1", "gdelt2", "icews", "phoenix", "polecat")
_DYAD = "actor, recipient, family"
_SUMS = ("reports", "gold_sum", "gold_n", "intensity_sum", "intensity_n", "mentions", "aged_sum", "aged_n")
_LEAST = ("event_type", "mode", "cameo", "place")
_MOST = ("sureness", *(f"by_{coder}" for coder in CODERS))


def reports_input(*, mentions: bool) -> str:
    """Return the query of the reports that `collapse_query` takes, over the archive's tables.

    Parameters
    ----------
    mentions
        Whether any mentions are stored.
    """
    age, sure, join = "NULL", "r.confidence", ""
    if mentions:
        age, sure = "m.aged_sum", "greatest(r.confidence, m.confidence)"
        join = (
            " LEFT JOIN (SELECT m.coder, m.row_id, m.report_date, sum(m.date - m.report_date) AS aged_sum,"
            " count(*) AS n, max(m.confidence) AS confidence FROM (SELECT DISTINCT m.coder, m.row_id, m.article_key,"
            " m.date, m.confidence, r.date AS report_date FROM event_mentions m JOIN event_reports r"
            " ON r.coder = m.coder AND r.row_id = m.row_id) m GROUP BY ALL) m"
            " ON m.coder = r.coder AND m.row_id = r.row_id AND m.report_date = r.date"
        )
    flags = ", ".join(f"(r.coder = '{coder}')::INTEGER AS by_{coder}" for coder in CODERS)
    return (
        "SELECT r.report_key, r.actor, r.recipient, CASE WHEN r.event_type IN ('CONCEDE', 'RETREAT') THEN 'YIELD'"
        " ELSE coalesce(r.event_type, 'CAMEO ' || r.cameo[:2]) END AS family,"
        " (r.date - DATE '1970-01-01')::INTEGER AS day, r.place_key, coalesce(r.article_key, r.report_key) AS story,"
        " r.event_type, r.mode, r.cameo, r.place, round(r.goldstein * 100)::BIGINT AS gold,"
        " round(r.intensity * 100)::BIGINT AS intensity, r.mentions::BIGINT AS mentions,"
        f" round({sure} * 10000)::BIGINT AS sureness, {age}::BIGINT AS aged_sum,"
        f" {'m.n' if mentions else 'NULL'}::BIGINT AS aged_n, {flags} FROM event_reports r{join}"
        " SEMI JOIN event_pending p ON p.actor = r.actor AND p.recipient = r.recipient"
    )


LINKS_INPUT = (
    "SELECT DISTINCT r.report_key, m.article_key FROM event_reports r"
    " JOIN event_mentions m ON m.coder = r.coder AND m.row_id = r.row_id"
    " SEMI JOIN event_pending p ON p.actor = r.actor AND p.recipient = r.recipient"
)
"""Which article mentions which report, over the archive's tables."""


def placed_query(*, mentions: bool) -> str:
    """Return the query of the reports with the place that counts for them (a part of the collapse)."""
    if not mentions:
        return "SELECT reports.*, place_key AS shared_place FROM reports"
    return (
        f"SELECT reports.*, coalesce(shared.shared_place, reports.place_key) AS shared_place FROM reports LEFT JOIN ("
        " SELECT links.report_key, min(least_.place_key) AS shared_place FROM links"
        " JOIN reports USING (report_key) JOIN ("
        f"  SELECT {_DYAD}, day, article_key, min(place_key) AS place_key FROM links JOIN reports USING (report_key)"
        f"  GROUP BY {_DYAD}, day, article_key) least_"
        " ON least_.actor = reports.actor AND least_.recipient = reports.recipient AND least_.family = reports.family"
        " AND least_.day = reports.day AND least_.article_key = links.article_key"
        " GROUP BY links.report_key) shared ON shared.report_key = reports.report_key"
    )


def collapse_query(*, mentions: bool, window: int = WINDOW_DAYS) -> str:
    """Return the query that makes events of the relations `reports` and, with mentions, `links`."""
    first = ", ".join(
        (
            "count(*) AS reports, sum(gold) AS gold_sum, count(gold) AS gold_n, sum(intensity) AS intensity_sum",
            "count(intensity) AS intensity_n, sum(mentions) AS mentions, sum(aged_sum) AS aged_sum",
            "sum(aged_n) AS aged_n",
            *(f"min({name}) AS {name}, max({name}) AS {name}_last" for name in _LEAST),
            *(f"max({name}) AS {name}" for name in _MOST),
        )
    )
    again = ", ".join(
        (
            *(f"sum({name}) AS {name}" for name in _SUMS),
            *(f"min({name}) AS {name}, max({name}_last) AS {name}_last" for name in _LEAST),
            *(f"max({name}) AS {name}" for name in _MOST),
        )
    )
    place = f"PARTITION BY {_DYAD}, coalesce(place_key, '')"
    coder = ", ".join(f"CASE WHEN by_{coder} = 1 THEN '{coder}' END" for coder in CODERS)
    return f"""
        WITH placed AS ({placed_query(mentions=mentions)}),
        told AS (
            SELECT {_DYAD}, day, min(shared_place) AS place_key, {first} FROM placed GROUP BY {_DYAD}, day, story
        ),
        days AS (
            SELECT {_DYAD}, place_key, day, count(*) AS articles, {again} FROM told GROUP BY {_DYAD}, place_key, day
        ),
        marked AS (
            SELECT days.*, CASE WHEN day - lag(day) OVER ({place} ORDER BY day) <= {window} THEN 0 ELSE 1 END AS opens
            FROM days
        ),
        runs AS (
            SELECT marked.*, sum(opens) OVER ({place} ORDER BY day ROWS UNBOUNDED PRECEDING) AS run FROM marked
        ),
        started AS (SELECT runs.*, min(day) OVER ({place}, run) AS run_day FROM runs),
        events AS (
            SELECT {_DYAD}, place_key, min(day) AS day, max(day) AS day_latest,
                CAST(sum(articles) AS BIGINT) AS articles, {again}
            FROM started
            GROUP BY {_DYAD}, place_key, run_day, CAST(floor((day - run_day) / {window + 1}) AS INT)
        )
        SELECT md5(concat_ws('|', actor, recipient, family, CAST(day AS STRING), coalesce(place_key, ''))) AS event_id,
            concat_ws('+', {coder}) AS coder, {_DYAD}, day, day_latest,
            CASE WHEN event_type = event_type_last THEN event_type END AS event_type,
            CASE WHEN mode = mode_last THEN mode END AS mode,
            CASE WHEN cameo = cameo_last THEN cameo
                WHEN substr(cameo, 1, 2) = substr(cameo_last, 1, 2) THEN substr(cameo, 1, 2) END AS cameo,
            place, place_key, CAST(reports AS INT) AS reports, CAST(articles AS INT) AS articles,
            {", ".join(f"CAST({name} AS BIGINT) AS {name}" for name in (*_SUMS[1:], "sureness"))}
        FROM events
    """


def events_insert(scores: str) -> str:
    """Return the statement that stores the result of the collapse, the relation `result`, as events.

    Parameters
    ----------
    scores
        Relation with `family_or_type` and `score`.
    """
    return f"""
        INSERT INTO events BY NAME
        SELECT event_id, coder, actor, recipient, DATE '1970-01-01' + day::INTEGER AS date,
            DATE '1970-01-01' + day_latest::INTEGER AS date_latest, family, event_type, mode, cameo,
            s.score AS plover_score, gold_sum / 100 / nullif(gold_n, 0) AS goldstein,
            intensity_sum / 100 / nullif(intensity_n, 0) AS intensity, place, place_key, reports, articles, mentions,
            sureness / 10000 AS confidence, aged_sum / nullif(aged_n, 0) AS mention_age
        FROM result LEFT JOIN {scores} s ON s.family_or_type = coalesce(event_type, family)
        ORDER BY date, event_id
    """


def cells_query(period: str) -> str:
    """Return the query that counts the relation `events` by dyad, period and type: what a balance is made of.

    `period_day` is the first day of the period in days since 1970; a period is 'day', 'week' (from Monday) or 'month'
    (`period_day` is then the number of months since the year 0).
    """
    key = {"day": "day", "week": "day - ((day + 3) % 7)", "month": "month"}[period]
    return (
        f"SELECT actor, recipient, {key} AS period_day, coalesce(event_type, family) AS event_type,"
        " CAST(count(*) AS BIGINT) AS events, CAST(sum(reports) AS BIGINT) AS reports FROM events"
        f" GROUP BY actor, recipient, {key}, coalesce(event_type, family)"
    )


EVENTS_INPUT = (
    "SELECT actor, recipient, (date - DATE '1970-01-01')::INTEGER AS day,"
    " (year(date) * 12 + month(date) - 1)::INTEGER AS month, family, event_type, reports FROM events"
)
"""The query of the events that `cells_query` takes, over the archive's tables."""
