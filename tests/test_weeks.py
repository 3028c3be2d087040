"""Weeks: every name that people give them, and arithmetic over the ends of years."""

from __future__ import annotations

import random
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from notes.weeks import LAST_YEAR, Week, weeks_in, weeks_of
from tests.shared import needs_shared, records

JULY = Week(date(2018, 7, 30))
TODAY = date(2018, 8, 3)


@pytest.mark.parametrize(
    "name",
    [
        "2018-07-30",
        "2018-7-30",
        "2018-08-05",  # its Sunday
        "2018-W31",
        "2018-w31",
        "2018W31",
        "2018 week 31",
        "w/c 30 July 2018",
        "W/C 30 July 2018",
        "w/c\u00a030\u00a0July\u00a02018",
        "w/c\u202f30\u2009July\u30002018",
        "w/c: 30th July, 2018",
        "wc 30 July 2018",
        "w.c. 30 July 2018",
        "w/b 30 July 2018",
        "w/e 5 August 2018",
        "week commencing 30 July 2018",
        "Week commencing Monday 30th of July 2018",
        "week beginning Mon, 30 Jul 2018",
        "week ending Sunday 5 August 2018",
        "week of 30 July 2018",
        "week of the 1st August 2018",
        "30 July 2018",
        "30 Jul. 2018",
        "1 Aug 2018",
        "July 30, 2018",
        "July 30th 2018",
        "Aug. 1, 2018",
        "30/07/2018",
        "30/07/18",
        "w/c 30/07/2018",
        "30.7.2018",
        "Monday 30 July 2018",
        "Mon. 30 July 2018",
        "Wednesday, 1 August 2018",
        "Thursday 30 July 2018",  # of the two, the date is meant
        "the 30th of July 2018",
        "30 July '18",
        "30 July ’18",
        "30 Jul – 5 Aug 2018",
        "30 Jul - 5 Aug 2018",
        "30 July 2018 – 5 August 2018",
        "30 July to 5 August 2018",
        "30th July until 5th August 2018",
        "30 July — 3 August 2018",
        "Week 31, 2018",
        "Week 31 2018",
        "week 31 of 2018",
        "wk 31 2018",
        "week no. 31, 2018",
        "  w/c   30   July   2018  ",
        "２０１８-０７-３０",  # full width, as an input method leaves them
        "2018\u201107\u201130",  # no-break hyphens
        "\ufeff2018-07-30",
        "30\u200b July 2018",
    ],
)
def test_every_spelling_of_a_week_is_read(name):
    assert Week.parse(name) == JULY


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("w/c 30 July", "2018-07-30"),
        ("30 Jul – 5 Aug", "2018-07-30"),
        ("Week 31", "2018-07-30"),
        ("week 1", "2018-12-31"),  # 150 days ahead; the last one was 214 days ago
        ("this week", "2018-07-30"),
        ("Last week", "2018-07-23"),
        ("next week", "2018-08-06"),
        ("24 December", "2018-12-24"),
        ("1 March", "2018-02-26"),
        ("w/c 30/07", "2018-07-30"),
        ("Monday 30 July", "2018-07-30"),
        ("yesterday", "2018-07-30"),
        ("the day before yesterday", "2018-07-30"),
        ("5 days ago", "2018-07-23"),
        ("a week ago", "2018-07-23"),
        ("Two weeks ago", "2018-07-16"),
        ("a fortnight ago", "2018-07-16"),
        ("the week before last", "2018-07-16"),
        ("11 weeks ago", "2018-05-14"),
    ],
)
def test_a_name_without_a_year_means_the_nearest(name, key):
    assert Week.parse(name, today=TODAY).key == key


@pytest.mark.parametrize(
    ("name", "today", "key"),
    [
        ("w/c 28 December", date(2021, 1, 6), "2020-12-28"),
        ("w/c 4 January", date(2020, 12, 20), "2021-01-04"),
        ("week 53", date(2021, 1, 6), "2020-12-28"),
        ("29 February", date(2025, 1, 1), "2024-02-26"),
        ("29 Dec – 4 Jan", date(2026, 1, 5), "2025-12-29"),
    ],
)
def test_at_the_turn_of_the_year_the_nearest_may_lie_in_another_year(name, today, key):
    assert Week.parse(name, today=today).key == key


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("27 Jan – 2 Feb", "2026-02-02"),
        ("w/c 27 Jan", "2026-01-26"),
        ("w/c 27/01", "2026-01-26"),
        ("27 January", "2026-01-26"),
        ("week 5", "2026-01-26"),
        ("week 53", "2020-12-28"),  # 2026 has one, which is to come
        ("23 November", "2026-11-23"),
        ("29 November", "2026-11-23"),  # the Sunday of this week
        ("30 November", "2025-11-24"),
        ("29 Dec – 4 Jan", "2025-12-29"),
        ("29 February", "2024-02-26"),
        ("week 48", "2026-11-23"),
        ("week 49", "2025-12-01"),
        ("3 March 2027", "2027-03-01"),  # a year that is said is meant
        ("next week", "2026-11-30"),
    ],
)
def test_who_looks_back_means_the_latest_that_is_not_to_come(name, key):
    assert Week.parse(name, today=date(2026, 11, 27), looking_back=True).key == key


