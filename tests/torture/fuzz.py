"""Mutated inputs through every loader and reader: a message or a result, within bounds of time and memory.

    python -m tests.torture.fuzz --inputs 20000 --seconds 1200 --seed 18

Each core has a process that tries its share of the inputs; the same seed and number of processes give the same inputs.
Events are read into a reader's own tables, and every `INTO_ARCHIVE`th file goes through an archive, which is opened
anew after `ARCHIVE_INPUTS` so that it stays small. An input that ends in anything but a result or a `PolewardError`, or
takes more than `LIMIT` seconds of processor time, is written to `--keep` and the exit status is 1.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import random
import resource
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from poleward.actors import Registry, load_registry
from poleward.archive import Archive
from poleward.config import load as load_poles
from poleward.errors import PolewardError
from poleward.intake.events import load_events
from poleward.pages import read_bytes
from poleward.records.events import look
from poleward.records.events import read as read_events
from poleward.records.events.reading import reader, staged_by
from poleward.records.ties import read as read_ties
from poleward.records.votes import read as read_votes
from tests import vote_samples
from tests.event_samples import ICEWS, gdelt, icews, phoenix, write
from tests.records import ties_samples

LIMIT = 20
"""Seconds of processor time for one input."""
MEMORY = 2 * 2**20
"""KiB that all processes together may reach."""
INTO_ARCHIVE, ARCHIVE_INPUTS = 8, 40
PIECES = [
    b"", b",", b";", b"\t", b"\n", b"\r", b'"', b"'", b"\0", b"\xff", b"\xfe\xff", b"\xef\xbb\xbf", b"9" * 400, b"-",
    b"inf", b"nan", b"1e999", b"<", b">", b"&#8217;", b"&", b"]]>", b"<!--", b"{", b"}" * 40, b"[" * 4000,
    b"." * 3000, b" " * 3000, b"a" * 5000, "é".encode(), "٣".encode(), "\u202e".encode(), b"0000-00-00",
    b"20991231", b"=1+1",
]  # fmt: skip
PAGE = (
    "<html><head><title>Rail deal</title><meta property='article:published_time' content='2023-03-05'></head><body>"
    "<article><h1>Rail deal</h1><time datetime='2023-03-05'>5 March 2023</time><p>Kazakhstan and Russia signed an "
    "agreement on 12-Dec-2014, the ministry said. Updated: 20 June 2024 | Published: 5 March 2023.</p></article></body>"
)
FEED = "<rss><channel><item><title>A</title><description>B &amp;#8217; c</description></item></channel></rss>"
CUT = (
    "a note\nGLOBALEVENTID;SQLDATE;Actor1CountryCode;Actor2CountryCode;EventCode;EventRootCode;GoldsteinScale\n"
    '1;20220310;KAZ;RUS;057;05;"8,0"\n2;20220311;UKR;RUS;190;19;-10,0\n'
)
POLES = '[poles.x]\nlabel = "X"\nstates = ["KAZ", "UZB"]\n[groups.y]\nstates = ["KAZ"]\n[weights]\nvotes = 2.0\n'
JSON = '{"title":"a","text":"Kazakhstan sent aid.","date":"2022-03-03"}\n'


@dataclass(frozen=True)
class Target:
    """A sound input and what reads it."""

    name: str
    data: bytes
    read: Callable[[Path], object]


class EventsTarget:
    """Reads files of events: each into a reader's tables, some of them into an archive too."""

    def __init__(self, folder: Path, registry: Registry) -> None:
        self.folder, self.registry, self.seen = folder, registry, 0
        self.open = ExitStack()
        self.connection = self.open.enter_context(reader(threads=1))
        self.archive = self._new()

    def _new(self) -> Archive:
        return Archive.open(self.folder / f"fuzz{self.seen}.duckdb", write=True)

    def read(self, path: Path) -> None:
        """Read one file."""
        self.seen += 1
        if self.seen % INTO_ARCHIVE:
            # Every other one through the first filter that large files go through.
            with look(path, self.seen % 2 << 40) as file:
                read_events(self.connection, [file], self.registry)
                for name in staged_by(file):
                    self.connection.sql(f"SELECT * FROM staged_{name}").fetchall()
            return
        if self.seen % (INTO_ARCHIVE * ARCHIVE_INPUTS) == 0:
            self.archive.close()
            self.archive = self._new()
        load_events(self.archive, [path], registry=self.registry)


