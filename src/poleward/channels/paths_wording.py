"""A path in words: was there a break, since when, who moved, what it rests on; short, in the terms of ICD 203."""

from __future__ import annotations

from collections.abc import Sequence

from poleward.channels.likelihood import LIKELY, likely, percent
from poleward.channels.paths.channel_path import Accounts, ChannelPath, PathBreak, Tick

NAMED = 3
"""So many pieces of evidence are named in a sentence; an answer's data have up to five."""
MAX_LABEL = 64
"""Characters of a piece of evidence named within a sentence: our choice."""


def since_when(path: ChannelPath, state_name: str, pole_label: str, since: str) -> str:
    """Return whether a break stands out in the months asked about ('YYYY-MM' on), when it came and who moved."""
    asked = in_span(path, since)
    if not asked:
        told = f"no break stands out; {_without(path, state_name, pole_label)}"
    else:
        told = "; ".join(_break(b, path, state_name, pole_label) for b in asked)
        told += f"; counted from {since} on: {_numbers(path.accounts)}"
    earlier = [b for b in path.breaks if b.last < since]
    if earlier:
        told += f". Earlier: {_break(earlier[-1], path, state_name, pole_label)}"
    return f"{told}."


def in_span(path: ChannelPath, since: str) -> list[PathBreak]:
    """Return the breaks that may have come in the months asked about, surest first."""
    return sorted((b for b in path.breaks if b.last >= since), key=lambda b: (-b.probability, b.month))


def _break(b: PathBreak, path: ChannelPath, state_name: str, pole_label: str) -> str:
    way = f"towards {pole_label}" if b.direction == "towards" else f"away from {pole_label}"
    when = b.month if b.first == b.last else f"{b.month} (90 % range {b.first} to {b.last})"
    size = f"by {100 * abs(b.size):.0f} points" if _in_points(path) else f"by {abs(b.size):.2f}"
    if path.channel == "treaties":
        return f"{when}, {way}: on record"
    told = f"{likely(b.probability)} ({percent(b.probability)}) a break {way} {size}, {when}"
    return told + _who(b, path, state_name, pole_label) + ("" if b.lasts else "; it did not last")


def _in_points(path: ChannelPath) -> bool:
    """Whether a path is of shares of a hundred: of a flow, or of agreement."""
    return path.kind == "exposure" or (path.channel == "votes" and path.nearer == "up")


def _who(b: PathBreak, path: ChannelPath, state_name: str, pole_label: str) -> str:
    """Return who moved in a break; '' of flows, and of agreement, whose movers are told once, of the whole change."""
    if _in_points(path):
        return ""
    mover = {"state": state_name, "pole": pole_label, "both": "both"}.get(b.who)
    if mover is None:
        return "; who moved cannot be told: others say so"
    passed = ""
    if b.passed and b.who != "both":
        passed = f" and passed {pole_label if b.who == 'state' else state_name}"
    return f"; {mover} moved{passed}"


def _without(path: ChannelPath, state_name: str, pole_label: str) -> str:
    """Say how likely no change is where no break stands out, or that the record does not tell."""
    if path.channel == "treaties":
        return "no membership began or ended"
    if not path.accounts.tell:
        before = percent(path.accounts.prior[0]) if path.accounts.prior else "not asked"
        return f"the record hardly tells (no change {percent(path.no_change)}; without any data {before})"
    best = max(("no change", path.no_change), ("a gradual change", path.gradual), ("a break", path.broke),
               key=lambda one: one[1])  # fmt: skip
    if best[1] < LIKELY:
        return _numbers(path.accounts)
    return f"{likely(best[1])} {best[0]} ({_numbers(path.accounts)})"


def _numbers(accounts: Accounts) -> str:
    return (
        f"no change {percent(accounts.no_change)}, gradual {percent(accounts.gradual)}, break {percent(accounts.broke)}"
    )


def rests_on(path: ChannelPath, since: str) -> str:
    """Return the main evidence for the surest break asked about, and the weightiest against; '' without a break."""
    asked = in_span(path, since)
    if not asked or not asked[0].evidence:
        return ""
    told = f"{_ticks(asked[0].evidence[:NAMED])}."
    if asked[0].against:
        told += f" Against it: {_ticks(asked[0].against[:1])}."
    return told


def _ticks(ticks: Sequence[Tick]) -> str:
    return "; ".join(f"{t.date} {_short(t.label)} ({t.contribution:+.1f})" for t in ticks)


def _short(label: str) -> str:
    """Return a label cut in the middle, so that what was done at its end stays."""
    if len(label) <= MAX_LABEL:
        return label
    head, colon, tail = label.rpartition(": ")
    keep = MAX_LABEL - len(tail) - 3
    return f"{head[:keep]}…: {tail}" if colon and keep > 20 else f"{label[: MAX_LABEL - 1]}…"
