"""The engine that a name stands for."""

from __future__ import annotations

from poleward.engines.engine import Engine
from poleward.engines.local import LocalEngine
from poleward.errors import UnusableInputError

ENGINES = ("local", "spark")


def engine(name: str = "local", *, master: str | None = None, workers: int | None = None) -> Engine:
    """Return an engine.

    Parameters
    ----------
    name
        One of `ENGINES`.
    master
        Address of the Spark master; this machine by default.
    workers
        Processes, or threads of a Spark master on this machine; as many as it has cores by default.

    Raises
    ------
    UnusableInputError
        An unknown name; Spark or Java is not here, or is too old.
    """
    if name == "local":
        return LocalEngine(workers)
    if name == "spark":
        from poleward.engines.spark import SparkEngine

        return SparkEngine(master or f"local[{workers or '*'}]")
    raise UnusableInputError(f"no engine is called {name!r}.", todo=f"Engines: {', '.join(ENGINES)}.")
