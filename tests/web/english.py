"""What a page in another language still says in English."""

from __future__ import annotations

import html
import re

from poleward.publishing.tongue import catalogue

TEXT = re.compile(r">([^<>]+)<|(?:aria-label|alt|title|content)=\"([^\"]*)\"")
STYLE = re.compile(r"<style>.*?</style>", re.DOTALL)
FIELD = re.compile(r"%\(\w+\)s")
ENOUGH = 12
"""So many letters of a message between two of its fields are no accident."""


def english_in(page: str, language: str) -> list[str]:
    """Return the English messages that a page in another language holds, whole or long parts of them."""
    found = (html.unescape(one or other).strip() for one, other in TEXT.findall(STYLE.sub("", page)))
    texts = {text.replace("\N{NO-BREAK SPACE}", " ") for text in found}
    whole = "\n".join(texts)
    left = []
    for message in catalogue(language):
        ids = message.id if isinstance(message.id, tuple) else (message.id,)
        strings = message.string if isinstance(message.string, tuple) else (message.string,)
        for one in set(ids) - set(strings) - {""}:
            plain = one.replace("%%", "%")
            parts = [part.strip() for part in FIELD.split(plain)]
            if plain in texts or any(len(part) >= ENOUGH and " " in part and part in whole for part in parts):
                left.append(one)
    return left
