"""The compiled loop finds the separators that a plain reading of the bytes finds."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from poleward.records.events.sieve_kernel import RETURN, TAB, odd_places

# Bytes beside the bounds, and enough letters that whole stretches of 64 hold nothing.
BYTES = st.sampled_from([*b"\0\x08\t\n\x0b\r\x0e\x1f\x7f\x80\xff", *b"abcdef" * 4])


@given(st.lists(BYTES, max_size=400).map(bytes), st.integers(0, 70))
@settings(deadline=None)
def test_odd_places_are_the_separators_and_stops_those_that_are_no_tabs(data: bytes, begin: int) -> None:
    text = np.frombuffer(data, dtype=np.int8)[begin:]
    places, stops = np.full((2, len(text)), -1, dtype=np.int32)
    stopped = odd_places(text, places, stops)
    odd = np.flatnonzero(text <= RETURN)
    assert places[: len(odd)].tolist() == odd.tolist()
    assert stops[:stopped].tolist() == np.flatnonzero(text[odd] != TAB).tolist()
