"""A journal's own way to begin a week."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from notes.content import EntryContent, SectionContent
from notes.models.people import Journal


class Prompts(models.Model):
    """Headings with a sentence that helps to write under them. The sentences are held where an entry has its words,
    and never become words of an entry.
    """

    journal = models.OneToOneField(Journal, on_delete=models.CASCADE, related_name="prompts")
    content = models.JSONField()
    version = models.PositiveIntegerField(default=1, help_text="Counts the changes, so that nobody overwrites another.")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name_plural = "prompts"

    def __str__(self) -> str:
        return f"Prompts of {self.journal}"

    @property
    def sections(self) -> tuple[SectionContent, ...]:
        return EntryContent.from_json(self.content).sections
