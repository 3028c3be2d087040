"""Who writes, and in which journal."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.db import models
from django.urls import reverse

from notes.querysets import JournalQuerySet


class User(AbstractUser):
    """A member of staff with an account: a colleague. When they were here is kept by `visiting`."""

    active_at = models.DateTimeField(null=True, blank=True, editable=False, help_text="Of this visit, in steps.")
    last_visit_at = models.DateTimeField(
        null=True, blank=True, editable=False, help_text="When the visit before this one ended."
    )

    @property
    def name(self) -> str:
        return self.get_full_name() or self.username

    @property
    def tidies_topics(self) -> bool:
        return self.is_staff and self.has_perm("notes.change_topic")


class Journal(models.Model):
    """A person's or a team's run of weeknotes."""

    class Kind(models.TextChoices):
        PERSON = "person", "A person"
        TEAM = "team", "A team"

    name = models.CharField(max_length=100)
    slug = models.SlugField(
        max_length=60, unique=True, help_text="Its address: /journals/<slug>/. It should not change."
    )
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.PERSON)
    about = models.CharField(max_length=200, blank=True, help_text="What the person or team does, in a few words.")
    members = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="journals", blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = JournalQuerySet.as_manager()

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("journal", args=[self.slug])
