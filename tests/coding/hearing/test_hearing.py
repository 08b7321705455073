"""What is heard between two actors, and how it is pooled with what the grammar reads."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import numpy as np
import pytest

from poleward.coding import Statement, load_coder
from poleward.coding.event_model.pair_reader import (
    FIRST,
    NOTHING,
    SECOND,
    WINDOW,
    PairQuestion,
    PairReading,
    load_pair_reader,
    window_of,
)
from poleward.coding.event_model.pruning import pruned
from poleward.coding.event_model.sentence_states import HIDDEN
from poleward.coding.explain import explain
from poleward.coding.grammar.drafts import refused
from poleward.coding.hearing.anchors import Anchor, anchors_of
from poleward.coding.hearing.gloss import rendered
from poleward.coding.hearing.listening import Heard, clause_of, listen
from poleward.coding.hearing.pooling import draft_of, pool, why_not
from poleward.coding.sentences import split
from poleward.coding.statements import Sign
from poleward.coding.tools import expand_group
from poleward.errors import UnusableInputError
from tests.coding.cases import document


def heard(
    sign: int, probability: float = 0.9, type_: str | None = "SUPPORT", status: int = 0, *, carried: bool = False
) -> Heard:
    """KAZ towards RUS in sentence 0."""
    statuses = np.zeros(8)
    statuses[status] = 1.0
    reading = PairReading(type_, np.array([1 - probability, probability, 0.0]), statuses, 0.9)
    one = Anchor(0, 10, "KAZ", "Kazakhstan", "state", None, 1.0)
    return Heard(0, one, replace(one, start=20, end=26, code="RUS", name="Russia"), reading, sign, probability, carried)


def read(sign: int, confidence: float = 0.6) -> Statement:
    """The grammar's statement on KAZ and RUS in the same sentence."""
    found = load_coder().code(document("Kazakhstan condemned Russia."))[0]
    signs = (Sign("KAZ", "RUS", sign, "words"), Sign("RUS", "KAZ", sign, "words"))
    return replace(found, signs=signs, confidence=confidence, start_at=0, end_at=28)


def test_agreement_makes_surer_and_adds_nothing() -> None:
    both = pool([read(1)], [heard(1)], [(0, 28)])
    assert both.heard == []
    assert both.statements[0].confidence > 0.6


def test_disagreement_makes_both_silent_and_keeps_both_reasons() -> None:
    sure = pool([read(-1)], [heard(1, 0.99)], [(0, 28)])
    assert sure.heard == []
    assert sure.statements[0].signs, "a grammar that is sure of its words is believed"
    both = pool([read(-1, 0.4)], [heard(1, 0.99)], [(0, 28)])
    assert both.heard == []
    assert both.statements[0].signs == ()
    assert "words" in str(both.statements[0].abstained)
    assert "closer to RUS" in str(both.statements[0].abstained)


def test_what_only_the_model_hears_is_kept_where_it_is_sure() -> None:
    assert len(pool([], [heard(1, 0.99)], [(0, 28)]).heard) == 1
    assert pool([], [heard(1, 0.4)], [(0, 28)]).heard == []


def test_what_the_grammar_could_not_tell_is_not_told_by_ear() -> None:
    silent = replace(read(1), signs=(), abstained="'many' of a group", actor="KAZ", recipient="RUS")
    assert pool([silent], [heard(1, 0.99)], [(0, 28)]).heard == []


@pytest.mark.parametrize("status", [2, 4, 5])
def test_what_is_wanted_or_denied_is_no_sign(status: int) -> None:
    assert why_not(heard(1, 0.99, status=status))


def test_types_and_signs_that_cannot_go_together_are_refused() -> None:
    assert refused("ASSAULT", 1)
    assert refused("AID", -1)
    assert not refused("REJECT", 1), "a refusal of sanctions is friendly"
    assert why_not(heard(1, 0.99, "SANCTION"))


def test_an_accusation_and_the_unconfirmed_bring_nobody_closer() -> None:
    assert why_not(heard(1, 0.99, "ACCUSE"))
    assert not why_not(heard(-1, 0.99, "ACCUSE"))
    assert why_not(replace(heard(1, 0.99), doubted=True))


