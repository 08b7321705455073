"""Votes in words: the level and change on a fixed agenda, whose move it is, and how far to trust it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from poleward.channels.channel import Finding
from poleward.channels.phrases import Words, between, members_taken, points, sure
from poleward.channels.question import Question
from poleward.channels.say import ENGLISH, N_, Say
from poleward.channels.vote_questions import CastTogether, NewQuestions
from poleward.channels.votes import VoteFacts
from poleward.measures.stance.ranking import Move, Part

if TYPE_CHECKING:
    from poleward.channels.vote_positions import Moved
    from poleward.measures.positions import DistanceChange

_WAYS = {
    "towards": N_("%(state)s votes more like %(pole)s than before"),
    "away": N_("%(state)s votes less like %(pole)s than before"),
    "no change": N_("%(state)s votes with %(pole)s about as much as before"),
}
_MOVERS = {
    "state": N_("mostly %(state)s"), "pole": N_("mostly %(pole)s"), "both": N_("both"),
    "neither": N_("no move stands out"),
}  # fmt: skip
UNSETTLED = N_("which way is not settled by these data")
BESIDE = (N_("the same questions without a model"),)
"""What may point the other way, to be said, beside what `data/specifications.toml` names."""


def in_words(facts: VoteFacts, finding: Finding, question: Question, say: Say) -> Words:
    """Return in words what votes say."""
    called = say.names(question)
    (missed_before, could_before), (missed_since, could_since) = facts.absences
    absent = say(
        "%(state)s did not vote on %(missed_before)s of %(could_before)s roll calls before and %(missed)s of %(could)s "
        "since; an absence is counted apart, not as a no.",
        state=called["state"], missed_before=say.number(missed_before), could_before=say.number(could_before),
        missed=say.number(missed_since), could=say.number(could_since),
    )  # fmt: skip
    unknown = f"{_reach(facts, say)} {members_taken(question, say)}".strip()
    if facts.move is None:
        few = say(
            "not enough evidence; %(state)s and %(pole)s both voted on %(before)s roll calls before and %(since)s "
            "since.",
            **called, before=say.number(facts.shared[0]), since=say.number(facts.shared[1]),
        )  # fmt: skip
        return Words(f"{few} {absent}", unknown=unknown)
    way = _WAYS.get(finding.direction)
    told = say(UNSETTLED) if facts.unsettled else sure(finding, say(way, **called) if way else "", say)
    return Words(
        f"{told}. {_on_fixed_agenda(facts, facts.move, question, say)} {_rank(facts.move, say)}".strip(),
        _whose_move(facts.move, called, say),
        " ".join(
            part
            for part in (
                _without_a_model(facts.move, say),
                _against(facts.move, say),
                _new(facts.new, called, say),
                _trust(facts, finding, say),
            )
            if part
        ),
        f"{unknown} {absent}",
    )


def _in_points(part: Part, say: Say, digits: int = 0) -> str:
    return between(say.with_sign(100 * part.q05, digits), say.with_sign(100 * part.q95, digits), say)


def _on_fixed_agenda(facts: VoteFacts, move: Move, question: Question, say: Say) -> str:
    """Return the levels and the change; what is shown before is what is shown since less the change shown."""
    after, change = points(move.level[1]), points(move.change.mean)
    fields = {
        "after": after, "since": say.day(question.since), "before": after - change, "change": say.with_sign(change),
        "between": _in_points(move.change, say), "calls_before": say.number(facts.shared[0]),
        "calls_since": say.number(facts.shared[1]),
    }  # fmt: skip
    if not move.titles:
        return say(
            "On all questions asked, %(after)s points of 100 are expected since %(since)s, %(before)s before "
            "(%(change)s, 90 %% interval %(between)s; %(calls_before)s roll calls before, %(calls_since)s since).",
            **fields,
        )
    return say(
        "On the %(titles)s questions asked both before and since, %(after)s points of 100 are expected since "
        "%(since)s, %(before)s before (%(change)s, 90 %% interval %(between)s; %(calls_before)s roll calls before, "
        "%(calls_since)s since).",
        titles=move.titles, **fields,
    )  # fmt: skip


def _rank(move: Move, say: Say) -> str:
    if move.of < 2:
        return ""
    return say.n(
        "%(n)s of %(of)s other states moved further away.",
        "%(n)s of %(of)s other states moved further away.",
        move.rank - 1,
        of=move.of - 1,
    )


def _whose_move(move: Move, called: dict[str, str], say: Say) -> str:
    """Return whose move it is, and the sum of the observed change, which closes in the digits shown."""
    parts = [round(100 * part.mean, 1) for part in (move.own, move.pole, move.agenda)]
    observed = round(100 * move.observed[1], 1) - round(100 * move.observed[0], 1)
    own, poles, agenda, rest, change = (say.with_sign(v, 1) for v in (*parts, observed - sum(parts), observed))
    return say(
        "%(whose)s: %(state)s's own move %(own)s (%(own_between)s), %(pole)s's %(poles)s (%(poles_between)s). "
        "Observed: %(since)s of 100 since, %(before)s before: %(change)s = own %(own)s, %(pole)s %(poles)s, which "
        "questions were asked %(agenda)s, not explained %(rest)s.",
        **called, whose=_mover(move, called, say), own=own, own_between=_in_points(move.own, say, 1), poles=poles,
        poles_between=_in_points(move.pole, say, 1), since=say.number(100 * move.observed[1], 1),
        before=say.number(100 * move.observed[0], 1), change=change, agenda=agenda, rest=rest,
    )  # fmt: skip


def _mover(move: Move, called: dict[str, str], say: Say) -> str:
    message = _MOVERS[move.mover]
    return say(message, **{name: value for name, value in called.items() if f"%({name})s" in message})


def _without_a_model(move: Move, say: Say) -> str:
    """Return the same questions without a model; what is shown before closes with the change shown."""
    if move.panel is None:
        return ""
    since, change = points(move.panel.since), points(move.panel.change.mean)
    return say(
        "Without a model, on the %(titles)s of these questions that both voted on before and since: %(since)s after "
        "%(before)s (%(change)s, %(between)s).",
        titles=move.panel.titles, since=since, before=since - change, change=say.with_sign(change),
        between=_in_points(move.panel.change, say),
    )  # fmt: skip


def _against(move: Move, say: Say) -> str:
    """Name what points the other way, each with its change and interval."""
    if not move.against:
        return ""
    named = [
        say(
            "%(what)s %(change)s (%(between)s)",
            what=say(one.name), change=say.with_sign(100 * one.change.mean, 1),
            between=_in_points(one.change, say, 1),
        )
        for one in move.against
    ]  # fmt: skip
    return say(
        "Which way is not settled: the answer's own %(change)s is contradicted by %(these)s.",
        change=say.with_sign(100 * move.change.mean, 1), these="; ".join(named),
    )  # fmt: skip


def _new(new: NewQuestions | None, called: dict[str, str], say: Say) -> str:
    """Return how the two voted on what was not asked before, and the roll calls that part them."""
    if new is None:
        return ""
    text = say(
        "On %(asked)s roll calls since without a counterpart before they agreed on %(agreement)s of 100",
        asked=say.number(new.asked), agreement=points(new.agreement),
    )  # fmt: skip
    if new.apart:
        calls = "; ".join(_cast_in_words(cast, called, say) for cast in new.apart)
        text = say("%(told)s; apart: %(calls)s", told=text, calls=calls)
    return f"{text}."


def _cast_in_words(cast: CastTogether, called: dict[str, str], say: Say) -> str:
    """Return a roll call with the vote of the state and that of most of the pole, each by name."""
    (outcome, n), of = cast.pole[0], sum(count for _, count in cast.pole)
    theirs = say(outcome.replace("_", " "))
    if of > 1:
        theirs += f" ({say('%(n)s of %(of)s', n=n, of=of)})"
    return say(
        "%(title)s: %(state)s %(own)s, %(pole)s %(theirs)s",
        **called, title=f"{say.day(cast.date)} {cast.symbol} {cast.title}", own=say(cast.state.replace("_", " ")),
        theirs=theirs,
    )  # fmt: skip


def _trust(facts: VoteFacts, finding: Finding, say: Say) -> str:
    """Return how often as much is said where nothing moved, and under how many choices the direction holds."""
    text = ""
    (n, of), (fits, of_fits) = facts.specifications or ((0, 0), (0, 0))
    if of:
        message = (
            N_("The change stays within three points under %(n)s of %(of)s choices of questions, years, averages and "
               "abstentions, without a model.")
            if finding.direction == "no change"
            else N_("The direction holds under %(n)s of %(of)s choices of questions, years, averages and abstentions, "
                    "without a model.")
        )  # fmt: skip
        text = say(message, n=n, of=of)
    if of_fits:
        message = (
            N_("In the model it stays so in %(n)s of %(of)s numbers of dimensions.")
            if finding.direction == "no change"
            else N_("In the model it holds in %(n)s of %(of)s numbers of dimensions.")
        )  # fmt: skip
        text += " " + say(message, n=fits, of=of_fits)
    if facts.placebo is not None:
        n, of = facts.placebo
        text += " " + say("As sure a move was said in %(n)s of %(of)s quiet spans.", n=n, of=of)
    return text.strip()


def _reach(facts: VoteFacts, say: Say) -> str:
    if facts.observed is None:
        return say("No roll call of these windows is in the archive.")
    first, last = (say.day(day) for day in facts.observed)
    text = say("Roll calls observed from %(first)s to %(last)s; later ones are not observed.", first=first, last=last)
    if facts.contradicted:
        left_out = say.number(facts.contradicted)
        text += " " + say("%(n)s cells are left out because sources contradict one another.", n=left_out)
    return text


def who_moved(moved: Moved, state_name: str, pole_label: str) -> str:
    """Return who moved in one sentence, distances in standard deviations of all states' positions."""
    if moved.change is None:
        return moved.reason
    change = moved.change
    total, own, pole = (part.mean.item() for part in (change.total, change.own, change.pole))
    by_whom = f"{own:+.2f} by {state_name}'s own move, {pole:+.2f} by {pole_label}'s"
    parts = (
        f"({total:+.2f}, 90 % interval {change.total.q05.item():+.2f} to {change.total.q95.item():+.2f}): {by_whom}"
    )  # fmt: skip
    if moved.passed:
        return f"{_crossing(change, state_name, pole_label)} The distance of their ideal points changed {parts}."
    if moved.mover is None:
        return f"cannot be told; the distance of their ideal points may not have changed {parts}."
    mover = {"state": f"mostly {state_name}", "pole": f"mostly {pole_label}"}.get(moved.mover, "both")
    return f"{mover}; the distance of their ideal points {'grew' if total > 0 else 'shrank'} {parts}."


