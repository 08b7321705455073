"""Scores `check` on pages whose checkable claims are known.

`claims.tsv` beside the pages has the columns `page`, `id`, `kind` (vote, membership, trade, event), `claim` in plain
words and `truth`: 'true…', 'false…', or anything else where the record does not decide. A claim is found where a
checked claim of a kind that fits is about one of its states (all of them, where it names at most two) and names no
other year.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

from poleward.actors import Registry
from poleward.answers.check import CheckedClaim, check
from poleward.archive import Archive
from poleward.coding import Coder, load_coder
from poleward.errors import UnusableInputError
from poleward.evaluation.marked_pages import MarkedPage, read_folder
from poleward.pages import read_path

COLUMNS = ["page", "id", "kind", "claim", "truth"]
FITS = {"trade": {"trade", "dependence"}, "event": {"event", "membership"}, "membership": {"membership", "event"}}
MAX_CLAIMS = 10_000
"""A bound on time."""
OTHER_SIDE = ("organisation", "partner", "recipient")
"""What a checked claim calls the other one that it is about."""
JUDGED_APART = ("vote", "membership")
SMALL = 2
"""States of a claim that must all be found; of more, more than half."""

_YEAR = re.compile(r"\b(?:19|20)\d\d\b")


def evaluate_claims(
    folder: Path, archive: Archive, coder: Coder | None = None, *, dated: bool = True
) -> dict[str, Any]:
    """Return how many claims `check` finds and how many of its verdicts are right.

    Parameters
    ----------
    folder
        Marked pages with `claims.tsv`.
    archive
        The records.
    dated
        Give each page's days of publication, as a user does who knows them.

    Raises
    ------
    UnusableInputError
        There are no claims, or a row is not as it should be.
    """
    coder = coder or load_coder()
    rows = _rows(folder / "claims.tsv")
    checked = {p.name: _checked(p, archive, coder, dated=dated) for p in read_folder(folder)}
    found, right, by_kind = Counter[str](), Counter[str](), Counter[str]()
    details = []
    for row in rows:
        kind = row["kind"]
        by_kind[kind] += 1
        match = [c for c in checked.get(row["page"], []) if fits(coder.registry, row, c)]
        decided = [c for c in match if c.verdict != "not decidable"]
        truth = row["truth"].split()[0].rstrip(",;:").lower()
        verdict = decided[0].verdict if decided else (match[0].verdict if match else "not found")
        found[kind] += bool(match)
        is_right = bool(match) and _right(truth, verdict)
        right[kind] += is_right
        details.append({"page": row["page"], "id": row["id"], "kind": kind, "truth": truth, "verdict": verdict})
    n, total = len(rows), sum(found.values())
    verdicts = [d for d in details if d["verdict"] not in {"not found", "not decidable"}]
    wrong = sum(not _right(d["truth"], d["verdict"]) for d in verdicts)
    return {
        "task": "claims", "n": n, "dated": dated, "found": total, "share_found": _share(total, n),
        "right": sum(right.values()), "decided": len(verdicts), "decided_right": len(verdicts) - wrong,
        "share_decided_right": _share(len(verdicts) - wrong, len(verdicts)),
        "checked": sum(map(len, checked.values())),
        "by_kind": {k: {"n": by_kind[k], "found": found[k], "right": right[k]} for k in sorted(by_kind)},
        "claims": details, "coder": coder.version,
    }  # fmt: skip


def fits(registry: Registry, row: dict[str, str], claim: CheckedClaim) -> bool:
    """Whether a checked claim is the one of a row: kind, states and years."""
    if claim.kind not in FITS.get(row["kind"], {row["kind"]}):
        return False
    named = {m.code for m in registry.find(row["claim"]) if m.code}
    about = {*claim.states, *(str(claim.values[key]) for key in OTHER_SIDE if claim.values.get(key))}
    in_words = {m.code for m in registry.find(claim.exact) if m.code}
    # A list whose states were judged apart is one claim for each verdict, with the same words.
    about |= in_words - set(registry.states) if claim.kind in JUDGED_APART and claim.states else in_words
    years = set(_YEAR.findall(row["claim"]))
    other = set(_YEAR.findall(claim.exact))
    if years and other and not years & other:
        return False
    if not named:
        return bool(set(re.findall(r"\d+", row["claim"])) & set(re.findall(r"\d+", claim.exact)))
    return named <= about if len(named) <= SMALL else len(named & about) > len(named) / 2


def _right(truth: str, verdict: str) -> bool:
    if truth == "true":
        return verdict == "supported"
    if truth == "false":
        return verdict in {"contradicted", "mixed"}
    return verdict in {"not decidable", "mixed", "supported"}


def _checked(page: MarkedPage, archive: Archive, coder: Coder, *, dated: bool) -> list[CheckedClaim]:
    document = next(iter(read_path(page.text)))
    if dated and page.published is not None:
        document = replace(
            document, published_earliest=page.published.earliest, published_latest=page.published.latest,
            published_how="given",
        )  # fmt: skip
    return check(archive, document, coder)


def _rows(file: Path) -> list[dict[str, str]]:
    try:
        with file.open(encoding="utf-8", newline="") as opened:
            reader = csv.DictReader(opened, delimiter="\t", quoting=csv.QUOTE_NONE)
            rows = [row for _, row in zip(range(MAX_CLAIMS), reader, strict=False)]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise UnusableInputError(f"cannot be read: {error}.", where=str(file)) from None
    if not rows or any(not row.get(c) for row in rows for c in COLUMNS):
        raise UnusableInputError(
            f"no rows, or a row without {', '.join(COLUMNS)}.", where=str(file), todo="See docs/evaluation.md."
        )
    return rows


def _share(part: int, whole: int) -> float:
    return round(part / whole, 4) if whole else 0.0
