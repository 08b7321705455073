"""How wording says things: messages with named fields, plurals, names, days and numbers, each as a language writes it.

A message is English and stands in the code; another language finds its own by it. What stays the same in every language
(symbols, titles, quotes, names of files) is a field. A state's name is never inflected: messages are phrased so.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from poleward.actors import load_registry
from poleward.channels import likelihood
from poleward.channels.question import Question
from poleward.config import Pole
from poleward.errors import NothingFoundError


def N_(message: str) -> str:  # noqa: N802  the mark that catalogues are made by
    """Return a message that is translated where it is said."""
    return message


class Say(Protocol):
    """What one language owes to the wording of findings; `publishing.tongue.Tongue` is one for pages."""

    def __call__(self, message: str, **fields: object) -> str:
        """Return a message with its fields filled in; '%%' is a per cent sign."""
        ...

    def n(self, one: str, many: str, n: int, **fields: object) -> str:
        """Return the form of a message that goes with a number, which is the field `n`."""
        ...

    def names(self, question: Question) -> dict[str, str]:
        """Return what the state and the pole of a question are called, as the fields `state` and `pole`."""
        ...

    def state(self, code: str) -> str:
        """Return what a state is called."""
        ...

    def pole(self, pole: Pole) -> str:
        """Return what a pole is called."""
        ...

    def day(self, day: dt.date) -> str:
        """Return a day."""
        ...

    def period(self, iso: str) -> str:
        """Return a day, month or year that is written as in ISO 8601."""
        ...

    def number(self, value: float, digits: int = 0) -> str:
        """Return a number with so many digits after the point."""
        ...

    def with_sign(self, value: float, digits: int = 0) -> str:
        """Return a number with its sign, 0 without one."""
        ...

    def percent(self, share: float) -> str:
        """Return a probability as a whole percentage, never 0 or 100."""
        ...


class English:
    """The language of the command line and of data: messages as they stand in the code, dates as in ISO 8601.

    Examples
    --------
    >>> say = English()
    >>> say("since %(day)s", day=say.day(dt.date(2022, 2, 24)))
    'since 2022-02-24'
    >>> say.with_sign(-3.49), say.with_sign(-0.001, 2), say.percent(0.741)
    ('-3', '0.00', '74 %')
    """

    def __call__(self, message: str, **fields: object) -> str:
        """Return a message with its fields filled in."""
        return message % fields if fields else message.replace("%%", "%")

    def n(self, one: str, many: str, n: int, **fields: object) -> str:
        """Return the form that goes with a number."""
        return self(one if n == 1 else many, n=n, **fields)

    def names(self, question: Question) -> dict[str, str]:
        """Return what the state and the pole are called."""
        return {"state": question.state_name, "pole": question.pole.label}

    def state(self, code: str) -> str:
        """Return a state's name, or its code where it has none."""
        known = load_registry().states.get(code)
        return known.name if known else code

    def pole(self, pole: Pole) -> str:
        """Return a pole's label."""
        return pole.label

    def day(self, day: dt.date) -> str:
        """Return a day as YYYY-MM-DD."""
        return day.isoformat()

    def period(self, iso: str) -> str:
        """Return it as it is."""
        return iso

    def number(self, value: float, digits: int = 0) -> str:
        """Return a number, its thousands apart."""
        return f"{value:z,.{digits}f}"

    def with_sign(self, value: float, digits: int = 0) -> str:
        """Return a number with its sign, 0 without one."""
        return f"{value:+.{digits}f}" if round(value, digits) else self.number(0, digits)

    def percent(self, share: float) -> str:
        """Return a whole percentage."""
        return likelihood.percent(share)


ENGLISH = English()


@dataclass(frozen=True, slots=True)
class Saying:
    """A message with what fills it in, to be said later; a day is written as the language does."""

    message: str
    fields: Mapping[str, object]

    def said(self, say: Say) -> str:
        """Return it in a language."""
        days = {name: say.day(value) for name, value in self.fields.items() if isinstance(value, dt.date)}
        return say(self.message, **{**self.fields, **days})


class UntoldError(NothingFoundError):
    """Nothing was found to tell of, and `why` can be said in any language."""

    @property
    def why(self) -> Saying:
        """What was not found, to be said."""
        return Saying(self.forms[0], self.fields)
