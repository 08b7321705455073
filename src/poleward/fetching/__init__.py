"""Published files from their publishers: the only room that uses the network, and only when a person asks for it."""

from poleward.fetching.cache import Fetched, default_cache
from poleward.fetching.limits import Limits
from poleward.fetching.one_file import fetch
from poleward.fetching.sources import CitedWork, Source, Sources, load_sources

__all__ = ["CitedWork", "Fetched", "Limits", "Source", "Sources", "default_cache", "fetch", "load_sources"]
