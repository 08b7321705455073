"""The local web app: every screen of an answer with its JSON twin, its rows and its citation."""

from typing import TYPE_CHECKING

from poleward.lazy import attributes

if TYPE_CHECKING:
    from poleward.web.app import create_app

__all__ = ["create_app"]

__getattr__, __dir__ = attributes(__name__, {"create_app": "app"})
