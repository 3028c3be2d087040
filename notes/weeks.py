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

_MONTH_NUMBERS = {name[:length].casefold(): number for number, name in enumerate(MONTHS, 1) for length in range(3, 10)}
_MONTH_NUMBERS["sept"] = 9
_MONTH = r"(?P<{0}>[a-z]{{3,9}})\.?"
_DAY = r"(?P<{0}>\d{{1,2}})(?:st|nd|rd|th)?"
_YEAR = r"(?P<{0}>\d{{4}})"
_DASH = r"\s*(?:-|to|until)\s*"
_PREFIX = re.compile(
    r"^(?:week (?:commencing|beginning|starting|of|ending)|week:|w\.?/?[cbe]\b\.?)\s*[:,]?\s*"
    r"(?:(?:mon|tues?|wed(?:nes)?|thur?s?|fri|sat(?:ur)?|sun)(?:day)?,?\s+)?(?:the\s+)?",
)
_ISO_DATE = re.compile(r"^(\d{4})-(\d{1,2})-(\d{1,2})$")
_ISO_WEEK = re.compile(r"^(\d{4})[- ]?w(?:eek ?)?(\d{1,2})$")
_WEEK_NUMBER = re.compile(r"^(?:week|wk|w)\.? ?(?:no\.? ?)?(\d{1,2})(?:,? (?:of )?(\d{4}))?$")
_DAY_FIRST = re.compile(rf"^{_DAY.format('day')}(?: of)? {_MONTH.format('month')}(?:,? {_YEAR.format('year')})?$")
_MONTH_FIRST = re.compile(rf"^{_MONTH.format('month')} {_DAY.format('day')}(?:,? {_YEAR.format('year')})?$")
_SLASHES = re.compile(r"^(\d{1,2})[/.](\d{1,2})[/.](\d{4})$")
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
    def parse(cls, text: str, *, today: date | None = None) -> Week:
        """Read any name of a week: "2018-07-30" (any of its days), "2018-W31", "w/c 30 July 2018",
        "30 Jul – 5 Aug 2018", "Week 31, 2018", "July 30, 2018", "30/07/2018" (day first).

        A name without a year means the one nearest to `today`; without `today` it is refused.
        "this week", "last week" and "next week" need `today` too. Raise ValueError for anything else.
        """
        name = _plain(text)
        if today is not None and (said := _RELATIVE.get(name)) is not None:
            return cls.of(today + timedelta(weeks=said))
        bare = _PREFIX.sub("", name)
        if match := _ISO_DATE.match(bare):
            return cls._of_day(text, int(match[1]), int(match[2]), int(match[3]))
        if match := _ISO_WEEK.match(name):
            return cls.from_iso(int(match[1]), int(match[2]))
        if match := _WEEK_NUMBER.match(name):
            return cls._of_number(text, int(match[1]), match[2], today)
        if match := _SLASHES.match(bare):
            return cls._of_day(text, int(match[3]), int(match[2]), int(match[1]))
        if match := _DAY_FIRST.match(bare) or _MONTH_FIRST.match(bare):
            return cls._of_words(text, match["day"], match["month"], match["year"], today)
        if match := _RANGE.match(bare):
            return cls._of_range(text, match, today)
        raise ValueError(f"“{text.strip()[:80]}” is no week that we know. Try 2018-07-30 or w/c 30 July 2018.")

    @classmethod
    def _of_day(cls, text: str, year: int, month: int, day: int) -> Week:
        try:
            return cls.of(date(year, month, day))
        except ValueError as problem:
            raise ValueError(f"“{text.strip()[:80]}” is no day of the calendar.") from problem

    @classmethod
    def _of_number(cls, text: str, number: int, year: str | None, today: date | None) -> Week:
        if year is not None:
            return cls.from_iso(int(year), number)
        if today is None:
            raise ValueError(f"“{text.strip()}” needs a year.")
        here = today.isocalendar().year
        found = [cls.from_iso(y, number) for y in (here - 1, here, here + 1) if number <= weeks_in(y) and number]
        if not found:
            raise ValueError(f"{here} has no week {number}.")
        return min(found, key=lambda week: abs((week.monday - today).days))

    @classmethod
    def _of_words(cls, text: str, day: str, month: str, year: str | None, today: date | None) -> Week:
        number = _MONTH_NUMBERS.get(month)
        if number is None:
            raise ValueError(f"“{month}” is no month that we know.")
        if year is not None:
            return cls._of_day(text, int(year), number, int(day))
        if today is None:
            raise ValueError(f"“{text.strip()[:80]}” needs a year.")
        found = []
        for near in (today.year - 1, today.year, today.year + 1):
            try:
                found.append(date(near, number, int(day)))
            except ValueError:  # 29 February in most years
                continue
        if not found:
            raise ValueError(f"“{text.strip()[:80]}” is no day of the calendar.")
        return cls.of(min(found, key=lambda d: abs((d - today).days)))

    @classmethod
    def _of_range(cls, text: str, match: re.Match[str], today: date | None) -> Week:
        month, year, month2, year2 = match["month"] or match["month2"], match["year"], match["month2"], match["year2"]
        last = cls._of_words(text, match["day2"], month2, year2 or year, today)
        if year is None:  # "29 Dec – 4 Jan 2027" begins the year before
            wraps = _MONTH_NUMBERS.get(month, 0) > _MONTH_NUMBERS.get(month2, 0)
            year = str(int(year2) - wraps) if year2 else None
        first = cls._of_words(text, match["day"], month, year, today)
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


_RELATIVE = {"this week": 0, "last week": -1, "next week": 1, "today": 0}


def weeks_in(year: int) -> int:
    """52 or 53. 28 December is always in a year's last week (ISO 8601)."""
    return date(year, 12, 28).isocalendar().week


def weeks_of(year: int) -> Iterator[Week]:
    """All weeks of an ISO year, in order."""
    return (Week.from_iso(year, number) for number in range(1, weeks_in(year) + 1))


def _plain(text: str) -> str:
    """One spelling for spaces, dashes and width: no-break and thin spaces, en dashes, full-width digits."""
    text = unicodedata.normalize("NFKC", text)
    text = re.sub(r"[\u200b\u200c\u200d\u2060\ufeff\u00ad]", "", text)
    text = re.sub(r"[‐‑‒–—−]", "-", text)
    return re.sub(r"\s+", " ", text).strip().casefold()
