"""Links that show a draft to somebody without an account."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from notes.models.entries import Audience, Entry

MAX_NOTE = 100


class PreviewLinkQuerySet(models.QuerySet):
    def working(self) -> PreviewLinkQuerySet:
        """Neither expired nor withdrawn, of a draft that is not put away, made by somebody who may still show it."""
        return self.filter(
            withdrawn_at__isnull=True,
            expires_at__gt=timezone.now(),
            entry__discarded_at__isnull=True,
            by__is_active=True,
            entry__journal__members=F("by"),
        )

    def ended(self) -> PreviewLinkQuerySet:
        """Those that can never work again."""
        return self.filter(Q(withdrawn_at__isnull=False) | Q(expires_at__lte=timezone.now()))

    def of_entry(self, entry: Entry) -> PreviewLinkQuerySet:
        return self.filter(entry=entry)

    def with_draft(self) -> PreviewLinkQuerySet:
        return self.select_related("entry__journal", "entry__head")


class PreviewLink(models.Model):
    """Whoever holds it sees the draft as one audience would. Its token is not kept, only what it hashes to."""

    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="preview_links")
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    audience = models.CharField(max_length=10, choices=Audience, default=Audience.EVERYONE)
    note = models.CharField(max_length=MAX_NOTE, blank=True, help_text="Whom it was made for.")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = PreviewLinkQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(expires_at__gt=F("created_at")), name="preview_link_works_for_a_while")
        ]

    def __str__(self) -> str:
        return self.note or f"Preview link {self.pk}"
