"""Where? A map of which way states have moved, or of how all voted on one roll call."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from pydantic import Field

from poleward.answers.direction import directions
from poleward.answers.questions import last_observed
from poleward.answers.roll_calls import cast, listed
from poleward.answers.vetoes import Veto, every, named
from poleward.channels import KEYS
from poleward.channels.say import N_
from poleward.channels.vote_record import last_roll_call
from poleward.publishing.charts.outlines import outline_map
from poleward.publishing.charts.tiles import Tile, places, tile_map
from poleward.publishing.show import pole_class
from poleward.publishing.tongue import Tongue
from poleward.web.pages.moving import SIGNS, states_of
from poleward.web.screen import Desk, Page, Screen
from poleward.web.state import Asked, Channel

MAPS = {"outlines": outline_map, "tiles": tile_map}
SURE = 0.8
"""A direction less probable than this is drawn grey."""
OUTCOMES = {
    "yes": (N_("yes"), "✓"), "no": (N_("no"), "✕"), "abstain": (N_("abstained"), "◐"),
    "not_voting": (N_("did not vote"), "·"), "not_a_member": (N_("not a member"), ""),
    "not observed": (N_("not observed"), "?"),
}  # fmt: skip
"""Each outcome's words and sign; its pattern is the class of the same name in app.css."""


class Query(Asked):
    """The question with a channel, or one roll call."""

    channel: Channel = Field("votes", description="the channel")
    roll_call: str | None = Field(None, min_length=1, max_length=80, description="a roll call's symbol or id")
    view: Literal["region", "world"] | None = Field(None, description="the states asked about, or all")
    drawn: Literal["outlines", "tiles"] = Field("outlines", description="outlines of states, or equal tiles")


def build(desk: Desk, asked: Query) -> Page:
    """Return the screen."""
    veto = named(asked.roll_call) if asked.roll_call else None
    if veto is not None:
        return _one_veto(desk, asked, veto)
    make = _directions if asked.roll_call is None else _one_roll_call
    return desk.door.kept(("where", asked), lambda: make(desk, asked))


def _states(desk: Desk, asked: Query, last: dt.date) -> tuple[str, ...]:
    """Return the states asked about, or all members of the United Nations where the world is."""
    if asked.view == "world":
        return tuple(sorted(desk.registry.members(asked.until or last)))
    return states_of(desk, asked)


def _directions(desk: Desk, asked: Query) -> Page:
    pole, tongue = desk.config.pole(asked.pole, on=asked.since), Tongue(asked.lang)
    with desk.door.read() as archive:
        last = last_observed(archive) or asked.since
        # The same directions are drawn as outlines and as tiles.
        found = desk.door.kept(
            ("directions", asked.model_copy(update={"drawn": None, "lang": "en"})),
            lambda: directions(
                archive, _states(desk, asked, last), asked.pole, asked.channel, asked.since, config=desk.config,
                baseline=asked.baseline, until=asked.until,
            ),
        )  # fmt: skip
        calls = listed(archive)
    tiles, rows = {}, []
    for question, finding in found:
        direction = finding.direction if finding else "not enough evidence"
        p = finding.probability if finding else None
        tiles[question.state] = _tile(
            tongue.state(question.state),
            direction,
            p,
            tongue,
            f"/moving?{asked.query(states=question.state, **_OTHERS)}",
        )
        rows.append(
            {
                "state": question.state, "name": desk.name(question.state), "pole": asked.pole,
                "channel": asked.channel, "direction": direction, "probability": p, "since": asked.since.isoformat(),
                "until": question.after.last.isoformat(),
            }
        )  # fmt: skip
    counts = {d: sum(r["direction"] == d for r in rows) for d in SIGNS}
    first = found[0][0]
    whole = asked.view == "world"
    return Page(
        tongue(
            "Where have states moved towards %(pole)s, or away, in %(channel)s since %(since)s? As known until "
            "%(until)s",
            pole=tongue.pole(pole), channel=tongue(asked.channel), since=tongue.day(asked.since),
            until=tongue.day(first.after.last),
        ),
        tongue(
            "Of %(n)s states: %(counts)s",
            n=len(rows), counts=", ".join(f"{n} {tongue(d)}" for d, n in counts.items() if n),
        ),
        rows,
        {"sentences": {q.state: f.sentence for q, f in found if f}},
        {
            "map": MAPS[asked.drawn](
                tiles,
                tongue("Direction of %(n)s states", n=len(rows)),
                pole=pole_class(pole),
                around=() if whole else list(tiles),
            ),
            "mode": "direction", "asked_about": list(states_of(desk, asked)),
            "baseline_from": first.before.first, "poles": list(desk.config.poles.values()), "choice": KEYS,
            "years": _years(asked, desk), "until": first.after.last, "listed": calls, "call": None,
            "counts": {}, "nearby": (None, None), "vetoes": every(), "veto": None,
        },
    )  # fmt: skip


