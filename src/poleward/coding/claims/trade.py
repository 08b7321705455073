"""Claims about trade shares, main partners and dependence: whose trade, with whom, how much."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from poleward.coding.claims.forms import Forms
from poleward.coding.claims.masking import Masked
from poleward.coding.grammar.lexicon import surface_pattern

OPEN_BEFORE = 50
"""Characters before a claim in which a word makes it conditional or planned: our choice, about one clause."""
MAJORITY = 50.0
"""'Most of it' is more than half."""
A_FEW = 1
"""Words between 'depends on' and a name that say nothing: an article."""
_TRADE = re.compile(r"\b(?:trade|commerce|торговл|товарооборот|échanges)", re.IGNORECASE)
_ARMS = surface_pattern("arms")
_GOODS = surface_pattern("goods")


@dataclass(frozen=True, slots=True)
class TradeReading:
    """A claim inside one sentence.

    `kind` is 'share', 'trend', 'rank' or 'dependence'; `flow` 'imports', 'exports', 'trade' or 'arms'; `share` and
    `earlier` are percentages, `hedge` 'exactly', 'about', 'over', 'at least', 'under' or 'at most' ('' where a plain
    number stands), `rank` 1 for the main partner, `way` 'up' or 'down'. `goods` is the commodity, service or debt where
    the claim is about one only.
    """

    kind: str
    states: tuple[str, ...]
    partner: str
    partner_words: str
    flow: str
    negated: bool
    start: int
    end: int
    trigger: int
    share: float | None = None
    earlier: float | None = None
    hedge: str = ""
    rank: int = 0
    way: str = ""
    years: tuple[int | None, int | None] = (None, None)
    goods: str = ""


def number_of(words: str, forms: Forms) -> float:
    """Return a percentage from '30 %', '12,5 процента' or 'a third'."""
    low = words.lower()
    digits = re.match(r"\d+(?:[.,]\d+)?", low)
    return float(digits.group(0).replace(",", ".")) if digits else forms.amounts[low]


def _flow_of(words: str, forms: Forms) -> str:
    if _ARMS.search(words):
        return "arms"
    if forms.words["imports"].search(words):
        return "imports"
    return "exports" if forms.words["exports"].search(words) else "trade"


def read_trade(masked: Masked, forms: Forms, subject: tuple[str, ...] = ()) -> Iterator[TradeReading]:
    """Yield the trade and dependence claims of one clause; what is planned or asked is none.

    `subject` is the state that the sentence before was about: whose 'foreign debt' is meant.
    """
    if masked.text.rstrip().endswith("?"):
        return
    taken: list[tuple[int, int]] = []
    for kind, pattern in forms.trade:
        for match in pattern.finditer(masked.text):
            if any(a < match.end() and match.start() < b for a, b in taken):
                continue
            if forms.words["open_trade"].search(masked.text[max(0, match.start() - OPEN_BEFORE) : match.end()]):
                continue
            if kind == "rank" and forms.words["of_a_region"].search(masked.text[match.end() :]):
                continue  # 'the main partner in Africa' is another rank
            reading = _reading(masked, forms, kind, match, subject)
            if reading is not None:
                taken.append(match.span())
                yield reading


def _reading(
    masked: Masked, forms: Forms, kind: str, match: re.Match[str], subject: tuple[str, ...]
) -> TradeReading | None:
    found = match.groupdict()
    named = found.get("state") or found.get("state_b")
    partner = found.get("partner") or found.get("partner_b") or ""
    partners = masked.codes(partner)
    states = masked.codes(named) if named else _other_state(masked, match, partners) or subject
    if not states or len(partners) != 1 or partners[0] in states:
        return None
    start, end = masked.span(match.start(), match.end())
    amount, earlier = found.get("amount"), found.get("earlier")
    named_flow = found.get("flow") or found.get("flow_b") or found.get("partnership") or ""
    goods, flow = (found.get("goods") or "").lower(), _flow_of(named_flow, forms)
    share = number_of(amount, forms) if amount else MAJORITY if found.get("majority") else None
    hedge = "over" if found.get("majority") else forms.hedges.get((found.get("hedge") or "").lower(), "")
    if kind == "dependence":
        what = f"{found['what']} {found.get('rest') or ''}"
        flow = _flow_of(what, forms)
        if (
            len((found["what"] or "").split()) > A_FEW
            and flow == "trade"
            and not (_TRADE.search(what) or _GOODS.search(what))
        ):
            return None  # 'depends on the settlement of the conflict in X'
        of = _GOODS.search(what)
        goods = of.group(0).lower() if of and flow != "arms" else ""
    years = tuple(int(y) if (y := found.get(key)) else None for key in ("year0", "year1"))
    return TradeReading(
        kind=kind, states=states, partner=partners[0], partner_words=masked.plain(partner), flow=flow,
        negated=bool(found.get("not")), start=start, end=end,
        trigger=match.start("partner" if found.get("partner") else "partner_b"), share=share,
        earlier=number_of(earlier, forms) if earlier else None, hedge=hedge, rank=_rank(kind, found, forms),
        way=_way(kind, found, forms), years=(years[0], years[1]), goods=goods,
    )  # fmt: skip


def _rank(kind: str, found: dict[str, str | None], forms: Forms) -> int:
    words = found.get("rank") or ""
    if kind != "rank":
        return 0
    return 2 if forms.words["second"].search(words) else 3 if forms.words["third"].search(words) else 1


def _way(kind: str, found: dict[str, str | None], forms: Forms) -> str:
    if kind != "trend":
        return ""
    return "up" if forms.words["rising"].search(found.get("way") or "") else "down"


def _other_state(masked: Masked, match: re.Match[str], partners: tuple[str, ...]) -> tuple[str, ...]:
    """Return the one state that a sentence names before a claim which does not say whose trade it is."""
    before = tuple(code for code in masked.codes(masked.text[: match.start()]) if code not in partners)
    return before if len(before) == 1 and len(before[0]) == len("KAZ") else ()
