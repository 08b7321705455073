"""How text from pages and files is shown: as text, with invisible characters made visible."""

from __future__ import annotations

import unicodedata

from markupsafe import Markup, escape

from poleward.channels import likelihood
from poleward.colours import colour_of
from poleward.config import Pole
from poleward.pages.document import INVISIBLE

_SHOWN = {"\u00ad": "soft hyphen", "\u200b": "zero-width space", "\u200d": "zero-width joiner"}


def text(value: object) -> Markup:
    """Return a text as HTML: escaped, direction isolated, controls and invisible characters shown by their names."""
    out: list[str] = []
    for char in str(value):
        if INVISIBLE.match(char) or (unicodedata.category(char) == "Cc" and char not in "\n\t\r"):
            name = _SHOWN.get(char) or unicodedata.name(char, f"control character U+{ord(char):04X}").lower()
            out.append(f'<span class="invisible" title="{escape(name)}">U+{ord(char):04X}</span>')
        else:
            out.append(str(escape(char)))
    return Markup("<bdi>") + Markup("".join(out)) + Markup("</bdi>")  # noqa: S704  every character is escaped above


def number(value: float | None, digits: int = 2) -> str:
    """Return a signed number, with a true minus sign; a dash where there is none."""
    return "–" if value is None else f"{value:+z.{digits}f}".replace("-", "−")


def percent(value: float | None) -> str:
    """Return a probability in whole per cent, never 0 or 100; a dash where there is none."""
    return "–" if value is None else likelihood.percent(value)


def pole_class(pole: Pole) -> str:
    """Return the class that gives a pole its colour."""
    return colour_of(pole.key, pole.colour)
