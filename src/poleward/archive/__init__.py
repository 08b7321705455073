"""The store: schema, evidence links, human judgements, frozen snapshots."""

from poleward.archive.store import Archive

__all__ = ["Archive"]
