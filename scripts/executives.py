"""Read who is chief of state and head of government from the Factbook's texts: title, name, since when.

"President Luiz Inácio LULA da Silva (since 1 January 2023)": capitals mark the name by which a person is known. What
is no such sentence gives nobody: a wrong person is worse than none.
"""

from __future__ import annotations

import calendar
import datetime as dt
import html
import re
from dataclasses import dataclass

_BRACKET = re.compile(r"\(([^()]*)\)|\[[^\]]*\]")
_SINCE = re.compile(
    r"(?:(\d{1,2})\s)?(?:(January|February|March|April|May|June|July|August|September|October|November|December"
    r"|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\.?,?\s?)?((?:19|20)\d\d)\b"
)
_MONTHS = {name[:3]: n for n, name in enumerate(calendar.month_name) if name}
_TITLES = {
    *("President", "Minister", "Premier", "Chancellor", "King", "Queen", "Sultan", "Amir", "Emperor", "Prince", "Duke"),
    *(
        "Pope",
        "Chairperson",
        "Chairman",
        "Chair",
        "Presidency",
        "Ministers",
        "Government",
        "Council",
        "Chief",
        "Leader",
    ),
    *("Speaker", "Representatives", "Taoiseach", "State", "Republic", "Head", "Spain", "Confederation", "Affairs"),
    *("Gen.", "Col.", "Brig.", "Lt.", "Maj.", "Capt.", "Adm.", "Dr.", "Sir", "Dame", "Ratu", "General", "Colonel"),
    *("Captain", "Marshal", "Field", "Sheikh", "Shaykh", "Secretary", "Party", "Commission", "Lord", "Admiral", "Mr."),
    *("Executive", "Acting", "Caretaker", "Vice", "Co-Vice", "Prime", "Transition", "Transitional", "Interim"),
    *("transitional", "government", "interim", "caretaker", "acting", "Federal", "Grand", "of", "the", "and", "First"),
    *("Supreme", "de", "facto", "Paramount", "National", "Presidential", "Leadership", "House", "Crown", "Foreign"),
    *("overall", "Overall", "Taliban", "Commander-in-Chief", "for", "Political", "Swiss", "Communist", "Workers'"),
    *("Brigadier", "Lieutenant", "Major", "Deputy", "Sovereignty", "Sovereign", "Defense", "Democratic", "Pontifical"),
    *("Revolutionary", "Provisional", "Archbishop", "Central", "Military", "Commander", "Committee", "High", "Armed"),
    *("Forces", "Sudanese", "Administration", "Interior", "Vatican", "City", "Governorate", "Afioga", "Mullah", "in"),
    *("minister", "Or", "or", "Capt", "Safeguard", "Homeland", "Tan", "Sri", "Privy", "Assembly", "People's"),
    *("Islamic", "Afghanistan", "president", "GNU", "CNSP", "CNSP-", "Maj.Gen.", "Brig.Gen.", "(Ret.)", "Co-prince"),
}
_NO_HOLDER = re.compile(
    r"^(?:note\b|represented|vacant|Vice |Deputy |First Vice |Second |Third |First Deputy |co-)", re.I
)
_NOT_YET = re.compile(r"\b[Ee]lect\b|[Dd]esignate|\bRegent\b|\bPresidents\b|\belected\b|\btasked\b")
_ROMAN = re.compile(r"[IVX]+")
_PARTICLES = {"al", "bin", "ibn", "el", "ul", "de", "da", "dos", "do", "van", "von", "der", "den", "du", "di", "la"}


@dataclass(frozen=True)
class Holder:
    """A person in office: name in plain letters, the part by which the person is known, first day as an interval."""

    name: str
    surname: str
    since: tuple[dt.date, dt.date] | None
    acting: bool
    monarch: bool


def holder(text: str, *, field: str) -> Holder | None:
    """Return who holds an office by the text of the field 'chief of state' or 'head of government'; None for nobody."""
    for part in _parts(html.unescape(text)):
        if "vacant" in part[:40]:
            return None
        if not _NO_HOLDER.match(part) and not _NOT_YET.search(part.split("(")[0]):
            return _person(part, field)
    return None


