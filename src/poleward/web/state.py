"""The address and the question: what a screen is asked for, bounded and checked, and back to an address."""

from __future__ import annotations

import datetime as dt
import re
from functools import cache
from typing import Annotated, Any, Literal
from urllib.parse import urlencode

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from poleward.actors.asked import state_named
from poleward.channels import KEYS
from poleward.channels import channel as channel_of
from poleward.config import MAX_NAME, load
from poleward.defaults import GROUP, POLE, SINCE
from poleward.errors import UnusableInputError
from poleward.publishing.tongue import LANGUAGES, Tongue

FIRST_DAY, LAST_DAY = dt.date(1946, 1, 1), dt.date(2099, 12, 31)
"""The first session, and no day that anyone will ask about: a typing error is caught."""
MAX_STATES = 12
"""On one screen: a bound on time."""
MAX_NAMES = 800
"""Characters of states given by name."""

Day = Annotated[dt.date, Field(ge=FIRST_DAY, le=LAST_DAY)]


def _codes(given: object) -> object:
    """Return states given by name as their codes; what is given by code is left as it is."""
    if not isinstance(given, str) or re.fullmatch(r"[A-Z]{3}(,[A-Z]{3})*", given) or len(given) > MAX_NAMES:
        return given
    try:
        return ",".join(dict.fromkeys(state_named(part.strip()) for part in given.split(",") if part.strip()))
    except UnusableInputError as error:
        raise ValueError(error.message) from error


States = Annotated[
    str, Field(pattern=rf"^[A-Z]{{3}}(,[A-Z]{{3}}){{0,{MAX_STATES - 1}}}$"), BeforeValidator(_codes)
]  # fmt: skip
StateCode = Annotated[str, Field(pattern=r"^[A-Z]{3}$")]
MAX_POLES = 5
"""Poles on one screen: a choice, one fewer than there are colours."""
Key = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{0,39}$")]


@cache
def _called() -> dict[str, str]:
    """Return the poles' labels by what each language of the interface calls them."""
    tongues = [Tongue(code) for code in LANGUAGES]
    return {tongue.pole(pole): pole.label for pole in load().poles.values() for tongue in tongues}


def _label(given: object) -> object:
    """Return a pole given by its name in any language of the interface as its label."""
    return _called().get(given.strip(), given) if isinstance(given, str) else given


PoleName = Annotated[str, BeforeValidator(_label), Field(pattern=rf"^\w[\w .,()'’&+–-]{{0,{MAX_NAME - 1}}}$")]
"""A key of the poles file, or a state or an organisation by code or name."""


def _known(channel: str) -> str:
    try:
        return channel_of(channel).key
    except UnusableInputError as error:
        raise ValueError(error.message) from error


Language = Literal["en", "ru", "fr"]


def keeping(address: str, language: str) -> str:
    """Return an address of ours that keeps the language of the interface.

    Examples
    --------
    >>> keeping("/why?state=KAZ", "ru"), keeping("/check", "en")
    ('/why?state=KAZ&lang=ru', '/check')
    """
    if language == "en" or "lang=" in address:
        return address
    return f"{address}{'&' if '?' in address else '?'}lang={language}"


Channel = Annotated[str, AfterValidator(_known), Field(json_schema_extra={"enum": list(KEYS)})]


class Asked(BaseModel):
    """The question that all screens share; fields left out take the value that the screen names."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    states: States | None = Field(None, description="states by name or ISO3 code, separated by commas")
    group: Key = Field(GROUP, description="a group of states, where no states are given")
    pole: PoleName = Field(POLE, description="a pole: a key of the poles file, a state or an organisation")
    since: Day = Field(SINCE, description="the day from which on a change is asked for")
    baseline: Day | None = Field(None, description="first day of the span compared with [8 years before since]")
    until: Day | None = Field(None, description="last day [the last day observed]")
    lang: Language = Field("en", description="language of the interface")

    def query(self, **changes: Any) -> str:
        """Return the query of this question's address, with changes; what is as it would be anyway is left out."""
        values = self.model_dump(exclude_defaults=True) | changes
        return urlencode({k: str(v) for k, v in values.items() if v is not None}, safe=",/")

    def shared(self) -> str:
        """Return the query that other screens take over."""
        return Asked(**{name: getattr(self, name) for name in Asked.model_fields}).query()
