"""Bytes to text: a cascade of encodings, bounded, with a note wherever something was assumed."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from itertools import pairwise

from charset_normalizer import from_bytes

from poleward.errors import UnusableInputError

MAX_BYTES = 20_000_000
"""Largest page read, in bytes."""

_SAMPLE = 40_000
"""Characters of which the share that is broken is taken: a bound on time."""
_MAGIC = {
    b"%PDF": "a PDF file",
    b"PK\x03\x04": "a ZIP archive or an office document",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"GIF8": "a picture",
    b"\x7fELF": "a program",
    b"Rar!": "an archive",
    b"\xd0\xcf\x11\xe0": "an old office document",
    b"SQLite format 3": "a database",
    b"PAR1": "a Parquet table",
}
_DECLARED = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([A-Za-z0-9_.:\-]{2,30})""")
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_TEXT_CODECS = frozenset(
    (
        "utf-8", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "ascii", "iso8859-1", "iso8859-2", "iso8859-5",
        "iso8859-9", "iso8859-15", "cp1250", "cp1251", "cp1252", "cp1253", "cp1254", "cp1256", "cp1257", "cp866",
        "koi8-r", "koi8-u", "gb2312", "gbk", "gb18030", "big5", "shift_jis", "euc_jp", "euc_kr", "mac-cyrillic",
    )
)  # fmt: skip
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f]")
_SURROGATE = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text, and notes on what was assumed or left out on the way to it."""

    text: str
    notes: tuple[str, ...]


def decode(data: bytes, source: str) -> Decoded:
    """Return the text of `data` with line ends as newlines, and control characters left out.

    The byte-order mark, then the declared encoding, UTF-8 and a statistical guess are tried in that order.

    Raises
    ------
    UnusableInputError
        The data are empty, larger than `MAX_BYTES`, or no text.
    """
    if len(data) > MAX_BYTES:
        raise UnusableInputError(
            f"the page has {len(data):,} bytes; more than {MAX_BYTES:,} are not read.",
            where=source,
            todo="Split it, or give JSON Lines with one document per line.",
        )
    if not data.strip(b"\x00 \t\r\n\xef\xbb\xbf"):
        raise UnusableInputError("the page is empty.", where=source, todo="Fetch it again.")
    for magic, what in _MAGIC.items():
        if data.startswith(magic):
            raise UnusableInputError(
                f"this is {what}, not a page.", where=source, todo="Save the page as HTML or plain text."
            )
    notes: list[str] = []
    text = clean(_decode(data, notes), notes)
    if text.count("\ufffd") > 0.1 * len(text):
        raise UnusableInputError(
            "this is not text in any encoding that is known here.", where=source, todo="Save it as UTF-8."
        )
    return Decoded(text, tuple(notes))


def clean(text: str, notes: list[str]) -> str:
    """Return the text with universal line ends, and without control characters and lone surrogates."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\u2029", "\n")
    text, controls = _CONTROL.subn("", text)
    text, lone = _SURROGATE.subn("\ufffd", text)
    if controls:
        notes.append(f"{controls:,} control characters left out")
    if lone:
        notes.append(f"{lone:,} lone surrogates replaced")
    return text


def _decode(data: bytes, notes: list[str]) -> str:
    for bom, marked in _BOMS:
        if data.startswith(bom):
            return data.decode(marked, errors="replace")
    wide = _wide(data)
    if wide:
        notes.append(f"read as {wide}, judged by its null bytes")
        return data.decode(wide, errors="replace")
    declared = _declared(data)
    for name in ("utf-8", declared):
        if name:
            try:
                text = data.decode(name)
            except (UnicodeDecodeError, LookupError):
                continue
            if name != "utf-8":
                notes.append(f"read as {name}, as the page declares")
            return text
    broken = data.decode("utf-8", errors="replace")
    high = sum(1 for byte in data[:_SAMPLE] if byte >= 0x80)
    if broken[:_SAMPLE].count("\ufffd") <= 0.05 * high:  # a few broken bytes are commoner than another encoding
        notes.append("broken bytes in UTF-8 replaced")
        return broken
    guess = _cyrillic(data) or _western(data)
    notes.append(f"read as {guess}, a guess")
    return data.decode(guess, errors="replace")


_FREQUENT = "оеаинтсрвлк"
_CYRILLIC = ("cp1251", "koi8-r", "cp866", "iso8859-5", "mac-cyrillic")
MIN_LETTERS, MIN_FREQUENT = 20, 0.45
"""In Russian three letters of four are among the frequent ones; a wrong code page gives less than half."""


def _cyrillic(data: bytes) -> str | None:
    """Return the Cyrillic code page in which the text reads as Russian; None where it does in none.

    Counted are frequent small letters; a capital after a small letter, as KOI8-R read as Windows-1251 gives, counts
    against it.
    """
    sample = _around_high(data)
    best, rank = None, MIN_FREQUENT
    for name in _CYRILLIC:
        text = sample.decode(name, errors="replace")
        letters = [c for c in text if "Ѐ" <= c <= "ӿ"]
        high = sum(1 for c in text if ord(c) >= 0x80)
        if len(letters) < MIN_LETTERS or len(letters) < 0.8 * high:
            continue
        frequent = sum(1 for c in letters if c in _FREQUENT) / high
        odd = sum(1 for a, b in pairwise(text) if a.islower() and b.isupper() and a >= "Ѐ" <= b) / high
        if frequent - odd > rank:
            best, rank = name, frequent - odd
    return best


def _western(data: bytes) -> str:
    """Return a guess for other text: Windows-1252 where its letters with marks are those of western languages."""
    sample = _around_high(data)
    high = [c for c in sample.decode("cp1252", errors="replace") if ord(c) >= 0x80]
    western = sum(1 for c in high if c in _WESTERN)
    if len(high) < 0.2 * len(sample) and western >= 0.8 * len(high):
        return "cp1252"
    best = from_bytes(sample).best()
    return best.encoding if best else "cp1252"


_WESTERN = frozenset("éèêëàâäáãåçîïíìôöóòõøûüúùñßæœÿÉÈÊËÀÂÄÁÃÅÇÎÏÍÔÖÓØÛÜÚÑÆŒ’‘“”«»–—…€£§°·•™®© \u00a0")


def _wide(data: bytes) -> str | None:
    """Return UTF-16's byte order where every other byte of the sample is null."""
    sample = data[:4_000]
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    if odd > 0.4 * len(sample) / 2 and even < 0.05 * len(sample):
        return "utf-16-le"
    if even > 0.4 * len(sample) / 2 and odd < 0.05 * len(sample):
        return "utf-16-be"
    return None


def _declared(data: bytes) -> str | None:
    """Return the encoding that the page's head names, when it is a known text encoding."""
    match = _DECLARED.search(data[:4_000])
    if match is None:
        return None
    try:
        name = codecs.lookup(match[1].decode("ascii")).name
    except LookupError:
        return None
    return {"iso8859-1": "cp1252", "ascii": "cp1252"}.get(name, name) if name in _TEXT_CODECS else None


def _around_high(data: bytes) -> bytes:
    """Return a sample that holds non-ASCII bytes, so that the guess has something to go by."""
    first = next((i for i, byte in enumerate(data) if byte >= 0x80), 0)
    start = max(0, first - 200)
    return data[start : start + _SAMPLE]
