"""Checking an article's claims: one module for each kind of record that can decide them."""
