"""When each chore is next due. Several processes look at these rows, and one of them does the chore."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import models
from django.utils import timezone

MAX_PROBLEM = 300


class ChoreTurnQuerySet(models.QuerySet):
    def know(self, names: Iterable[str]) -> None:
        """A chore that is new is due at once."""
        missing = set(names) - set(self.values_list("name", flat=True))
        if missing:
            turns = [self.model(name=name, due_at=timezone.now()) for name in sorted(missing)]
            self.bulk_create(turns, ignore_conflicts=True)  # another process may be as quick

    def due(self, now: datetime) -> ChoreTurnQuerySet:
        return self.filter(due_at__lte=now)

    def claim(self, name: str, *, now: datetime, until: datetime) -> bool:
        """Whether the chore is ours: it was due, and nobody else does it until then. One statement, so one winner."""
        return self.due(now).filter(name=name).update(due_at=until) == 1

    def finish(self, name: str, *, claimed: datetime, due: datetime, problem: str = "") -> None:
        """Say when a chore is due again, and how it went. Who took longer than their claim moves nothing on: the
        chore is another's by then.
        """
        self.filter(name=name, due_at=claimed).update(
            due_at=due, tried_at=timezone.now(), problem=problem[:MAX_PROBLEM]
        )


class ChoreTurn(models.Model):
    name = models.CharField(max_length=60, unique=True)
    due_at = models.DateTimeField()
    tried_at = models.DateTimeField(null=True, blank=True)
    problem = models.CharField(
        max_length=MAX_PROBLEM, blank=True, help_text="Why it failed the last time; empty if it did not."
    )

    objects = ChoreTurnQuerySet.as_manager()

    class Meta:
        verbose_name = "chore"
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
