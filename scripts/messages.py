"""List the messages of the interface that a catalogue lacks, or bring the catalogues up to date.

python scripts/messages.py            # what each catalogue lacks
python scripts/messages.py --write    # write them with what is new, untranslated, and without what is gone
"""

from __future__ import annotations

import argparse
import ast
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.pofile import read_po, write_po
from jinja2.ext import babel_extract

from poleward.answers.freshness import budgets
from poleward.channels import KEYS
from poleward.config import load
from poleward.fetching.sources import load_sources
from poleward.measures.stance.specifications import choices
from poleward.publishing.tongue import LANGUAGES
from poleward.web.choices import events
from poleward.web.pages import SCREENS

SOURCE = Path(__file__).resolve().parents[1] / "src/poleward"
TEXTS = SOURCE / "publishing/texts"
HEAD = b"# Messages of the interface; English is in code and templates. Kept by scripts/messages.py.\n\n"
CALLS = {"tongue": None, "self": None, "say": None, "N_": None, "n": (1, 2)}
"""What marks a message in code."""
CODE = (
    "answers/checking/*.py", "answers/coverage.py", "answers/curves.py", "answers/freshness.py", "answers/paths/*.py",
    "answers/silent_pages.py", "answers/why.py", "channels/**/*.py", "publishing/**/*.py", "web/**/*.py",
)  # fmt: skip
ERRORS = (
    "actors/asked.py", "answers/*.py", "answers/paths/*.py", "archive/opening.py", "channels/**/*.py", "config.py",
    "periods.py", "web/**/*.py",
)  # fmt: skip
"""Where errors are raised that a reader of the app can meet."""
COMMAND_LINE = ("edition", "export", "panel", "roll_call_choice", "roll_call_lookup", "shifts", "snapshot")
"""Modules among them that no screen asks."""
RAISED = ("ArchiveBusyError", "NothingFoundError", "UnusableInputError", "UntoldError")
AT_START = RAISED[1:]
"""Of an archive that cannot be opened, the command line tells before there is a page."""


def messages() -> list[str | tuple[str, ...]]:
    """Return every message, those with a plural as both forms."""
    found: dict[str | tuple[str, ...], None] = {}
    for path in sorted(path for pattern in CODE for path in SOURCE.glob(pattern)):
        with path.open("rb") as file:
            for _, message, _, _ in extract("python", file, keywords=CALLS):
                found[message] = None
    for path in sorted(path for pattern in ERRORS for path in SOURCE.glob(pattern)):
        if path.stem not in COMMAND_LINE:
            found |= dict.fromkeys(_of_errors(path))
    for room in ("publishing", "web"):
        for path in sorted((SOURCE / room / "templates").glob("*.j2")):
            found |= dict.fromkeys(_of_template(path))
    config = load()
    named = [c.capitalize() for c in KEYS] + [p.label for p in config.poles.values()]
    named += [key.replace("-", " ").title() for key in config.groups] + [s.menu for s in SCREENS if s.menu]
    named += _of_data()
    return [m for m in found | dict.fromkeys(named) if m and " " * 2 not in str(m)]


def _of_errors(path: Path) -> Iterator[str]:
    """Return what errors say and what they tell to do, where that is no more than a text."""
    raised = set(RAISED) - (set(AT_START) if path.stem == "opening" else set())
    for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in raised:
            said = [*call.args[:1], *(one.value for one in call.keywords if one.arg == "todo")]
            for one in said:
                choices = (one.body, one.orelse) if isinstance(one, ast.IfExp) else (one,)
                yield from (c.value for c in choices if isinstance(c, ast.Constant) and isinstance(c.value, str))


def _of_data() -> Iterator[str]:
    """Return what data files name and pages say: sources with an age budget, what each is good for, choices."""
    titles = {key: source.title for key, source in load_sources().sources.items()}
    for key, (_, good_for) in budgets().items():
        yield from [good_for, *([titles[key]] if key in titles else [])]
    yield from (what for _, what in events())
    for table in choices().values():
        if isinstance(table, list):
            yield from (one["name"] for one in table)


def _of_template(path: Path) -> Iterator[str | tuple[str, ...]]:
    options = {"trim_blocks": "true", "lstrip_blocks": "true"}
    with path.open("rb") as file:
        for _, name, message, _ in babel_extract(file, ("_", "ngettext"), [], options):
            if name == "ngettext":
                yield tuple(part for part in message if part)[:2]
            elif isinstance(message, tuple):
                yield message[0]
            else:
                yield message


def catalogue(language: str) -> Catalog:
    """Return a language's catalogue as it lies in the repository."""
    return read_po(BytesIO((TEXTS / f"{language}.po").read_bytes()), locale=language)


def lacking(language: str) -> list[str]:
    """Return the messages without a translation."""
    held = catalogue(language)
    out = []
    for message in messages():
        one = held.get(message if isinstance(message, str) else message[0])
        forms = one.string if one is not None else ""
        if not forms or (isinstance(forms, tuple) and not all(forms)):
            out.append(message if isinstance(message, str) else message[0])
    return out


def gone(language: str) -> list[str]:
    """Return the messages of a catalogue that nothing says any more."""
    said = {m if isinstance(m, str) else m[0] for m in messages()}
    ids = (m.id if isinstance(m.id, str) else m.id[0] for m in catalogue(language) if m.id)
    return [one for one in ids if one not in said]


def main() -> None:
    """Print what is lacking, and write catalogues where that is asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    for language in LANGUAGES:
        if language == "en":
            continue
        for one in lacking(language):
            print(f"{language}: {one}")
        if options.write:
            held, fresh = catalogue(language), Catalog(locale=language)
            for message in messages():
                known = held.get(message if isinstance(message, str) else message[0])
                fresh.add(message, known.string if known is not None else "")
            with (TEXTS / f"{language}.po").open("wb") as file:
                file.write(HEAD)
                write_po(file, fresh, width=120, omit_header=True, sort_output=True)
    sys.exit(0)


if __name__ == "__main__":
    main()
