"""Latent monthly paths and breaks from an archive: what screens draw and answers quote."""
