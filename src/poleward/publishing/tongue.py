"""The languages of the interface: messages from one catalogue, dates, numbers and names of states as each writes them.

English is the text in the code and the templates; `texts/LANGUAGE.po` has the others. Names of states come from the
Common Locale Data Repository.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib import resources
from io import BytesIO
from typing import Any

from poleward.actors import load_registry
from poleward.channels.likelihood import likelihood
from poleward.channels.question import Question
from poleward.config import Pole
from poleward.errors import UnusableInputError, needs_extra

with needs_extra("web"):
    from babel import Locale, dates, numbers
    from babel.messages.catalog import Catalog
    from babel.messages.pofile import read_po

LANGUAGES = {"en": "English", "ru": "Русский", "fr": "Français"}
"""The languages there are, each by its own name."""
MINUS = "−"
DAY = len("2022-02-24")
_STOPS = re.compile(r"(?<!\.)\.\.(?!\.)")
"""Two full stops: a field that ends with one at the end of a sentence."""
_FORMS = ("one", "few", "many", "other")
"""Plural forms in the order of the catalogues; one with fewer forms ends with that for all other numbers."""
_PLAIN = str.maketrans("-", MINUS)


@cache
def catalogue(language: str) -> Catalog:
    """Return a language's catalogue."""
    data = resources.files("poleward.publishing").joinpath(f"texts/{language}.po").read_bytes()
    return read_po(BytesIO(data), locale=language)


@dataclass(frozen=True, slots=True)
class Tongue:
    """One language of the interface; it is a `channels.say.Say`, so that findings are told in it too.

    Examples
    --------
    >>> tongue = Tongue("en")
    >>> tongue("since %(day)s", day=tongue.day(dt.date(2022, 2, 24)))
    'since 24 February 2022'
    >>> tongue.signed(-0.0349), tongue.points(0.741)
    ('−3', '74')
    """

    code: str = "en"

    def __post_init__(self) -> None:
        if self.code not in LANGUAGES:
            raise UnusableInputError(
                f"there is no interface in '{self.code}'.", todo=f"Choose from {', '.join(LANGUAGES)}."
            )

    @property
    def _locale(self) -> Locale:
        return Locale.parse("en_GB" if self.code == "en" else self.code)

    def __call__(self, message: str, **fields: object) -> str:
        """Return a message in this language, its fields filled in."""
        return self._filled(self._found(message) or message, fields)

    def n(self, one: str, many: str, n: int, **fields: object) -> str:
        """Return the form of a message that goes with a number, which is the field `n`."""
        forms = self._found(one)
        if isinstance(forms, tuple) and all(forms):
            text = forms[min(_FORMS.index(self._locale.plural_form(n)), len(forms) - 1)]
        else:
            text = one if n == 1 else many
        return self._filled(text, {"n": n, **fields})

    def _found(self, message: str) -> Any:
        if self.code == "en":
            return ""
        held = catalogue(self.code).get(message)
        return held.string if held is not None else ""

    @staticmethod
    def _filled(text: str, fields: Mapping[str, object]) -> str:
        said = (text % fields if fields else text.replace("%%", "%")).replace(" %", "\N{NO-BREAK SPACE}%")
        return _STOPS.sub(".", said) if fields else said

    def day(self, day: dt.date) -> str:
        """Return a day: 24 February 2022."""
        return str(dates.format_date(day, "long", locale=self._locale))

    def month(self, day: dt.date) -> str:
        """Return a month by itself: February 2022."""
        return str(dates.format_date(day, "LLLL y", locale=self._locale))

    def period(self, iso: str) -> str:
        """Return a year, month, day or span of them that is written as in ISO 8601; anything else as it is."""
        first, slash, last = iso.partition("/")
        if slash:
            return f"{self.period(first)} – {self.period(last)}"
        try:
            return (
                self.day(dt.date.fromisoformat(iso))
                if len(iso) == DAY
                else self.month(dt.date.fromisoformat(f"{iso}-01"))
            )
        except ValueError:
            return iso

    def points(self, share: float) -> str:
        """Return agreement from 0 to 1 in whole points of a hundred."""
        return str(round(100 * share))

    def signed(self, share: float, digits: int = 0) -> str:
        """Return a change of agreement in points of a hundred with its sign, a true minus; 0 without one."""
        return self.with_sign(100 * share, digits)

    def with_sign(self, value: float, digits: int = 0) -> str:
        """Return a number with its sign, a true minus; 0 without one."""
        if not round(value, digits):
            return self.number(0, digits)
        return ("+" if value > 0 else MINUS) + self.number(abs(value), digits)

    def number(self, value: float, digits: int = 0) -> str:
        """Return a number with so many digits after the point, grouped as the language does."""
        zeros = "." + digits * "0" if digits else ""
        # Rounded as the command line rounds, so that no page says another digit.
        rounded = Decimal(f"{value:.{digits}f}")
        text = str(numbers.format_decimal(rounded, format=f"#,##0{zeros}", locale=self._locale))
        return text.translate(_PLAIN)

    def percent(self, share: float) -> str:
        """Return a probability as a whole percentage, never 0 or 100."""
        if share < 0.01:
            return self("under 1 %%")
        if share > 0.99:
            return self("over 99 %%")
        return f"{round(100 * share)}\N{NO-BREAK SPACE}%"

    def likely(self, probability: float) -> str:
        """Return how likely, in a word of ICD 203 and per cent."""
        return f"{self(likelihood(probability))}, {self.percent(probability)}"

    def names(self, question: Question) -> dict[str, str]:
        """Return what the state and the pole of a question are called."""
        return {"state": self.state(question.state), "pole": self.pole(question.pole)}

    def state(self, code: str) -> str:
        """Return a state's name; its English name, or its code, where the language has none."""
        known = load_registry().states.get(code)
        if self.code == "en" or known is None:
            return known.name if known else code
        return str(self._locale.territories.get(known.iso2) or known.name)

    def pole(self, pole: Pole) -> str:
        """Return a pole's name: that of the state it is, else its label as the catalogue has it."""
        if pole.states and pole.key == pole.states[0]:
            return self.state(pole.key)
        return self(pole.label)