@pytest.mark.parametrize("case", ["denied", "no side", "unconfirmed"])
def test_what_is_heard_without_a_sign_is_kept_with_its_reason(case: str) -> None:
    h = heard(1, 0.95, status=5 if case == "denied" else 0)
    h = replace(h, sign=0 if case == "no side" else 1, doubted=case == "unconfirmed")
    found = pool([], [h], [(0, 28)])
    assert (found.heard, found.unsigned) == ([], [h])
    draft = draft_of(h, 0, 28, "Kazakhstan praised Russia up.")
    assert draft.ties == []
    assert "but it " in str(draft.abstained)
    assert pool([read(1)], [h], [(0, 28)]).unsigned == [], "the grammar has told of the two"


def test_what_takes_no_side_never_disputes_the_grammar() -> None:
    both = pool([read(-1, 0.4)], [replace(heard(1, 0.99), sign=0)], [(0, 28)])
    assert both.statements[0].signs


def test_who_leaves_an_organisation_is_more_distant_from_it() -> None:
    text = "Le Mali et le Niger ont annoncé leur retrait immédiat de la CEDEAO."
    found = load_coder().code(replace(document(text), language="fr"))
    signs = {(g.state, g.target): g.sign for s in found for g in s.signs}
    assert signs.get(("MLI", "ECOWAS")) == -1
    assert signs.get(("NER", "ECOWAS")) == -1


@pytest.mark.parametrize(("language", "carried"), [("fr", True), ("en", False)])
def test_the_other_actor_may_stand_two_sentences_back_where_english_words_are_heard(
    language: str, *, carried: bool
) -> None:
    coder = load_coder()
    assert coder.ear is not None
    text = "Le Togo a attaqué le Tchad. Il pleuvait. Le Tchad a expulsé l'ambassadeur."
    spans = split(text)
    mentions = coder.registry.find(text, language="fr")
    anchors = anchors_of(text, spans, mentions, expand_group, "fr")
    asked = listen(text, spans, anchors, Everything(), language)  # type: ignore[arg-type]
    assert any(h.sentence == 2 and h.carried for h in asked) == carried


class Everything:
    """A reader that hears a tie of every pair that it is asked about."""

    def read(self, _: str, questions: list[PairQuestion]) -> list[PairReading]:
        return [PairReading("SUPPORT", np.array([0.05, 0.95, 0.0]), np.eye(8)[0], 0.9, 0.95) for _ in questions]


def test_a_carried_actor_needs_more() -> None:
    assert why_not(heard(1, 0.8, carried=True))
    assert not why_not(heard(1, 0.7))


def test_what_the_grammar_was_too_unsure_of_may_be_told_by_ear() -> None:
    unsure = replace(read(1), signs=(), abstained="too unsure", actor="KAZ", recipient="RUS")
    assert len(pool([unsure], [heard(1, 0.99)], [(0, 28)]).heard) == 1


def test_what_the_recipient_does_is_heard_beside_the_grammar() -> None:
    turned = replace(read(-1), actor="RUS", recipient="KAZ", event_type="ACCUSE")
    other = replace(heard(-1, 0.95, "SANCTION"), sign=-1)
    assert len(pool([turned], [other], [(0, 28)]).heard) == 1
    assert pool([replace(turned, event_type="SANCTION")], [other], [(0, 28)]).heard == []


def test_what_is_heard_beside_another_tie_must_be_surer_than_a_second_act_of_the_same_two() -> None:
    third = replace(read(-1), recipient="UKR", signs=(Sign("KAZ", "UKR", -1, "words"),))
    assert pool([third], [heard(1, 0.75)], [(0, 28)]).heard == []
    assert len(pool([third], [heard(1, 0.85)], [(0, 28)]).heard) == 1
    turned = replace(read(-1), actor="RUS", recipient="KAZ", event_type="ACCUSE")
    assert len(pool([turned], [replace(heard(-1, 0.8, "SANCTION"), sign=-1)], [(0, 28)]).heard) == 1


def test_what_its_clause_alone_does_not_tell_is_not_heard() -> None:
    assert not why_not(replace(heard(1, 0.7), alone=0.6))
    assert why_not(replace(heard(1, 0.99), alone=0.1)) == "its clause alone does not tell it"


