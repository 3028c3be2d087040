"""Times as people type them into a filter: a week, a month, a year."""

from __future__ import annotations

import re
from datetime import date, timedelta

from notes.weeks import MONTHS, Week, weeks_in

_YEAR = re.compile(r"^(\d{4})$")
_MONTH_IN_FIGURES = re.compile(r"^(\d{4})[-/](\d{1,2})$")
_MONTH_IN_WORDS = re.compile(r"^([^\W\d_]{3,9})\.?[ ,]+(\d{4})$")


def span_of(text: str, *, today: date | None = None) -> tuple[Week, Week] | None:
    """The first and the last week of "2018", "2018-07", "July 2018" or any name of a week. None for anything else.

    A year is its ISO weeks; a month, the weeks whose Thursday lies in it (ISO 8601).
    """
    try:
        first, last = _span(text.strip(), today)
    except (ValueError, OverflowError):
        return None
    return (first, last) if 1900 <= first.year <= last.year <= 2200 else None


def _span(text: str, today: date | None) -> tuple[Week, Week]:
    if match := _YEAR.match(text):
        year = int(match[1])
        return Week.from_iso(year, 1), Week.from_iso(year, weeks_in(year))
    if match := _MONTH_IN_FIGURES.match(text):
        return _month(int(match[1]), int(match[2]))
    if (match := _MONTH_IN_WORDS.match(text)) and (number := _month_number(match[1])):
        return _month(int(match[2]), number)
    week = Week.parse(text, today=today)
    return week, week


def _month_number(name: str) -> int:
    return next((n for n, month in enumerate(MONTHS, 1) if month.casefold().startswith(name.casefold())), 0)


def _month(year: int, month: int) -> tuple[Week, Week]:
    start = date(year, month, 1)
    end = date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)
    first, last = Week.of(start), Week.of(end)
    return (first if first.month == month else first + 1), (last if last.month == month else last - 1)
