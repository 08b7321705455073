"""Sentences with the actor in <s>…</s> and the recipient in <t>…</t>, as in labelled files."""

from __future__ import annotations

import re

from poleward.coding.statements import MaskedSentence

TAG = re.compile(r"</?[st]>")


def parse_marked(text: str) -> MaskedSentence:
    """Return the sentence without its markers, and the first actor and recipient span; None where there is none.

    An unclosed or crossed marker is dropped.
    """
    plain: list[str] = []
    length, last = 0, 0
    spans: dict[str, tuple[int, int]] = {}
    opened: dict[str, int] = {}
    for tag in TAG.finditer(text):
        plain.append(text[last : tag.start()])
        length += tag.start() - last
        last = tag.end()
        kind = tag.group()[-2]
        if tag.group()[1] != "/":
            opened[kind] = length
        elif kind in opened:
            start = opened.pop(kind)
            if length > start:
                spans.setdefault(kind, (start, length))
    plain.append(text[last:])
    return MaskedSentence("".join(plain), spans.get("s"), spans.get("t"), None)


def mark_up(sentence: MaskedSentence) -> str:
    """Return the sentence with <s>…</s> around the actor and <t>…</t> around the recipient."""
    text = sentence.text
    marks = [(sentence.actor, "s"), (sentence.recipient, "t")]
    for span, kind in sorted((m for m in marks if m[0]), reverse=True):
        if span is not None:
            text = f"{text[: span[0]]}<{kind}>{text[span[0] : span[1]]}</{kind}>{text[span[1] :]}"
    return text
