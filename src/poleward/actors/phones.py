"""How names sound, whatever alphabet and orthography they are written in; a distance that forgives transliteration.

A name is turned into a string of phones by rules for Latin spellings (English, French, German, Turkic) and for
Cyrillic ones (Russian, Ukrainian, Kazakh, Kyrgyz, Tajik, Uzbek, Turkmen). Two strings are compared by a weighted edit
distance (Wagner and Fischer, J. ACM 21(1), 1974) whose costs say which sounds stand for one another across
orthographies. The rules and costs are our own, set by hand; nothing was fitted.
"""

from __future__ import annotations

import re
from functools import lru_cache

from poleward.actors.fold import fold

MAX_PHONES = 40
"""Letters of a word that are heard: a bound on time; no name has as many."""

_RUSSIAN = dict(zip("абвгдежзиклмнопрстуфхцчшщыэюяёй", "abvgdeZziklmnoprstufhCQSWieUAOy", strict=True))
_OTHERS = dict(zip("іїєґўқғңһүұөәҷҳӣӯ", "iYEgukgnhuuoaJhiu", strict=True))
_CYRILLIC = {**_RUSSIAN, **_OTHERS, "ь": "", "ъ": ""}
# one sign for two sounds: spelled out after the letters are read
_SPELLED = {"U": "yu", "A": "ya", "O": "yo", "Y": "yi", "E": "ye", "W": "SQ"}

_LATIN = [
    ("schtsch", "SQ"), ("chtch", "SQ"), ("shch", "SQ"), ("stsch", "SQ"), ("tsch", "Q"), ("dsch", "J"), ("tch", "Q"),
    ("sch", "S"), ("dzh", "J"), ("dj", "J"), ("dz", "z"), ("sh", "S"), ("zh", "Z"), ("kh", "h"), ("gh", "g"),
    ("ph", "f"), ("th", "t"), ("ch", "c"), ("ck", "k"), ("cz", "Q"), ("sz", "S"), ("ts", "C"), ("tz", "C"),
    ("tsh", "Q"), ("qu", "kv"), ("que", "k"), ("ou", "u"), ("oo", "u"), ("ee", "i"), ("ea", "i"), ("ey", "ei"),
    ("eau", "o"), ("eaux", "o"), ("ault", "o"), ("x", "ks"), ("q", "k"), ("c", "k"), ("ce", "xe"), ("ci", "xi"),
    ("cy", "xi"), ("ge", "Ge"), ("gi", "Gi"),
]  # fmt: skip
_LATIN_RULE = re.compile("|".join(sorted((re.escape(a) for a, _ in _LATIN), key=len, reverse=True)))
_LATIN_MAP = dict(_LATIN)
_MARKED = {"ş": "sh", "š": "sh", "ž": "zh", "č": "ch", "ç": "ch", "ć": "ch", "ğ": "g", "ý": "y", "ñ": "n", "ä": "a",
           "ö": "o", "ü": "u", "ł": "l", "ţ": "ts", "ț": "ts", "ș": "sh"}  # fmt: skip
_MARKS = str.maketrans(_MARKED)
_SILENT_E = re.compile("([^aeiouy])e$")
_DOUBLE = re.compile(r"(.)\1+")


def phones(word: str) -> str:
    """Return the phones of one word, doubled ones once; see `spelled_phones`."""
    return _phones(word)[1]


def spelled_phones(word: str) -> str:
    """Return the phones of one word as spelled, doubled ones twice.

    Small letters are plain sounds; Q is ch, S sh, Z zh, J dzh, C ts.
    Letters that orthographies read differently stand for themselves: c for "ch", x for c and G for g before e and i, j,
    w, and E for a last e that may be silent.
    """
    return _phones(word)[0]


@lru_cache(maxsize=65_536)
def _phones(word: str) -> tuple[str, str]:
    lower = word[:MAX_PHONES].lower()
    if any("\u0400" <= c <= "\u052f" for c in lower):
        raw = "".join(_CYRILLIC.get(c, c) for c in lower)
        raw = "".join(_SPELLED.get(c, c) for c in raw)
        raw = raw.replace("dZ", "J").replace("dzy", "J").replace("dz", "z").replace("tC", "C").replace("ts", "C")
    else:
        raw = _LATIN_RULE.sub(lambda m: _LATIN_MAP[m.group()], fold(lower.translate(_MARKS)))
        raw = _SILENT_E.sub(r"\1E", raw)
    raw = re.sub("[^a-zQSZJCGE]", "", raw)
    return raw, _DOUBLE.sub(r"\1", raw)


