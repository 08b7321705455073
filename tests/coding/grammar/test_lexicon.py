"""The word lists hold together: every cell has a legal value, every list that the code asks for exists."""

from __future__ import annotations

import tomllib
from importlib import resources
from pathlib import Path

import pytest

from poleward.actors import load_registry
from poleward.coding.grammar.lexicon import load_lexicon

TYPES = {
    "AGREE", "CONSULT", "SUPPORT", "COOPERATE", "AID", "CONCEDE", "RETREAT", "ACCUSE", "REJECT", "THREATEN",
    "PROTEST", "SANCTION", "MOBILIZE", "COERCE", "ASSAULT", "REQUEST",
}  # fmt: skip
VERB_KINDS = {
    "act", "stance", "light", "build", "reduce", "locate",
}  # fmt: skip
NOUN_KINDS = {
    "event", "aid", "relation", "object", "separatism", "possession", "association", "reverse", "through",
    "document", "infinitive", "protest",
}  # fmt: skip


def test_verbs_have_legal_cells() -> None:
    for readings in load_lexicon().verbs.values():
        for v in readings:
            assert v.kind in VERB_KINDS, v
            assert v.sign in {-1, 0, 1}, v
            assert v.type is None or v.type in TYPES, v
            assert v.slots, v
            assert v.channel in {"words", "deeds"}, v


def test_nouns_have_legal_cells() -> None:
    for readings in load_lexicon().nouns.values():
        for n in readings:
            assert n.kind in NOUN_KINDS, n
            assert {n.agent, n.patient} <= {-1, 0, 1, None}, n
            assert n.modifier in {"agent", "patient", "party", "none"}, n
            assert n.type is None or n.type in TYPES, n


def test_polarity_reversing_nouns_are_bad_for_their_patient() -> None:
    nouns = load_lexicon().nouns
    for lemma in ("exclusion", "sanction", "invasion", "condemnation", "expulsion", "isolation"):
        assert nouns[lemma][0].patient == -1, lemma


def test_operators_and_qualities_have_legal_cells() -> None:
    lexicon = load_lexicon()
    for operators in lexicon.operators.values():
        for o in operators:
            assert o.sign in {-1, 0, 1}
            assert o.control in {"subject", "object", "asks", "lets", "stops", "invites", "none"}
            assert o.type is None or o.type in TYPES
    assert {q.sign for q in lexicon.qualities.values()} == {-1, 0, 1}


def test_territories_rites_and_camps_name_known_states() -> None:
    lexicon, registry = load_lexicon(), load_registry()
    named = {t.sovereign for t in lexicon.territories.values()} | {
        t.patron for t in lexicon.territories.values() if t.patron
    }
    named |= {r.state for r in lexicon.rites} | {c for camp in lexicon.camps for c in camp.near}
    assert {code for code in named if registry.state(code) is None} == set()


@pytest.mark.parametrize(("file", "function"), [("words.toml", "words"), ("patterns.toml", "surface_pattern")])
def test_every_list_and_pattern_is_asked_for_by_the_module_it_names(file: str, function: str) -> None:
    coding = Path(str(resources.files("poleward.coding")))
    sources = {
        path.stem: path.read_text(encoding="utf-8") for path in coding.rglob("*.py") if path.name != "__init__.py"
    }
    data = tomllib.loads((coding / "data" / file).read_text(encoding="utf-8"))
    unused = [name for name, entry in data.items() if f'{function}("{name}")' not in sources[entry["used_by"]]]
    assert unused == []
