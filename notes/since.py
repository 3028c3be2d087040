"""A moment that somebody asks about: "what has changed since …?"."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from datetime import time as hour

from django.utils import timezone
from django.utils.formats import date_format

from notes.models import QuietWeek, User
from notes.querysets import Viewer
from notes.times import Time
from notes.visiting import previous_visit
from notes.weeks import Week

LAST_VISIT, LEAVE = "last-visit", "leave"
BY_NAME = (LAST_VISIT, LEAVE)
MOST_LETTERS = 80


class NoMoment(ValueError):
    """What was asked names no moment, in the reader's words."""


@dataclass(frozen=True)
class Since:
    moment: datetime
    says: str  # after the word "since"

    @classmethod
    def read(cls, asked: str, user: Viewer, *, today: date) -> Since:
        """Read "last-visit", "leave", or any time, of which the first week is meant; without a year, the latest
        that is not to come. Raise NoMoment for anything else.
        """
        if asked == LAST_VISIT:
            return cls.last_visit(user)
        if asked == LEAVE:
            return cls.leave(user, Week.of(today))
        try:
            time = Time.read(asked[:MOST_LETTERS], today=today)
            says = time.first.name if time.is_week else f"{time.first.name}, the first week of {time.name}"
            return cls(beginning_of(time.first), says)
        except ValueError as problem:
            raise NoMoment(str(problem)) from problem

    @classmethod
    def last_visit(cls, user: Viewer) -> Since:
        moment = previous_visit(user)
        if moment is None:
            raise NoMoment("This is your first visit that we know of. Give a week or a date instead.")
        return cls(moment, f"your last visit, on {date_format(timezone.localtime(moment), 'j F Y, H:i')}")

    @classmethod
    def leave(cls, user: Viewer, present: Week) -> Since:
        """The beginning of this person's newest leave, as they said it on the desk."""
        weeks = QuietWeek.objects.last_leave_of(user, until=present) if isinstance(user, User) else None
        if weeks is None:
            raise NoMoment("No week of yours says that you were on leave. Give a week or a date instead.")
        return cls(beginning_of(weeks[0]), f"your leave began, in {weeks[0].name}")


def beginning_of(week: Week) -> datetime:
    """Of its Monday, where the site is."""
    return timezone.make_aware(datetime.combine(week.monday, hour.min))
