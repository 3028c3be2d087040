"""What stands on the pages that one browses: journals, topics and resources (one topic: `topic_history`; the shelf of
resources: `resource_shelf`). Each function gives the values of one page, of what this viewer may see and nothing else;
counts and gaps included.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.urls import reverse

from notes.addresses import is_web
from notes.content import topic_key
from notes.deriving import title_of
from notes.diary import Row, between, by_year, ribbons, with_gaps
from notes.legible import bare, legible, legible_host
from notes.models import Entry, Journal, QuietWeek, Resource, Topic
from notes.paging import page_of
from notes.querysets import Viewer
from notes.quieting import runs
from notes.reading import BUSY_TOPICS, BUSY_WEEKS, Crumb, this_week
from notes.search.analysis import folded
from notes.weeks import Week

ENTRIES_A_PAGE, CITATIONS_A_PAGE = 26, 50
QUIET_AFTER = 8  # weeks without an entry, as in JournalQuerySet.quiet_in
MANY_TOPICS = 60  # from here on the letters are also links


@dataclass(frozen=True)
class ListedJournal:
    """A journal and its run. Without an entry: no first and no last."""

    journal: Journal
    count: int
    first: Week | None
    last: Week | None


@dataclass(frozen=True)
class ListedTopic:
    topic: Topic
    count: int
    first: Week
    last: Week

    @property
    def is_of_one_month(self) -> bool:
        return self.first.monday.replace(day=1) == self.last.monday.replace(day=1)


@dataclass(frozen=True)
class Letter:
    name: str
    topics: list[ListedTopic]

    @property
    def anchor(self) -> str:
        return f"letter-{self.name.casefold()}" if self.name.isalpha() else f"letter-{ord(self.name[0])}"


@dataclass(frozen=True)
class Citing:
    """The journals that cite something, by name and slug, and how many more do."""

    journals: list[tuple[str, str]]
    more: int


@dataclass(frozen=True)
class ListedResource:
    resource: Resource
    url: str
    address: str  # as it is read
    site: str
    title: str
    count: int
    first: Week
    last: Week
    citing: Citing | None = None  # where few do


def journals_page(viewer: Viewer) -> dict[str, Any]:
    """Those that wrote lately, the people apart from the teams; those that are quiet; one's own without an entry."""
    journals = Journal.objects.visible_to(viewer).with_run(viewer)
    listed = [listed_journal(journal) for journal in sorted(journals, key=lambda journal: topic_key(journal.name))]
    since = this_week() - QUIET_AFTER
    lately = [one for one in listed if one.last and one.last >= since]
    return {
        "place": "journals",
        "people": [one for one in lately if one.journal.kind != Journal.Kind.TEAM],
        "teams": [one for one in lately if one.journal.kind == Journal.Kind.TEAM],
        "quiet": [one for one in listed if one.last and one.last < since],
        "unwritten": [one for one in listed if not one.last],
        "count": len(listed),
        "entry_count": sum(one.count for one in listed),
    }


def journal_page(viewer: Viewer, journal: Journal, number: int) -> dict[str, Any]:
    """A journal's run, newest first. Its members' names are for colleagues."""
    visible = Entry.objects.visible_to(viewer).by_journal(journal)
    run = visible.run()
    counts = {week: count for week, (count, _) in run.items()}
    members = list(journal.members.all()) if viewer.is_authenticated else []
    told = list(QuietWeek.objects.visible_to(viewer).by_journal(journal))
    newest = max(counts, default=None)
    page = page_of(
        visible.newest_first().with_outline(viewer),
        number,
        size=ENTRIES_A_PAGE,
        address=journal.get_absolute_url(),
        total=sum(counts.values()),
    )

    def url(week: Week) -> str:
        first = run[week][1]
        return reverse("entry", args=[week, journal.slug] if first == 1 else [week, journal.slug, first])

    return {
        "place": "journals",
        "journal": journal,
        "members": members if journal.kind == Journal.Kind.TEAM else [],
        "is_own": viewer in members,
        "page": page,
        "years": by_year(with_gaps(page, counts, told)),
        "told_since": runs(between(told, newest, None)) if page.number == 1 else [],
        "ribbons": ribbons(counts, url, noun=("entry", "entries"), quiet={one.week: one.said for one in told}),
        "first": min(counts, default=None),
        "last": max(counts, default=None),
        "is_quiet": bool(counts) and max(counts) < this_week() - QUIET_AFTER,
        "present": this_week(),
        "trail": [Crumb("Journals", reverse("journals"))],
    }


def topics_page(viewer: Viewer) -> dict[str, Any]:
    """All topics by their letters, and those of the newest weeks that hold any."""
    listed = [listed_topic(topic) for topic in Topic.objects.counted_for(viewer)]
    newest = max((one.last for one in listed), default=None)
    since = newest - (BUSY_WEEKS - 1) if newest else None
    return {
        "place": "topics",
        "letters": list(by_letter(listed)),
        "count": len(listed),
        "is_long": len(listed) >= MANY_TOPICS,
        "busy_topics": Topic.objects.counted_for(viewer, since=since).busiest_first()[:BUSY_TOPICS] if newest else [],
        "busy_weeks": BUSY_WEEKS,
        "newest": newest,
    }


def resource_page(viewer: Viewer, resource: Resource, number: int) -> dict[str, Any]:
    """Where a resource is cited. It comes `cited_for` the viewer and `with_words`."""
    citations = resource.citations.visible_to(viewer).newest_first()
    page = page_of(citations, number, size=CITATIONS_A_PAGE, address=resource.get_absolute_url())
    url = resource.citations.visible_to(viewer).spellings([resource.pk]).get(resource.pk, "")
    return {
        "place": "resources",
        "resource": resource,
        "listed": listed_resource(resource, url),
        "is_web": is_web(url),
        "page": page,
        "years": by_year(Row(citation, citation.section.week) for citation in page.rows),
        "trail": [Crumb("What we cite", reverse("resources"))],
    }


def listed_journal(journal: Any) -> ListedJournal:
    first, last = journal.first_week_start, journal.last_week_start
    return ListedJournal(journal, journal.entry_count, Week(first) if first else None, Week(last) if last else None)


def listed_topic(topic: Any) -> ListedTopic:
    return ListedTopic(topic, topic.section_count, Week(topic.first_week_start), Week(topic.last_week_start))


def listed_resource(resource: Any, url: str) -> ListedResource:
    """By words and a spelling that this viewer may read, never the resource's own: they may come from elsewhere."""
    return ListedResource(
        resource,
        url,
        legible(url),
        legible_host(resource.site),
        title_of(url, resource.words or "") or bare(url),
        resource.section_count,
        Week(resource.first_week_start),
        Week(resource.last_week_start),
    )


def parts_of(site: str) -> list[str]:
    """Of a host's name as it is read, so that a long one is broken after its dots."""
    parts = legible_host(site).split(".")
    return [f"{part}." for part in parts[:-1]] + parts[-1:]


def by_letter(listed: Iterable[ListedTopic]) -> Iterable[Letter]:
    """In the order of a dictionary: Élan stands under E. Figures come first, under #, with whatever is no letter."""
    ordered = sorted(listed, key=lambda one: (initial(one.topic.name) != "#", plain(one.topic.name)))
    return (Letter(name, list(found)) for name, found in groupby(ordered, key=lambda one: initial(one.topic.name)))


def initial(name: str) -> str:
    first = plain(name)[:1].upper()
    return first if first.isalpha() else "#"


def plain(name: str) -> str:
    """Without accents and case, for sorting."""
    return folded(topic_key(name))
