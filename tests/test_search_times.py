"""Dates as managers say them, in a question: what is a time, what stays words, and what the page says of it."""

from __future__ import annotations

import random
import re
import time as clock
from datetime import date, timedelta
from html import unescape
from urllib.parse import urlencode

import pytest

from notes.search.asking import Asked
from notes.search.parsing import parse
from notes.search.query import Filter
from notes.weeks import MONTHS, Week
from tests.conftest import published, section

TODAY = date(2026, 11, 27)
HOSTILE = [
    "9999-W99", "31 February", "week 54", "9" * 500, "January 0000", "in 9999", "w/c 99/99", "999 years ago",
    "last 999 years", "0000-00", "winter 2200", "before:1900", "after:2200", "0 weeks ago", "last 0 months",
]  # fmt: skip


def read_as(question: str) -> list[str]:
    """The chips."""
    return [f"{part.label} {part.says}".strip() for part in parse(question, today=TODAY).parts]


def weeks_of(question: str) -> tuple[str, str]:
    """The first and last week of the one time in a question."""
    (asked,) = parse(question, today=TODAY).filters
    ((first, last),) = asked.weeks
    return first.key, last.key


def words_of(question: str) -> list[str]:
    query = parse(question, today=TODAY)
    return [group.says for group in query.groups] + list(query.left_out)


@pytest.mark.parametrize(
    ("question", "chip"),
    [
        ("governance 2025-W05", "in w/c 27 January 2025"),
        ("governance 2025W05", "in w/c 27 January 2025"),
        ("2025-01-27 governance", "in w/c 27 January 2025"),
        ("27/01/2025 governance", "in w/c 27 January 2025"),
        ("27.1.2025 governance", "in w/c 27 January 2025"),
        ("27 january 2025 governance", "in w/c 27 January 2025"),
        ("governance on Wednesday 29 January 2025", "in w/c 27 January 2025"),
        ("governance January 27, 2025", "in w/c 27 January 2025"),
        ("governance 27th of January 2025", "in w/c 27 January 2025"),
        ("governance 27 Jan ’25", "in w/c 27 January 2025"),
        ("governance week 5 2025", "in w/c 27 January 2025"),
        ("Week 5, 2025: governance", "in w/c 27 January 2025"),
        ("governance w/c 27 January 2025", "in w/c 27 January 2025"),
        ("governance week commencing Monday 27 January 2025", "in w/c 27 January 2025"),
        ("-w/c 27 January 2025 governance", "not in w/c 27 January 2025"),
        ("governance NOT 27 January 2025", "not in w/c 27 January 2025"),
        ("27 Jan – 2 Feb 2025 governance", "in w/c 27 January 2025"),
        ("27 January to 2 February 2025 governance", "in w/c 27 January 2025"),
        ("governance 9 November", "in w/c 9 November 2026"),
        ("governance 9 May", "in w/c 4 May 2026"),
        ("governance 9 may 2025", "in w/c 5 May 2025"),
        ("governance w/c 27/01", "in w/c 26 January 2026"),
        ("governance last week", "in w/c 16 November 2026"),
        ("last week governance", "in w/c 16 November 2026"),
        ("last week’s governance", "in w/c 16 November 2026"),
        ("governance (last week)", "in w/c 16 November 2026"),
        ("governance yesterday", "in w/c 23 November 2026"),
        ("governance two weeks ago", "in w/c 9 November 2026"),
        ("governance last Friday", "in w/c 16 November 2026"),
        ("in 2025 governance", "in 2025"),
        ("governance in 2025?", "in 2025"),
        ("governance this year", "in 2026"),
        ("governance last year", "in 2025"),
        ("governance in january 2025", "in January 2025"),
        ("governance Jan 2025", "in January 2025"),
        ("governance may 2025", "in May 2025"),
        ("2025-01 governance", "in January 2025"),
        ("governance last month", "in October 2026"),
        ("governance this month", "in November 2026"),
        ("governance 3 months ago", "in August 2026"),
        ("governance last January", "in January 2026"),
        ("governance last November", "in November 2025"),
        ("governance spring 2025", "in spring 2025 (March to May)"),
        ("governance last spring", "in spring 2026 (March to May)"),
        ("governance last autumn", "in autumn 2025 (September to November)"),
        ("governance winter 2025", "in winter 2025 (December 2025 to February 2026)"),
        ("governance winter 2025/26", "in winter 2025 (December 2025 to February 2026)"),
        ("governance Q1 2025", "in Q1 2025 (January to March)"),
        ("governance last quarter", "in Q3 2026 (July to September)"),
        ("governance in the last 3 months", "in the last 3 months (since w/c 24 August 2026)"),
        ("governance over the past year", "in the last year (since w/c 24 November 2025)"),
        ("governance between 2018 and 2020", "in 2018 to 2020"),
        ("governance in 2024 and 2025", "in 2024 to 2025"),
        ("governance in January and February 2025", "in January 2025 to February 2025"),
        ("governance 5–9 November", "in w/c 2 November 2026 to w/c 9 November 2026"),
        ("governance from January to March 2025", "in January 2025 to March 2025"),
        ("governance since January 2025", "since January 2025"),
        ("governance since 2025", "since 2025"),
        ("governance since January", "since January 2026"),
        ("governance before 2025", "before 2025"),
        ("governance after 9 November 2025", "after w/c 3 November 2025"),
        ("governance until last month", "until October 2026"),
    ],
)
def test_a_date_beside_words_narrows_to_that_time(question, chip):
    chips = read_as(question)
    assert sorted(chips) == sorted(["governance", chip])
    assert words_of(question) == ["governance"]