@pytest.mark.parametrize(("name", "key"), [("w/c 4 January", "2027-01-04"), ("27 Jan – 2 Feb", "2027-02-01")])
def test_who_writes_still_means_the_nearest(name, key):
    assert Week.parse(name, today=date(2026, 11, 27)).key == key


def test_looking_back_over_the_turn_of_the_year_this_week_counts_whole():
    assert Week.parse("3 January", today=date(2026, 12, 29), looking_back=True).key == "2026-12-28"
    assert Week.parse("4 January", today=date(2026, 12, 29), looking_back=True).key == "2025-12-29"


def test_looking_back_never_leads_to_a_week_to_come():
    chance = random.Random(27)
    for _ in range(500):
        today = date(1990, 1, 1) + timedelta(days=chance.randrange(366 * 100))
        week = Week.of(today - timedelta(days=chance.randrange(357)))
        for name in (f"w/c {week.day_name}", f"week {week.number}", week.day_name):
            found = Week.parse(name, today=today, looking_back=True)
            assert week <= found <= Week.of(today), (name, today)


@pytest.mark.parametrize(
    "name", ["w/c 30 July", "Week 31", "30 Jul – 5 Aug", "this week", "w/c 30/07", "two weeks ago"]
)
def test_without_a_year_and_without_today_a_name_is_refused(name):
    with pytest.raises(ValueError, match=r"year|no week"):
        Week.parse(name)


@pytest.mark.parametrize(
    "name",
    [
        "",
        " ",
        "tomorrow",
        "null",
        "-1",
        "1e10",
        "2018-W00",
        "2018-W54",
        "2019-W53",
        "2018-13-01",
        "2018-02-30",
        "29 February 2019",
        "31 June 2018",
        "30 Jly 2018",
        "99 July 2018",
        "0000-01-01",
        "9999-12-31",
        "2018-07-30T00:00",
        "2018-07-30; DROP TABLE",
        "30 July 2018 and 6 August 2018",
        "5 August – 30 July 2018",
        "Weeknotes",
        "w/c",
        "week",
        "1/2",
        "24/7",
        "w/c 31/02",
        "w/c 1/13",
        "Monday",
        "Monday 31 February",
        "thousands of weeks ago",
        "99999 weeks ago",
        "9999-W99",
        "week 54",
        "week 0",
        "\x00",
        "²-¹",
        "٣٠/٠٧",
        "9" * 5000,
        "30 July " * 1000,
    ],
)
def test_what_is_no_week_is_refused_with_a_sentence(name):
    with pytest.raises(ValueError, match=r"\S+ \S+ \S+"):
        Week.parse(name, today=TODAY)


@pytest.mark.parametrize(
    ("name", "monday"),
    [
        ("2020-W53", date(2020, 12, 28)),
        ("2021-W01", date(2021, 1, 4)),
        ("2026-W53", date(2026, 12, 28)),
        ("2027-W01", date(2027, 1, 4)),
        ("2018-W01", date(2018, 1, 1)),
        ("2016-W01", date(2016, 1, 4)),
        ("2015-W53", date(2015, 12, 28)),
        ("2025-W01", date(2024, 12, 30)),
    ],
)
def test_iso_years_begin_and_end_where_the_standard_says(name, monday):
    week = Week.parse(name)
    assert week.monday == monday
    assert week.iso == name


@pytest.mark.parametrize(
    ("name", "monday"),
    [
        ("1 January 2021", date(2020, 12, 28)),
        ("28 Dec 2020 – 3 Jan 2021", date(2020, 12, 28)),
        ("28 Dec – 3 Jan 2021", date(2020, 12, 28)),
        ("29 December 2025 – 4 January 2026", date(2025, 12, 29)),
        ("31/12/2024", date(2024, 12, 30)),
    ],
)
def test_days_and_ranges_at_the_turn_of_the_year(name, monday):
    assert Week.parse(name).monday == monday


