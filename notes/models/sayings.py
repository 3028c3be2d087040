"""What topics, headings, cited pages and sites are called: what is suggested to somebody who is still typing."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import models
from django.db.models import Exists, OuterRef, Subquery

from notes.models.derived import Citation, Resource, Section
from notes.querysets import Viewer

LONGEST_SAYING = 200
LONGEST_OPENING = 32  # bytes: few names are alike for longer, and those few are compared in full


class SayingQuerySet(models.QuerySet):
    def numbered(self, keys: Iterable[int]) -> SayingQuerySet:
        return self.filter(pk__in=list(keys))

    def as_headings(self, user: Viewer) -> SayingQuerySet:
        """Headings of sections that this user may see. Adds `newest`, the key of the newest of them, and `another`."""
        seen = Section.objects.visible_to(user).filter(heading=OuterRef("text")).order_by("-week_start").values("pk")
        found = self.annotate(newest=Subquery(seen[:1]), another=Subquery(seen[1:2]))
        return found.filter(newest__isnull=False)

    def as_cited(self, user: Viewer) -> SayingQuerySet:
        """What resources are called in sections that this user may see. Adds `site`, theirs."""
        seen = Citation.objects.visible_to(user).filter(resource=OuterRef("about"), words=OuterRef("text"))
        site = Resource.objects.filter(pk=OuterRef("about")).values("site")
        return self.filter(Exists(seen)).annotate(site=Subquery(site))

    def as_sites(self, user: Viewer) -> SayingQuerySet:
        """Sites of what is cited in sections that this user may see."""
        return self.filter(Exists(Citation.objects.visible_to(user).filter(resource__site=OuterRef("text"))))


class Saying(models.Model):
    """A name, as people wrote it. Derived.

    Names are only learned here, and forgotten by `reindex`: whoever offers one must look first whether it may be seen.
    `shelf` is its kind, the widest audience that it had, and roughly how often that audience met it lately.
    """

    class Kind(models.IntegerChoices):
        TOPIC = 1
        HEADING = 2
        CITED = 3
        SITE = 4

    kind = models.PositiveSmallIntegerField(choices=Kind)
    about = models.BigIntegerField(default=0, help_text="The topic or the resource that is called so.")
    text = models.CharField(max_length=LONGEST_SAYING)
    shelf = models.PositiveSmallIntegerField()

    objects = SayingQuerySet.as_manager()
    newest: int  # these are added by the queryset
    another: int | None
    site: str

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "about", "text"], name="saying_is_unique")]

    def __str__(self) -> str:
        return self.text


class Opening(models.Model):
    """A name from one of its words on, without case and accents; as bytes, which every database puts in one order."""

    # Found by its letters: an index of the sayings would be as large as the table
    saying = models.ForeignKey(
        Saying, on_delete=models.DO_NOTHING, related_name="openings", db_index=False, db_constraint=False
    )
    shelf = models.PositiveSmallIntegerField()
    letters = models.BinaryField(max_length=LONGEST_OPENING)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["shelf", "letters", "saying"], name="opening_is_unique")]

    def __str__(self) -> str:
        return bytes(self.letters).decode(errors="replace")
