"""What a state's page says in words: its title, and the sentence that can be pasted. From fields, in any language."""

from __future__ import annotations

from poleward.channels.channel import Finding
from poleward.channels.question import Question
from poleward.channels.say import N_
from poleward.channels.votes import VoteFacts
from poleward.measures.stance.ranking import Move
from poleward.publishing.tongue import Tongue

NEARLY_CERTAIN = 0.95
"""From here on, ICD 203's "almost certain", a title needs no word of how likely it is."""

_TITLES = {
    ("towards", "state"): N_("%(state)s moved towards %(pole)s at the UN"),
    ("towards", "pole"): N_("%(state)s and %(pole)s drew nearer at the UN: %(pole)s moved"),
    ("towards", "both"): N_("%(state)s and %(pole)s drew nearer at the UN: both moved"),
    ("away", "state"): N_("%(state)s moved away from %(pole)s at the UN"),
    ("away", "pole"): N_("%(state)s and %(pole)s grew apart at the UN: %(pole)s moved"),
    ("away", "both"): N_("%(state)s and %(pole)s grew apart at the UN: both moved"),
}
_MOVED = {
    "state": N_("That is mostly %(state)s's move (%(own)s; %(pole)s's %(poles)s)."),
    "pole": N_("That is mostly %(pole)s's move (%(poles)s; %(state)s's own %(own)s)."),
    "both": N_("Both moved (%(state)s %(own)s, %(pole)s %(poles)s)."),
    "neither": N_("No move stands out (%(state)s's own %(own)s, %(pole)s's %(poles)s)."),
}


def title(finding: Finding | None, question: Question, tongue: Tongue) -> str:
    """Return the message in one short sentence."""
    called = tongue.names(question)
    move = finding.facts.move if finding is not None and isinstance(finding.facts, VoteFacts) else None
    if finding is None or move is None:
        return tongue("Too few votes to tell: %(state)s and %(pole)s", **called)
    if finding.direction == "no change":
        return tongue("%(state)s votes with %(pole)s about as before", **called)
    if message := _TITLES.get((finding.direction, move.mover)):
        said = tongue(message, **called)
        if finding.probability is None or finding.probability >= NEARLY_CERTAIN:
            return said
        return tongue("%(said)s (%(likely)s)", said=said, likely=tongue.likely(finding.probability))
    return tongue("Which way %(state)s moved from %(pole)s cannot be told", **called)


def sentence(finding: Finding | None, question: Question, tongue: Tongue) -> str:
    """Return the answer about votes, ready to be pasted; what is shown before closes with the change shown."""
    called, since = tongue.names(question), tongue.day(question.since)
    if finding is None or not isinstance(finding.facts, VoteFacts):
        return tongue("No roll calls are on record.")
    facts = finding.facts
    if facts.move is None:
        return tongue(
            "%(state)s and %(pole)s both voted on %(before)s roll calls before %(since)s and %(after)s since: too few "
            "to tell.", **called, since=since, before=facts.shared[0], after=facts.shared[1],
        )  # fmt: skip
    move = facts.move
    told = [_level(move, called, since, tongue)]
    if facts.unsettled:
        told.append(tongue("Which way is not settled: the same questions without a model point the other way."))
    elif finding.probability is not None and finding.direction != "no change":
        told.append(tongue("How sure: %(likely)s.", likely=tongue.likely(finding.probability)))
    told += [_alone(move, tongue), _whose(move, called, tongue), _others(move, tongue)]
    return " ".join(part for part in told if part)


def _level(move: Move, called: dict[str, str], since: str, tongue: Tongue) -> str:
    after, change = round(100 * move.level[1]), round(100 * move.change.mean)
    fields = {
        **called, "since": since, "after": after, "before": after - change, "change": tongue.signed(move.change.mean),
        "low": tongue.signed(move.change.q05), "high": tongue.signed(move.change.q95),
    }  # fmt: skip
    if not move.titles:
        return tongue(
            "At the UN General Assembly %(state)s is expected to agree with %(pole)s on %(after)s points of 100 since "
            "%(since)s, %(before)s before (%(change)s; 90 %% interval %(low)s to %(high)s).", **fields,
        )  # fmt: skip
    return tongue.n(
        "On the one question that the UN General Assembly asked both before and since %(since)s, %(state)s is expected "
        "to agree with %(pole)s on %(after)s points of 100, %(before)s before (%(change)s; 90 %% interval %(low)s to "
        "%(high)s).",
        "On the %(n)s questions that the UN General Assembly asked both before and since %(since)s, %(state)s is "
        "expected to agree with %(pole)s on %(after)s points of 100, %(before)s before (%(change)s; 90 %% interval "
        "%(low)s to %(high)s).",
        move.titles,
        **fields,
    )


def _alone(move: Move, tongue: Tongue) -> str:
    """Return the same questions counted without a model."""
    if move.panel is None:
        return ""
    since, change = round(100 * move.panel.since), round(100 * move.panel.change.mean)
    return tongue(
        "Counted without a model, on the same questions: %(since)s after %(before)s (%(change)s; %(low)s to %(high)s).",
        since=since, before=since - change, change=tongue.signed(move.panel.change.mean),
        low=tongue.signed(move.panel.change.q05), high=tongue.signed(move.panel.change.q95),
    )  # fmt: skip


def _whose(move: Move, called: dict[str, str], tongue: Tongue) -> str:
    return tongue(
        _MOVED[move.mover], **called, own=tongue.signed(move.own.mean, 1), poles=tongue.signed(move.pole.mean, 1)
    )


def _others(move: Move, tongue: Tongue) -> str:
    if move.of < 2:
        return ""
    return tongue.n(
        "%(n)s of %(of)s other states moved further away.",
        "%(n)s of %(of)s other states moved further away.",
        move.rank - 1,
        of=move.of - 1,
    )


def kicker(question: Question, tongue: Tongue) -> str:
    """Return what the page is about, above its title."""
    return tongue("%(state)s and %(pole)s since %(since)s", **tongue.names(question), since=tongue.day(question.since))


def rank_title(state: str, pole: str, rank: int, of: int, tongue: Tongue) -> str:
    """Return where a state stands among the members, in one sentence.

    Parameters
    ----------
    rank, of
        Its place, 1 the furthest away, and how many members are ranked.

    Examples
    --------
    >>> rank_title("Kazakhstan", "Moscow", 139, 190, Tongue())
    '138 of 190 states moved further from Moscow than Kazakhstan'
    """
    return tongue.n(
        "One of %(of)s states moved further from %(pole)s than %(state)s",
        "%(n)s of %(of)s states moved further from %(pole)s than %(state)s",
        rank - 1,
        of=of, pole=pole, state=state,
    )  # fmt: skip
