"""One parsed unit with its mentions, and whom each of its words means; safe co-reference is a part of that."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Protocol

from poleward.actors import Mention
from poleward.coding.grammar.lexicon import surface_pattern, words
from poleward.coding.grammar.parties import (
    FIRST_PERSON,
    IT,
    MODIFIERS,
    NAMED,
    ROLES,
    STATE_NOUNS,
    THEY,
    THIRD_PERSON,
    Memory,
    Party,
)
from poleward.coding.grammar.tree import RELATIVES, SUBJECTS, Tree

_EVERY_ONE = words("every_one")
_POSSESSIVES = words("possessives")
_SEVERAL = words("several")
_THIS = words("this")
_THE_COUNTRY = words("the_country")
_OF_ANOTHER, _DEED = surface_pattern("of_another"), surface_pattern("deed_after")
_THE_COUNTRIES = words("the_countries")


class Expand(Protocol):
    """Gives the member states of a group's code, () where the codebook does not expand it."""

    def __call__(self, code: str) -> tuple[str, ...]:
        """Return the states of the group `code`."""
        ...


class Scene:
    """One parsed unit with its mentions, and the questions 'whom does this word mean?'."""

    def __init__(self, text: str, tree: Tree, mentions: Iterable[Mention], expand: Expand, memory: Memory) -> None:
        self.text, self.tree, self.memory, self.expand = text, tree, memory, expand
        self.mentions = list(mentions)
        self.at: dict[int, Mention] = {}
        self.speaker: Party | None = None
        self.speaker_of: Callable[[int], Party | None] | None = None
        self._asked: set[int] = set()
        for mention in self.mentions:
            for word in tree.words:
                if word.start < mention.end_at and mention.start_at < word.end:
                    self.at[word.i] = mention

    def focus(self, i: int) -> None:
        """Turn to word `i`: the speaker is from now on whoever says that word."""
        self.speaker = self.speaker_of(i) if self.speaker_of else None

    def mention_at(self, i: int) -> Mention | None:
        """Return the named actor's mention that covers word `i`."""
        mention = self.at.get(i)
        return mention if mention is not None and mention.code and mention.kind in NAMED else None

    def modifiers(self, i: int) -> list[int]:
        """Return the words before noun `i` (genitives, demonyms, compounds) that name actors, one for each mention."""
        own = self.at.get(i)
        out: list[int] = []
        before = [j for k in self.tree.kids(i, *MODIFIERS) for j in self.tree.parallel(k)]
        # 'EU-Central Asia relations', 'Deputy Foreign Minister': one level deeper too.
        deeper = [d for j in before for d in self.tree.kids(j, "compound", "amod", "nmod", "poss")]
        for j in (*before, *deeper):
            mention = self.mention_at(j)
            if mention is not None and mention is not own and all(self.at.get(o) is not mention for o in out):
                out.append(j)
        return sorted(out)

    def stance_prefix(self, i: int) -> int:
        """Return +1 for 'pro-X', -1 for 'anti-X', 0 otherwise, for the word `i` of X."""
        mention = self.at.get(i)
        if mention is not None and mention.attitude:
            return mention.attitude
        start = mention.start_at if mention else self.tree[i].start
        inside = (mention.surface if mention else self.tree[i].text).lower()
        before = self.text[max(0, start - 5) : start].lower()
        if before.endswith(("pro-", "pro‑", "pro ")) or inside.startswith("pro-"):
            return 1
        return -1 if before.endswith(("anti-", "anti‑")) or inside.startswith("anti-") else 0

    def of_mention(self, i: int, mention: Mention, *, role: str | None = None, how: str = "named") -> list[Party]:
        """Return the party or, for a group, the parties that a mention names."""
        code = mention.code or ""
        party = Party(
            code, mention.surface, role or mention.role, mention.kind,
            0.9 if self.stance_prefix(i) else mention.confidence, i, how,
        )  # fmt: skip
        people = mention.surface.endswith("ns")  # 'Central Asians' are people, not their states
        members = self.expand(code) if mention.kind == "group" and not people else ()
        if not members and not code.isupper():
            return []  # 'European countries': nobody in particular
        if mention.kind == "group" and not members and len(code) == 3 and code.isupper():
            party = replace(party, kind="state", role=role or mention.role or "society")
        return [replace(party, code=code, kind="state") for code in members] or [party]

    def parties(self, i: int, depth: int = 0) -> list[Party]:
        """Return the actors that the noun phrase headed by `i` stands for, with its conjuncts; [] if unresolved."""
        out: list[Party] = []
        for j in self.tree.parallel(i):
            for party in self.one(j, depth):
                if all(party.code != p.code for p in out):
                    out.append(party)
        return out

    def one(self, i: int, depth: int = 0) -> list[Party]:
        """Return the actors that word `i` alone stands for."""
        tree, word = self.tree, self.tree[i]
        mention = self.mention_at(i)
        if mention is not None:
            if self.stance_prefix(i):
                return []
            return self.of_mention(i, mention, role=self._role_beside(i))
        if word.lower in RELATIVES and word.dep in (*SUBJECTS, "dobj", "pobj"):
            antecedent = self.antecedent(i)
            return self.parties(antecedent, depth + 1) if antecedent is not None and depth < 4 else []
        if referred := self.corefer(i):
            return referred
        if same := self._same_as(i, depth):
            return same
        role = ROLES.get(word.lemma) or ROLES.get(word.lower) or ROLES.get(word.lower.removesuffix("s"))
        for k in tree.kids(i, "appos"):
            if depth < 3 and (found := self.one(k, depth + 1)):
                return [replace(p, role=role or p.role) for p in found] if not self._is_list(i) else found
        if role is None or (word.lemma == "opposition" and "to" in tree.preps(i)):
            return self._quantified(i, depth)
        named = [j for j in self.modifiers(i) if not self.stance_prefix(j)]
        if not named:
            named = [j for j in tree.preps(i).get("of", []) if self.mention_at(j)]
        if not named:
            named = [j for j in tree.preps(i).get("from", []) if self.mention_at(j)]
        out: list[Party] = []
        for j in named:
            m = self.mention_at(j)
            if m is not None:
                out += [replace(p, name=self._phrase(i, j), word=i) for p in self.of_mention(j, m, role=role)]
        if not out:
            for k in tree.kids(i, "poss"):
                out += [replace(p, role=role, word=i, confidence=p.confidence * 0.9) for p in self.corefer(k)]
        return out

    def _same_as(self, i: int, depth: int) -> list[Party]:
        """Return whom 'country' stands for in 'A is the only country that …' and 'the only country that … is A'."""
        tree, word = self.tree, self.tree[i]
        verb = tree[word.head]
        if word.lemma not in STATE_NOUNS or verb.lemma != "be" or word.dep not in {"attr", "nsubj"} or depth > 2:
            return []
        others = tree.kids(verb.i, *(("attr",) if word.dep == "nsubj" else ("nsubj",)))
        named = [k for k in others if self.mention_at(k) is not None]
        return self._weaker([p for k in named[:1] for p in self.parties(k, depth + 1)], i)

    def _is_list(self, i: int) -> bool:
        return bool(self.tree.kids(i, "cc"))

    def _phrase(self, i: int, j: int) -> str:
        start, end = min(self.tree[i].start, self.tree[j].start), max(self.tree[i].end, self.tree[j].end)
        mention = self.at.get(j)
        if mention:
            start = min(start, mention.start_at)
        return self.text[start:end]

    def _role_beside(self, i: int) -> str | None:
        for k in self.tree.kids(i, "appos"):
            if role := ROLES.get(self.tree[k].lemma):
                return role if self.at[i].kind == "person" and self.at[i].role is None else None
        return None

    def _quantified(self, i: int, depth: int) -> list[Party]:
        """Resolve 'all of the states', 'members of X', 'the leaders of X and Y' where the head only counts."""
        word = self.tree[i]
        if word.lemma in _EVERY_ONE and depth < 3:
            return [p for j in self.tree.preps(i).get("of", []) for p in self.parties(j, depth + 1)]
        return []

    def antecedent(self, i: int) -> int | None:
        """Return the noun that a relative pronoun stands for."""
        for a in self.tree.ancestors(i):
            if self.tree[a].dep == "relcl":
                return self.tree[a].head
        return None

    def corefer(self, i: int) -> list[Party]:
        """Return the actors that a pronoun or a phrase like 'these two countries' stands for, in safe cases only."""
        tree, word, memory = self.tree, self.tree[i], self.memory
        low = word.lower
        if low in FIRST_PERSON:
            return [replace(self.speaker, word=i, how="speaker's side")] if self.speaker else []
        if low in THIRD_PERSON:
            person = self._subject_before(i, kinds={"person"}) or ([memory.speaker] if memory.speaker else [])
            return [replace(p, word=i, how="pronoun", confidence=p.confidence * 0.9) for p in person]
        if low in IT:
            if other := self._of_another(i):
                return self._weaker([other], i)
            found = self._subject_before(i, kinds={"state", "organisation", "group"}) or list(memory.subject())
            return self._weaker(found, i) if len(found) == 1 else []
        if low in THEY:
            if self._nearer_plural(i):
                return []
            found = self._subject_before(i, kinds={"state", "organisation"}) or list(memory.subject())
            return self._weaker(found, i) if len(found) > 1 else []
        if word.lemma not in STATE_NOUNS or not word.is_noun:
            return []
        before = {tree[k].lower for k in tree.kids(i, "det", "nummod", "poss", "amod", "predet")}
        if before & _POSSESSIVES:
            whose = self.speaker or memory.speaker
            return [replace(whose, word=i, kind="state", how="speaker's state")] if whose else []
        if before & _SEVERAL or low == "sides":
            pairs = memory.pairs[-1] if memory.pairs else ()
            here = self._pair_before(i)
            return self._weaker(list(here or pairs), i)
        if "regional" in before or (low in _THE_COUNTRIES and before & {"these", "those"}):
            return self._weaker(list(memory.groups[-1]), i) if memory.groups else []
        if before & _THIS and low in _THE_COUNTRY and not tree.kids(i, "prep"):
            if self.speaker is not None:
                return [replace(self.speaker, word=i, kind="state", how="speaker's state")]
            here = self.states_before(i)
            if here:
                return self._weaker([here[0]], i) if len(here) == 1 else []
            last = [p for p in memory.subject() if p.kind in {"state", "person"}]
            return self._weaker(last, i) if len(last) == 1 else []
        return []

    def _of_another(self, i: int) -> Party | None:
        """Return whose deed a verb's object is blamed for: in 'sanctions on A over its invasion', A's."""
        word = self.tree[i]
        before = self.text[max(0, word.start - 12) : word.start]
        if word.lower != "its" or not _OF_ANOTHER.search(before) or not _DEED.match(self.text, word.end):
            return None
        named = [j for j in range(i) if self.mention_at(j) and self.tree[j].dep not in SUBJECTS]
        subjects = [j for j in range(i) if self.mention_at(j) and self.tree[j].dep in SUBJECTS]
        if not named or not subjects or named[-1] < subjects[-1]:
            return None
        found = self.one(named[-1])
        return found[0] if len(found) == 1 else None

    def _nearer_plural(self, i: int) -> bool:
        """Whether the nearest subject before 'they' is a plural of nobody known: 'diplomats met, and they talked'."""
        for word in reversed(self.tree.words[:i]):
            if word.dep in SUBJECTS and word.is_noun and word.i not in self._asked:
                self._asked.add(word.i)  # a subject can hold, by a slip of the parser, the pronoun that asks for it
                nobody = word.tag in {"NNS", "NNPS"} and self.mention_at(word.i) is None and not self.one(word.i)
                self._asked.discard(word.i)
                return nobody
        return False

    def _weaker(self, parties: list[Party], i: int) -> list[Party]:
        return [replace(p, word=i, how="co-reference", confidence=p.confidence * 0.85) for p in parties]

    def _subject_before(self, i: int, kinds: set[str]) -> list[Party]:
        """Return the actors of the nearest subject to the left of `i` in this unit, of the given kinds."""
        for word in reversed(self.tree.words[:i]):
            if word.dep in SUBJECTS and self.mention_at(word.i) and word.i not in self._asked:
                self._asked.add(word.i)  # 'X and his minister': the subject holds the pronoun that asks for it
                found = self.parties(word.i)
                self._asked.discard(word.i)
                if found and all(p.kind in kinds for p in found):
                    return found
        return []

    def states_before(self, i: int) -> list[Party]:
        """Return the states named to the left of `i` in this unit, each once: of several 'the country' is none."""
        found: dict[str, Party] = {}
        for word in self.tree.words[:i]:
            mention = self.mention_at(word.i)
            if mention is not None and mention.kind in {"state", "person"} and not self.stance_prefix(word.i):
                for party in self.of_mention(word.i, mention):
                    found.setdefault(party.code, party)
        return list(found.values())

    def _pair_before(self, i: int) -> list[Party]:
        named: list[Party] = []
        for word in self.tree.words[:i]:
            joined = [j for j in self.tree.parallel(word.i) if j < i and self.mention_at(j)]
            if word.dep != "conj" and len(joined) == 2:
                return [p for j in joined for p in self.one(j)]
        for word in self.tree.words[:i]:
            mention = self.mention_at(word.i)
            if mention and mention.kind == "state" and all(p.code != mention.code for p in named):
                named += self.of_mention(word.i, mention)
        return named[-2:] if len(named) >= 2 else []
