"""The box: the whole record that ships with poleward, so that any state can be asked about offline, at once."""

from poleward.box.reader import digest, roll_calls, votes

__all__ = ["digest", "roll_calls", "votes"]
