"""What a channel is, and what it gives: its finding, and the evidence under each number."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from poleward.channels.estimate import Estimate, EvidenceKind, Kind, Mover
from poleward.channels.question import Direction, Question
from poleward.channels.say import ENGLISH, Say, Saying, UntoldError
from poleward.config import Pole
from poleward.errors import PolewardError
from poleward.periods import Window

if TYPE_CHECKING:
    from poleward.archive import Archive
    from poleward.channels.archive_reading import Reading
    from poleward.channels.paths.channel_path import ChannelPath


class Options(NamedTuple):
    """How likely each way is; the three sum to 1."""

    towards: float
    away: float
    same: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What one channel says: fields first; the sentences are made of them by `channels.wording`.

    Attributes
    ----------
    direction
        Towards, away, no change, or not enough evidence.
    probability
        Probability of that direction; None where there is not enough evidence, or the record is not one of chance.
    options
        How likely each way is; None where the channel has no such numbers.
    mover
        Who moved; None where the channel cannot tell.
    facts
        What the sentences are made of: the channel's own fields.
    path
        The path by month; or `no_path`, why there is none ('' where the archive has no such channel).
    sentence, who_moved, beside, unknown, when, rests_on
        In words: the finding with its numbers; who moved; what stands beside it, for or against; how far the sources
        reach and what was left out; whether a break stands out and since when; the main evidence for that break, and
        against it.
    """

    channel: str
    direction: Direction = "not enough evidence"
    probability: float | None = None
    options: Options | None = None
    mover: Mover | None = None
    facts: Any = None
    estimates: tuple[Estimate, ...] = ()
    path: ChannelPath | None = None
    no_path: str = ""
    sentence: str = ""
    who_moved: str = ""
    beside: str = ""
    unknown: str = ""
    when: str = ""
    rests_on: str = ""

    def estimate(self, measure: str) -> Estimate | None:
        """Return the first number of a measure, or None."""
        return next((e for e in self.estimates if e.measure == measure), None)

    def to_json(self) -> dict[str, Any]:
        """Return the finding as plain values; evidence is left to `why`."""
        return {
            "channel": self.channel,
            "direction": self.direction,
            "probability": self.probability,
            "options": self.options._asdict() if self.options else None,
            "mover": self.mover,
            "sentence": self.sentence,
            "who_moved": self.who_moved,
            "beside": self.beside,
            "unknown": self.unknown,
            "when": self.when,
            "rests_on": self.rests_on,
            "path": self.path.summary() if self.path else None,
            "no_path": self.no_path or None,
            "estimates": [e.to_json() for e in self.estimates],
        }


@dataclass(frozen=True, slots=True)
class NoPath:
    """Why a channel draws no path; '' where the archive has nothing of the channel at all.

    `told` is the reason as it can be said in any language; None where it is known in English alone.
    """

    reason: str = ""
    told: Saying | None = None

    @classmethod
    def of(cls, error: PolewardError) -> NoPath:
        """Return why a path could not be made."""
        return cls(error.message, error.why if isinstance(error, UntoldError) else None)


@dataclass(frozen=True, slots=True)
class WhatIf:
    """A number without one piece of evidence, and with its sign turned; None where there would be no such number."""

    without: float | None = None
    turned: float | None = None


class Place(NamedTuple):
    """Where a sentence stands: its document, and its first and last character there."""

    source: str
    first: int
    last: int

    def said(self, say: Say = ENGLISH) -> str:
        """Return it in words."""
        return say("%(source)s, characters %(first)s-%(last)s", **self._asdict())


class Described(NamedTuple):
    """A piece of evidence in words: its day or interval, what it is, why it counts so, and where it stands.

    `place` is where as fields, for what stands in a document.
    """

    date: str
    what: str
    detail: str
    where: str
    place: Place | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """What a channel's main numbers are.

    Attributes
    ----------
    level, change
        The measure of a window, and of the change between windows.
    low, high
        The ends of the level: least and most with the pole.
    explained
        Measures whose arithmetic a report prints in full.
    """

    level: str
    change: str
    low: float
    high: float
    explained: tuple[str, ...]

    @property
    def width(self) -> float:
        """From one end to the other."""
        return self.high - self.low


class Channel(Protocol):
    """One kind of record that tells of a state and a pole.

    `read` fetches what the archive has for a question, once; everything else is computed from that record. What a
    record is, is the channel's own.
    """

    @property
    def key(self) -> str:
        """Its name: votes, words, …"""

    @property
    def kind(self) -> Kind:
        """Stance (what a state does) or exposure (what ties it): the two are never added up."""

    @property
    def label(self) -> str:
        """What its path shows, in words."""

    @property
    def evidence(self) -> EvidenceKind:
        """The kind of its pieces of evidence."""

    @property
    def scale(self) -> Scale:
        """What its main numbers are."""

    def read(self, reading: Reading, question: Question) -> Any:
        """Return the record of a question, both windows and what the channel needs around them."""
        ...

    def finding(self, record: Any, *, brief: bool = False) -> Finding | None:
        """Return what the record says, without sentences; None where the archive has nothing of the channel.

        `brief` leaves out what a map of many states does not need and is slow to find: who moved.
        """
        ...

    def numbers(self, record: Any, window: Window) -> list[Estimate]:
        """Return the numbers of one window of the record, the main one first; none where nothing falls into it."""
        ...

    def levels(self, record: Any, windows: Sequence[Window]) -> list[Estimate | None]:
        """Return the level of each of some windows on one scale, so that they can be compared.

        None where nothing is known of a window.
        """
        ...

    def path(self, record: Any) -> ChannelPath | NoPath:
        """Return the path by month with its breaks, or why there is none."""
        ...

    def days(self, record: Any) -> list[Window]:
        """Return the days or spans on which the record holds evidence."""
        ...

    def describe(
        self, archive: Archive, refs: Sequence[str], *, state: str, pole: Pole, say: Say = ENGLISH
    ) -> dict[str, Described]:
        """Return pieces of evidence in words, by id; no query where `refs` is empty."""
        ...

    def without(self, reading: Reading, estimate: Estimate, pole: Pole, refs: Sequence[str]) -> Mapping[str, WhatIf]:
        """Return what a number would be without each of some pieces of its evidence.

        Empty where the measure has no such arithmetic, or where the archive has changed since the number was made.
        """
        ...


def main_numbers(channel: Channel, record: Any, windows: Sequence[Window]) -> list[Estimate | None]:
    """Return the main number of each window, where a channel's numbers do not go with what was asked in a window."""
    found = [[e for e in channel.numbers(record, w) if e.measure == channel.scale.level] for w in windows]
    return [one[0] if one and one[0].value is not None else None for one in found]
