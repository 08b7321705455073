"""The endings that names and role words take in Russian, German and English, so that a text's forms are found.

The rules are those of school grammars (regular declension; a few stems by hand); they over-generate a little, which
harms nothing since only whole words are compared.
"""

from __future__ import annotations

_HISSING = "гкхжчшщц"
_IRREGULAR = {"посол": "посл", "китаец": "китайц"}
_OTHER_WORDS = frozenset({"после"})
"""Forms that are nearly always another word: 'after', not 'about the ambassador'."""
_ADJECTIVE = ("ий", "ый", "ой", "ая", "яя", "ое", "ее", "ые", "ие")
_ADJECTIVE_ENDINGS = {
    "hard": ("ый", "ого", "ому", "ым", "ом", "ая", "ой", "ую", "ое", "ые", "ых", "ыми"),
    "soft": ("ий", "его", "ему", "им", "ем", "яя", "ей", "юю", "ее", "ие", "их", "ими"),
    "velar": ("ий", "ого", "ому", "им", "ом", "ая", "ой", "ую", "ое", "ие", "их", "ими"),
}


def russian_adjective(word: str) -> tuple[str, ...]:
    """Return every form of an adjective given in any nominative form ("казахстанский", "Северная")."""
    stem = word[:-2]
    kind = "velar" if stem[-1:] in "гкхжчшщ" else ("soft" if word.endswith(("яя", "ее")) else "hard")
    joined = [stem + "о"] if stem.endswith(("ск", "цк")) else []  # 'российско-китайский'
    joined += [stem[:-2] + "о"] if stem.endswith("нск") else []  # 'армяно-турецкий'
    return tuple(dict.fromkeys([word, *(stem + e for e in _ADJECTIVE_ENDINGS[kind]), *joined]))


def russian_noun(word: str, *, plural: bool = False) -> tuple[str, ...]:
    """Return the case forms of a noun given in the nominative; with `plural`, those of its plural too."""
    if word.isupper() or len(word) < 3:
        return (word,)
    if word in _IRREGULAR:
        stem = _IRREGULAR[word]
        forms = (word, *(stem + e for e in ("а", "у", "ом", "е", "ы", "ов", "ам", "ами", "ах")))
        return tuple(form for form in forms if form not in _OTHER_WORDS)
    if word.endswith(("ый", "ский", "цкий")):
        return russian_adjective(word)
    endings: tuple[str, ...]
    more: tuple[str, ...]
    if word.endswith(("ия", "ие")):
        stem, endings, more = word[:-2], ("ии", "ию", "ией", "ия", "ием", "ие"), ("ий", "иям", "иями", "иях")
    elif word.endswith("цы"):
        return (word, *(word[:-1] + e for e in ("ев", "ам", "ами", "ах")), word[:-2] + "ец", word[:-1] + "а")
    elif word.endswith("не"):
        return (word, word[:-1], *(word[:-1] + e for e in ("ам", "ами", "ах", "ин", "ина")))
    elif word[-1] in "ыи":
        return (word, word[:-1], *(word[:-1] + e for e in ("ов", "ам", "ами", "ах", "ям", "ями", "ях", "ей")))
    elif word[-1] == "а":
        hissing = word[-2] in _HISSING
        stem, endings = word[:-1], ("а", "и" if hissing else "ы", "е", "у", "ой", "ей")
        more = ("", "ам", "ами", "ах")
    elif word[-1] == "я":
        stem, endings, more = word[:-1], ("я", "и", "е", "ю", "ей"), ("ь", "ям", "ями", "ях")
    elif word[-1] == "ь":
        stem, endings, more = word[:-1], ("ь", "я", "ю", "ем", "е", "и", "ью"), ("ей", "ям", "ями", "ях")
    elif word[-1] == "й":
        stem, endings, more = word[:-1], ("й", "я", "ю", "ем", "е"), ("и", "ев", "ям", "ями", "ях")
    elif word[-1] == "о":
        stem, endings, more = word[:-1], ("о", "а", "у", "ом", "е"), ("", "ам", "ами", "ах")
    elif word[-1] in "еуюэё":
        return (word,)
    else:
        stem, endings = word, ("", "а", "у", "ом", "ем", "е")
        more = ("ы", "и", "ов", "ам", "ами", "ах")
    return tuple(dict.fromkeys([word, *(stem + e for e in endings), *(stem + e for e in (more if plural else ()))]))


def russian_phrase(phrase: str, *, plural: bool = False) -> tuple[str, ...]:
    """Return the forms of a phrase: leading adjectives and the first noun change, the rest stands."""
    words = phrase.split()
    forms: list[str] = [""]
    for n, word in enumerate(words):
        is_adjective = word.lower().endswith(_ADJECTIVE) and n + 1 < len(words) and not word.isupper()
        options = russian_adjective(word) if is_adjective else russian_noun(word, plural=plural)
        forms = [f"{head} {option}".strip() for head in forms for option in options]
        if not is_adjective:
            tail = " ".join(words[n + 1 :])
            return tuple(dict.fromkeys(f"{form} {tail}".strip() for form in forms))
    return tuple(dict.fromkeys(forms))


def german_adjective(word: str) -> tuple[str, ...]:
    """Return the forms of an adjective such as "kasachisch"."""
    return (word, *(word + e for e in ("e", "en", "er", "es", "em")))


def english_plural(noun: str) -> str:
    """Return the plural of a demonym: "Kazakhs"; words such as "Chinese" and "Kyrgyz" keep their form."""
    if noun.endswith(("ese", "ish", "ch", "sh", "ss", "yz", "s")):
        return noun
    return noun + "s"