@pytest.mark.parametrize(
    "question",
    [
        "2025 governance",
        "governance 2025",
        "Route 2025",
        "may",
        "march",
        "may governance",
        "governance in May",
        "since may governance",
        "march 10 people",
        "section 2 may apply",
        "spring cleaning",
        "week 5 governance",
        "sprint week 5",
        "governance week 5 of the trial",
        "24/7 governance",
        "24/7",
        "budget 2024-25",
        "budget 2024/25",
        "2011-12 budget",
        "2018-2020 plan",
        "2018 to 2020 plan",
        "damp in 2000 homes",
        "damp in 2500 homes",
        "built in 1998",
        "last week of term",
        "the last of the weeks",
        "plans for next week",
        "today we shipped",
        "every 27 January",
        "by 27 January 2025",
        "Q1 results",
        "31 February",
        "31 February governance",
        "31 February 2025 governance",
        "9999-W99",
        "9999-W99 governance",
        "week 54 governance",
        "2025-W54 governance",
        "2025-13 governance",
        "1.2.3 release",
        "report-2025-01-27.pdf",
        "https://example.org/2025-01-27",
        "topic:spring 2025",
        "decide marketing junior sunlight",
        "a year in governance",
        '"last week" addresses',
        "“in 2025” governance",
        '"9 November" damp',
        '"w/c 27 January 2025"',
        '"27 January" 2025',
        "9" * 500,
        "99/99/9999 " * 40,
    ],
)
def test_what_may_be_words_stays_words(question):
    query = parse(question, today=TODAY)
    assert [asked for asked in query.filters if asked.weeks] == []
    assert query.groups
    assert not query.week


def test_no_word_is_lost_beside_a_date():
    assert words_of("what governance said about damp, in 2025, on boards") == [
        "governance", "said", "damp", "boards", "what", "about", "on",
    ]  # fmt: skip
    assert read_as("damp OR mould last week -paint") == [
        "either damp or mould", "in w/c 16 November 2026", "without paint",
    ]  # fmt: skip
    assert read_as("last month -yesterday") == ["in October 2026", "not in w/c 23 November 2026"]
    assert read_as("between January 2025 and damp") == ["between", "in January 2025", "damp"]
    assert read_as("2025-W05 OR in 2024 damp") == ["in w/c 27 January 2025 or 2024", "damp"]


