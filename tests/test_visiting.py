"""When somebody was here before: what "since my last visit" is counted from."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import DatabaseError, connection
from django.test.utils import CaptureQueriesContext

from notes.models import User
from notes.visiting import came, previous_visit

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nobody_has_come_yet(alice, bob):
    User.objects.update(active_at=None)


MONDAY = datetime(2018, 7, 30, 9, tzinfo=UTC)
FRIDAY = MONDAY + timedelta(days=4)


def at(person, time: datetime) -> datetime | None:
    """Somebody reads at this time: when do they learn that they were here before?"""
    user = User.objects.get(pk=person.user.pk)
    came(user, now=time)
    assert previous_visit(user) == previous_visit(User.objects.get(pk=user.pk))
    return previous_visit(user)


def test_nobody_was_here_before_their_first_visit(alice):
    assert at(alice, MONDAY) is None
    assert at(alice, MONDAY + timedelta(minutes=30)) is None


def test_a_visit_after_a_quiet_while_looks_back_to_the_end_of_the_one_before(alice):
    at(alice, MONDAY)
    at(alice, MONDAY + timedelta(minutes=30))
    assert at(alice, FRIDAY) == MONDAY + timedelta(minutes=30)
    assert at(alice, FRIDAY + timedelta(minutes=35)) == MONDAY + timedelta(minutes=30)


def test_a_long_afternoon_is_one_visit(alice):
    at(alice, MONDAY)
    at(alice, FRIDAY)
    for minutes in range(0, 300, 15):
        assert at(alice, FRIDAY + timedelta(minutes=minutes)) == MONDAY


def test_half_an_hour_without_a_page_is_no_new_visit_yet(alice):
    at(alice, MONDAY)
    at(alice, FRIDAY)
    at(alice, FRIDAY + timedelta(minutes=9))  # too soon to be kept
    assert at(alice, FRIDAY + timedelta(minutes=38)) == MONDAY


def test_a_page_is_kept_at_most_once_in_ten_minutes(alice, entry):
    def writes() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert alice.get("/").status_code == 200
        return sum("UPDATE" in each["sql"] for each in asked)

    assert writes() == 1
    assert writes() == 0
    User.objects.update(active_at=MONDAY)
    assert writes() == 1
    assert User.objects.get(pk=alice.user.pk).last_visit_at == MONDAY


def test_visitors_cost_nothing(visitor, bob, entry):
    with CaptureQueriesContext(connection) as asked:
        visitor.get("/")
    assert not [each for each in asked if "notes_user" in each["sql"] or "UPDATE" in each["sql"]]
    assert previous_visit(AnonymousUser()) is None
    assert User.objects.get(pk=bob.user.pk).active_at is None


def test_of_two_pages_at_once_one_begins_the_visit(alice):
    at(alice, MONDAY)
    both = [User.objects.get(pk=alice.user.pk) for _ in "ab"]
    for minutes, user in enumerate(both):
        came(user, now=FRIDAY + timedelta(minutes=minutes))
    user = User.objects.get(pk=alice.user.pk)
    assert (user.active_at, user.last_visit_at) == (FRIDAY, MONDAY)


def test_reading_goes_on_where_a_visit_cannot_be_kept(alice, entry, monkeypatch):
    def refuse(*_, **__):
        raise DatabaseError("database is locked")

    monkeypatch.setattr("django.db.models.query.QuerySet.update", refuse)
    assert alice.get("/").status_code == 200
    assert User.objects.get(pk=alice.user.pk).active_at is None
