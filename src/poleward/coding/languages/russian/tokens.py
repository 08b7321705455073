"""A Russian unit cut into items: names, nouns, verbs, function words, with what each can be."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from poleward.actors import Mention
from poleward.coding.languages.naming import ADJECTIVE_OF_STATE
from poleward.coding.languages.russian import words
from poleward.coding.languages.russian.words import Form, RussianWord, plain

_TOKEN = re.compile(r"[^\W_]+(?:[-’'][^\W_]+)*|[^\w\s]")
LONGEST_PHRASE = 4
"""Words after a verb that make another verb with it, at most."""
DETERMINERS = frozenset({"our", "its", "his", "their", "these", "this", "two", "both", "some", "many", "several"})


@dataclass(eq=False, slots=True)
class RussianToken:
    """One word, or one name of several words.

    `kind`: name, noun, adj, verb, prep, neg, cc, sub, pron, modal, punct or x.
    """

    start: int
    end: int
    text: str
    kind: str
    cases: frozenset[str] = frozenset()
    entry: RussianWord | None = None
    form: Form | None = None
    gloss: str = ""
    mention: Mention | None = None
    options: dict[str, str] = field(default_factory=dict)
    """For a preposition: what it means with each case."""
    predicative: bool = False
    """A short adjective, which makes a clause by itself: 'готов', 'благодарны'."""

    @property
    def nominal(self) -> bool:
        """Whether it can be an argument."""
        return self.kind in {"name", "noun", "pron"}


def items_of(text: str, mentions: Sequence[Mention]) -> list[RussianToken]:
    """Return the items of a unit, in order; a mention is one item."""
    starts = {m.start_at: m for m in mentions}
    out: list[RussianToken] = []
    at = 0
    phrases: dict[str, str] = dict(words.grammar()["phrases"])  # type: ignore[arg-type]
    while match := _TOKEN.search(text, at):
        start, end = match.span()
        mention = starts.get(start)
        if mention is not None and mention.end_at > start:
            out.append(_name(text, mention))
            halved = any(mention.end_at <= m.start_at < end for m in mentions)  # 'российско-китайский'
            at = mention.end_at if halved else max(mention.end_at, end)
            continue
        inner = next((m for m in mentions if start < m.start_at < end), None)
        if inner is not None:
            end = inner.start_at
            if text[start:end].strip("-") == "":
                at = end
                continue
        low = plain(text[start:])
        phrase = next((p for p in phrases if low.startswith(p) and not low[len(p) : len(p) + 1].isalpha()), None)
        if phrase is not None:
            end = start + len(phrase)
            out.append(
                RussianToken(
                    start,
                    end,
                    text[start:end],
                    "prep",
                    gloss=phrases[phrase],
                    options=dict.fromkeys("gdail", phrases[phrase]),
                )
            )
        else:
            out.append(_word(text[start:end], start, end, previous=out[-1] if out else None))
        at = end
    return _with_verb_phrases(out)


def _with_verb_phrases(items: list[RussianToken]) -> list[RussianToken]:
    """Return the items with each listed phrase of a verb as that verb: 'приняли участие' participated.

    A preposition at the end of a phrase stays, as does what stands between: 'выступил вчера за'.
    """
    dropped: set[int] = set()
    for n, item in enumerate(items):
        if item.kind != "verb" or item.form is None or item.entry is None:
            continue
        for skipped in (0, 1):
            lows = tuple(plain(i.text) for i in items[n + 1 + skipped : n + 1 + skipped + LONGEST_PHRASE])
            if skipped and (n + 1 >= len(items) or items[n + 1].kind not in {"x", "name", "neg"}):
                break
            row = next(
                (r for rest, r in words.verb_phrases().get(item.entry.lemma, ()) if lows[: len(rest)] == rest), None
            )
            if row is not None:
                item.entry, item.gloss = row, row.gloss
                item.form = replace(item.form, entry=row)
                first, rest = n + 1 + skipped, row.lemma.split()[1:]
                kept = len(rest) - 1 if rest[-1] in words.grammar()["prepositions"] else len(rest)
                dropped.update(range(first, first + kept))
                break
    return [item for n, item in enumerate(items) if n not in dropped]


def _name(text: str, mention: Mention) -> RussianToken:
    """Return the item of a mention, with the cases of the word in it that declines."""
    surface = text[mention.start_at : mention.end_at]
    kind = "adj" if mention.how == ADJECTIVE_OF_STATE or mention.attitude else "name"
    found = cases_of_name(surface, mention)
    return RussianToken(mention.start_at, mention.end_at, surface, kind, found, gloss=surface, mention=mention)


def cases_of_name(surface: str, mention: Mention) -> frozenset[str]:
    """Return the cases in which an actor is named; a name has no plural, an office or a people has one."""
    parts = [p for p in re.split(r"[\s«»\"]+", surface) if p]
    first, last = parts[0], parts[-1]
    if mention.kind == "person" and words.noun(first.split("-")[-1]) is None and first[:1].isupper():
        found = words.surname_cases(last)
        given = words.given_name_cases(first) if len(parts) > 1 else words.ALL_CASES
        found = (found & given) or found
    elif words.looks_adjective(first):
        found = words.cases(first, words.lemma_of(first))
    else:
        head = first.split("-")[-1]
        found = words.cases(head, words.lemma_of_name(head))
        if len(parts) == 1 and first[-1:].lower() in "оуэю" and words.lemma_of_name(first) == plain(first):
            found = words.ALL_CASES
    if found != words.ALL_CASES and found & set("ngdail") and mention.role is None:
        found = frozenset(c for c in found if c.islower())
    return found


def _word(text: str, start: int, end: int, previous: RussianToken | None) -> RussianToken:
    low = plain(text)
    lists = words.grammar()
    item = RussianToken(start, end, text, "x", gloss=low)
    if not text[:1].isalnum():
        item.kind = "punct"
    elif low in str(lists["negators"]["words"]).split():
        item.kind, item.gloss = "neg", "not"
    elif low in lists["prepositions"]:
        item.kind, item.options = "prep", dict(lists["prepositions"][low])  # type: ignore[call-overload]
    elif low in str(lists["adverbs"]["words"]).split():
        item.gloss = "allegedly" if low == "якобы" else low
    elif low in lists["subordinators"]:
        item.kind, item.gloss = "sub", str(lists["subordinators"][low])
    elif low.startswith("котор"):
        item.kind, item.gloss, item.cases = "pron", "which", words.cases(low, "который")
    elif low in lists["conjunctions"]:
        item.kind, item.gloss = "cc", str(lists["conjunctions"][low])
    elif low in lists["pronouns"]:
        item.gloss = str(lists["pronouns"][low])
        determines = item.gloss in DETERMINERS
        item.kind = "adj" if determines else "pron"
        item.cases = frozenset("nN") if item.gloss in {"we", "he", "she", "they", "i"} else frozenset("gdail")
    elif low == "бы" or low == "б":
        item.kind, item.gloss = "modal", "would"
    elif low in {"был", "была", "было", "были"}:
        item.kind, item.gloss = "modal", "be"
    elif low in {"будет", "будут", "будем", "буду"}:
        item.kind, item.gloss = "modal", "will"
    elif (
        low.startswith("долж")
        or (low.startswith(("мог", "мож")) and words.lemma_of(low) in {"мочь", "можно"})
        or low == "может"
    ):
        item.kind, item.gloss = "modal", "should" if low.startswith("долж") else "may"
    else:
        _content(item, text, low)
    return item


def _content(item: RussianToken, text: str, low: str) -> None:
    """Tell nouns, adjectives and verbs apart."""
    noun = words.noun(text)
    form = words.verb_form(text) if noun is None else None
    capital = text[:1].isupper()
    if form is not None and not (capital and form.entry is None):
        item.kind, item.form, item.entry = "verb", form, form.entry
        item.gloss = form.entry.gloss if form.entry else low
        if form.shape in {"active", "passive-participle"}:
            item.cases = words.cases(low, "красный")
        return
    adjective = words.adjective(text)
    if adjective is not None or words.looks_adjective(text):
        item.kind, item.gloss, item.entry = "adj", adjective.gloss if adjective else low, adjective
        item.cases = words.cases(low)
        item.predicative = adjective is not None and words.is_short(text)
    elif noun is not None:
        item.kind, item.gloss, item.entry = "noun", noun.gloss, noun
        item.cases = words.cases(text, noun.lemma if low.startswith(noun.lemma[:3]) else None)
    elif low.isalpha() and len(low) > 2 and not low.endswith(("но", "ски", "ему", "юду")):
        item.kind = "noun"
        item.cases = words.surname_cases(text) if capital and words.lemma_of(text) == low else words.cases(text)
