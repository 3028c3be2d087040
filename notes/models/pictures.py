"""The pictures of entries. Their files lie in the storage; this is what we know about them."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from notes.models.derived import Section
from notes.models.entries import Entry
from notes.models.people import Journal
from notes.picture_addresses import PictureAddress, new_token
from notes.picture_mentions import as_markdown
from notes.querysets import Viewer, seen_by

MAX_ALT = 500


class PictureQuerySet(models.QuerySet):
    def visible_to(self, user: Viewer) -> PictureQuerySet:
        """Those in a section that this user may see, and those of the user's own journals."""
        cited = Depiction.objects.filter(
            seen_by(user, audience="section__audience", journal="section__journal"), picture=OuterRef("pk")
        )
        return self.filter(Exists(cited) | Q(entry__journal__in=Journal.objects.writable_by(user)))

    def of_entry(self, entry: Entry) -> PictureQuerySet:
        return self.filter(entry=entry)

    def newest_first(self) -> PictureQuerySet:
        return self.order_by("-pk")


class Picture(models.Model):
    """A picture that was sent to an entry. `width` and `height` are those of its largest size."""

    token = models.CharField(max_length=26, unique=True, default=new_token, editable=False)
    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="pictures")
    width = models.PositiveSmallIntegerField()
    height = models.PositiveSmallIntegerField()
    alt = models.CharField(max_length=MAX_ALT, blank=True, help_text="What it shows, for those who do not see it.")
    decorative = models.BooleanField(default=False, help_text="Says nothing that the words do not say.")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    last_used_at = models.DateTimeField(
        default=timezone.now, editable=False, help_text="When it was sent, or last found in a revision."
    )
    sections = models.ManyToManyField(Section, through="Depiction", related_name="pictures")

    objects = PictureQuerySet.as_manager()
    moved = False  # set where it is kept: what was sent was several pictures in turn

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(decorative=False) | Q(alt=""), name="picture_of_decoration_needs_no_words"
            ),
            models.CheckConstraint(condition=Q(width__gte=1, height__gte=1), name="picture_has_pixels"),
        ]

    def __str__(self) -> str:
        return self.alt or self.token

    @property
    def address(self) -> PictureAddress:
        return PictureAddress(self.token, self.width, self.height)

    @property
    def needs_alt(self) -> bool:
        return not self.alt and not self.decorative

    @property
    def markdown(self) -> str:
        return as_markdown(self.address, self.alt)

    def get_absolute_url(self) -> str:
        return str(self.address)


class Depiction(models.Model):
    """A published section shows a picture. Derived, as the section is."""

    section = models.ForeignKey(Section, on_delete=models.CASCADE, related_name="depictions")
    picture = models.ForeignKey(Picture, on_delete=models.CASCADE, related_name="depictions")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["section", "picture"], name="depiction_is_unique")]
