"""Latent monthly paths and breaks from an archive: what screens draw and answers quote."""

from poleward.answers.paths.build import PathAnswer, Skipped, path_of, paths

__all__ = ["PathAnswer", "Skipped", "path_of", "paths"]
