"""Votes in words: the level and change on a fixed agenda, whose move it is, and how far to trust it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from poleward.channels.channel import Finding, Question
from poleward.channels.phrases import Words, points, signed, sure
from poleward.channels.vote_questions import CastTogether, NewQuestions
from poleward.channels.votes import VoteFacts
from poleward.measures.stance.ranking import Move, Part

if TYPE_CHECKING:
    from poleward.channels.vote_positions import Moved
    from poleward.measures.positions import DistanceChange


def in_words(facts: VoteFacts, finding: Finding, question: Question) -> Words:
    """Return in words what votes say."""
    name, label = question.state_name, question.pole.label
    before, since = facts.shared
    (missed_before, could_before), (missed_since, could_since) = facts.absences
    absent = (
        f"{name} did not vote on {missed_before} of {could_before} roll calls before and {missed_since} of "
        f"{could_since} since; an absence is counted apart, not as a no."
    )
    unknown = _reach(facts)
    if facts.move is None:
        return Words(
            f"Votes: not enough evidence; {name} and {label} both voted on {before} roll calls before and "
            f"{since} since. {absent}",
            unknown=unknown,
        )
    way = {
        "towards": f"{name} votes more like {label} than before",
        "away": f"{name} votes less like {label} than before",
        "no change": f"{name} votes with {label} about as much as before",
    }.get(finding.direction, "")
    told = "which way is not settled by these data" if facts.unsettled else sure(finding, way)
    return Words(
        f"Votes: {told}. {_on_fixed_agenda(facts, question)} {_rank(facts.move)}".strip(),
        _whose_move(facts.move, question),
        " ".join(
            part
            for part in (
                _without_a_model(facts.move, facts.unsettled),
                _new(facts.new, question),
                _trust(facts, finding),
            )
            if part
        ),
        f"{unknown} {absent}",
    )


def _in_points(part: Part, digits: int = 0) -> str:
    return f"{signed(100 * part.q05, digits)} to {signed(100 * part.q95, digits)}"


def _on_fixed_agenda(facts: VoteFacts, question: Question) -> str:
    """Return the levels and the change; what is shown before is what is shown since less the change shown."""
    if (move := facts.move) is None:
        return ""
    since, change = points(move.level[1]), points(move.change.mean)
    asked = f"the {move.titles} questions asked both before and since" if move.titles else "all questions asked"
    calls = f"{facts.shared[0]} roll calls before, {facts.shared[1]} since"
    return (
        f"On {asked}, {since} points of 100 are expected since {question.since}, {since - change} before "
        f"({signed(change)}, 90 % interval {_in_points(move.change)}; {calls})."
    )


def _rank(move: Move) -> str:
    if move.of < 2:
        return ""
    return f"{move.rank - 1} of {move.of - 1} other states moved further away."


def _whose_move(move: Move, question: Question) -> str:
    """Return whose move it is, and the sum of the observed change, which closes in the digits shown."""
    name, label = question.state_name, question.pole.label
    whose = {
        "state": f"mostly {name}",
        "pole": f"mostly {label}",
        "both": "both",
        "neither": "no move stands out",
    }[move.mover]
    parts = [round(100 * part.mean, 1) for part in (move.own, move.pole, move.agenda)]
    observed = round(100 * move.observed[1], 1) - round(100 * move.observed[0], 1)
    rest = observed - sum(parts)
    since, before = (f"{100 * level:.1f}" for level in (move.observed[1], move.observed[0]))
    closing = f"{signed(observed, 1)} = own {signed(parts[0], 1)}, {label} {signed(parts[1], 1)}, which questions were "
    return (
        f"{whose}: {name}'s own move {signed(parts[0], 1)} ({_in_points(move.own, 1)}), {label}'s "
        f"{signed(parts[1], 1)} ({_in_points(move.pole, 1)}). Observed: {since} of 100 since, {before} before: "
        f"{closing}asked {signed(parts[2], 1)}, not explained {signed(rest, 1)}."
    )


def _without_a_model(move: Move, unsettled: bool) -> str:
    """Return the same questions without a model; what is shown before closes with the change shown."""
    if move.panel is None:
        return ""
    since, change = points(move.panel.since), points(move.panel.change.mean)
    told = (
        f"Without a model, on the {move.panel.titles} of these questions that both voted on before and since: {since} "
        f"after {since - change} ({signed(change)}, {_in_points(move.panel.change)})"
    )
    return f"{told}; the model points the other way." if unsettled else f"{told}."


def _new(new: NewQuestions | None, question: Question) -> str:
    """Return how the two voted on what was not asked before, and the roll calls that part them."""
    if new is None:
        return ""
    text = f"On {new.asked} roll calls since without a counterpart before they agreed on {points(new.agreement)} of 100"
    if new.apart:
        text += f"; apart: {'; '.join(_cast_in_words(cast, question) for cast in new.apart)}"
    return f"{text}."


def _cast_in_words(cast: CastTogether, question: Question) -> str:
    """Return a roll call with the vote of the state and that of most of the pole, each by name."""
    outcome, n = cast.pole[0]
    of = sum(count for _, count in cast.pole)
    theirs = outcome.replace("_", " ") + (f" ({n} of {of})" if of > 1 else "")
    return (
        f"{cast.date} {cast.symbol} {cast.title}: {question.state_name} {cast.state.replace('_', ' ')}, "
        f"{question.pole.label} {theirs}"
    )


def _trust(facts: VoteFacts, finding: Finding) -> str:
    """Return how often as much is said where nothing moved, and under how many choices the direction holds."""
    text = ""
    if facts.specifications is not None and facts.specifications[1]:
        n, of = facts.specifications
        said = "The change stays within three points" if finding.direction == "no change" else "The direction holds"
        text = f"{said} under {n} of {of} choices of questions, years, averages and abstentions, without a model."
    if facts.placebo is not None:
        n, of = facts.placebo
        text += f" As sure a move was said in {n} of {of} quiet spans."
    return text.strip()


def _reach(facts: VoteFacts) -> str:
    if facts.observed is None:
        return "No roll call of these windows is in the archive."
    text = f"Roll calls observed from {facts.observed[0]} to {facts.observed[1]}; later ones are not observed."
    if facts.contradicted:
        text += f" {facts.contradicted} cells are left out because sources contradict one another."
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
    told = [f"{signed(points(facts.move.change.mean))} points of 100 ({_in_points(facts.move.change)})"]
    return [*told, mover_in_brief(finding, question)] if finding.direction in ("towards", "away") else told


def mover_in_brief(finding: Finding, question: Question) -> str:
    """Return who moved by the votes in a few words; '' where the finding does not ask."""
    move = finding.facts.move if isinstance(finding.facts, VoteFacts) else None
    if move is None:
        return ""
    names = {"state": f"mostly {question.state_name}", "pole": f"mostly {question.pole.label}", "both": "both"}
    return names.get(move.mover, "no move stands out")


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
