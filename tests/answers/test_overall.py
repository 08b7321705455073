"""The overall stance: a weighted mean with its interval, the share of weightings under which it holds, own weights."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from poleward.answers.overall import overall
from poleward.channels.channel import Finding
from poleward.channels.estimate import Estimate, Evidence
from poleward.channels.question import Question
from poleward.config import load
from poleward.errors import UnusableInputError
from poleward.periods import Window

SINCE = dt.date(2022, 2, 24)
QUESTION = Question(
    state="KAZ", state_name="Kazakhstan", pole=load().pole("moscow"), before=Window(dt.date(2020, 1, 1), SINCE),
    after=Window(SINCE, dt.date(2024, 1, 1)),
)  # fmt: skip


def finding(channel: str, measure: str, value: float | None, half: float | None) -> Finding:
    low, high = (None, None) if value is None or half is None else (value - half, value + half)
    estimate = Estimate(
        state="KAZ", pole="moscow", channel=channel, measure=measure, period="2022", value=value, q05=low, q95=high,
        n=10, method="m-1", evidence=(Evidence("statement", "s1", 1.0, 0.5),),
    )  # fmt: skip
    return Finding(channel=channel, direction="no change", estimates=(estimate,))


def test_the_whole_is_what_channels_have_in_common() -> None:
    found = [finding("votes", "change_in_agreement", -0.3, 0.1), finding("words", "change_in_balance", -0.2, 0.4)]
    whole = overall(QUESTION, found, {"votes": 3.0, "words": 1.0, "deeds": 5.0})
    assert whole is not None
    assert whole.channels == pytest.approx({"votes": -0.3, "words": -0.1})
    assert sum(whole.weights.values()) == pytest.approx(1)
    assert whole.weights["votes"] > 0.75  # by weight and by precision
    parts = sum(whole.weights[c] * change for c, change in whole.channels.items())
    assert whole.estimate.value == pytest.approx(parts, abs=2e-6)
    assert whole.direction == "away"
    assert whole.holds_under == 1.0  # both channels alone point away by more than the bound
    assert "this holds under all weightings" in whole.sentence
    assert whole.to_json()["estimate"]["id"] == whole.estimate.estimate_id


def test_channels_that_disagree_hold_under_a_share_of_weightings() -> None:
    found = [finding("votes", "change_in_agreement", -0.35, 0.05), finding("deeds", "change_in_balance", 0.3, 0.1)]
    whole = overall(QUESTION, found, {"votes": 1.0, "deeds": 1.0})
    assert whole is not None
    # away where w * -0.35 + (1 - w) * 0.15 < -0.05, so where w > 0.4
    assert whole.shares.falling == pytest.approx(0.6)
    assert whole.holds_under == whole.shares.falling


def test_exposure_and_unweighted_channels_are_never_mixed_in() -> None:
    trade = finding("trade", "change_in_share", -0.4, 0.01)
    events = finding("events", "change_in_balance", -9.0, 1.0)
    assert overall(QUESTION, [trade, events], {"votes": 1.0, "trade": 1.0}) is None
    silent = finding("votes", "change_in_agreement", None, None)
    assert overall(QUESTION, [silent], {"votes": 1.0}) is None


def test_one_channel_alone_makes_no_overall_stance() -> None:
    votes = finding("votes", "change_in_agreement", -0.3, 0.1)
    words = finding("words", "change_in_balance", -0.3, 0.1)
    assert overall(QUESTION, [votes], {"votes": 1.0, "words": 1.0}) is None
    assert overall(QUESTION, [votes, words], {"votes": 1.0, "words": 0.0}) is None
    assert overall(QUESTION, [votes, words], {"votes": 1.0, "words": 1.0}) is not None


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[weights]\ntrade = 1.0\n", "'trade' cannot be weighted"),
        ("[weights]\nvotes = -1\n", "the weight of votes is -1"),
        ("[weights]\nvotes = nan\n", "the weight of votes is nan"),
        ("[weights]\nvotes = true\n", "the weight of votes is True"),
        ("[weights]\nvotes = 0\nwords = 0\ndeeds = 0\n", "every channel has the weight 0"),
        ("weights = 3\n", "'weights' is not a table"),
    ],
)
def test_weights_that_cannot_be_are_refused_with_what_is_wrong(tmp_path: Path, text: str, told: str) -> None:
    path = tmp_path / "own.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(UnusableInputError, match=told):
        load(path)


def test_own_weights_change_single_channels(tmp_path: Path) -> None:
    path = tmp_path / "own.toml"
    path.write_text("[weights]\nwords = 4\n", encoding="utf-8")
    assert load(path).weights == {**load().weights, "words": 4.0}
