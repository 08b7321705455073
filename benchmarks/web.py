"""First paint of the web app and a load of 50 readers on loopback.

    python benchmarks/web.py                      # the bundled case
    python benchmarks/web.py --box                # the record that ships, in an archive made for this
    python benchmarks/web.py --archive FILE
    python benchmarks/web.py --made-up            # 193 states, 12 years, a million statements (benchmarks/ask.py)

For every address: seconds until the first page is there (which may say that the answer is being computed), until it is,
and for the same address again, on the clock and of the processor, which another's load does not change; then 50 readers
at once with four requests each. The server runs in this process.
"""

from __future__ import annotations

import argparse
import json
import statistics
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import uvicorn
from ask import fill

from poleward import config
from poleward.archive import Archive
from poleward.bundled.build import build
from poleward.cli.serve import PATIENCE
from poleward.intake.box import open_archive
from poleward.web import create_app

WORDS = "/why?state=KAZ&period=2022&channel=words"
"""Asked of archives that hold statements: of others there is no such number."""
ADDRESSES = (
    "/check", "/where?roll_call={call}", "/method", "/drift", "/state/KAZ", "/state/HUN", "/compare",
    "/moving?states=KAZ", "/moving", "/moving?channel=words",
    "/why?state=KAZ&period=2022", WORDS, "/weights", "/where",
)  # fmt: skip
READERS, EACH = 50, 4
STATEMENTS, VOTES = 1_000_000, 193 * 920


def timed(client: httpx.Client, address: str) -> dict[str, float]:
    """Return the seconds until the first page and the answer, the processor's, and the answer's status and size."""
    begun, cpu = time.perf_counter(), time.process_time()
    response = client.get(address)
    first = time.perf_counter() - begun
    while response.status_code == 202:
        time.sleep(0.2)
        response = client.get(address)
    whole = time.perf_counter() - begun
    return {"status": response.status_code, "first": round(first, 3), "answer": round(whole, 3),
            "processor": round(time.process_time() - cpu, 3), "kilobytes": len(response.content) // 1000}  # fmt: skip


def measure(home: str, addresses: list[str]) -> dict[str, object]:
    """Return what was measured."""
    cpu = time.process_time()
    with httpx.Client(base_url=home, timeout=600) as client:
        cold = {address: timed(client, address) for address in addresses}
        again = {address: timed(client, address) for address in addresses}
    alone = time.process_time() - cpu

    def reader(number: int) -> list[dict[str, float]]:
        with httpx.Client(base_url=home, timeout=600) as own:
            return [timed(own, addresses[(number + i) % len(addresses)]) for i in range(EACH)]

    with ThreadPoolExecutor(READERS) as pool:
        load = [one for many in pool.map(reader, range(READERS)) for one in many]
    seconds = sorted(one["answer"] for one in load)
    return {
        "cold": cold, "slowest_first_page": max(one["first"] for one in cold.values()),
        "again": {address: one["answer"] for address, one in again.items()},
        "again_processor": {address: one["processor"] for address, one in again.items()},
        "processor_seconds_of_both": round(alone, 1),
        "readers": READERS, "requests": len(load), "errors": sum(one["status"] != 200 for one in load),
        "median_seconds": round(statistics.median(seconds), 3), "slowest_seconds": round(seconds[-1], 3),
    }  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--archive", type=Path)
    parser.add_argument("--box", action="store_true", help="the record that ships")
    parser.add_argument("--made-up", action="store_true", help="generate the archive")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        archive = options.archive
        if options.made_up:
            archive = Path(folder) / "made-up.duckdb"
            fill(archive, STATEMENTS, VOTES)
        elif options.box:
            archive = Path(folder) / "box.duckdb"
            with open_archive(archive, write=True, with_box=True):
                pass
        elif archive is None:
            archive = build(Path(folder) / "case").archive
        with Archive.open(archive) as opened:
            call = opened.rows("SELECT roll_call_id FROM roll_calls ORDER BY date DESC LIMIT 1")[0]["roll_call_id"]
            asked = [a for a in ADDRESSES if a != WORDS or opened.count("statements")]
        app = create_app(archive, config.load(), patience=PATIENCE)
        server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="error"))
        socket = server.config.bind_socket()
        thread = threading.Thread(target=server.run, kwargs={"sockets": [socket]}, daemon=True)
        thread.start()
        while not server.started:
            time.sleep(0.05)
        home = f"http://127.0.0.1:{socket.getsockname()[1]}"
        print(json.dumps(measure(home, [a.format(call=call) for a in asked]), indent=2))
        server.should_exit = True
        thread.join(10)


if __name__ == "__main__":
    main()
