"""The ribbon of the year: its 52 or 53 weeks as a row of cells, each as heavy as what it holds. Values only;
`templates/notes/_ribbon.html` draws them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from typing import NamedTuple

from notes.weeks import MONTHS, Week, weeks_of

MOST_LEAVES = 8  # strokes that fit into a cell


class Cell(NamedTuple):
    """One week. `leaves` is how many strokes are drawn, `url` is empty where there is nothing to go to."""

    week: Week
    number: int  # of what stands in it
    leaves: int
    url: str
    label: str
    present: bool = False
    current: bool = False
    future: bool = False
    is_quiet: bool = False  # somebody said that there is nothing
    state: str = ""  # "draft" or "scheduled" where readers see none of it yet; only its writers are shown this

    @property
    def figure(self) -> int:
        """The day of the Monday, as it stands under the cell."""
        return self.week.monday.day

    @property
    def is_blank(self) -> bool:
        return not self.url


@dataclass(frozen=True)
class Month:
    name: str
    year: int
    cells: tuple[Cell, ...]

    @property
    def short(self) -> str:
        return self.name[:3]

    @property
    def rest(self) -> str:
        """What follows the short name: read aloud, not drawn."""
        return f"{self.name[3:]} {self.year}"

    @property
    def is_long(self) -> bool:
        return len(self.cells) > 4


@dataclass(frozen=True)
class Ribbon:
    year: int
    months: tuple[Month, ...]

    @property
    def total(self) -> int:
        return sum(cell.number for month in self.months for cell in month.cells)

    @property
    def has_unseen(self) -> bool:
        return any(cell.state for month in self.months for cell in month.cells)

    @property
    def weeks_written(self) -> int:
        return sum(cell.number > 0 for month in self.months for cell in month.cells)


def ribbon(
    year: int,
    counts: Mapping[Week, int],
    *,
    url: Callable[[Week], str],
    noun: tuple[str, str] = ("entry", "entries"),
    present: Week | None = None,
    current: Week | None = None,
    largest: int = 0,
    quiet: Mapping[Week, str] | None = None,
    unseen: Mapping[Week, tuple[str, str]] | None = None,
) -> Ribbon:
    """The weeks of an ISO year, by the month of their Thursday (ISO 8601).

    `counts` may hold weeks of other years: ribbons drawn from the same counts share one scale, as do those that are
    told the same `largest`. `url` is asked only for weeks that hold something. `present` is the week of today;
    `current` the one that the page is about. `quiet` are weeks of which somebody said that there is nothing, with the
    reason, if any. `unseen` are those that readers do not see yet: their state, and what stands in place of a count.
    """
    quiet, unseen = quiet or {}, unseen or {}
    largest = max(largest, *counts.values(), 0)
    today, here = present.monday if present else None, current.monday if current else None

    def cell(week: Week) -> Cell:
        count, monday = counts.get(week, 0), week.monday
        state, instead = unseen.get(week, ("", "")) if unseen else ("", "")
        is_quiet = bool(quiet) and week in quiet
        return Cell(
            week=week,
            number=count,
            leaves=leaves(count, largest),
            url=url(week) if count else "",
            label=label(week, count, noun, monday == today, why=quiet[week] if is_quiet else "", instead=instead),
            present=monday == today,
            current=monday == here,
            future=today is not None and monday > today and not count and not is_quiet,
            is_quiet=is_quiet and not count,
            state=state,
        )

    return Ribbon(
        year,
        tuple(Month(MONTHS[month - 1], year, tuple(map(cell, weeks))) for month, weeks in months_of(year)),
    )


@lru_cache(maxsize=64)
def months_of(year: int) -> tuple[tuple[int, tuple[Week, ...]], ...]:
    """Kept, as are the names of weeks: the pages that draw many years draw the same ones."""
    return tuple((month, tuple(weeks)) for month, weeks in groupby(weeks_of(year), key=lambda week: week.month))


@lru_cache(maxsize=4096)
def name_of(week: Week) -> str:
    return week.name


def leaves(count: int, largest: int) -> int:
    """One stroke for each, until the fullest week would need more than fit; then in proportion, never none."""
    if largest <= MOST_LEAVES:
        return count
    return -(-count * MOST_LEAVES // largest)


def label(week: Week, count: int, noun: tuple[str, str], is_present: bool, *, why: str = "", instead: str = "") -> str:
    one, many = noun
    said = instead or f"{count:,} {one if count == 1 else many}" if count else f"no {many}{': ' if why else ''}{why}"
    return f"{name_of(week)}, {said}" + (", this week" if is_present else "")
