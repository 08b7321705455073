"""The local web app: every screen of an answer with its JSON twin, its rows and its citation."""

from poleward.web.app import create_app

__all__ = ["create_app"]
