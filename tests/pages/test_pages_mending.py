from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from poleward.pages import Document, Span, read_bytes
from poleward.pages.mending import mends


def read(text: str) -> Document:
    return next(read_bytes(text.encode(), "page", layout="text"))


def mended(text: str, language: str = "en") -> str:
    for mend in reversed(mends(text, language)):
        text = text[: mend.start_at] + mend.value + text[mend.end_at :]
    return text


@pytest.mark.parametrize(
    ("glued", "apart"),
    [
        ("TheTajik envoy left", "The Tajik envoy left"),
        ("aid inKazakhstan", "aid in Kazakhstan"),
        ("told BloombergShe left", "told Bloomberg She left"),
        ("president JaparovRejected it", "president Japarov Rejected it"),
        ("water ? No", "water? No"),
        ("the treaty . . They", "the treaty. They"),
        ("of the valley.The envoy", "of the valley. The envoy"),
    ],
)
def test_mends(glued: str, apart: str) -> None:
    assert mended(glued) == apart


@pytest.mark.parametrize(
    "name",
    ["YouTube and WhatsApp", "McDonald met DeSantis", "KazMunayGas, PetroChina and ExxonMobil", "the U.S.A. and Kun.uz",
     "iPhone", "e.g.The", "www.Valley.Example", "3.5 tonnes", "SoftBank", "al-Farabi"],
)  # fmt: skip
def test_names_are_left_alone(name: str) -> None:
    assert mended(name) == name


def test_french_stops_keep_their_blank() -> None:
    assert mended("Pourquoi ? Parce que la rivière baisse .", "fr") == "Pourquoi ? Parce que la rivière baisse."


def test_garbled_sentences_are_marked() -> None:
    garbled = (
        "In spring, the envoy of the valley Forced to call waters Joint Council To overcome drought Due to the heat."
    )
    smooth = "In spring, the envoy of the valley called the council together to overcome the drought of the summer."
    document = read(f"A headline\n\n{smooth}\n\n{garbled}")
    marked = [document.text[a.start_at : a.end_at] for a in document.annotations if a.kind == "garbled"]
    assert marked == [garbled]


PIECES = st.sampled_from(
    [
        "TheUzbek",
        " envoy",
        " .",
        " . .",
        "said",
        " ?",
        "\n",
        "\u200b",
        "\u202e",
        "OshHe",
        " in",
        "Kyrgyz",
        ".The",
        " ",
        "é",
        "Ж",
        ",but",
    ]
)


@settings(max_examples=150)
@given(st.lists(PIECES, min_size=3, max_size=40))
def test_offsets_map_both_ways(pieces: list[str]) -> None:
    text = "Opening words of a page that is long enough to be read.\n" + "".join(pieces)
    document = read(text)
    whole = Span(0, len(document.text))
    for span in [whole, *document.paragraphs()]:
        made = document.mended(span)
        assert len(made.text) == len(made.starts) == len(made.ends)
        for i, char in enumerate(made.text):
            start, end = made.starts[i], made.ends[i]
            assert span.start_at <= start <= end <= span.end_at
            if start == end:
                assert char == " "
                continue
            assert document.text[start:end] == char or (char == " " and document.text[start:end].isspace())
            assert made.to_mended(start, end) == (i, i + 1)
        assert list(made.starts) == sorted(made.starts)
        for start in range(0, len(made.text), 7):
            source = made.to_source(start, min(start + 5, len(made.text)))
            low, high = made.to_mended(source.start_at, source.end_at)
            assert low >= start
            assert made.text[low:high].strip() == made.text[start : start + 5].strip()
        assert made.to_source(0, 0).start_at >= span.start_at


@settings(max_examples=100)
@given(st.text(max_size=300))
def test_no_letter_is_ever_changed(text: str) -> None:
    kept = [char for char in mended(text) if char.isalnum()]
    assert kept == [char for char in text if char.isalnum()]


@settings(max_examples=100)
@given(st.text(min_size=1, max_size=400))
def test_annotations_and_paragraphs_lie_in_the_text(text: str) -> None:
    if not text.encode("utf-8", errors="ignore").strip(b" \t\r\n\x00\xef\xbb\xbf"):
        return
    data = ("Words of a page. " + text).encode("utf-8", errors="replace")
    document = next(read_bytes(data, "page", layout="text"))
    for annotation in document.annotations:
        assert 0 <= annotation.start_at < annotation.end_at <= len(document.text)
    at = 0
    for span in document.paragraphs():
        assert at <= span.start_at < span.end_at <= len(document.text)
        at = span.end_at
