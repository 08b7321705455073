"""Does an answer about votes say two things? Its fields and sentences, held against one another and against the table.

Everything that is said about votes is read off one set of draws; here that is checked from outside, on what is said.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from poleward.actors import load_registry
from poleward.answers.ask import finding_of
from poleward.answers.drift import rows_of
from poleward.answers.questions import question
from poleward.archive import Archive
from poleward.channels import CHANNELS
from poleward.channels.archive_reading import Reading
from poleward.channels.channel import Finding, Options
from poleward.channels.phrases import points
from poleward.channels.question import Question
from poleward.channels.say import ENGLISH
from poleward.channels.vote_stance import moves_about
from poleward.config import Config
from poleward.errors import UnusableInputError
from poleward.evaluation.direction import disagreements_of_direction

CLOSE = 1e-9
"""A difference below this is that of adding in floating point."""
SAID = {"towards": "votes more like", "away": "votes less like", "no change": "about as much as before"}


def check_votes(
    archive: Archive, states: Sequence[str], poles: Sequence[str], days: Sequence[dt.date], *, config: Config
) -> Iterator[tuple[Question, list[str]]]:
    """Yield every question that can be asked, with what its answer contradicts itself in."""
    reading, registry = Reading(archive), load_registry()
    votes = next(channel for channel in CHANNELS if channel.key == "votes")
    for day in days:
        for pole in poles:
            rows: dict[str, dict[str, Any]] = {}
            for state in states:
                try:
                    asked = question(archive, state, pole, day, config=config, registry=registry)
                except UnusableInputError:
                    continue
                finding = finding_of(reading, votes, asked)
                if finding is None:
                    continue
                if not rows and finding.options is not None:
                    rows = {row["state"]: row for row in rows_of(moves_about(reading, asked), asked)}
                yield asked, disagreements(finding, asked, rows.get(state))


def disagreements(finding: Finding, asked: Question, row: Mapping[str, Any] | None = None) -> list[str]:
    """Return in what a finding on votes contradicts itself, or the state's row in the table of all members."""
    if finding.options is None:
        nothing = (finding.direction, finding.probability, finding.mover) == ("not enough evidence", None, None)
        return [] if nothing else ["something is said without chances"]
    options = finding.options
    return [
        *disagreements_of_direction(finding, options, CLOSE), *_mover(finding), *_numbers(finding),
        *_path(finding, options, asked), *_words(finding, asked), *_row(finding, options, row),
    ]  # fmt: skip


def _mover(finding: Finding) -> Iterator[str]:
    if (finding.mover is not None) != (finding.direction in ("towards", "away")):
        yield "a mover where nobody moved, or none where one did"


def _numbers(finding: Finding) -> Iterator[str]:
    value = {e.measure: e.value for e in finding.estimates if e.value is not None}
    change, move = value["change_in_agreement"], finding.facts.move
    sign = {"towards": 1, "away": -1}.get(finding.direction, 0)
    if sign * change < 0:
        yield "the change points the other way"
    if abs(value["own_move"] + value["pole_move"] - change) > CLOSE:
        yield "the two moves do not sum to the change"
    rest = value["agenda_part"] + value["misfit"]
    if abs(change + rest - value["observed_change_in_agreement"]) > 1e-6:
        yield "the parts do not sum to what was observed"
    evidence = next(e.evidence for e in finding.estimates if e.measure == "change_in_agreement")
    if abs(sum(e.contribution for e in evidence) - change) > 1e-6:
        yield "the evidence does not sum to the change"
    for e in finding.estimates:
        if e.value is not None and e.q05 is not None and e.q95 is not None and not e.q05 <= e.value <= e.q95:
            yield f"{e.measure} lies outside its interval"
    if abs(move.level[1] - move.level[0] - change) > 1e-6:
        yield "the levels do not differ by the change"


def _path(finding: Finding, options: Options, asked: Question) -> Iterator[str]:
    path = finding.path
    if path is None:
        return
    if abs(path.accounts.no_change - options.same) > 1e-4:
        yield "the path's chance of no change is not the answer's"
    for one in path.breaks:
        chance = options.towards if one.direction == "towards" else options.away
        if one.direction != finding.direction or one.probability > chance + 1e-4:
            yield "a break that the answer does not say"
        if one.month < f"{asked.since:%Y-%m}" or not one.first <= one.month <= one.last:
            yield "a break before the date asked about"
        if (one.size > 0) != (one.direction == "towards"):
            yield "a break whose size points the other way"


def _words(finding: Finding, asked: Question) -> Iterator[str]:
    move = finding.facts.move
    for direction, words in SAID.items():
        if (words in finding.sentence) != (finding.direction == direction):
            yield "the sentence names another direction"
    if f"({ENGLISH.with_sign(points(move.change.mean))}, 90 % interval" not in finding.sentence:
        yield "the sentence names another change"
    if move.of > 1 and f"{move.rank - 1} of {move.of - 1} other states" not in finding.sentence:
        yield "the sentence names another rank"
    named = {
        "state": f"mostly {asked.state_name}:", "pole": f"mostly {asked.pole.label}:", "both": "both:",
        None: "no move stands out:",
    }  # fmt: skip
    if named.get(finding.mover) is not None and named[finding.mover] not in finding.who_moved:
        yield "who moved is another in words"


def _row(finding: Finding, options: Options, row: Mapping[str, Any] | None) -> list[str]:
    if row is None:
        return ["no row in the table of all members"]
    value = {e.measure: e for e in finding.estimates}
    change = value["change_in_agreement"]
    pairs = {
        "direction": (finding.direction, row["direction"]),
        "probability": (finding.probability, row["probability"]),
        "change": ((change.value, change.q05, change.q95), (row["change"], row["q05"], row["q95"])),
        "moves": ((value["own_move"].value, value["pole_move"].value), (row["own_move"], row["pole_move"])),
        "chances": ((options.towards, options.away, options.same), (row["towards"], row["away"], row["same"])),
        "mover": (finding.mover or "neither", row["who_moved"]),
    }
    return [f"{name} is another in the table of all members" for name, (one, two) in pairs.items() if one != two]
