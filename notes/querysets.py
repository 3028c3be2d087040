"""The questions we ask. Each is said once, here, and every page, feed and search is built on the words.

`user` is anybody, signed in or not. Who may see a section: everyone; colleagues (signed in); the members of
its journal. Sections exist only for what is published, so a draft can never be found by them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db import models
from django.db.models import Count, Exists, F, Max, Min, OuterRef, Prefetch, Q, Value
from django.db.models.functions import Coalesce

from notes.content import COLLEAGUES, EVERYONE
from notes.weeks import Week, weeks_of

if TYPE_CHECKING:
    from notes.models import Journal, Resource, Topic

Viewer = AbstractBaseUser | AnonymousUser


def seen_by(user: Viewer, *, audience: str = "audience", journal: str = "journal") -> Q:
    """The condition under which a user may see rows that hold an audience and a journal."""
    if not user.is_authenticated:
        return Q(**{audience: EVERYONE})
    return Q(**{f"{audience}__in": (EVERYONE, COLLEAGUES)}) | Q(**{f"{journal}__in": _journals_of(user)})


def _journals_of(user: Viewer) -> models.QuerySet[Any]:
    from notes.models import Journal

    return Journal.members.through.objects.filter(user_id=user.pk).values("journal_id")


class JournalQuerySet(models.QuerySet):
    def visible_to(self, user: Viewer) -> JournalQuerySet:
        """Journals that have something to show, and one's own."""
        from notes.models import Entry

        shown = Q(Exists(Entry.objects.visible_to(user).filter(journal=OuterRef("pk"))))
        return self.filter(shown | Q(pk__in=_journals_of(user)) if user.is_authenticated else shown)

    def writable_by(self, user: Viewer) -> JournalQuerySet:
        return self.filter(pk__in=_journals_of(user)) if user.is_authenticated else self.none()

    def with_run(self, user: Viewer) -> JournalQuerySet:
        """Adds `entry_count`, `first_week_start` and `last_week_start`, of what this user may see."""
        from notes.models import Entry

        seen = Entry.objects.visible_to(user).filter(journal=OuterRef("pk")).order_by().values("journal")
        return self.annotate(
            entry_count=Coalesce(seen.annotate(n=Count("pk")).values("n")[:1], Value(0)),
            first_week_start=seen.annotate(first=Min("week_start")).values("first")[:1],
            last_week_start=seen.annotate(last=Max("week_start")).values("last")[:1],
        )


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
        return self.filter(journal__in=_journals_of(user), discarded_at__isnull=True)

    def put_away_by(self, user: Viewer) -> EntryQuerySet:
        """Drafts of the user's own journals that were discarded, and can be brought back."""
        return self.filter(journal__in=_journals_of(user), discarded_at__isnull=False)

    def drafts(self) -> EntryQuerySet:
        return self.filter(live__isnull=True)

    def in_week(self, week: Week) -> EntryQuerySet:
        return self.filter(week_start=week.monday)

    def in_year(self, year: int) -> EntryQuerySet:
        """In the weeks of an ISO year."""
        weeks = list(weeks_of(year))
        return self.filter(week_start__range=(weeks[0].monday, weeks[-1].monday))

    def by_journal(self, journal: Journal) -> EntryQuerySet:
        return self.filter(journal=journal)

    def newest_first(self) -> EntryQuerySet:
        return self.order_by("-week_start", "-published_at", "-pk")

    def with_sections(self, user: Viewer) -> EntryQuerySet:
        """With `entry.seen_sections`: the sections that this user may see, in order, with their topics."""
        from notes.models import Section

        sections = Section.objects.visible_to(user).in_order().prefetch_related("topics")
        return self.select_related("journal").prefetch_related(Prefetch("sections", sections, to_attr="seen_sections"))

    def with_outline(self, user: Viewer) -> EntryQuerySet:
        """As with_sections, without the words: enough for a list."""
        from notes.models import Section

        sections = Section.objects.visible_to(user).in_order().defer("html", "text").prefetch_related("topics")
        return self.select_related("journal").prefetch_related(Prefetch("sections", sections, to_attr="seen_sections"))

    def count_by_week(self) -> dict[Week, int]:
        rows = self.order_by().values_list("week_start").annotate(Count("pk"))
        return {Week(monday): count for monday, count in rows}


