"""A state told whole: the same question for several poles, the votes that carry it, and how fresh it all is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from poleward.answers import vetoes
from poleward.answers.answer import Answer
from poleward.answers.freshness import Freshness, sources
from poleward.answers.vetoes import Veto
from poleward.answers.why import Line, explain
from poleward.archive import Archive
from poleward.channels import CHANNELS
from poleward.channels.archive_reading import Reading
from poleward.channels.paths import ChannelPath
from poleward.channels.vote_questions import Recurring, recurring
from poleward.channels.vote_stance import moves_about
from poleward.channels.vote_trust import specifications_of
from poleward.channels.votes import VoteFacts
from poleward.errors import NothingFoundError, UnusableInputError
from poleward.measures.stance.ranking import Move
from poleward.measures.stance.specifications import Specification

MOST_TOLD = 6
"""Sentences shown of one channel."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PoleTold:
    """What is told of the state and one pole.

    Attributes
    ----------
    move
        How the votes changed; None where there is not enough to compare.
    path
        Expected agreement by month; None where there is none.
    recurring
        The questions asked before and since, those that add most first.
    told
        By channel of words and deeds: the sentences that weigh most since the date.
    specifications
        The change under every defensible choice; none where there is nothing to compare.
    """

    answer: Answer
    move: Move | None
    path: ChannelPath | None
    recurring: tuple[Recurring, ...]
    told: Mapping[str, tuple[Line, ...]]
    specifications: tuple[Specification, ...]

    def to_json(self) -> dict[str, Any]:
        """Return plain values."""
        return {
            **self.answer.to_json(),
            "move": asdict(self.move) if self.move else None,
            "questions": [asdict(r) for r in self.recurring],
            "specifications": [asdict(s) for s in self.specifications],
            "told": {c: [line.to_json() for line in lines] for c, lines in self.told.items()},
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Portrait:
    """One state beside several poles, the first of which leads.

    Attributes
    ----------
    ranked
        The moves of all members with respect to the leading pole, furthest away first.
    sources
        What the archive holds, with the last day of each.
    vetoes
        Those that the state cast in the Security Council since the date asked about; no number rests on them.
    """

    state: str
    state_name: str
    poles: tuple[PoleTold, ...]
    ranked: tuple[Move, ...]
    sources: tuple[Freshness, ...]
    vetoes: tuple[Veto, ...]

    @property
    def lead(self) -> PoleTold:
        """The pole that leads."""
        return self.poles[0]

    def to_json(self) -> dict[str, Any]:
        """Return plain values; the ranking is left to `drift`."""
        return {
            "state": self.state,
            "state_name": self.state_name,
            "poles": [p.to_json() for p in self.poles],
            "sources": [s.to_json() for s in self.sources],
            "vetoes": [v.to_json() for v in self.vetoes],
        }


def portrait(archive: Archive, answers: Sequence[Answer]) -> Portrait:
    """Return a state's portrait from the answers about it, one for each pole; the first pole leads.

    Raises
    ------
    UnusableInputError
        The answers are none, or about several states.
    """
    if len({a.question.state for a in answers}) != 1:
        raise UnusableInputError("a portrait is of one state.", todo="Give the answers about one state.")
    first, reading = answers[0].question, Reading(archive)
    try:
        ranked = tuple(sorted(moves_about(reading, first), key=lambda m: m.rank))
    except (NothingFoundError, UnusableInputError):
        ranked = ()
    return Portrait(
        state=first.state, state_name=first.state_name, poles=tuple(_told(reading, a) for a in answers),
        ranked=ranked, sources=sources(archive),
        vetoes=tuple(vetoes.cast_by(first.state, first.since, first.after.last)),
    )  # fmt: skip


def move_of(answer: Answer) -> Move | None:
    """Return how the votes of an answer changed; None where there is not enough to compare."""
    return next((f.facts.move for f in answer.findings if isinstance(f.facts, VoteFacts)), None)


def path_of_votes(answer: Answer) -> ChannelPath | None:
    """Return the path of an answer's votes; None where there is none."""
    return next((f.path for f in answer.findings if isinstance(f.facts, VoteFacts)), None)


def _specifications(reading: Reading, answer: Answer) -> tuple[Specification, ...]:
    if move_of(answer) is None:
        return ()
    return tuple(specifications_of(reading, answer.question))


def _told(reading: Reading, answer: Answer) -> PoleTold:
    told = {}
    for channel in CHANNELS:
        if channel.kind != "stance" or channel.evidence == "roll_call":
            continue
        finding = next((f for f in answer.findings if f.channel == channel.key), None)
        level = finding.estimate(channel.scale.level) if finding else None
        if level is not None and level.evidence and level.period == str(answer.question.after):
            told[channel.key] = explain(reading, level, answer.question.pole).lines[:MOST_TOLD]
    return PoleTold(
        answer=answer, move=move_of(answer), path=path_of_votes(answer),
        recurring=recurring(reading, answer.question), told=told, specifications=_specifications(reading, answer),
    )  # fmt: skip
