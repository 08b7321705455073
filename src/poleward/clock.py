"""What day it is: a later one is still to come, and no observation is of such a day."""

from __future__ import annotations

import datetime as dt


def today() -> dt.date:
    """Return the last day that has begun anywhere on Earth."""
    return (dt.datetime.now(dt.UTC) + dt.timedelta(hours=14)).date()
