"""Claims about trade shares, main partners and dependence: whose trade, with whom, how much."""

# ruff: noqa: E501 - a pattern is read better whole
from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from poleward.coding.claims.masking import ANY, NOT, STATE_LIST, STATES, Masked
from poleward.coding.grammar.lexicon import surface_pattern

_NUMBERS = {
    "a tenth": 10.0, "a fifth": 20.0, "a quarter": 25.0, "one quarter": 25.0, "a third": 100 / 3,
    "one third": 100 / 3, "one-third": 100 / 3, "half": 50.0, "two thirds": 200 / 3, "two-thirds": 200 / 3,
    "three quarters": 75.0, "three-quarters": 75.0, "one fifth": 20.0, "one in five": 20.0,
}  # fmt: skip
_HEDGE = (
    r"(?:(?P<hedge>about|around|roughly|nearly|almost|some|approximately|close to|more than|over|at least|upwards of|"
    r"less than|under|fewer than|no more than|up to|barely|only|just) )?(?:only |just )?"
)
_AMOUNT = (
    rf"{_HEDGE}(?P<amount>\d{{1,3}}(?:[.,]\d+)? ?(?:%|per ?cent|percent)|"
    rf"{'|'.join(sorted(_NUMBERS, key=len, reverse=True))})"
)
_FLOW = (
    r"(?:total |overall |foreign |external |annual |all |merchandise |goods )*"
    r"(?P<flow>imports|exports|imported goods|trade turnover|trade|commerce|arms imports|weapons imports|arms|weapons)"
)
_TAKES = (
    r"account(?:s|ed)? for|ma(?:kes|de|ke) up|represent(?:s|ed)?|suppli(?:es|ed)|provid(?:es|ed)|t(?:akes|ook)|"
    r"receiv(?:es|ed)|absorb(?:s|ed)?|buys|bought|constitut(?:es|ed)"
)
_MAIN = (
    r"(?P<rank>main|largest|biggest|leading|principal|top|primary|number one|number-one|foremost|most important|"
    r"second[- ](?:largest|biggest|most important)|third[- ](?:largest|biggest|most important))"
)
_PARTNER = (
    r"(?:foreign |external )?(?P<partnership>trading partner|trade partner|economic partner|commercial partner|"
    r"import partner|export partner|supplier of goods|source of imports|import source|export market|export destination|"
    r"market|buyer|customer|supplier|arms supplier|supplier of arms|weapons supplier)"
)
_IS = r"(?:is|are|was|were|remains?|remained|became|has become|have become|has been)"

_SHARE_OF = (
    rf"(?P<partner>{ANY})['’]s? share (?:of|in) (?:the )?(?P<state>{STATES})(?:['’]s?)? {_FLOW}",
    rf"share of (?:the )?(?P<partner>{ANY}) (?:of|in) (?:the )?(?P<state>{STATES})['’]s? {_FLOW}",
    rf"share of (?:the )?(?P<partner>{ANY}) (?:of|in) (?:the )?{_FLOW} of (?:the )?(?P<state>{STATES})",
)
_SHARES = tuple(
    re.compile(text, re.IGNORECASE)
    for text in (
        rf"(?P<partner>{ANY}){NOT} (?:{_TAKES}) {_AMOUNT} of (?:the |all (?:of )?)?(?P<state>{STATES})(?:['’]s?)? {_FLOW}",
        rf"{_AMOUNT} of (?:the |all (?:of )?)?(?P<state>{STATES})(?:['’]s?)? {_FLOW}"
        rf" (?:comes?|came|originates?|originated|are bought|is bought|goes|went|go|is|are|was|were)"
        rf" (?:with|from|to|in) (?:the )?(?P<partner>{ANY})",
        *(
            rf"{share_of}(?: [a-z]+)?? (?:is|was|stood at|reached|fell to|dropped to|rose to|grew to|amounted to|made up)"
            rf" {_AMOUNT}"
            for share_of in _SHARE_OF
        ),
        rf"(?P<state>{STATES}) (?:imports?|imported|buys|bought|gets|got|receives|received) {_AMOUNT} of (?:its|their|⟦S\d+⟧'s)"
        rf" (?P<flow>imports|goods|arms|weapons) from (?:the )?(?P<partner>{ANY})",
        rf"(?P<state>{STATES}) (?:sells|sold|sends|sent|exports|exported) {_AMOUNT} of (?:its|their|⟦S\d+⟧'s)"
        rf" (?P<flow>exports|goods) to (?:the )?(?P<partner>{ANY})",
    )
)
_TRENDS = tuple(
    re.compile(
        rf"{share_of}(?: has| have)?"
        r" (?P<way>fell|fallen|declined|dropped|shrank|shrunk|decreased|rose|risen|grew|grown|increased|climbed)"
        rf"(?: from {_AMOUNT.replace('hedge', 'hedge0').replace('amount', 'amount0')})?"
        r"(?: (?:in|since) (?P<year0>\d{4}))?"
        rf"(?: to {_AMOUNT})?(?: (?:in|by) (?P<year1>\d{{4}}))?",
        re.IGNORECASE,
    )
    for share_of in _SHARE_OF
)
_RANKS = tuple(
    re.compile(text, re.IGNORECASE)
    for text in (
        rf"(?P<partner>{ANY}),? {_IS}{NOT} (?:still |now |also |by far |the )*(?P<state>{STATES})['’]s? {_MAIN} {_PARTNER}",
        rf"(?P<partner>{ANY}),? {_IS}{NOT} (?:still |now |also |by far )*(?:the |a )?{_MAIN} {_PARTNER} (?:of|for) (?:the )?(?P<state>{STATES})",
        rf"(?P<state>{STATES})['’]s? {_MAIN} {_PARTNER} {_IS}{NOT} (?:the |still |now )*(?P<partner>{ANY})",
        rf"(?P<state>{STATES})['’]s? {_MAIN} {_PARTNER},? (?:the )?(?P<partner>{ANY})",
    )
)
_DEPENDS = tuple(
    re.compile(text, re.IGNORECASE)
    for text in (
        rf"(?P<state>{STATE_LIST})(?: (?:still|also|both|all|do|does|did|\w+ly))*{NOT} (?:rely|relies|relied|depend|depends|depended)"
        rf"(?: \w+ly)? (?:up)?on (?P<what>[^.;⟦]{{0,60}}?)(?P<partner>{ANY})(?P<rest>['’]s? [a-z ]{{3,30}}| for [a-z ,]{{3,40}})?",
        rf"(?P<state>{STATE_LIST}) (?:is|are|was|were|remains?|remained){NOT}(?: (?:still|also|both|\w+ly|economically))* (?:dependent|reliant)"
        rf" (?:up)?on (?P<what>[^.;⟦]{{0,60}}?)(?P<partner>{ANY})(?P<rest>['’]s? [a-z ]{{3,30}}| for [a-z ,]{{3,40}})?",
    )
)
_OPEN = surface_pattern("open_trade")
_ARMS = surface_pattern("arms")
_GOODS = surface_pattern("goods")


