"""What readers saw, and from when on."""

from __future__ import annotations

from datetime import datetime

from django.db import models

from notes.models.entries import Entry, Revision


class PublicationQuerySet(models.QuerySet):
    def of_entries(self, entries: list[int]) -> PublicationQuerySet:
        return self.filter(entry__in=entries)

    def before(self, time: datetime) -> PublicationQuerySet:
        return self.filter(at__lt=time)

    def newest_first(self) -> PublicationQuerySet:
        return self.order_by("-at", "-pk")

    def in_order(self) -> PublicationQuerySet:
        return self.order_by("at", "pk")

    def with_revisions(self) -> PublicationQuerySet:
        return self.select_related("revision")

    def revisions(self) -> models.QuerySet:
        """Pairs of an entry's key and the revision's."""
        return self.values_list("entry", "revision")


class Publication(models.Model):
    """An entry shows a revision to its readers from a moment on; none where it was taken back."""

    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="publications", db_index=False)
    revision = models.ForeignKey(Revision, on_delete=models.CASCADE, null=True, related_name="publications")
    at = models.DateTimeField()

    objects = PublicationQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["entry", "-at"], name="publication_of_entry")]

    def __str__(self) -> str:
        return f"{self.entry_id} from {self.at:%Y-%m-%d %H:%M} on"
