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
from poleward.channels import channel
from poleward.channels.wording import in_brief
from poleward.intake.box import open_archive
from poleward.tables import TABLES
from poleward.tables.shape import Table

ROOT = Path(__file__).parent.parent
IN_FULL = "HUN"
"""The state of which README.md prints a whole finding: its change is the clearest of the six."""


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


def readme(text: str, found: Sequence[Answer]) -> str:
    """Return README.md with what the votes say of Moscow as it is: a line a state, and one state's in full."""
    asked = [a for a in found if a.question.pole.key == "moscow"]
    scale = channel("votes").scale
    widest = max(len(a.state_name) for a in asked)
    lines = "".join(
        f"{a.state_name:<{widest}}  {in_brief(a.finding('votes'), a.question, scale).removeprefix('votes').strip()}\n"
        for a in asked
    )
    (one,) = (a.finding("votes") for a in asked if a.question.state == IN_FULL)
    said = one.sentence.removeprefix("Votes: ")
    full = f"{said[:1].upper()}{said[1:]} Since when: {one.when}"
    return between(text, "votes", f"\n```text\n{lines}```\n\n`--full` says more, here of Hungary:\n\n> {full}\n\n")


def main() -> None:
    """Write both files."""
    tables, front = ROOT / "docs/archive.md", ROOT / "README.md"
    tables.write_text(archive_page(tables.read_text(encoding="utf-8")), encoding="utf-8")
    with open_archive(None, write=True) as archive:
        found = runpy.run_path(str(ROOT / "docs/make_pictures.py"))["answers"](archive)
    front.write_text(readme(front.read_text(encoding="utf-8"), found), encoding="utf-8")


if __name__ == "__main__":
    main()
