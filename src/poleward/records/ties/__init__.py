"""Published trade, arms, alliances, organisations and visits: recognised by their columns, read into ties."""

from poleward.records.ties.layouts import LAYOUTS, read
from poleward.records.ties.tie import Tie, TieRecords

__all__ = ["LAYOUTS", "Tie", "TieRecords", "read"]
