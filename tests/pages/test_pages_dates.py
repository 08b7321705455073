from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from poleward.pages import DateInterval, find_dates, read_bytes
from poleward.pages.published import from_text, parse_stated

DAY = dt.date(2022, 5, 18)  # a Wednesday
WRITTEN = DateInterval(DAY, DAY)


def found(text: str, anchor: DateInterval | None = WRITTEN, language: str = "en") -> list[tuple[str, str]]:
    mentions = find_dates(text, anchor, language)
    return [(str(m.earliest), str(m.latest)) for m in mentions]


@pytest.mark.parametrize(
    ("text", "earliest", "latest"),
    [
        ("They met on 24 February 2022 in Osh", "2022-02-24", "2022-02-24"),
        ("They met on February 24, 2022", "2022-02-24", "2022-02-24"),
        ("They met on February 24", "2022-02-24", "2022-02-24"),
        ("The summit of 3-5 March was dull", "2022-03-03", "2022-03-05"),
        ("He left at the end of April", "2022-04-21", "2022-04-30"),
        ("In early March they signed", "2022-03-01", "2022-03-10"),
        ("In January he called for troops", "2022-01-01", "2022-01-31"),
        ("He resigned in December", "2021-12-01", "2021-12-31"),
        ("They will vote in June", "2022-06-01", "2022-06-30"),
        ("They canceled the parade on June 9", "2022-06-09", "2022-06-09"),
        ("He said on Monday", "2022-05-16", "2022-05-16"),
        ("They will meet on Friday", "2022-05-20", "2022-05-20"),
        ("It began last week", "2022-05-09", "2022-05-15"),
        ("It began last year", "2021-01-01", "2021-12-31"),
        ("They left yesterday", "2022-05-17", "2022-05-17"),
        ("It fell two months ago", "2022-03-01", "2022-03-31"),
        ("the first half of 2021", "2021-01-01", "2021-06-30"),
        ("in the 1990s", "1990-01-01", "1999-12-31"),
        ("the third quarter of 2021", "2021-07-01", "2021-09-30"),
        ("signed on 2021-11-05", "2021-11-05", "2021-11-05"),
        ("signed 08/10/2021 in Osh", "2021-08-10", "2021-10-08"),
        ("known since 2014", "2014-01-01", "2014-12-31"),
    ],
)
def test_english(text: str, earliest: str, latest: str) -> None:
    assert found(text)[0] == (earliest, latest)


@pytest.mark.parametrize(
    ("text", "language", "earliest", "latest"),
    [
        ("Встреча прошла 24 февраля 2022 года", "ru", "2022-02-24", "2022-02-24"),
        ("В конце апреля он заявил", "ru", "2022-04-21", "2022-04-30"),
        ("На прошлой неделе они подписали", "ru", "2022-05-09", "2022-05-15"),
        ("Он сказал в понедельник", "ru", "2022-05-16", "2022-05-16"),
        ("в 2014 году", "ru", "2014-01-01", "2014-12-31"),
        ("Это было вчера", "ru", "2022-05-17", "2022-05-17"),
        ("Он уехал два месяца назад", "ru", "2022-03-01", "2022-03-31"),
        ("Двумя днями раньше посла вызвали", "ru", "2022-05-16", "2022-05-16"),
        ("Накануне он подписал договор", "ru", "2022-05-17", "2022-05-17"),
        ("Le sommet du 24 février 2022", "fr", "2022-02-24", "2022-02-24"),
        ("Il a parlé fin avril", "fr", "2022-04-21", "2022-04-30"),
        ("la semaine dernière, il a signé", "fr", "2022-05-09", "2022-05-15"),
        ("Il l'a dit lundi", "fr", "2022-05-16", "2022-05-16"),
        ("depuis 2014", "fr", "2014-01-01", "2014-12-31"),
        ("il y a deux mois, ils ont voté", "fr", "2022-03-01", "2022-03-31"),
    ],
)
def test_russian_and_french(text: str, language: str, earliest: str, latest: str) -> None:
    assert (earliest, latest) in found(text, language=language)


@pytest.mark.parametrize(
    "text",
    [
        "He may leave, and the troops march on.",
        "They sold 2000 tonnes.",
        "Section 31 April 31",
        "The sun sat low.",
        "1,500 people",
    ],
)
def test_no_dates(text: str) -> None:
    assert not [m for m in find_dates(text, WRITTEN) if m.value[:1].isdigit()]


