"""Weeks: seven days from Monday to Sunday (ISO 8601), and every name that people give them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
FIRST_YEAR, LAST_YEAR = 1, 9998  # the last whole ISO year before date.max
LONGEST_RANGE = 6  # weeks
LONGEST_BACK = 8  # years in which a date without one is looked for: 29 February may be as far
COUNTS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
A_COUNT = rf"(?:\d{{1,3}}|an?|{'|'.join(COUNTS)})"  # of weeks, say

_MONTH_NUMBERS = {name[:length].casefold(): number for number, name in enumerate(MONTHS, 1) for length in range(3, 10)}
_MONTH_NUMBERS["sept"] = 9
_MONTH = r"(?P<{0}>[a-z]{{3,9}})\.?"
_DAY = r"(?P<{0}>\d{{1,2}})(?:st|nd|rd|th)?"
_YEAR = r"(?P<{0}>\d{{4}}|'\d\d)"
_DASH = r"\s*(?:-|to|until)\s*"
_PREFIX = re.compile(
    r"^(?:(?:week (?:commencing|beginning|starting|of|ending)|week:|w\.?/?[cbe]\b\.?)\s*[:,]?\s*)?"
    r"(?:(?:mon|tues?|wed(?:nes)?|thur?s?|fri|sat(?:ur)?|sun)(?:day)?[.,]*\s+)?(?:the\s+)?",
)
_ISO_DATE = re.compile(r"^(\d{4})-(\d{1,2})-(\d{1,2})$")
_ISO_WEEK = re.compile(r"^(\d{4})[- ]?w(?:eek ?)?(\d{1,2})$")
_WEEK_NUMBER = re.compile(r"^(?:week|wk|w)\.? ?(?:no\.? ?)?(\d{1,2})(?:,? (?:of )?(\d{4}))?$")
_DAY_FIRST = re.compile(rf"^{_DAY.format('day')}(?: of)? {_MONTH.format('month')}(?:,? {_YEAR.format('year')})?$")
_MONTH_FIRST = re.compile(rf"^{_MONTH.format('month')} {_DAY.format('day')}(?:,? {_YEAR.format('year')})?$")
_SLASHES = re.compile(r"^(\d{1,2})[/.](\d{1,2})(?:[/.](\d{4})|/(\d{2}))?$")
_AGO = re.compile(rf"^(?P<count>{A_COUNT}) (?P<unit>day|week|fortnight)s? ago$")
_RANGE = re.compile(
    rf"^{_DAY.format('day')}(?: {_MONTH.format('month')}(?:,? {_YEAR.format('year')})?)?{_DASH}"
    rf"{_DAY.format('day2')} {_MONTH.format('month2')}(?:,? {_YEAR.format('year2')})?$"
)


@dataclass(frozen=True, order=True)
class Week:
    """One week, known by its Monday."""

    monday: date

    def __post_init__(self) -> None:
        if self.monday.weekday() != 0:
            raise ValueError(f"{self.monday} is no Monday.")

    @classmethod
    def of(cls, day: date) -> Week:
        """The week that holds a day. Raise ValueError past the end of the calendar."""
        if not FIRST_YEAR <= day.year <= LAST_YEAR:
            raise ValueError(f"There is no week for {day}.")
        return cls(day - timedelta(days=day.weekday()))

    @classmethod
    def from_iso(cls, year: int, number: int) -> Week:
        """Week 1 is the one that holds the year's first Thursday (ISO 8601). Raise ValueError for 2019-W53."""
        try:
            return cls.of(date.fromisocalendar(year, number, 1))
        except ValueError as problem:
            raise ValueError(f"{year} has no week {number}.") from problem

    @classmethod
    def parse(cls, text: str, *, today: date | None = None, looking_back: bool = False) -> Week:
        """Read any name of a week: "2018-07-30" (any of its days), "2018-W31", "w/c 30 July 2018",
        "30 Jul – 5 Aug 2018", "Week 31, 2018", "July 30, 2018", "30/07/2018" (day first), "Monday 30 July 2018".

        A name without a year means the one nearest to `today`, or for who is looking back the latest that is not to
        come; without `today` it is refused. "last week" or "two weeks ago" need `today` too. Raise ValueError for
        anything else.
        """
        name = plain(text)
        if today is not None and (days := _days_from_today(name)) is not None:
            return cls.of(today + timedelta(days=days))
        near = _Near(today, looking_back) if today is not None else None
        bare = _PREFIX.sub("", name)
        if match := _ISO_DATE.match(bare):
            return cls._of_day(text, int(match[1]), int(match[2]), int(match[3]))
        if match := _ISO_WEEK.match(name):
            return cls.from_iso(int(match[1]), int(match[2]))
        if match := _WEEK_NUMBER.match(name):
            return cls._of_number(text, int(match[1]), match[2], near)
        if (match := _SLASHES.match(bare)) and (match[3] or match[4] or bare != name):  # "1/2" may be a half
            year = match[3] or (match[4] and f"'{match[4]}")
            return cls._of_calendar(text, int(match[1]), int(match[2]), year, near)
        if match := _DAY_FIRST.match(bare) or _MONTH_FIRST.match(bare):
            return cls._of_words(text, match["day"], match["month"], match["year"], near)
        if match := _RANGE.match(bare):
            return cls._of_range(text, match, near)
        raise ValueError(f"“{text.strip()[:80]}” is no week that we know. Try 2018-07-30 or w/c 30 July 2018.")

    @classmethod
    def _of_day(cls, text: str, year: int, month: int, day: int) -> Week:
        try:
            return cls.of(date(year, month, day))
        except ValueError as problem:
            raise ValueError(f"“{text.strip()[:80]}” is no day of the calendar.") from problem

    @classmethod
    def _of_number(cls, text: str, number: int, year: str | None, near: _Near | None) -> Week:
        if year is not None:
            return cls.from_iso(int(year), number)
        if near is None:
            raise ValueError(f"“{text.strip()}” needs a year.")
        found = [cls.from_iso(y, number).monday for y in near.years if number and number <= weeks_in(y)]
        if not found:
            raise ValueError(f"{near.today.isocalendar().year} has no week {number}.")
        return cls.of(near.chosen(found))

    @classmethod
    def _of_words(cls, text: str, day: str, month: str, year: str | None, near: _Near | None) -> Week:
        number = _MONTH_NUMBERS.get(month)
        if number is None:
            raise ValueError(f"“{month}” is no month that we know.")
        return cls._of_calendar(text, int(day), number, year, near)

    @classmethod
    def _of_calendar(cls, text: str, day: int, month: int, year: str | None, near: _Near | None) -> Week:
        if year is not None:
            return cls._of_day(text, year_of(year), month, day)
        if near is None:
            raise ValueError(f"“{text.strip()[:80]}” needs a year.")
        found = []
        for there in near.years:
            try:
                found.append(date(there, month, day))
            except ValueError:  # 29 February in most years
                continue
        if not found:
            raise ValueError(f"“{text.strip()[:80]}” is no day of the calendar.")
        return cls.of(near.chosen(found))

    @classmethod
    def _of_range(cls, text: str, match: re.Match[str], near: _Near | None) -> Week:
        month, year, month2, year2 = match["month"] or match["month2"], match["year"], match["month2"], match["year2"]
        last = cls._of_words(text, match["day2"], month2, year2 or year, near)
        if year is None:  # "29 Dec – 4 Jan 2027" begins the year before
            wraps = _MONTH_NUMBERS.get(month, 0) > _MONTH_NUMBERS.get(month2, 0)
            year = str(year_of(year2) - wraps) if year2 else None
        first = cls._of_words(text, match["day"], month, year, near)
        if first > last:
            raise ValueError(f"“{text.strip()[:80]}” ends before it begins.")
        if last > first + LONGEST_RANGE:  # "5 August – 30 July" is a slip, not a year
            raise ValueError(f"“{text.strip()[:80]}” is longer than a note covers.")
        return last  # a note over two weeks is filed under the later one

    @property
    def sunday(self) -> date:
        return self.monday + timedelta(days=6)

    @property
    def days(self) -> tuple[date, ...]:
        return tuple(self.monday + timedelta(days=n) for n in range(7))

    @property
    def year(self) -> int:
        """The ISO year: that of the week's Thursday."""
        return self.monday.isocalendar().year

    @property
    def number(self) -> int:
        return self.monday.isocalendar().week

    @property
    def month(self) -> int:
        """The month of the week's Thursday, so that a year's weeks fall into its months."""
        return (self.monday + timedelta(days=3)).month

    @property
    def key(self) -> str:
        """As in addresses: "2018-07-30"."""
        return self.monday.isoformat()

    @property
    def iso(self) -> str:
        return f"{self.year:04}-W{self.number:02}"

    @property
    def day_name(self) -> str:
        """The Monday without its year: "30 July"."""
        return f"{self.monday.day} {MONTHS[self.monday.month - 1]}"

    @property
    def name(self) -> str:
        return f"w/c {self.day_name} {self.monday.year}"

    @property
    def span(self) -> str:
        """From Monday to Sunday: "30 July – 5 August 2018"."""
        first, last = self.monday, self.sunday
        start = self.day_name if first.month != last.month else str(first.day)
        if first.year != last.year:
            start = f"{self.day_name} {first.year}"
        return f"{start} – {last.day} {MONTHS[last.month - 1]} {last.year}"

    @property
    def next(self) -> Week:
        return self + 1

    @property
    def previous(self) -> Week:
        return self - 1

    def __add__(self, weeks: int) -> Week:
        """Raise ValueError past either end of the calendar."""
        try:
            return Week.of(self.monday + timedelta(weeks=weeks))
        except OverflowError as problem:
            raise ValueError("The calendar ends there.") from problem

    def __sub__(self, weeks: int) -> Week:
        return self + -weeks

    def __contains__(self, day: date) -> bool:
        return self.monday <= day <= self.sunday

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True)
class _Near:
    """How a date without a year finds one."""

    today: date
    looking_back: bool

    @property
    def years(self) -> range:
        return range(self.today.year - (LONGEST_BACK if self.looking_back else 1), self.today.year + 2)

    def chosen(self, found: list[date]) -> date:
        if self.looking_back:
            return max(day for day in found if day <= Week.of(self.today).sunday)
        return min(found, key=lambda day: abs((day - self.today).days))