class SectionQuerySet(models.QuerySet):
    def visible_to(self, user: Viewer) -> SectionQuerySet:
        return self.filter(seen_by(user))

    def in_order(self) -> SectionQuerySet:
        return self.order_by("entry_id", "order")

    def newest_first(self) -> SectionQuerySet:
        return self.order_by("-week_start", "-entry_id", "order")

    def in_week(self, week: Week) -> SectionQuerySet:
        return self.filter(week_start=week.monday)

    def in_year(self, year: int) -> SectionQuerySet:
        weeks = list(weeks_of(year))
        return self.filter(week_start__range=(weeks[0].monday, weeks[-1].monday))

    def since(self, week: Week) -> SectionQuerySet:
        return self.filter(week_start__gte=week.monday)

    def by_journal(self, journal: Journal) -> SectionQuerySet:
        return self.filter(journal=journal)

    def on_topic(self, topic: Topic) -> SectionQuerySet:
        return self.filter(pk__in=topic.filings.values("content_object_id"))

    def citing(self, resource: Resource) -> SectionQuerySet:
        return self.filter(Exists(resource.citations.filter(section=OuterRef("pk"))))

    def with_entry(self) -> SectionQuerySet:
        return self.select_related("entry", "journal").prefetch_related("topics")

    def count_by_week(self) -> dict[Week, int]:
        rows = self.order_by().values_list("week_start").annotate(Count("pk"))
        return {Week(monday): count for monday, count in rows}


class TopicQuerySet(models.QuerySet):
    def visible_to(self, user: Viewer) -> TopicQuerySet:
        from notes.models import Filing, Section

        seen = Section.objects.visible_to(user).filter(pk=OuterRef("content_object_id"))
        return self.filter(Exists(Filing.objects.filter(Exists(seen), tag=OuterRef("pk"))))

    def of_sections(self, sections: SectionQuerySet) -> TopicQuerySet:
        """Adds `section_count`, `first_week_start` and `last_week_start` over these sections; the others go."""
        mine = Q(filings__content_object__in=sections.order_by().values("pk"))
        return self.filter(mine).annotate(
            section_count=Count("filings__content_object", distinct=True),
            first_week_start=Min("filings__content_object__week_start"),
            last_week_start=Max("filings__content_object__week_start"),
        )

    def busiest_first(self) -> TopicQuerySet:
        return self.order_by("-section_count", "name")


class ResourceQuerySet(models.QuerySet):
    def visible_to(self, user: Viewer) -> ResourceQuerySet:
        from notes.models import Citation, Section

        seen = Section.objects.visible_to(user).filter(pk=OuterRef("section_id"))
        return self.filter(Exists(Citation.objects.filter(Exists(seen), resource=OuterRef("pk"))))

    def cited_in(self, sections: SectionQuerySet) -> ResourceQuerySet:
        """Adds `section_count`, `first_week_start` and `last_week_start` over these sections; the others go."""
        mine = Q(citations__section__in=sections.order_by().values("pk"))
        return self.filter(mine).annotate(
            section_count=Count("citations__section", distinct=True),
            first_week_start=Min("citations__section__week_start"),
            last_week_start=Max("citations__section__week_start"),
        )

    def newest_first(self) -> ResourceQuerySet:
        return self.order_by(F("last_week_start").desc(), "-pk")


class CitationQuerySet(models.QuerySet):
    def visible_to(self, user: Viewer) -> CitationQuerySet:
        return self.filter(seen_by(user, audience="section__audience", journal="section__journal"))

    def newest_first(self) -> CitationQuerySet:
        return self.select_related("section__entry", "section__journal", "activity").order_by(
            "-section__week_start", "section_id", "order"
        )
