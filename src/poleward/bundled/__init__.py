"""The bundled case: Central Asia and the poles, 2014 to 2025, built offline from facts and dispatches of our own."""

from poleward.bundled.build import Built, build

__all__ = ["Built", "build"]
