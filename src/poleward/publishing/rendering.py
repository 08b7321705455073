"""Templates: one environment for the app, the site and the report, and what a template is given in one language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from markupsafe import Markup

from poleward.channels.say import Say
from poleward.errors import needs_extra
from poleward.publishing import show
from poleward.publishing.tongue import Tongue
from poleward.version import __version__

with needs_extra("web"):
    from jinja2 import BaseLoader, ChoiceLoader, Environment, PackageLoader, StrictUndefined


def environment(*loaders: BaseLoader) -> Environment:
    """Return an environment with the templates of this room, and others before them."""
    made = Environment(
        loader=ChoiceLoader([*loaders, PackageLoader("poleward.publishing")]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    made.filters |= {"text": show.text, "number": show.number, "percent": show.percent}
    made.globals |= {"version": __version__}
    return made


def spoken(tongue: Tongue) -> dict[str, Any]:
    """Return what every template needs of a language."""
    return {"_": tongue, "ngettext": tongue.n, "tongue": tongue}


def part(made: Environment, template: str, view: Mapping[str, Any], tongue: Tongue, **more: Any) -> Markup:
    """Return a part of a page, made by its own template."""
    text = made.get_template(template).render(**view, **spoken(tongue), **more)
    return Markup(text)  # noqa: S704  the template has escaped what it was given


def joined(names: Sequence[str], say: Say) -> str:
    """Return names as a list in a sentence."""
    if len(names) < 2:
        return "".join(names)
    return say("%(first)s and %(last)s", first=", ".join(names[:-1]), last=names[-1])
