"""What is meant where a question leaves it open. A choice: that of the bundled case."""

from __future__ import annotations

import datetime as dt

POLE = "moscow"
GROUP = "central-asia"
SINCE = dt.date(2022, 2, 24)
"""The day on which Russia invaded all of Ukraine."""
STATE = "KAZ"
