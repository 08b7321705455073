"""What on a page is not its article: the rules of `data/discards.toml`, applied to lines.

Source of the approach: boilerplate detection by shallow text features (Kohlschütter, Fankhauser & Nejdl, WSDM
2010, section 3), with reviewed patterns in place of learned thresholds, so that every discard has its reason.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib import resources

from poleward.pages.document import Annotation, Span, lines_of

HEADING = "section heading"
TITLE = "title"
"""Reasons of discards that belong to the article, though not to its sentences."""

_MARKS = re.compile(r"[\s>»›→➤▶►•·*|#–—\-\[(]*")
_PROSE_END = re.compile(r"[.!?…;:][\"'”»’)\]]*$")
_WORD = re.compile(r"\w+")
_RUN_LINES = 12
"""Headlines below a 'See also' that go with it: our choice; lists of related pages are shorter."""
_BARE = 40
"""Characters of a bare 'See also'; with no prose below it, nothing below it is the article's."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of `data/discards.toml`."""

    id: str
    pattern: re.Pattern[str]
    scope: str
    reason: str
    max_chars: int
    keep_marks: bool


@dataclass(frozen=True, slots=True)
class MarkupHints:
    """What a page's markup says about its lines: their texts, as `key` writes them, by role."""

    links: frozenset[str] = field(default=frozenset())
    captions: frozenset[str] = field(default=frozenset())
    headings: frozenset[str] = field(default=frozenset())
    titles: frozenset[str] = field(default=frozenset())
    written: Mapping[str, str] = field(default_factory=dict)
    """The day (ISO) on which a line of a live page was written."""


def key(text: str) -> str:
    """Return the letters and digits of a text in lower case, by which two writings of one line are the same."""
    return " ".join(_WORD.findall(text.lower()))


@cache
def rules() -> tuple[Rule, ...]:
    """Return the reviewed rules, compiled, in the order of the file."""
    data = tomllib.loads(resources.files("poleward.pages.data").joinpath("discards.toml").read_text(encoding="utf-8"))
    compiled = []
    for row in data["rule"]:
        pattern = row["pattern"]
        if row["scope"] in ("whole", "run"):
            pattern = rf"(?:{pattern})\s*[:.…!»>]*\s*$"
        elif row["scope"] == "tail":
            pattern = rf"(?<=[.!?…”\"»)])\s+[\[(]?(?:{pattern})[\])]?\s*$"
        else:
            pattern = rf"(?:{pattern})"
        compiled.append(
            Rule(
                id=row["id"],
                pattern=re.compile(pattern, re.IGNORECASE),
                scope=row["scope"],
                reason=row["reason"],
                max_chars=row.get("max_chars", 300),
                keep_marks=row.get("keep_marks", False),
            )
        )
    return tuple(compiled)


def discards(text: str, *, title: str | None = None, hints: MarkupHints | None = None) -> list[Annotation]:
    """Return the discarded stretches of a page's text, in order and without overlap.

    Parameters
    ----------
    text
        The page's text, one paragraph a line (or wrapped, with blank lines between paragraphs).
    title
        The headline: its own line in the text is discarded as 'title', since the document holds it.
    hints
        What the markup says about the lines, where there was markup.
    """
    return _Pass(text, title, hints or MarkupHints()).run()


