"""An entry that goes out by itself: on its day, as it stands then, once, and never against its writers' will."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from notes import publishing, scheduling
from notes.content import COLLEAGUES, MEMBERS
from notes.forms import MomentForm
from notes.forms.moment import moment_at, read_day, read_time
from notes.models import Entry
from notes.weeks import Week
from tests.at_once import at_once
from tests.conftest import content, draft_of, published, section

FRIDAY = date(2026, 11, 27)


def in_an_hour() -> datetime:
    return timezone.now() + timedelta(hours=1)


def scheduled(entry: Entry, by) -> Entry:
    scheduling.schedule(entry, at=in_an_hour(), by=by.user)
    return entry


def its_time_comes(entry: Entry) -> int:
    Entry.objects.filter(pk=entry.pk).update(scheduled_at=timezone.now() - timedelta(seconds=1))
    count = scheduling.publish_due()
    entry.refresh_from_db()
    return count


def save(entry: Entry, person, *sections, **more) -> None:
    publishing.save_draft(entry, content(*sections, **more), by=person.user)


def test_it_is_a_draft_until_its_time_and_then_out(alice, bob, visitor, draft):
    scheduled(draft, alice)
    assert scheduling.publish_due() == 0
    assert visitor.get(draft.get_absolute_url()).status_code == 404
    assert bob.get(draft.get_absolute_url()).status_code == 404
    assert its_time_comes(draft) == 1
    assert visitor.get(draft.get_absolute_url()).status_code == 200
    assert draft.scheduled_at is None
    assert timezone.now() - draft.published_at < timedelta(minutes=1)


def test_what_goes_out_is_the_draft_as_it_stands_then(alice, visitor, draft):
    scheduled(draft, alice)
    save(draft, alice, section(body="Written after the time was chosen."))
    its_time_comes(draft)
    assert b"Written after the time was chosen" in visitor.get(draft.get_absolute_url()).content


def test_a_change_of_who_may_read_it_is_said(alice):
    entry = draft_of(alice, section(), section("staff", "How we are", audience=MEMBERS))
    scheduled(entry, alice)
    assert scheduling.changes_of_audience(entry) == []
    save(entry, alice, section(), section("staff", "How we are"), section("later", "Later", audience=COLLEAGUES))
    entry = Entry.objects.for_desk().get(pk=entry.pk)
    assert scheduling.changes_of_audience(entry) == [
        "‘How we are’ is for everyone now; it was for only members.",
        "‘Later’ is new, for colleagues.",
    ]
    page = alice.get(f"/write/{entry.pk}/check/").content.decode()
    assert "‘How we are’ is for everyone now" in page


def test_what_cannot_be_published_stays_a_draft_and_says_why(alice, visitor, draft):
    scheduled(draft, alice)
    save(draft, alice, title="")
    assert its_time_comes(draft) == 0
    assert not draft.is_published
    assert scheduling.publish_due() == 0  # and is not tried for ever
    for address in ("/write/", draft.get_write_url(), f"/write/{draft.pk}/check/"):
        assert "and did not. Give the entry a title" in alice.get(address).content.decode(), address
    save(draft, alice)
    publishing.publish(draft, by=alice.user)
    assert not draft.held_back


@pytest.mark.parametrize("act", ["discard", "unpublish", "publish"])
def test_other_acts_end_it(alice, act):
    entry = published(alice)
    save(entry, alice, section(body="Changed."))
    entry.refresh_from_db()
    scheduled(entry, alice)
    getattr(publishing, act)(entry, by=alice.user)
    assert entry.scheduled_at is None
    assert scheduling.publish_due() == 0


def test_a_draft_that_was_put_away_never_goes_out(alice, draft):
    scheduled(draft, alice)
    publishing.discard(draft, by=alice.user)
    publishing.bring_back(draft, by=alice.user)
    assert draft.scheduled_at is None
    assert scheduling.publish_due() == 0


def test_it_moves_to_another_week_with_its_time(alice, draft):
    scheduled(draft, alice)
    publishing.move_to_week(draft, Week.parse("2018-08-06"), by=alice.user)
    assert draft.is_scheduled
    its_time_comes(draft)
    assert draft.get_absolute_url() == "/2018-08-06/alice/"
    assert draft.is_published


def test_changes_of_a_published_entry_can_wait_for_a_time(alice, visitor, entry):
    save(entry, alice, section(body="Under embargo."))
    entry.refresh_from_db()
    scheduled(entry, alice)
    assert b"embargo" not in visitor.get(entry.get_absolute_url()).content
    its_time_comes(entry)
    assert b"embargo" in visitor.get(entry.get_absolute_url()).content


def test_there_must_be_something_to_send(alice, entry):
    with pytest.raises(publishing.NotReady, match="as it stands"):
        scheduling.schedule(entry, at=in_an_hour(), by=alice.user)
    empty = publishing.start_entry(alice.journal, Week.parse("2018-08-06"), by=alice.user)
    with pytest.raises(publishing.NotReady, match="at least one section"):
        scheduling.schedule(empty, at=in_an_hour(), by=alice.user)
    with pytest.raises(publishing.NotReady, match="past"):
        scheduling.schedule(draft_of(alice), at=timezone.now() - timedelta(minutes=1), by=alice.user)


def test_who_left_the_journal_sends_nothing_out(alice, bob, draft):
    alice.journal.members.add(bob.user)
    scheduled(draft, bob)
    alice.journal.members.remove(bob.user)
    assert its_time_comes(draft) == 0
    assert not draft.is_published
    assert "does not write in this journal any more" in alice.get("/write/").content.decode()


def test_one_that_fails_does_not_hold_up_the_others(alice, bob, draft, monkeypatch, caplog):
    other = draft_of(bob)
    scheduled(draft, alice)
    scheduled(other, bob)
    Entry.objects.update(scheduled_at=timezone.now() - timedelta(days=2))
    show = scheduling.show

    def fail_for_alice(entry, ready, *, by):
        if entry.pk == draft.pk:
            raise OSError("no room")
        return show(entry, ready, by=by)

    monkeypatch.setattr(scheduling, "show", fail_for_alice)
    assert scheduling.publish_due() == 1
    assert "no room" in caplog.text
    monkeypatch.undo()
    assert scheduling.publish_due() == 0, "not at once again"
    Entry.objects.update(try_again_at=timezone.now())
    assert scheduling.publish_due() == 1
    draft.refresh_from_db()
    assert timezone.now() - draft.published_at < timedelta(minutes=1)  # late, and it says so


def test_what_fails_is_tried_ever_less_often_and_its_writers_are_told(alice, bob, visitor, draft, monkeypatch, caplog):
    scheduled(draft, alice)
    monkeypatch.setattr(scheduling, "show", failing)
    its_time_comes(draft)
    waited = []
    for _ in range(6):
        waited.append(round((draft.try_again_at - timezone.now()).total_seconds() / 60))
        assert not scheduling.something_is_due()
        assert scheduling.publish_due() == 0
        Entry.objects.update(try_again_at=timezone.now())
        scheduling.publish_due()
        draft.refresh_from_db()
    assert waited == [1, 5, 15, 60, 60, 60]
    assert caplog.text.count("was to go out, and did not") == 7, "once for each attempt"
    check = f"/write/{draft.pk}/check/"
    for address in ("/write/", draft.get_write_url(), check):
        page = alice.get(address).content.decode()
        assert "It could not be published yet. The server could not read or write a file. It is tried again" in page
        assert "Goes out on" not in page
        assert check in page or 'value="check"' in page
    monkeypatch.undo()
    alice.post(f"/write/{draft.pk}/publish/", {"base": draft.head_id})
    draft.refresh_from_db()
    assert (draft.is_published, draft.failures, draft.try_again_at, draft.delayed_by) == (True, 0, None, "")
    assert "could not be published" not in alice.get("/write/").content.decode()


def failing(*_, **__):
    raise OSError("disk /dev/sda1 is full")


def test_another_time_begins_anew(alice, draft, monkeypatch):
    scheduled(draft, alice)
    monkeypatch.setattr(scheduling, "show", failing)
    its_time_comes(draft)
    assert draft.delay
    assert "sda1" not in draft.delay
    choose(alice, draft)
    draft.refresh_from_db()
    assert (draft.delay, draft.failures, draft.try_again_at) == ("", 0, None)
    monkeypatch.undo()
    assert its_time_comes(draft) == 1


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_publish_it_once(alice):
    entry = draft_of(alice)
    scheduled(entry, alice)
    Entry.objects.update(scheduled_at=timezone.now() - timedelta(seconds=1))
    counts: list[int] = []
    assert not at_once(*[lambda: counts.append(scheduling.publish_due())] * 3)
    assert sorted(counts) == [0, 0, 1]
    assert Entry.objects.get().is_published


# The pages


def choose(person, entry, day="tomorrow", at="15:00"):
    return person.post(f"/write/{entry.pk}/schedule/", {"day": day, "time": at}, follow=True)


def test_a_time_is_chosen_changed_and_taken_back_on_the_page_before_it_goes_out(alice, draft):
    page = choose(alice, draft).content.decode()
    draft.refresh_from_db()
    there = timezone.localtime(draft.scheduled_at)
    assert (there.date(), there.time()) == (timezone.localdate() + timedelta(days=1), time(15))
    assert draft.scheduled_by == alice.user
    assert f"Goes out on {draft.scheduled_for}, as it stands then" in " ".join(
        page.replace("<strong>", "").replace("</strong>", "").split()
    )
    for address in ("/write/", draft.get_write_url()):
        assert f"Goes out on {draft.scheduled_for}, as it stands then" in alice.get(address).content.decode(), address
    choose(alice, draft, at="4pm")
    draft.refresh_from_db()
    assert timezone.localtime(draft.scheduled_at).hour == 16
    for _ in range(2):
        answer = alice.post(f"/write/{draft.pk}/unschedule/", follow=True)
        assert b"does not go out by itself any more" in answer.content
    draft.refresh_from_db()
    assert draft.scheduled_at is None
    answer = alice.post(f"/write/{draft.pk}/unschedule/", {"from": "weeks"})
    assert answer.url == "/write/"


def test_strangers_choose_no_times(alice, bob, visitor, draft):
    for act in ("schedule", "unschedule"):
        address = f"/write/{draft.pk}/{act}/"
        assert bob.post(address, {"day": "tomorrow", "time": "15:00"}).status_code == 404
        assert visitor.post(address).status_code in (302, 403)
        assert alice.get(address).url == f"/write/{draft.pk}/check/"
    draft.refresh_from_db()
    assert draft.scheduled_at is None


@pytest.mark.parametrize(
    ("day", "at", "says"),
    [
        ("", "", "Say the day"),
        ("soon", "15:00", "“soon” is no day that we know"),
        ("tomorrow", "tea time", "“tea time” is no time that we know"),
        ("tomorrow", "25:00", "“25:00” is no time of the day"),
        ("30 February", "15:00", "is no day of the calendar"),
        ("27 November 2020", "15:00", "so that is past"),
        ("2199-01-01", "15:00", "more than a year away"),
        ("0000-00-00", "15:00", "no day of the calendar"),
        ("<script>alert(1)</script>", "15:00", "no day that we know"),
        ("x" * 5000, "9" * 5000, "no day that we know"),
    ],
)
def test_what_is_no_time_is_refused_in_place_and_stays_typed(alice, draft, day, at, says):
    answer = choose(alice, draft, day, at)
    page = answer.content.decode()
    assert says in page
    assert "No time is chosen yet" in page
    assert "<script>alert" not in page
    if day and len(day) < 100 and "<" not in day:
        assert f'name="day" value="{day}"' in page
    draft.refresh_from_db()
    assert draft.scheduled_at is None


def test_a_draft_that_is_not_ready_offers_no_times(alice, draft):
    save(draft, alice, title="")
    assert b"when-day" not in alice.get(f"/write/{draft.pk}/check/").content
    assert b"Give the entry a title" in choose(alice, draft).content


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("today", "2026-11-27"),
        ("Tomorrow", "2026-11-28"),
        ("Friday", "2026-11-27"),
        ("thursday", "2026-12-03"),
        ("on Monday", "2026-11-30"),
        ("Fri 4 December", "2026-12-04"),
        ("Friday, 4th of December 2026", "2026-12-04"),
        ("4 Dec", "2026-12-04"),
        ("4th dec.", "2026-12-04"),
        ("December 4, 2026", "2026-12-04"),
        ("4/12", "2026-12-04"),
        ("04.12.2026", "2026-12-04"),
        ("4.12.", "2026-12-04"),
        ("2026-12-04", "2026-12-04"),
        ("26 November", "2027-11-26"),
        ("1 Sept", "2027-09-01"),
        ("29 February", "2028-02-29"),
    ],
)
def test_days_are_read_as_people_say_them(said, meant):
    assert read_day(said, today=FRIDAY) == date.fromisoformat(meant)


def test_a_day_that_contradicts_itself_is_asked_about():
    with pytest.raises(ValueError, match="5 December 2026 is a Saturday"):
        read_day("Friday 5 December", today=FRIDAY)


@pytest.mark.parametrize(
    ("said", "meant"),
    [("15:00", "15:00"), ("15.30", "15:30"), ("1530", "15:30"), ("3pm", "15:00"), ("3:05 p.m.", "15:05"),
     ("9", "09:00"), ("at 9 am", "09:00"), ("12am", "00:00"), ("12 pm", "12:00"), ("noon", "12:00"), ("0:00", "00:00")],
)  # fmt: skip
def test_times_are_read_as_people_say_them(said, meant):
    assert read_time(said) == time.fromisoformat(meant)


def test_the_clocks_go_forward_and_back(settings):
    with pytest.raises(ValueError, match=r"01:30 does not come. Choose 02:30"):
        moment_at(date(2027, 3, 28), time(1, 30))
    assert moment_at(date(2027, 3, 28), time(2, 30)).astimezone(ZoneInfo("UTC")).hour == 1
    twice = moment_at(date(2027, 10, 31), time(1, 30))
    assert twice.astimezone(ZoneInfo("UTC")).hour == 0  # the first of the two


def test_a_time_earlier_today_is_past():
    form = MomentForm.sent({"day": "today", "time": "0:00"})
    assert form.at is None
    assert "so that is past" in form.errors["time"]