@pytest.mark.parametrize(
    ("question", "first", "last"),
    [
        ("July 2018", "2018-07-02", "2018-07-23"),
        ("January 2025", "2024-12-30", "2025-01-27"),
        ("2025-01", "2024-12-30", "2025-01-27"),
        ("in 2025", "2024-12-30", "2025-12-22"),
        ("last spring", "2026-03-02", "2026-05-25"),
        ("spring 2025", "2025-03-03", "2025-05-26"),
        ("autumn 2025", "2025-09-01", "2025-11-24"),
        ("winter 2025", "2025-12-01", "2026-02-23"),
        ("last month", "2026-09-28", "2026-10-26"),
        ("this month", "2026-11-02", "2026-11-23"),
        ("this year", "2025-12-29", "2026-12-28"),
        ("last year", "2024-12-30", "2025-12-22"),
        ("yesterday", "2026-11-23", "2026-11-23"),
        ("two weeks ago", "2026-11-09", "2026-11-09"),
        ("3 months ago", "2026-08-03", "2026-08-24"),
        ("Q1 2025", "2024-12-30", "2025-03-24"),
        ("Monday 27 January 2025", "2025-01-27", "2025-01-27"),
        ("Tuesday 27 January 2026", "2026-01-26", "2026-01-26"),
        ("w/c 27/01", "2026-01-26", "2026-01-26"),
        ("w/c 27 Jan", "2026-01-26", "2026-01-26"),
        ("week 5", "2026-01-26", "2026-01-26"),
        ("27 Jan – 2 Feb", "2026-01-26", "2026-02-02"),
        ("27 Jan – 2 Feb 2025", "2025-01-27", "2025-01-27"),
        ("23 July – 5 August 2018", "2018-07-23", "2018-07-30"),
        ("30 December", "2025-12-29", "2025-12-29"),
        ("year:25", "2024-12-30", "2025-12-22"),
        ("year:’25", "2024-12-30", "2025-12-22"),
        ("week:5", "2026-01-26", "2026-01-26"),
        ("week:27/01", "2026-01-26", "2026-01-26"),
        ("week:January", "2025-12-29", "2026-01-26"),
        ('from:"last spring"', "2026-03-02", "2026-05-25"),
        ("from:last spring", "2026-03-02", "2026-05-25"),
        ("from:yesterday", "2026-11-23", "2026-11-23"),
        ("since:January", "2025-12-29", "2026-01-26"),
        ("from:2025 to 2026", "2024-12-30", "2026-12-28"),
        ("before:2025", "2024-12-23", "2024-12-23"),
        ("after:2025", "2025-12-29", "2025-12-29"),
        ("before:2025-W05", "2025-01-20", "2025-01-20"),
        ("after:2025-W05", "2025-02-03", "2025-02-03"),
    ],
)
def test_a_question_may_be_a_time_and_nothing_else(question, first, last):
    assert weeks_of(question) == (first, last)
    assert not parse(question, today=TODAY).groups


def test_before_and_after_leave_out_the_time_itself():
    assert read_as("before:2025 hiring") == ["before 2025", "hiring"]
    assert read_as("after:2025 hiring") == ["after 2025", "hiring"]
    assert read_as("since:2025 until:March 2026 hiring") == ["since 2025", "until March 2026", "hiring"]
    assert len(parse("before:2025 until:2025", today=TODAY).filters) == 2


@pytest.mark.parametrize("question", ["week:banana", 'week:"banana"', "from:banana", "before:banana", "-year:banana"])
def test_a_filter_that_is_given_no_time_says_so(question):
    query = parse(f"{question} damp", today=TODAY)
    assert [group.says for group in query.groups] == ["banana", "damp"]
    assert query.remarks[0].startswith("“banana” is no week that we know, and is looked for among the words.")