@dataclass(frozen=True, slots=True)
class TradeReading:
    """A claim inside one sentence.

    `kind` is 'share', 'trend', 'rank' or 'dependence'; `flow` 'imports', 'exports', 'trade' or 'arms'; `share` and
    `earlier` are percentages, `hedge` the word before the number, `rank` 1 for the main partner, `way` 'up' or 'down'.
    `goods` is the commodity or service where the claim is about one only.
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


def number_of(words: str) -> float:
    """Return a percentage from '30 %', '12.5 percent' or 'a third'."""
    low = words.lower()
    return _NUMBERS[low] if low in _NUMBERS else float(re.split(r" ?%| ?per", low)[0].replace(",", "."))


def _flow_of(words: str) -> str:
    if _ARMS.search(words):
        return "arms"
    low = words.lower()
    if re.search(r"\bimport|supplier|source|goods", low):
        return "imports"
    return "exports" if re.search(r"\bexport|market|buyer|customer", low) else "trade"


def read_trade(masked: Masked) -> Iterator[TradeReading]:
    """Yield the trade and dependence claims of one sentence; what is planned or asked is none."""
    if masked.text.rstrip().endswith("?"):
        return
    taken: list[tuple[int, int]] = []
    for kind, patterns in (("trend", _TRENDS), ("share", _SHARES), ("rank", _RANKS), ("dependence", _DEPENDS)):
        for pattern in patterns:
            for match in pattern.finditer(masked.text):
                if any(a < match.end() and match.start() < b for a, b in taken):
                    continue
                if _OPEN.search(masked.text[max(0, match.start() - 50) : match.end()]):
                    continue
                reading = _reading(masked, kind, match)
                if reading is not None:
                    taken.append(match.span())
                    yield reading


def _reading(masked: Masked, kind: str, match: re.Match[str]) -> TradeReading | None:
    found = match.groupdict()
    states = masked.codes(found["state"])
    partners = masked.codes(found["partner"])
    if len(partners) != 1 or partners[0] in states:
        return None
    start, end = masked.span(match.start(), match.end())
    amount, earlier = found.get("amount"), found.get("amount0")
    rank, way, goods, flow = 0, "", "", _flow_of(found.get("flow") or found.get("partnership") or "")
    if kind == "rank":
        words = (found["rank"] or "").lower()
        rank = 2 if words.startswith("second") else 3 if words.startswith("third") else 1
    if kind == "trend":
        way = "up" if re.match(r"r|g|incr|cl", found["way"].lower()) else "down"
    if kind == "dependence":
        what = f"{found['what']} {found.get('rest') or ''}"
        flow = _flow_of(what)
        named = _GOODS.search(what)
        goods = named.group(0).lower() if named and flow != "arms" else ""
    years = tuple(int(y) if (y := found.get(key)) else None for key in ("year0", "year1"))
    return TradeReading(
        kind=kind, states=states, partner=partners[0], partner_words=masked.plain(found["partner"]), flow=flow, negated=bool(found.get("not")), start=start, end=end,
        trigger=match.start("partner"), share=number_of(amount) if amount else None, earlier=number_of(earlier) if earlier else None,
        hedge=(found.get("hedge") or "").lower(), rank=rank, way=way, years=(years[0], years[1]), goods=goods,
    )  # fmt: skip
