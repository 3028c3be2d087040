"""A moment that somebody asks about: "what has changed since …?"."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time

from django.utils import timezone
from django.utils.formats import date_format

from notes.querysets import Viewer
from notes.visiting import previous_visit
from notes.weeks import Week

LAST_VISIT = "last-visit"
MOST_LETTERS = 80


class NoMoment(ValueError):
    """What was asked names no moment, in the reader's words."""


@dataclass(frozen=True)
class Since:
    moment: datetime
    says: str  # after the word "since"

    @classmethod
    def read(cls, asked: str, user: Viewer, *, today: date) -> Since:
        """Read "last-visit", or any name of a week or of one of its days. Raise NoMoment for anything else."""
        if asked == LAST_VISIT:
            return cls.last_visit(user)
        try:
            week = Week.parse(asked[:MOST_LETTERS], today=today)
            return cls(timezone.make_aware(datetime.combine(week.monday, time.min)), week.name)
        except (ValueError, OverflowError) as problem:
            raise NoMoment(str(problem)) from problem

    @classmethod
    def last_visit(cls, user: Viewer) -> Since:
        moment = previous_visit(user)
        if moment is None:
            raise NoMoment("This is your first visit that we know of. Give a week or a date instead.")
        return cls(moment, f"your last visit, on {date_format(timezone.localtime(moment), 'j F Y, H:i')}")