def test_an_address_that_holds_no_time_says_so():
    query = parse("damp", {"week": ["banana"], "from": ["2018"]}, today=TODAY)
    assert query.remarks[0].startswith("“banana” is no week that we know, and is left out.")
    assert [asked.says for asked in query.filters] == ["2018"]


@pytest.mark.parametrize(
    ("question", "arguments"),
    [
        ("from:2025 to:2024 damp", {}),
        ("since 2025 before 2025 damp", {}),
        ("after:2025-W05 until:2025-W05", {}),
        ("from:2025 damp", {"to": ["2024"]}),
    ],
)
def test_dates_the_wrong_way_round_are_told(question, arguments):
    (remark,) = parse(question, arguments, today=TODAY).remarks
    assert remark.startswith("The dates are the wrong way round: no week is both ")


@pytest.mark.parametrize("question", ["from:2025 to:2025", "from:2024 to:2025", "-from:2025 to:2024"])
def test_dates_the_right_way_round_are_not(question):
    assert parse(question, today=TODAY).remarks == ()


@pytest.mark.parametrize(
    "question", ["addresses last week", "in 2025 damp", "(9 November) damp", "last month damp -yesterday"]
)
def test_what_was_read_as_a_time_can_be_had_as_words(question):
    query = parse(question, today=TODAY)
    words = Asked(question).as_words(query).query(today=TODAY)
    assert query.filters
    assert not words.filters
    phrases = [term.says for group in words.groups for term in group.terms if term.kind == "phrase"]
    assert phrases == list(query.read_as_times)


def test_a_date_that_nobody_means_as_words_is_not_called_so():
    for question in ("2025-W05 damp", "w/c 27 January 2025 damp", "27/01/2025 damp", "week:banana", "from:2025 damp"):
        assert parse(question, today=TODAY).read_as_times == ()


def test_every_week_is_found_in_every_spelling_that_pages_show():
    chance = random.Random(5)
    for _ in range(150):
        week = Week.of(TODAY - timedelta(days=chance.randrange(366 * 20)))
        day = chance.choice(week.days)
        shown = (
            week.name, week.span, week.key, week.iso, f"{week.day_name} {week.monday.year}",
            f"{day:%A} {day.day} {day:%B %Y}", f"Week {week.number}, {week.year}", f"{day:%d/%m/%Y}",
        )  # fmt: skip
        for name in shown:
            for question in (f"damp {name}", f"{name} damp", f"damp {name} mould"):
                query = parse(question, today=TODAY)
                assert [asked.weeks for asked in query.filters] == [((week, week),)], question
                assert [group.says for group in query.groups] == ["damp", "mould"][: question.count("mould") + 1]
                (asked,) = query.filters
                assert [part.says for part in Asked(question).without(asked, query).query(today=TODAY).parts] == [
                    group.says for group in query.groups
                ]


def test_each_chip_that_is_a_time_reads_as_itself():
    """What the page says can be typed."""
    for question in ("last spring", "January 2025", "in 2025", "last quarter", "two weeks ago", "1 May to 9 June 2024"):
        (asked,) = parse(f"{question} damp", today=TODAY).filters
        said = re.sub(r" \(.*\)", "", asked.says)
        (again,) = parse(f"damp in {said}", today=TODAY).filters
        assert (again.weeks, again.says) == (asked.weeks, asked.says)


def test_a_month_of_any_year_is_its_own_weeks():
    for year in range(2015, 2027):
        found: list[Week] = []
        for month in MONTHS:
            first, last = weeks_of(f"{month} {year}")
            found += [Week.parse(first), Week.parse(last)]
        assert found == sorted(found)
        assert all(after == before.next for before, after in zip(found[1::2], found[2::2], strict=False))


