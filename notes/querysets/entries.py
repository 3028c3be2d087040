"""Questions about entries."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Count, F, Max, Min, Prefetch, Q, Value
from django.db.models.functions import Coalesce

from notes.querysets.seeing import Viewer, changed_for, journals_of, seen_by
from notes.weeks import Week, weeks_of

if TYPE_CHECKING:
    from notes.models import Entry, Journal


class EntryQuerySet(models.QuerySet):
    def published(self) -> EntryQuerySet:
        return self.filter(live__isnull=False)

    def visible_to(self, user: Viewer) -> EntryQuerySet:
        """Published, with at least one section that this user may see."""
        return self.published().filter(seen_by(user))

    def writable_by(self, user: Viewer) -> EntryQuerySet:
        """Entries of the user's own journals, drafts included, discarded ones not."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(journal__in=journals_of(user), discarded_at__isnull=True)

    def put_away_by(self, user: Viewer) -> EntryQuerySet:
        """Drafts of the user's own journals that were discarded, and can be brought back."""
        return self.filter(journal__in=journals_of(user), discarded_at__isnull=False)

    def not_put_away(self) -> EntryQuerySet:
        return self.filter(discarded_at__isnull=True)

    def weeks(self) -> list[Week]:
        return [Week(monday) for monday in self.order_by().values_list("week_start", flat=True).distinct()]

    def drafts(self) -> EntryQuerySet:
        return self.filter(live__isnull=True)

    def unfinished(self) -> EntryQuerySet:
        """Drafts, and published entries with changes that readers do not see yet."""
        return self.filter(Q(live__isnull=True) | ~Q(head=F("live")))

    def unfinished_first(self) -> EntryQuerySet:
        """To open one of a week's: a draft before a published one, the first before the second."""
        return self.order_by(F("live").asc(nulls_first=True), "number")

    def due(self, now: datetime) -> EntryQuerySet:
        """To be sent out by themselves, by now."""
        is_its_turn = Q(try_again_at__isnull=True) | Q(try_again_at__lte=now)
        return self.filter(is_its_turn, scheduled_at__lte=now, held_back="", discarded_at__isnull=True)

    def put_off(self, entry: Entry, *, until: datetime, why: str) -> int:
        """An attempt to send it out failed. Counted once, whoever else tried, and not where its time was changed."""
        attempt = self.filter(pk=entry.pk, scheduled_at=entry.scheduled_at, failures=entry.failures)
        return attempt.update(failures=F("failures") + 1, try_again_at=until, delayed_by=why)

    def for_desk(self) -> EntryQuerySet:
        """With both its revisions, who saved the newest, and who chose when it goes out."""
        return self.select_related("journal__prompts", "head__author", "live", "scheduled_by")

    def in_week(self, week: Week) -> EntryQuerySet:
        return self.filter(week_start=week.monday)

    def before(self, week: Week) -> EntryQuerySet:
        return self.filter(week_start__lt=week.monday)

    def in_weeks(self, *weeks: Week) -> EntryQuerySet:
        return self.filter(week_start__in=[week.monday for week in weeks])

    def in_year(self, year: int) -> EntryQuerySet:
        """In the weeks of an ISO year."""
        weeks = list(weeks_of(year))
        return self.filter(week_start__range=(weeks[0].monday, weeks[-1].monday))

    def by_journal(self, journal: Journal) -> EntryQuerySet:
        return self.filter(journal=journal)

    def around(self, journal: Journal, week: Week) -> EntryQuerySet:
        """The journal's year, what it wrote next before and after that, and what everybody wrote in the week."""
        first, *_, last = [week.monday for week in weeks_of(week.year)]
        theirs = self.filter(journal=journal).order_by().values("journal")
        before = theirs.filter(week_start__lt=first).annotate(week=Max("week_start")).values("week")
        after = theirs.filter(week_start__gt=last).annotate(week=Min("week_start")).values("week")
        run = Q(week_start__gte=Coalesce(before, Value(first)), week_start__lte=Coalesce(after, Value(last)))
        return self.filter(Q(journal=journal) & run | Q(week_start=week.monday))

    def marking_own(self, user: Viewer) -> EntryQuerySet:
        """Adds `is_own`: whether this user may write it."""
        return self.annotate(is_own=Q(journal__in=journals_of(user)) if user.is_authenticated else Value(False))

    def titles_only(self) -> EntryQuerySet:
        """Enough for a line in a list: week, title, journal and address."""
        return self.select_related("journal").only(
            "week_start", "number", "title", "journal", "journal__name", "journal__slug"
        )

    def oldest_first(self) -> EntryQuerySet:
        return self.order_by("week_start", "journal__name", "number")

    def newest_first(self) -> EntryQuerySet:
        return self.order_by("-week_start", "-published_at", "-pk")

    def changed_since(self, time: datetime) -> EntryQuerySet:
        """Published since, for the first time or again."""
        return self.filter(updated_at__gte=time)

    def with_changed(self, user: Viewer) -> EntryQuerySet:
        """Adds `changed_at`, when what this user sees of it last changed."""
        return self.annotate(changed_at=changed_for(user))

    def last_published_first(self) -> EntryQuerySet:
        """By when it was first shown: a late note about an early week is news."""
        return self.order_by("-published_at", "-pk")

    def with_sections(self, user: Viewer) -> EntryQuerySet:
        """With `entry.seen_sections`: the sections that this user may see, in order, with their topics."""
        from notes.models import Section

        sections = Section.objects.visible_to(user).in_order().prefetch_related("topics")
        return self.select_related("journal").prefetch_related(Prefetch("sections", sections, to_attr="seen_sections"))

    def with_relations(self, user: Viewer) -> EntryQuerySet:
        """After `with_sections`: each with `seen_relations`, to sections that this user may see, the closest first."""
        from notes.models import Relation

        relations = Relation.objects.visible_to(user).for_reading().closest_first()
        return self.prefetch_related(Prefetch("seen_sections__relations", relations, to_attr="seen_relations"))

    def with_outline(self, user: Viewer) -> EntryQuerySet:
        """As with_sections, without the words: enough for a list."""
        from notes.models import Section

        sections = Section.objects.visible_to(user).in_order().defer("html", "text").prefetch_related("topics")
        return self.select_related("journal").prefetch_related(Prefetch("sections", sections, to_attr="seen_sections"))

    def count_by_week(self) -> dict[Week, int]:
        rows = self.order_by().values_list("week_start").annotate(Count("pk"))
        return {Week(monday): count for monday, count in rows}

    def run(self) -> dict[Week, tuple[int, int]]:
        """Of one journal: for each week, how many entries, and the number of the first."""
        rows = self.order_by().values_list("week_start").annotate(Count("pk"), Min("number"))
        return {Week(monday): (count, first) for monday, count, first in rows}

    def changed_by_week(self, user: Viewer) -> dict[Week, datetime]:
        """When what this user sees of a week last changed."""
        rows = self.order_by().values_list("week_start").annotate(changed=Max(changed_for(user)))
        return {Week(monday): changed for monday, changed in rows}
