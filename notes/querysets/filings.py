"""Questions about what is filed under topics. All are answered from one index, however much a topic holds."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Count, Exists, OuterRef

from notes.querysets.seeing import Viewer, seen_by
from notes.weeks import Week

if TYPE_CHECKING:
    from notes.models import Topic


class FilingQuerySet(models.QuerySet):
    def visible_to(self, user: Viewer) -> FilingQuerySet:
        return self.filter(seen_by(user))

    def on(self, topic: Topic) -> FilingQuerySet:
        return self.filter(tag=topic)

    def also_under(self, topic: Topic) -> FilingQuerySet:
        """Of sections that are filed under that one as well."""
        from notes.models import Filing

        return self.filter(Exists(Filing.objects.filter(tag=topic, content_object=OuterRef("content_object"))))

    def newest_first(self) -> FilingQuerySet:
        return self.order_by("-week_start", "-entry", "order")

    def oldest_first(self) -> FilingQuerySet:
        return self.order_by("week_start", "entry", "order")

    def of_entries_changed_since(self, time: datetime) -> FilingQuerySet:
        """Of entries that were published since, for the first time or again."""
        from notes.models import Entry

        return self.filter(entry__in=Entry.objects.changed_since(time).values("pk"))

    def sections(self) -> models.QuerySet:
        """Their sections' keys, to ask further questions with."""
        return self.values_list("content_object", flat=True)

    def count_by_week(self) -> dict[Week, int]:
        rows = self.order_by().values_list("week_start").annotate(Count("pk"))
        return {Week(monday): count for monday, count in rows}

    def count_by_journal(self) -> dict[int, int]:
        """By the journal's key, the busiest first."""
        return dict(self.order_by().values_list("journal").annotate(count=Count("pk")).order_by("-count", "journal"))

    def beside(self, topic: Topic, sections: models.QuerySet, most: int) -> list[tuple[str, str, int]]:
        """The other topics of these sections by name, slug and how many sections; the most frequent first."""
        rows = (
            self.filter(content_object__in=sections).exclude(tag=topic).order_by().values_list("tag__name", "tag__slug")
        )
        return list(rows.annotate(count=Count("pk")).order_by("-count", "tag__name")[:most])
