"""Reviewed, dated rules and facts of the page reader."""
