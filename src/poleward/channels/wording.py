"""All sentences of findings, made last and from fields alone: nothing reads them back.

What a path says is in `paths_wording`, the words of likelihood in `likelihood`.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import singledispatch
from typing import NamedTuple

from poleward.channels import paths_wording
from poleward.channels.channel import Direction, Estimate, Finding, Options, Question, Scale
from poleward.channels.events import MIN_EVENTS, EventFacts
from poleward.channels.flow_bounds import Between, Bounds
from poleward.channels.flows import FlowFacts, MirrorFigure
from poleward.channels.likelihood import likelihood, percent, undecided
from poleward.channels.memberships import MembershipFacts, Obligation
from poleward.channels.statements import MIN_HAPPENINGS, StatementFacts
from poleward.channels.vote_positions import Moved
from poleward.channels.votes import VoteFacts
from poleward.measures.positions import DistanceChange
from poleward.measures.stance.ranking import Move, Part

MAX_QUOTE = 160
MOST_YEARS = 3
"""How many years that only the partners have are named."""
ROUNDED_WITHIN = 0.0101
"""The width of a share that is known but for the rounding to whole percent."""
NOT_AFFECTION = "A tie is not affection."


class Words(NamedTuple):
    """A finding in words; see `Finding`."""

    sentence: str
    who_moved: str = ""
    against: str = ""
    unknown: str = ""


def told(finding: Finding, question: Question) -> Finding:
    """Return a finding with its sentences."""
    said = in_words(finding.facts, finding, question)
    when = rests_on = ""
    if finding.path is not None:
        since = f"{question.since:%Y-%m}"
        when = paths_wording.since_when(finding.path, question.state_name, question.pole.label, since)
        rests_on = paths_wording.rests_on(finding.path, since)
    return replace(
        finding, sentence=said.sentence, who_moved=said.who_moved, against=said.against, unknown=said.unknown,
        when=when, rests_on=rests_on,
    )  # fmt: skip


@singledispatch
def in_words(facts: object, finding: Finding, question: Question) -> Words:
    """Return a finding in words, by the kind of its facts."""
    raise TypeError(f"no wording for {type(facts).__name__}")


def _title(finding: Finding) -> str:
    return finding.channel.capitalize()


def _sure(finding: Finding, told: str) -> str:
    """Return what is told with how likely it is, or that nothing is likely enough."""
    if finding.probability is None:
        options = finding.options or (0.0, 0.0, 1.0)
        return f"not enough evidence to tell ({undecided(*options)})"
    return f"{likelihood(finding.probability)} ({percent(finding.probability)}) that {told}"


def _interval(estimate: Estimate | None, digits: int) -> str:
    """Return a change with its interval."""
    if estimate is None or estimate.value is None:
        return "not known"
    if estimate.q05 is None or estimate.q95 is None:  # a count of treaties is known as it is
        return signed(estimate.value)
    return (
        f"{estimate.value:+.{digits}f}, 90 % interval {estimate.q05:+.{digits}f} to {estimate.q95:+.{digits}f}"
    )  # fmt: skip


# --- votes --------------------------------------------------------------------------------------------------------


@in_words.register
def _(facts: VoteFacts, finding: Finding, question: Question) -> Words:
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
    told = "which way is not settled by these data" if facts.unsettled else _sure(finding, way)
    return Words(
        f"Votes: {told}. {_on_fixed_agenda(facts, question)} {_rank(facts.move)}".strip(),
        _whose_move(facts.move, question),
        f"{_without_a_model(facts.move, facts.unsettled)} {_trust(facts, finding)}".strip(),
        f"{unknown} {absent}",
    )


def points(value: float) -> int:
    """Return agreement from 0 to 1, or a change of it, in whole points of a hundred."""
    return round(100 * value)


def signed(value: int | float, digits: int = 0) -> str:
    """Return a number with its sign, 0 without one."""
    text = f"{value:+.{digits}f}"
    return text if float(text) else text[1:]


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


def mover_in_brief(finding: Finding, question: Question) -> str:
    """Return who moved by the votes in a few words; '' where the finding does not ask."""
    move = finding.facts.move if isinstance(finding.facts, VoteFacts) else None
    if move is None:
        return ""
    names = {"state": f"mostly {question.state_name}", "pole": f"mostly {question.pole.label}", "both": "both"}
    return names.get(move.mover, "no move stands out")


def in_brief(finding: Finding, question: Question, scale: Scale) -> str:
    """Return a finding in one short line: spark of the path, direction, how likely, the change, who moved."""
    spark = f"{sparkline(finding.path.level.median, scale.width)} " if finding.path else ""
    told: str = finding.direction
    if finding.probability is not None:
        told += f", {likelihood(finding.probability)} ({percent(finding.probability)})"
    if isinstance(finding.facts, VoteFacts) and finding.facts.unsettled:
        told = "which way is not settled by these data"
    pieces = [f"{finding.channel:<9}{spark}{told}"]
    change = finding.estimate(scale.change)
    if change is not None and change.value is not None and isinstance(finding.facts, VoteFacts):
        between = f"{signed(100 * (change.q05 or 0.0))} to {signed(100 * (change.q95 or 0.0))}"
        pieces.append(f"{signed(points(change.value))} points of 100 ({between})")
    elif change is not None and change.value is not None:
        pieces.append(f"change {_interval(change, 2)}")
    if (mover := mover_in_brief(finding, question)) and finding.direction in ("towards", "away"):
        pieces.append(mover)
    return "; ".join(pieces)


SPARKS = "▁▂▃▄▅▆▇█"
SPARK_POINTS = 12
SPARK_SHARE = 0.25
"""A spark spans at least this share of a scale, so that a move of two points does not look like a landslide."""


def sparkline(values: Sequence[float], width: float) -> str:
    """Return numbers as a row of at most twelve little bars on a stretch of a scale of this width."""
    n = min(SPARK_POINTS, len(values))
    shown = [values[round(k * (len(values) - 1) / max(n - 1, 1))] for k in range(n)]
    middle, span = (max(shown) + min(shown)) / 2, max(max(shown) - min(shown), SPARK_SHARE * width)
    low = middle - span / 2
    return "".join(SPARKS[min(7, int(8 * (v - low) / span))] for v in shown)


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


# --- words and deeds ----------------------------------------------------------------------------------------------


@in_words.register
def _(facts: StatementFacts, finding: Finding, question: Question) -> Words:
    name, label, title = question.state_name, question.pole.label, _title(finding)
    tally = f"{facts.since[0]} towards and {facts.since[1]} away since"
    left_out = ", ".join(f"{n} ({reason})" for reason, n in facts.left_out.items())
    unknown = f"Left out: {left_out}." if left_out else ""
    if sum(facts.since) < MIN_HAPPENINGS:
        return Words(f"{title}: not enough evidence; {tally} ({facts.neutral} neutral).", unknown=unknown)
    if sum(facts.before) < MIN_HAPPENINGS:
        sentence = f"{title}: not enough evidence of a change: {tally}; too little before to compare with."
    else:
        are = f"{name}'s reported {finding.channel} are"
        way = {
            "towards": f"{are} more favourable to {label} than before",
            "away": f"{are} less favourable to {label} than before",
            "no change": f"{are} about as favourable to {label} as before",
        }.get(finding.direction, "")
        sentence = (
            f"{title}: {_sure(finding, way)}: {tally}, {facts.before[0]} and {facts.before[1]} before "
            f"(balance {_interval(finding.estimate('change_in_balance'), 2)}{_shuffled(facts.shuffled)})."
        )
    pieces = (f"{facts.by[0]} by {name}", f"{facts.by[1]} by {label}", f"{facts.by[2]} by or according to others")
    by = ", ".join(p for p, n in zip(pieces, facts.by, strict=True) if n)
    n, quote = facts.contrary
    short = f"{quote[:MAX_QUOTE]}{'…' if len(quote) > MAX_QUOTE else ''}"
    return Words(
        sentence, f"Of these, {by}.", f"{n} the other way, for example: “{short}”" if n else "", unknown
    )  # fmt: skip


def _shuffled(p: float | None) -> str:
    return "" if p is None else f"; shuffled dates give as much in {percent(p)}"


# --- other coders' events -----------------------------------------------------------------------------------------


@in_words.register
def _(facts: EventFacts, finding: Finding, question: Question) -> Words:
    name, label = question.state_name, question.pole.label
    before, since = facts.events
    unknown = (
        f"Read ({', '.join(facts.coders)}): {facts.days[0]} days before and {facts.days[1]} since, "
        f"{facts.rows} rows; other days are not observed."
    )
    if facts.unscored:
        unknown += f" Left out: {facts.unscored} events whose code has no PLOVER type."
    unknown += " The coders' own errors are not in the interval."
    if since < MIN_EVENTS:
        why = f"{since} since {question.since}, {before} before"
        if not facts.days[1]:
            why = f"not observed: no file of the days since {question.since} is in the archive"
        return Words(f"Events: not enough evidence; {why}.", unknown=unknown)
    tail = f"{_apart(facts.since)} {_years(facts.by_year)}".strip()
    if facts.earlier is None:
        return Words(
            f"Events: the balance of what {name} does and says to {label} is {_number(facts.since[0])} since "
            f"{question.since} ({since} events); too little before to speak of a change. {tail}",
            unknown=unknown,
        )
    by = f"other coders' events by {name}"
    way = {
        "towards": f"{by} became friendlier to {label}",
        "away": f"{by} became less friendly to {label}",
        "no change": f"{by} are about as friendly to {label} as before",
    }.get(finding.direction, "")
    who = ""
    if facts.pole_change is not None:
        theirs, n = facts.pole_change, facts.pole_events
        who = (
            f"{label}'s own acts and words to the state changed by {theirs.mean:+.1f} ({theirs.q05:+.1f} to "
            f"{theirs.q95:+.1f}; {n[0]} and {n[1]} events)."
        )
    return Words(
        f"Events: {_sure(finding, way)}: from {_number(facts.earlier)} to {_number(facts.since[0])} on the scale from "
        f"-10 to 10 (change {_interval(finding.estimate('change_in_balance'), 1)}; {before} events before, {since} "
        f"since). {tail}",
        who,
        unknown=unknown,
    )


def _number(estimate: Estimate) -> str:
    if estimate.value is None:
        return "not enough evidence"
    return f"{estimate.value:+.1f} ({estimate.q05:+.1f} to {estimate.q95:+.1f})"


def _apart(estimates: Sequence[Estimate]) -> str:
    """Say words and deeds apart."""
    said = [
        f"{e.measure.removeprefix('balance_of_')} {_number(e)}"
        for e in estimates
        if e.measure in ("balance_of_words", "balance_of_deeds")
    ]
    return f"Since then {', '.join(said)}." if said else ""


def _years(estimates: Sequence[Estimate]) -> str:
    return f"By year: {', '.join(f'{e.period} {_number(e)}' for e in estimates)}." if estimates else ""


# --- flows --------------------------------------------------------------------------------------------------------


@in_words.register
def _(facts: FlowFacts, finding: Finding, question: Question) -> Words:
    name, label, title = question.state_name, question.pole.label, _title(finding)
    if facts.observed_to is None:
        return Words(f"{title}: not observed; the archive holds no {finding.channel} record of {name}.")
    unknown = f"{title} observed to {facts.observed_to}; later is not observed."
    if facts.silence is not None:
        return Words(f"{title}: not enough evidence; {_silence(facts, question)}.", unknown=unknown)
    if facts.bounds is not None:
        return Words(_bounds(facts.bounds, finding, question), unknown=f"{unknown} {NOT_AFFECTION}")
    change = facts.share[1] - facts.share[0]
    several = (
        f"; {facts.publishers} publishers, {100 * facts.low:+.1f} to {100 * facts.high:+.1f} points"
        if facts.publishers > 1
        else ""
    )
    sentence = (
        f"{title}: on record, {label}'s share of {name}'s {facts.what} went from {percent(facts.share[0])} "
        f"({_span(facts.years[0])}) to {percent(facts.share[1])} ({_span(facts.years[1])}), {100 * change:+.1f} "
        f"points{several} (source: {facts.publisher})."
    )
    against = ""
    if facts.unseen:
        years = ", ".join(map(str, facts.unseen))
        unknown += f" {facts.publisher} has no figure with {label} for {years}: not observed, which is not zero."
    if facts.mirrored:
        against = _mirror(facts.mirror, facts.publisher)
        if facts.one_sided:
            years = ", ".join(map(str, facts.one_sided))
            unknown += f" Left out, as only exports or only imports are there: {years}."
        unknown += (
            " This source flags no re-exports."
            if facts.re_exports is None
            else f" Of the exports to {label}, {100 * facts.re_exports:.0f} % are flagged as re-exports."
        )
    return Words(sentence, against=against, unknown=f"{unknown} {NOT_AFFECTION}")


def _bounds(found: Bounds, finding: Finding, question: Question) -> str:
    """Say what published shares leave: a share before and since, or that it is at most so much."""
    label, name = question.pole.label, question.state_name
    said = [
        f"{flow} was {_between(before)} ({_span(found.years[0])}) and {_between(since)} ({_span(found.years[1])})"
        for flow, (before, since) in found.flows.items()
    ]
    moved = {
        "towards": "so the mean of the two rose", "away": "so the mean of the two fell",
        "no change": "so the mean of the two stayed within two points",
    }.get(finding.direction, "which does not say whether the mean of the two rose or fell")  # fmt: skip
    return (
        f"{_title(finding)}: on record, {label}'s share of {name}'s {', of its '.join(said)}; {moved} (source: "
        f"{found.publisher}, which names first partners only)."
    )


def _between(found: Between) -> str:
    """Say an interval of a share: "at most 4 %", "about 23 %" where rounding alone leaves it open, "12 % to 18 %"."""
    high = math.ceil(1000 * found.high - 1e-6) / 10
    if found.bound_only:
        return f"at most {high:g} %"
    if found.high - found.low <= ROUNDED_WITHIN:
        return f"about {50 * (found.low + found.high):.0f} %"
    return f"{math.floor(1000 * found.low + 1e-6) / 10:g} to {high:g} %"


def _span(years: Sequence[int]) -> str:
    return str(years[0]) if len(years) == 1 else f"{years[0]}-{years[-1]}"


def _silence(facts: FlowFacts, question: Question) -> str:
    silence = facts.silence
    if silence is None or not silence.rows:
        return (
            f"no source has a row for {question.state_name} and {question.pole.label}: not observed, which is not zero"
        )  # fmt: skip
    years = f"{silence.first}-{silence.last}"
    if silence.zero:
        return f"zero is published for every year ({years})"
    return f"observed in {years}, but no publisher has years both before and since {question.since}"


def _mirror(figures: Sequence[MirrorFigure], publisher: str) -> str:
    """Return what the pole's members report of the same flows, beside the publisher quoted; '' where they do not."""
    said = []
    for indicator in ("exports", "imports"):
        found = [f for f in figures if f.indicator == indicator]
        both = [(f, f.own) for f in found if f.own is not None]
        alone = [f for f in found if f.own is None]
        if both:
            last, own = both[-1]
            said.append(
                f"{indicator} of {last.year}: {_money(own)} by {publisher}, {_money(last.theirs)} by {last.publisher}"
            )
        if alone:
            shown = ", ".join(f"{f.year} {_money(f.theirs)}" for f in alone[-MOST_YEARS:])
            said.append(f"{indicator} that only {alone[-1].publisher} has: {shown}")
    return f"The partner's own figures, not added: {'; '.join(said)}." if said else ""


