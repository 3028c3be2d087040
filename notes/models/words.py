"""The words that stand in the archive: what a misspelt one is compared with."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import models
from django.db.models import Q

LONGEST_WORD = 64


class WordQuerySet(models.QuerySet):
    def within(self, widest: int, ranges: Iterable[tuple[str, str]]) -> models.QuerySet:
        """Words that begin, or read backwards begin, with certain letters: pairs of a field's name and these."""
        asked = Q()
        for field, letters in ranges:
            # no more than letters and digits stand in a word, and this is the same in every order of letters
            asked |= Q(**{f"{field}__gte": letters, f"{field}__lte": letters + "z" * 8})
        return self.filter(asked, widest__lte=widest).values_list("folded", flat=True)


class Word(models.Model):
    """A word without its case and accents. Derived.

    `widest` is the widest audience of a section that held it, as its place in AUDIENCES. Words are only learned here,
    and forgotten by `reindex`: whoever offers one must look first whether it may be seen.
    """

    folded = models.CharField(max_length=LONGEST_WORD, unique=True)
    backwards = models.CharField(max_length=LONGEST_WORD, db_index=True)
    widest = models.PositiveSmallIntegerField()

    objects = WordQuerySet.as_manager()

    def __str__(self) -> str:
        return self.folded
