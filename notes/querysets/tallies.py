"""Questions about how many sections are filed under a topic, answered from what is kept of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Sum

from notes.querysets.seeing import Viewer, seen_by
from notes.weeks import Week

if TYPE_CHECKING:
    from notes.models import Topic


class TallyQuerySet(models.QuerySet):
    def visible_to(self, user: Viewer) -> Self:
        return self.filter(seen_by(user))

    def on(self, topic: Topic) -> Self:
        return self.filter(topic=topic)


class TopicWeekQuerySet(TallyQuerySet):
    def count_by_week(self) -> dict[Week, int]:
        rows = self.order_by().values_list("week_start").annotate(Sum("sections"))
        return {Week(monday): count for monday, count in rows}


class TopicJournalQuerySet(TallyQuerySet):
    def count_by_journal(self) -> list[tuple[int, str, str, int]]:
        """Journals by key, name, slug and how many sections; the busiest first."""
        rows = self.order_by().values_list("journal", "journal__name", "journal__slug")
        return list(rows.annotate(count=Sum("sections")).order_by("-count", "journal"))
