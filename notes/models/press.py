"""The press: one thing is published at a time, whatever the database."""

from __future__ import annotations

from django.db import models


class PressQuerySet(models.QuerySet):
    def hold(self) -> None:
        """Until the transaction ends, nobody else changes what is derived."""
        self.select_for_update().get_or_create(pk=1)


class Press(models.Model):
    """One row, and whoever changes what is derived from revisions locks it first: publications, tidied topics and the
    index touch each other's rows, and would wait for each other in a circle, or file under what has just gone. SQLite
    has one writer at a time by itself.
    """

    objects = PressQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "presses"

    def __str__(self) -> str:
        return "The press"