@pytest.mark.parametrize("length", [20, 200, 500])
def test_nothing_typed_about_times_takes_long_or_raises(length):
    chance = random.Random(length)
    words = (
        "1 27 2025 1-1 January may – - to and from in since before last the week w/c 3 months ago Q1 spring of OR NOT"
    )
    for _ in range(30):
        question = " ".join(chance.choice(words.split()) for _ in range(length))[:500]
        start = clock.process_time()
        query = parse(question, today=TODAY)
        assert clock.process_time() - start < 1.5, "of the processor: machines are shared"
        for part in query.parts:
            assert 0 <= part.part.start < part.part.end <= len(query.text)
            assert not isinstance(part, Filter) or all(first <= last for first, last in part.weeks)


# On the page


@pytest.fixture
def archive(alice, settings):
    published(alice, section("one", "Boards", "We met the governance board."), week=Week.parse("2025-01-27"), title="A")
    published(
        alice, section("one", "Boards", "Governance again, as last week."), week=Week.parse("2025-06-02"), title="B"
    )


def page(visitor, question: str, **more: str) -> str:
    response = visitor.get("/search/?" + urlencode({"q": question} | more))
    assert response.status_code == 200
    return re.sub(r"\s+", " ", unescape(response.content.decode()))


def count_of(html: str) -> int:
    match = re.search(r'id="answer">(?:About )?<b>([\d,]+) passages?', html)
    return int(match[1]) if match else 0


@pytest.mark.django_db
def test_the_page_says_how_a_date_was_read_and_takes_it_back(archive, visitor):
    html = page(visitor, "governance in January 2025")
    assert count_of(html) == 1
    assert '<a class="chip" href="?q=governance"><span>in</span> <b>January 2025</b>' in html
    assert "Read as a time: <b>in January 2025</b>." in html
    assert 'href="?q=governance+%22in+January+2025%22">Look for the words instead</a>' in html
    assert "Read as a time" not in page(visitor, 'governance "in January 2025"')


@pytest.mark.django_db
def test_where_a_time_finds_nothing_the_page_counts_what_the_words_do(archive, visitor):
    html = page(visitor, "governance last week")
    assert count_of(html) == 0
    assert "Look for the words instead</a> (1 passage)." in html


@pytest.mark.django_db
def test_the_ribbon_narrows_a_month_to_a_week(archive, visitor):
    html = page(visitor, "governance in 2025")
    assert count_of(html) == 2
    assert 'href="?q=governance+in+2025&week=2025-01-27"' in html
    assert count_of(page(visitor, "governance in 2025", week="2025-01-27")) == 1
    assert count_of(page(visitor, "governance January 2025 OR June 2025", week="2025-06-02")) == 1


@pytest.mark.django_db
def test_a_time_alone_lists_what_was_written_then(archive, visitor):
    assert count_of(page(visitor, "January 2025")) == 1
    assert "Nothing from <b>February 2025</b>" in page(visitor, "February 2025")
    assert "The dates are the wrong way round" in page(visitor, "from:2025 to:2024 governance")
    assert "“banana” is no week that we know" in page(visitor, "week:banana governance")


@pytest.mark.django_db
@pytest.mark.parametrize("typed", HOSTILE)
@pytest.mark.parametrize("around", ["{}", "{} governance", "week:{}", 'before:"{}" governance', "since {} damp"])
def test_hostile_dates_get_a_page(visitor, typed, around):
    page(visitor, around.format(typed))
    page(visitor, "governance", week=typed, to=typed)


def test_a_time_that_nothing_is_from_is_named_as_it_was_asked_for(alice, visitor):
    published(alice, section("aaa", "Damp", "A wet wall."), week=Week.parse("2018-07-30"))
    for asked, said in {
        "before:2017": "is from before 2017",
        "after:2019": "is from after 2019",
        "from:2019": "is from 2019 or later",
        "week:2017-05": "is from May 2017",
    }.items():
        html = " ".join(visitor.get("/search/", {"q": f"damp {asked}"}).content.decode().split())
        assert f"Nothing that everybody may read {said}" in html, asked
