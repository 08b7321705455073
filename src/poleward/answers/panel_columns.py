"""The columns of the panels: their types, what they mean, and to which measure they belong."""

from __future__ import annotations

import pyarrow as pa

from poleward.channels import FLOWS

MEASURES = ("agreement", "positions", "stance", *(c.key for c in FLOWS), "memberships")
"""What a panel can hold beside codes and years."""
TEXT, NUMBER, WHOLE, TRUTH = pa.string(), pa.float64(), pa.int64(), pa.bool_()
STATUSES = pa.dictionary(pa.int32(), pa.string())
"""Why a measure is or is not there: observed, zero, bounded, not_observed, not_applicable, not_a_member."""

_AGREEMENT = {
    "agreement": (NUMBER, "mean of 1 - |difference| of votes, abstention half-way, 0 to 1; over members of a pole"),
    "agreement_sd": (NUMBER, "its standard deviation (Bayesian bootstrap over roll calls)"),
    "roll_calls": (WHOLE, "roll calls on which both voted"),
    "agreement_status": (
        STATUSES,
        "observed, not_observed, not_a_member (of the UN), not_applicable (the pole)",
    ),
}
_DISTANCE = {
    "distance": (NUMBER, "distance of ideal points, posterior mean, in standard deviations of all states"),
    "distance_sd": (NUMBER, "posterior standard deviation of the distance"),
    "distance_q05": (NUMBER, "5 % quantile of the distance"),
    "distance_q95": (NUMBER, "95 % quantile of the distance"),
    "position_status": (STATUSES, "observed, not_observed or not_applicable"),
}
_STANCE = {
    "stance": (
        NUMBER,
        "expected agreement, 0 to 1, on the recurring resolutions of all years together",
    ),
    "stance_sd": (NUMBER, "posterior standard deviation of the stance"),
    "stance_q05": (NUMBER, "5 % quantile of the stance"),
    "stance_q95": (NUMBER, "95 % quantile of the stance"),
    "stance_status": (STATUSES, "observed, not_observed (either cast no vote that year) or not_applicable"),
}


def _flow(channel: str, what: str) -> dict[str, tuple[pa.DataType, str]]:
    return {
        f"{channel}_share": (NUMBER, f"share of the pole in the state's {what}, 0 to 1, median over publishers"),
        f"{channel}_share_low": (
            NUMBER,
            "lowest that a publisher gives, or that shares of first partners leave",
        ),
        f"{channel}_share_high": (NUMBER, "highest that a publisher gives, or that shares of first partners leave"),
        f"{channel}_status": (
            STATUSES,
            "observed, zero, bounded (low and high alone), not_observed or not_applicable",
        ),
    }


POLE_COLUMNS: dict[str, tuple[pa.DataType, str]] = {
    "state": (TEXT, "ISO 3166-1 alpha-3 code"),
    "cow": (WHOLE, "Correlates of War number; missing: none"),
    "state_name": (TEXT, "English name"),
    "year": (WHOLE, "calendar year"),
    "un_member": (TRUTH, "member of the United Nations on 31 December"),
    "pole": (TEXT, "key of the pole"),
    "pole_label": (TEXT, "the pole in words"),
    "pole_state": (TEXT, "ISO3 code where the pole is one state; else missing"),
    "pole_cow": (WHOLE, "its Correlates of War number"),
    **_AGREEMENT,
    "position": (NUMBER, "ideal point of the state, posterior mean (mean 0, standard deviation 1 over states)"),
    "position_sd": (NUMBER, "posterior standard deviation"),
    "pole_position": (NUMBER, "mean ideal point of the pole's members, without the state"),
    "pole_position_sd": (NUMBER, "posterior standard deviation"),
    **_DISTANCE,
    **_STANCE,
    **{name: column for c in FLOWS for name, column in _flow(c.key, c.what).items()},
    "memberships": (WHOLE, "how many of the pole's organisations it is a full member of on 31 December"),
    "member_of": (TEXT, "which"),
    "memberships_status": (STATUSES, "observed, or not_applicable: the pole has no organisation"),
}
DYAD_COLUMNS: dict[str, tuple[pa.DataType, str]] = {
    **{
        f"{name}_{side}": (POLE_COLUMNS[name][0], f"{side}: {POLE_COLUMNS[name][1]}")
        for side in ("a", "b")
        for name in ("state", "cow", "state_name", "un_member")
    },
    "year": POLE_COLUMNS["year"],
    **_AGREEMENT,
    "position_a": (NUMBER, "ideal point of a, posterior mean"),
    "position_b": (NUMBER, "ideal point of b, posterior mean"),
    **_DISTANCE,
    **_STANCE,
    **{
        f"{c.key}_{part}_{side}": (STATUSES if part == "status" else NUMBER, meaning)
        for c in FLOWS
        for side, other in (("a", "b"), ("b", "a"))
        for part, meaning in (
            ("share", f"share of {other} in {c.key} of {side}, 0 to 1, median over publishers"),
            ("share_low", "lowest that is known of it"),
            ("share_high", "highest that is known of it"),
            ("status", "observed, zero, bounded or not_observed"),
        )
    },
    "joint_memberships": (WHOLE, "organisations of the registry of which both are full members on 31 December"),
}


def typed(name: str) -> str | None:
    """Return the measure that a column belongs to; None where it is always there."""
    for measure, parts in {
        "agreement": tuple(_AGREEMENT), "positions": ("position", "pole_position", "distance"),
        "stance": tuple(_STANCE), **{c.key: (f"{c.key}_",) for c in FLOWS}, "memberships": ("member", "joint_"),
    }.items():  # fmt: skip
        if name.startswith(parts):
            return measure
    return None
