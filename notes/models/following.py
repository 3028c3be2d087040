"""What people follow. Each of these is private to its user."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Case, Exists, OuterRef, Q, When

from notes.models.derived import Topic
from notes.models.people import Journal
from notes.querysets import Viewer

LONGEST_QUESTION, LONGEST_NAME = 2000, 100  # letters


class FollowingQuerySet(models.QuerySet):
    def of(self, user: Viewer) -> FollowingQuerySet:
        """In the order of their names."""
        own = self.filter(user=user.pk) if user.is_authenticated else self.none()
        known = Topic.objects.merged().known_to(user).filter(pk=OuterRef("topic"))
        meant = Case(When(Exists(known), then="topic__stands_for"), When(topic__stands_for=None, then="topic"))
        return own.annotate(meant=meant).select_related("topic__stands_for", "journal").order_by("name", "pk")

    def name_of(self, topic: Topic, user: Viewer) -> str | None:
        """What this user follows a topic as, if they do: by its name, or by a known one that stands for it."""
        own = self.filter(Q(topic=topic) | Q(topic__stands_for=topic), user=user.pk).order_by("pk")
        names = Topic.objects.merged().known_to(user)
        rows = own.values_list("topic", "name")
        return next((name for key, name in rows if key == topic.pk or names.filter(pk=key).exists()), None)

    def with_pages(self, user: Viewer) -> FollowingQuerySet:
        """Adds `has_page`: whether the topic or the journal has something that this user may see."""
        topics = Topic.objects.visible_to(user).filter(pk=OuterRef("meant"))
        journals = Journal.objects.visible_to(user).filter(pk=OuterRef("journal"))
        return self.annotate(has_page=Exists(topics) | Exists(journals))


class Following(models.Model):
    """A search, a topic or a journal that somebody asks again and again, under a name of their own.

    All three are a search in the end: `asked` is that search as it stands in an address. A topic and a journal are
    also known by their row, and outlive another name.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="followings")
    name = models.CharField(max_length=LONGEST_NAME)
    asked = models.CharField(max_length=LONGEST_QUESTION)
    topic = models.ForeignKey(Topic, on_delete=models.SET_NULL, null=True, related_name="+")
    journal = models.ForeignKey(Journal, on_delete=models.CASCADE, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    seen_at = models.DateTimeField(null=True, help_text="When its user said that all of it was seen.")

    objects = FollowingQuerySet.as_manager()

    class Meta:
        ordering = ["user", "name"]
        constraints = [models.UniqueConstraint(fields=["user", "asked"], name="following_is_unique")]

    def __str__(self) -> str:
        return self.name

    @property
    def topic_now(self) -> Topic | None:
        """The topic, or the one that its name stands for since it was merged, where its user could know that name."""
        names = [name for name in (self.topic, self.topic and self.topic.stands_for) if name]
        return next((name for name in names if name.pk == self.meant), None)

    has_page: bool  # set by the queryset's with_pages
    meant: int | None  # set by its `of`: the key of `topic_now`
