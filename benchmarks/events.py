"""How long loading, collapsing and aggregating event rows takes, beside pandas, Spark and `wc -l`.

    python benchmarks/events.py generate ROWS FILE      rows in the form of GDELT 2.0, with repetition
    python benchmarks/events.py local FILE...           load + collapse + monthly balances, in a process of its own each
    python benchmarks/events.py spark FILE              the same on Spark, local[2]
    python benchmarks/events.py pandas FILE             the same kind of job in plain pandas
    python benchmarks/events.py wc FILE                 the floor: counting lines
    python benchmarks/events.py scan FILE               the floor of a reader: DuckDB's scan with one group-by
    python benchmarks/events.py small FILE              what a file costs beyond its rows: 100 of 2,000 rows, and one
    python benchmarks/events.py compare FILE            all five on one file, one after the other, and the ratios

Rows are made so that a fifth of them is between two different states (in GDELT's own samples 16 to 21 of 100 are), an
event has 2.6 rows on average with a long tail, an article has up to three rows of one event, an eighth of the rows is
dated a day late, and a fifth names a neighbouring place.
"""

from __future__ import annotations

import itertools
import json
import os
import re
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import duckdb

STATES = [
    "RUS",
    "USA",
    "CHN",
    "UKR",
    "KAZ",
    "UZB",
    "KGZ",
    "TJK",
    "TKM",
    "GBR",
    "FRA",
    "DEU",
    "TUR",
    "IRN",
    "IND",
    "JPN",
    "KOR",
    "PRK",
    "POL",
    "BLR",
    "GEO",
    "ARM",
    "AZE",
    "MDA",
    "ISR",
    "SYR",
    "IRQ",
    "SAU",
    "EGY",
    "PAK",
    "AFG",
    "CAN",
    "AUS",
    "BRA",
    "ITA",
    "ESP",
    "SWE",
    "FIN",
    "NOR",
    "LTU",
]
CODES = [
    "010",
    "020",
    "036",
    "040",
    "042",
    "043",
    "051",
    "057",
    "061",
    "071",
    "080",
    "084",
    "090",
    "100",
    "111",
    "112",
    "120",
    "130",
    "138",
    "141",
    "154",
    "160",
    "163",
    "173",
    "190",
    "193",
]
SHARE = 0.2
"""Share of rows between two different states."""


def _uniform(salt: int, of: str = "e") -> str:
    """A number in [0, 1) that depends on an event or row only."""
    return f"((hash({of}::BIGINT * 1000003 + {salt}) >> 11)::DOUBLE / 9007199254740992.0)"


def generate(rows: int, path: Path) -> None:
    """Write rows in the form of a GDELT 2.0 export."""
    one = "(e * 64 + k)"
    place = "'City ' || {} || ', Region, Country', 'RS', 'RS48', '13001', 51.5, 46.0, '-2960561'"
    a, b = "kind < {0} OR kind > 0.4", "kind < {0}"
    with duckdb.connect(config={"memory_limit": "2GB"}) as connection:
        connection.execute("SET preserve_insertion_order = false")
        connection.execute(
            f"""
            COPY (
                WITH event AS (
                    SELECT e, least(60, floor(pow({_uniform(1)} + 1e-9, -0.75)))::INT AS size,
                        {STATES}[1 + floor(40 * pow({_uniform(2)}, 2))::INT] AS one,
                        {STATES}[1 + floor(40 * pow({_uniform(3)}, 2))::INT] AS two,
                        {CODES}[1 + floor({len(CODES)} * {_uniform(4)})::INT] AS code,
                        floor(365 * {_uniform(5)})::INT AS d, floor(400 * pow({_uniform(6)}, 2))::INT AS place,
                        {_uniform(7)} AS kind FROM range({int(rows / 2.4) + 50}) t(e)
                ),
                told AS (SELECT *, unnest(range(size)) AS k FROM event),
                row_ AS (
                    SELECT *, {one} AS i, {_uniform(9, one)} AS v, floor(k / (1 + e % 3))::INT AS article,
                        date '2023-01-01' + (d + CASE WHEN {_uniform(8, one)} < 0.12 THEN 1 ELSE 0 END)::INT AS day,
                        CASE WHEN one = two THEN 'IDN' ELSE two END AS other
                    FROM told
                )
                SELECT 1000000000 + i, strftime(day, '%Y%m%d'), strftime(day, '%Y%m'), strftime(day, '%Y'),
                    strftime(day, '%Y') || '.2877',
                    CASE WHEN {a.format(SHARE)} THEN one || 'GOV' ELSE 'GOV' END, 'PRESIDENT',
                    CASE WHEN {a.format(SHARE)} THEN one END, NULL, NULL, NULL, NULL, 'GOV', NULL, NULL,
                    CASE WHEN {b.format(SHARE)} THEN other END, 'MINISTRY',
                    CASE WHEN {b.format(SHARE)} THEN other WHEN kind > 0.8 THEN one END,
                    NULL, NULL, NULL, NULL, NULL, NULL, NULL,
                    1, code, left(code, 3), left(code, 2), 1, -2.0 + code::INT % 7, (1 + floor(9 * v))::INT, 1,
                    (1 + floor(9 * v))::INT, -1.19047619047619, 4, {place.format("place")}, 4, {place.format("place")},
                    4, {place.format("(place + (v < 0.2)::INT)")}, strftime(day, '%Y%m%d') || '120000',
                    'https://www.outlet' || (hash(e * 64 + article) % 3000) || '.example/news/world/2023/' || e
                        || '-article-' || article || '-long-title-of-the-story'
                FROM row_ LIMIT {rows}
            ) TO '{path}' (FORMAT csv, DELIMITER '\t', HEADER false, QUOTE '')
            """
        )


