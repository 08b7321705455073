"""Words that need their surroundings: Georgia, Jordan, Korea, Congo, Washington and the like."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from poleward.actors.files import read_rows
from poleward.actors.fold import FoldedWord
from poleward.actors.lexicon import Atom

KEEP, DROP, UNRESOLVED = "keep", "drop", "unresolved"

# A given name before, or another capitalised word after, makes a person's name of these.
ALSO_NAMES = frozenset(
    {
        *("jordan", "chad", "georgia", "paris", "london", "kenya", "india", "israel", "holland", "ireland", "china"),
        *("washington", "lima", "cuba", "malta", "cyprus", "dominica", "france", "victoria", "chile", "sydney", "oman"),
        *("dane", "finn", "polish", "french", "english", "german", "roman", "brazil", "america", "rada", "havana"),
    }
)
_GIVEN_NAMES_TOO = frozenset({"nursultan", "maurice"})
"""A capital and a state that are given names where another name follows."""
_US_PLACES = frozenset(
    {
        *("atlanta", "savannah", "augusta", "macon", "athens", "seattle", "spokane", "tacoma", "olympia", "vancouver"),
        *("alabama", "florida", "carolina", "tennessee", "arizona", "michigan", "wisconsin", "pennsylvania", "nevada"),
        *("raffensperger", "kemp", "warnock", "ossoff", "fulton", "oregon", "idaho", "gop", "republican", "democrat"),
        *("republicans", "democrats", "gubernatorial", "electors", "peachtree"),
    }
)
_GEORGIAN = frozenset(
    {
        *("tbilisi", "saakashvili", "abkhazia", "ossetia", "caucasus", "armenia", "azerbaijan", "moldova", "russia"),
        *("russian", "moscow", "ukraine", "garibashvili", "kobakhidze", "zourabichvili", "ivanishvili", "batumi"),
        *("kazakhstan", "turkey", "nato", "eu", "kremlin", "soviet", "baku", "yerevan", "belarus", "margvelashvili"),
    }
)
_KOREAS = {
    "PRK": frozenset({"pyongyang", "kim", "dprk"}),
    "KOR": frozenset({"seoul", "moon", "yoon", "park", "samsung"}),
}
_CONGOS = {
    "COD": frozenset({"kinshasa", "kabila", "tshisekedi", "goma", "kivu", "m23", "drc", "monusco", "zaire"}),
    "COG": frozenset({"brazzaville", "sassou"}),
}
_BIRDS_AND_PLATES = frozenset(
    {"breast", "sandwich", "dinner", "burger", "legs", "leg", "soup", "meat", "hunt", "vulture"}
)
_AFTER_IN = frozenset(
    {"in", "at", "near", "outside", "around", "throughout", "inside", "across", "visited", "visiting"}
)


def verdict(
    atom: Atom, words: Sequence[FoldedWord], text: str, bag: Collection[str], given: frozenset[str]
) -> tuple[str, str]:
    """Decide on one phrase: (KEEP, DROP or UNRESOLVED, the code or why).

    `bag` holds the folded words of the whole text, `given` common given names.
    """
    folded = words[atom.first].folded
    code = atom.entry.code or ""
    if atom.last - atom.first > 1:
        return KEEP, code
    before = words[atom.first - 1] if atom.first else None
    after = words[atom.last] if atom.last < len(words) else None
    touching = before is not None and text[before.end : words[atom.first].start] == " "
    followed = after is not None and text[words[atom.last - 1].end : after.start] == " "
    if folded in ALSO_NAMES and _is_part_of_a_name(before if touching else None, after if followed else None, given):
        return DROP, "part of a person's name"
    if folded in _GIVEN_NAMES_TOO and followed and after is not None and after.surface[0].isupper():
        return DROP, "part of a person's name"
    if followed and after is not None and after.folded in _BIRDS_AND_PLATES:
        return DROP, "no state"
    if folded in {"georgia", "georgian", "georgians"}:
        return _georgia(code, before, bag)
    if folded == "washington" and before is not None and before.folded in _US_PLACES:
        return DROP, "the state of Washington"
    if folded in {"korea", "korean", "koreans", "koreas"}:
        return _one_of(_KOREAS, bag, "which Korea")
    if folded in {"congo", "congolese"}:
        return _one_of(_CONGOS, bag, "which Congo")
    return KEEP, code


def is_place(atom: Atom, words: Sequence[FoldedWord], text: str) -> bool:
    """Tell whether a capital is named as a place: after "in" or "near", or at the head of a dispatch."""
    if atom.first == 0 or "\n" in text[words[atom.first - 1].end : words[atom.first].start]:
        after = text[words[atom.last - 1].end : words[atom.last - 1].end + 3]
        return after.startswith((" —", " –", " (", ", ", ". ", " -")) and (
            words[atom.first].surface.isupper() or after.startswith((" —", " –", " (", " -"))
        )
    return words[atom.first - 1].folded in _AFTER_IN


def load_given_names() -> frozenset[str]:
    """Return common given names, folded."""
    return frozenset(row["name"] for row in read_rows("given_names.tsv"))


def _is_part_of_a_name(before: FoldedWord | None, after: FoldedWord | None, given: frozenset[str]) -> bool:
    if before is not None and before.folded in given and before.surface[0].isupper():
        return True
    return after is not None and after.folded in _SURNAMES and after.surface[0].isupper()


def _georgia(code: str, before: FoldedWord | None, bag: Collection[str]) -> tuple[str, str]:
    american = not _US_PLACES.isdisjoint(bag)
    caucasian = not _GEORGIAN.isdisjoint(bag)
    if before is not None and before.folded in _US_PLACES:
        return DROP, "the state of Georgia in the USA"
    if american and not caucasian:
        return DROP, "the state of Georgia in the USA"
    if american:
        return UNRESOLVED, "Georgia, or the state of that name in the USA"
    return KEEP, code


def _one_of(choices: dict[str, frozenset[str]], bag: Collection[str], why: str) -> tuple[str, str]:
    named = [code for code, cues in choices.items() if not cues.isdisjoint(bag)]
    return (KEEP, named[0]) if len(named) == 1 else (UNRESOLVED, why)


_SURNAMES = frozenset(
    {
        *("smith", "johnson", "jones", "williams", "brown", "hilton", "wilson", "henderson", "pickford", "peele"),
        *("belfort", "spieth", "rose", "ayew", "kroeger", "michaels", "hurley", "irving", "carter", "clark"),
        *("rodriguez", "gooding", "meloni", "jackson", "taylor", "thomas", "hughes", "fox", "breed", "o'keeffe"),
    }
)