def _money(value: float) -> str:
    return f"{value / 1e9:.2f} billion USD" if abs(value) >= 1e8 else f"{value / 1e6:.1f} million USD"


# --- memberships --------------------------------------------------------------------------------------------------


@in_words.register
def _(facts: MembershipFacts, finding: Finding, question: Question) -> Words:
    organisations, label = question.pole.organisations, question.pole.label
    if not organisations:
        return Words(f"Treaties: not applicable; {label} has no organisation in the poles file.")
    others = _obligations(facts.obligations, question)
    if not facts.covered:
        return Words("Treaties: not observed; no membership record is in the archive.", unknown=others)
    moved = f"joined {_names(facts.joined)}" if facts.joined else ""
    moved += f"{' and ' if moved and facts.left else ''}left {_names(facts.left)}" if facts.left else ""
    sentence = (
        f"Treaties: on record, {question.state_name} {moved or 'neither joined nor left an organisation'} of {label}'s "
        f"({', '.join(organisations)}) since {question.since}; member of: {_names(facts.member_of)}."
    )
    if facts.unsure:
        others = f"Since which day it was a member, or until which, is not known of {_names(facts.unsure)}. {others}"
    if outside := [o for o in organisations if o not in (*facts.member_of, *facts.unsure)]:
        sentence += f" Not a member on {question.after.last}: {', '.join(outside)}."
    return Words(sentence, unknown=f"{NOT_AFFECTION} {others}".strip())