def is_vacant(text: str) -> bool:
    """Whether the text says that nobody holds the office."""
    return "vacant" in text[:40]


def _parts(text: str) -> list[str]:
    """Return the sentences between semicolons outside brackets."""
    text = re.sub(r"\(since ([^();]*);(?= (?:Deputy|Vice|vice))", r"(since \1);", text)
    text = re.sub(r"^Notification Statement:.*?(?=President |Interim )", "", text)
    parts, depth, part = [], 0, ""
    for at, letter in enumerate(text + ";"):
        depth = max(0, depth + (letter == "(") - (letter == ")"))
        if letter == ";" and depth == 0 and not text[at + 1 :].lstrip().startswith("also spelled"):
            parts.append(part.strip())
            part = ""
        else:
            part += letter
    return [p for p in parts if p]


def _person(part: str, field: str) -> Holder | None:
    part = re.sub(r"^(.*?);? also spelled [^(]*", r"\1 ", part)
    brackets = [m[1] or "" for m in _BRACKET.finditer(part if part.count("(") == part.count(")") else part + ")")]
    since = next((s for b in brackets if (s := _since(b, field))), None)
    if since is None:
        return None
    undated = _BRACKET.sub(lambda m: m[0] if re.search(r"\d{4}", m[0]) else " ", part)
    bare = undated.split("(")[0].split(" - ")[0].split(", Head of")[0]
    words = bare.replace(",", " , ").split()
    start = 0
    while start < len(words) and (words[start] in _TITLES or words[start] in {",", "Sr.", "SAC", "is"}):
        start += 1
    title, name = words[:start], words[start:]
    if "," in name:
        name = name[: name.index(",")]
    name = [w.strip("\"'“”.") if w.startswith(('"', "“")) else w for w in name]
    known = [i for i, w in enumerate(name) if _is_capital(w) and not (i and _ROMAN.fullmatch(w))]
    if not name or not known or len(name) > 8:
        return None
    first, last = known[0], known[0]
    while last + 1 < len(name) and (last + 1 in known or (name[last + 1].lower() in _PARTICLES and last + 2 in known)):
        last += 1
    words = [_title_case(w) if i or not _ROMAN.fullmatch(w) else w.capitalize() for i, w in enumerate(name)]
    return Holder(
        " ".join(words), " ".join(words[first : last + 1]), since,
        any(t in {"Acting", "Interim", "Caretaker", "Transitional", "Transition"} for t in title),
        any(t in {"King", "Queen", "Sultan", "Amir", "Emperor", "Prince", "Duke", "Pope"} for t in title),
    )  # fmt: skip


def _is_capital(word: str) -> bool:
    """Tell whether a word is written in capitals, but for a prefix ("al-BASHIR", "McKENZIE") or a second part."""
    letters = [part for part in re.split(r"[-'’`]", word) if len(part) > 1]
    return any(part.isupper() and len(part) > 1 and not part.endswith(".") for part in letters) or bool(
        re.fullmatch(r"(?:Mc|Mac|De|Di|Le|La)[A-Z]{3,}", word)
    )


def _title_case(word: str) -> str:
    if _ROMAN.fullmatch(word):
        return word
    parts = re.split(r"([-'’`])", word)
    return "".join(p.capitalize() if p.isupper() and len(p) > 1 else p for p in parts)


def _since(bracket: str, field: str) -> tuple[dt.date, dt.date] | None:
    """Return the days on one of which the person took office; the field's own where the bracket tells two apart."""
    pieces = bracket.split(";")
    key = {"chief of state": "chief of state", "head of government": "head of government"}[field]
    pieces.sort(key=lambda p: key not in p)
    for piece in pieces:
        match = _SINCE.search(piece)
        if match is None:
            continue
        day, month, year = match.groups()
        number = _MONTHS.get(month[:3]) if month else None
        if month and number is None:
            continue
        y = int(year)
        if number is None:
            return dt.date(y, 1, 1), dt.date(y, 12, 31)
        if day is None:
            return dt.date(y, number, 1), dt.date(y, number, calendar.monthrange(y, number)[1])
        try:
            return (dt.date(y, number, int(day)),) * 2
        except ValueError:
            continue
    return None
