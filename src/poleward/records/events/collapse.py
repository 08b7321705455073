"""Reports to events: which rows tell of one event, as one query that every engine runs unchanged.

Two steps, both on the same directed dyad and type family (the PLOVER type; CONCEDE and RETREAT are one family):

1. *Same article*: rows of one article for one day are one report, whatever places they name; a coder often writes one
   sentence several times, once for each place near it. The most precise place counts, then the first by name. Where
   mentions were loaded, rows that one article mentions share their place in the same way.
2. *Same place, near day*: reports that name the same place within `WINDOW_DAYS` of the first are one event. Days on
   which reports follow one another without a longer gap form a run; windows of `WINDOW_DAYS` + 1 days are counted from
   the run's first day, so that a war of daily attacks is many events, not one. Reports that name no place are one
   event only on the same day and with the same code (CAMEO code, or PLOVER type and mode): nothing else holds them
   together, and a day late would join what two places would keep apart.

The query keeps to what DuckDB and Spark understand alike, and to whole numbers: days since 1970, scores in hundredths,
and numbers for dyads, places, types and modes, given out before it (`number_statements`) and taken back after it
(`events_insert`). Its result is the same for the same reports in any order.
"""

from __future__ import annotations

from collections.abc import Collection

WINDOW_DAYS = 1
"""A story is retold on the next day and dated by it; two days later it is mostly a new event. Documented in docs/."""

CODERS = ("gdelt1", "gdelt2", "icews", "phoenix", "polecat")
FAMILIES = 64
"""More than there are families (16 types and CAMEO 01, 02); a dyad's number times this is the number of a pair."""
NAMES = 2**20
"""More than there are spellings of one place; a place's number times this is the number of its first spelling."""
PENDING = " SEMI JOIN event_pending p ON p.actor = r.actor AND p.recipient = r.recipient"
_SUMS = {
    "reports": ("pair", "count(*)"), "gold_sum": ("gold", "sum(gold)"), "gold_n": ("gold", "count(gold)"),
    "intensity_sum": ("intensity", "sum(intensity)"), "intensity_n": ("intensity", "count(intensity)"),
    "mentions": ("mentions", "sum(mentions)"), "aged_sum": ("aged_sum", "sum(aged_sum)"),
    "aged_n": ("aged_n", "sum(aged_n)"),
}  # fmt: skip
"""What is summed: the column of the reports that it is made of, and how."""
_SPANS = ("type_no", "mode_no", "cameo_no")


def number_statements() -> list[str]:
    """Return the statements that number what the pending reports name, in temporary tables.

    Numbers follow the alphabet, so that the least number is the first by name: a place key begins with how precisely
    the place is known.
    """
    return [
        "CREATE OR REPLACE TEMP TABLE dyads_ AS SELECT actor, recipient, row_number() OVER (ORDER BY actor, recipient)"
        " AS dyad_no FROM (SELECT DISTINCT actor, recipient FROM event_pending)",
        "CREATE OR REPLACE TEMP TABLE kinds_ AS SELECT *, row_number() OVER (ORDER BY kind) AS kind_no FROM ("
        "SELECT *, dense_rank() OVER (ORDER BY family) AS family_no,"
        " CASE WHEN event_type IS NOT NULL THEN dense_rank() OVER (ORDER BY event_type) END AS type_no,"
        " CASE WHEN mode IS NOT NULL THEN dense_rank() OVER (ORDER BY mode) END AS mode_no,"
        " ('1' || cameo)::INTEGER AS cameo_no, concat_ws('|', coalesce(event_type, ''), coalesce(mode, ''),"
        " coalesce(cameo, '')) AS kind FROM (SELECT *, CASE WHEN event_type IN ('CONCEDE', 'RETREAT') THEN 'YIELD'"
        " ELSE coalesce(event_type, 'CAMEO ' || cameo[:2]) END AS family"
        " FROM (SELECT DISTINCT event_type, mode, cameo FROM event_reports)))",
        "CREATE OR REPLACE TEMP TABLE names_ AS SELECT place_key, place,"
        f" dense_rank() OVER (ORDER BY place_key) * {NAMES}"
        " + row_number() OVER (PARTITION BY place_key ORDER BY place) - 1 AS place_no"
        f" FROM (SELECT DISTINCT place_key, place FROM event_reports r{PENDING} WHERE place_key IS NOT NULL)",
    ]


def drop_statements() -> list[str]:
    """Return the statements that remove the numbers."""
    return [f"DROP TABLE IF EXISTS {name}" for name in ("dyads_", "kinds_", "names_")]


