"""First paint of the web app and a load of 50 readers: `python benchmarks/web.py [--archive FILE]`.

Without an archive the bundled case is served.
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

from poleward import config
from poleward.demo.build import build
from poleward.web import create_app

ADDRESSES = ("/moving?states=KAZ", "/method", "/where?roll_call=A/RES/ES-11/1", "/check", "/why?state=KAZ&period=2022")
READERS, EACH = 50, 4


def timed(client: httpx.Client, address: str) -> tuple[int, float]:
    begun = time.perf_counter()
    status = client.get(address).status_code
    return status, time.perf_counter() - begun


def measure(home: str) -> dict[str, object]:
    with httpx.Client(base_url=home, timeout=600) as client:
        first = {address: timed(client, address) for address in ADDRESSES}
        again = {address: timed(client, address) for address in ADDRESSES}

    def reader(number: int) -> list[tuple[int, float]]:
        with httpx.Client(base_url=home, timeout=600) as own:
            return [timed(own, ADDRESSES[(number + i) % len(ADDRESSES)]) for i in range(EACH)]

    with ThreadPoolExecutor(READERS) as pool:
        load = [one for many in pool.map(reader, range(READERS)) for one in many]
    seconds = sorted(s for _, s in load)
    return {
        "first": {a: {"status": status, "seconds": round(s, 3)} for a, (status, s) in first.items()},
        "again": {a: {"status": status, "seconds": round(s, 3)} for a, (status, s) in again.items()},
        "readers": READERS,
        "requests": len(load),
        "errors": sum(status != 200 for status, _ in load),
        "median_seconds": round(statistics.median(seconds), 3),
        "slowest_seconds": round(seconds[-1], 3),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--archive", type=Path)
    given = parser.parse_args().archive
    with tempfile.TemporaryDirectory() as folder:
        archive = given or build(Path(folder) / "case").archive
        server = uvicorn.Server(uvicorn.Config(create_app(archive, config.load()), port=0, log_level="error"))
        socket = server.config.bind_socket()
        thread = threading.Thread(target=server.run, kwargs={"sockets": [socket]}, daemon=True)
        thread.start()
        while not server.started:
            time.sleep(0.05)
        print(json.dumps(measure(f"http://127.0.0.1:{socket.getsockname()[1]}"), indent=2))
        server.should_exit = True
        thread.join(10)


if __name__ == "__main__":
    main()
