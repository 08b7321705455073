"""Russian items split into clauses: one finite verb each, with how the clause hangs on the one before it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from poleward.coding.languages.russian.tokens import RussianToken

FINITE = frozenset({"past", "present", "passive"})


@dataclass(slots=True)
class Clause:
    """Items of one clause. `link`: root, ccomp, relcl, advcl, conj, acl; `mark`: the item that opens it."""

    items: list[RussianToken]
    link: str = "root"
    mark: RussianToken | None = None


def is_finite(item: RussianToken) -> bool:
    """Whether an item is a finite verb."""
    return item.kind == "verb" and item.form is not None and item.form.shape in FINITE


def clauses_of(items: Sequence[RussianToken]) -> list[Clause]:
    """Return the clauses of a unit, in order; every item is in one."""
    out = [Clause([])]
    for n, item in enumerate(items):
        current = out[-1]
        opened = _opens(items, n, current)
        if opened is not None:
            link, mark = opened
            if not current.items:
                current.link, current.mark = link, mark
            else:
                out.append(Clause([], link, mark))
                current = out[-1]
        current.items.append(item)
    return [c for c in out if c.items]


def _opens(items: Sequence[RussianToken], n: int, current: Clause) -> tuple[str, RussianToken | None] | None:
    """Return the link of the clause that item `n` opens; None where it goes on with the current one."""
    item = items[n]
    comma = n > 0 and items[n - 1].kind in {"punct", "cc"}
    if item.kind == "sub":
        if item.gloss == "that":
            return ("ccomp", item) if comma else None
        return ("advcl", item) if item.gloss not in {"as", "so"} or comma else None
    if item.gloss == "which" and item.kind == "pron":
        return "relcl", None
    if item.kind == "prep" and n + 1 < len(items) and items[n + 1].gloss == "which":
        return "relcl", None
    if item.kind == "punct":
        return ("root", None) if item.text in {";", ":", "…"} and _has_finite(current.items) else None
    if (
        item.kind == "verb"
        and item.form is not None
        and item.form.shape in {"active", "passive-participle"}
        and n > 0
        and items[n - 1].text == ","
    ):
        return "acl", None
    if item.kind in {"verb", "neg"} and n > 0 and items[n - 1].text == ",":
        verb = item if item.kind == "verb" else items[n + 1] if n + 1 < len(items) else item
        if verb.form is not None and verb.form.shape == "adverbial":
            return "advcl", None
    before = items[n - 1] if n else None
    if n > 1 and is_finite(item) and before is not None and before.text in {"—", "–", "-"} and items[n - 2].text == ",":
        return "root", None  # '…», — said X'
    if before is None or not _has_finite(current.items):
        return None
    if before.kind == "cc" or before.text in {",", "—", "–", "-", "»", '"'}:
        ahead = _ahead(items, n)
        if any(is_finite(i) for i in ahead) and item.kind != "cc":
            subject = any(i.nominal and i.cases & {"n", "N"} for i in ahead[: _finite_at(ahead)])
            return ("root" if subject or before.kind != "cc" else "conj"), None
    return None


def _finite_at(items: Sequence[RussianToken]) -> int:
    return next((n for n, i in enumerate(items) if is_finite(i)), 0)


def _ahead(items: Sequence[RussianToken], n: int) -> list[RussianToken]:
    """Return the items from `n` to the next place where a clause can end."""
    out: list[RussianToken] = []
    for item in items[n:]:
        if (
            item.kind in {"sub"}
            or (item.kind == "punct" and item.text in ",;:—–«»")
            or (item.kind == "cc" and out and any(is_finite(i) for i in out))
        ):
            break
        out.append(item)
    return out


def _has_finite(items: Sequence[RussianToken]) -> bool:
    """Whether a clause has what makes it one; a dash between two names is its 'is'."""
    dash = any(i.text in {"—", "–"} for i in items[1:-1])
    return dash or any(is_finite(i) or i.kind == "modal" or i.predicative for i in items)
