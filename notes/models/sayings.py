"""What topics, headings, cited pages and sites are called: what is suggested to somebody who is still typing."""

from __future__ import annotations

from django.db import models

LONGEST_SAYING = 200
LONGEST_OPENING = 24  # bytes: few names are alike for longer, and those few are compared in full


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
