"""A list by time, as a journal's run and a topic's history are: its rows under their years, and its ribbons."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.contrib.humanize.templatetags.humanize import apnumber

from notes.models import QuietWeek
from notes.paging import Page
from notes.quieting import QuietRun, runs
from notes.reading import this_week
from notes.ribbon import Ribbon, ribbon
from notes.weeks import MONTHS, Week

OPEN_YEARS = 3  # ribbons in sight; the older ones are folded


@dataclass(frozen=True)
class Row:
    """An entry or a section in a list by time. `quiet` is how many weeks without one came before it."""

    shown: Any
    week: Week
    quiet: int = 0
    told: tuple[QuietRun, ...] = ()  # what was said of those weeks


@dataclass(frozen=True)
class ListedYear:
    year: int
    rows: list[Row]


@dataclass(frozen=True)
class TabledYear:
    """A year of a table: how many in each month, as the ribbon has them."""

    year: int
    months: list[int]

    @property
    def total(self) -> int:
        return sum(self.months)

    @property
    def figures(self) -> list[str]:
        return [str(count) if count else "" for count in self.months]


def by_year(rows: Iterable[Row]) -> list[ListedYear]:
    return [ListedYear(year, list(found)) for year, found in groupby(rows, key=lambda row: row.week.year)]


def with_gaps(page: Page, counts: Mapping[Week, int], told: Collection[QuietWeek] = ()) -> list[Row]:
    """The rows of a page, newest first, each with the quiet weeks between it and the one before, and what was told of
    them. `counts` holds all weeks of the list, so that a gap is told at the foot of a page as well.
    """
    weeks = [week for week in sorted(counts, reverse=True) for _ in range(counts[week])]
    before = [*weeks[page.start + 1 :], None]
    pairs = zip(page.rows, before, strict=False)
    return [
        Row(shown, shown.week, quiet_weeks(shown.week, then), tuple(runs(between(told, then, shown.week))))
        for shown, then in pairs
    ]


def between(told: Iterable[QuietWeek], before: Week | None, week: Week | None) -> list[QuietWeek]:
    return [one for one in told if (before is None or one.week > before) and (week is None or one.week < week)]


def quiet_weeks(week: Week, before: Week | None) -> int:
    return max(0, (week.monday - before.monday).days // 7 - 1) if before else 0


def quiet_since(last: Week) -> str:
    """For how long nothing was said, in words: "seven weeks". Nothing where it was said not long ago."""
    weeks = quiet_weeks(this_week(), last)
    if weeks < 2:
        return ""
    if weeks <= 12:
        return f"{apnumber(weeks)} weeks"
    months = round(weeks * 12 / 52)
    return f"about {apnumber(months)} months" if months < 24 else f"about {apnumber(months // 12)} years"


def ribbons(
    counts: Mapping[Week, int],
    url: Callable[[Week], str],
    *,
    noun: tuple[str, str],
    largest: int = 0,
    quiet: Mapping[Week, str] | None = None,
    years: Iterable[int] | None = None,
) -> dict[str, list[Ribbon]]:
    """One for each of the `years`, or for each that holds something, the newest first: those in sight, and those that
    are folded.
    """
    present, largest = this_week(), max(largest, *counts.values(), 0)
    drawn = [
        ribbon(year, counts, url=url, noun=noun, present=present, largest=largest, quiet=quiet)
        for year in (years_of(counts) if years is None else years)
    ]
    return {"open": drawn[:OPEN_YEARS], "folded": drawn[OPEN_YEARS:]}


def years_of(counts: Iterable[Week]) -> list[int]:
    """The newest first."""
    return sorted({week.year for week in counts}, reverse=True)


def table(counts: Mapping[Week, int]) -> list[TabledYear]:
    """The same in figures, the newest year first. A month holds the weeks whose Thursday it holds (ISO 8601)."""
    months: dict[int, list[int]] = {}
    for week, count in counts.items():
        months.setdefault(week.year, [0] * len(MONTHS))[week.month - 1] += count
    return [TabledYear(year, months[year]) for year in sorted(months, reverse=True)]
