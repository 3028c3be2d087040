"""Saying that there is nothing this week, and taking it back."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from django.db import transaction

from notes.models import Entry, Journal, QuietWeek, User
from notes.publishing import NotReady
from notes.weeks import Week


@transaction.atomic
def say_nothing(
    journal: Journal, weeks: Iterable[Week], *, by: User, reason: str = "", words: str = "", audience: str
) -> list[Week]:
    """Say it of these weeks, as far as they are blank. Said again, the last word holds. Raise NotReady where every
    one of them has a note.
    """
    Journal.objects.select_for_update().get(
        pk=journal.pk
    )  # as start_entry does: a note and its absence exclude each other
    weeks = list(weeks)
    written = set(Entry.objects.by_journal(journal).in_weeks(*weeks).not_put_away().weeks())
    blank = [week for week in weeks if week not in written]
    if not blank:
        raise NotReady(f"There is a note for {weeks[0]}. Put it away first, if nothing should stand there.")
    said = {"reason": reason, "words": words, "audience": audience, "by": by}
    for week in blank:
        QuietWeek.objects.update_or_create(journal=journal, week_start=week.monday, defaults=said)
    return blank


def take_back(quiet: QuietWeek, *, by: User) -> None:
    QuietWeek.objects.by_journal(quiet.journal).in_weeks(quiet.week).delete()


@dataclass(frozen=True)
class QuietRun:
    """Weeks in a row of which the same was said."""

    first: Week
    last: Week
    said: str

    def __str__(self) -> str:
        weeks = self.first.name if self.first == self.last else f"{self.first.name} to {self.last.name}"
        return f"{weeks}: {self.said}" if self.said else weeks


def runs(quiet: Iterable[QuietWeek]) -> list[QuietRun]:
    """Of one journal, the newest first; those without a reason have nothing to tell."""
    told = sorted((one for one in quiet if one.said), key=lambda one: one.week)
    keyed = groupby(enumerate(told), key=lambda pair: (pair[1].said, (pair[1].week - pair[0]).monday))
    found = [[one for _, one in group] for _, group in keyed]
    return [QuietRun(group[0].week, group[-1].week, group[0].said) for group in reversed(found)]