_GROUPS = {
    **dict.fromkeys("pb", "p"), **dict.fromkeys("td", "t"), **dict.fromkeys("kg", "k"), **dict.fromkeys("fv", "f"),
    **dict.fromkeys("szxSZJQC", "s"), **dict.fromkeys("aeiouyE", ""), "l": "l", "m": "m", "n": "n", "r": "r",
}  # fmt: skip
_EITHER = {"h": ("k", ""), "c": ("s", "k"), "j": ("", "s"), "w": ("f", ""), "G": ("k", "s")}
_MOST_KEYS = 8
"""Readings of one word: a bound on memory, for each ambiguous letter doubles them."""


@lru_cache(maxsize=65_536)
def skeletons(word: str) -> tuple[str, ...]:
    """Return the consonants of a word by coarse class, one string per reading of its ambiguous letters, at most 8.

    Names that may be one another share a skeleton, or nearly: they are looked up by it before they are compared.
    """
    keys = [""]
    for phone in phones(word):
        options = _EITHER.get(phone) if len(keys) < _MOST_KEYS else None
        if options is None:
            group = _GROUPS.get(phone) or _EITHER.get(phone, ("",))[0]
            keys = [key + group for key in keys]
        else:
            keys = [key + option for key in keys for option in options]
    return tuple(dict.fromkeys(_DOUBLE.sub(r"\1", key) for key in keys))


_CLOSE: dict[tuple[str, str], float] = {}


def _close(cost: float, *pairs: str) -> None:
    for pair in pairs:
        _CLOSE[pair[0], pair[1]] = _CLOSE[pair[1], pair[0]] = cost


_close(0.05, "jy", "jZ", "jJ", "cQ", "Gg", "GJ", "wv", "xs", "Ee")
_close(0.12, "cS", "ch", "ck", "GZ", "wu", "Gh", "jh", "ji", "Gk", "xC", "xQ", "gh", "vf", "sz", "QC", "JZ")
_close(0.15, "iy", "ei", "ou", "Jy", "oa", "Ei", "Ea")
_close(0.25, "ea", "td", "pb", "kg", "kh", "SQ", "SZ", "QJ", "ey", "vu", "ui", "ue", "hy", "Jh", "kQ", "hQ", "Js", "ct")
_close(0.25, "sS", "zZ", "Jz", "xk")
_close(0.35, "au", "eo", "ai", "oi", "sC", "zC", "gJ", "gZ", "kC", "CS", "Qs", "vb", "pf", "hJ", "kS", "ly")
_GAP = {
    **dict.fromkeys("aeiou", 0.3),
    "y": 0.1,
    "E": 0.08,
    "h": 0.25,
    "j": 0.3,
    "w": 0.6,
    "t": 0.8,
    "v": 0.7,
    "s": 0.8,
    "k": 0.8,
}


def distance(a: str, b: str, limit: float = 99.0) -> float:
    """Return the weighted edit distance of two phone strings; `limit` or more once it cannot stay below it."""
    before = [0.0]
    for y in b:
        before.append(before[-1] + _GAP.get(y, 1.0))
    for x in a:
        drop = _GAP.get(x, 1.0)
        now = [before[0] + drop]
        for j, y in enumerate(b):
            best = before[j] if x == y else before[j] + _CLOSE.get((x, y), 1.0)
            if (other := before[j + 1] + drop) < best:
                best = other
            if (other := now[j] + _GAP.get(y, 1.0)) < best:
                best = other
            now.append(best)
        if min(now) >= limit:
            return limit
        before = now
    return before[-1]


def sound_score(a: str, b: str) -> float:
    """Return how alike two words sound: 1 the same; scores of 0.5 and less are given as 0, unrelated."""
    pa, pb = phones(a), phones(b)
    if not pa or not pb:
        return float(fold(a) == fold(b) != "")
    mean = 0.5 * (len(pa) + len(pb))
    score = 1.0 - 1.5 * distance(pa, pb, mean / 3) / mean
    return score if score > 0.5 else 0.0
