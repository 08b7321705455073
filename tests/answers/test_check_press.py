"""Claims as the press makes them, in three languages: what is read, against which record it is held, what is none."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Any

import pytest

from poleward.answers.check import CheckedClaim, check
from poleward.archive import Archive
from poleward.coding import load_coder
from tests.coding.cases import document

OCTOBER, AUTUMN = dt.date(2022, 10, 14), dt.date(2024, 10, 1)
VOTE = {
    "en": "The UN General Assembly adopted on 12 October 2022 a resolution on the annexation of Ukrainian regions. ",
    "ru": "Генассамблея ООН 12 октября 2022 года приняла резолюцию об аннексии украинских областей. ",
    "fr": "L'Assemblée générale de l'ONU a voté le 12 octobre 2022 une résolution sur les régions annexées d'Ukraine. ",
}


def checked(archive: Archive, language: str, text: str, day: dt.date | None) -> list[CheckedClaim]:
    """Return the checked claims of a text other than events, of which nothing is on record."""
    about = dataclasses.replace(document(text, day) if day else document(text), language=language)
    if day is None:
        about = dataclasses.replace(about, published_earliest=None, published_latest=None)
    return [c for c in check(archive, about, load_coder()) if c.kind != "event"]


@pytest.mark.parametrize(
    ("language", "sentence", "verdicts"),
    [
        ("en", "Hungary, which abstained, has warm ties with Russia.", {"HUN": "contradicted"}),
        ("en", "Kazakhstan abstained, Iran did not vote.", dict.fromkeys(("KAZ", "IRN"), "supported")),
        ("en", "Unlike Serbia, Hungary voted in favour of the resolution.", {"HUN": "supported"}),
        ("en", "India and China, but not Brazil, abstained.", dict.fromkeys(("IND", "CHN"), "supported")),
        ("en", "Neither India nor China voted in favour.", dict.fromkeys(("IND", "CHN"), "supported")),
        ("en", "Armenia, an ally of Russia, boycotted the vote.", {"ARM": "contradicted"}),
        ("en", "India and Serbia abstained.", {"IND": "supported", "SRB": "contradicted"}),
        ("en", "Thirty-five states, including China and India, abstained.", dict.fromkeys(("CHN", "IND"), "supported")),
        ("ru", "Против выступили Россия, Сирия и Никарагуа.", dict.fromkeys(("RUS", "SYR", "NIC"), "supported")),
        ("ru", "Среди воздержавшихся — Индия и Китай.", dict.fromkeys(("IND", "CHN"), "supported")),
        ("ru", "Азербайджан в голосовании не участвовал.", {"AZE": "supported"}),
        ("ru", "Армения поддержала резолюцию.", {"ARM": "contradicted"}),
        ("ru", "В отличие от Сербии, Венгрия поддержала резолюцию.", {"HUN": "supported"}),
        ("fr", "Le Cameroun et Djibouti n'ont pas voté.", dict.fromkeys(("CMR", "DJI"), "supported")),
        ("fr", "L'Érythrée et la Chine se sont abstenues.", dict.fromkeys(("ERI", "CHN"), "supported")),
        ("fr", "Le Mali a voté contre la résolution.", {"MLI": "contradicted"}),
    ],
)  # fmt: skip
def test_each_state_is_judged_by_itself(facts: Archive, language: str, sentence: str, verdicts: dict[str, str]) -> None:
    found = [c for c in checked(facts, language, VOTE[language] + sentence, OCTOBER) if c.states]
    assert {state: c.verdict for c in found for state in c.states} == verdicts
    assert all(c.records[0].ref == "A/RES/ES-11/4" for c in found)


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "Hungary's foreign minister abstained from comment on the resolution."),
        ("en", "Kazakhstan voted against the amendment to the resolution."),
        ("en", "Serbia was expected to abstain."),
        ("en", "It is not true that Brazil voted against the resolution."),
        ("en", "In the Security Council, Brazil abstained."),
        ("en", "Turkey's opposition party voted against the resolution."),
        ("ru", "Посол Венгрии воздержался от комментариев."),
        ("ru", "Сербия не исключает, что воздержится."),
        ("ru", "Депутаты Казахстана проголосовали против."),
        ("ru", "Против поправки выступили Индия и Китай."),
        ("fr", "Le Mali devait s'abstenir."),
        ("fr", "La France a invité le Mali à voter contre."),
        ("fr", "Au Conseil de sécurité, le Gabon s'est abstenu."),
    ],
)
def test_what_is_no_vote_of_the_assembly_is_no_claim(facts: Archive, language: str, sentence: str) -> None:
    assert [c for c in checked(facts, language, VOTE[language] + sentence, OCTOBER) if c.states] == []


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "Turkey blocked Sweden from joining NATO."),
        ("en", "A Kazakh official joined the SCO secretariat."),
        ("en", "Georgia left the CIS Council of Defence Ministers in 2006."),
        ("en", "Tajikistan is the only Central Asian member of the CSTO."),
        ("en", "China is Russia's largest trading partner in Asia."),
        ("en", "Russia buys 40 percent of Kazakhstan's wheat exports."),
        ("en", "Kazakhstan depends on the settlement of the conflict in Afghanistan."),
        ("ru", "Президент Казахстана вышел из здания ЕАЭС."),
        ("ru", "Армения заявила, что выйдет из ОДКБ."),
        ("ru", "Казахстан вошел в пятерку крупнейших партнеров ЕС."),
        ("fr", "Le Mali a quitté le sommet de la Cédéao."),
        ("fr", "Le ministre du Niger a rejoint l'Otan à Bruxelles."),
        ("fr", "La Suède souhaite devenir membre de l'Otan."),
    ],
)
def test_what_only_sounds_like_a_membership_or_a_share(facts: Archive, language: str, sentence: str) -> None:
    assert checked(facts, language, sentence, AUTUMN) == []


@pytest.mark.parametrize(
    ("sentence", "verdict"),
    [
        ("Russia accounted for 29 % of Kazakhstan's imports in 2022.", "supported"),
        ("Russia accounted for 50 % of Kazakhstan's imports in 2022.", "contradicted"),
        ("Germany accounted for 2 % of Kazakhstan's exports in 2022.", "not decidable"),  # not named: at most 6.5 %
        ("Germany accounted for 30 % of Kazakhstan's exports in 2022.", "contradicted"),
        ("China is Kazakhstan's largest supplier.", "supported"),
        ("Germany is Kazakhstan's largest supplier.", "contradicted"),
        ("China is Kazakhstan's main trading partner.", "supported"),
        ("Russia is the main supplier of Belarus.", "not decidable"),  # the flow is withheld since 2022
        ("Russia accounted for 25 % of Kyrgyzstan's trade in 2022.", "not decidable"),  # 10 of imports, 43 of exports
    ],
)  # fmt: skip
def test_bounds_stay_bounds(facts: Archive, sentence: str, verdict: str) -> None:
    (claim,) = checked(facts, "en", sentence, AUTUMN)
    assert claim.verdict == verdict, claim.why


@pytest.mark.parametrize(
    ("sentence", "verdict"),
    [
        ("Turkey is a member of NATO.", "supported"),
        ("Georgia is a member of NATO.", "contradicted"),
        ("Finland is not a member of NATO.", "not decidable"),
        ("Russia accounts for 29 % of Kazakhstan's imports.", "not decidable"),
    ],
)
def test_of_a_page_whose_day_nobody_knows_only_what_never_changed_decides(
    facts: Archive, sentence: str, verdict: str
) -> None:
    (claim,) = checked(facts, "en", sentence, None)
    assert claim.verdict == verdict, claim.why


@pytest.mark.parametrize(
    ("sentence", "verdict"),
    [
        ("Zimbabwe's leader was replaced by President Emmerson Mnangagwa in 2017.", "supported"),
        ("Emmerson Mnangagwa became president of Zimbabwe in 2019.", "not decidable"),
        ("Robert Fico became prime minister of Slovakia in 2021.", "not decidable"),
        ("Igor Dodon became president of Moldova in 2018.", "not decidable"),
    ],
)
def test_who_took_an_office_when(facts: Archive, sentence: str, verdict: str) -> None:
    about = document(sentence, AUTUMN)
    assert [c.verdict for c in check(facts, about, load_coder()) if "person" in c.values] == [verdict]


def test_totals_tell_which_of_two_roll_calls_of_a_day_is_meant(facts: Archive) -> None:
    text = (
        "The United States voted on Monday with Russia against a UN General Assembly resolution on the aggression "
        "against Ukraine. Eighteen states opposed it and 65 abstained. Georgia did not vote."
    )
    found = checked(facts, "en", text, dt.date(2025, 2, 25))
    assert {c.verdict for c in found} == {"supported"}
    assert {c.records[0].ref for c in found} == {"A/RES/ES-11/7"}
    assert ("USA", "RUS") in {c.states for c in found}


def test_a_false_number_is_held_against_the_roll_call_that_the_page_tells_of(facts: Archive) -> None:
    (claim,) = checked(facts, "en", VOTE["en"] + "It was adopted by 143 votes to five, while 38 abstained.", OCTOBER)
    assert (claim.verdict, claim.records[0].ref) == ("mixed", "A/RES/ES-11/4")


def test_a_page_looks_its_roll_calls_up_once(facts: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    states = ("Kazakhstan", "India", "China", "Armenia", "Serbia", "Hungary", "Mali")
    about = document(VOTE["en"] + " ".join(f"{s} abstained from the vote." for s in states), OCTOBER)
    asked: list[str] = []
    rows = Archive.rows

    def counted(self: Archive, sql: str, parameters: Any = ()) -> list[dict[str, Any]]:
        asked.append(sql)
        return rows(self, sql, parameters)

    monkeypatch.setattr(Archive, "rows", counted)
    found = check(facts, about, load_coder())
    assert sum(c.kind == "vote" for c in found) == len(states)
    assert sum(" votes " in sql for sql in asked) == 1
    assert sum("FROM roll_calls" in sql for sql in asked) <= 2