class _Pass:
    """One pass over a page's lines; `reasons` holds the verdict on each line, `tails` the stretches within lines."""

    def __init__(self, text: str, title: str | None, hints: MarkupHints) -> None:
        self.text = text
        self.lines = lines_of(text)
        self.hints = hints
        self.title = key(title) if title else ""
        self.reasons: list[tuple[str, float] | None] = [None] * len(self.lines)
        self.tails: list[Annotation] = []
        ends = (text[max(span.start_at, span.end_at - 200) : span.end_at] for span in self.lines)
        self.last_prose = max((at for at, end in enumerate(ends) if _is_prose(end)), default=-1)
        self.total = sum(span.end_at - span.start_at for span in self.lines)

    def run(self) -> list[Annotation]:
        self._titles()
        self._rules()
        self._markup()
        self._repeats()
        self._headings()
        whole = [
            Annotation(span.start_at, span.end_at, "discard", reason[0], reason[1])
            for span, reason in zip(self.lines, self.reasons, strict=True)
            if reason
        ]
        return sorted([*whole, *self.tails])

    def _line(self, at: int) -> str:
        span = self.lines[at]
        return self.text[span.start_at : span.end_at]

    def _titles(self) -> None:
        titles = {t for t in (self.title, *self.hints.titles) if t}
        for at in range(min(len(self.lines), 12)):
            if len(self.lines) > 1 and self.lines[at].end_at - self.lines[at].start_at < 400:
                line = key(self._line(at))
                if line and line in titles and matching(self._line(at)) is None:
                    self.reasons[at] = (TITLE, 1.0)

    def _rules(self) -> None:
        before = 0
        at = 0
        while at < len(self.lines):
            line = self._line(at)
            if self.reasons[at] is None:
                matched = matching(line)
                if matched:
                    at = self._apply(matched, at, before)
                    continue
                self._tail(at, line)
                before += len(line)
            at += 1

    def _apply(self, rule: Rule, at: int, before: int) -> int:
        """Mark what a rule takes from line `at` on; return the next line to look at."""
        self.reasons[at] = (rule.reason, 0.95)
        after = at + 1
        ends = rule.scope in {"run", "line"} and at > self.last_prose and len(self._line(at)) <= _BARE
        if ends and before >= min(400, self.total / 2):
            for later in range(after, len(self.lines)):
                self.reasons[later] = (f"{rule.reason}: below it", 0.85)
            return len(self.lines)
        if rule.scope == "rest" and before >= min(400, self.total / 2):
            for later in range(after, len(self.lines)):
                self.reasons[later] = (f"{rule.reason}: below it", 0.9)
            return len(self.lines)
        if rule.scope == "run":
            while after < len(self.lines) and after - at <= _RUN_LINES and self._is_headline(after):
                self.reasons[after] = (rule.reason, 0.8)
                after += 1
        return after

    def _is_headline(self, at: int) -> bool:
        """Return whether a line after 'Related' reads like a headline; a subhead before prose is none."""
        line = self._line(at)
        if len(line) > 180 or line.endswith((".", ";", ":", ",")):
            return False
        return not (at + 1 < len(self.lines) and _is_prose(self._line(at + 1)) and at > 0 and self._opens_section(at))

    def _opens_section(self, at: int) -> bool:
        """Return whether the markup, or a bare short line, says that this is a subhead of the article."""
        if self.hints.links:
            return key(self._line(at)) in self.hints.headings
        return len(self._line(at)) < 60

    def _tail(self, at: int, line: str) -> None:
        if len(line) > 20_000:
            return
        start = max(0, len(line) - 320)
        for rule in rules():
            if rule.scope == "tail" and (match := rule.pattern.search(line, start)):
                offset = self.lines[at].start_at
                begin = offset + match.start() + len(match[0]) - len(match[0].lstrip())
                self.tails.append(Annotation(begin, self.lines[at].end_at, "discard", rule.reason, 0.85))
                return

    def _markup(self) -> None:
        """Lines that are nothing but a link, or stand in a caption."""
        if not (self.hints.links or self.hints.captions):
            return
        for at in range(len(self.lines)):
            if self.reasons[at] is None:
                line = key(self._line(at))
                if line in self.hints.captions:
                    self.reasons[at] = ("caption", 0.9)
                elif line in self.hints.links:
                    self.reasons[at] = ("teaser: nothing but a link", 0.85)

    def _repeats(self) -> None:
        seen: set[str] = set()
        for at in range(len(self.lines)):
            span = self.lines[at]
            if self.reasons[at] is None and 40 <= span.end_at - span.start_at <= 20_000:
                line = key(self._line(at))
                if line in seen:
                    self.reasons[at] = ("said before on this page", 0.9)
                seen.add(line)

    def _headings(self) -> None:
        kept = [at for at in range(len(self.lines)) if self.reasons[at] is None]
        for place, at in enumerate(kept):
            line = self._line(at)
            marked = key(line) in self.hints.headings
            follows = place + 1 < len(kept) and _is_prose(self._line(kept[place + 1]))
            if len(line) < 140 and (marked or (place > 0 and follows and _looks_like_heading(line))):
                self.reasons[at] = (HEADING, 0.95 if marked else 0.75)


def matching(line: str) -> Rule | None:
    """Return the first rule that takes the line, tails apart."""
    if len(line) > 700:
        return None
    marks = _MARKS.match(line)
    unmarked = line[marks.end() :] if marks else line
    for rule in rules():
        if (
            rule.scope != "tail"
            and len(line) <= rule.max_chars
            and rule.pattern.match(line if rule.keep_marks else unmarked)
        ):
            return rule
    return None


def _is_prose(line: str) -> bool:
    return len(line) >= 80 and bool(_PROSE_END.search(line))


def _looks_like_heading(line: str) -> bool:
    words = line.split()
    if len(line) > 90 or not 1 <= len(words) <= 14 or _PROSE_END.search(line) or line.endswith((",", "-", "–")):
        return False
    first = line.lstrip("\"'“«‘(")[:1]
    return (first.isupper() or first.isdecimal()) and not line.startswith(("- ", "•"))


def covered(discarded: Sequence[Annotation], span: Span) -> bool:
    """Return whether a span touches a discarded stretch."""
    return any(a.start_at < span.end_at and span.start_at < a.end_at for a in discarded)
