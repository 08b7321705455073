"""Draw the pictures of the documentation from the record that ships with poleward: `python docs/make_pictures.py`.

Only votes are in them, so that they change when facts or measures change, and not with every word list.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from poleward import config
from poleward.actors import load_registry
from poleward.answers.answer import Answer
from poleward.answers.ask import finding_of
from poleward.answers.questions import question
from poleward.archive import Archive
from poleward.channels import channel, wording
from poleward.channels.archive_reading import Reading
from poleward.intake.box import open_archive
from poleward.publishing.multiples import multiples
from poleward.publishing.tongue import Tongue

IMAGES = Path(__file__).parent / "images"
SINCE = dt.date(2022, 2, 24)
STATES = ("ARG", "BRA", "HUN", "KAZ", "MLI", "SRB")
"""Six states of four continents; the one that moved furthest from Moscow and one that moved nearer are among them."""


def answers(archive: Archive) -> list[Answer]:
    """Return what the votes of an archive that holds the record say of some states and every pole."""
    settings, registry, reading = config.load(), load_registry(), Reading(archive)
    found = []
    for pole in settings.poles:
        for state in STATES:
            asked = question(archive, state, pole, SINCE, config=settings, registry=registry)
            finding = finding_of(reading, channel("votes"), asked)
            if finding is None:
                raise SystemExit(f"there are no votes of {state}")
            found.append(Answer(asked, (finding,), wording.headline(asked, (finding,))))
    return found


def pictures(found: list[Answer]) -> dict[str, str]:
    """Return each picture's file name and SVG."""
    return {"agreement.svg": multiples(found, Tongue())}


def main() -> None:
    """Write the pictures into docs/images."""
    with open_archive(None, write=True) as archive:
        for name, svg in pictures(answers(archive)).items():
            (IMAGES / name).write_text(svg, encoding="utf-8")


if __name__ == "__main__":
    main()
