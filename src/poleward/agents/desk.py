"""The questions that a program may ask of a project, as plain and bounded values.

Nothing here writes, opens a file that is named to it, or uses the network. Text of pages is cut, freed of signs that
do not show, and stands in fields of its own, so that a reader can tell it from what poleward says.
"""

from __future__ import annotations

import unicodedata
from collections import OrderedDict
from threading import Lock
from typing import TYPE_CHECKING, Any

from poleward.errors import NothingFoundError, UnusableInputError
from poleward.project.names import first_day

if TYPE_CHECKING:
    from poleward.answers.why import Arithmetic
    from poleward.channels.channel import Finding
    from poleward.channels.estimate import Estimate
    from poleward.config import Pole
    from poleward.project import Project

MAX_PAGE = 200_000
"""Characters of a page that may be checked."""
MAX_NAME = 200
"""Characters of a name, code, day or id."""
MAX_TEXT = 600
"""Characters of one text that is given out."""
MAX_ITEMS = 50
"""Items of an arithmetic, or rows, that are given out."""
ASKED = "asked"
QUESTION = ("state", "pole", "since", "baseline", "until")
"""What the id of a row of `drift` is made of, after ASKED."""
DRIFT = (
    "state", "state_name", "direction", "probability", "change", "q05", "q95", "own_move", "pole_move", "who_moved",
    "rank", "of", "q_value",
)  # fmt: skip
REMEMBERED = 2000
"""How many numbers of earlier answers are kept, so that their ids can be explained."""


class AgentDesk:
    """The questions of one session; every number that is given out can be explained by its id.

    Parameters
    ----------
    project
        A project that is read only.
    """

    def __init__(self, project: Project) -> None:
        self.project = project
        self._numbers: OrderedDict[str, tuple[Estimate, Pole]] = OrderedDict()
        self._lock = Lock()

    def ask(self, state: str, pole: str, since: str, baseline: str = "", until: str = "") -> dict[str, Any]:
        """Return the answer to one question, channel by channel, each number with its id."""
        answers = self.project.ask(
            _name(state), _name(pole), _name(since),
            baseline=_name(baseline) or None, until=_name(until) or None,
        )  # fmt: skip
        answer = answers.answer
        asked_about = answer.question.pole
        with self._lock:
            for finding in answer.findings:
                for e in finding.estimates:
                    self._remember(e, asked_about)
            if answer.overall is not None:
                self._remember(answer.overall.estimate, asked_about)
        rows = {row["channel"]: row for row in answers.to_arrow().to_pylist()}
        return {
            "question": {
                "state": answer.question.state, "state_name": answer.state_name, "pole": asked_about.key,
                "pole_label": answer.pole_label, "before": str(answer.question.before),
                "since": str(answer.question.after),
            },
            "headline": _shown(answer.headline),
            "findings": [_finding(f, rows[f.channel]) for f in answer.findings],
            "overall": None if answer.overall is None else {
                "sentence": _shown(answer.overall.sentence), "id": answer.overall.estimate.estimate_id
            },
            "notes": [_shown(note) for note in answer.notes],
        }  # fmt: skip

    def drift(self, pole: str, since: str, baseline: str = "", until: str = "", most: int = 10) -> dict[str, Any]:
        """Return the members that moved furthest away from a pole and towards it, each with an id for `why`."""
        begin, end = _name(baseline) or None, _name(until) or None
        found = self.project.drift(_name(pole), since=_name(since), baseline=begin, until=end)
        rows = found.to_arrow().to_pylist()
        most = max(1, min(most, MAX_ITEMS))
        told = rows if len(rows) <= 2 * most else [*rows[:most], *rows[-most:]]
        asked = (_name(since), _name(baseline), _name(until))
        return {
            "headline": _shown(found.headline), "windows": found.to_dict()["windows"], "members": len(rows),
            "rows": [
                {**{k: _plain(row[k]) for k in DRIFT}, "id": "|".join((ASKED, row["state"], row["pole"], *asked))}
                for row in told
            ],
        }  # fmt: skip

    def why(self, of: str = "", state: str = "", pole: str = "", period: str = "", top: int = 20) -> dict[str, Any]:
        """Return what is behind an id, or the arithmetic of a state's numbers with a pole in a period."""
        top = max(1, min(top, MAX_ITEMS))
        if not of:
            if not (state and pole and period):
                raise UnusableInputError("nothing to explain.", todo="Give an id, or state, pole and period.")
            reasons = self.project.why(_name(state), _name(pole), _name(period))
            about = self.project.config.pole(reasons.numbers[0].estimate.pole, on=first_day(_name(period)))
            with self._lock:
                for number in reasons:
                    self._remember(number.estimate, about)
            return {"numbers": [_arithmetic(number, top) for number in reasons]}
        of = _name(of)
        if of.startswith(f"{ASKED}|"):
            return self._votes_of(of, top)
        with self._lock:
            known = self._numbers.get(of)
        if known is not None:
            return {"numbers": [_arithmetic(n, top) for n in self.project.explain([known])]}
        for found in (self._stored, self._roll_call, self._statement):
            told = found(of, top)
            if told is not None:
                return told
        raise NothingFoundError(
            f"nothing has the id '{of[:40]}'.", todo="Ask again: the same question has the same id."
        )

    def check(self, page: str) -> dict[str, Any]:
        """Return the claims of a page's text with their verdicts, and the ids of what decides them."""
        from poleward.pages import read_bytes

        if not page.strip() or len(page) > MAX_PAGE:
            raise UnusableInputError(
                f"the page has {len(page):,} characters.", todo=f"Give 1 to {MAX_PAGE:,} characters of text or HTML."
            )
        documents = list(read_bytes(page.encode("utf-8", "replace"), "page"))
        if not documents:
            raise NothingFoundError("there is no page in this text.", todo="Give the text or the HTML of one page.")
        claims = self.project.check(documents[0])
        return {
            "headline": _shown(claims.headline),
            "claims": [
                {
                    "quote": _shown(claim.exact), "kind": claim.kind, "states": list(claim.states),
                    "verdict": claim.label, "why": _shown(claim.why), "correction": _shown(claim.correction),
                    "records": [
                        {"id": r.ref, "kind": r.kind, "date": r.date, "what": _shown(r.what),
                         "source": _shown(r.source)}
                        for r in claim.records[:MAX_ITEMS]
                    ],
                }
                for claim in claims.claims[:MAX_ITEMS]
            ],
        }  # fmt: skip

    def roll_call(self, symbol_or_words: str, most: int = 3) -> dict[str, Any]:
        """Return roll calls by symbol, day or words: date, title, totals, every state's outcome; and vetoes."""
        found = self.project.roll_calls(_name(symbol_or_words), most=max(1, min(most, 10)))
        return {
            "roll_calls": [one.to_json() | {"id": one.roll_call_id, "title": _shown(one.title)} for one in found],
            "vetoes": [one.to_json() for one in found.vetoes],
        }

    def cite(self, of: str = "") -> dict[str, Any]:
        """Return what to cite for a number that the archive keeps, or for everything that it holds."""
        from poleward.answers.cite import cite_archive, cite_estimate, cite_evidence

        of = _name(of)
        with self._lock:
            known = self._numbers.get(of)
        with self.project.archive() as archive:
            if not of:
                return cite_archive(archive).to_json()
            if known is not None:
                return cite_evidence(archive, [(i.kind, i.ref) for i in known[0].evidence]).to_json()
            return cite_estimate(archive, of).to_json()

    def _remember(self, estimate: Estimate, pole: Pole) -> None:
        self._numbers[estimate.estimate_id] = (estimate, pole)
        self._numbers.move_to_end(estimate.estimate_id)
        while len(self._numbers) > REMEMBERED:
            self._numbers.popitem(last=False)

    def _votes_of(self, of: str, top: int) -> dict[str, Any]:
        """Return the votes behind a row of `drift`, whose id is its question."""
        parts = of.split("|")[1:]
        if len(parts) != len(QUESTION):
            raise UnusableInputError(f"'{of[:40]}' is no id.", todo="Take it from 'drift' as it stands.")
        state, pole, since, baseline, until = parts
        answers = self.project.ask(state, pole, since, baseline=baseline or None, until=until or None)
        return {"numbers": [_arithmetic(number, top) for number in answers.why("votes")]}

    def _stored(self, of: str, top: int) -> dict[str, Any] | None:
        try:
            return {"numbers": [_arithmetic(n, top) for n in self.project.why(estimate=of)]}
        except (NothingFoundError, UnusableInputError):
            return None

    def _roll_call(self, of: str, top: int) -> dict[str, Any] | None:
        try:
            found = self.project.roll_calls(of, most=1)
        except NothingFoundError:
            return None
        named = [one.to_json() for one in found if of in (one.roll_call_id, one.symbol)]
        named += [one.to_json() for one in found.vetoes if of == one.veto_id]
        return {"roll_call": named[0]} if named else None

    def _statement(self, of: str, top: int) -> dict[str, Any] | None:
        from poleward.answers.quoting import statement

        with self.project.archive() as archive:
            found = statement(archive, of)
        return None if found is None else {"statement": {k: _plain(v) for k, v in found.items()}}


