"""Latent monthly paths of states and poles: filtering on a grid, breaks, and what each observation adds to them.

Pure functions on arrays; docs/breaks.md says what the model is and how well it does.
"""

from poleward.measures.paths.breaks import Break, find_breaks, mean_path, next_seen
from poleward.measures.paths.drawing import DrawnPaths, draw_paths
from poleward.measures.paths.evidence import contributions, quiet
from poleward.measures.paths.filtering import Observed, PathSettings, Smoothed, log_evidence, smooth
from poleward.measures.paths.grid import Grid
from poleward.measures.paths.hypotheses import Hypotheses, weigh
from poleward.measures.paths.quantiles import quantiles
from poleward.measures.paths.signs import share_terms, sign_terms
from poleward.measures.paths.vote_likelihood import add_votes, outcome_table

__all__ = [
    "Break",
    "DrawnPaths",
    "Grid",
    "Hypotheses",
    "Observed",
    "PathSettings",
    "Smoothed",
    "add_votes",
    "contributions",
    "draw_paths",
    "find_breaks",
    "log_evidence",
    "mean_path",
    "next_seen",
    "outcome_table",
    "quantiles",
    "quiet",
    "share_terms",
    "sign_terms",
    "smooth",
    "weigh",
]
