"""What the database itself refuses, whatever the code above it believes."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import ProtectedError
from django.urls import reverse
from django.utils import timezone

from notes.content import EntryContent
from notes.models import Activity, Citation, Entry, Filing, Journal, Resource, Revision, Section, Topic, User
from notes.weeks import Week
from tests.conftest import WEEK, published, section

pytestmark = pytest.mark.django_db


def refused(make, *arguments, **parts) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        make(*arguments, **parts)


@pytest.fixture
def journal() -> Journal:
    return Journal.objects.create(name="Ana", slug="ana")


@pytest.fixture
def bare(journal) -> Entry:
    return Entry.objects.create(journal=journal, week_start=WEEK.monday)


@pytest.fixture
def row(bare) -> Section:
    return add_section(bare)


def add_section(entry: Entry, **parts) -> Section:
    told = {"key": "search", "order": 1, "audience": "everyone", "markup_version": 1} | parts
    return Section.objects.create(entry=entry, journal=entry.journal, week_start=entry.week_start, **told)


@pytest.mark.parametrize("days", range(1, 7))
def test_a_week_starts_on_monday(journal, days):
    refused(Entry.objects.create, journal=journal, week_start=WEEK.monday + timedelta(days=days))


@pytest.mark.parametrize("monday", [date(2020, 12, 28), date(2021, 1, 4), date(2026, 12, 28), date(1900, 1, 1)])
def test_mondays_at_the_turn_of_the_year_are_mondays(journal, monday):
    assert Entry.objects.create(journal=journal, week_start=monday).week == Week(monday)


def test_an_address_belongs_to_one_entry(journal, bare):
    refused(Entry.objects.create, journal=journal, week_start=WEEK.monday)
    refused(Entry.objects.create, journal=journal, week_start=WEEK.monday, number=0)
    assert Entry.objects.create(journal=journal, week_start=WEEK.monday, number=2)


def test_a_revision_is_live_for_one_entry_alone(journal, bare):
    revision = Revision.objects.create(entry=bare, content=EntryContent().to_json())
    Entry.objects.update(live=revision, published_at=timezone.now())
    refused(
        Entry.objects.create, journal=journal, week_start=WEEK.next.monday, live=revision, published_at=timezone.now()
    )


def test_what_is_published_was_published_at_some_time(bare):
    revision = Revision.objects.create(entry=bare, content=EntryContent().to_json())
    refused(Entry.objects.update, live=revision)


def test_a_live_revision_cannot_be_deleted(alice, entry):
    with pytest.raises(ProtectedError):
        entry.live.delete()


def test_a_journal_that_has_entries_cannot_be_deleted(journal, bare):
    with pytest.raises(ProtectedError):
        journal.delete()


def test_words_outlive_the_account_that_wrote_them(alice, entry):
    alice.user.delete()
    entry.refresh_from_db()
    assert entry.live.author is None
    assert entry.draft.sections


def test_a_journal_has_an_address_of_its_own(journal):
    refused(Journal.objects.create, name="Ana again", slug="ana")


def test_a_section_has_its_key_and_place_to_itself(bare, row):
    refused(add_section, bare, order=2)
    refused(add_section, bare, key="other")
    refused(add_section, bare, key="other", order=2, audience="the world")
    assert add_section(bare, key="other", order=2)


def test_activities_citations_and_filings_stand_once(row):
    Activity.objects.create(section=row, number=1, text="one")
    refused(Activity.objects.create, section=row, number=1, text="again")
    resource = Resource.objects.create(url="https://example.org", fingerprint="f" * 64, site="example.org")
    refused(Resource.objects.create, url="https://other.example", fingerprint="f" * 64, site="other.example")
    Citation.objects.create(section=row, resource=resource, order=1)
    refused(Citation.objects.create, section=row, resource=resource, order=1)
    topic = Topic.objects.create(name="Search", key="search")
    Filing.of(row, topic, [topic.key]).save()
    refused(Filing.of(row, topic, [topic.key]).save)


def test_a_topic_is_unique_by_its_key(db):
    Topic.objects.create(name="Open data", key="open data")
    refused(Topic.objects.create, name="open-data", key="open data")


def test_an_activity_without_its_section_cannot_be(db):
    def make() -> None:
        Activity.objects.create(section_id=999_999, number=1, text="nowhere")
        connection.check_constraints()  # which the database does when the transaction ends

    refused(make)


@pytest.mark.parametrize("name", ["Siân", "👍", "日本語", "C++", "C#", "…", "Ŵy a'r môr", "x" * 60])
def test_every_topic_has_an_address(alice, name):
    published(alice, section(topics=(name,)))
    topic = Topic.objects.get()
    assert topic.name == name
    assert topic.get_absolute_url() == f"/topics/{topic.slug}/"
    assert topic.slug.isascii()


def test_topics_without_latin_letters_have_addresses_of_their_own(alice):
    published(alice, section(topics=("日本", "中国", "👍")))
    assert sorted(Topic.objects.values_list("slug", flat=True)) == ["topic", "topic-2", "topic-3"]


def test_addresses_are_those_of_the_product(alice, entry):
    assert entry.get_absolute_url() == "/2018-07-30/alice/"
    second = published(alice)
    assert second.get_absolute_url() == "/2018-07-30/alice/2/"
    row = Section.objects.filter(entry=second).get()
    assert row.get_absolute_url() == "/2018-07-30/alice/2/#search"
    assert Activity(section=row, number=3).get_absolute_url() == "/2018-07-30/alice/2/#search-3"
    assert alice.journal.get_absolute_url() == "/journals/alice/"
    assert reverse("week", args=[WEEK]) == "/2018-07-30/"


def test_a_person_is_called_by_the_name_they_gave(db):
    assert User(username="rob", first_name="Rob", last_name="Miller").name == "Rob Miller"
    assert User(username="rob").name == "rob"
