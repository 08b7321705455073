"""Names of states that tell of no state, in French and Russian."""

from __future__ import annotations

import pytest

from poleward.actors import load_registry
from poleward.coding.languages.private import is_private


@pytest.mark.parametrize(
    ("language", "text", "codes"),
    [
        ("ru", "Британский музыкант выступил перед Францией.", ["FRA"]),
        ("ru", "Британские санкции ударили по Франции.", ["GBR", "FRA"]),
        ("ru", "Выходец из Гвинеи получил убежище у США.", ["USA"]),
        ("ru", "Гражданин России бежал в Грецию.", ["GRC"]),
        ("ru", "Сборная Замбии обыграла сборную Ганы.", []),
        ("ru", "Войска Франции остались в Ливии.", ["FRA"]),
        ("ru", "В Румынии осудили действия Москвы.", ["ROU", "RUS"]),
        ("ru", "Как заявили в Польше, Россия ответит.", ["POL", "RUS"]),
        ("ru", "Российско-турецкие отношения крепнут.", ["RUS", "TUR"]),
        ("fr", "Un chanteur britannique est venu en France.", ["FRA"]),
        ("fr", "Les sanctions britanniques visent la France.", ["GBR", "FRA"]),
    ],
)
def test_private_persons_and_things_are_not_their_state(language: str, text: str, codes: list[str]) -> None:
    found = load_registry().find(text, language=language)
    assert [m.code for m in found if not is_private(text, m, language)] == codes