def test_where_something_is_takes_part_only_where_it_is_heard_very_surely() -> None:
    assert why_not(replace(heard(1, 0.88), beside=True)) == "0.9 is needed"
    assert not why_not(replace(heard(1, 0.97), beside=True))
    assert why_not(replace(heard(1, 0.99), together=True)) == "a third does it to both"


def test_what_is_supposed_is_not_done() -> None:
    assert why_not(replace(heard(1, 0.99), supposed=True)) == "it is supposed"


@pytest.mark.parametrize(("probability", "kept"), [(0.9, 2), (0.97, 3)])
def test_what_two_have_with_one_third_is_easily_heard_of_the_two(probability: float, kept: int) -> None:
    pair = heard(1, probability)
    third = replace(pair.actor, start=40, end=45, code="CHN", name="China")
    ties = [replace(pair, recipient=third, probability=0.98), replace(pair, actor=third, probability=0.98)]
    assert len(pool([], [*ties, pair], [(0, 60)]).heard) == kept


def test_evidence_is_the_clause_that_holds_the_pair() -> None:
    text = "Kazakhstan thanked Russia, while Chad left the bloc."
    one = Anchor(0, 10, "KAZ", "Kazakhstan", "state", None, 1.0)
    pair = replace(heard(1), actor=one, recipient=replace(one, start=19, end=25, code="RUS"))
    chad = replace(one, start=31, end=35, code="TCD", name="Chad")
    start, end = clause_of(text, 0, len(text), pair, [one, pair.recipient, chad])
    assert text[start:end].startswith("Kazakhstan thanked Russia")
    assert "Chad" not in text[start:end]
    assert clause_of(text, 0, len(text), pair, [one, pair.recipient]) == (0, len(text)), "nobody else is there"


BAKU = "Baku closed the Russian cultural centre, and Turkey was silent."
ASKED = PairQuestion(((0, 4),), ((16, 23),), ((45, 51),))


def test_a_reading_does_not_depend_on_its_neighbours() -> None:
    model = load_pair_reader()
    other = PairQuestion(((0, 4),), ((45, 51),), ((16, 23),))
    alone = model.read(BAKU, [ASKED])[0]
    beside = model.read(BAKU, [other, ASKED, other])
    assert np.array_equal(alone.leans, beside[1].leans)
    assert alone.leans[2] > 0.5
    assert alone.first_acts > 0.5
    assert beside[0].leans[0] > 0.5, "Turkey is only named beside"


def test_a_pair_far_apart_and_one_beyond_the_text_are_read() -> None:
    model = load_pair_reader()
    text = "Kenya " + "and so on " * 60 + "thanked Uganda " + "and more " * 300 + "Chad."
    assert text[606 + 8 :].startswith("Uganda")
    end = PairQuestion(((0, 5),), ((len(text) - 5, len(text) - 1),))
    far, beyond = model.read(text, [PairQuestion(((0, 5),), ((614, 620),)), end])
    assert far.leans.sum() == pytest.approx(1.0)
    assert beyond is NOTHING
    assert model.read(text, []) == []


def test_a_window_holds_both_places() -> None:
    for first, second, n in ((3, 9, 20), (50, 90, 300), (5, 290, 300), (100, 198, 300), (1, 298, 300)):
        kinds = np.zeros(n, dtype=np.int64)
        kinds[first], kinds[second] = FIRST, SECOND
        seen = window_of(kinds)
        assert len(seen) <= WINDOW
        assert len(set(seen.tolist())) == len(seen)
        assert {0, first, second} <= set(seen.tolist())


def test_a_cut_model_gives_what_the_whole_one_gives() -> None:
    encoder = load_pair_reader().encoder
    states, tokens = encoder.states(BAKU)
    assert states.shape == (len(tokens) + 2, HIDDEN)
    assert BAKU[slice(*tokens[0])] == "Baku"
    with pytest.raises(ValueError, match="beyond the end"):
        pruned(encoder.model.content("model.onnx")[:1_000], "x")


