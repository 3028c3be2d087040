"""Nothing this week: said kindly, to whom one likes, taken back at will, and gone once somebody writes after all."""

from __future__ import annotations

import pytest

from notes import publishing, quieting
from notes.content import COLLEAGUES, EVERYONE
from notes.models import QuietWeek
from notes.reading import this_week
from notes.weeks import Week
from tests.conftest import WEEK, draft_of, published

LEAVE = QuietWeek.Reason.LEAVE


def quiet(person, *weeks: Week, reason: str = "", words: str = "", audience: str = COLLEAGUES) -> QuietWeek:
    weeks = weeks or (this_week(),)
    quieting.say_nothing(person.journal, weeks, by=person.user, reason=reason, words=words, audience=audience)
    return QuietWeek.objects.get(journal=person.journal, week_start=weeks[0].monday)


def say(person, **fields):
    return person.post("/write/nothing/", {"journal": person.journal.slug, "week": "this week"} | fields, follow=True)


def text(page) -> str:
    return " ".join(page.content.decode().split())


def test_nothing_this_week_stops_the_invitation_and_can_be_taken_back(alice):
    assert "Start writing" in text(alice.get("/write/"))
    page = text(say(alice, reason="leave"))
    assert "Nothing this week: on leave." in page
    assert "Colleagues can see that" in page
    assert "Start writing" not in page
    one = QuietWeek.objects.get()
    assert (one.by, one.audience) == (alice.user, COLLEAGUES)
    for _ in range(2):  # a second press says no other
        assert alice.post(f"/write/nothing/{one.pk}/take-back/", follow=True).status_code == 200
    assert "Start writing" in text(alice.get("/write/"))
    assert not QuietWeek.objects.exists()


def test_last_week_is_not_asked_about_either(alice):
    assert "Write about last week" in text(alice.get("/write/"))
    quiet(alice, this_week().previous)
    page = text(alice.get("/write/"))
    assert "Write about last week" not in page
    assert "Left blank" in page


def test_several_weeks_at_once_and_those_with_a_note_are_left_alone(alice):
    draft_of(alice, week=WEEK.next)
    say(alice, week=WEEK.name, **{"how-many": "3"}, reason="election", words="back in May", audience="everyone")
    assert [one.week for one in QuietWeek.objects.newest_first()] == [WEEK + 2, WEEK]
    assert {(one.said, one.audience) for one in QuietWeek.objects.all()} == {
        ("pre-election period: back in May", EVERYONE)
    }
    say(alice, week=WEEK.name, words="A move of house")
    assert QuietWeek.objects.get(week_start=WEEK.monday).said == "A move of house"


def test_strangers_say_nothing_for_others(alice, bob, visitor):
    one = quiet(alice)
    assert bob.post("/write/nothing/", {"journal": "alice", "week": "this week"}).status_code == 404
    assert bob.post(f"/write/nothing/{one.pk}/take-back/").status_code == 302
    assert visitor.post("/write/nothing/", {"journal": "alice"}).status_code in (302, 403)
    assert visitor.post(f"/write/nothing/{one.pk}/take-back/").status_code == 302
    assert alice.get("/write/nothing/").url == "/write/"
    assert alice.get(f"/write/nothing/{one.pk}/take-back/").url == "/write/"
    assert QuietWeek.objects.get() == one


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"week": ""}, "Say which week"),
        ({"week": "some day"}, "is no week that we know"),
        ({"week": "9998-12-20"}, "beyond what an archive holds"),
        ({"how-many": "many"}, "Say a number from 1 to 13"),
        ({"how-many": "9" * 400}, "Say a number from 1 to 13"),
        ({"words": "<b>" * 40}, "That is 120 characters long: 100 at most"),
        ({"week": WEEK.name}, "There is a note for w/c 30 July 2018"),
    ],
    ids=str,
)
def test_what_cannot_be_meant_is_said_in_place(alice, fields, says):
    draft_of(alice)
    page = text(say(alice, **fields))
    assert says in page
    assert "<b><b>" not in page
    assert not QuietWeek.objects.exists()


def test_nonsense_of_a_machine_is_the_narrow_choice(alice):
    say(alice, reason="holiday!", audience="the world")
    one = QuietWeek.objects.get()
    assert (one.reason, one.audience) == ("", COLLEAGUES)


