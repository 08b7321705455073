"""Two engines, one code: the same functions over batches and the same queries, on this machine or on Spark."""

from poleward.engines.choose import engine
from poleward.engines.engine import Engine, Inputs
from poleward.engines.local import LocalEngine

__all__ = ["Engine", "Inputs", "LocalEngine", "engine"]
