"""How many sections are filed under a topic: kept, since a topic may hold tens of thousands. Derived, by `tallying`."""

from __future__ import annotations

from django.db import models

from notes.models.derived import Topic
from notes.models.entries import Audience
from notes.models.people import Journal
from notes.querysets import TopicJournalQuerySet, TopicWeekQuerySet


class TopicWeek(models.Model):
    """Of one week. What only members see is counted for each journal, all else for all journals together: there
    `journal` is empty.
    """

    topic = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="weeks", db_index=False)
    week_start = models.DateField()
    audience = models.CharField(max_length=10, choices=Audience)
    journal = models.ForeignKey(Journal, on_delete=models.CASCADE, null=True, related_name="+", db_index=False)
    sections = models.PositiveIntegerField()

    objects = TopicWeekQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["topic", "week_start", "audience", "journal", "sections"], name="topic_week_counted")
        ]

    def __str__(self) -> str:
        return f"{self.topic}, {self.week_start}: {self.sections:,}"


class TopicJournal(models.Model):
    """By one journal, in all."""

    topic = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="+", db_index=False)
    journal = models.ForeignKey(Journal, on_delete=models.CASCADE, related_name="+", db_index=False)
    audience = models.CharField(max_length=10, choices=Audience)
    sections = models.PositiveIntegerField()

    objects = TopicJournalQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["topic", "journal", "audience"], name="topic_journal_is_unique")]

    def __str__(self) -> str:
        return f"{self.topic}, {self.journal}: {self.sections:,}"