def targets(folder: Path) -> list[Target]:
    """Return every layout of every loader, a page in every layout, and a poles file."""
    registry = load_registry()
    events = EventsTarget(folder, registry)
    found = []
    for layout, (kind, text) in ties_samples.SAMPLES.items():
        ties_samples.write(folder, layout)  # BACI's list of numbers stays beside it
        found.append(Target(f"{kind}-{layout}", text.encode(), lambda p, k=kind: read_ties(p, k, registry)))  # type: ignore[misc]
    for name, path in (
        ("undl", vote_samples.undl(folder / "u.csv", ballots=vote_samples.BALLOTS[:2])),
        ("voeten", vote_samples.voeten(folder / "v.csv", vote_samples.BALLOTS[:2])),
    ):
        found.append(Target(f"votes-{name}", path.read_bytes(), lambda p: read_votes([p], registry)))
    row = icews(Event_ID=1, Event_Date="2017-03-14", Source_Country="Russia", Target_Country="Ukraine",
                Event_Text="Consult", CAMEO_Code="040", Story_ID=1, Sentence_Number=1)  # fmt: skip
    for name, path in (
        ("gdelt2", write(folder / "g.tsv", [gdelt(i) for i in range(6)])),
        ("gdelt1", write(folder / "g1.tsv", [gdelt(i, width=58) for i in range(6)])),
        ("phoenix", write(folder / "p.tsv", [phoenix("1", "20220310", "KAZ", "RUS", "040")] * 3)),
        ("icews", write(folder / "i.tab", [row] * 3, ICEWS)),
        ("table", write_text(folder / "c.csv", CUT)),
    ):
        found.append(Target(f"events-{name}", path.read_bytes(), events.read))
    for name, text in (("html", PAGE), ("feed", FEED), ("jsonl", JSON * 3), ("text", f"Head\n\n{PAGE[200:]}")):
        found.append(Target(f"pages-{name}", text.encode(), lambda p: list(read_bytes(p.read_bytes(), p.name))))
    found.append(Target("poles-file", POLES.encode(), load_poles))
    return found


def write_text(path: Path, text: str) -> Path:
    """Write a text and return where."""
    path.write_text(text, encoding="utf-8")
    return path


def mutated(data: bytes, dice: random.Random) -> bytes:
    """Return an input with a few places changed, cut, doubled or torn out."""
    raw = bytearray(data)
    for _ in range(dice.randint(1, 8)):
        at = dice.randrange(len(raw) + 1)
        cut = dice.choice([0, 0, 1, 3, 40])
        if dice.random() < 0.15 and raw:
            start = dice.randrange(len(raw))
            raw[at:at] = raw[start : start + dice.randrange(400)] * dice.choice([1, 2, 30])
        else:
            raw[at : at + cut] = dice.choice(PIECES)
    return bytes(raw[: dice.randrange(1, len(raw) + 1)] if raw and dice.random() < 0.1 else raw)


@contextmanager
def at_most(seconds: int) -> Iterator[None]:
    """Raise TimeoutError after so many seconds of processor time."""

    def end(number: int, frame: object) -> None:
        raise TimeoutError(f"more than {seconds} s of processor time")

    signal.signal(signal.SIGPROF, end)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)


def run(inputs: int, seconds: float, seed: int, keep: Path) -> tuple[int, list[str]]:
    """Try mutated inputs until so many are done or the time is up; return how many, and what failed."""
    dice = random.Random(seed)
    failed: list[str] = []
    end = time.monotonic() + seconds
    done = 0
    with tempfile.TemporaryDirectory(prefix="poleward-fuzz-") as made:
        folder = Path(made)
        all_targets = targets(folder)
        while done < inputs and time.monotonic() < end:
            target = dice.choice(all_targets)
            data = mutated(target.data, dice)
            path = folder / f"input.{target.name.split('-')[0]}"
            path.write_bytes(data)
            try:
                with at_most(LIMIT):
                    target.read(path)
            except PolewardError:
                pass
            except Exception as error:
                keep.mkdir(parents=True, exist_ok=True)
                kept = keep / f"{target.name}-{seed}-{done}"
                kept.write_bytes(data)
                failed.append(f"{kept.name}: {type(error).__name__}: {str(error)[:160]}")
            done += 1
    return done, failed


def _share(given: tuple[int, float, int, Path]) -> tuple[int, list[str], int]:
    """Run a share in a process of its own; return how many were done, what failed, and the peak of memory in KiB."""
    done, failed = run(*given)
    return done, failed, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def main() -> int:
    """Run from the command line."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    options.add_argument("--inputs", type=int, default=20_000)
    options.add_argument("--seconds", type=float, default=1_200)
    options.add_argument("--seed", type=int, default=18)
    options.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    options.add_argument("--keep", type=Path, default=Path("torture-failures"))
    given = options.parse_args()
    n = given.processes
    shares = [(-(-given.inputs // n), given.seconds, given.seed * 1_000 + i, given.keep) for i in range(n)]
    with multiprocessing.get_context("spawn").Pool(n) as pool:
        found = pool.map(_share, shares)
    done, failed = sum(d for d, _, _ in found), [line for _, lines, _ in found for line in lines]
    peak = sum(memory for *_, memory in found)
    sys.stdout.write(f"{done} inputs, {len(failed)} failed, peak {peak / 2**20:.2f} GiB\n")
    if done < given.inputs:
        sys.stdout.write(f"  the {given.seconds:.0f} seconds were up before all {given.inputs} were tried\n")
    sys.stdout.writelines(f"  {line}\n" for line in failed)
    return int(bool(failed) or peak > MEMORY or done < given.inputs)


if __name__ == "__main__":
    sys.exit(main())
