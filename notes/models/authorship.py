"""Whose words a section holds."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F

from notes.models.derived import Section
from notes.models.entries import Entry
from notes.querysets import Viewer, seen_by


class AuthorshipQuerySet(models.QuerySet):
    def visible_to(self, user: Viewer) -> AuthorshipQuerySet:
        """Of sections that this user may see. Names are for colleagues, and are those of the journal's members."""
        if not user.is_authenticated:
            return self.none()
        seen = seen_by(user, audience="section__audience", journal="section__journal")
        return self.filter(seen, user__journals=F("section__journal"))

    def of_sections(self, *sections: Section) -> AuthorshipQuerySet:
        return self.filter(section__in=sections)

    def in_order(self) -> AuthorshipQuerySet:
        """Who began comes first."""
        return self.order_by("entry_id", "order")


class Authorship(models.Model):
    """Somebody wrote some of the words of a published section. `order` is when they joined, in the whole entry."""

    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="authorships")
    section = models.ForeignKey(Section, on_delete=models.CASCADE, related_name="authorships")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="authorships")
    order = models.PositiveSmallIntegerField()

    objects = AuthorshipQuerySet.as_manager()

    class Meta:
        ordering = ["entry", "order"]
        constraints = [models.UniqueConstraint(fields=["section", "user"], name="authorship_is_unique")]
