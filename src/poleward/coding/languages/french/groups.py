"""French verbs with what stands around them: negation, pronouns before the verb, auxiliary and participle."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from poleward.coding.languages.french import words
from poleward.coding.languages.french.tokens import Token, ends_verb
from poleward.coding.languages.french.words import FrenchWord, VerbForm
from poleward.coding.languages.inflecting import inflected

FARTHEST = 5
"""Tokens up to a participle, at most: our choice; 'n'a toutefois pas encore officiellement reconnu' has five."""
MODALS = {"can": ("can", "could", "could"), "must": ("must", "had to", "should")}
"""English of a modal now, in the past, and in the conditional."""
SHARED = frozenset({"le", "la", "les", "leur", "nous", "vous", "en"})
"""Pronouns before a verb that are articles, prepositions or subjects elsewhere."""


@dataclass(slots=True)
class VerbGroup:
    """A verb as it stands at tokens `start` to `end` (not included).

    `main` is the token of the verb that carries the meaning, `pronouns` those of its objects, `between` adverbs inside.
    `tense` is that of the whole: present, past, pluperfect, future, perfect future, conditional, alleged, infinitive,
    perfect infinitive, ing, perfect ing.
    """

    start: int
    end: int
    main: int
    word: FrenchWord
    tense: str
    plural: bool
    passive: bool
    negator: str
    pronouns: list[int]
    between: list[int]
    inverted: int | None


def group_at(tokens: Sequence[Token], at: int, last: str) -> VerbGroup | None:
    """Return the verb that begins at a token, None where none does; `last` is the kind of word before it."""
    k, denied, pronouns = at, False, []
    while (
        k < len(tokens)
        and tokens[k].kind == "word"
        and (tokens[k].low == "ne" or tokens[k].low in words.grammar()["clitics"])
    ):
        if tokens[k].low == "ne":
            denied = True
        else:
            pronouns.append(k)
        k += 1
    early = ""
    while denied and k < len(tokens) and (no := _negator(tokens[k], denied=True)):
        early, k = early or no, k + 1
    form = _form(tokens, k)
    if form is None or not _is_verb(tokens, k, form, {tokens[p].low for p in pronouns}, denied=denied, last=last):
        return None
    if (
        pronouns
        and tokens[pronouns[0]].low in {"nous", "vous"}
        and len(pronouns) == 1
        and tokens[k].low.endswith(("ons", "ez", "mes", "tes"))
    ):
        return None if at == pronouns[0] else _whole(tokens, at, k, form, [], early, denied=denied)
    return _whole(tokens, at, k, form, pronouns, early, denied=denied)


def _negator(token: Token, *, denied: bool) -> str:
    """Return the English of 'pas', 'jamais', and after 'ne' of 'plus'; '' of another word."""
    if token.row is None:
        return ""
    return token.row.english if token.row.kind == "m" else "not" if denied and token.low == "plus" else ""


def _form(tokens: Sequence[Token], k: int) -> VerbForm | None:
    if (
        k >= len(tokens)
        or tokens[k].kind != "word"
        or (tokens[k].row is not None and tokens[k].low not in {"a", "est"})
    ):
        return None
    form = words.verb_forms().get(tokens[k].low)
    return form if form is not None and form.tense != "participle" else None


def _is_verb(tokens: Sequence[Token], k: int, form: VerbForm, pronouns: set[str], *, denied: bool, last: str) -> bool:
    low = tokens[k].low
    if denied or "se" in pronouns or form.infinitive in {"avoir", "être"}:
        return not (last == "det" and low in words.nouns())
    other = low in words.nouns() or low in words.adjectives()
    if form.tense == "ing":
        return last != "det" and low not in words.adjectives()
    if pronouns & SHARED and pronouns <= SHARED:
        return not other and not (form.tense == "infinitive" and "le" in pronouns)
    if ends_verb(tokens, k + 1):
        return True
    if other and last in {"det", "prep", "adj", "number"}:
        return False
    after = tokens[k + 1] if k + 1 < len(tokens) else None
    if other and last == "noun" and after is not None and form.tense == "present":
        return after.kind == "name" or (after.row is not None and after.row.kind == "d")
    return not (last in {"det", "prep"} and form.tense != "infinitive") and not (other and last in {"noun", ""})


def _whole(
    tokens: Sequence[Token], start: int, k: int, form: VerbForm, pronouns: list[int], early: str, *, denied: bool
) -> VerbGroup:
    end, inverted = k + 1, None
    if end < len(tokens) and tokens[end].kind == "inverted":
        inverted, end = end, end + 1
    negator, between, after = early, [], end
    while after < len(tokens) and (no := _negator(tokens[after], denied=denied)):
        negator, after = negator or no, after + 1
    end = after
    main, infinitive, tense, passive = k, form.infinitive, _simple(form.tense), False
    reflexive = any(tokens[p].low == "se" for p in pronouns)
    state = infinitive == "être" and not reflexive
    if infinitive in {"avoir", "être"} and (found := _participle(tokens, end, state=state)) is not None:
        inside, at, participle = found
        be = infinitive == "être"
        tense = _perfect(form.tense)
        if participle == "être":
            passive_found = _participle(tokens, at + 1)
            if passive_found is not None:
                more, at, participle = passive_found
                inside, passive = [*inside, *more], True
        elif be and not reflexive and participle not in words.grammar()["movement"]["verbs"].split():
            passive, tense = True, _simple(form.tense)
        main, infinitive, end = at, participle, at + 1
        negators = [no for n in inside if (no := _negator(tokens[n], denied=denied))]
        between = [n for n in inside if not _negator(tokens[n], denied=denied)]
        negator = negator or next(iter(negators), "")
    if reflexive and infinitive == "voir" and (suffered := _infinitive(tokens, end)) is not None:
        main, infinitive, end, passive, reflexive = (
            end,
            suffered,
            end + 1,
            True,
            False,
        )  # 's'est vu offrir': was offered
    word, end, skipped = _reading(tokens, infinitive, end, reflexive=reflexive)
    return VerbGroup(
        start, end, main, word, tense, form.plural, passive, negator, pronouns, [*between, *skipped], inverted
    )


