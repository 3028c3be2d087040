"""Questions about sections. They exist only for what is published, so a draft can never be found by them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Count

from notes.querysets.seeing import Viewer, seen_by
from notes.weeks import Week, weeks_of

if TYPE_CHECKING:
    from notes.models import Entry, Journal, Resource, Topic


class SectionQuerySet(models.QuerySet):
    viewer: Viewer | None = None  # for whom it was narrowed: search says some names to colleagues alone

    def visible_to(self, user: Viewer) -> SectionQuerySet:
        seen = self.filter(seen_by(user))
        seen.viewer = user
        return seen

    def _clone(self) -> SectionQuerySet:
        clone = super()._clone()  # type: ignore[misc]
        clone.viewer = self.viewer
        return clone

    def in_order(self) -> SectionQuerySet:
        return self.order_by("entry_id", "order")

    def newest_first(self) -> SectionQuerySet:
        return self.order_by("-week_start", "-entry_id", "order")

    def last_published_first(self) -> SectionQuerySet:
        """By when each was first shown: one that was added to an old entry is news."""
        return self.order_by("-published_at", "-entry_id", "order")  # "-entry" would be that of entries

    def numbered(self, number: int) -> models.QuerySet:
        """As rows of (number, when published, key): several lists can be asked for at once, and told apart."""
        rows = self.order_by().annotate(number=models.Value(number, models.IntegerField()))
        return rows.values_list("number", "published_at", "pk")

    def with_keys(self, keys: Iterable[int]) -> SectionQuerySet:
        return self.filter(pk__in=list(keys))

    def published_since(self, time: datetime) -> SectionQuerySet:
        return self.filter(published_at__gt=time)

    def times(self) -> models.QuerySet:
        """As pairs of key and when it was published."""
        return self.values_list("pk", "published_at")

    def up_to(self, monday: date) -> SectionQuerySet:
        return self.filter(week_start__lte=monday)

    def in_week(self, week: Week) -> SectionQuerySet:
        return self.filter(week_start=week.monday)

    def in_year(self, year: int) -> SectionQuerySet:
        weeks = list(weeks_of(year))
        return self.filter(week_start__range=(weeks[0].monday, weeks[-1].monday))

    def since(self, week: Week) -> SectionQuerySet:
        return self.filter(week_start__gte=week.monday)

    def by_journal(self, journal: Journal) -> SectionQuerySet:
        return self.filter(journal=journal)

    def other_than(self, entry: Entry, key: str) -> SectionQuerySet:
        return self.exclude(entry=entry, key=key)

    def of_entries(self, entries: Iterable[int]) -> SectionQuerySet:
        return self.filter(entry__in=list(entries))

    def on_topic(self, topic: Topic) -> SectionQuerySet:
        return self.filter(pk__in=topic.filings.values("content_object_id"))

    def written_under(self, topic: Topic, keys: Iterable[str]) -> SectionQuerySet:
        """Filed under a topic by one of these names of it."""
        return self.filter(pk__in=topic.filings.wrote(keys).values("content_object_id"))

    def citing(self, resource: Resource) -> SectionQuerySet:
        return self.filter(pk__in=resource.citations.order_by().values("section"))

    def with_entry(self) -> SectionQuerySet:
        return self.select_related("entry__journal", "journal").prefetch_related("topics")

    def for_diary(self) -> SectionQuerySet:
        """With their words and their addresses, and no more."""
        return self.select_related("entry__journal").defer("text")

    def for_index(self) -> SectionQuerySet:
        """Enough to name a section and to quote from it."""
        return self.select_related("entry__journal").defer("html")

    def in_weeks(self, *weeks: Week) -> SectionQuerySet:
        return self.filter(week_start__in=[week.monday for week in weeks])

    def sections(self) -> models.QuerySet:
        """Their keys, to ask further questions with."""
        return self.values_list("pk", flat=True)

    def count_by_journal(self) -> dict[int, int]:
        """By the journal's key, the busiest first."""
        return dict(self.order_by().values_list("journal").annotate(count=Count("pk")).order_by("-count", "journal"))

    def count_by_week(self) -> dict[Week, int]:
        rows = self.order_by().values_list("week_start").annotate(Count("pk"))
        return {Week(monday): count for monday, count in rows}