def test_a_model_that_is_none_is_refused() -> None:
    encoder = load_pair_reader().encoder
    with pytest.raises(UnusableInputError, match="cannot be loaded"):
        type(load_pair_reader())(encoder, b"PK nothing")
    with pytest.raises(UnusableInputError, match="no pair reader"):
        type(load_pair_reader())(encoder, encoder.model.content("model.onnx"))


def test_french_and_russian_are_heard_in_english_words() -> None:
    text = "Le Mali a expulsé l'ambassadeur de France."
    mali = Anchor(3, 7, "MLI", "Mali", "state", None, 1.0)
    france = replace(mali, start=35, end=41, code="FRA", name="France")
    out = rendered(text, 0, len(text), [mali, france], "fr")
    assert "expelled" in out.text
    assert [out.text[a:b] for a, b in out.places.values()] == ["Mali", "France"]
    signs = {
        (g.state, g.target): g.sign for s in load_coder().code(replace(document(text), language="fr")) for g in s.signs
    }
    assert signs.get(("MLI", "FRA")) == -1


@pytest.mark.parametrize(
    ("language", "text", "words"),
    [
        ("ru", "Посол России осудил решение Азербайджана.", ("Russia's diplomat", "condemned", "Azerbaijan")),
        ("ru", "Российские войска ушли из Азербайджана.", ("Russia's military withdrew from Azerbaijan",)),
        ("ru", "Встреча прошла в Москве.", ("took place in Moscow",)),
        ("ru", "В 2014 году Россия не была исключена.", ("in 2014", "was not excluded")),
        ("ru", "Отношения между Китаем и Японией улучшились.", ("between China and Japan",)),
        ("ru", "Россия не должна помогать Ирану в среду.", ("should not", "on Wednesday")),
        ("fr", "La Russie a salué la décision du Ghana.", ("Russia welcomed", "of Ghana")),
    ],
)
def test_states_have_their_english_names_in_the_gloss(language: str, text: str, words: tuple[str, ...]) -> None:
    mentions = load_coder().registry.find(text, language=language)
    (anchors,) = anchors_of(text, [(0, len(text))], mentions, expand_group, language)
    out = rendered(text, 0, len(text), anchors, language)
    assert [w for w in words if w not in out.text] == [], out.text
    assert len(out.places) == len(anchors)


@pytest.mark.parametrize(
    ("language", "text", "place"),
    [
        ("fr", "Le président du Ghana a parlé. Il a condamné la Russie.", "Il"),
        ("fr", "Le Ghana est prêt. Il y a un accord avec la Russie.", None),
        ("ru", "Токаев выступил. Он поблагодарил Россию.", "Он"),
        ("ru", "Токаев выступил. Президент России ответил.", None),
        ("ru", "ОДКБ провела учения. Полноправным членом блока Армения не стала.", "блока"),
    ],
)
def test_french_and_russian_words_stand_for_names(language: str, text: str, place: str | None) -> None:
    spans = [(a, b) for a, b in split(text)]
    mentions = load_coder().registry.find(text, language=language)
    second = anchors_of(text, spans, mentions, expand_group, language)[1]
    assert [text[a.start : a.end] for a in second if a.how != "named"] == ([place] if place else [])


def test_every_sentence_has_an_outcome_and_a_reason() -> None:
    page = document("Kazakhstan condemned Russia. The weather was fine. Kenya and Uganda share a lake.")
    outcomes = explain(load_coder(), page)
    assert [o.outcome for o in outcomes] == ["signed", "nothing", "nothing"]
    assert all(o.reason for o in outcomes)
    assert explain(load_coder(), replace(page, language="ja"))[0].outcome == "nothing"


def test_a_lower_bound_of_the_page_is_never_a_day() -> None:
    page = replace(
        document("Kazakhstan condemned Russia on Sunday."),
        published_earliest=dt.date(1991, 12, 29), published_latest=None, published_how="not before",
    )  # fmt: skip
    statement = load_coder().code(page)[0]
    assert statement.date_earliest == dt.date(1991, 12, 29)
    assert statement.date_latest is None


def test_a_lean_without_a_type_is_not_told() -> None:
    bare = replace(heard(1, 0.99), reading=replace(heard(1, 0.99).reading, type=None))
    assert why_not(bare) == "no type is heard"
