"""What the verbs of a project give back: answers, arithmetic, checked claims, and what was done to an archive."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import pyarrow as pa

from poleward.answers.answer import Answer
from poleward.answers.checking.checked_claim import CheckedClaim
from poleward.answers.why import Arithmetic
from poleward.channels import channel as channel_of
from poleward.channels.channel import Finding
from poleward.channels.estimate import Estimate
from poleward.config import Pole
from poleward.errors import NothingFoundError, UnusableInputError
from poleward.results import Forest, Mark, Result, described

Explain = Callable[[Sequence[tuple[Estimate, Pole]]], list[Arithmetic]]
"""How the arithmetic of numbers is looked up: in the archive that they came from."""

_ANSWER_COLUMNS = {
    "state": "ISO3 code", "state_name": "English name", "pole": "key of the pole", "since": "day asked about",
    "channel": "votes, words, deeds, events (stance); trade, arms, treaties (exposure)",
    "direction": "towards, away, no change, or not enough evidence",
    "probability": "of the direction; missing: the channel gives none, or there is not enough evidence",
    "measure": "what the number is", "number": "the change; missing: not enough evidence",
    "q05": "5 % quantile, or the lowest that a publisher gives", "q95": "95 % quantile, or the highest",
    "n": "pieces of evidence", "since_when": "month of the likeliest break; missing: none stands out",
    "who_moved": "state, pole, both or others; missing: cannot be told",
    "estimate_id": "id of the number, for `why`", "sentence": "the finding in words",
}  # fmt: skip
_SHOWN = ("channel", "direction", "probability", "number", "q05", "q95", "since_when", "who_moved")
_SCHEMA = pa.schema(
    [
        (name, pa.float64() if name in ("probability", "number", "q05", "q95") else
         pa.int64() if name == "n" else pa.date32() if name == "since" else pa.string())
        for name in _ANSWER_COLUMNS
    ]
)  # fmt: skip


class Answers(Result):
    """The answers to one or more questions: one row for each state, pole and channel.

    Attributes
    ----------
    answers
        One for each state and pole, in the order asked.
    """

    __slots__ = ("_explain", "answers")

    def __init__(self, answers: Sequence[Answer], explain: Explain) -> None:
        self.answers, self._explain = tuple(answers), explain

    @property
    def headline(self) -> str:
        """The answer in one line, or how many there are."""
        if len(self.answers) == 1:
            return self.answers[0].headline
        states = dict.fromkeys(a.state_name for a in self.answers)
        poles = dict.fromkeys(a.pole_label for a in self.answers)
        return f"{', '.join(states)}: towards or away from {', '.join(poles)} since {self.answers[0].question.since}?"

    @property
    def answer(self) -> Answer:
        """The one answer.

        Raises
        ------
        UnusableInputError
            Several questions were asked: take them from `answers`.
        """
        if len(self.answers) != 1:
            raise UnusableInputError(f"there are {len(self.answers)} answers here.", todo="Take one from '.answers'.")
        return self.answers[0]

    def __iter__(self) -> Iterator[Answer]:
        return iter(self.answers)

    def __len__(self) -> int:
        return len(self.answers)

    def to_arrow(self) -> pa.Table:
        """Return one row for each state, pole and channel."""
        rows = [_row(answer, finding) for answer in self.answers for finding in answer.findings]
        return described(pa.Table.from_pylist(rows, schema=_SCHEMA), _ANSWER_COLUMNS, title=self.headline)

    def to_dict(self) -> dict[str, Any]:
        """Return the answer as the command line's `--json` gives it; several of them under 'answers'."""
        if len(self.answers) == 1:
            return self.answers[0].to_json()
        return {"headline": self.headline, "answers": [answer.to_json() for answer in self.answers]}

    def why(self, channel: str | None = None) -> Reasons:
        """Return the arithmetic of the main number of each channel, or of one channel.

        Raises
        ------
        NothingFoundError
            No number of the answers has evidence.
        """
        main = [
            (e, answer.question.pole) for answer in self.answers for f in answer.findings
            if channel in (None, f.channel) and (e := main_estimate(f)) is not None and e.evidence
        ]  # fmt: skip
        if not main:
            of = f" of the channel '{channel}'" if channel else ""
            raise NothingFoundError(f"no number{of} has evidence here.", todo="Ask about a longer span, or load more.")
        return Reasons(self._explain(main))

    def chart(self) -> Forest:
        """Return the main number of each channel with its interval, each measure in a panel of its own."""
        panels: dict[str, list[Mark]] = {}
        for answer in self.answers:
            for finding in answer.findings:
                e = main_estimate(finding)
                if e is not None and e.value is not None:
                    who = "" if len(self.answers) == 1 else f"{answer.state_name}, {answer.pole_label}: "
                    mark = Mark(f"{who}{finding.channel}", e.value, e.q05, e.q95)
                    panels.setdefault(e.measure.replace("_", " "), []).append(mark)
        return Forest(tuple((name, tuple(marks)) for name, marks in panels.items()))

    def shown_columns(self) -> Sequence[str]:
        """Return what a notebook shows."""
        return _SHOWN if len(self.answers) == 1 else ("state_name", "pole", *_SHOWN)

    def remarks(self) -> Sequence[str]:
        """Return the overall stance and the notes."""
        return [
            text for answer in self.answers
            for text in ((answer.overall.sentence,) if answer.overall else ()) + tuple(answer.notes)
        ]  # fmt: skip

    def __str__(self) -> str:
        return "\n\n".join("\n".join((a.headline, *(f"  {f.sentence}" for f in a.findings))) for a in self.answers)


