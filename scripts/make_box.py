"""Build the box's tables of roll calls from the published files of ../shared: the same files, the same bytes.

    python scripts/make_box.py [--shared ../shared] [--into src/poleward/box/data]

The files are loaded into an archive by the ordinary loader, which joins roll calls across sources and keeps
contradictions; what ships is that archive's two tables, with a subject of our own in place of each title.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import re
import tempfile
from collections.abc import Iterable
from pathlib import Path

from anyascii import anyascii

from poleward.archive import Archive
from poleward.box.pack import compress, pack
from poleward.intake.votes import load_votes
from poleward.records.votes.dates import day_is_exact

HERE = Path(__file__).parent
ROOT = HERE.parent
SOURCES = (
    "unga_votes_1992_2025.csv.gz",
    "unga_resolutions_1992_2025.csv",
    "unga_votes_2025_late.csv.gz",
    "unga_resolutions_2025_late.csv",
    "unvotes_votes_1946_2019.csv.gz",
    "unvotes_roll_calls_1946_2019.csv.gz",
    "unvotes_issues_1946_2019.csv.gz",
    "voeten_published_1946_2014.csv.gz",
    "unga_key_resolutions.csv",
)
"""In this order: the UN's own record names a roll call where it has it; unvotes dates some of BSV's."""
KEYWORDS = "unvotes_roll_calls_1946_2019.csv.gz"
ISSUE_SUBJECTS = (
    ("me", "Palestine or the Middle East"), ("co", "Decolonisation"), ("nu", "Nuclear weapons"),
    ("di", "Disarmament"), ("hr", "Human rights"), ("ec", "Economic development"),
)  # fmt: skip
KIND_SUBJECTS = {
    "paragraph": "Part of a draft resolution",
    "amendment": "Amendment to a draft resolution",
    "motion": "Procedural motion",
    "draft": "Draft resolution",
}
_SPONSOR = re.compile(
    r"\b\S+ (?:\([^)]*\) )?(?:oral )?(?:amendment|draft|proposal|motion|sub-?amendment)s?\b",
)
"""'Greek amendment': who moved it is not what it is about."""


class Subjects:
    """The controlled list of subjects: the first line all of whose words begin some word of the text decides.

    A word that ends in '=' must be a whole word of the text.
    """

    def __init__(self, path: Path) -> None:
        with path.open(encoding="utf-8", newline="") as lines:
            rows = list(csv.DictReader(lines, delimiter="\t"))
        self._rules = [([self._word(w) for w in row["words"].split()], row["subject"]) for row in rows]

    @staticmethod
    def _word(word: str) -> re.Pattern[str]:
        return re.compile(rf"\b{re.escape(word.removesuffix('='))}" + (r"\b" if word.endswith("=") else ""))

    def of(self, text: str) -> str | None:
        """Return the subject of a text, or None where no rule fits."""
        plain = anyascii(text).lower()
        return next((subject for words, subject in self._rules if all(w.search(plain) for w in words)), None)


def load(archive: Archive, folder: Path) -> None:
    """Load the published files of roll calls into an archive, in the order that names them."""
    load_votes(archive, [folder / name for name in SOURCES])


def keywords(path: Path) -> dict[int, str]:
    """Return unvotes' keywords of each roll call by BSV's number: they say what an old roll call was about."""
    with gzip.open(path, "rt", encoding="utf-8", errors="replace", newline="") as lines:
        return {int(row["rcid"]): row["short"].split("\t")[0] for row in csv.DictReader(lines)}


def titled(rolls: Iterable[dict[str, object]], shorts: dict[int, str], subjects: Subjects) -> list[dict[str, object]]:
    """Return roll calls with our subject in place of the title.

    Official titles are matched as they are; of older roll calls first the keywords, then the description without
    its sponsor. A part of a resolution that says nothing itself has the resolution's subject.
    """
    found = []
    whole: dict[object, str] = {}
    for roll in rolls:
        text, rcid = str(roll["title"] or ""), roll["rcid"]
        if roll["undl_id"]:
            subject = subjects.of(text)
        else:
            short = shorts.get(rcid, "") if isinstance(rcid, int) else ""
            subject = subjects.of(short) or subjects.of(_SPONSOR.sub(" ", anyascii(text).lower()))
        if subject and roll["symbol"] and roll["kind"] in ("resolution", "decision"):
            whole.setdefault(roll["symbol"], subject)
        found.append({**roll, "title": subject})
    for roll in found:
        roll["title"] = roll["title"] or whole.get(roll["symbol"]) or _by_flags(roll)
    return found


def _by_flags(roll: dict[str, object]) -> str:
    """Return what the issue flags or the kind say where no word does."""
    issues = roll["issues"]
    assert isinstance(issues, list)  # noqa: S101  a column of the archive's table
    by_issue = next((subject for flag, subject in ISSUE_SUBJECTS if flag in issues), None)
    return by_issue or KIND_SUBJECTS.get(str(roll["kind"]), "Question put to the vote")


def build(shared: Path) -> dict[str, bytes]:
    """Return the box's files, uncompressed, by name."""
    folder = shared / "data" / "unga"
    with tempfile.TemporaryDirectory() as scratch, Archive.open(Path(scratch) / "box.duckdb", write=True) as archive:
        load(archive, folder)
        rolls = archive.rows("SELECT * FROM roll_calls ORDER BY roll_call_id")
        votes = archive.query("SELECT * FROM votes ORDER BY roll_call_id, state, vote")
    for roll in rolls:
        roll["precision"] = "day" if roll["undl_id"] or day_is_exact(roll["date"]) else "month"
    subjects = Subjects(HERE / "box_tables" / "subjects.tsv")
    return pack(titled(rolls, keywords(folder / KEYWORDS), subjects), votes)


def main() -> None:
    """Write the box's files."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared")
    parser.add_argument("--into", type=Path, default=ROOT / "src" / "poleward" / "box" / "data")
    chosen = parser.parse_args()
    for name, data in build(chosen.shared).items():
        packed = compress(data)
        (chosen.into / f"{name}.xz").write_bytes(packed)
        print(f"{name}: {len(data):,} bytes, {len(packed):,} compressed")


if __name__ == "__main__":
    main()
