"""What a headline claims: that states move away from a pole, or towards it, or stay with it."""

# ruff: noqa: E501 - a pattern is read better whole
from __future__ import annotations

import re
from dataclasses import dataclass

from poleward.coding.claims.masking import ANY, NOT_AFTER, STATE_LIST, Masked
from poleward.coding.grammar.lexicon import surface_pattern

_MOVE = (
    r"(?:turn|mov|drift|pull|break|brok|shift|pivot|step|back|slip|walk|steer|edg|tilt|swing|lean|inch|peel|veer|sway|"
    r"look|draw|drew|gravitat|com|grow|grew|fall|fell|com)\w*"
)
_SELF = r"(?:itself|themselves|herself|himself|their|its|⟦S\d+⟧'s|[a-z]+ly|further|decisively|even|ever|back|slowly)"
_TO = rf"(?:the )?(?P<pole>{ANY})"
_WAYS: tuple[tuple[str, str], ...] = (
    ("away", rf"{_MOVE}(?: {_SELF})* (?:away|off|loose|free|apart) (?:from|of) {_TO}"),
    ("away", rf"(?:drift|slip|retreat|withdraw|shy|decoupl|detach)\w*(?: {_SELF})* from {_TO}"),
    ("away", rf"distanc\w+(?: {_SELF})* from {_TO}"),
    ("away", rf"(?:turn|turns|turned|turning) (?:its|their|⟦S\d+⟧'s) backs? on {_TO}"),
    ("away", rf"(?:break|breaks|broke|breaking|cut|cuts|cutting) (?:ranks |ties |links )?with {_TO}"),
    ("away", rf"{_MOVE} (?:out of|from|escapes?) {_TO}['’]s? (?:orbit|embrace|grip|sphere|shadow|influence)"),
    ("away", rf"(?:escap\w+|leav\w+|left|quit\w*) {_TO}['’]s? (?:orbit|embrace|grip|sphere|shadow)"),
    ("away", rf"(?:loosen|weaken|reduc|curb|cut|downgrad)\w* (?:its|their|⟦S\d+⟧'s)? ?(?:ties|relations|links|dependence) (?:with|to|on) {_TO}"),
    ("towards", rf"{_MOVE}(?: {_SELF})* (?:closer to|nearer to|towards?|into the arms of|back to|to) {_TO}"),
    ("towards", rf"(?:deepen|strengthen|boost|tighten|expand|cement)\w* (?:its |their |⟦S\d+⟧'s )?(?:\w+ )?(?:ties|relations|links|alliance|partnership|cooperation) with {_TO}"),
    ("towards", rf"(?:embrac|court|align)\w*(?: {_SELF})*(?: with)? {_TO}"),
    ("stay", rf"(?:remain|stay|stand|stick)\w* (?:loyal to|close to|faithful to|by|with|in the orbit of) {_TO}"),
    ("stay", rf"(?:remain|stay)\w* {_TO}['’]s? (?:closest |main |loyal )?(?:ally|partner|friend)"),
    ("stay", rf"(?:remain|stay)\w* in {_TO}['’]s? (?:orbit|embrace|grip|sphere)"),
)  # fmt: skip
_SUBJECT_FIRST = tuple(
    (way, re.compile(rf"{NOT_AFTER}(?P<subject>{STATE_LIST})(?P<between>[^⟦.;?]{{0,40}}?)\b{text}", re.IGNORECASE))
    for way, text in _WAYS
)
_POLE_FIRST = tuple(
    (way, re.compile(text, re.IGNORECASE))
    for way, text in (
        ("away", rf"(?P<pole>{ANY}) (?:is |are |has |have )?los(?:es|ing|t|e) (?:its |the |⟦S\d+⟧'s )?(?:grip |influence |hold |ground |sway |clout )?(?:on |in |over |of )?(?:the )?(?P<subject>{STATE_LIST})"),
        ("away", rf"(?P<subject>{STATE_LIST}) and (?P<pole>{ANY}) (?:drift|grow|grew|move|moved|drifted|are drifting|are growing) apart"),
        ("towards", rf"(?P<subject>{STATE_LIST}) and (?P<pole>{ANY}) (?:draw|move|grow|come|are drawing|are moving|are growing) (?:ever )?closer"),
    )
)  # fmt: skip
_NEGATION = surface_pattern("negated_movement")


@dataclass(frozen=True, slots=True)
class Movement:
    """A headline's claim: `states` move 'away' from or 'towards' `pole` (an actor's code), or 'stay' with it."""

    states: tuple[str, ...]
    pole: str
    way: str
    negated: bool


def read_movement(masked: Masked) -> Movement | None:
    """Return the movement that a headline claims, or None; a question claims the movement that it asks about."""
    for way, pattern in (*_SUBJECT_FIRST, *_POLE_FIRST):
        match = pattern.search(masked.text)
        if match is None:
            continue
        states, poles = masked.codes(match.group("subject")), masked.codes(match.group("pole"))
        if not states or len(poles) != 1 or poles[0] in states:
            continue
        between = match.groupdict().get("between") or ""
        return Movement(states, poles[0], way, bool(_NEGATION.search(between)))
    return None
