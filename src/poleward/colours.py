"""Colours of poles: a colour-blind-safe palette, in which a pole keeps its colour wherever it is drawn.

Source: M. Okabe and K. Ito, "Color Universal Design" (2008), https://jfly.uni-koeln.de/color/; black is left for text,
and yellow out, which cannot be read on white. Screens have darker and lighter shades of the same hues (`app.css`).
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

PALETTE = {
    "blue": "#0072B2", "orange": "#E69F00", "green": "#009E73", "purple": "#CC79A7", "sky": "#56B4E9",
    "vermilion": "#D55E00",
}  # fmt: skip
"""Name to the shade that is drawn on white."""


def colour_of(key: str, named: str = "") -> str:
    """Return the name of a pole's colour: the one named, or one that its key always has.

    Examples
    --------
    >>> colour_of("moscow", "blue")
    'blue'
    >>> colour_of("TUR") == colour_of("TUR")
    True
    """
    names = list(PALETTE)
    return named or names[int.from_bytes(hashlib.sha256(key.encode()).digest()[:4]) % len(names)]


def colours_of(poles: Sequence[tuple[str, str]]) -> dict[str, str]:
    """Return the colours of poles drawn together, all different as far as the palette goes.

    Parameters
    ----------
    poles
        Key of each, and the colour named for it ('' for none). Named colours come first; who comes later gives way.

    Examples
    --------
    >>> colours_of([("moscow", "blue"), ("minsk", "blue")])["moscow"]
    'blue'
    >>> len(set(colours_of([(f"pole {i}", "") for i in range(6)]).values()))
    6
    """
    out: dict[str, str] = {}
    for key, named in sorted(poles, key=lambda pole: not pole[1]):
        free = [name for name in PALETTE if name not in out.values()]
        wanted = colour_of(key, named)
        out[key] = wanted if wanted in free or not free else free[0]
    return {key: out[key] for key, _ in poles}