def _names(organisations: Sequence[str]) -> str:
    return ", ".join(organisations) or "none"


def _obligations(found: Sequence[Obligation], question: Question) -> str:
    """Say what each source last had; one that ends before the window does is named with its last year."""
    said = []
    for source in dict.fromkeys(o.source for o in found):
        own = [o for o in found if o.source == source]
        held = "; ".join(f"{o.indicator.removeprefix('cow_').replace('_', ' ')} {_held(o)}" for o in own)
        reach = max(o.year for o in own)
        later = "; later is not observed" if reach < question.after.last.year else ""
        said.append(f"{source}, {reach}: {held}{later}.")
    return " ".join(said)


def _held(obligation: Obligation) -> str:
    """Say what a source has: with whom, how many, or none."""
    partners = obligation.partners
    if not partners:
        return "none"
    if obligation.unit == "count":
        n = f"{obligation.highest or 0:.0f}"
        return n if len(partners) == 1 else f"up to {n} ({len(partners)} states)"
    return f"with {', '.join(partners)}"


# --- the overall stance -------------------------------------------------------------------------------------------


def overall_in_words(
    *, direction: Direction, probability: float | None, options: Options, estimate: Estimate,
    weights: Mapping[str, float], holds_under: float, question: Question,
) -> str:  # fmt: skip
    """Return the overall stance in a sentence; `holds_under` is a share of all weightings of the channels."""
    weighted = ", ".join(f"{c} {percent(w)}" for c, w in weights.items())
    number = _interval(estimate, 2)
    if probability is None:
        return f"Overall stance: not enough evidence to tell ({undecided(*options)}; {number}; weights: {weighted})."
    name, label = question.state_name, question.pole.label
    said = {
        "towards": f"{name} moved towards {label}",
        "away": f"{name} moved away from {label}",
        "no change": f"{name} stands to {label} about as before",
    }[direction]
    # All and none are exact, and said so.
    held = {1.0: "all", 0.0: "no"}.get(holds_under, f"{percent(holds_under)} of all")
    return (
        f"Overall stance: {likelihood(probability)} ({percent(probability)}) that {said} ({number}; weights: "
        f"{weighted}); this holds under {held} weightings of these channels."
    )