def reports_input(*, mentions: bool) -> str:
    """Return the query of the reports that `collapse_query` takes, over the archive's tables and the numbers.

    Parameters
    ----------
    mentions
        Whether any mentions are stored.
    """
    aged, sure, join = "NULL", "r.confidence", ""
    if mentions:
        aged, sure = "m.aged_sum", "greatest(r.confidence, m.confidence)"
        join = (
            " LEFT JOIN (SELECT coder, row_id, report_date, sum(date - report_date) AS aged_sum, count(*) AS n,"
            " max(confidence) AS confidence FROM (SELECT DISTINCT m.coder, m.row_id, m.article_key, m.date,"
            " m.confidence, r.date AS report_date FROM event_mentions m JOIN event_reports r"
            " ON r.coder = m.coder AND r.row_id = m.row_id) GROUP BY ALL) m"
            " ON m.coder = r.coder AND m.row_id = r.row_id AND m.report_date = r.date"
        )
    bits = " ".join(f"WHEN '{coder}' THEN {2**i}" for i, coder in enumerate(CODERS))
    return (
        f"SELECT r.report_key, d.dyad_no * {FAMILIES} + k.family_no AS pair,"
        " (r.date - DATE '1970-01-01')::INTEGER AS day,"
        " coalesce(r.article_key, r.report_key) AS story, n.place_no AS place, k.kind_no, k.type_no, k.mode_no,"
        " k.cameo_no,"
        " round(r.goldstein * 100)::BIGINT AS gold, round(r.intensity * 100)::BIGINT AS intensity,"
        f" r.mentions::BIGINT AS mentions, round({sure} * 10000)::BIGINT AS sureness, {aged}::BIGINT AS aged_sum,"
        f" {'m.n' if mentions else 'NULL'}::BIGINT AS aged_n, CASE r.coder {bits} END::BIGINT AS coders"
        " FROM event_reports r JOIN dyads_ d ON d.actor = r.actor AND d.recipient = r.recipient"
        " JOIN kinds_ k ON k.kind = concat_ws('|', coalesce(r.event_type, ''), coalesce(r.mode, ''),"
        " coalesce(r.cameo, ''))"
        " LEFT JOIN names_ n ON n.place_key = r.place_key AND n.place = r.place" + join
    )


LINKS_INPUT = (
    "SELECT DISTINCT r.report_key, m.article_key FROM event_reports r"
    f" JOIN event_mentions m ON m.coder = r.coder AND m.row_id = r.row_id{PENDING}"
)
"""Which article mentions which report, over the archive's tables."""


def _placed(*, mentions: bool) -> str:
    """Return the query of the reports with the place that counts for them."""
    if not mentions:
        return "SELECT reports.*, place AS shared FROM reports"
    return (
        "SELECT reports.*, coalesce(told.shared, reports.place) AS shared FROM reports LEFT JOIN ("
        " SELECT links.report_key, min(firsts.place) AS shared FROM links"
        " JOIN reports ON reports.report_key = links.report_key"
        " JOIN (SELECT pair, day, article_key, min(place) AS place FROM links"
        "  JOIN reports ON reports.report_key = links.report_key GROUP BY pair, day, article_key) firsts"
        " ON firsts.pair = reports.pair AND firsts.day = reports.day AND firsts.article_key = links.article_key"
        " GROUP BY links.report_key) told ON told.report_key = reports.report_key"
    )


def collapse_query(*, mentions: bool, lacking: Collection[str] = (), window: int = WINDOW_DAYS) -> str:
    """Return the query that makes events of the relations `reports` and, with mentions, `links`.

    Parameters
    ----------
    lacking
        Columns of the reports that hold nothing: there is nothing to be summed, and a fifth of the time is saved.
    """
    sums = [name for name, (column, _) in _SUMS.items() if column not in lacking]
    nothing = [*(name for name in _SUMS if name not in sums), *(["sureness"] if "sureness" in lacking else [])]
    most = ["bit_or(coders) AS coders", *([] if "sureness" in lacking else ["max(sureness) AS sureness"])]
    first = ", ".join(
        (
            *(f"{_SUMS[name][1]} AS {name}" for name in sums),
            *most,
            *(f"min({name}) AS {name}, max({name}) AS {name}_last" for name in _SPANS),
        )
    )
    again = ", ".join(
        (
            *(f"CAST(sum({name}) AS BIGINT) AS {name}" for name in sums),
            *most,
            *(f"min({name}) AS {name}, max({name}_last) AS {name}_last" for name in _SPANS),
        )
    )
    empty = "".join(f", CAST(NULL AS BIGINT) AS {name}" for name in nothing)
    near = "PARTITION BY pair, place_group"
    return f"""
        WITH placed AS ({_placed(mentions=mentions)}),
        told AS (
            SELECT pair, day, coalesce(min(shared), 0) AS place, min(kind_no) AS kind_no, {first}
            FROM placed GROUP BY pair, day, story
        ),
        grouped AS (
            SELECT told.*, CASE WHEN place = 0 THEN -kind_no ELSE CAST(floor(place / {NAMES}) AS BIGINT) END
                AS place_group
            FROM told
        ),
        days AS (
            SELECT pair, day, place_group, min(place) AS place, count(*) AS articles, {again}
            FROM grouped GROUP BY pair, day, place_group
        ),
        marked AS (
            SELECT days.*, CASE WHEN place_group > 0 AND day - lag(day) OVER ({near} ORDER BY day) <= {window}
                THEN NULL ELSE day END AS opened
            FROM days
        ),
        started AS (
            SELECT marked.*, max(opened) OVER ({near} ORDER BY day ROWS UNBOUNDED PRECEDING) AS run_day FROM marked
        )
        SELECT pair, min(place) AS place, place_group, min(day) AS day, max(day) AS day_latest,
            CAST(sum(articles) AS BIGINT) AS articles, {again}{empty}
        FROM started
        GROUP BY pair, place_group, run_day, CAST(floor((day - run_day) / {window + 1}) AS INT)
    """


