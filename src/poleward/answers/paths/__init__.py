"""Latent monthly paths and breaks from an archive: what screens draw and answers quote."""

from poleward.answers.paths.build import CHANNELS, path_of, paths
from poleward.answers.paths.model import Accounts, Band, ChannelPath, PathAnswer, PathBreak, Tick

__all__ = [
    "CHANNELS",
    "Accounts",
    "Band",
    "ChannelPath",
    "PathAnswer",
    "PathBreak",
    "Tick",
    "path_of",
    "paths",
]