def ours(path: Path, engine_name: str) -> dict[str, float]:
    """Load, collapse and aggregate in this process."""
    from poleward.archive import Archive
    from poleward.engines import engine
    from poleward.engines.event_counts import event_balances
    from poleward.intake.events import load_events

    marks: dict[str, float] = {}
    chosen = engine(engine_name, master="local[2]" if engine_name == "spark" else None)
    start = time.perf_counter()

    def mark(text: str) -> None:
        if text.startswith("making"):
            marks["read"] = time.perf_counter() - start

    with tempfile.TemporaryDirectory(dir=path.parent) as folder:
        with Archive.open(Path(folder) / "a.duckdb", write=True) as archive:
            report = load_events(archive, [path], engine=chosen, progress=mark)
            marks["collapse"] = time.perf_counter() - start - marks["read"]
            cells = event_balances(archive, "month", engine=chosen).num_rows
            total = time.perf_counter() - start
        size = (Path(folder) / "a.duckdb").stat().st_size
    cpu, peak = usage()
    chosen.close()
    return {
        "rows": report.rows_read, "reports": report.reports, "events": report.events, "balances": cells, **marks,
        "balance": total - marks["read"] - marks["collapse"], "seconds": total,
        "cpu_seconds": cpu, "peak_gb": peak, "archive_gb": size / 2**30,
    }  # fmt: skip


