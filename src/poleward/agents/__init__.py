"""What a language model's program may ask: the verbs that only read, over the Model Context Protocol."""

from poleward.agents.server import server

__all__ = ["server"]
