"""Words that stand for named actors in claims, where the grammar of English clauses does not say so.

'The three countries' after a list of three, 'a country that …' in a sentence on one state, and in Russian and French
'the bloc' for the organisation that the page has named.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from poleward.coding.claims.forms import Forms
from poleward.coding.claims.masking import CLOSED_LIST, Bodies, Masked, Named, Span, body_of
from poleward.coding.claims.tallies import number
from poleward.coding.grammar.scene import Scene

_LIST = re.compile(CLOSED_LIST, re.IGNORECASE)


def standing_in(scene: Scene, forms: Forms, bodies: Bodies, listed: tuple[str, ...]) -> Iterator[Span]:
    """Yield the words of a unit that stand for actors.

    `bodies` are the organisations that the page has named, `listed` the states of its last list.
    """
    for match in forms.words["same_list"].finditer(scene.text):
        if len(listed) > 1 and number(match["n"], forms.numbers) == len(listed):
            yield (*match.span(), "S", Named(listed, match.group(0)))
    here = tuple(dict.fromkeys(m.code for m in scene.mentions if m.code and m.kind in {"state", "person"}))
    for match in forms.words["one_of_its_kind"].finditer(scene.text):
        if len(here) == 1:
            yield (*match.span(), "S", Named(here, match.group(0)))
    nouns = forms.words.get("body")
    for match in nouns.finditer(scene.text) if nouns is not None else ():
        group = next(name for name, words in match.groupdict().items() if words is not None)
        if body := body_of(match[group], bodies):
            yield (*match.span(group), "O", Named((body,), match[group]))


def lists_of(masked: Masked) -> Iterator[tuple[str, ...]]:
    """Yield the states of the lists of a sentence, the last one first."""
    for match in reversed(list(_LIST.finditer(masked.text))):
        states = masked.codes(match.group(0))
        if len(states) > 1:
            yield states
