"""Scores of every step on labelled files: what `poleward evaluate` runs, and nothing else needs."""
