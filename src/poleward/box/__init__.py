"""The box: the whole record that ships with poleward, so that any state can be asked about offline, at once."""

from poleward.box.reader import LAYOUT, digest, last_days, roll_calls, votes
from poleward.box.trade import trade_shares, trade_shares_digest

__all__ = ["LAYOUT", "digest", "last_days", "roll_calls", "trade_shares", "trade_shares_digest", "votes"]