def test_writing_after_all_removes_it(alice):
    quiet(alice, WEEK)
    entry = draft_of(alice)
    assert not QuietWeek.objects.exists()
    quiet(alice, WEEK.next)
    publishing.move_to_week(entry, WEEK.next, by=alice.user)
    assert not QuietWeek.objects.exists()
    publishing.discard(entry, by=alice.user)
    quiet(alice, WEEK.next)  # what is put away does not stand in the way
    publishing.bring_back(entry, by=alice.user)
    assert not QuietWeek.objects.exists()


def test_it_shows_in_the_journal_to_those_who_may_see_it(alice, bob, visitor):
    published(alice, week=WEEK)
    published(alice, week=WEEK + 4)
    quiet(alice, WEEK + 1, WEEK + 2, reason=LEAVE)
    quiet(alice, WEEK + 3, words="<i>moving</i>", audience=EVERYONE)
    quiet(alice, WEEK + 5, reason="quiet", audience=EVERYONE)
    page = text(bob.get("/journals/alice/"))
    assert "w/c 6 August 2018 to w/c 13 August 2018: on leave" in page
    assert "w/c 20 August 2018: &lt;i&gt;moving&lt;/i&gt;" in page
    assert "w/c 3 September 2018: a quiet week" in page
    assert "w/c 6 August 2018, no entries: on leave" in page  # the ribbon
    page = text(visitor.get("/journals/alice/"))
    assert "three quiet weeks" in page
    assert "on leave" not in page
    assert "moving" in page


def test_it_stands_in_the_quiet_line_of_its_week(alice, bob, visitor):
    published(bob, week=WEEK)
    published(alice, week=WEEK.previous)
    quiet(alice, WEEK, reason=LEAVE)
    address = f"/{WEEK.key}/"
    assert "Alice Archer</a> (on leave). Earlier weeks" in text(bob.get(address))
    assert "Alice Archer</a>. Earlier weeks" in text(visitor.get(address))


def test_a_journal_that_one_may_not_see_leaves_no_trace(alice, bob, visitor):
    published(bob, week=WEEK)
    quiet(alice, WEEK, words="sabbatical", audience=EVERYONE)  # whose journal holds nothing yet
    for reader in (bob, visitor):
        page = text(reader.get(f"/{WEEK.key}/"))
        assert "sabbatical" not in page
        assert "Alice Archer" not in page


def test_pages_ask_the_same_number_of_questions_however_much_is_quiet(alice, bob, visitor, django_assert_num_queries):
    published(alice, week=WEEK)
    published(bob, week=WEEK)
    quiet(bob, WEEK.next, audience=EVERYONE, words="x")

    def asked(address: str) -> int:
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        with CaptureQueriesContext(
            connection,
        ) as captured:
            visitor.get(address)
        return len(captured)

    before = [asked("/journals/bob/"), asked(f"/{WEEK.next.key}/")]
    quiet(bob, *(WEEK + n for n in range(1, 40)), audience=EVERYONE, words="y")
    quiet(alice, WEEK.next, audience=EVERYONE, words="z")
    assert [asked("/journals/bob/"), asked(f"/{WEEK.next.key}/")] == before


def test_the_newest_leave_of_a_person_is_told_in_whole(alice, bob):
    alice.journal.members.add(bob.user)
    quiet(alice, WEEK, WEEK + 1, reason=LEAVE)
    quiet(alice, WEEK + 4, WEEK + 5, WEEK + 6, reason=LEAVE)
    quiet(alice, WEEK + 9, reason=LEAVE)  # to come
    quiet(alice, WEEK + 7, reason="quiet")
    told = QuietWeek.objects.last_leave_of(alice.user, until=WEEK + 8)
    assert told == (WEEK + 4, WEEK + 6)
    assert QuietWeek.objects.last_leave_of(alice.user, until=WEEK + 5) == (WEEK + 4, WEEK + 5)
    assert QuietWeek.objects.last_leave_of(bob.user, until=WEEK + 8) is None  # a team's leave is not his


def test_a_note_and_its_absence_exclude_each_other(alice):
    draft_of(alice)
    with pytest.raises(publishing.NotReady, match="There is a note for w/c 30 July 2018"):
        quiet(alice, WEEK)
