"""How the owner kept the topics tidy: each act, so that it can be undone."""

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
        topics = ("topic__stands_for", "other__stands_for")
        return self.select_related(*topics, "author", "undone_by").order_by("-created_at", "-pk")

    def keeping_apart(self) -> TidyingQuerySet:
        return self.filter(kind=Tidying.Kind.APART, undone_at=None)

    def between(self, one: Topic, other: Topic) -> TidyingQuerySet:
        """Whichever was named first."""
        two = [one.pk, other.pk]
        return self.filter(topic__in=two, other__in=two)


class Tidying(models.Model):
    """One act. `topic` is what was renamed, merged away or split off; `other` is what it was merged into or split
    off from, or kept apart from: two topics whose names are alike, and which are to stay two. `keys` are the names
    that moved with it.
    """

    class Kind(models.TextChoices):
        RENAMED = "renamed", "Renamed"
        MERGED = "merged", "Merged"
        SPLIT = "split", "Split off"
        APART = "apart", "Kept apart"

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
        """What was done, under the names of that time."""
        did = {
            "renamed": "“{}” was renamed “{}”",
            "merged": "“{}” was filed under “{}”",
            "split": "“{}” was split off from “{}”",
            "apart": "“{}” and “{}” were kept as two topics",
        }
        return did[self.kind].format(self.was, self.became)

    @property
    def said_undone(self) -> str:
        """What is so again, now that it is undone, under the names of today."""
        if self.kind == self.Kind.RENAMED:
            return f"“{self.became}” is called “{self.topic}” again"
        if self.kind == self.Kind.APART:
            return f"“{self.topic}” and “{self.other}” may be proposed for merging again"
        if self.topic.stands_for:
            return f"“{self.topic}” is filed under “{self.topic.stands_for}” again"
        return f"“{self.topic}” is a topic of its own again"