def main_estimate(finding: Finding) -> Estimate | None:
    """Return the number that a finding is about: its channel's change, else its first one; None where it has none."""
    change = finding.estimate(channel_of(finding.channel).scale.change)
    return change or next(iter(finding.estimates), None)


def _row(answer: Answer, finding: Finding) -> dict[str, Any]:
    e = main_estimate(finding)
    likeliest = max(finding.path.breaks, key=lambda b: b.probability) if finding.path and finding.path.breaks else None
    return {
        "state": answer.question.state, "state_name": answer.state_name, "pole": answer.question.pole.key,
        "since": answer.question.since, "channel": finding.channel, "direction": finding.direction,
        "probability": finding.probability, "measure": e and e.measure, "number": e and e.value, "q05": e and e.q05,
        "q95": e and e.q95, "n": e and e.n, "since_when": likeliest and likeliest.month,
        "who_moved": finding.mover,
        "estimate_id": e and e.estimate_id, "sentence": finding.sentence,
    }  # fmt: skip


class Reasons(Result):
    """Numbers as the sums of their items: one row for each number and item, the largest first.

    Attributes
    ----------
    numbers
        The arithmetic of each number.
    """

    __slots__ = ("numbers",)

    def __init__(self, numbers: Sequence[Arithmetic]) -> None:
        self.numbers = tuple(numbers)

    @property
    def headline(self) -> str:
        """What is explained, in one line."""
        told = [f"{a.estimate.channel} {a.estimate.measure.replace('_', ' ')}" for a in self.numbers]
        one = self.numbers[0].estimate
        return f"{one.state} and {one.pole}, {one.period}: {', '.join(dict.fromkeys(told))}"

    def __iter__(self) -> Iterator[Arithmetic]:
        return iter(self.numbers)

    def __len__(self) -> int:
        return len(self.numbers)

    def to_arrow(self) -> pa.Table:
        """Return one row for each number and item."""
        text, number = pa.string(), pa.float64()
        schema = pa.schema(
            [
                ("channel", text), ("measure", text), ("period", text), ("value", number), ("kind", text),
                ("ref", text), ("date", text), ("what", text), ("detail", text), ("source", text),
                ("weight", number), ("contribution", number), ("without", number), ("turned", number),
                ("estimate_id", text),
            ]
        )  # fmt: skip
        rows = [
            {
                "channel": a.estimate.channel, "measure": a.estimate.measure, "period": a.estimate.period,
                "value": a.estimate.value, "kind": line.kind, "ref": line.ref, "date": line.date, "what": line.what,
                "detail": line.detail, "source": line.where, "weight": line.weight,
                "contribution": line.contribution, "without": line.without, "turned": line.turned,
                "estimate_id": a.estimate.estimate_id,
            }
            for a in self.numbers for line in a.lines
        ]  # fmt: skip
        return pa.Table.from_pylist(rows, schema=schema)

    def to_dict(self) -> dict[str, Any]:
        """Return the numbers as the command line's `--json` gives them."""
        return {"headline": self.headline, "numbers": [a.to_json() for a in self.numbers]}

    def shown_columns(self) -> Sequence[str]:
        """Return what a notebook shows."""
        return ("channel", "date", "what", "detail", "weight", "contribution", "without")

    def chart(self) -> Forest:
        """Return the largest parts of each number."""
        return Forest(
            tuple(
                (f"{a.estimate.channel}: part of {a.estimate.measure.replace('_', ' ')}",
                 tuple(Mark(line.what, line.contribution) for line in a.lines[:10]))
                for a in self.numbers if a.lines
            )
        )  # fmt: skip


