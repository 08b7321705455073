"""What a page in another language still says in English."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from poleward.publishing.tongue import catalogue

FIELD = re.compile(r"%\(\w+\)s")
ENOUGH = 12
"""So many letters of a message between two of its fields are no accident."""
RUN = re.compile(r"(?:\b[A-Za-z]?[a-z]+\b[,;:]? +){2}\b[a-z]{2,}\b")
"""Three words of Latin letters, the last one small: no name, no symbol."""
VOID = frozenset({"meta", "link", "input", "br", "img", "hr", "col"})
SAID = ("aria-label", "alt", "title", "placeholder", "label")


def english_in(page: str, language: str) -> list[str]:
    """Return the English messages that a page in another language says as its own, whole or long parts of them."""
    texts = {text.replace("\N{NO-BREAK SPACE}", " ").strip() for text in own_texts(page)}
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


class _Texts(HTMLParser):
    """Collects what is said in the page's own language: texts and labels outside elements of another."""

    def __init__(self) -> None:
        super().__init__()
        self.inside: list[tuple[str, str]] = []
        self.said: list[str] = []
        self.own = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        before = self.inside[-1][1] if self.inside else ""
        language = given.get("lang") or before
        if tag == "html":
            self.own = language
        if language == self.own:
            self.said += [value for name in SAID if (value := given.get(name))]
        if tag not in VOID:
            self.inside.append((tag, "none" if tag in ("style", "script", "code") else language))

    def handle_endtag(self, tag: str) -> None:
        while tag in (one for one, _ in self.inside) and self.inside.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if self.inside and self.inside[-1][1] == self.own:
            self.said.append(data)


def own_texts(page: str) -> list[str]:
    """Return the texts and labels of a page that are not in an element of another language."""
    texts = _Texts()
    texts.feed(page)
    return texts.said


def latin_in(page: str, quoted: str = "") -> list[str]:
    """Return the runs of small Latin words that a page says as if they were of its own, Cyrillic, language.

    What stays as it is (quotes, titles, references, commands) is in elements that say so: lang="en", code; or, where a
    drawing holds it, in `quoted`, which may have been cut.
    """
    return [
        run.group()
        for text in own_texts(page)
        for run in RUN.finditer(" ".join(text.split()))
        if run.group() not in quoted
    ]