def test_interval_of_writing_gives_all_that_it_can_mean() -> None:
    month = DateInterval(dt.date(2022, 5, 1), dt.date(2022, 5, 31))
    assert found("They left in January", month) == [("2022-01-01", "2022-01-31")]
    assert found("They canceled a parade on May 9", month) == [("2022-05-09", "2022-05-09")]
    assert found("They left yesterday", month) == [("2022-04-30", "2022-05-30")]
    year = DateInterval(dt.date(2022, 1, 1), dt.date(2022, 12, 31))
    assert found("They left in April", year) == [("2021-04-01", "2022-04-30")]


def test_without_a_day_of_writing_nothing_is_placed() -> None:
    mentions = find_dates("On Monday and in April they met; in 2014 they had not.", None)
    assert [m.earliest for m in mentions] == [None, None, dt.date(2014, 1, 1)]
    assert mentions[1].yearless


@given(st.text(alphabet="0123456789/.-, aeMnyJuly March ofint'2019 ago last week", max_size=80), st.dates())
def test_any_text(text: str, day: dt.date) -> None:
    at = 0
    for mention in find_dates(text, DateInterval(day, day)):
        assert at <= mention.start < mention.end <= len(text)
        at = mention.end
        if mention.earliest and mention.latest:
            assert mention.earliest <= mention.latest


@given(st.dates(dt.date(1950, 1, 1), dt.date(2049, 12, 31)), st.dates(dt.date(1950, 1, 1), dt.date(2049, 12, 31)))
def test_full_dates_do_not_depend_on_the_day_of_writing(day: dt.date, written: dt.date) -> None:
    for text in (f"on {day.day} {day:%B} {day.year}", f"on {day:%B} {day.day}, {day.year}", day.isoformat()):
        assert found(text, DateInterval(written, written)) == [(day.isoformat(), day.isoformat())]


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("2022-06-24T17:30:00Z", "2022-06-24"),
        ("20220111", "2022-01-11"),
        ("Wed, 05 Apr 2023 10:00:00 +0000", "2023-04-05"),
        ("20 Nov 2019 08:02 GMT", "2019-11-20"),
        ("1650000000", "2022-04-15"),
        ("0001-01-01T00:00:00Z", None),
        ("2022-13-45", None),
        ("soon", None),
    ],
)
def test_stated_dates(raw: str, expected: str | None) -> None:
    interval = parse_stated(raw)
    assert (interval.earliest.isoformat() if interval else None) == expected


def page(text: str, **more: str) -> tuple[str, str, str]:
    document = next(read_bytes(text.encode(), more.get("source", "page"), layout="text"))
    return str(document.published_earliest), str(document.published_latest), document.published_how


BODY = "The envoys of three states met in Osh and spoke for six hours about water and pastures."


def test_cascade_for_text() -> None:
    assert page(BODY, source="https://valley.example/2023/04/05/envoys")[:2] == ("2023-04-05", "2023-04-05")
    assert page(f"Envoys meet\n\nPublished: 5 April 2023, 10:15\n\n{BODY}\n\n{BODY} Again.")[:2] == ("2023-04-05",) * 2
    assert page(f"Envoys meet\n\nOSH, April 5, 2023 (Valley Post) — {BODY}")[2] == "stated in its dateline"
    assert page(f"Envoys meet\n\n{BODY}")[:2] == ("None", "None")


def test_a_teaser_gives_no_date() -> None:
    teaser = "See also  Partial mobilisation announced on 21 September 2022 shocks the valley"
    assert page(f"Envoys meet\n\n{BODY}\n\n{teaser}\n\n{BODY} Again.")[:2] == ("None", "None")


def test_lower_bound_from_events_and_past_dates() -> None:
    earliest, latest, how = page(f"Envoys meet\n\n{BODY} Since the invasion of Ukraine they have met four times.")
    assert (earliest, latest) == ("2022-02-24", "None")
    assert "invasion of Ukraine" in how
    assert page(f"Envoys meet\n\n{BODY} They had met on 3 March 2023, and will meet in 2030.")[:2] == (
        "2023-03-03",
        "None",
    )


def test_season_from_yearless_dates() -> None:
    text = (
        "The invasion of Ukraine began on February 24. In March the envoys met in Osh. On June 3 they said in Batken "
        "that nothing had been signed. In May the river fell."
    )
    when = from_text(text, "en")
    assert (when.earliest, when.latest) == (dt.date(2022, 6, 3), dt.date(2022, 7, 3))
