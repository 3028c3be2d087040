"""What has changed about a topic since a moment: for whom, from when, and at what cost."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test.utils import CaptureQueriesContext

from notes import publishing, topic_changes
from notes.content import COLLEAGUES, EVERYONE, MEMBERS
from notes.models import Entry, Publication, QuietWeek, User
from notes.since import NoMoment, Since
from notes.weeks import Week
from tests.conftest import WEEK, Person, content, published, section
from tests.test_shelves import in_order, page, read

pytestmark = pytest.mark.django_db

THEN, LATER = datetime(2026, 8, 1, tzinfo=UTC), datetime(2026, 8, 12, tzinfo=UTC)
SINCE = "?since=2026-08-03"


def publish_at(moment: datetime, person: Person, *sections, week=WEEK, monkeypatch) -> Entry:
    with monkeypatch.context() as patched:
        patched.setattr(publishing.timezone, "now", lambda: moment)
        return published(person, *sections, week=week)


def edit_at(moment: datetime, entry: Entry, person: Person, *sections, monkeypatch) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(publishing.timezone, "now", lambda: moment)
        entry.refresh_from_db()
        publishing.save_draft(entry, content(*sections), by=person.user)
        publishing.publish(entry, by=person.user)


def about(heading: str, body: str, key: str = "one", **more):
    return section(key, heading, body, topics=("Open",), **more)


@pytest.fixture
def changed(alice, bob, monkeypatch) -> Entry:
    """One section that was said before, one that is said otherwise now, and one that is new."""
    entry = publish_at(
        THEN,
        alice,
        about("Damp", "We visit six homes a week.\n\nNothing else."),
        week=WEEK - 1,
        monkeypatch=monkeypatch,
    )
    publish_at(THEN, alice, about("Of before", "It stayed so."), week=WEEK - 2, monkeypatch=monkeypatch)
    edit_at(LATER, entry, alice, about("Damp", "We visit nine homes a week.\n\nNothing else."), monkeypatch=monkeypatch)
    publish_at(LATER, bob, about("Of after", "A new thing. And more."), monkeypatch=monkeypatch)
    return entry


def test_new_and_changed_sections_are_told_with_what_was_said_last_before(changed, bob):
    said = read(bob, f"/topics/open/{SINCE}")
    assert in_order(said, "Since w/c 3 August 2026", "one new section", "and", "one that says something else")
    assert in_order(said, "New", "Of after", "w/c 30 July 2018, Bob Baker", "A new thing.")
    assert in_order(said, "Changed", "Damp", "We visit", "six", "nine", "homes a week")
    assert in_order(said, "Said last before", "Damp")
    changes = page(bob, f"/topics/open/{SINCE}").split("Changed</h3>")[1].split("Said last")[0]
    assert "<del>six</del>" in changes
    assert "<ins>nine</ins>" in changes
    assert "Nothing else" not in changes


def test_that_nothing_changed_is_said_plainly(changed, bob):
    assert "Nothing has changed since w/c 7 September 2026." in read(bob, "/topics/open/?since=7 September 2026")
    assert "Said last before" in read(bob, "/topics/open/?since=2026-W37")


def test_a_visitor_is_not_asked(changed, visitor):
    html = page(visitor, f"/topics/open/{SINCE}")
    assert "What has changed" not in html
    assert "<del>" not in html


def test_since_my_last_visit(changed, bob):
    User.objects.filter(pk=bob.user.pk).update(last_visit_at=datetime(2026, 8, 5, 9, 30, tzinfo=UTC))
    assert 'href="/topics/open/?since=last-visit#changed-since"' in page(bob, "/topics/open/")
    said = read(bob, "/topics/open/?since=last-visit")
    assert in_order(said, "Since your last visit, on 5 August 2026, 10:30", "one new section", "Of after")


def test_on_a_first_visit_a_date_is_asked_for(changed, alice):
    User.objects.filter(pk=alice.user.pk).update(last_visit_at=None)
    assert "This is your first visit that we know of" in read(alice, "/topics/open/?since=last-visit")
    assert "since your last visit" not in read(alice, "/topics/open/")


def test_since_my_leave_began(changed, alice, bob):
    said = "No week of yours says that you were on leave"
    assert said in read(bob, "/topics/open/?since=leave")
    first = Week.parse("2026-08-03")
    for journal, person, weeks in ((bob, bob, 1), (bob, bob, 0), (bob, bob, -20), (alice, alice, -1)):
        QuietWeek.objects.create(
            journal=journal.journal, week_start=(first + weeks).monday, reason="leave", by=person.user
        )
    assert in_order(
        read(bob, "/topics/open/?since=leave"),
        "Since your leave began, in w/c 3 August 2026",
        "one new section",
        "Of after",
    )
    assert 'href="/topics/open/?since=leave#changed-since"' in page(bob, "/topics/open/")


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ("27 January", "w/c 26 January 2026"),
        ("27 Jan – 2 Feb 2025", "w/c 27 January 2025"),
        ("w/c 27/01", "w/c 26 January 2026"),
        ("27/01", "w/c 26 January 2026"),
        ("Monday 27 January 2025", "w/c 27 January 2025"),
        ("week 5", "w/c 26 January 2026"),
        ("yesterday", "w/c 23 November 2026"),
        ("two weeks ago", "w/c 9 November 2026"),
        ("last Friday", "w/c 16 November 2026"),
        ("October 2026", "w/c 28 September 2026, the first week of October 2026"),
        ("2026-10", "w/c 28 September 2026, the first week of October 2026"),
        ("October", "w/c 28 September 2026, the first week of October 2026"),
        ("December", "w/c 1 December 2025, the first week of December 2025"),
        ("2025", "w/c 30 December 2024, the first week of 2025"),
        ("last month", "w/c 28 September 2026, the first week of October 2026"),
        ("last spring", "w/c 2 March 2026, the first week of spring 2026"),
        ("the last 3 months", "w/c 24 August 2026, the first week of the last 3 months"),
        ("Q1 2025", "w/c 30 December 2024, the first week of Q1 2025"),
    ],
)
def test_since_any_time_means_since_its_first_week(asked, says):
    since = Since.read(asked, AnonymousUser(), today=date(2026, 11, 27))
    assert since.says == says
    assert since.moment.date() == Week.parse(says.partition(",")[0]).monday


@pytest.mark.parametrize(
    "asked",
    ["banana", "31 February", "week 54", "9999-W99", "9999", "0001", "from", "last", "since last month to", "9" * 500],
)
def test_since_what_is_no_time_is_refused_with_a_sentence(asked):
    with pytest.raises(NoMoment, match=r"\S+ \S+ \S+"):
        Since.read(asked, AnonymousUser(), today=date(2026, 11, 27))


def test_since_a_month_shows_what_changed(changed, bob):
    said = read(bob, "/topics/open/?since=August 2026")
    assert in_order(said, "Since w/c 3 August 2026, the first week of August 2026", "one new section")


@pytest.mark.parametrize("said", ["yesterweek", "2026-99-99", "%00", "<b>", "9999-12-31", "0001-01-01", "x" * 500])
def test_what_is_no_week_is_told_beside_the_field(changed, bob, said):
    html = page(bob, f"/topics/open/?since={said}")
    assert 'aria-invalid="true" aria-describedby' in html or 'id="since-problem"' in html or "Since w/c" in html
    assert "<b></b>" not in html
    assert f'value="{said[:80]}"' in html or "%" in said or "<" in said


def test_words_of_before_are_not_shown_to_who_could_not_read_them(alice, bob, monkeypatch):
    entry = publish_at(THEN, alice, about("Pay", "Secret words stand here.", audience=MEMBERS), monkeypatch=monkeypatch)
    edit_at(LATER, entry, alice, about("Pay", "Open words stand here.", audience=COLLEAGUES), monkeypatch=monkeypatch)
    html = page(bob, f"/topics/open/{SINCE}")
    assert "Secret" not in html
    assert "one new section" in read(bob, f"/topics/open/{SINCE}")
    assert "<del>Secret</del>" in page(alice, f"/topics/open/{SINCE}")


def test_a_section_that_is_closed_now_leaves_no_trace_of_what_it_said(alice, bob, monkeypatch):
    entry = publish_at(
        THEN,
        alice,
        about("Pay", "Old words.", audience=EVERYONE),
        about("Rest", "Rest.", "two"),
        monkeypatch=monkeypatch,
    )
    edit_at(
        LATER, entry, alice, about("Pay", "New words.", audience=MEMBERS), about("Rest", "Rest.", "two"),
        monkeypatch=monkeypatch,
    )  # fmt: skip
    html = page(bob, f"/topics/open/{SINCE}")
    assert "Old words" not in html
    assert "Nothing has changed since" in html


def test_a_section_that_came_under_the_topic_is_new_and_one_published_unchanged_is_not(alice, bob, monkeypatch):
    filed_later = section("two", "Filed later", "Words.")
    entry = publish_at(THEN, alice, about("Same", "Same."), filed_later, monkeypatch=monkeypatch)
    edit_at(LATER, entry, alice, about("Same", "Same."), about("Filed later", "Words.", "two"), monkeypatch=monkeypatch)
    said = read(bob, f"/topics/open/{SINCE}")
    assert in_order(said, "one new section", "Filed later", "Said last before")
    assert "something else" not in said


def test_an_entry_that_was_taken_back_at_the_time_is_new(alice, bob, monkeypatch):
    entry = publish_at(THEN - timedelta(days=9), alice, about("Back", "Words."), monkeypatch=monkeypatch)
    with monkeypatch.context() as patched:
        patched.setattr(publishing.timezone, "now", lambda: THEN)
        publishing.unpublish(entry, by=alice.user)
    edit_at(LATER, entry, alice, about("Back", "Words."), monkeypatch=monkeypatch)
    assert in_order(read(bob, f"/topics/open/{SINCE}"), "one new section", "Back")


def test_where_how_it_was_is_not_known_nothing_is_made_up(changed, bob):
    Publication.objects.filter(entry=changed).delete()
    said = read(bob, f"/topics/open/{SINCE}")
    assert in_order(said, "one that says something else", "Damp", "what it said before is not shown here")


def test_only_links_that_lead_elsewhere_are_told_in_a_sentence(alice, bob, monkeypatch):
    entry = publish_at(THEN, alice, about("L", "[the plan](https://one.example.org/)"), monkeypatch=monkeypatch)
    edit_at(LATER, entry, alice, about("L", "[the plan](https://two.example.org/)"), monkeypatch=monkeypatch)
    assert in_order(read(bob, f"/topics/open/{SINCE}"), "Changed", "L", "Only where its links lead.")


def test_hostile_words_are_shown_as_words(alice, bob, monkeypatch):
    entry = publish_at(THEN, alice, about("<i>", "<script>alert(1)</script> one"), monkeypatch=monkeypatch)
    edit_at(LATER, entry, alice, about("<i>", "<script>alert(2)</script> one"), monkeypatch=monkeypatch)
    html = page(bob, f"/topics/open/{SINCE}")
    assert "<script>alert" not in html
    assert "<i>" not in html


def test_the_cost_is_bounded(alice, bob, monkeypatch):
    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            page(bob, f"/topics/open/{SINCE}")
        return len(queries)

    def write(weeks: int) -> None:
        words = " ".join(f"word{n}" for n in range(500))
        entry = publish_at(THEN, alice, about("S", words), week=WEEK - weeks, monkeypatch=monkeypatch)
        edit_at(LATER, entry, alice, about("S", words.replace("7", "8")), monkeypatch=monkeypatch)
        publish_at(LATER, bob, about("N", words), week=WEEK - weeks, monkeypatch=monkeypatch)

    publish_at(THEN, alice, about("S", "Before."), week=WEEK - 90, monkeypatch=monkeypatch)
    write(0)
    before = cost()
    for weeks in range(1, 6):
        write(weeks)
    assert cost() == before
    monkeypatch.setattr(topic_changes, "LOOKED_AT", 4)
    monkeypatch.setattr(topic_changes, "MOST_COMPARED", 0)
    assert "the newest of more" in read(bob, f"/topics/open/{SINCE}")
