"""What the coder makes of single sentences: actors, signs, types, negation, speakers; and of whole documents."""

from __future__ import annotations

import datetime as dt
from dataclasses import fields, replace

import pytest

from poleward import tables
from poleward.coding import Coder, MaskedSentence, Statement, load_coder
from poleward.coding.statements import content_id
from poleward.pages.document import Annotation
from tests.coding.cases import cases, document, faults


@pytest.fixture(scope="module")
def coder() -> Coder:
    return load_coder()


def _ids(rows: list[dict[str, str]]) -> list[str]:
    return [f"{row['state']}-{row['target']}: {row['sentence'][:60]}" for row in rows]


PLAIN, HARD = cases(), cases("hard.tsv")


@pytest.mark.parametrize("case", PLAIN, ids=_ids(PLAIN))
def test_a_sentence_is_read_as_a_careful_reader_does(coder: Coder, case: dict[str, str]) -> None:
    assert faults(coder, case) == []


@pytest.mark.parametrize("case", HARD, ids=_ids(HARD))
def test_a_harder_sentence_is_read_as_a_careful_reader_does(coder: Coder, case: dict[str, str]) -> None:
    assert faults(coder, case) == []


def test_there_are_many_cases() -> None:
    assert len(PLAIN) + len(HARD) >= 190
    assert len({state for case in PLAIN + HARD for state in (case["state"], case["target"])}) >= 80


def code(coder: Coder, text: str, **changes: object) -> list[Statement]:
    return coder.code(replace(document(text), **changes))  # type: ignore[arg-type]


def one(coder: Coder, text: str) -> Statement:
    (found,) = code(coder, text)
    return found


def test_a_statement_has_the_columns_of_its_table(coder: Coder) -> None:
    names = {f.name for f in fields(Statement)} - {"signs"}
    assert names == set(tables.STATEMENTS.names)


def test_the_reason_names_negator_verb_and_reversing_noun(coder: Coder) -> None:
    s = one(coder, "Armenia refused to support the suspension of Russia from the Council of Europe.")
    sign = next(g for g in s.signs if g.state == "ARM")
    assert sign.reason == "refused × support × suspension of RUS → closer to RUS"


def test_a_tie_of_two_states_is_signed_from_both_ends(coder: Coder) -> None:
    s = one(coder, "Russia threatened Finland.")
    assert {(g.state, g.target, g.sign) for g in s.signs} == {("RUS", "FIN", -1), ("FIN", "RUS", -1)}
    assert (s.actor, s.recipient) == ("RUS", "FIN")


def test_evidence_trigger_and_context_are_offsets_into_the_text(coder: Coder) -> None:
    text = "It rained. Norway praised Iceland on Monday. Nothing else happened."
    s = one(coder, text)
    assert text[s.start_at : s.end_at] == s.exact
    assert "Norway praised Iceland" in s.exact
    assert s.trigger_start is not None
    assert text[s.trigger_start : s.trigger_end] == "praised"
    assert text[: s.start_at].endswith(s.prefix)
    assert text[s.end_at :].startswith(s.suffix)


def test_the_id_is_the_hash_of_the_content(coder: Coder) -> None:
    s = one(coder, "Norway praised Iceland.")
    assert content_id(s) == s.statement_id
    assert content_id(replace(s, confidence=s.confidence / 2)) != s.statement_id


def test_the_same_document_gives_the_same_statements_whatever_stands_beside_it(coder: Coder) -> None:
    mine = document("Norway praised Iceland. Denmark did not support the exclusion of Hungary.")
    others = [document("Chad criticised Sudan."), document("Peru thanked Chile. " * 40)]
    assert coder.code_many([*others, mine])[2] == coder.code_many([mine, *others])[0] == coder.code(mine)


def test_a_document_in_another_language_gives_nothing(coder: Coder) -> None:
    assert code(coder, "Norway praised Iceland.", language="de") == []


def test_discarded_text_is_never_coded(coder: Coder) -> None:
    text = "Norway praised Iceland.\nSee also: Denmark condemned Hungary."
    teaser = Annotation(24, len(text), "discard", "teaser", 1.0)
    assert {s.actor for s in code(coder, text, annotations=(teaser,))} == {"NOR"}


def test_garbled_text_lowers_confidence(coder: Coder) -> None:
    text = "Norway praised Iceland."
    garbled = Annotation(0, len(text), "garbled", "broken", 1.0)
    (clean,), (broken,) = code(coder, text), code(coder, text, annotations=(garbled,))
    assert broken.confidence < clean.confidence


def test_these_two_countries_are_the_two_just_named(coder: Coder) -> None:
    found = code(coder, "Latvia and Estonia sent medical aid to Moldova. These two countries do not recognize the "
                        "annexation of Crimea.")  # fmt: skip
    assert {s.actor for s in found if s.negated} == {"LVA", "EST"}


def test_a_clause_between_dashes_is_read_by_itself(coder: Coder) -> None:
    text = "Because of the frost – Chad and Niger rely on imports of wheat from Egypt – prices rose."
    found = code(coder, text)
    assert {(s.actor, s.recipient, s.kind) for s in found} == {
        ("TCD", "EGY", "dependence"),
        ("NER", "EGY", "dependence"),
    }
    assert all("prices" not in s.exact for s in found)


