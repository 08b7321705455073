"""Latent monthly paths of states and poles: filtering on a grid, breaks, evidence (pure functions on arrays)."""
