"""Who has an entry's desk open at this moment. Nothing is kept about who was here when."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q

from notes.models.entries import Entry


class PresenceQuerySet(models.QuerySet):
    def at(self, entry: Entry) -> PresenceQuerySet:
        return self.filter(entry=entry)

    def since(self, time: datetime) -> PresenceQuerySet:
        return self.filter(seen_at__gt=time)

    def gone_by(self, time: datetime) -> PresenceQuerySet:
        return self.filter(seen_at__lte=time)

    def page(self, user: int, tab: str) -> PresenceQuerySet:
        return self.filter(user=user, tab=tab)

    def other_than(self, user: int, tab: str) -> PresenceQuerySet:
        """Other people, and other tabs of the same one. A page without scripts has no name, so is not told apart."""
        return self.exclude(Q(user=user) & Q(tab__in=("", tab)))

    def of_members(self) -> PresenceQuerySet:
        """Of who may still write it."""
        return self.filter(user__journals=models.F("entry__journal"))


class Presence(models.Model):
    """One open page of one person, and the section that has the focus there. The row goes when the page does."""

    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    tab = models.CharField(max_length=32, blank=True)
    section = models.CharField(max_length=24, blank=True, help_text="Its key.")
    seen_at = models.DateTimeField(db_index=True)

    objects = PresenceQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["entry", "user", "tab"], name="presence_is_unique")]
