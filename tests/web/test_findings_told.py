"""Findings told in each language: all that a channel can say, of facts made by hand, without a word of another one."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace

import pytest

from poleward import config
from poleward.channels.channel import Finding, Options
from poleward.channels.estimate import Estimate
from poleward.channels.events import EventFacts
from poleward.channels.flow_bounds import Between, Bounds
from poleward.channels.flow_record import MirrorFigure, Silence
from poleward.channels.flows import FlowFacts
from poleward.channels.memberships import MembershipFacts, Obligation
from poleward.channels.paths.channel_path import Entered, Leant, Voted
from poleward.channels.paths_wording import label
from poleward.channels.question import Question
from poleward.channels.say import ENGLISH, N_, UntoldError
from poleward.channels.statements import StatementFacts
from poleward.channels.wording import headline, told, words
from poleward.measures.event_balance import EventBalanceChange
from poleward.measures.stance.ranking import Part
from poleward.periods import Window
from poleward.publishing.tongue import Tongue, catalogue

QUESTION = Question(
    state="KAZ", state_name="Kazakhstan", pole=config.load().pole("moscow"),
    before=Window(dt.date(2014, 2, 24), dt.date(2022, 2, 23)),
    after=Window(dt.date(2022, 2, 24), dt.date(2025, 12, 18)),
)  # fmt: skip
LATIN = re.compile(r"[A-Za-z]{4,}")
NAMES = {"PLOVER", "CSTO", "EAEU", "ATOP"}
"""What stays as it is."""


def number(measure: str, value: float | None = 0.5) -> Estimate:
    return Estimate(
        state="KAZ", pole="moscow", channel="events", measure=measure, period="2022", value=value, q05=-0.25, q95=1.25,
        n=9, method="m",
    )  # fmt: skip


CHANGE = number("change_in_balance")
EVENTS = EventFacts(
    events=(30, 2000), days=(9, 1400), rows=1234567, coders=("A", "B"), unscored=3, since=(number("balance"),)
)  # fmt: skip
SEEN = dt.date(2023, 12, 31)
SHARES = FlowFacts(
    what="trade (exports and imports)", observed_to=SEEN, publisher="UN", years=((2019, 2020, 2021), (2022,)),
    share=(0.21, 0.174), publishers=2, low=-0.05, high=0.01, mirrored=True, unseen=(2020,), one_sided=(2019, 2021),
    mirror=(MirrorFigure("exports", 2022, 2.5e9, 2.25e9, "ITC"), MirrorFigure("imports", 2021, None, 1.5e7, "ITC")),
    re_exports=0.12, change=Part(-0.03, -0.07, 0.01), unsettled=True,
)  # fmt: skip
BOUNDS = Bounds(
    publisher="WFB", years=((2019,), (2022, 2023)),
    flows={"exports": (Between(0.095, 0.105), Between(0.0, 0.035)), "imports": (Between(0.2, 0.3), Between(0.1, 0.1))},
    before=Between(0.15, 0.2), since=Between(0.05, 0.07), evidence=(),
)  # fmt: skip
TREATIES = MembershipFacts(
    covered=True, unsure=("EAEU",), joined=("CSTO",), left=("EAEU",), member_of=("CSTO",),
    obligations=(
        Obligation("ATOP", "non_aggression", 2018, ("RUS",), 1.0, "yes/no"),
        Obligation("COW", "shared_organisations", 2014, ("RUS", "BLR"), 40.0, "count"),
    ),
)  # fmt: skip
STATED = StatementFacts(
    since=(7, 2), before=(5, 1), neutral=3, left_out={"no date": 6, "hypothetical": 1}, by=(6, 2, 1),
    contrary=(2, "“?”"), shuffled=0.004,
)  # fmt: skip
FINDINGS = [
    Finding(channel="events", facts=EVENTS, direction="away", probability=0.9, estimates=(CHANGE,)),
    Finding(
        channel="events", direction="towards", probability=0.97, estimates=(CHANGE,),
        facts=replace(
            EVENTS, since=(number("balance"), number("balance_of_words"), number("balance_of_deeds", None)),
            by_year=(number("balance"),), earlier=number("balance"), pole_events=(4, 5),
            pole_change=EventBalanceChange(mean=-1.0, q05=-2.0, q95=0.5, p_down=0.8, p_same=0.1, p_up=0.1),
        ),
    ),
    Finding(channel="trade", facts=SHARES, direction="away"),
    Finding(channel="trade", facts=FlowFacts(what=SHARES.what, observed_to=SEEN, bounds=BOUNDS)),
    Finding(
        channel="trade",
        facts=FlowFacts(what=SHARES.what, observed_to=SEEN, silence=Silence(2, False, 2014, 2019)),
    ),
    Finding(channel="arms", facts=FlowFacts(what=SHARES.what, observed_to=SEEN, silence=Silence(2, True, 2014, 2019))),
    Finding(channel="arms", facts=FlowFacts(what=SHARES.what, observed_to=None)),
    Finding(channel="treaties", facts=TREATIES, direction="no change"),
    Finding(channel="treaties", facts=MembershipFacts(covered=False, obligations=())),
    Finding(
        channel="words", facts=STATED, direction="not enough evidence", options=Options(0.5, 0.3, 0.2),
        estimates=(CHANGE,),
    ),
    *(
        Finding(channel=channel, facts=STATED, direction=way, probability=0.7, estimates=(CHANGE,))
        for channel in ("words", "deeds") for way in ("towards", "away", "no change")
    ),
]  # fmt: skip
TICKS = (
    Voted("A/1", "abstain", (("no", 2), ("not voting", 1))), Voted("A/2", "not observed", (("yes", None),)),
    Leant(True, "…"), Leant(False, "…"), Entered(True, "CSTO", "X"), Entered(False, "CSTO", "X"),
)  # fmt: skip


def all_said(tongue: Tongue) -> list[str]:
    said = [text for one in FINDINGS for text in words(one, QUESTION, tongue)]
    said += [label(facts, QUESTION, tongue) for facts in TICKS]
    why = UntoldError(N_("%(n)s that can be placed in time, %(later)s of them since %(since)s."), n=2, later=0,
                      since=QUESTION.since)  # fmt: skip
    return [*said, why.why.said(tongue), headline(QUESTION, FINDINGS, tongue)]


def test_russian_holds_no_word_in_latin_letters_but_names() -> None:
    for text in all_said(Tongue("ru")):
        assert set(LATIN.findall(text)) <= NAMES, text


@pytest.mark.parametrize("language", ["ru", "fr"])
def test_nothing_is_said_as_in_english(language: str) -> None:
    own, english = all_said(Tongue(language)), all_said(Tongue())
    assert len(own) == len(english)
    alike = {one for one, other in zip(own, english, strict=True) if one and one == other}
    assert alike == set()
    assert all("%(" not in text and "%%" not in text for text in own)
    assert len(catalogue(language)) > 400


def test_the_command_line_says_it_plainly() -> None:
    said = told(FINDINGS[2], QUESTION)
    assert said.sentence == (
        "Trade: on record, Moscow's share of Kazakhstan's trade (exports and imports) went from 21 % (2019-2021) to "
        "17 % (2022), -3.6 points; 2 publishers, -5.0 to +1.0 points; the level behind them changed by -3 points "
        "(90 % interval -7 to +1) (source: UN)."
    )
    assert said.beside == (
        "The partner's own figures, not added: exports of 2022: 2.50 billion USD by UN, 2.25 billion USD by ITC; "
        "imports that only ITC has: 2021 15.0 million USD."
    )
    assert told(FINDINGS[3], QUESTION).sentence == (
        "Trade: on record, Moscow's share of Kazakhstan's exports was about 10 % (2019) and at most 3.5 % (2022-2023), "
        "of its imports was 20 to 30 % (2019) and about 10 % (2022-2023); which does not say whether the mean of the "
        "two rose or fell (source: WFB, which names first partners only)."
    )
    assert ENGLISH.with_sign(-0.0, 2) == "0.00"


def test_each_language_has_its_own_digits_days_and_plurals() -> None:
    events = words(FINDINGS[1], QUESTION, Tongue("ru"))
    assert "с +0,5 (от −0,2 до +1,2) до +0,5" in events.sentence
    assert "1\N{NO-BREAK SPACE}234\N{NO-BREAK SPACE}567" in events.unknown
    assert "le 24 février 2022" in words(FINDINGS[7], QUESTION, Tongue("fr")).sentence
