"""A day and a time to come, as a person types them, in the site's time zone."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import TypeVar

from django.utils import timezone

from notes.content import one_line
from notes.weeks import MONTHS

LONGEST = 60  # characters
DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
FAR = timedelta(days=366)
ASK_DAY = "Say the day, such as “Friday”, “4 December” or 2026-12-04."
ASK_TIME = "Say the time, such as 15:00 or 3 pm."

_MONTH = "|".join(rf"{name[:3]}(?:{name[3:]})?" if len(name) > 3 else name for name in MONTHS).lower() + "|sept"
_NUMBER = r"(\d{1,2})(?:st|nd|rd|th)?"
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_SLASHES = re.compile(r"(\d{1,2})[/.](\d{1,2})(?:[/.](\d{4}))?\.?")
_DAY_FIRST = re.compile(rf"{_NUMBER}(?: of)? ({_MONTH})\.?,?(?: (\d{{4}}))?")
_MONTH_FIRST = re.compile(rf"({_MONTH})\.? {_NUMBER},?(?: (\d{{4}}))?")
_NAMED = re.compile(r"(?:(?:on )?((?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?)\.?,? ?)?(.*)")
_TIME = re.compile(r"(?:at )?(\d{1,2})(?:[:.]?(\d{2}))? ?(am|pm|a\.m\.|p\.m\.)?")


T = TypeVar("T")


@dataclass
class MomentForm:
    """What was typed, the sentences to show beside it, and where there are none, the moment."""

    day: str = ""
    time: str = ""
    errors: dict[str, str] = field(default_factory=dict)
    at: datetime | None = None

    @classmethod
    def of(cls, moment: datetime | None) -> MomentForm:
        """Filled in as it stands."""
        if moment is None:
            return cls()
        here = timezone.localtime(moment)
        return cls(day=f"{here.day} {MONTHS[here.month - 1]} {here.year}", time=f"{here:%H:%M}")

    @classmethod
    def sent(cls, fields: Mapping[str, str]) -> MomentForm:
        form = cls(day=one_line(fields.get("day", "")), time=one_line(fields.get("time", "")))
        day = form._read("day", lambda: read_day(form.day, today=timezone.localdate()))
        hour = form._read("time", lambda: read_time(form.time))
        if day and hour:
            form.at = form._read("time", lambda: moment_at(day, hour))
        if form.at and form.at <= timezone.now():
            was_today = day == timezone.localdate()
            form._refuse("time" if was_today else "day", f"It is {now_said()}, so that is past. Choose a later time.")
        elif form.at and form.at > timezone.now() + FAR:
            form._refuse("day", "That is more than a year away. Look at the year again.")
        return form

    @property
    def problems(self) -> list[tuple[str, str]]:
        return list(self.errors.items())

    def _read(self, name: str, read: Callable[[], T]) -> T | None:
        try:
            return read()
        except ValueError as problem:
            self.errors[name] = str(problem)
            return None

    def _refuse(self, name: str, sentence: str) -> None:
        self.errors[name] = sentence
        self.at = None


def read_day(text: str, *, today: date) -> date:
    """ "Friday", "tomorrow", "Fri 4 December", "4/12", "4.12.2026" (day first), "December 4", "2026-12-04". Without a
    year: the next such day, today included. Raise ValueError with a sentence to show.
    """
    said = one_line(text).casefold()
    if not said:
        raise ValueError(ASK_DAY)
    near = {"today": 0, "tonight": 0, "tomorrow": 1}
    if said in near:
        return today + timedelta(days=near[said])
    match = _NAMED.fullmatch(said) if len(said) <= LONGEST else None
    if match is None:
        raise _no_day(text)
    name, rest = match[1], match[2]
    weekday = next((n for n, day in enumerate(DAYS) if name and day.startswith(name[:3])), None)
    if not rest and weekday is not None:
        return today + timedelta(days=(weekday - today.weekday()) % 7)
    day = _of_calendar(text, rest, today)
    if weekday is not None and day.weekday() != weekday:
        raise ValueError(f"{day.day} {MONTHS[day.month - 1]} {day.year} is a {DAYS[day.weekday()].title()}. {ASK_DAY}")
    return day


def _of_calendar(text: str, said: str, today: date) -> date:
    if match := _ISO.fullmatch(said):
        year, month, day = match[1], int(match[2]), match[3]
    elif match := _SLASHES.fullmatch(said):
        year, month, day = match[3], int(match[2]), match[1]
    elif match := _DAY_FIRST.fullmatch(said):
        year, month, day = match[3], _month(match[2]), match[1]
    elif match := _MONTH_FIRST.fullmatch(said):
        year, month, day = match[3], _month(match[1]), match[2]
    else:
        raise _no_day(text)
    years = [int(year)] if year else range(today.year, today.year + 9)  # nine: 29 February may be far
    found = (_date(there, month, int(day)) for there in years)
    coming = next((there for there in found if there and (year or there >= today)), None)
    if coming is None:
        raise ValueError(f"“{text.strip()}” is no day of the calendar.")
    return coming


def read_time(text: str) -> time:
    """ "15:00", "15.00", "3pm", "3:30 pm", "9", "noon". Raise ValueError with a sentence to show."""
    said = one_line(text).casefold()
    if not said:
        raise ValueError(ASK_TIME)
    if said in {"noon", "midday", "12 noon"}:
        return time(12)
    match = _TIME.fullmatch(said) if len(said) <= LONGEST else None
    if match is None:
        raise ValueError(f"“{text.strip()[:40]}” is no time that we know. {ASK_TIME}")
    hour, minute, half = int(match[1]), int(match[2] or 0), (match[3] or "").replace(".", "")
    if half and not 1 <= hour <= 12:
        raise ValueError(f"“{text.strip()}” is no time of the day. {ASK_TIME}")
    if half:
        hour = hour % 12 + (12 if half == "pm" else 0)
    if hour > 23 or minute > 59:
        raise ValueError(f"“{text.strip()}” is no time of the day. {ASK_TIME}")
    return time(hour, minute)


def moment_at(day: date, hour: time) -> datetime:
    """That time on that day. When the clocks go back it comes twice: the first is meant. When they go forward it may
    not come at all: raise ValueError, with a sentence.
    """
    moment = datetime.combine(day, hour, timezone.get_default_timezone())
    there = moment.astimezone(UTC).astimezone(moment.tzinfo)
    if there.replace(tzinfo=None) != moment.replace(tzinfo=None):
        raise ValueError(f"The clocks go forward that night, and {hour:%H:%M} does not come. Choose {there:%H:%M}.")
    return moment


def now_said() -> str:
    return f"{timezone.localtime():%H:%M on %A}"


def _month(name: str) -> int:
    return next(number for number, month in enumerate(MONTHS, 1) if month.lower().startswith(name[:3]))


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _no_day(text: str) -> ValueError:
    return ValueError(f"“{text.strip()[:40]}” is no day that we know. {ASK_DAY}")
