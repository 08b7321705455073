"""Mutated inputs through every loader and reader: a message or a result, within bounds of time and memory.

    python -m tests.torture.fuzz --inputs 20000 --seconds 1200 --seed 18

The same seed gives the same inputs. An input that ends in anything but a result or a `PolewardError`, or takes more
than `LIMIT` seconds of processor time, is written to `--keep` and the exit status is 1.
"""

from __future__ import annotations

import argparse
import random
import resource
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from poleward.actors import load_registry
from poleward.archive import Archive
from poleward.errors import PolewardError
from poleward.intake.events import load_events
from poleward.pages import read_bytes
from poleward.records.ties import read as read_ties
from poleward.records.votes import read as read_votes
from tests import vote_samples
from tests.event_samples import ICEWS, gdelt, icews, phoenix, write
from tests.records import ties_samples

LIMIT = 20
"""Seconds of processor time for one input."""
MEMORY = 2 * 2**20
"""KiB that the whole run may reach."""
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
JSON = '{"title":"a","text":"Kazakhstan sent aid.","date":"2022-03-03"}\n'


@dataclass(frozen=True)
class Target:
    """A sound input and what reads it."""

    name: str
    data: bytes
    read: Callable[[Path], object]


def targets(folder: Path) -> list[Target]:
    """Return every layout of every loader, and a page in every layout."""
    registry = load_registry()
    archive = Archive.open(folder / "fuzz.duckdb", write=True)
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
    ):
        found.append(Target(f"events-{name}", path.read_bytes(), lambda p: load_events(archive, [p])))
    for name, text in (("html", PAGE), ("feed", FEED), ("jsonl", JSON * 3), ("text", f"Head\n\n{PAGE[200:]}")):
        found.append(Target(f"pages-{name}", text.encode(), lambda p: list(read_bytes(p.read_bytes(), p.name))))
    return found


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


def main() -> int:
    """Run from the command line."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    options.add_argument("--inputs", type=int, default=20_000)
    options.add_argument("--seconds", type=float, default=1_200)
    options.add_argument("--seed", type=int, default=18)
    options.add_argument("--keep", type=Path, default=Path("torture-failures"))
    given = options.parse_args()
    done, failed = run(given.inputs, given.seconds, given.seed, given.keep)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    sys.stdout.write(f"{done} inputs, {len(failed)} failed, peak {peak / 2**20:.2f} GiB\n")
    sys.stdout.writelines(f"  {line}\n" for line in failed)
    return int(bool(failed) or peak > MEMORY)


if __name__ == "__main__":
    sys.exit(main())
