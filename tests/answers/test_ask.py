"""The verdict says what the evidence says, every number keeps its evidence, and judgements outrank the coder."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from poleward.answers.ask import ask
from poleward.answers.judge import judge, withdraw
from poleward.answers.why import why, why_estimate
from poleward.archive import Archive
from poleward.channels import channel
from poleward.channels.archive_reading import Reading
from poleward.channels.signed import counted, signed_statements
from poleward.channels.wording import in_brief
from poleward.config import Config
from poleward.errors import NothingFoundError, PolewardError, UnusableInputError
from poleward.periods import Window, parse_period

from .conftest import SINCE, document, roll_call, sign, statement, vote

NOW = dt.datetime(2025, 1, 1, 12)


def test_each_channel_says_what_the_evidence_says(archive: Archive, poles: Config) -> None:
    answer = ask(archive, "Kazakhstan", "moscow", SINCE, config=poles)
    assert {f.channel: f.direction for f in answer.findings} == {
        "votes": "away",
        "words": "away",
        "deeds": "no change",
        "trade": "not enough evidence",
        "arms": "not enough evidence",
        "treaties": "no change",  # the registry's memberships hold in any archive
    }
    votes = answer.finding("votes")
    assert votes.probability is not None
    assert votes.probability > 0.9
    assert "almost certain" in votes.sentence
    assert "10 roll calls before, 10 since" in votes.sentence


def test_a_finding_fits_one_line(archive: Archive, poles: Config) -> None:
    answer = ask(archive, "KAZ", "moscow", SINCE, config=poles)
    lines = {f.channel: in_brief(f, answer.question, channel(f.channel).scale) for f in answer.findings}
    assert not any("\n" in line for line in lines.values())
    assert "almost certain" in lines["votes"]
    assert lines["treaties"].endswith("no change; member of CSTO, EAEU")
    assert lines["trade"].endswith("no trade record of Kazakhstan")
    nobody = ask(archive, "TKM", "west", SINCE, config=poles)
    words = in_brief(nobody.finding("words"), nobody.question, channel("words").scale)
    assert words.endswith("not enough evidence; no words between them on record")
    treaties = answer.finding("treaties")
    joined = replace(treaties, direction="towards", facts=replace(treaties.facts, joined=("EAEU",)))
    assert in_brief(joined, answer.question, channel("treaties").scale).endswith("towards; joined EAEU")


def test_the_same_question_gives_the_same_bytes(archive: Archive, poles: Config) -> None:
    one, two = (ask(archive, "KAZ", "moscow", SINCE, config=poles).to_json() for _ in range(2))
    assert one == two


def test_absence_is_not_a_vote_against(archive: Archive, poles: Config) -> None:
    answer = ask(archive, "TKM", "moscow", SINCE, config=poles)
    votes = answer.finding("votes")
    assert votes.direction == "not enough evidence"
    assert "did not vote on 10 of 10 roll calls before and 10 of 10 since" in votes.sentence


def test_the_opposite_pole_gives_the_opposite_direction(archive: Archive, poles: Config) -> None:
    assert ask(archive, "KAZ", "west", SINCE, config=poles).finding("votes").direction == "towards"


def test_contradicted_cells_are_left_out_and_counted(archive: Archive, poles: Config) -> None:
    archive.append("roll_calls", [roll_call("X", dt.date(2022, 6, 1))])
    archive.append(
        "votes",
        [vote("X", "RUS", "no")] + [vote("X", "KAZ", v, contradicted=True) for v in ("yes", "no")],
    )
    votes = ask(archive, "KAZ", "moscow", SINCE, config=poles).finding("votes")
    assert "1 cells are left out because sources contradict" in votes.unknown
    assert "10 roll calls before, 10 since" in votes.sentence


def test_every_stored_number_is_the_sum_of_its_evidence(archive: Archive, poles: Config) -> None:
    ask(archive, "KAZ", "moscow", SINCE, config=poles)
    explained = 0
    for row in archive.rows("SELECT estimate_id FROM estimates"):
        found = why_estimate(archive, row["estimate_id"], config=poles)
        if found.lines and found.estimate.value is not None:
            total = sum(line.contribution for line in found.lines) + found.remainder
            assert total == pytest.approx(found.estimate.value)
            assert all(line.what and line.where for line in found.lines)
            explained += 1
    assert explained >= 5
    agreement = next(a for a in why(archive, "KAZ", "moscow", parse_period("2022"), config=poles) if a.lines)
    assert agreement.remainder == 0


def test_why_leads_to_sentence_and_roll_call(archive: Archive, poles: Config) -> None:
    found = {
        a.estimate.channel: a for a in why(archive, "KAZ", "moscow", parse_period("2022-04"), config=poles) if a.lines
    }
    assert found["words"].lines[0].what == "Sentence word0-after."
    assert found["words"].lines[0].where == "d1.txt, characters 0-5"
    assert "because word0-after" in found["words"].lines[0].detail
    assert "Kazakhstan: abstained" in found["votes"].lines[0].detail


def test_a_judgement_outranks_the_coder_until_withdrawn(archive: Archive, poles: Config) -> None:
    def counts() -> tuple[int, int]:
        part = counted(
            signed_statements(Reading(archive), "KAZ", poles.pole("moscow")), Window(SINCE, dt.date(2023, 12, 31))
        )
        words = [h for h in (*part.towards, *part.away) if h.first.channel == "words"]
        return sum(h.lean > 0 for h in words), sum(h.lean < 0 for h in words)

    assert counts() == (1, 6)
    wrong_sign = judge(archive, "word1-after", "wrong_sign", author="a", at=NOW)
    assert counts() == (2, 5)
    judge(archive, "word2-after", "not_about_this", author="a", at=NOW)
    assert counts() == (2, 4)
    withdraw(archive, wrong_sign, at=NOW)
    assert counts() == (1, 5)
    with pytest.raises(NothingFoundError):
        withdraw(archive, wrong_sign, at=NOW)


def test_one_event_reported_twice_counts_once(archive: Archive, poles: Config) -> None:
    before = ask(archive, "KAZ", "moscow", SINCE, config=poles).finding("deeds").sentence
    archive.append("statements", [statement("deed0-again", "d2", dt.date(2022, 4, 21), "deeds", event_type="DEED0")])
    archive.append("signs", [sign("deed0-again", 1)])
    assert ask(archive, "KAZ", "moscow", SINCE, config=poles).finding("deeds").sentence == before


def test_a_rivals_gain_is_the_poles_loss_since_it_is_one(archive: Archive, poles: Config) -> None:
    archive.append("documents", [document("d3")])
    archive.append(
        "statements",
        [
            statement("aid-2013", "d3", dt.date(2013, 5, 1), "deeds", recipient="UKR"),
            statement("aid-2022", "d3", dt.date(2022, 5, 1), "deeds", recipient="UKR"),
        ],
    )
    archive.append("signs", [sign("aid-2013", 1, "UKR"), sign("aid-2022", 1, "UKR")])
    leans = {s.statement_id: s.lean for s in signed_statements(Reading(archive), "KAZ", poles.pole("moscow"))}
    assert leans["aid-2022"] == -1
    assert "aid-2013" not in leans


def test_what_cannot_be_placed_is_counted_apart(archive: Archive, poles: Config) -> None:
    wide = {"date_earliest": dt.date(2021, 1, 1), "date_latest": dt.date(2023, 1, 1)}
    archive.append(
        "statements",
        [
            statement("vague-1", "d2", SINCE, "words", **wide),
            statement("undated-1", "d2", SINCE, "words", date_earliest=None, date_latest=None),
            statement("maybe-1", "d2", dt.date(2022, 9, 1), "words", hypothetical=True),
            statement("unsure-1", "d2", dt.date(2022, 9, 1), "words", confidence=0.2),
        ],
    )
    archive.append("signs", [sign(n, 1) for n in ("vague-1", "undated-1", "maybe-1", "unsure-1")])
    unknown = ask(archive, "KAZ", "moscow", SINCE, config=poles).finding("words").unknown
    for reason in ("1 (no date)", "1 (hypothetical)", "1 (coder not sure enough)", "(date too wide to place)"):
        assert reason in unknown


@pytest.mark.parametrize(
    ("state", "pole", "since", "message"),
    [
        ("Atlantis", "moscow", SINCE, "not a state"),
        ("KAZ", "mars", SINCE, "no pole 'mars'"),
        ("RUS", "moscow", SINCE, "is the pole"),
        ("KAZ", "moscow", dt.date(2030, 1, 1), r"nothing is on record since 2030-01-01: the record reaches 20\d\d-"),
    ],
)
def test_a_question_that_cannot_be_asked_is_explained(
    archive: Archive, poles: Config, state: str, pole: str, since: dt.date, message: str
) -> None:
    with pytest.raises(PolewardError, match=message):
        ask(archive, state, pole, since, config=poles)


def test_dates_follow_one_another(archive: Archive, poles: Config) -> None:
    with pytest.raises(UnusableInputError, match="do not follow one another"):
        ask(archive, "KAZ", "moscow", SINCE, config=poles, until=SINCE - dt.timedelta(days=1))
