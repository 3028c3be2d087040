"""Questions about journals."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Count, Exists, Max, Min, OuterRef, Q, Value
from django.db.models.functions import Coalesce

from notes.querysets.seeing import Viewer, changed_for, journals_of
from notes.weeks import Week

if TYPE_CHECKING:
    from notes.querysets.sections import SectionQuerySet


class JournalQuerySet(models.QuerySet):
    def visible_to(self, user: Viewer) -> JournalQuerySet:
        """Journals that have something to show, and one's own."""
        from notes.models import Entry

        shown = Q(Exists(Entry.objects.visible_to(user).filter(journal=OuterRef("pk"))))
        return self.filter(shown | Q(pk__in=journals_of(user)) if user.is_authenticated else shown)

    def with_changed(self, user: Viewer) -> JournalQuerySet:
        """Adds `changed_at`, when what this user sees of its entries last changed."""
        from notes.models import Entry

        seen = Entry.objects.visible_to(user).filter(journal=OuterRef("pk")).order_by().values("journal")
        return self.annotate(changed_at=seen.annotate(last=Max(changed_for(user))).values("last"))

    def followed_by(self, user: Viewer) -> JournalQuerySet:
        """For who is signed in: adds `followed_as`, their name for it."""
        from notes.models import Following

        if not user.is_authenticated:
            return self
        own = Following.objects.filter(journal=OuterRef("pk"), user=user.pk).order_by("pk")
        return self.annotate(followed_as=own.values("name")[:1])

    def writable_by(self, user: Viewer) -> JournalQuerySet:
        return self.filter(pk__in=journals_of(user)) if user.is_authenticated else self.none()

    def with_run(self, user: Viewer) -> JournalQuerySet:
        """Adds `entry_count`, `first_week_start` and `last_week_start`, of what this user may see."""
        from notes.models import Entry

        seen = Entry.objects.visible_to(user).filter(journal=OuterRef("pk")).order_by().values("journal")
        return self.annotate(
            entry_count=Coalesce(seen.annotate(n=Count("pk")).values("n")[:1], Value(0)),
            first_week_start=seen.annotate(first=Min("week_start")).values("first")[:1],
            last_week_start=seen.annotate(last=Max("week_start")).values("last")[:1],
        )

    def of_sections(self, sections: SectionQuerySet) -> JournalQuerySet:
        """Adds `section_count` over these sections; the others go."""
        mine = Q(sections__in=sections.order_by().values("pk"))
        return self.filter(mine).annotate(section_count=Count("sections", distinct=True))

    def busiest_first(self) -> JournalQuerySet:
        return self.order_by("-section_count", "name")

    def quiet_in(self, week: Week, user: Viewer) -> JournalQuerySet:
        """Those that wrote in the eight weeks before, and not in this one, as far as this user may see."""
        from notes.models import Entry

        theirs = Entry.objects.visible_to(user).filter(journal=OuterRef("pk"))
        return self.filter(Exists(theirs.in_weeks(*(week - n for n in range(1, 9)))), ~Exists(theirs.in_week(week)))
