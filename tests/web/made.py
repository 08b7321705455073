"""A path made by hand: a state that breaks away in one month, with what tells of it."""

from __future__ import annotations

from poleward.answers.paths import PathAnswer, Skipped
from poleward.channels.paths import Accounts, Band, ChannelPath, PathBreak, Tick
from poleward.periods import month_labels

BREAK = Tick("roll_call", "A/RES/ES-11/1", "2022-03-02", "Aggression against <Ukraine>", "state", 2.5)
AGAINST = Tick("roll_call", "A/RES/ES-11/3", "2022-04-07", "Suspension & more", "state", -0.7)


def band(median: list[float]) -> Band:
    """Return a band of the same width in every month."""

    def shifted(by: float) -> tuple[float, ...]:
        return tuple(v + by for v in median)

    return Band(
        tuple(median), shifted(-0.1), shifted(0.1), shifted(-0.2), shifted(0.2), shifted(-0.3), shifted(0.3)
    )  # fmt: skip


def path(state: str = "KAZ", channel: str = "votes") -> ChannelPath:
    """Return a distance of 1.0 that becomes 1.5 in March 2022; the first and last three months are not observed."""
    months = month_labels(2020 * 12, 48)
    level = [1.0 if month < "2022-03" else 1.5 for month in months]
    away = tuple(0.8 if month == "2022-03" else 0.001 for month in months)
    broke = PathBreak(
        first="2022-02", month="2022-03", last="2022-05", direction="away", probability=0.93, size=-0.5, who="state",
        lasts=True, passed=False, evidence=(BREAK,), against=(AGAINST,), estimate="0" * 24,
    )  # fmt: skip
    return ChannelPath(
        state=state, channel=channel, kind="stance", unit="made up", nearer="down", observations=9, months=months,
        level=band(level), own=None, pole=None, towards=(0.001,) * 48, away=away,
        since=months[0], accounts=Accounts(0.05, 0.02, 0.93, (0.4, 0.2, 0.4)), own_accounts=None, pole_accounts=None,
        seen=("2020-04", "2023-09"), breaks=(broke,), estimates=(),
    )  # fmt: skip


def answer(*paths: ChannelPath) -> PathAnswer:
    """Return the paths as an answer."""
    skipped = (Skipped("TKM", "Turkmenistan", "votes", "it never votes"),)
    return PathAnswer(
        pole="moscow", pole_label="Moscow", pole_colour="blue", since="2022-02", until="2023-12", paths=paths,
        skipped=skipped,
    )  # fmt: skip
