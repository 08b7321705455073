"""What machines do to a run: kills, creations at once, a disk that is full, clients that say nothing.

python -m tests.torture.machines --kills 200 --creations 50
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Sequence
from pathlib import Path

from poleward.archive import Archive
from tests.records import ties_samples

FULL = (
    "import resource, signal, sys\n"
    "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
    "resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[1]),) * 2)\n"
    "from poleward.cli import main\n"
    "main(sys.argv[2:])\n"
)
"""A process that may write no file larger than a size: what a full disk answers, without filling one."""


HEAD = "iso3_reporter,iso3_partner,year,exports_usd,imports_usd,source\n"


def poleward(*arguments: str | Path) -> list[str]:
    """Return the command of a verb."""
    return [sys.executable, "-m", "poleward", *map(str, arguments)]


def kill(folder: Path, times: int, seed: int = 18) -> list[str]:
    """Kill a loading at any moment, so many times; the archive opens, and the same command finishes in the end."""
    dice = random.Random(seed)
    archive = folder / "killed.duckdb"
    rows = "".join(f"KGZ,RUS,{1990 + n % 30},{n},{2 * n},agency {n // 30}\n" for n in range(6_000))
    table = folder / "killed.csv"
    table.write_text(HEAD + rows)
    command = poleward("load", "trade", table, "--archive", archive)
    failed = []
    # A whole run says how long one takes here: kills that all come before the work begins, or after it, try nothing.
    began = time.monotonic()
    subprocess.run(
        poleward("load", "trade", table, "--archive", folder / "whole.duckdb"), capture_output=True, check=True
    )
    took = time.monotonic() - began
    with Archive.open(folder / "whole.duckdb") as opened:
        # What ships with poleward is in every new archive.
        whole = opened.count("ties")
    for n in range(times):
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(dice.random() * 1.1 * took)
        process.kill()
        process.wait()
        if archive.exists():
            try:
                with Archive.open(archive) as opened:
                    ties = opened.count("ties")
                if ties not in (0, whole - 12_000, whole):
                    failed.append(f"kill {n}: {ties} ties")
                if ties == whole:
                    # What is loaded is not loaded again: the next ones begin anew.
                    for path in folder.glob("killed.duckdb*"):
                        path.unlink()
            except Exception as error:
                failed.append(f"kill {n}: {type(error).__name__}: {error}")
    if subprocess.run(command, capture_output=True, check=False).returncode:
        failed.append("the same command does not finish after the kills")
    return failed


def create(folder: Path, times: int) -> list[str]:
    """Load into one archive that is not there yet from so many processes at once; what ends with 0 is in it."""
    archive = folder / "created.duckdb"
    running = []
    for n in range(times):
        table = folder / f"created{n}.csv"
        table.write_text(f"{HEAD}KGZ,RUS,2000,{n},1,agency {n}\n")
        command = poleward("load", "trade", table, "--archive", archive)
        running.append(subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True))
    said = [process.communicate()[1] for process in running]
    done = {f"agency {n}" for n, process in enumerate(running) if process.returncode == 0}
    failed = [text for text, p in zip(said, running, strict=True) if p.returncode not in (0, 2) or "Traceback" in text]
    with Archive.open(archive) as opened:
        there = {row["source"] for row in opened.rows("SELECT DISTINCT source FROM ties")}
    return (
        failed + ([f"lost: {sorted(done - there)}"] if done - there else []) + ([] if done else ["none ended with 0"])
    )


def full_disk(folder: Path, sizes: Sequence[int] = (0, 10_000, 400_000, 700_000)) -> list[str]:
    """Let files grow to several sizes only: a message and status 2, and nothing unusable under a name."""
    table = ties_samples.write(folder, "trade-long")
    failed = []
    for size in sizes:
        archive = folder / f"full{size}.duckdb"
        command = [sys.executable, "-c", FULL, str(size), "load", "trade", str(table), "--archive", str(archive)]
        ended = subprocess.run(command, capture_output=True, text=True, check=False)
        if ended.returncode not in (0, 2) or "Traceback" in ended.stderr:
            failed.append(f"{size} bytes: status {ended.returncode}: {ended.stderr[-300:]}")
        if archive.exists() and archive.stat().st_size:
            try:
                Archive.open(archive).close()
            except Exception as error:
                failed.append(f"{size} bytes: {type(error).__name__}: {error}")
    return failed


def slow_clients(folder: Path, clients: int) -> list[str]:
    """Open so many connections that say half a request; another client is answered all the same."""
    archive = folder / "served.duckdb"
    Archive.open(archive, write=True).close()
    process = subprocess.Popen(
        poleward("serve", "--port", "0", "--archive", archive),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    held: list[socket.socket] = []
    try:
        assert process.stderr is not None
        line = next(line for line in process.stderr if "http://" in line)
        address = line.split("http://", 1)[1].strip().rstrip("/")
        host, port = address.rsplit(":", 1)
        for _ in range(clients):
            one = socket.create_connection((host, int(port)), timeout=300)
            one.sendall(b"GET / HTTP/1.1\r\nHost: ")
            held.append(one)
        with urllib.request.urlopen(f"http://{address}/", timeout=300) as answer:
            # 202: the page says that the answers are being made ready
            return [] if answer.status in (200, 202) else [f"status {answer.status}"]
    except (OSError, StopIteration) as error:
        return [f"slow clients: {type(error).__name__}: {error}"]
    finally:
        for one in held:
            one.close()
        process.send_signal(signal.SIGINT)
        process.communicate()


def main() -> int:
    """Run from the command line."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    options.add_argument("--kills", type=int, default=200)
    options.add_argument("--creations", type=int, default=50)
    options.add_argument("--clients", type=int, default=200)
    options.add_argument("--seed", type=int, default=18, help="at what moments processes are killed")
    given = options.parse_args()
    os.environ["PYTHONWARNINGS"] = "ignore"
    bad = False
    with tempfile.TemporaryDirectory(prefix="poleward-torture-") as made:
        folder = Path(made)
        for name, attack in (
            (f"{given.creations} creations at once", lambda: create(folder, given.creations)),
            ("a full disk", lambda: full_disk(folder)),
            (f"{given.clients} clients that say nothing", lambda: slow_clients(folder, given.clients)),
            (f"{given.kills} kills", lambda: kill(folder, given.kills, given.seed)),
        ):
            failed = attack()
            sys.stdout.write(f"{name}: {failed or 'clean'}\n")
            sys.stdout.flush()
            bad = bad or bool(failed)
    return int(bad)


if __name__ == "__main__":
    sys.exit(main())
