"""An answer names the pages that were read, name the state, and gave nothing on the question."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

from poleward import config
from poleward.answers.ask import ask
from poleward.answers.silent_pages import SilentPages
from poleward.archive import Archive
from poleward.coding import Coder, load_coder
from poleward.intake.pages import read_pages
from poleward.publishing.tongue import LANGUAGES, Tongue

TEXTS = {
    "heard.txt": "Kazakhstan condemned Russia on 3 March 2022.",
    "silent.txt": "In Kazakhstan it rained on 3 March 2022.",
    "abroad.txt": "Kenya bought tea on 3 March 2022.",
}


def test_pages_that_gave_nothing_are_named(tmp_path: Path) -> None:
    for name, text in TEXTS.items():
        (tmp_path / name).write_text(text)
    own = load_coder()
    with Archive.open(tmp_path / "a.duckdb", write=True) as archive:
        read_pages(archive, [tmp_path / name for name in TEXTS], coder=Coder(own.registry, own.nlp, own.lexicon))
        answer = ask(archive, "KAZ", "moscow", dt.date(2022, 2, 24), config=config.load())
    assert answer.pages is not None
    assert answer.pages.naming == 2
    assert [Path(name).name for name in answer.pages.silent] == ["silent.txt"]
    told = answer.pages.sentence()
    assert told.startswith("Of 2 pages read that name the state, one gave nothing on this: ")
    assert told.endswith("silent.txt (poleward read --explain PAGE says why).")
    assert answer.to_json()["pages_silent"] == list(answer.pages.silent)


def test_pages_of_one_file_are_told_apart(tmp_path: Path) -> None:
    rows = [{"url": f"https://example.org/{k}", "date": "2022-03-03", "body": TEXTS["silent.txt"]} for k in (1, 2)]
    rows.append({"headline": "Rain", "date": "2022-03-03", "body": TEXTS["silent.txt"] + " Again."})
    file = tmp_path / "news.jsonl"
    file.write_text("\n".join(json.dumps(row) for row in rows))
    own = load_coder()
    with Archive.open(tmp_path / "a.duckdb", write=True) as archive:
        read_pages(archive, [file], coder=Coder(own.registry, own.nlp, own.lexicon))
        answer = ask(archive, "KAZ", "moscow", dt.date(2022, 2, 24), config=config.load())
    assert answer.pages is not None
    assert answer.pages.silent == ("Rain", "https://example.org/1", "https://example.org/2")


def test_they_are_named_in_each_language_and_the_rest_is_counted() -> None:
    pages = SilentPages(12, tuple(f"{k}.txt" for k in range(7)))
    told = {code: pages.sentence(Tongue(code)) for code in LANGUAGES}
    assert told["en"].startswith("Of 12 pages read that name the state, 7 gave nothing on this: 0.txt")
    assert "4.txt and 2 more" in told["en"]
    for code in ("ru", "fr"):
        assert "4.txt" in told[code]
        assert "5.txt" not in told[code]
        assert "gave nothing" not in told[code]
        assert " more" not in told[code]
    assert SilentPages(3, ()).sentence(Tongue("ru")) == ""
