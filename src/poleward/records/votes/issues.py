"""What a roll call is about: the issue flags of the source, our own for Russia and Ukraine, and its kind."""

from __future__ import annotations

import re
import tomllib
from datetime import date
from functools import cache
from importlib.resources import files

ISSUES = ("me", "nu", "di", "hr", "co", "ec", "ru")
"""Palestinian conflict, nuclear weapons, disarmament, human rights, colonialism, development; ours: ru."""

_PROCEDURE = re.compile(
    r"\b(adjourn\w*|suspen(?:d|sion of) the (?:meeting|debate)|closure|close the debate|agenda|priority|division|"
    r"separate vote|point of order|ruling|competen\w+|important question|credentials|postpon\w+|inclusion of|"
    r"rules? of procedure|refer(?:ring)? .{0,40} committee)\b",
    re.IGNORECASE,
)
_CATALOGUE = re.compile(
    r" ?:? ?(?:draft )?(?:res\w{0,20}ions?|decisions?) ?/ ?(?:adopted|as adopted)\b.*$", re.IGNORECASE
)
_SPOKEN = re.compile(r"The (?:Acting |Temporary )?President\b")
MAX_TITLE = 600
"""Characters of a title that is kept."""


LONGEST = 5_000
"""Characters of a title that are looked at."""


def clean_title(text: str) -> str | None:
    """Return a title without the library's ' : resolution / adopted by the General Assembly'; None for an empty one."""
    title = " ".join(_CATALOGUE.sub("", " ".join(text.split())[:LONGEST]).split())
    return title[:MAX_TITLE] or None


def beginning(title: str | None) -> str | None:
    """Return the words before the dots of a title that its publisher cut off; None for a whole title."""
    return title.rstrip(" .…") if title and title.endswith(("...", "…")) else None


def is_procedural(title: str | None) -> bool:
    """Return whether a title without a resolution's symbol reads like a motion rather than a draft."""
    return bool(title and _PROCEDURE.search(title))


def kind_of_verbatim(title: str | None) -> str | None:
    """Return what is voted on where the 'title' is what the president said; None where it is a title.

    BSV's later files describe votes on parts and motions, and only few on whole drafts, by the words of the record.
    """
    if not title or not _SPOKEN.match(title):
        return None
    words = title.lower()
    if "amendment" in words:
        return "amendment"
    if "paragraph" in words:
        return "paragraph"
    return "motion" if "motion" in words or is_procedural(title) else "draft"


@cache
def _russia_ukraine() -> tuple[date, re.Pattern[str], frozenset[str]]:
    """Return the reviewed rule: since when, which words of a title, which symbols."""
    text = files("poleward.data").joinpath("russia_ukraine_roll_calls.toml").read_text(encoding="utf-8")
    rule = tomllib.loads(text)
    words = re.compile("|".join(re.escape(word) for word in rule["words"]), re.IGNORECASE)
    return rule["since"], words, frozenset(row["symbol"] for row in rule["resolution"])


def is_russia_ukraine(symbol: str | None, day: date, title: str | None) -> bool:
    """Return whether a roll call is on Russia and Ukraine since 2014, by the reviewed list and rule."""
    since, words, symbols = _russia_ukraine()
    return symbol in symbols or (day >= since and bool(title and words.search(title)))
