"""Latent monthly paths and breaks from an archive: what screens draw and answers quote."""

from poleward.answers.paths.build import CHANNELS, PathAnswer, path_of, paths

__all__ = ["CHANNELS", "PathAnswer", "path_of", "paths"]