def _finding(finding: Finding, row: dict[str, Any]) -> dict[str, Any]:
    return {
        "channel": finding.channel, "direction": finding.direction, "probability": finding.probability,
        "number": row["number"], "interval_90": None if row["q05"] is None else [row["q05"], row["q95"]],
        "measure": row["measure"], "n": row["n"], "since_when": row["since_when"], "who_moved": row["who_moved"],
        "sentence": _shown(finding.sentence), "id": row["estimate_id"],
    }  # fmt: skip


def _arithmetic(number: Arithmetic, top: int) -> dict[str, Any]:
    e = number.estimate
    return {
        "id": e.estimate_id, "state": e.state, "pole": e.pole, "channel": e.channel, "measure": e.measure,
        "period": e.period, "value": e.value, "interval_90": None if e.q05 is None else [e.q05, e.q95], "n": e.n,
        "method": e.method, "remainder": number.remainder, "further_items": max(0, len(number.lines) - top),
        "items": [
            {
                "kind": line.kind, "id": line.ref, "date": line.date, "quote": _shown(line.what),
                "detail": _shown(line.detail), "source": _shown(line.where), "weight": line.weight,
                "contribution": line.contribution, "number_without_it": line.without,
            }
            for line in number.lines[:top]
        ],
    }  # fmt: skip


def _name(text: str) -> str:
    """Return a name, code or id as given, or say that it is none."""
    if len(text) > MAX_NAME:
        raise UnusableInputError(f"a name of {len(text):,} characters is none.", todo=f"Give at most {MAX_NAME}.")
    return text.strip()


def _shown(text: str) -> str:
    """Return a text in one line, cut, without control characters and those that turn the direction of writing."""
    line = " ".join(text[: 4 * MAX_TEXT].split())
    clear = "".join(c for c in line if unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Co", "Cn"))
    return clear if len(clear) <= MAX_TEXT else f"{clear[:MAX_TEXT]}…"


def _plain(value: Any) -> Any:
    return _shown(value) if isinstance(value, str) else value.isoformat() if hasattr(value, "isoformat") else value
