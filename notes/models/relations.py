"""Which sections speak of the same."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import models

from notes.models.derived import Section
from notes.querysets import Viewer, seen_by


class RelationQuerySet(models.QuerySet):
    def visible_to(self, user: Viewer) -> RelationQuerySet:
        return self.filter(seen_by(user, audience="other__audience", journal="other__journal"))

    def of(self, sections: Iterable[int]) -> RelationQuerySet:
        return self.filter(section__in=list(sections))

    def with_others(self) -> list[Any]:
        """Rows of number, section, score, and of the other section: number, entry, journal, week, audience."""
        return list(
            self.order_by().values_list(
                "pk",
                "section",
                "score",
                "other",
                "other__entry",
                "other__journal",
                "other__week_start",
                "other__audience",
            )
        )

    def closest_first(self) -> RelationQuerySet:
        return self.order_by("-score", "-other")

    def for_reading(self) -> RelationQuerySet:
        """With as much of the other section as a line about it takes."""
        return self.select_related("other__entry__journal").only(
            "section", "score", "other__entry", "other__key", "other__heading", "other__week_start",
            "other__entry__week_start", "other__entry__number", "other__entry__title",
            "other__entry__journal__name", "other__entry__journal__slug",
        )  # fmt: skip


class Relation(models.Model):
    """A section speaks of the same as another. Derived when either is published. There are more of a section than are
    shown, for readers of every audience.
    """

    # Without constraints: another entry may be published again at the same moment, and `reindex` drops what is left
    section = models.ForeignKey(Section, on_delete=models.CASCADE, related_name="relations", db_constraint=False)
    other = models.ForeignKey(Section, on_delete=models.CASCADE, related_name="+", db_constraint=False)
    score = models.FloatField()

    objects = RelationQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["section", "other"], name="relation_is_unique")]