def usage() -> tuple[float, float]:
    """Return the CPU seconds of this process and its descendants (Spark's Java and workers), and their peak GiB."""
    ticks, found, parents = os.sysconf("SC_CLK_TCK"), {}, {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            cells = stat.read_text().rpartition(")")[2].split()
            peak = re.search(r"VmHWM:\s+(\d+)", (stat.parent / "status").read_text())
        except OSError:
            continue
        pid = int(stat.parent.name)
        parents[pid] = int(cells[1])
        # User and system time, of the process and of its children that have ended.
        found[pid] = (sum(map(int, cells[11:15])) / ticks, int(peak[1]) / 2**20 if peak else 0.0)
    family = {os.getpid()}
    while more := {pid for pid, parent in parents.items() if parent in family} - family:
        family |= more
    return sum(found[pid][0] for pid in family), sum(found[pid][1] for pid in family)


def with_pandas(path: Path) -> dict[str, float]:
    """The same kind of job in plain pandas: one event for each dyad, category, place and day, and its mean score."""
    import pandas as pd

    start = time.perf_counter()
    names = {0: "id", 1: "day", 7: "actor", 17: "recipient", 26: "cameo", 30: "goldstein", 52: "place", 60: "url"}
    frame = pd.read_csv(
        path, sep="\t", header=None, usecols=list(names), dtype=str, keep_default_na=False, quoting=3
    ).rename(columns=names)
    frame = frame[(frame.actor != "") & (frame.recipient != "") & (frame.actor != frame.recipient)]
    frame["score"] = frame.goldstein.astype(float)
    frame["root"], frame["month"] = frame.cameo.str[:2], frame.day.str[:6]
    story = frame.groupby(["actor", "recipient", "root", "day", "url"]).agg(
        place=("place", "min"), score=("score", "mean"), month=("month", "first")
    )
    event = (
        story.reset_index()
        .groupby(["actor", "recipient", "root", "place", "day"])
        .agg(score=("score", "mean"), month=("month", "first"))
    )
    cells = event.reset_index().groupby(["actor", "recipient", "month"]).score.mean()
    used = resource.getrusage(resource.RUSAGE_SELF)
    return {
        "events": len(event), "balances": len(cells), "seconds": time.perf_counter() - start,
        "cpu_seconds": used.ru_utime + used.ru_stime, "peak_gb": used.ru_maxrss / 2**20,
    }  # fmt: skip


def count_lines(path: Path) -> dict[str, float]:
    """Run `wc -l`."""
    start = time.perf_counter()
    told = subprocess.run(["wc", "-l", str(path)], capture_output=True, text=True, check=True)
    return {"rows": int(told.stdout.split()[0]), "seconds": time.perf_counter() - start}


def scan(path: Path) -> dict[str, float]:
    """Have DuckDB read the file and count by actor, recipient and month, and nothing else."""
    start = time.perf_counter()
    columns = ", ".join(f"'c{i}': 'VARCHAR'" for i in range(61))
    with duckdb.connect(config={"memory_limit": "2GB"}) as connection:
        ((rows, groups),) = connection.execute(
            "SELECT sum(n), count(*) FROM (SELECT c7, c17, c1[:6] AS month, count(*) AS n FROM"
            f" read_csv('{path}', auto_detect = false, header = false, delim = '\t', quote = '', escape = '',"
            f" columns = {{{columns}}}) GROUP BY ALL)"
        ).fetchall()
    cpu, peak = usage()
    return {
        "rows": int(rows),
        "groups": groups,
        "seconds": time.perf_counter() - start,
        "cpu_seconds": cpu,
        "peak_gb": peak,
    }


def small(path: Path, files: int = 100, rows: int = 2_000) -> dict[str, float]:
    """Load the first rows as one file and as many; the difference is what a file costs."""
    from poleward.archive import Archive
    from poleward.intake.events import load_events

    def load(paths: list[Path], archive_path: Path) -> tuple[float, float]:
        with Archive.open(archive_path, write=True) as archive:
            start, cpu = time.perf_counter(), sum(os.times()[:2])
            load_events(archive, paths)
            return time.perf_counter() - start, sum(os.times()[:2]) - cpu

    with tempfile.TemporaryDirectory(dir=path.parent) as made, path.open("rb") as lines:
        folder = Path(made)
        parts = []
        for n in range(files):
            parts.append(folder / f"part{n:03}.csv")
            parts[-1].write_bytes(b"".join(itertools.islice(lines, rows)))
        whole = folder / "whole.csv"
        whole.write_bytes(b"".join(part.read_bytes() for part in parts))
        load(parts[:1], folder / "warm.duckdb")
        one, many = load([whole], folder / "one.duckdb"), load(parts, folder / "many.duckdb")
    return {
        "files": files, "rows": files * rows, "seconds": many[0], "seconds_as_one": one[0],
        "cpu_microseconds_a_row": round(one[1] / (files * rows) * 1e6, 2),
        "seconds_a_file": round((many[0] - one[0]) / files, 4),
        "cpu_seconds_a_file": round((many[1] - one[1]) / files, 4),
    }  # fmt: skip


def compare(path: Path) -> None:
    """Run every job on one file, and print the ratios of their seconds to the local engine's, and to the bare scan."""
    seconds, cpu = {}, {}
    for job in ("wc", "scan", "local", "spark", "pandas"):
        told = subprocess.run([sys.executable, __file__, job, str(path)], capture_output=True, text=True, check=False)
        if told.returncode:
            print(json.dumps({"job": job, "failed": told.stderr.strip()[-200:]}), flush=True)
            continue
        print(told.stdout.strip(), flush=True)
        found = json.loads(told.stdout)
        seconds[job], cpu[job] = found["seconds"], found.get("cpu_seconds")
    ratios = {f"{job}_by_local": round(n / seconds["local"], 2) for job, n in seconds.items() if job != "local"}
    # On a machine that others use the seconds of processor time say more than those of the clock.
    ratios |= {f"cpu_{job}_by_scan": round(n / cpu["scan"], 2) for job, n in cpu.items() if n and job != "scan"}
    print(json.dumps({"local_by_scan": round(seconds["local"] / seconds["scan"], 2), **ratios}))


def main() -> None:
    """Run one job for each file, each in a process of its own so that the peak of memory is its own."""
    job, *rest = sys.argv[1:] or [""]
    if job == "generate":
        generate(int(rest[0]), Path(rest[1]))
        return
    if job == "compare" and len(rest) == 1:
        compare(Path(rest[0]))
        return
    if job not in ("local", "spark", "pandas", "wc", "scan", "small") or not rest:
        sys.exit(__doc__)
    if len(rest) > 1:
        for path in rest:
            subprocess.run([sys.executable, __file__, job, path], check=True)
        return
    path = Path(rest[0])
    run = {"local": lambda: ours(path, "local"), "spark": lambda: ours(path, "spark"), "wc": lambda: count_lines(path),
           "scan": lambda: scan(path), "small": lambda: small(path)}  # fmt: skip
    found = run.get(job, lambda: with_pandas(path))()
    rounded = {key: round(value, 4) if isinstance(value, float) else value for key, value in found.items()}
    print(json.dumps({"job": job, "file_gb": round(path.stat().st_size / 1e9, 2), **rounded}))


if __name__ == "__main__":
    main()