def events_insert(scores: str) -> str:
    """Return the statement that stores the result of the collapse, the relation `result`, as events.

    Parameters
    ----------
    scores
        Relation with `family_or_type` and `score`.
    """
    coder = ", ".join(f"CASE WHEN coders & {2**i} > 0 THEN '{coder}' END" for i, coder in enumerate(CODERS))
    return f"""
        INSERT INTO events BY NAME
        SELECT md5(concat_ws('|', actor, recipient, family, first_day, coalesce(place_key, kind))) AS event_id, coder,
            actor, recipient, first_day AS date, DATE '1970-01-01' + day_latest::INTEGER AS date_latest, family,
            event_type, mode, cameo, s.score AS plover_score, gold_sum / 100 / nullif(gold_n, 0) AS goldstein,
            intensity_sum / 100 / nullif(intensity_n, 0) AS intensity, place, place_key, reports, articles, mentions,
            sureness / 10000 AS confidence, aged_sum / nullif(aged_n, 0) AS mention_age
        FROM (
            SELECT r.* EXCLUDE (place), r.place AS place_no, k.kind, d.actor, d.recipient, f.family, t.event_type,
                m.mode, n.place, n.place_key,
                DATE '1970-01-01' + r.day::INTEGER AS first_day, concat_ws('+', {coder}) AS coder,
                CASE WHEN cameo_no = cameo_no_last THEN (cameo_no::VARCHAR)[2:]
                    WHEN (cameo_no::VARCHAR)[:3] = (cameo_no_last::VARCHAR)[:3] THEN (cameo_no::VARCHAR)[2:3]
                    END AS cameo
            FROM result r
            JOIN dyads_ d ON d.dyad_no = (r.pair - 1) // {FAMILIES}
            JOIN (SELECT DISTINCT family_no, family FROM kinds_) f ON f.family_no = (r.pair - 1) % {FAMILIES} + 1
            LEFT JOIN (SELECT DISTINCT type_no, event_type FROM kinds_) t
                ON t.type_no = r.type_no AND r.type_no = r.type_no_last
            LEFT JOIN (SELECT DISTINCT mode_no, mode FROM kinds_) m
                ON m.mode_no = r.mode_no AND r.mode_no = r.mode_no_last
            LEFT JOIN names_ n ON n.place_no = r.place
            LEFT JOIN (SELECT kind_no, kind FROM kinds_) k ON k.kind_no = -r.place_group
        )
        LEFT JOIN {scores} s ON s.family_or_type = coalesce(event_type, family)
        ORDER BY first_day, pair, place_no, kind
    """


def cells_query(period: str) -> str:
    """Return the query that counts the relation `told` (events) by dyad, period and type: what a balance is made of.

    `period_no` is the first day of a day or week (from Monday) in days since 1970, or the number of months since the
    year 0.
    """
    # 1970-01-01 was a Thursday. The remainder of a number below 0 is below 0 in both engines, hence the second one.
    key = {"day": "day", "week": "day - (((day + 3) % 7) + 7) % 7", "month": "month"}[period]
    return (
        f"SELECT actor, recipient, {key} AS period_no, kind AS event_type, CAST(count(*) AS BIGINT) AS events,"
        f" CAST(sum(reports) AS BIGINT) AS reports FROM told GROUP BY actor, recipient, {key}, kind"
    )


EVENTS_INPUT = (
    "SELECT actor, recipient, (date - DATE '1970-01-01')::INTEGER AS day,"
    " (year(date) * 12 + month(date) - 1)::INTEGER AS month, coalesce(event_type, family) AS kind, reports FROM events"
)
"""The query of the events that `cells_query` takes, over the archive's tables."""
