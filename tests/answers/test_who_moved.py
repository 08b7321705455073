"""Who moved, in words."""

from __future__ import annotations

import numpy as np

from poleward.channels.vote_positions import Moved
from poleward.channels.votes_wording import who_moved
from poleward.measures.positions.change import DistanceChange, change_between


def change(own: tuple[float, float], pole: tuple[float, float], spread: float = 0.02) -> DistanceChange:
    rng = np.random.default_rng(1)
    x0, x1, p0, p1 = ((place + spread * rng.standard_normal((300, 1))).astype(np.float32) for place in (*own, *pole))
    return change_between("KAZ", (("2021",), ("2022",)), (x0, x1), (p0, p1))


def test_the_mover_is_named() -> None:
    assert who_moved(Moved(change((0, 0), (1, 2))), "Kazakhstan", "Moscow").startswith("mostly Moscow; the distance")
    assert who_moved(Moved(change((0, -1), (1, 1))), "Kazakhstan", "Moscow").startswith("mostly Kazakhstan; ")
    assert who_moved(Moved(change((0, -1), (1, 2))), "Kazakhstan", "Moscow").startswith(
        "both; the distance of their ideal"
    )
    assert "shrank" in who_moved(Moved(change((0, 0.5), (1, 1))), "Kazakhstan", "Moscow")


def test_an_interval_that_holds_zero_names_nobody() -> None:
    assert who_moved(Moved(change((0, 0), (1, 1.05), 0.3)), "Kazakhstan", "Moscow").startswith("cannot be told; ")


def test_where_they_passed_one_another_the_moves_are_given_instead_of_the_parts() -> None:
    text = who_moved(Moved(change((0, 0.6), (0.5, -0.5))), "Kazakhstan", "Moscow")
    assert text.startswith("the two passed one another")
    assert "Kazakhstan itself moved by +0.60" in text
    assert "Moscow itself moved by -1.00" in text
    assert "mostly" not in text