def _infinitive(tokens: Sequence[Token], at: int) -> str | None:
    form = words.verb_forms().get(tokens[at].low) if at < len(tokens) else None
    return form.infinitive if form is not None and form.tense == "infinitive" else None


def _simple(tense: str) -> str:
    return "past" if tense == "imperfect" else tense


def _perfect(tense: str) -> str:
    return {
        "present": "past", "imperfect": "pluperfect", "past": "pluperfect", "future": "perfect future",
        "conditional": "alleged", "infinitive": "perfect infinitive", "ing": "perfect ing",
    }[tense]  # fmt: skip


def _participle(tokens: Sequence[Token], at: int, *, state: bool = False) -> tuple[list[int], int, str] | None:
    """Return the adverbs before the next participle, its place and infinitive; None where another word comes first."""
    inside: list[int] = []
    for n in range(at, min(at + FARTHEST, len(tokens))):
        token = tokens[n]
        if token.kind != "word":
            return None
        if (token.row is not None and token.row.kind in "xm") or token.low.endswith("ment"):
            inside.append(n)
        elif state and token.low in words.adjectives():
            return None  # 'sont tendues': nobody stretches them
        elif (infinitive := words.participles().get(token.low)) is not None:
            return inside, n, infinitive
        else:
            return None
    return None


def _reading(
    tokens: Sequence[Token], infinitive: str, end: int, *, reflexive: bool
) -> tuple[FrenchWord, int, list[int]]:
    """Return the reading of a verb, by the words after it ('mettre fin à'), past one adverb."""
    plain, tails, turned = words.verbs()[infinitive]
    for skip in (0, 1, 3):
        if skip and not _is_aside(tokens, end, skip):
            continue
        lows = [t.low for t in tokens[end + skip : end + skip + 5]]
        for tail, row in tails:
            if tuple(lows[: len(tail)]) == tail and row.french.startswith(("se ", "s'")) == reflexive:
                return row, end + skip + len(tail), [end] if skip == 1 else []
    return (turned if reflexive and turned is not None else plain), end, []


def _is_aside(tokens: Sequence[Token], at: int, length: int) -> bool:
    """Whether an adverb stands at a token, for a `length` of three between commas: 'a mis, vendredi, fin à'."""
    inside = tokens[at : at + length]
    marks = [inside[0].text, inside[-1].text] if len(inside) == length == 3 else []
    if len(inside) < length or (length > 1 and marks != [",", ","]):
        return False
    middle = inside[length // 2]
    return middle.low.endswith("ment") if middle.row is None else middle.row.kind == "x"


def said(group: VerbGroup, lead: str) -> str:
    """Return a verb in English; `lead` is what stands before an infinitive: to, ing, or '' for the bare verb."""
    verb = group.word.english
    be = group.passive or verb.split(" ")[0] == "be"
    never = group.negator == "never"
    no = "" if never or not group.negator else f" {group.negator}"
    front = "never " if never else ""
    rest = inflected(verb, "participle") if group.passive else verb.removeprefix("be").strip() if be else ""
    tense = group.tense
    if verb in MODALS and not group.passive:
        now, past, would = MODALS[verb]
        return front + {"present": now, "future": now, "conditional": would, "alleged": would}.get(tense, past) + no
    if tense in {"infinitive", "perfect infinitive", "ing", "perfect ing"}:
        return _unfinite(group, verb, lead, be=be, rest=rest)
    if be:
        was = "were" if group.plural else "was"
        told = {"future": f"will{no} be", "perfect future": "will have been", "conditional": f"would{no} be",
                "pluperfect": f"had{no} been", "alleged": f"{was} allegedly"}  # fmt: skip
        word = told.get(tense)
        if word is None:
            word = (
                ("are" if group.plural else "is") if tense == "present" else ("were" if group.plural else "was")
            ) + no
        return f"{word} {front}{rest}".rstrip()
    if tense == "present":
        helper = "do" if group.plural else "does"
        return f"{helper}{no} {verb}" if no else front + (verb if group.plural else inflected(verb, "s"))
    if tense == "past":
        return f"did{no} {verb}" if no else front + inflected(verb, "past")
    if tense == "alleged":
        return f"allegedly did{no} {verb}" if no else "allegedly " + front + inflected(verb, "past")
    if tense == "pluperfect":
        return f"had{no} {front}{inflected(verb, 'participle')}"
    if tense == "perfect future":
        return f"will{no} have {front}{inflected(verb, 'participle')}"
    return f"{'would' if tense == 'conditional' else 'will'}{no} {front}{verb}"


def _unfinite(group: VerbGroup, verb: str, lead: str, *, be: bool, rest: str) -> str:
    no = f"{group.negator} " if group.negator else ""
    if lead == "ing" or group.tense in {"ing", "perfect ing"}:
        if group.tense.startswith("perfect"):
            return f"{no}having {'been ' + rest if group.passive else inflected(verb, 'participle')}"
        return f"{no}being {rest}".rstrip() if be else no + inflected(verb, "ing")
    to = "to " if lead == "to" else ""
    if group.tense == "perfect infinitive":
        return f"{no}{to}have {'been ' + rest if group.passive else inflected(verb, 'participle')}"
    return f"{no}{to}be {rest}".rstrip() if be else f"{no}{to}{verb}"