_OTHERS = {"view": None, "roll_call": None}
_LOOKS = {"towards": "towards", "away": "away", "no change": "same", "not enough evidence": "not-observed"}


def _tile(name: str, direction: str, probability: float | None, tongue: Tongue, href: str) -> Tile:
    """Return a state's tile: hue is the direction, saturation its probability, grey where that is too small."""
    said = f"{name}: {tongue(direction)}"
    if probability is not None:
        said += f", P = {tongue.percent(probability)}"
    if direction in ("no change", "not enough evidence"):
        return Tile(_LOOKS[direction], SIGNS[direction], said, href)
    if probability is None or probability < SURE:
        return Tile("unsure", SIGNS[direction], said, href)
    return Tile(_LOOKS[direction], SIGNS[direction], said, href, max(0.15, (probability - 0.5) * 2))


def _years(asked: Query, desk: Desk) -> list[tuple[int, str]]:
    """Return the ends of years from the date asked about to the last day observed, each with its address."""
    with desk.door.read() as archive:
        last = last_roll_call(archive) or asked.since
    ends = [dt.date(year, 12, 31) for year in range(asked.since.year, last.year + 1)]
    return [(end.year, f"/where?{asked.query(until=end)}") for end in ends if end > asked.since]


def _one_roll_call(desk: Desk, asked: Query) -> Page:
    tongue = Tongue(asked.lang)
    with desk.door.read() as archive:
        found = cast(archive, asked.roll_call or "")
        calls = listed(archive)
    call = found.roll_call
    found = found.of_all(places(), desk.registry.members(call["date"]))
    votes = found.votes
    said = {v: tongue(word) for v, (word, _) in OUTCOMES.items()}
    tiles = {
        s: Tile(v.replace("_", "-").replace(" ", "-"), OUTCOMES[v][1], f"{tongue.state(s)}: {said[v]}")
        for s, v in votes.items()
    }
    counts = {word: found.counts.get(outcome, 0) for outcome, (word, _) in OUTCOMES.items()}
    ordered = sorted(calls, key=lambda r: (r["date"], r["roll_call_id"]))
    ids = [r["roll_call_id"] for r in ordered]
    here = ids.index(call["roll_call_id"]) if call["roll_call_id"] in ids else None
    before = ids[here - 1] if here else None
    after = ids[here + 1] if here is not None and here + 1 < len(ids) else None
    own = [s for s in (asked.states or "").split(",") if s]
    around = own or list(desk.config.group(asked.group))
    symbol = call["symbol"] or call["roll_call_id"]
    return Page(
        tongue("How did states vote on %(symbol)s, %(day)s?", symbol=symbol, day=tongue.day(call["date"])),
        f"{call['title'] or tongue('Without a title')}: "
        + ", ".join(f"{n} {tongue(word)}" for word, n in counts.items() if n) + ".",
        [
            {"state": s, "name": desk.name(s), "vote": v, "roll_call": call["roll_call_id"], "date": call["date"]}
            for s, v in sorted(votes.items())
        ],
        {"roll_call": call, "counts": counts},
        {
            "map": MAPS[asked.drawn](
                tiles, tongue("Votes on %(symbol)s", symbol=symbol), pole="blue",
                around=around if asked.view == "region" else (),
            ),
            "mode": "roll call", "outcomes": list(OUTCOMES.items()), "listed": ordered, "call": call,
            "counts": counts, "nearby": (before, after),
            "years": [], "until": None, "vetoes": every(), "veto": None,
        },
    )  # fmt: skip


def _one_veto(desk: Desk, asked: Query, veto: Veto) -> Page:
    """Return who vetoed a draft; who else voted how is not told, and no other state is drawn."""
    tongue = Tongue(asked.lang)
    vetoed = tongue("vetoed")
    tiles = {m: Tile("no", OUTCOMES["no"][1], f"{tongue.state(m)}: {vetoed}") for m in veto.members}
    symbol = veto.symbol or tongue("an amendment")
    with desk.door.read() as archive:
        calls = listed(archive)
    return Page(
        tongue("Who vetoed %(symbol)s, %(day)s?", symbol=symbol, day=tongue.day(veto.date)),
        f"{veto.topic}: {', '.join(tongue.state(m) for m in veto.members)}.",
        [
            {"state": m, "name": desk.name(m), "vote": "veto", "roll_call": veto.veto_id, "date": veto.date}
            for m in veto.members
        ],
        {"veto": veto.to_json()},
        {
            "map": MAPS[asked.drawn](tiles, tongue("Votes on %(symbol)s", symbol=symbol), pole="blue", around=()),
            "mode": "roll call", "outcomes": [("no", (N_("vetoed"), OUTCOMES["no"][1]))], "listed": calls,
            "call": None, "counts": {"vetoed": len(veto.members)}, "nearby": (None, None),
            "years": [], "until": None, "vetoes": every(), "veto": veto,
        },
    )  # fmt: skip


SCREEN = Screen("/where", "Map and roll calls", "where.html.j2", Query, build, shares=True)
