"""Event data of other coders: GDELT, ICEWS, POLECAT and Phoenix as published, and reports collapsed to events."""

from poleward.records.events.cameo import plover_of, scale
from poleward.records.events.files import EventFile, expand, look
from poleward.records.events.reading import EventsRead, read

__all__ = ["EventFile", "EventsRead", "expand", "look", "plover_of", "read", "scale"]
