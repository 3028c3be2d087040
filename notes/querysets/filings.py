"""Questions about what is filed under topics. All are answered from one index, however much a topic holds."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Count, Exists, OuterRef, Q, Window
from django.db.models.functions import Coalesce, RowNumber

from notes.querysets.seeing import Viewer, seen_by
from notes.weeks import Week

if TYPE_CHECKING:
    from notes.models import Topic


class FilingQuerySet(models.QuerySet):
    def visible_to(self, user: Viewer) -> FilingQuerySet:
        return self.filter(seen_by(user))

    def on(self, topic: Topic) -> FilingQuerySet:
        return self.filter(tag=topic)

    def under(self, topic: int) -> FilingQuerySet:
        """As `on`, by the topic's key."""
        return self.filter(tag=topic)

    def of_sections(self, sections: Iterable[int]) -> models.QuerySet:
        """As rows of (section, topic, journal), all keys."""
        return self.filter(content_object__in=list(sections)).values_list("content_object", "tag", "journal")

    def also_under(self, topic: Topic) -> FilingQuerySet:
        """Of sections that are filed under that one as well."""
        from notes.models import Filing

        return self.filter(Exists(Filing.objects.filter(tag=topic, content_object=OuterRef("content_object"))))

    def named(self, keys: Iterable[str], *, slugs: Iterable[str] = (), to: Viewer | None = None) -> FilingQuerySet:
        """Filings under the topics of these names. A name that was merged finds what its old address leads this viewer
        to, and nothing where that leads nowhere, so that it tells nobody what it stands for.
        """
        from notes.models import Topic

        asked = Topic.objects.filter(Q(key__in=list(keys)) | Q(slug__in=list(slugs)))
        known = asked.in_use() | asked.merged().known_to(to) if to else asked
        return self.filter(tag__in=known.order_by().annotate(meant=Coalesce("stands_for", "pk")).values("meant"))

    def wrote(self, keys: Iterable[str]) -> FilingQuerySet:
        """Those whose sections hold one of these names, as their authors wrote them."""
        return self.filter(written(keys))

    def newest_of_each(self, topics: Iterable[Topic], number: int) -> FilingQuerySet:
        """With their sections and entries: so many of each topic."""
        place = Window(RowNumber(), partition_by="tag", order_by=["-week_start", "-entry", "order"])
        newest = self.filter(tag__in=list(topics)).alias(place=place).filter(place__lte=number)
        return newest.select_related("content_object__entry__journal").order_by(
            "tag", "-week_start", "-entry_id", "order"
        )

    def newest_first(self) -> FilingQuerySet:
        return self.order_by("-week_start", "-entry_id", "order")

    def oldest_first(self) -> FilingQuerySet:
        return self.order_by("week_start", "entry_id", "order")

    def of_entries(self, entries: Iterable[int]) -> FilingQuerySet:
        return self.filter(entry__in=list(entries))

    def of_entries_changed_since(self, time: datetime) -> FilingQuerySet:
        """Of entries that were published since, for the first time or again."""
        from notes.models import Entry

        return self.filter(entry__in=Entry.objects.changed_since(time).values("pk"))

    def of_entries_first_published_before(self, time: datetime) -> FilingQuerySet:
        return self.filter(entry__published_at__lt=time)

    def in_weeks(self, *weeks: Week) -> FilingQuerySet:
        return self.filter(week_start__in=[week.monday for week in weeks])

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


def written(keys: Iterable[str]) -> Q:
    return reduce(or_, (Q(written__contains=f"\n{key}\n") for key in keys), Q(pk__in=()))