def test_a_second_clause_that_the_negation_may_reach_is_not_signed(coder: Coder) -> None:
    found = code(coder, "Peru has no intention of being in the same camp as Chile and helped Chile to avoid sanctions.")
    helped = [s for s in found if s.trigger_start is not None and "helped" in s.exact and not s.signs]
    assert [s.abstained for s in helped if s.abstained] != []
    assert {g.sign for s in found for g in s.signs if (g.state, g.target) == ("PER", "CHL")} == {-1}


def test_an_official_who_speaks_for_the_actor_makes_a_statement(coder: Coder) -> None:
    s = one(coder, "The Estonian foreign minister said that Estonia supports the territorial integrity of Georgia.")
    assert (s.kind, s.channel) == ("statement", "words")
    (speaker,) = s.speakers
    assert (speaker.actor, speaker.name) == ("EST", "Estonian foreign minister")


def test_a_speaker_inside_a_speaker_gives_both(coder: Coder) -> None:
    text = '"Recently a Russian lawmaker said that it was necessary to destroy Latvia," explained John Smithson.'
    s = next(s for s in code(coder, text) if s.event_type == "THREATEN")
    assert [p.name for p in s.speakers] == ["John Smithson", "Russian lawmaker"]
    assert (s.actor, s.recipient) == ("RUS", "LVA")


def test_a_warning_to_somebody_called_by_name_is_a_threat(coder: Coder) -> None:
    text = '"Friends in Latvia, why so proud? Look at Georgia and think carefully," said the Russian ambassador.'
    s = next(s for s in code(coder, text) if s.event_type == "THREATEN")
    assert (s.actor, s.recipient, s.kind) == ("RUS", "LVA", "statement")


def test_dates_come_from_the_sentence_or_the_page(coder: Coder) -> None:
    dated, undated = code(coder, "Norway praised Iceland on 3 May 2021. Peru praised Chile.")
    assert (dated.date_earliest, dated.date_latest, dated.historical) == (
        dt.date(2021, 5, 3),
        dt.date(2021, 5, 3),
        True,
    )
    assert (undated.date_earliest, undated.date_latest) == (dt.date(2023, 6, 15), dt.date(2023, 6, 15))
    assert "publication" in undated.date_how
    (unknown,) = coder.code(document("Peru praised Chile.", None))
    assert unknown.date_earliest is None


@pytest.mark.parametrize(
    "text",
    ["Moldova terminated the agreement of 1996 with Russia.", "Moldova cancelled the treaties of 1995 and 1998 with "
     "Russia.", "Moldova denounced a 1996 partnership treaty with Russia."],
)  # fmt: skip
def test_the_year_of_a_paper_is_not_the_year_of_the_act(coder: Coder, text: str) -> None:
    s = one(coder, text)
    assert (s.date_earliest, s.date_latest) == (dt.date(2023, 6, 15), dt.date(2023, 6, 15))


def test_a_year_beside_a_paper_may_be_that_of_the_act(coder: Coder) -> None:
    s = one(coder, "In 1993 Belarus signed an agreement with Lithuania.")
    assert s.date_earliest == dt.date(1993, 1, 1)


class Contrary:
    """A classifier that calls everything by one type."""

    version = "contrary-1"

    def __init__(self, type_: str) -> None:
        self.type = type_
        self.seen: list[MaskedSentence] = []

    def classify(self, masked: object) -> list[tuple[str | None, str | None, float]]:
        assert isinstance(masked, list)
        self.seen += masked
        return [(self.type, None, 0.9) for _ in masked]


def test_a_learned_type_overrules_the_type_and_never_the_sign(coder: Coder) -> None:
    text = "Norway praised Iceland."
    (refused,) = load_coder(coder.registry, Contrary("ASSAULT")).code(document(text))
    assert refused.event_type == "SUPPORT", "no friendly sign goes with an assault"
    contrary = Contrary("AID")
    (learned,) = load_coder(coder.registry, contrary).code(document(text))
    assert learned.event_type == "AID"
    assert {g.sign for g in learned.signs} == {1}
    (seen,) = contrary.seen
    assert seen.actor is not None
    assert seen.recipient is not None
    assert (text[slice(*seen.actor)], text[slice(*seen.recipient)]) == ("Norway", "Iceland")
    assert "contrary-1" in learned.coder


@pytest.mark.parametrize(
    "text",
    ["", "\n\n\n", "?!", "a" * 20_000, "Russia " * 3_000, "“" * 500, "Norway praised Iceland" + ", and Iceland" * 400,
     "<script>alert(1)</script> Norway\u202e praised\x00 Iceland.", "Ж" * 500, "– a – b – c – d –" * 200],
)  # fmt: skip
def test_hostile_text_neither_crashes_nor_hangs(coder: Coder, text: str) -> None:
    for s in code(coder, text):
        assert text[s.start_at : s.end_at] == s.exact
