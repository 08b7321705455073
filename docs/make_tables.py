"""Write the parts of the documentation that code or facts decide: `python docs/make_tables.py`.

docs/archive.md gets the archive's tables from `poleward.tables`; README.md gets what the record says.
Each part stands between two comments, which stay.
"""

from __future__ import annotations

import re
import runpy
from collections.abc import Sequence
from pathlib import Path

from poleward.answers.answer import Answer
from poleward.intake.box import open_archive
from poleward.tables import TABLES
from poleward.tables.shape import Table

ROOT = Path(__file__).parent.parent


def between(text: str, name: str, part: str) -> str:
    """Return `text` with what stands between the comments called `name` replaced."""
    marks = re.compile(rf"(<!-- {name}: made by docs/make_tables.py -->\n).*?(<!-- end of {name} -->)", re.DOTALL)
    if not marks.search(text):
        raise SystemExit(f"the comments around '{name}' are gone")
    return marks.sub(lambda found: f"{found[1]}{part}{found[2]}", text)


def table(spec: Table) -> str:
    """Return one table of the archive as Markdown."""
    key = f"Key: {', '.join(f'`{k}`' for k in spec.key)}." if spec.key else "No key: the loader keeps rows apart."
    rows = "".join(
        f"| `{c.name}` | {c.type.lower() if len(c.type) < 20 else 'list of structs'} | "
        f"{'yes' if c.nullable else ''} | {c.doc.replace('|', '/')} |\n"
        for c in spec
    )
    return (
        f"### {spec.name}\n\n{spec.doc} {key}\n\n| column | type | may be NULL | meaning |\n|---|---|---|---|\n{rows}\n"
    )


def archive_page(text: str) -> str:
    """Return docs/archive.md with the tables as they are."""
    return between(text, "tables", "\n" + "".join(table(spec) for spec in TABLES))


def readme(text: str, votes: list[str]) -> str:
    """Return README.md with the sentences of the votes channel as they are."""
    return between(text, "votes", "\n" + "".join(f"- {sentence}\n" for sentence in votes) + "\n")


def vote_sentences(found: Sequence[Answer]) -> list[str]:
    """Return what answers say of Moscow and the votes: the change, then since when."""
    asked = [(a.state_name, a.finding("votes")) for a in found if a.question.pole.key == "moscow"]
    return [f"**{name}**: {f.sentence.removeprefix('Votes: ')} Since when: {f.when}" for name, f in asked]


def main() -> None:
    """Write both files."""
    tables, front = ROOT / "docs/archive.md", ROOT / "README.md"
    tables.write_text(archive_page(tables.read_text(encoding="utf-8")), encoding="utf-8")
    with open_archive(None, write=True) as archive:
        found = runpy.run_path(str(ROOT / "docs/make_pictures.py"))["answers"](archive)
    front.write_text(readme(front.read_text(encoding="utf-8"), vote_sentences(found)), encoding="utf-8")


if __name__ == "__main__":
    main()
