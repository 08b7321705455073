"""How long, how much and how often a download may ask."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """The bounds of one download; times are in seconds.

    Attributes
    ----------
    read
        The longest silence of a server, connecting included.
    total
        The longest that one file may take, waiting and further tries included.
    tries
        How many tries without any progress end in an error; a try that brought new bytes does not count.
    wait
        The pause before the second try; it doubles with each.
    pause
        The pause between two requests.
    retry_after
        The longest that a server's own "come back in …" is waited for.
    max_bytes
        The largest file, beside the source's own bound.
    allow_loopback
        Let plain http and this machine's own addresses pass: for tests against a local server.
    """

    read: float = 60.0
    total: float = 6 * 3600.0
    tries: int = 4
    wait: float = 2.0
    pause: float = 1.0
    retry_after: float = 120.0
    max_bytes: int = 8 * 2**30
    allow_loopback: bool = False
