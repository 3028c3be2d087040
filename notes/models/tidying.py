"""How the owner kept the topics tidy: each act, so that it can be undone, and the names that are to stay apart."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from notes.models.derived import Topic


class TidyingQuerySet(models.QuerySet):
    def untaught(self) -> TidyingQuerySet:
        """Those that search does not know of yet."""
        return self.filter(is_indexed=False)

    def of(self, topic: Topic) -> TidyingQuerySet:
        return self.filter(models.Q(topic=topic) | models.Q(other=topic))

    def for_log(self) -> TidyingQuerySet:
        return self.select_related("topic", "other", "author", "undone_by")


class Tidying(models.Model):
    """One act. `topic` is what was renamed, merged away or split off; `other` is what it was merged into or split
    off from. `keys` are the names that moved with it.
    """

    class Kind(models.TextChoices):
        RENAMED = "renamed", "Renamed"
        MERGED = "merged", "Merged"
        SPLIT = "split", "Split off"

    kind = models.CharField(max_length=10, choices=Kind)
    topic = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="+")
    other = models.ForeignKey(Topic, on_delete=models.CASCADE, null=True, related_name="+")
    was = models.CharField(max_length=100, help_text="The name of the topic before.")
    became = models.CharField(max_length=100, help_text="Its new name, or that of the other topic.")
    keys = models.JSONField(default=list)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    undone_at = models.DateTimeField(null=True)
    is_indexed = models.BooleanField(default=False, help_text="Whether search has learnt of it.")

    objects = TidyingQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind="renamed") | models.Q(other__isnull=False), name="tidying_has_another_topic"
            )
        ]

    @property
    def said(self) -> str:
        between = {"renamed": "is called", "merged": "is filed under", "split": "was split off from"}[self.kind]
        return f"‘{self.was}’ {between} ‘{self.became}’"


class KeptApart(models.Model):
    """Two topics whose names are alike, and which the owner wants to stay two. `first` has the smaller number."""

    first = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="+")
    second = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="+")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="kept_apart_once"),
            models.CheckConstraint(condition=models.Q(first__lt=models.F("second")), name="kept_apart_in_order"),
        ]
