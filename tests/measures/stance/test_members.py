"""A pole's members: their mean, one of them left out, however few of them are kept."""

from __future__ import annotations

import numpy as np
import pytest

from poleward.measures.stance import members as module
from poleward.measures.stance.members import Members
from poleward.measures.stance.seasons import Stand

DRAWS, SEASONS, AGENDA = 5, 3, 4
RNG = np.random.default_rng(3)


def _stand(there: list[bool]) -> Stand:
    agenda = RNG.random((DRAWS, SEASONS, 2, AGENDA), dtype=np.float32)
    asked = tuple(RNG.random((DRAWS, 2, AGENDA + s), dtype=np.float32) for s in range(SEASONS))
    return Stand(np.array(there), agenda, asked)


STANDS = {0: _stand([True] * 3), 1: _stand([True, False, True]), 2: None, 3: _stand([False, True, True])}


def _as_stood(member: int) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
    """A plain reference: in a season without a vote as in the nearest with one, the earlier of two."""
    nearest = {0: [0, 1, 2], 1: [0, 0, 2], 3: [1, 1, 2]}[member]
    stand = STANDS[member]
    assert stand is not None
    return stand.agenda[:, nearest]


@pytest.mark.parametrize("most", [0, 10**9])
def test_the_mean_is_that_of_the_members_left(most: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_KEPT", most)
    pole = Members(STANDS.__getitem__, list(STANDS))
    for without, left in ((None, (0, 1, 3)), (1, (0, 3)), (2, (0, 1, 3))):
        found = pole.mean(without)
        assert found is not None
        np.testing.assert_allclose(found.agenda, np.mean([_as_stood(m) for m in left], axis=0), rtol=1e-5)
        voted = np.sum([STANDS[m].there for m in left], axis=0)  # type: ignore[union-attr]
        assert (found.there == (voted > 0)).all()
        for s in range(SEASONS):
            total = np.sum([STANDS[m].asked[s] for m in left], axis=0)  # type: ignore[union-attr]
            np.testing.assert_allclose(found.asked[s], total / max(voted[s], 1), rtol=1e-5)
    assert [m in pole for m in STANDS] == [True, True, False, True]
    np.testing.assert_array_equal(pole.stand(3).agenda, _as_stood(3))


def test_what_is_kept_changes_no_byte(monkeypatch: pytest.MonkeyPatch) -> None:
    all_kept = Members(STANDS.__getitem__, list(STANDS)).mean(1)
    monkeypatch.setattr(module, "MOST_KEPT", 0)
    none_kept = Members(STANDS.__getitem__, list(STANDS)).mean(1)
    assert all_kept is not None
    assert none_kept is not None
    assert all_kept.agenda.tobytes() == none_kept.agenda.tobytes()


def test_nobody_has_no_mean() -> None:
    assert Members(STANDS.__getitem__, [2]).mean() is None
    assert Members(STANDS.__getitem__, [0]).mean(0) is None