class Claims(Result):
    """The claims of a page with their verdicts: one row a claim.

    Attributes
    ----------
    claims
        The headline's first, then as they stand on the page.
    """

    __slots__ = ("_page", "claims")

    def __init__(self, claims: Sequence[CheckedClaim], page: str) -> None:
        self.claims, self._page = tuple(claims), page

    @property
    def headline(self) -> str:
        """How many claims there are of each verdict."""
        labels = [claim.label for claim in self.claims]
        told = ", ".join(f"{labels.count(label)} {label}" for label in dict.fromkeys(labels))
        return f"{self._page}: {told or 'no claim that a record can decide'}"

    def __iter__(self) -> Iterator[CheckedClaim]:
        return iter(self.claims)

    def __len__(self) -> int:
        return len(self.claims)

    def to_arrow(self) -> pa.Table:
        """Return one row a claim."""
        text = pa.string()
        schema = pa.schema(
            [
                ("kind", text), ("claim", text), ("states", pa.list_(text)), ("verdict", text), ("why", text),
                ("correction", text), ("start_at", pa.int64()), ("end_at", pa.int64()),
            ]
        )  # fmt: skip
        rows = [
            {
                "kind": c.kind, "claim": " ".join(c.exact.split()), "states": list(c.states), "verdict": c.label,
                "why": c.why, "correction": c.correction or None, "start_at": c.start_at, "end_at": c.end_at,
            }
            for c in self.claims
        ]  # fmt: skip
        return pa.Table.from_pylist(rows, schema=schema)

    def to_dict(self) -> dict[str, Any]:
        """Return the claims as the command line's `--json` gives them."""
        return {"page": self._page, "claims": [claim.to_json() for claim in self.claims]}

    def why(self) -> pa.Table:
        """Return the records that decide the claims: claim, verdict, kind, ref, date, what, source."""
        names = ("claim", "verdict", "kind", "ref", "date", "what", "source")
        rows = [
            {"claim": " ".join(c.exact.split()), "verdict": c.label, "kind": r.kind, "ref": r.ref, "date": r.date,
             "what": r.what, "source": r.source}
            for c in self.claims for r in c.records
        ]  # fmt: skip
        return pa.Table.from_pylist(rows, schema=pa.schema([(name, pa.string()) for name in names]))

    def shown_columns(self) -> Sequence[str]:
        """Return what a notebook shows."""
        return ("kind", "claim", "verdict", "why")

    def chart(self) -> Forest:
        """Return how many claims have each verdict."""
        labels = [claim.label for claim in self.claims]
        marks = tuple(Mark(label, labels.count(label)) for label in dict.fromkeys(labels))
        return Forest((("claims", marks),) if marks else ())


class Done(Result):
    """What was done to an archive, as lines and as plain values."""

    __slots__ = ("_lines", "_values")

    def __init__(self, lines: Sequence[str], values: dict[str, Any]) -> None:
        self._lines, self._values = tuple(lines), values

    @property
    def headline(self) -> str:
        """What was done, in one line."""
        return self._lines[0] if self._lines else "nothing was done"

    def to_arrow(self) -> pa.Table:
        """Return one row a line."""
        return pa.table({"done": pa.array(self._lines, pa.string())})

    def to_dict(self) -> dict[str, Any]:
        """Return the plain values."""
        return dict(self._values)

    def __str__(self) -> str:
        return "\n".join(self._lines)


class Report(Result):
    """Answers with their pictures and evidence, as one HTML page that runs no script."""

    __slots__ = ("answers", "html")

    def __init__(self, answers: Answers, html: str) -> None:
        self.answers, self.html = answers, html

    @property
    def headline(self) -> str:
        """What the report is on."""
        return self.answers.headline

    def to_arrow(self) -> pa.Table:
        """Return the answers' rows."""
        return self.answers.to_arrow()

    def to_dict(self) -> dict[str, Any]:
        """Return the answers as plain values."""
        return self.answers.to_dict()

    def why(self, channel: str | None = None) -> Reasons:
        """Return the arithmetic behind the answers."""
        return self.answers.why(channel)

    def chart(self) -> Forest:
        """Return what the answers draw."""
        return self.answers.chart()

    def shown_columns(self) -> Sequence[str]:
        """Return what a notebook shows."""
        return self.answers.shown_columns()

    def remarks(self) -> Sequence[str]:
        """Return the overall stance and the notes."""
        return self.answers.remarks()
