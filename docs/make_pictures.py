"""Draw the pictures of the documentation from the bundled roll calls: `python docs/make_pictures.py`.

Only votes are in them, so that they change when facts or measures change, and not with every word list.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

from poleward import config
from poleward.actors import load_registry
from poleward.answers.answer import Answer
from poleward.answers.ask import ask
from poleward.archive import Archive
from poleward.demo.build import BASELINE, GROUP, SINCE
from poleward.demo.bundled_votes import as_undl_csv, bundled
from poleward.intake.votes import load_votes
from poleward.publishing.pictures import agreement_by_year, to_svg

IMAGES = Path(__file__).parent / "images"


def answers() -> list[Answer]:
    """Return the answers of the bundled case from its roll calls alone."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "votes.csv"
        path.write_text(as_undl_csv(bundled(), load_registry()), encoding="utf-8")
        settings = config.load()
        with Archive.open(Path(folder) / "votes.duckdb", write=True) as archive:
            load_votes(archive, [path])
            return [
                ask(archive, state, pole, SINCE, config=settings, baseline=BASELINE)
                for pole in settings.poles
                for state in settings.group(GROUP)
            ]


def pictures(found: list[Answer]) -> dict[str, str]:
    """Return each picture's file name and SVG."""
    return {"agreement.svg": to_svg(agreement_by_year(found))}


def main() -> None:
    """Write the pictures into docs/images."""
    for name, svg in pictures(answers()).items():
        (IMAGES / name).write_text(svg, encoding="utf-8")


if __name__ == "__main__":
    main()
