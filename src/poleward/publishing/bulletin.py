"""The monthly bulletin: who moved most, which breaks stand out, what is new, and what changed since the last edition.

Editions are kept as JSON beside the pages, so that each is compared with the one before. Where nothing has changed,
nothing is written.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from poleward.answers.edition import Edition
from poleward.config import Config
from poleward.errors import UnusableInputError
from poleward.publishing import rendering
from poleward.publishing.drift_page import WAYS
from poleward.publishing.tongue import Tongue

FOLDER = "bulletin"
EDITIONS = "editions.json"
TOP, MOST_CALLS, MOST_BREAKS = 5, 40, 20
"""Movers of each pole, roll calls and breaks that a bulletin lists: our choice."""
SURE = 0.8
"""Movers are listed from ICD 203's "very likely" on: what is merely likely, a bulletin does not call a mover."""
MOVED = 0.02
"""A change that differs by at least this from that of the last edition is told."""
MAX_BYTES = 50_000_000
"""Of an edition that is compared with: a bound on memory."""


def kept(folder: Path) -> list[Edition]:
    """Return the editions kept in a site's folder, oldest first.

    Raises
    ------
    UnusableInputError
        What is kept there cannot be read.
    """
    path = folder / FOLDER / EDITIONS
    if not path.exists():
        return []
    try:
        if path.stat().st_size > MAX_BYTES:
            raise UnusableInputError("larger than 50 MB.", where=str(path))
        return [Edition.from_json(one) for one in json.loads(path.read_text(encoding="utf-8"))]
    except (OSError, ValueError, TypeError, RecursionError) as error:
        raise UnusableInputError(f"cannot be read: {error}.", where=str(path)) from None


def next_editions(held: Sequence[Edition], make: Callable[[Edition | None], Edition]) -> list[Edition] | None:
    """Return the editions with the present one; None where it tells nothing that the last one did not.

    Parameters
    ----------
    make
        Makes the present edition after the one that it follows. One of the same month takes its place.
    """
    present = make(held[-1] if held else None)
    if held and present.same_as(held[-1]):
        return None
    if held and held[-1].key == present.key:
        earlier = list(held[:-1])
        return [*earlier, make(earlier[-1] if earlier else None)]
    return [*held, present]


def pages(editions: Sequence[Edition], config: Config, tongue: Tongue, link: Callable[[str], str]) -> dict[str, str]:
    """Return the last edition as Markdown and as the body of a page, by suffix."""
    view = _view(editions[-1], editions[-2] if len(editions) > 1 else None, config, tongue, link)
    made = rendering.environment()
    spoken = rendering.spoken(tongue)
    plain = made.overlay(autoescape=False)
    return {
        "md": plain.get_template("bulletin.md.j2").render(**view, **spoken),
        "html": made.get_template("bulletin_body.html.j2").render(**view, **spoken),
    }


def title(edition: Edition, config: Config, tongue: Tongue) -> str:
    """Return the edition's message: how many members moved away from the first pole, as far as that is likely."""
    pole, held = next(iter(edition.stands.items()))
    away = sum(one["direction"] == "away" for one in held.values())
    return tongue.n(
        "One of %(of)s members has likely moved away from %(pole)s",
        "%(n)s of %(of)s members have likely moved away from %(pole)s",
        away,
        of=len(held),
        pole=tongue.pole(config.pole(pole)),
    )


def _view(
    edition: Edition, before: Edition | None, config: Config, tongue: Tongue, link: Callable[[str], str]
) -> dict[str, Any]:
    """Return what the templates need."""
    poles = {key: tongue.pole(config.pole(key)) for key in edition.stands}
    return {
        "title": title(edition, config, tongue), "edition": edition, "first": before is None, "link": link,
        "day": tongue.day(edition.observed_to), "since": tongue.day(edition.since),
        "previous": tongue.day(before.observed_to) if before else "",
        "movers": [_movers(key, held, poles[key], tongue) for key, held in edition.stands.items()],
        "breaks": [
            {
                "state": tongue.state(b["state"]), "code": b["state"], "pole": poles[b["pole"]], "month": b["month"],
                "way": tongue(_way(b)), "sure": tongue.likely(b["probability"]),
            }
            for b in edition.breaks[:MOST_BREAKS]
        ],
        "more_breaks": max(0, len(edition.breaks) - MOST_BREAKS),
        "calls": [{**call, "day": tongue.day(call["date"])} for call in edition.roll_calls[:MOST_CALLS]],
        "more_calls": max(0, len(edition.roll_calls) - MOST_CALLS),
        "changed": _changed(edition, before, poles, tongue) if before else [],
        "new_pages": edition.pages["pages"] - (before.pages["pages"] if before else 0),
        "new_statements": edition.pages["statements"] - (before.pages["statements"] if before else 0),
    }  # fmt: skip


def _way(one: Mapping[str, Any]) -> str:
    return WAYS[one["direction"]]


def _movers(pole: str, held: dict[str, dict[str, Any]], called: str, tongue: Tongue) -> dict[str, Any]:
    """Return the members that very likely moved, the furthest in either direction first."""
    surely = [item for item in held.items() if (item[1]["probability"] or 0.0) >= SURE]
    ordered = sorted(surely, key=lambda item: (item[1]["change"], item[0]))
    ends = {"away": [o for o in ordered if o[1]["direction"] == "away"][:TOP],
            "towards": [o for o in reversed(ordered) if o[1]["direction"] == "towards"][:TOP]}  # fmt: skip
    return {
        "pole": called, "key": pole,
        **{way: [_mover(state, one, tongue) for state, one in found] for way, found in ends.items()},
    }  # fmt: skip


def _mover(state: str, one: dict[str, Any], tongue: Tongue) -> dict[str, str]:
    return {
        "state": tongue.state(state), "code": state, "change": tongue.signed(one["change"]),
        "between": f"{tongue.signed(one['q05'])} … {tongue.signed(one['q95'])}",
        "sure": tongue.likely(one["probability"]) if one["probability"] is not None else "",
    }  # fmt: skip


def _changed(edition: Edition, before: Edition, poles: dict[str, str], tongue: Tongue) -> list[dict[str, str]]:
    """Return what is told otherwise than in the edition before: another direction, or another change."""
    found = []
    for pole, held in edition.stands.items():
        for state, now in held.items():
            then = before.stands.get(pole, {}).get(state)
            if then is None or (then["direction"] == now["direction"] and abs(now["change"] - then["change"]) < MOVED):
                continue
            found.append(
                {
                    "state": tongue.state(state), "code": state, "pole": poles[pole],
                    "then": f"{tongue(_way(then))}, {tongue.signed(then['change'])}",
                    "now": f"{tongue(_way(now))}, {tongue.signed(now['change'])}",
                }
            )  # fmt: skip
    return found
