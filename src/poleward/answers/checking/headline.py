"""The headline's claim, held against the measured verdict of the stance channels (`answers.ask`)."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass

from poleward.answers.answer import Answer
from poleward.answers.ask import ask
from poleward.answers.checking.checked_claim import CheckedClaim, DecidingRecord, Verdict, ruled
from poleward.archive import Archive
from poleward.channels import STANCE, votes_wording, wording
from poleward.channels.phrases import chained
from poleward.channels.say import ENGLISH, N_, Say
from poleward.coding.claims.movement import Movement
from poleward.config import Config
from poleward.errors import PolewardError
from poleward.pages import Document

_WAR = r"\b(invasion|war|attack|aggression|offensive)\b[^.]{0,40}\bukrain|\bukrain\w*\b[^.]{0,30}\b(war|invasion)"
_CRIMEA = r"annex\w* (of )?crimea|crimea\w* (was )?annex"
MOMENTS = (
    (re.compile(_WAR, re.IGNORECASE), dt.date(2022, 2, 24), N_("the invasion of Ukraine, which the page names")),
    (re.compile(_CRIMEA, re.IGNORECASE), dt.date(2014, 2, 27), N_("the seizure of Crimea, which the page names")),
)
"""What pages date a turn by, and since when: A/RES/ES-11/1 and A/RES/68/262 give the days."""
_YEAR = re.compile(r"\bsince (\d{4})\b", re.IGNORECASE)
_MEASURED = {
    ("away", False): N_("Measured since %(since)s (%(why)s) to %(until)s, for away from %(pole)s"),
    ("towards", False): N_("Measured since %(since)s (%(why)s) to %(until)s, for towards %(pole)s"),
    ("stay", False): N_("Measured since %(since)s (%(why)s) to %(until)s, for with %(pole)s"),
    ("away", True): N_("Measured since %(since)s (%(why)s) to %(until)s, for no move away from %(pole)s"),
    ("towards", True): N_("Measured since %(since)s (%(why)s) to %(until)s, for no move towards %(pole)s"),
    ("stay", True): N_("Measured since %(since)s (%(why)s) to %(until)s, for no move with %(pole)s"),
}  # fmt: skip
"""By what a title claims, and whether it denies it."""
_HOLDS = {
    "fit": N_("it holds in %(channels)s"), "against": N_("it does not in %(channels)s"),
    "open": N_("not enough evidence in %(channels)s"),
}  # fmt: skip
BODY_READ = 3000
"""Characters of the body in which a moment is looked for where the title names none."""
ONE_YEAR = dt.timedelta(days=365)


@dataclass(frozen=True, slots=True)
class _Since:
    day: dt.date
    why: str


def check_headline(
    archive: Archive, document: Document, movement: Movement, title: str, config: Config, say: Say = ENGLISH
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
    why = _why(movement, since, answers, tally, verdict, missing, say)
    records = tuple(_record(a, say) for a in answers)
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
        for pattern, day, named in MOMENTS:
            if pattern.search(text) and (document.published_latest is None or day <= document.published_latest):
                return _Since(day, named)
        year = _YEAR.search(text)
        if year and 1946 <= int(year.group(1)) <= (document.published_latest or dt.date(2100, 1, 1)).year:
            return _Since(dt.date(int(year.group(1)), 1, 1), N_("the year that the page names"))
    published = document.published_earliest or document.published_latest
    if published is None:
        return _Since(MOMENTS[0][1], N_("the invasion of Ukraine; the page names no moment and has no date"))
    return _Since(published - ONE_YEAR, N_("a year before the page; it names no moment"))


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
    movement: Movement, since: _Since, answers: Sequence[Answer], tally: Tally, verdict: Verdict, missing: str,
    say: Say,
) -> str:  # fmt: skip
    if not answers:
        return ruled(verdict, "", missing, say)
    question = answers[0].question
    said = [
        say(
            _MEASURED[movement.way, movement.negated], since=say.day(since.day), why=say(since.why),
            until=say.day(question.after.last), pole=say.pole(question.pole),
        )
    ]  # fmt: skip
    said += [say(words, channels=_listed(tally[key], say)) for key, words in _HOLDS.items() if tally[key]]
    movers = [
        f"{say.state(a.question.state)}: {who}"
        for a in answers
        if (who := votes_wording.mover_in_brief(a.finding("votes"), a.question, say))
    ]
    told = say("%(told)s.", told=chained(said, say))
    if movers:
        told = f"{told} " + say("Who moved at the UN: %(told)s.", told=chained(movers, say))
    return ruled(verdict, "", told, say)


def _listed(found: Sequence[tuple[str, str]], say: Say) -> str:
    by_channel: dict[str, list[str]] = {}
    for state, channel in found:
        by_channel.setdefault(channel, []).append(say.state(state))
    return ", ".join(f"{say(channel)} ({', '.join(states)})" for channel, states in by_channel.items())


def _record(answer: Answer, say: Say) -> DecidingRecord:
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
        what=wording.headline(q, answer.findings, say),
        source="poleward ask",
        values={"channels": numbers},
    )
