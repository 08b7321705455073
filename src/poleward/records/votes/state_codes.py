"""From the codes and names of a source to the codes of states, as of the days on which they were used."""

from __future__ import annotations

from datetime import date

from poleward.records.naming import FindsMembers

_SEAT_HELD_BY = {"CHN": "TWN"}
"""Whose votes a member's record has for the time before it: China's seat was the Republic of China's until A/RES/2758
(XXVI). The UN Digital Library lists both as China, BSV keep them apart, and so do we: they are different voters."""


class StateResolver:
    """Resolves the codes of one source and remembers what it found.

    `by_seat` says that the source names the holder of a seat by the member that has it now.
    """

    def __init__(self, registry: FindsMembers, *, by_seat: bool = False) -> None:
        self._registry = registry
        self._by_seat = by_seat
        self._states: dict[tuple[str, str, date], str | None] = {}
        self._members: dict[tuple[str, date], bool] = {}

    def resolve(self, code: str, name: str, on: date) -> str | None:
        """Return the state of a code (ISO or Correlates of War), or of a name where there is no code.

        R writes NA where a value is missing, which is also Namibia's code: then the name decides. Packages write a
        number in a column with gaps as 2.0.
        """
        code = code.removesuffix(".0") if code.removesuffix(".0").isdecimal() else code
        key = (code, name, on)
        if key not in self._states:
            found: str | None = None
            if code and code != "NA":
                found = self._registry.state(int(code) if code.isdecimal() else code, on=on)
            if found is None and name:
                found = self._registry.state(name, on=on)
            if found is None and code == "NA" and not name:
                found = self._registry.state(code, on=on)
            self._states[key] = self._holder(found, on) if self._by_seat else found
        return self._states[key]

    def _holder(self, state: str | None, on: date) -> str | None:
        """Return the state that held a member's seat on a day, where that was another one."""
        other = _SEAT_HELD_BY.get(state or "")
        if other and state and not self.was_member(state, on) and self.was_member(other, on):
            return other
        return state

    def was_member(self, state: str, day: date) -> bool:
        """Return whether a state was a member of the United Nations on a day."""
        key = (state, day)
        if key not in self._members:
            self._members[key] = self._registry.is_un_member(state, day)
        return self._members[key]
