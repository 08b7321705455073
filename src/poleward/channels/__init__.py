"""Channels: the kinds of record that tell of a state and a pole. `CHANNELS` is the only list of them.

To add one kind of flow, add a row here, and a layout of its files in `records.ties`; everything that asks, draws,
reports or exports takes its channels from this list. Stance and exposure are never added up.
"""

from __future__ import annotations

from poleward.channels.channel import Channel
from poleward.channels.estimate import EvidenceKind
from poleward.channels.events import Events
from poleward.channels.flows import Flows
from poleward.channels.memberships import Memberships
from poleward.channels.say import N_
from poleward.channels.statements import Statements
from poleward.channels.votes import Votes
from poleward.errors import UnusableInputError
from poleward.measures.paths import PathSettings

# How yearly shares move: `benchmarks/flows_settings.py`. Hardly a year goes astray; that one might keeps sums finite
# where a span is taken to hold no jump.
CHANNELS: tuple[Channel, ...] = (
    Votes(),
    Statements(key="words", label=N_("balance of words")),
    Statements(key="deeds", label=N_("balance of deeds")),
    Events(),
    Flows(
        key="trade", label=N_("share of trade"), indicators=("exports", "imports"),
        what=N_("trade (exports and imports)"), mirrored=True,
        unit=N_("share of the pole in exports and imports, 0 to 1"),
        settings=PathSettings(
            walk=0.003, jump=0.04, rate=0.006, flicker=0.008, stray=0.001, start_mean=0.25, start_sd=0.4
        ),
    ),
    Flows(
        key="arms", label=N_("share of arms"), indicators=("tiv",),
        what=N_("arms imports (SIPRI's trend-indicator value)"),
        unit=N_("share of the pole in arms imports (trend-indicator value), 0 to 1"),
        # Deliveries of a year count as if each 20 million TIV were one decision of whom to buy from.
        one_decision=20.0,
        listed=True,  # SIPRI lists deliveries; where there is none there is no row
        settings=PathSettings(
            walk=0.005, jump=0.5, rate=0.013, flicker=0.055, stray=0.001, start_mean=0.5, start_sd=0.5
        ),
    ),
    Memberships(),
)  # fmt: skip
KEYS = tuple(c.key for c in CHANNELS)
STANCE = tuple(c.key for c in CHANNELS if c.kind == "stance")
EXPOSURE = tuple(c.key for c in CHANNELS if c.kind == "exposure")
FLOWS = tuple(c for c in CHANNELS if isinstance(c, Flows))


def channel(key: str) -> Channel:
    """Return the channel of a name.

    Raises
    ------
    UnusableInputError
        There is none.
    """
    for one in CHANNELS:
        if one.key == key:
            return one
    raise UnusableInputError(
        "there is no channel '%(key)s'.", todo="Choose from %(keys)s.", key=key, keys=", ".join(KEYS)
    )


def of_evidence(kind: EvidenceKind) -> Channel:
    """Return the first channel that rests on a kind of evidence, to describe that of a number of no single channel."""
    return next(c for c in CHANNELS if c.evidence == kind)


__all__ = ["CHANNELS", "EXPOSURE", "FLOWS", "KEYS", "STANCE", "channel", "of_evidence"]