_RELATIVE = {
    "this week": 0, "last week": -7, "next week": 7, "the week before last": -14, "week before last": -14,
    "today": 0, "yesterday": -1, "the day before yesterday": -2,
}  # fmt: skip
_UNITS = {"day": 1, "week": 7, "fortnight": 14}


def _days_from_today(name: str) -> int | None:
    if match := _AGO.match(name):
        return -count_of(match["count"]) * _UNITS[match["unit"]]
    return _RELATIVE.get(name)


def weeks_in(year: int) -> int:
    """52 or 53. 28 December is always in a year's last week (ISO 8601)."""
    return date(year, 12, 28).isocalendar().week


def weeks_of(year: int) -> Iterator[Week]:
    """All weeks of an ISO year, in order."""
    return (Week.from_iso(year, number) for number in range(1, weeks_in(year) + 1))


def year_of(said: str) -> int:
    """2025, of "2025" or "'25"."""
    return int(said) if said.isdecimal() else 2000 + int(said[1:])


def count_of(said: str) -> int:
    """3, of "3" or "three"; 1, of "a"."""
    if said.isdecimal():
        return int(said)
    return COUNTS.index(said) + 1 if said in COUNTS else 1


def plain(text: str) -> str:
    """One spelling for spaces, dashes and width: no-break and thin spaces, en dashes, full-width digits."""
    text = unicodedata.normalize("NFKC", text).replace("’", "'").replace("‘", "'")
    text = re.sub(r"[\u200b\u200c\u200d\u2060\ufeff\u00ad]", "", text)
    text = re.sub(r"[‐‑‒–—−]", "-", text)
    return re.sub(r"\s+", " ", text).strip().casefold()