def test_a_note_over_two_weeks_is_filed_under_the_later():
    assert Week.parse("23 July – 5 August 2018") == JULY


def test_a_week_goes_by_its_names():
    assert (JULY.key, JULY.iso, JULY.name) == ("2018-07-30", "2018-W31", "w/c 30 July 2018")
    assert (JULY.day_name, JULY.span, str(JULY)) == ("30 July", "30 July – 5 August 2018", "w/c 30 July 2018")
    assert Week.parse("2018-07-02").span == "2 – 8 July 2018"
    assert Week.parse("2020-W53").span == "28 December 2020 – 3 January 2021"


def test_a_week_belongs_to_the_year_and_month_of_its_thursday():
    turn = Week(date(2024, 12, 30))
    assert (turn.year, turn.number, turn.month) == (2025, 1, 1)
    assert JULY.month == 8


def test_a_week_holds_its_seven_days_and_no_other():
    assert len(JULY.days) == 7
    assert all(day in JULY for day in JULY.days)
    assert JULY.monday - timedelta(days=1) not in JULY
    assert JULY.sunday + timedelta(days=1) not in JULY


def test_only_a_monday_makes_a_week():
    with pytest.raises(ValueError, match="no Monday"):
        Week(date(2018, 7, 31))


@pytest.mark.parametrize(("year", "count"), [(2015, 53), (2018, 52), (2020, 53), (2024, 52), (2026, 53), (2032, 53)])
def test_a_year_has_52_or_53_weeks(year, count):
    weeks = list(weeks_of(year))
    assert len(weeks) == weeks_in(year) == count
    assert weeks[-1].next == next(weeks_of(year + 1))


def test_the_calendar_ends_with_an_error_of_our_own():
    for make in (
        lambda: Week.of(date.max),
        lambda: Week.of(date(LAST_YEAR, 12, 20)) + 100,
        lambda: Week(date(1, 1, 1)) - 1,
    ):
        with pytest.raises(ValueError, match=r"calendar|no week"):
            make()


def test_any_day_is_found_again_under_every_name_of_its_week():
    chance = random.Random(20180730)
    for _ in range(2000):
        day = date(1990, 1, 1) + timedelta(days=chance.randrange(366 * 100))
        week = Week.of(day)
        assert day in week
        assert week.next.previous == week
        assert (week.next.monday - week.monday).days == 7
        assert Week.from_iso(week.year, week.number) == week
        last = f"{week.sunday.day}/{week.sunday.month}/{week.sunday.year}"
        for name in (week.key, week.iso, week.name, week.span, day.isoformat(), last, day.strftime("%d %B %Y")):
            assert Week.parse(name) == week, name
        for name in (f"w/c {week.day_name}", f"week {week.number}"):
            assert Week.parse(name, today=day) == week, name


@pytest.mark.parametrize("length", [10, 1000, 100_000])
def test_nothing_typed_takes_long_or_raises_anything_else(length):
    chance = random.Random(length)
    letters = "0123456789 -–/.wWc:,julyJanMarst\u00a0\u0661é"
    for _ in range(200 if length < 50_000 else 2):
        typed = "".join(chance.choice(letters) for _ in range(length))
        try:
            assert Week.parse(typed, today=TODAY).monday.weekday() == 0
        except ValueError:
            continue


def hostile(kind: str) -> list[dict]:
    return [record for record in records("dates_weeks") if record["kind"] == kind]


@needs_shared
def test_hostile_dates_are_refused_or_read_as_the_week_they_say():
    for record in hostile("input"):
        try:
            week = Week.parse(record["input"], today=TODAY)
        except ValueError:
            continue
        said = record["input"].replace("\u2011", "-").upper()
        assert said in {*(day.isoformat() for day in week.days), week.iso, week.iso.replace("-", "")} or said in {
            f"{day:%d/%m/%Y}" for day in week.days
        }, record


@needs_shared
def test_a_53rd_week_is_there_only_in_the_years_that_have_one():
    for record in hostile("week"):
        if record["exists"]:
            assert Week.parse(record["input"]).key == record["monday"]
        else:
            with pytest.raises(ValueError, match="no week"):
                Week.parse(record["input"])


@needs_shared
def test_an_instant_belongs_to_the_week_of_its_day_in_the_zone():
    for record in hostile("instant"):
        local = datetime.fromisoformat(record["utc"]).astimezone(ZoneInfo(record["zone"]))
        week = Week.of(local.date())
        assert (week.year, week.number) == (record["iso_year"], record["iso_week"]), record
