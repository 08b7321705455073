"""A third state put beside what a sentence tells, which has nothing to do with it: where it was said, by whose papers.

On real pages most states of a sentence are such ones; one more actor teaches that words that tell a tie tell it of two
alone.
"""

from __future__ import annotations

import random
import re
from collections.abc import Mapping, Sequence

from poleward.training.pair_text import BREAK, LONGEST_COMPOUND, Filler, Sample, Span

BEFORE = (
    "Speaking in {^}, ", "In {^} on Tuesday, ", "According to {~} media, ", "A {~} newspaper writes that ",
    "At a conference in {^}, ", "On the sidelines of a forum in {!}, ", "While {!} was on holiday, ",
    "As {!} counted its votes, ", "Asked by a {~} journalist, an official said ", "{^}, Monday - ",
    "In an interview with {~} television, an adviser said ", "Experts in {^} note that ", "From our desk in {^}: ",
    "With prices rising in {!}, ", "Days after a storm in {!}, ", "A report published in {^} says that ",
    "Like {!} ten years ago, ", "In news away from {!}, ", "On the way home from {!}, ",
    "A week after elections in {!}, ", "Two {~} agencies report that ", "Unnoticed in {^}, ", "Far from {!}, ",
    "Meanwhile in {!} schools reopened and ", "An analyst at a bank in {^} recalled that ",
)  # fmt: skip
AFTER = (
    ", a {~} newspaper reported.", ", the {~} agency said.", ", said a professor in {^}.",
    ", according to {~} media.", ", as a book printed in {!} tells.", ", and shares in {^} fell.",
    " as {!} went to the polls.", ", wrote a {~} blogger.", ", a study by economists in {!} found.", ", {^} time.",
    " on the eve of a festival in {!}.", "; in {!} it rained.", ", a man who had studied in {!} said.",
    ", said one of the delegates in {^}.", ", unlike in {!}.", ", which has fewer people than {!}.",
    ", he told listeners in {!}.", ", a {~} lawyer said.", ", shortly before a vote in {!}.",
    " - the story was first told in {!}.", ", at a time when {!} has other worries.", ", the exchange in {^} heard.",
    ", reporters in {^} were told.", ", {~} television showed.", " while the world looked at {!}.",
    ", as in {!} before the war.", ", a diplomat based in {^} said.", " (from {!}, by our staff).",
    ", said a former {~} envoy.", ", where a team from {!} won.",
)  # fmt: skip
SHARE = 0.3
"""Share of the sentences that get a bystander: a choice made by hand."""
_PLACE = re.compile(r"\{([!~^])\}")


def with_bystanders(samples: list[Sample], chance: random.Random) -> list[Sample]:
    """Return the sentences, `SHARE` of those that have room with a bystander."""
    filler = Filler(chance)
    out = []
    for sample in samples:
        room = BREAK not in sample.text and len(sample.text) < LONGEST_COMPOUND
        out.append(with_bystander(sample, filler) if room and chance.random() < SHARE else sample)
    return out


def with_bystander(sample: Sample, filler: Filler) -> Sample:
    """Return a sentence with a further actor before or behind it, slot 'Z', that has no tie with anybody."""
    aside = filler.chance.choice(BEFORE + AFTER)
    text, span = _written(aside, filler)
    if aside in BEFORE:
        return Sample(text + sample.text, {**_moved(sample.places, len(text)), "Z": [span]}, sample.ties)
    lead = sample.text.rstrip(" .")
    return Sample(lead + text, {**sample.places, **_moved({"Z": [span]}, len(lead))}, sample.ties)


def _moved(places: Mapping[str, Sequence[Span]], by: int) -> dict[str, list[Span]]:
    return {slot: [(a + by, b + by) for a, b in found] for slot, found in places.items()}


def _written(text: str, filler: Filler) -> tuple[str, Span]:
    before, form, after = _PLACE.split(text)
    name = filler.bystander(form)
    return before + name + after, (len(before), len(before) + len(name))
