"""The box: the whole record that ships with poleward, so that any state can be asked about offline, at once."""

from poleward.box.reader import digest, roll_calls, votes
from poleward.box.trade import trade_shares, trade_shares_digest

__all__ = ["digest", "roll_calls", "trade_shares", "trade_shares_digest", "votes"]
