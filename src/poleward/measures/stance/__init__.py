"""The stance of states to poles in votes: expected agreement on a fixed agenda, from one posterior."""
