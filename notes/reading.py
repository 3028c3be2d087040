"""What stands on the pages that one reads by week: home, a year, a week, an entry. Each function gives the values
of one page, of what this viewer may see and nothing else; counts and neighbours included.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any, NamedTuple

from django.urls import reverse
from django.utils import timezone

from notes import kinship
from notes.models import Authorship, Entry, Journal, QuietWeek, Topic, User
from notes.querysets import Viewer
from notes.ribbon import Ribbon, ribbon
from notes.weeks import MONTHS, Week

TITLES_A_WEEK = 12  # in lists that hold many weeks; the week's own page has them all
BUSY_TOPICS, BUSY_WEEKS = 12, 4
BESIDE = 6  # entries of the same week, under an entry


class Crumb(NamedTuple):
    name: str
    url: str


@dataclass(frozen=True)
class ListedWeek:
    """A week with the titles of its entries."""

    week: Week
    entries: list[Entry]

    @property
    def shown(self) -> list[Entry]:
        return self.entries[:TITLES_A_WEEK]

    @property
    def more(self) -> int:
        return len(self.entries) - len(self.shown)


@dataclass(frozen=True)
class ListedMonth:
    name: str
    weeks: list[ListedWeek]


def home_page(viewer: Viewer) -> dict[str, Any]:
    """The newest week that holds something, the one before it, and what was busy. Without entries: no `week`."""
    visible = Entry.objects.visible_to(viewer)
    counts = visible.count_by_week()
    if not counts:
        return {"place": "home"}
    week = max(counts)
    before = week_written_before(week, counts)
    shown = visible.in_weeks(week, before or week).with_outline(viewer).newest_first()
    by_week = {w: list(entries) for w, entries in groupby(shown, key=lambda entry: entry.week)}
    return {
        "place": "home",
        "week": week,
        "is_present": week == this_week(),
        "entries": by_week.get(week, []),
        "before": ListedWeek(before, by_week.get(before, [])) if before else None,
        "is_last_week": before == week.previous,
        "ribbon": site_ribbon(week.year, counts),
        "earlier_year": max((w.year for w in counts if w.year < week.year), default=None),
        "busy_topics": Topic.objects.counted_for(viewer, since=week - (BUSY_WEEKS - 1)).busiest_first()[:BUSY_TOPICS],
        "busy_weeks": BUSY_WEEKS,
    }


def year_page(viewer: Viewer, year: int) -> dict[str, Any]:
    """All weeks of an ISO year that hold something, in order, with their titles."""
    visible = Entry.objects.visible_to(viewer)
    counts = visible.count_by_week()
    years = sorted({week.year for week in counts})
    entries = visible.in_year(year).titles_only().oldest_first() if year in years else []
    return {
        "place": "years",
        "year": year,
        "months": list(by_month(entries)),
        "ribbon": site_ribbon(year, counts),
        "previous_year": max((y for y in years if y < year), default=None),
        "next_year": min((y for y in years if y > year), default=None),
        "years": years,
        "trail": [start_of_trail()],
    }


def week_page(viewer: Viewer, week: Week) -> dict[str, Any]:
    """Every journal's entry; who was quiet; the weeks on either side."""
    visible = Entry.objects.visible_to(viewer)
    counts = visible.count_by_week()
    present = this_week()
    entries = list(visible.in_week(week).with_outline(viewer).oldest_first())
    told = {
        one.journal: one.said for one in QuietWeek.objects.visible_to(viewer).in_weeks(week).select_related("journal")
    }
    # Nobody is quiet before a week is over, and where all were, there is nobody to tell apart.
    quiet = Journal.objects.quiet_in(week, viewer) if entries and week < present else Journal.objects.none()
    return {
        "place": "years",
        "week": week,
        "entries": entries,
        "quiet": [(journal, told.get(journal, "")) for journal in sorted({*quiet, *told}, key=lambda one: one.name)],
        "is_present": week == present,
        "previous": week_before(week, counts),
        "next": week_after(week, counts),
        "present": present,
        "written_before": week_written_before(week, counts),
        "written_after": min((w for w in counts if w > week), default=None),
        "ribbon": site_ribbon(week.year, counts, current=week),
        "trail": [start_of_trail(), year_crumb(week)],
    }


def entry_page(viewer: Viewer, entry: Entry) -> dict[str, Any]:
    """What stands around an entry: the journal's year and everybody's week, both from one query."""
    week, journal = entry.week, entry.journal
    around = list(Entry.objects.visible_to(viewer).around(journal, week).titles_only().oldest_first())
    run = [other for other in around if other.journal_id == journal.pk]
    beside = [other for other in around if other.week == week and other.journal_id != journal.pk]
    here = [other.pk for other in run].index(entry.pk)
    year = journal_ribbon(week.year, run, current=week)
    return {
        "entry": entry,
        "sections": kinship.see_also(entry.seen_sections),
        "week": week,
        "journal": journal,
        "authors": authors_of(viewer, entry),
        "previous": run[here - 1] if here else None,
        "next": run[here + 1] if here + 1 < len(run) else None,
        "beside": beside[:BESIDE],
        "more_beside": len(beside[BESIDE:]),
        "ribbon": year,
        "trail": [start_of_trail(), year_crumb(week), Crumb(week.name, reverse("week", args=[week]))],
    }


def authors_of(viewer: Viewer, entry: Entry) -> list[User]:
    """Of a team's entry: the people whose words this reader sees. A person's journal has its name."""
    if entry.journal.kind != Journal.Kind.TEAM or not viewer.is_authenticated:
        return []
    shown = Authorship.objects.visible_to(viewer).of_sections(*entry.seen_sections).in_order().select_related("user")
    return list(dict.fromkeys(authorship.user for authorship in shown))


def this_week() -> Week:
    return Week.of(timezone.localdate())


def site_ribbon(year: int, counts: Mapping[Week, int], *, current: Week | None = None) -> Ribbon:
    return ribbon(year, counts, url=lambda week: reverse("week", args=[week]), present=this_week(), current=current)


def journal_ribbon(year: int, run: Iterable[Entry], *, current: Week | None = None) -> Ribbon:
    """A journal's year. A week with two entries leads to the first."""
    by_week = {week: list(entries) for week, entries in groupby(run, key=lambda entry: entry.week)}
    counts = {week: len(entries) for week, entries in by_week.items()}
    return ribbon(
        year, counts, url=lambda week: by_week[week][0].get_absolute_url(), present=this_week(), current=current
    )


def week_before(week: Week, counts: Mapping[Week, int]) -> Week | None:
    """The week before, as long as the archive goes back; from beyond its end, its last week."""
    if not counts or week <= min(counts):
        return None
    return min(week.previous, max(*counts, this_week()))


def week_after(week: Week, counts: Mapping[Week, int]) -> Week | None:
    if not counts or week >= max(*counts, this_week()):
        return None
    return max(week.next, min(counts))


def week_written_before(week: Week, counts: Mapping[Week, int]) -> Week | None:
    return max((w for w in counts if w < week), default=None)


def by_month(entries: Iterable[Entry]) -> Iterable[ListedMonth]:
    """In order, by the month of each week's Thursday, as in the ribbon."""
    weeks = (ListedWeek(week, list(found)) for week, found in groupby(entries, key=lambda entry: entry.week))
    return (
        ListedMonth(MONTHS[month - 1], list(found))
        for month, found in groupby(weeks, key=lambda listed: listed.week.month)
    )


def start_of_trail() -> Crumb:
    return Crumb("All weeks", reverse("home"))


def year_crumb(week: Week) -> Crumb:
    return Crumb(str(week.year), reverse("year", args=[week.year]))
