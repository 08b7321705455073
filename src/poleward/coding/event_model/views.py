"""What the encoder sees of a sentence: its tokens, with markers around the actor and the recipient.

Markers are token ids, never text, so that text which imitates them is only text.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from poleward.coding.statements import MaskedSentence
from poleward.errors import needs_extra

with needs_extra("text"):
    from tokenizers import Tokenizer

ACTOR, RECIPIENT, ACTOR_END, RECIPIENT_END = 2, 3, 4, 5
"""Token ids of the markers: [unused1] to [unused4] of BERT's vocabulary."""

LONGEST = 96
"""Tokens that are read, with the two end tokens; a longer sentence is cut to a window around the two spans."""

NEARBY = 1_200
"""Characters kept on either side of the spans before tokenising, so that a hostile line costs no more than another."""


def load_tokenizer(path: Path) -> Tokenizer:
    """Return the tokenizer of a file, which reads '[CLS]' and the like in a text as plain text."""
    tokenizer = Tokenizer.from_file(str(path))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    tokenizer.encode_special_tokens = True
    return tokenizer


def token_ids(tokenizer: Any, sentence: MaskedSentence) -> list[int]:
    """Return the token ids of a sentence, at most `LONGEST`."""
    ids: list[int] = []
    keep: list[int] = []
    for text, kind in _pieces(near(sentence)):
        if kind is None:
            ids += tokenizer.encode(text, add_special_tokens=False).ids
            continue
        start, end = (ACTOR, ACTOR_END) if kind == "s" else (RECIPIENT, RECIPIENT_END)
        keep.append(len(ids))
        ids += [start, *tokenizer.encode(text, add_special_tokens=False).ids, end]
    cls, sep = tokenizer.token_to_id("[CLS]"), tokenizer.token_to_id("[SEP]")
    return [cls, *_window(ids, keep), sep]


def near(sentence: MaskedSentence) -> MaskedSentence:
    """Return the sentence, a very long one cut to `NEARBY` characters on either side of its spans."""
    spans = [s for s in (sentence.actor, sentence.recipient) if s is not None]
    if len(sentence.text) <= 2 * NEARBY:
        return sentence
    first = max(0, min((s[0] for s in spans), default=0) - NEARBY)
    last = min(max((s[1] for s in spans), default=0) + NEARBY, first + 4 * NEARBY)

    def moved(span: tuple[int, int] | None) -> tuple[int, int] | None:
        return (span[0] - first, min(span[1], last) - first) if span and span[0] < last else None

    return MaskedSentence(sentence.text[first:last], moved(sentence.actor), moved(sentence.recipient), None)


def _pieces(sentence: MaskedSentence) -> list[tuple[str, str | None]]:
    """Return the text in pieces, each with 's', 't' or None; of two spans that overlap the first is kept."""
    out: list[tuple[str, str | None]] = []
    at = 0
    for span, kind in sorted((s, k) for s, k in ((sentence.actor, "s"), (sentence.recipient, "t")) if s is not None):
        if span[0] < at:
            continue
        out += [(sentence.text[at : span[0]], None), (sentence.text[span[0] : span[1]], kind)]
        at = span[1]
    return [*out, (sentence.text[at:], None)]


def _window(ids: list[int], keep: list[int]) -> list[int]:
    room = LONGEST - 2
    if len(ids) <= room:
        return ids
    middle = (keep[0] + keep[-1]) // 2 if keep else 0
    start = min(max(0, middle - room // 2), len(ids) - room)
    if keep and keep[-1] - keep[0] >= room:  # too far apart for one window: the actor's side is kept
        start = max(0, keep[0] - room // 4)
    return ids[start : start + room]
