"""Hearing: who a sentence speaks of, and what a learned model hears between every two of them."""
