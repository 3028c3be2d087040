"""Counts how many sections are filed under topics, anew where something was filed or taken out. Called by whoever
changes filings, in the same transaction and under the press.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import NamedTuple

from django.db import transaction
from django.db.models import Case, Count, F, Q, When

from notes.content import MEMBERS
from notes.models import Entry, Filing, Press, Section, Topic, TopicJournal, TopicWeek

BATCH = 2_000
A_FEW = 20  # topics


class Touched(NamedTuple):
    """Where counts may have changed, as keys."""

    topics: frozenset[int]
    weeks: frozenset[date]
    journals: frozenset[int]


def touched_by(entry: Entry) -> Touched:
    """Where the sections of an entry stand, as they are filed now."""
    own = Section.objects.filter(entry=entry).values("pk")  # an index leads on from these, and none from an entry
    rows = list(Filing.objects.filter(content_object__in=own).values_list("tag", "week_start", "journal"))
    return Touched(*(frozenset(row[column] for row in rows) for column in range(3)))


def recount(touched: Touched) -> None:
    """Of these topics the counts of these weeks, and those by these journals."""
    if touched.topics:
        topics = Q(topic__in=touched.topics)
        _replace(touched.topics, topics & Q(week_start__in=touched.weeks), topics & Q(journal__in=touched.journals))


def recount_topics(topics: Collection[Topic]) -> None:
    """All counts of these topics."""
    keys = frozenset(topic.pk for topic in topics)
    _replace(keys, Q(topic__in=keys), Q(topic__in=keys))


def recount_all() -> None:
    """A few topics in a transaction, so that nobody waits for long."""
    topics = list(Topic.objects.order_by("pk"))
    for start in range(0, len(topics), A_FEW):
        with transaction.atomic():
            Press.objects.hold()
            recount_topics(topics[start : start + A_FEW])


def _replace(topics: frozenset[int], weeks: Q, journals: Q) -> None:
    filed = Filing.objects.filter(tag__in=topics).annotate(topic=F("tag")).order_by()
    TopicWeek.objects.filter(weeks).delete()
    by_week = filed.annotate(own=Case(When(audience=MEMBERS, then="journal"))).filter(weeks)
    TopicWeek.objects.bulk_create(
        [TopicWeek(topic_id=topic, week_start=week, audience=audience, journal_id=own, sections=count)
         for topic, week, audience, own, count in
         by_week.values_list("tag", "week_start", "audience", "own").annotate(Count("pk"))],
        batch_size=BATCH,
    )  # fmt: skip
    TopicJournal.objects.filter(journals).delete()
    by_journal = filed.filter(journals).values_list("tag", "journal", "audience").annotate(Count("pk"))
    TopicJournal.objects.bulk_create(
        [TopicJournal(topic_id=topic, journal_id=journal, audience=audience, sections=count)
         for topic, journal, audience, count in by_journal],
        batch_size=BATCH,
    )  # fmt: skip
