"""A sentence cut into what it says and what its relative clauses say: 'Hungary, which abstained, has warm ties'."""

from __future__ import annotations

from poleward.coding.claims.forms import Forms
from poleward.coding.claims.masking import Masked


def clauses_of(masked: Masked, forms: Forms) -> list[Masked]:
    """Return the sentence without the relative clauses of its states, and each of these with its states before it."""
    found = [match for form in forms.relatives for match in form.finditer(masked.text)]
    if not found:
        return [masked]
    main: list[tuple[int, int]] = []
    relatives: list[Masked] = []
    at = 0
    for match in sorted(found, key=lambda m: m.start()):
        if match.start("subject") < at:
            continue
        main.append((at, match.end("subject")))
        relatives.append(_joined(masked, [match.span("subject"), match.span("rest")]))
        at = match.end()
        at += masked.text.startswith(",", at)
    return [_joined(masked, [*main, (at, len(masked.text))]), *relatives]


def _joined(masked: Masked, spans: list[tuple[int, int]]) -> Masked:
    """Return pieces of a masked sentence as one, with a blank between two that have none; places still lead back."""
    out = Masked(named=masked.named)
    for start, end in spans:
        piece = masked.text[start:end]
        if out.text and piece and not out.text.endswith(" ") and piece[0].isalnum():
            out.text += " "
            out.places.append(masked.places[start])
        out.text += piece
        out.places += masked.places[start:end]
    out.places.append(masked.places[spans[-1][1]])
    return out
