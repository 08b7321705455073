"""The headline's claim, held against the measured verdict of the stance channels (`answers.ask`)."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass

from poleward.actors import load_registry
from poleward.answers.answer import Answer
from poleward.answers.ask import ask
from poleward.answers.checking.checked_claim import CheckedClaim, DecidingRecord, Verdict
from poleward.archive import Archive
from poleward.channels import STANCE, votes_wording
from poleward.coding.claims.movement import Movement
from poleward.config import Config
from poleward.errors import PolewardError
from poleward.pages import Document

_WAR = r"\b(invasion|war|attack|aggression|offensive)\b[^.]{0,40}\bukrain|\bukrain\w*\b[^.]{0,30}\b(war|invasion)"
_CRIMEA = r"annex\w* (of )?crimea|crimea\w* (was )?annex"
MOMENTS = (
    (re.compile(_WAR, re.IGNORECASE), dt.date(2022, 2, 24), "the invasion of Ukraine"),
    (re.compile(_CRIMEA, re.IGNORECASE), dt.date(2014, 2, 27), "the seizure of Crimea"),
)
"""What pages date a turn by, and since when: A/RES/ES-11/1 and A/RES/68/262 give the days."""
_YEAR = re.compile(r"\bsince (\d{4})\b", re.IGNORECASE)
BODY_READ = 3000
"""Characters of the body in which a moment is looked for where the title names none."""
ONE_YEAR = dt.timedelta(days=365)


@dataclass(frozen=True, slots=True)
class _Since:
    day: dt.date
    why: str


def check_headline(
    archive: Archive, document: Document, movement: Movement, title: str, config: Config
) -> CheckedClaim | None:
    """Return the title's claim with its verdict; None where it names no pole of the configuration.

    The span is that from the moment which the page names to the page's publication, so that a page is not held to
    what came later.
    """
    pole = pole_holding(movement.pole, config)
    if pole is None:
        return None
    since = _since(document, title)
    answers: list[Answer] = []
    missing = ""
    for state in movement.states:
        if state in config.pole(pole).states:
            continue
        try:
            answers.append(ask(archive, state, pole, since.day, config=config, until=document.published_latest))
        except PolewardError as error:
            missing = error.message
    start = max(0, document.text.find(title))
    end = start + len(title) if document.text.startswith(title, start) else start
    tally = _tally(answers, movement)
    verdict = _verdict(tally, [a.question.state for a in answers])
    why = _why(movement, config.pole(pole).label, since, answers, tally, verdict, missing)
    records = tuple(_record(a) for a in answers)
    values = {"pole": pole, "claimed": movement.way, "negated": movement.negated, "since": since.day.isoformat()}
    return CheckedClaim(
        kind="headline", exact=title, start_at=start, end_at=end, states=movement.states, verdict=verdict, why=why,
        records=records, correction="", leans={}, values=values
    )  # fmt: skip


def pole_holding(code: str, config: Config) -> str | None:
    """Return the pole that an actor's code names: as a member, an organisation or a region of its."""
    fits = [key for key, p in config.poles.items() if code in p.states or code in p.organisations]
    return min(fits, key=lambda key: (len(config.pole(key).states), key)) if fits else None


def _since(document: Document, title: str) -> _Since:
    for text in (title, document.text[:BODY_READ]):
        for pattern, day, name in MOMENTS:
            if pattern.search(text) and (document.published_latest is None or day <= document.published_latest):
                return _Since(day, f"{name}, which the page names")
        year = _YEAR.search(text)
        if year and 1946 <= int(year.group(1)) <= (document.published_latest or dt.date(2100, 1, 1)).year:
            return _Since(dt.date(int(year.group(1)), 1, 1), "the year that the page names")
    published = document.published_earliest or document.published_latest
    if published is None:
        return _Since(MOMENTS[0][1], f"{MOMENTS[0][2]}; the page names no moment and has no date")
    return _Since(published - ONE_YEAR, "a year before the page; it names no moment")


Tally = dict[str, list[tuple[str, str]]]


def _tally(answers: Sequence[Answer], movement: Movement) -> Tally:
    """Return the findings that fit the claim, speak against it, or are open, as (state, channel).

    A headline says that the state moves. Votes that came apart because the pole moved are against it.
    """
    fitting = {"away": {"away"}, "towards": {"towards"}, "stay": {"towards", "no change"}}[movement.way]
    out: Tally = {"fit": [], "against": [], "open": []}
    for answer in answers:
        for finding in (f for f in answer.findings if f.channel in STANCE):
            fits = (finding.direction in fitting) != movement.negated
            if finding.mover == "pole" and finding.channel == "votes":
                fits = False
            key = "open" if finding.direction == "not enough evidence" else "fit" if fits else "against"
            out[key].append((answer.question.state, finding.channel))
    return out


def _verdict(tally: Tally, states: Sequence[str]) -> Verdict:
    """Return the verdict on all states together: one on which nothing is known keeps a claim about a group mixed."""
    fit, against = ({state for state, _ in tally[key]} for key in ("fit", "against"))
    if not fit and not against:
        return "not decidable"
    if not fit:
        return "contradicted"
    return "supported" if fit == set(states) and not against else "mixed"


def _why(
    movement: Movement,
    label: str,
    since: _Since,
    answers: Sequence[Answer],
    tally: Tally,
    verdict: Verdict,
    missing: str,
) -> str:
    way = {"away": f"away from {label}", "towards": f"towards {label}", "stay": f"with {label}"}[movement.way]
    if movement.negated:
        way = f"no move {way}"
    if not answers:
        return f"Not decidable. {missing}"
    said = [
        f"{verdict.capitalize()}. Measured since {since.day} ({since.why}) to {answers[0].question.after.last}, "
        f"for {way}"
    ]
    for key, words in (("fit", "it holds in"), ("against", "it does not in"), ("open", "not enough evidence in")):
        if tally[key]:
            said.append(f"{words} {_listed(tally[key])}")
    movers = [
        f"{a.state_name}: {who}"
        for a in answers
        if (who := votes_wording.mover_in_brief(a.finding("votes"), a.question))
    ]
    text = "; ".join(said) + "."
    return text + (f" Who moved at the UN: {'; '.join(movers)}." if movers else "")


def _listed(found: Sequence[tuple[str, str]]) -> str:
    names = load_registry().states
    by_channel: dict[str, list[str]] = {}
    for state, channel in found:
        by_channel.setdefault(channel, []).append(names[state].name if state in names else state)
    return ", ".join(f"{channel} ({', '.join(states)})" for channel, states in by_channel.items())


def _record(answer: Answer) -> DecidingRecord:
    numbers = {
        f.channel: {"direction": f.direction, "probability": f.probability, "sentence": f.sentence}
        for f in answer.findings
        if f.channel in STANCE
    }
    q = answer.question
    return DecidingRecord(
        kind="answer",
        ref=f"{q.state}:{q.pole.key}:{q.since}",
        date=str(q.after),
        what=answer.headline,
        source="poleward ask",
        values={"channels": numbers},
    )
