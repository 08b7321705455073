from __future__ import annotations

import pytest

from poleward.pages import read_bytes
from poleward.pages.discards import rules

PROSE = [
    "The envoys of three states met in Osh on Tuesday and spoke for six hours about water and pastures.",
    "They agreed to meet again before the harvest and to send two engineers to every dam on the river.",
    "A protocol was signed by all of them and handed over to the governments for confirmation.",
]

TEASERS = [
    "See also  Rivers run dry as glaciers shrink",
    ">> Read more: “Who owns the water?”",
    "» Who owns the water",
    "Also read: Who owns the water of the valley",
    "READ MORE | Herdsmen protest at the pass",
    "Related: Glaciers in numbers",
    "Most read in world news",
    "Share this article on Facebook",
    "Facebook Twitter Telegram WhatsApp",
    "Subscribe to our newsletter and get the best of the valley",
    "Sign up here for the morning letter",
    "This article is only for subscribers",
    "We use cookies to improve your experience on our site.",
    "Photo: Valley Post / A. Karimov",
    "Reporting by A. Karimov; Editing by B. Lee",
    "By Aida Karimova",
    "Published: 5 April 2023, 10:15",
    "Follow us on Telegram and Facebook",
    "Your email address will not be published. Required fields are marked *",
    "© 2023 Valley Post. All rights reserved.",
    "Читайте также: Ледники тают быстрее",
    "Подписывайтесь на наш Telegram-канал",
    "Фото: пресс-служба акимата",
    "Оставить комментарий",
    "Lire aussi : Les glaciers fondent plus vite",
    "À lire également : les bergers manifestent",
    "Abonnez-vous à notre lettre du matin",
    "Votre adresse e-mail ne sera pas publiée.",
    "Laisser un commentaire",
    "Crédit photo : Valley Post",
]

KEPT = [
    "See how they run, said the governor of Osh, and the herdsmen laughed at the officials.",
    "More than 300 soldiers crossed the bridge on Monday, according to the governor.",
    "Related parties signed the protocol in the presence of the governors of both districts.",
    "Read in parliament on Monday, the letter accused two ministers of having sold the dam.",
    "Share prices in Almaty fell by a tenth after the announcement of the blockade.",
    "Photographs of the dam were shown to the envoys, who asked for a second inspection.",
    "By Tuesday, Tajikistan had withdrawn its guards from the pumping station near Isfara.",
    "Watch towers were built along the canal by both states after the shooting in April.",
    "Comments by the minister about the canal angered the neighbours and delayed the talks.",
    "Фотографии плотины показали посланникам, которые попросили о второй проверке.",
    "Lire ce traité, a dit le ministre, suffit pour comprendre la colère des bergers.",
    "Source documents show that the ministry had known of the cracks in the dam for years.",
]


def kept(text: str) -> str:
    document = next(read_bytes(text.encode(), "page", layout="text"))
    return "\n".join(document.mended(span).text for span in document.paragraphs())


@pytest.mark.parametrize("teaser", TEASERS)
@pytest.mark.parametrize("place", [1, 3])
def test_teasers_go_wherever_they_stand(teaser: str, place: int) -> None:
    lines = ["A headline", *PROSE]
    lines.insert(place + 1, teaser)
    left = kept("\n\n".join(lines))
    assert teaser not in left
    assert left.count("\n") == 2


@pytest.mark.parametrize("sentence", KEPT)
def test_prose_that_begins_like_a_teaser_stays(sentence: str) -> None:
    assert sentence in kept("\n\n".join(["A headline", PROSE[0], sentence, PROSE[1]]))


def test_list_of_stories_and_what_follows() -> None:
    text = "\n".join(["A headline", PROSE[0], "Related articles", "Glaciers shrink", "Herdsmen protest", PROSE[1]])
    assert kept(text).split("\n") == PROSE[:2]


def test_teaser_at_the_end_of_a_paragraph() -> None:
    left = kept(f"A headline\n\n{PROSE[0]} READ MORE: Herdsmen protest at the pass\n\n{PROSE[1]}")
    assert left == f"{PROSE[0]}\n{PROSE[1]}"


def test_comment_form_takes_the_rest_only_below_an_article() -> None:
    below = "\n\n".join(["A headline", *PROSE, "Leave a Reply", "I agree with every word of this story, well done."])
    assert "I agree" not in kept(below)
    above = "\n\n".join(["Comments", *PROSE])
    assert kept(above).split("\n") == PROSE


def test_every_discard_has_its_reason_and_the_text_is_whole() -> None:
    text = "\n\n".join(["A headline", PROSE[0], *TEASERS[:8], PROSE[1]])
    document = next(read_bytes(text.encode(), "page", layout="text"))
    assert document.text == text
    assert all(a.value and 0 < a.confidence <= 1 for a in document.annotations if a.kind == "discard")


def test_rules_are_named_once() -> None:
    names = [rule.id for rule in rules()]
    assert len(names) == len(set(names))
    assert all(rule.reason and rule.scope in ("line", "whole", "run", "rest", "tail") for rule in rules())
