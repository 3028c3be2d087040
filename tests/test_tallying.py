"""How many sections each topic holds, by week and by journal: kept, and never other than counted."""

from __future__ import annotations

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command

from notes import publishing, tallying, tidying
from notes.content import AUDIENCES, COLLEAGUES, EVERYONE, MEMBERS
from notes.models import TopicJournal, TopicWeek
from tests.conftest import WEEK, content, published, section
from tests.test_at_once import all_is_counted
from tests.test_tidying import topic

pytestmark = pytest.mark.django_db


def of_all_audiences(*topics: str):
    return [section("abc"[n] * 3, audience=audience, topics=topics) for n, audience in enumerate(AUDIENCES)]


@pytest.fixture
def archive(alice, bob):
    """Sections of every audience by two journals, in the same week and in others."""
    first = published(alice, *of_all_audiences("Search", "Forms"))
    published(bob, *of_all_audiences("Search"))
    published(bob, *of_all_audiences("Forms", "Data"), week=WEEK - 3)
    published(alice, section(audience=MEMBERS, topics=("Data", "Secret")), week=WEEK - 60)
    return first


def test_what_is_published_is_counted(archive):
    all_is_counted()
    assert TopicWeek.objects.filter(journal=None, audience=MEMBERS).count() == 0
    assert set(TopicWeek.objects.exclude(audience=MEMBERS).values_list("journal", flat=True)) == {None}


@pytest.mark.parametrize(
    "sections",
    [
        [section("aaa", topics=("Search",))],
        [section("aaa", topics=("Other",), audience=MEMBERS), section("new", topics=("Forms", "Search"))],
        [section("aaa", audience=COLLEAGUES, topics=("Search", "Forms")), section("ccc", topics=())],
        [*of_all_audiences("Search", "Forms"), section("more", topics=("Search",))],
    ],
)
def test_what_is_published_again_is_counted_anew(archive, alice, sections):
    publishing.save_draft(archive, content(*sections), by=alice.user)
    publishing.publish(archive, by=alice.user)
    all_is_counted()


def test_what_is_taken_back_counts_no_more(archive, alice):
    publishing.unpublish(archive, by=alice.user)
    all_is_counted()
    assert not TopicJournal.objects.filter(journal=alice.journal, topic=topic("Forms")).exists()


def test_topics_that_are_merged_split_and_renamed_are_counted_as_they_are_filed(archive, owner):
    both = tidying.merge(topic("Forms"), topic("Search"), by=owner.user)
    all_is_counted()
    assert not TopicWeek.objects.filter(topic__stands_for__isnull=False).exists()
    tidying.undo(both, by=owner.user)
    all_is_counted()
    tidying.merge(topic("Data"), topic("Forms"), by=owner.user)
    tidying.split(topic("Data"), by=owner.user)
    all_is_counted()
    tidying.rename(topic("Search"), "Finding", by=owner.user)
    all_is_counted()


def test_reindex_counts_everything_again(archive):
    TopicWeek.objects.update(sections=99)
    TopicJournal.objects.filter(audience=EVERYONE).delete()
    TopicWeek.objects.create(topic=topic("Data"), week_start=WEEK.monday - timedelta(weeks=200), audience=EVERYONE,
                             sections=4)  # fmt: skip
    call_command("reindex", stdout=StringIO())
    all_is_counted()


def test_counting_takes_a_few_topics_at_a_time(archive, monkeypatch):
    monkeypatch.setattr(tallying, "A_FEW", 2)
    TopicWeek.objects.all().delete()
    tallying.recount_all()
    all_is_counted()
