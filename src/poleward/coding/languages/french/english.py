"""A French sentence in English words and English order: nouns after their adjectives, verbs with their negation.

No translation: word after word. What French says otherwise than English is put right where a reader would stumble: 'n'a
pas reconnu' is 'did not recognise', 'le soutien à X' 'the support for X', 'la position russe' 'the Russian position'.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from poleward.coding.grammar.tree import MONTHS
from poleward.coding.languages.french import words
from poleward.coding.languages.french.groups import VerbGroup, group_at, said
from poleward.coding.languages.french.tokens import QUOTES, Token, is_number, tokens_of
from poleward.coding.languages.french.words import FrenchWord
from poleward.coding.languages.inflecting import inflected, plural_of

MOST_TOKENS = 260
"""Tokens of a sentence that are read as grammar: a bound on time; what follows is put word by word."""
PLURALS = frozenset({"les", "ces", "ses", "leurs", "nos", "plusieurs", "quelques", "certains", "certaines", "autres"})
"""Words after which a noun is a plural, beside numbers."""
PAPERS = frozenset({"agreement", "treaty", "pact", "contract", "convention", "protocol"})
FARTHEST_NOUN = 12
"""Tokens after a verb in which its noun is looked for."""
PARTS_OF_DAY = frozenset({"matin", "soir", "après-midi", "midi"})


@dataclass(slots=True)
class Piece:
    """English words and the characters of the French sentence that they stand for; `name`: of an actor."""

    text: str
    start: int
    end: int
    name: bool = False


@dataclass(frozen=True, slots=True)
class Name:
    """A name or word of the sentence that is kept whole: its characters, its English, and whether it is an adjective.

    `article`: whether English has an article before it, as before 'EU' and not before 'Mali'; `body`: an organisation.
    """

    start: int
    end: int
    english: str
    adjective: bool = False
    article: bool = False
    body: bool = False


def in_english(text: str, names: Sequence[Name] = ()) -> list[Piece]:
    """Return a French sentence in English pieces, in English order; `names` do not overlap."""
    return _Sentence(text, names).read()


class _Sentence:
    """One sentence, read from left to right; `last` is the kind of the word before."""

    def __init__(self, text: str, names: Sequence[Name]) -> None:
        self.names = {name.start: name for name in names}
        self.tokens = tokens_of(text, [(n.start, n.end, n.english) for n in names])
        self.out: list[Piece] = []
        self.last = ""
        self.noun_at = 0
        self.governor: FrenchWord | None = None
        self.verb: FrenchWord | None = None
        self.group: VerbGroup | None = None
        self.lead = "to"
        self.at = 0

    def read(self) -> list[Piece]:
        while self.at < len(self.tokens):
            self._next()
        return self.out

    def _next(self) -> None:
        token = self.tokens[self.at]
        if token.kind == "name":
            self._name(token)
        elif token.kind != "word":
            self._mark(token)
        elif self.at < MOST_TOKENS and (group := group_at(self.tokens, self.at, self.last)) is not None:
            self._group(group)
        elif token.row is not None:
            self._listed(token, token.row)
        else:
            self._open(token)

    def _put(self, text: str, token: Token, kind: str, *, name: bool = False) -> None:
        if text:
            self.out.append(Piece(text, token.start, token.end, name))
        self.last = kind
        self.at += 1

    def _mark(self, token: Token) -> None:
        if token.text in ".;:!?…":
            self.verb = self.governor = self.group = None
        kind = "number" if token.kind == "number" else "punct"
        self._put('"' if token.text in QUOTES else token.text, token, kind)

    def _name(self, token: Token) -> None:
        name = self.names[token.start]
        if name.adjective and self.last == "noun":
            self._before_noun(Piece(name.english, token.start, token.end, name=True))
            return
        if (
            not name.adjective
            and not name.article
            and self.out
            and self.last == "det"
            and self.out[-1].text.lower() == "the"
        ):
            self.out.pop()
        self.noun_at, self.governor = len(self.out), None
        self._put(name.english, token, "adj" if name.adjective else "name", name=True)

    def _before_noun(self, piece: Piece) -> None:
        self.out.insert(self.noun_at, piece)
        self.at += 1

    def _listed(self, token: Token, row: FrenchWord) -> None:
        if row.kind == "d" and token.low == "le" and self._is_day():
            self._put("on", token, "prep")
            return
        if row.kind == "p":
            self._preposition(token, row)
        elif row.kind == "n":
            self._noun(token, row, plural=False)
        elif row.kind == "a":
            self._adjective(token, row)
        elif row.kind == "d":
            self._put(row.english, token, "det")
        elif token.low == "ne":
            self._put("", token, self.last)
        elif row.kind in "cr":
            if token.low not in {"et", "ou"}:
                self.verb = self.governor = None
            following = self._after(self.at + 1)
            if (
                token.low == "dont"
                and following is not None
                and (following.kind == "name" or following.low in {"le", "la", "les"})
            ):
                self._put("including", token, "prep")  # 'trois pays, dont le Mali'
                return
            self._put(row.english, token, "conj" if row.kind == "c" else "pron")
        elif not row.english and self._between_commas():
            self.out.pop()
            self.at += 2
        elif self.last == "verb" and row.english.startswith("on "):
            self._put("", token, "verb")  # the day is read in French; here it would part a verb from its subject
        else:
            self._put(row.english, token, self.last if row.kind == "x" and self.last in {"verb", "noun"} else "adv")

    def _is_day(self) -> bool:
        """Whether a date follows an article: 'le 12 avril'."""
        number, month = self._after(self.at + 1), self._after(self.at + 2)
        known = month.row.english if month is not None and month.row is not None else ""
        return number is not None and number.kind == "number" and known.lower() in MONTHS

    def _between_commas(self) -> bool:
        after = self._after(self.at + 1)
        return bool(self.out) and self.out[-1].text == "," and after is not None and after.text == ","

    def _open(self, token: Token) -> None:
        """Put a word of an open class: noun, adjective, participle, or one of no list."""
        low = token.low
        if low in PARTS_OF_DAY and self.last == "verb":
            self._put("", token, "verb")
            return
        if low in words.grammar()["clitics"] or low == "ne":
            self._put(
                {"y": "", "en": "in", "se": ""}.get(low, low),
                token,
                "pron" if low not in {"le", "la", "les"} else "det",
            )
            return
        noun, adjective, participle = words.nouns().get(low), words.adjectives().get(low), words.participles().get(low)
        if (
            participle is not None
            and self.last in {"noun", "name", "conj", "punct", "adv"}
            and not (adjective and self.last == "noun")
        ):
            self._participle(token, participle)
        elif adjective is not None and (noun is None or self.last == "noun"):
            self._adjective(token, adjective)
        elif noun is not None:
            self._noun(token, noun[0], plural=noun[1])
        elif participle is not None:
            self._participle(token, participle)
        elif token.text[:1].isupper() and self.last:
            if self.last == "det" and self.out and self.out[-1].text == "the":
                self.out.pop()
            self.noun_at, self.governor = len(self.out), None
            self._put(token.text, token, "name")
        else:
            self._unknown(token)

    def _unknown(self, token: Token) -> None:
        """Put a word of no list in its likely English: adverb by its ending, adjective behind a noun, or noun."""
        low = token.low
        if low.endswith("ment") and self.last not in {"", "det", "prep", "adj"}:
            stem = low.removesuffix("ment")
            known = words.adjectives().get(stem) or words.adjectives().get(stem.removesuffix("e"))
            self._put((known.english if known else words.kin(stem.removesuffix("e"))) + "ly", token, self.last)
        elif self.last == "noun":
            self._before_noun(Piece(words.kin(low), token.start, token.end))
        else:
            self.noun_at, self.governor = self._noun_begins(), None
            self._put(words.kin(token.text), token, "noun")

    def _noun_begins(self) -> int:
        """Return where what stands before a noun as its adjective begins, so that others go after the article."""
        return len(self.out)

    def _noun(self, token: Token, row: FrenchWord, *, plural: bool) -> None:
        self.noun_at, self.governor = self._noun_begins(), row
        plural = (
            plural
            or self._several()
            or (
                " " in row.french
                and token.text.lower() != row.french.split(" ")[0]
                and token.text.lower().endswith(("s", "x"))
            )
        )
        singular, _, several = row.english.partition("/")
        self._put((several or plural_of(singular)) if plural else singular, token, "noun")

    def _several(self) -> bool:
        """Whether the word before says that the noun is a plural that looks like its singular: 'les pays'."""
        before = self.tokens[self.at - 1] if self.at else None
        return before is not None and (before.kind == "number" or before.low in PLURALS or is_number(before.low))

    def _adjective(self, token: Token, row: FrenchWord) -> None:
        if self.last == "noun":
            self._before_noun(Piece(row.english, token.start, token.end))
        else:
            self.governor = None
            self._put(row.english, token, "adj")

    def _participle(self, token: Token, infinitive: str) -> None:
        """Put a participle by itself: it goes on with a verb ('a rejeté X et condamné Y') or tells of a noun."""
        row = words.verbs()[infinitive][0]
        goes_on = self.group is not None and self.group.main != self.group.start and not self.group.passive
        by = any(t.low == "par" for t in self.tokens[self.at + 1 : self.at + 3])
        how = "past" if goes_on and self.last in {"conj"} and not by else "participle"
        self.verb = self.governor = row
        self._put(inflected(row.english, how), token, "verb")

    def _preposition(self, token: Token, row: FrenchWord) -> None:
        following = self._after(self.at + 1)
        if (
            following is not None
            and (group := group_at(self.tokens, self.at + 1, "prep")) is not None
            and group.tense.endswith("infinitive")
        ):
            self._before_infinitive(token, row, group)
            return
        if (
            row.french == "en"
            and following is not None
            and (form := words.verb_forms().get(following.low))
            and form.tense == "ing"
        ):
            self._put("", token, self.last)
            return
        if row.french == "de" and self._is_partitive():
            skip = 2 if self.at + 1 < len(self.tokens) and self.tokens[self.at + 1].low in {"le", "la", "les"} else 1
            last = "conj" if self.last == "" else self.last
            self.at += skip
            self.last = "det" if last != "prep" else "prep"
            return
        self._put(self._english_of(row), token, "prep")

    def _before_infinitive(self, token: Token, row: FrenchWord, group: VerbGroup) -> None:
        if row.french in {"de", "à", "pour", "afin de"}:
            frames = (word.frame for word in (self.governor, self.verb) if word is not None and "inf" in word.frame)
            lead = next(frames, {}).get("inf", "to") if row.french == "de" else "to"
        else:
            lead = row.english
        if lead == "to":
            self.lead = "to"
            self.at += 1
        elif lead == "ing":
            self.lead = "ing"
            self.at += 1
        else:
            self.lead = "ing"
            self._put(lead, token, "prep")

    def _is_partitive(self) -> bool:
        """Whether 'de' says 'some' or follows a negated verb: 'a livré des armes', 'n'a pas de relations'."""
        after = self.tokens[self.at + 1] if self.at + 1 < len(self.tokens) else None
        article = after is not None and after.low in {"le", "la", "les"}
        named = self._after(self.at + 2 if article else self.at + 1)
        if named is not None and self._is_name(named):
            return False
        if self.last == "verb":
            framed = self.verb is not None and "de" in self.verb.frame
            negated = self.group is not None and bool(self.group.negator)
            passive = self.group is not None and self.group.passive
            quality = after is not None and after.low in words.adjectives()
            return not framed and not passive and (article or negated or quality)
        return article and self.last in {"", "punct", "conj", "prep"}

    def _english_of(self, row: FrenchWord) -> str:
        frame = next(
            (
                f
                for f in (self.governor and self.governor.frame, self.verb and self.verb.frame)
                if f and row.french in f
            ),
            None,
        )
        if frame is not None and (self.last != "name" or self.governor is None):
            return frame[row.french]
        after = self._after(self.at + 1)
        if after is not None and after.low in {"le", "la", "les"}:
            after = self._after(self.at + 2)
        named = after is not None and self._is_name(after)
        if row.french == "de" and self._is_left(after):
            return self.governor.frame["away"] if self.governor is not None else row.english
        if row.french == "à" and named:
            return "in"
        if row.french == "de" and self.last == "verb" and named:
            return "from"
        return row.english

    def _is_name(self, token: Token) -> bool:
        if token.kind == "name":
            return not self.names[token.start].adjective
        return token.kind == "word" and token.row is None and token.text[:1].isupper()

    def _is_left(self, after: Token | None) -> bool:
        """Whether what follows 'de' is left and does not leave: 'leur retrait du Mali', 'le retrait de la Cédéao'."""
        if self.governor is None or "away" not in self.governor.frame:
            return False
        own = self.noun_at and self.out[self.noun_at - 1].text in {"its", "their", "our"}
        body = after is not None and after.kind == "name" and self.names[after.start].body
        return bool(own) or body

    def _after(self, at: int) -> Token | None:
        return self.tokens[at] if at < len(self.tokens) else None

    def _group(self, group: VerbGroup) -> None:
        tokens = self.tokens
        modal = self.group is not None and self.last == "verb" and self.group.word.english in {"can", "must"}
        will = (
            self.group is not None
            and self.last == "verb"
            and self.group.word.french == "aller"
            and self.group.tense == "present"
        )
        lead = "" if modal or will else self.lead
        if will and group.tense == "infinitive" and self.out:
            self.out[-1].text = "will"
        self.lead = "to"
        if group.word.french == "avoir" and any(tokens[p].low == "y" for p in group.pronouns):
            group.word = words.AUXILIARIES["être"]  # 'il y a': there is
            if self.out and self.out[-1].text.lower() == "he":
                self.out[-1].text = "there"
        if group.inverted is not None:
            self._put(
                tokens[group.inverted].english,
                tokens[group.inverted],
                "pron",
                name=tokens[group.inverted].start in self.names,
            )
        if "paper" in group.word.frame and self._is_paper(group.end):
            group.word = replace(group.word, english=group.word.frame["paper"])
        first, main = tokens[group.start], tokens[group.main]
        inner = [tokens[n] for n in group.between]
        for token in inner:
            if token.row is not None and token.row.english and not token.row.english.startswith("on "):
                self._put(token.row.english, token, "adv")
        place = Token(
            min(first.start, main.start) if group.inverted is None else first.start,
            max(t.end for t in tokens[group.main : group.end] or [main]),
            "",
            "",
        )
        self._put(said(group, lead), place, "verb")
        for p in group.pronouns:
            english = words.grammar()["clitics"][tokens[p].low]
            if english != "-":
                self._put(english, tokens[p], "verb")
        self.verb, self.governor, self.group = group.word, None, group
        self.at = group.end + self._place_told(group.end)

    def _is_paper(self, at: int) -> bool:
        """Whether the next noun is a treaty: 'dénoncer un accord' is to terminate it."""
        for token in self.tokens[at : at + FARTHEST_NOUN]:
            known = words.nouns().get(token.low)
            if known is not None:
                return known[0].english in PAPERS
        return False

    def _place_told(self, at: int) -> int:
        """Return how many tokens tell between commas where something was said: 'a démenti, à X, …'."""
        here = self.tokens[at : at + 4]
        told = (
            len(here) == 4
            and here[0].text == here[3].text == ","
            and here[1].low in {"à", "en", "depuis"}
            and self._is_name(here[2])
        )
        return len(here) if told else 0