def numbers_in_brief(facts: VoteFacts, finding: Finding, question: Question) -> list[str]:
    """Return the change in points with its interval, and who moved where a direction is told."""
    if facts.move is None:
        return [f"both voted on {facts.shared[0]} roll calls before and {facts.shared[1]} since"]
    told = [
        f"{ENGLISH.with_sign(points(facts.move.change.mean))} points of 100 ({_in_points(facts.move.change, ENGLISH)})"
    ]
    return [*told, mover_in_brief(finding, question)] if finding.direction in ("towards", "away") else told


def mover_in_brief(finding: Finding, question: Question, say: Say = ENGLISH) -> str:
    """Return who moved by the votes in a few words; '' where the finding does not ask."""
    move = finding.facts.move if isinstance(finding.facts, VoteFacts) else None
    return "" if move is None else _mover(move, say.names(question), say)


def _crossing(change: DistanceChange, state_name: str, pole_label: str) -> str:
    """Return what a change says where state and pole passed one another: their own moves, not their parts of it."""
    moves = [
        f"{name} itself moved by {shift.mean[0]:+.2f} ({shift.q05[0]:+.2f} to {shift.q95[0]:+.2f})"
        for name, shift in ((state_name, change.own_shift), (pole_label, change.pole_shift))
    ]
    where = "along the line" if len(change.own_shift.mean) == 1 else "along the first dimension"
    return (
        f"the two passed one another, so each one's part in the distance counts a move first as towards and then as "
        f"away, which cancel: a part near 0 does not mean that it stood still. {moves[0]} and {moves[1]} {where}."
    )
