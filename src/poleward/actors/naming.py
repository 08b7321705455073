"""Find the people that a text names, after its states and roles are known."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace

from poleward.actors.finder import Candidate, CutText
from poleward.actors.fold import FoldedWord
from poleward.actors.lexicon import ROLE_LIKE, STATE_LIKE
from poleward.actors.people import FoundPerson, NameHints, People

MAX_NAME_WORDS = 5
"""Words of a person's name, our choice: titles and patronymics included, hardly any has more."""
NEAR = 10
"""How many words before and after a name its role is looked for."""

_ARTICLES = frozenset({"un", "le", "la", "der", "des", "du"})
_THINGS = frozenset(
    {
        *(
            "university",
            "airport",
            "school",
            "street",
            "foundation",
            "centre",
            "center",
            "institute",
            "avenue",
            "prize",
        ),
        *("library", "museum", "fund", "award", "academy", "stadium", "peninsula", "square", "bridge", "hospital"),
        *("boulevard", "station", "park", "medal", "theatre", "theater", "college"),
    }
)
_LOWER_PARTS = frozenset(
    {"al", "bin", "bint", "ibn", "von", "van", "de", "der", "den", "da", "di", "el", "uulu", "kyzy", "ul"}
)
_APOSTROPHES = frozenset({"'", "\u2019"})
_NAME_GAPS = frozenset({" ", "\u00a0", "-", "\u2010", "\u2011", "-\n", ". "}) | _APOSTROPHES
_NO_NAMES = frozenset(
    {
        *("the", "a", "an", "in", "on", "at", "of", "to", "for", "from", "by", "with", "as", "and", "but", "or", "if"),
        *("when", "while", "after", "before", "since", "because", "although", "also", "however", "meanwhile", "this"),
        *("that", "these", "those", "it", "its", "he", "she", "they", "we", "his", "her", "their", "our", "i", "you"),
        *("there", "here", "what", "who", "why", "how", "not", "no", "now", "then", "today", "yesterday", "recently"),
        *("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "january", "february", "march"),
        *("april", "june", "july", "august", "september", "october", "november", "december", "see", "read", "more"),
        *("among", "both", "all", "some", "many", "most", "one", "two", "three", "last", "next", "earlier", "later"),
        *("according", "despite", "during", "under", "over", "against", "between", "through", "mr", "mrs", "ms", "dr"),
        *("в", "на", "по", "и", "а", "но", "он", "она", "они", "это", "как", "что", "при", "для", "из", "от", "с", "к"),
        *("le", "la", "les", "un", "une", "des", "du", "selon", "pour", "der", "die", "das", "ein", "eine", "und"),
        *(
            "like",
            "former",
            "new",
            "even",
            "so",
            "yes",
            "our",
            "let",
            "will",
            "did",
            "does",
            "is",
            "was",
            "are",
            "were",
        ),
    }
)


@dataclass(slots=True)
class Run:
    """A run of capitalised words that may name a person: `scene.words[first:last]`."""

    first: int
    last: int


def add_people(scene: CutText, spans: list[Candidate], people: People, on: dt.date | None) -> list[Candidate]:
    """Return the spans with the people that the text names, in order, without overlap.

    A role phrase right before a name becomes one mention with it ("Kazakh President Tokayev"). People named in full
    are found first; then those of whom only the surname is given.
    """
    runs = _runs(scene, spans)
    states = frozenset(s.code for s in spans if s.code is not None)
    # the role phrases that may stand right before a name, by where they end
    ending = {s.last: s for s in spans if s.role is not None and s.code is not None}
    known: set[str] = set()
    forms: dict[str, FoundPerson] = {}
    results: dict[int, tuple[Run, FoundPerson | None, NameHints, Candidate | None]] = {}
    for full in (True, False):
        for run in runs:
            if run.first in results and results[run.first][1] is not None:
                continue
            if full and run.last - run.first < 2:
                continue
            before = ending.get(run.first) if scene.gap(run.first) in {" ", "\u00a0"} else None
            hints = NameHints(_role_near(scene, run, before), before.code if before else None, states, frozenset(known))
            cut, found = _best(scene, run, people, hints, on)
            if found is not None:
                known.add(found.person.name)
                forms.setdefault(_form(scene, cut), found)
            results[run.first] = (cut, found, hints, before)
    for first, (run, nobody, hints, before) in results.items():
        if nobody is None and (found := forms.get(_form(scene, run))) is not None:
            again = replace(found, how=f"{found.how}, elsewhere in the text")
            results[first] = (run, again, hints, before)
    named = [
        span
        for run, found, hints, before in results.values()
        if (span := _as_span(scene, run, found, hints, before, on)) is not None
    ]
    return _merged(spans, named)


def _runs(scene: CutText, spans: Sequence[Candidate]) -> list[Run]:
    busy = {k for s in spans for k in range(s.first, s.last)}
    for atom in scene.atoms:  # role words and actors are no names; a capitalised modifier ("Major") may be one
        if atom.first not in scene.dropped and (atom.entry.kind != "mod" or atom.last - atom.first > 1):
            busy.update(range(atom.first, atom.last))
    words = scene.words
    runs: list[Run] = []
    k = 0
    while k < len(words):
        if k in busy or not _is_name_word(words[k]) or len(words[k].folded) < 2:
            k += 1
            continue
        last = k + 1
        while last < len(words) and last - k < MAX_NAME_WORDS and last not in busy and _continues(scene, last):
            last += 1
        if words[last - 1].folded in _LOWER_PARTS and words[last - 1].surface.islower():
            last -= 1
        if not (last < len(words) and words[last].folded in _THINGS and words[last].surface.istitle()):
            runs.append(Run(k, last))
        k = last
    return runs


def _form(scene: CutText, run: Run) -> str:
    return " ".join(w.folded for w in scene.words[run.first : run.last])


def _is_name_word(word: FoldedWord) -> bool:
    return word.surface[0].isupper() and word.folded not in _NO_NAMES


def _continues(scene: CutText, k: int) -> bool:
    """Tell whether a name may go on with this word."""
    word, gap = scene.words[k], scene.gap(k)
    if gap not in _NAME_GAPS or word.glued:
        return False
    if gap == ". " and len(scene.words[k - 1].surface) > 1:
        return False
    if gap in _APOSTROPHES and word.folded == "s":
        return False
    return _is_name_word(word) or word.folded in _LOWER_PARTS or (word.surface.istitle() and word.folded in _ARTICLES)


def _role_near(scene: CutText, run: Run, before: Candidate | None) -> str | None:
    """Return the role that the text gives the person: before the name, or in an apposition after it."""
    if before is not None:
        return before.role
    left = scene.ends.get(run.first)
    if left is not None and left.entry.kind in ROLE_LIKE and scene.gap(run.first) in {" ", ", ", "\n"}:
        return left.entry.role
    k = run.last
    if k < len(scene.words) and scene.gap(k) in {", ", " (", " \u2014 ", " \u2013 ", " - "}:
        for n in range(k, min(k + NEAR, len(scene.words))):
            if n > k and any(c in scene.gap(n) for c in ".;:!?\u201c\u201d\n"):
                break
            atom = scene.at.get(n)
            if atom is not None and (atom.entry.kind in ROLE_LIKE or atom.entry.kind == "body"):
                return atom.entry.role
    left_of_comma = scene.ends.get(run.first) if scene.gap(run.first) == ", " else None
    if left_of_comma is not None and left_of_comma.entry.kind in STATE_LIKE:
        for n in range(max(0, run.first - 6), run.first):
            atom = scene.at.get(n)
            if atom is not None and atom.entry.kind in ROLE_LIKE:
                return atom.entry.role
    return None


def _best(
    scene: CutText, run: Run, people: People, hints: NameHints, on: dt.date | None
) -> tuple[Run, FoundPerson | None]:
    """Return the part of the run that names someone best: the whole, then shorter parts."""
    words = scene.words
    if not any(people.may_name(words[k].folded) for k in range(run.first, run.last)):
        return run, None
    for size in range(run.last - run.first, 0, -1):
        for first in range(run.first, run.last - size + 1):
            part = Run(first, first + size)
            if size < run.last - run.first and not _may_drop(scene, run, part):
                continue
            local = hints if first == run.first else replace(hints, state=None)
            found = people.match([w.surface for w in words[part.first : part.last]], local, on)
            if found is not None:
                return part, found
    return run, None


def _may_drop(scene: CutText, run: Run, part: Run) -> bool:
    """Tell whether the rest of a run can be other words: a sentence's first word before, glued or odd words after."""
    words = scene.words
    if part.first > run.first + 1:
        return False
    if part.first == run.first + 1:
        opener = scene.gap(run.first)
        starts = run.first == 0 or any(c in opener for c in '.!?\n\u201c"')
        if not starts or not words[run.first].folded.endswith(("ly", "ing", "ed")) or scene.gap(part.first) == "-":
            return False
    return part.last == run.last or words[part.last].glued


def _as_span(
    scene: CutText, run: Run, found: FoundPerson | None, hints: NameHints, before: Candidate | None, on: dt.date | None
) -> Candidate | None:
    joined = before is not None and before.last == run.first
    first = before.first if joined and before is not None else _with_title(scene, run.first)
    if found is not None:
        office = found.person.office_on(on)
        code = office.actor if office else found.person.state
        role = office.role if office else None
        return Candidate(
            first=first,
            last=run.last,
            kind="person",
            code=code,
            name=found.person.name,
            role=role,
            confidence=found.confidence,
            how=found.how,
        )
    name = scene.text[scene.words[run.first].start : scene.words[run.last - 1].end]
    if joined and before is not None and before.kind in {"state", "organisation", "group"}:
        if before.how.startswith("office"):
            return Candidate(
                first=first,
                last=run.last,
                kind="person",
                code=before.code,
                name=name,
                role=before.role,
                confidence=0.7,
                how="named by office",
            )
        return None
    if run.last - run.first >= 2 and scene.words[run.first].folded in scene.given:
        return Candidate(
            first=first,
            last=run.last,
            kind="unresolved",
            code=None,
            name=name,
            role=hints.role,
            confidence=0.3,
            how="a person's name, not in the registry",
        )
    return None


def _with_title(scene: CutText, first: int) -> int:
    """Return where a title right before the name starts ("Deputy Foreign Minister Roman Vassilenko")."""
    atom = scene.ends.get(first)
    if atom is None or atom.entry.kind != "title" or scene.gap(first) != " ":
        return first
    start = atom.first
    while (left := scene.ends.get(start)) is not None and left.entry.kind == "mod" and scene.gap(start) in {" ", "-"}:
        if scene.words[left.first].folded in {"of", "and", "us"}:
            break
        start = left.first
    return start


def _merged(spans: Sequence[Candidate], named: Sequence[Candidate]) -> list[Candidate]:
    """Put the people among the other spans; a person takes the place of what it overlaps."""
    taken = {k for p in named for k in range(p.first, p.last)}
    rest = [s for s in spans if not any(k in taken for k in range(s.first, s.last))]
    return sorted([*rest, *named], key=lambda s: s.first)
