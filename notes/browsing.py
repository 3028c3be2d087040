"""What stands on the pages that one browses by journal, topic and resource. Each function gives the values of one
page, of what this viewer may see and nothing else; counts, companions and gaps included.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.http import Http404
from django.urls import reverse

from notes.addresses import bare, is_web
from notes.content import topic_key
from notes.deriving import title_of
from notes.models import Entry, Journal, Resource, Section, Topic
from notes.paging import Page, page_of
from notes.querysets import Viewer
from notes.reading import BUSY_TOPICS, BUSY_WEEKS, Crumb, this_week
from notes.ribbon import Ribbon, ribbon
from notes.weeks import Week

ENTRIES_A_PAGE, SECTIONS_A_PAGE, RESOURCES_A_PAGE, CITATIONS_A_PAGE = 26, 20, 50, 50
OPEN_YEARS = 3  # ribbons in sight; the older ones are folded
QUIET_AFTER = 8  # weeks without an entry, as in JournalQuerySet.quiet_in
COMPANIONS = WRITERS = 8
SITES = 24
MANY_TOPICS = 60  # from here on the letters are also links


@dataclass(frozen=True)
class ListedJournal:
    """A journal and its run. Without an entry: no first and no last."""

    journal: Journal
    count: int
    first: Week | None
    last: Week | None


@dataclass(frozen=True)
class Row:
    """An entry or a section in a list by time. `quiet` is how many weeks without one came before it."""

    shown: Any
    week: Week
    quiet: int = 0


@dataclass(frozen=True)
class ListedYear:
    year: int
    rows: list[Row]


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
class ListedResource:
    resource: Resource
    title: str
    count: int
    first: Week
    last: Week


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
        "years": by_year(page, counts),
        "ribbons": ribbons(counts, url, noun=("entry", "entries")),
        "first": min(counts, default=None),
        "last": max(counts, default=None),
        "is_quiet": bool(counts) and max(counts) < this_week() - QUIET_AFTER,
        "present": this_week(),
        "trail": [Crumb("Journals", reverse("journals"))],
    }


def topics_page(viewer: Viewer) -> dict[str, Any]:
    """All topics by their letters, and those of the newest weeks that hold any."""
    visible = Section.objects.visible_to(viewer)
    listed = [listed_topic(topic) for topic in Topic.objects.of_sections(visible)]
    newest = max((one.last for one in listed), default=None)
    lately = visible.since(newest - (BUSY_WEEKS - 1)) if newest else visible.none()
    return {
        "place": "topics",
        "letters": list(by_letter(listed)),
        "count": len(listed),
        "is_long": len(listed) >= MANY_TOPICS,
        "busy_topics": Topic.objects.of_sections(lately).busiest_first()[:BUSY_TOPICS] if newest else [],
        "busy_weeks": BUSY_WEEKS,
        "newest": newest,
    }


def topic_page(viewer: Viewer, topic: Topic, number: int) -> dict[str, Any]:
    """A topic as one reads a diary. A week of its ribbons leads to the place in these very pages."""
    sections = Section.objects.visible_to(viewer).on_topic(topic)
    counts = sections.count_by_week()
    address, total = topic.get_absolute_url(), sum(counts.values())
    page = page_of(sections.newest_first().with_entry(), number, size=SECTIONS_A_PAGE, address=address, total=total)
    writers = list(Journal.objects.of_sections(sections).busiest_first())
    return {
        "place": "topics",
        "topic": topic,
        "page": page,
        "years": by_year(page, counts),
        "ribbons": ribbons(counts, places(page, counts).__getitem__, noun=("section", "sections")),
        "companions": Topic.objects.of_sections(sections).other_than(topic).busiest_first()[:COMPANIONS],
        "writers": writers[:WRITERS],
        "writer_count": len(writers),
        "first": min(counts),
        "last": max(counts),
        "trail": [Crumb("Topics", reverse("topics"))],
    }


def resources_page(viewer: Viewer, site: str, number: int) -> dict[str, Any]:
    """What we cite, the newest citation first. Raise Http404 for a site that nothing here is on."""
    sites = Resource.objects.visible_to(viewer).count_by_site()
    if site and site not in sites:
        raise Http404("We cite nothing of that site.")
    cited = Resource.objects.cited_in(Section.objects.visible_to(viewer)).with_words(viewer)
    page = page_of(
        (cited.on_site(site) if site else cited).newest_first(),
        number,
        size=RESOURCES_A_PAGE,
        address=reverse("resources"),
        total=sites[site] if site else sum(sites.values()),
        asked={"site": site} if site else {},
    )
    return {
        "place": "resources",
        "page": page,
        "listed": [listed_resource(resource) for resource in page.rows],
        "site": site,
        "sites": [(name, parts_of(name), pages) for name, pages in list(sites.items())[:SITES]],
        "site_parts": parts_of(site),
        "site_count": len(sites),
        "more_sites": max(0, len(sites) - SITES),
        "trail": [Crumb("What we cite", reverse("resources"))] if site else [],
    }


def resource_page(viewer: Viewer, resource: Resource, number: int) -> dict[str, Any]:
    """Where a resource is cited. It comes `cited_in` what the viewer may see and `with_words`."""
    citations = resource.citations.visible_to(viewer).newest_first()
    page = page_of(citations, number, size=CITATIONS_A_PAGE, address=resource.get_absolute_url())
    return {
        "place": "resources",
        "resource": resource,
        "listed": listed_resource(resource),
        "is_web": is_web(resource.url),
        "page": page,
        "years": [
            ListedYear(year, [Row(citation, citation.section.week) for citation in found])
            for year, found in groupby(page.rows, key=lambda citation: citation.section.week.year)
        ],
        "trail": [Crumb("What we cite", reverse("resources"))],
    }


def listed_journal(journal: Any) -> ListedJournal:
    first, last = journal.first_week_start, journal.last_week_start
    return ListedJournal(journal, journal.entry_count, Week(first) if first else None, Week(last) if last else None)


def listed_topic(topic: Any) -> ListedTopic:
    return ListedTopic(topic, topic.section_count, Week(topic.first_week_start), Week(topic.last_week_start))


def listed_resource(resource: Any) -> ListedResource:
    """By the words that this viewer may read, never by the resource's own title: it may come from elsewhere."""
    return ListedResource(
        resource,
        title_of(resource.url, resource.words or "") or bare(resource.url),
        resource.section_count,
        Week(resource.first_week_start),
        Week(resource.last_week_start),
    )


def by_year(page: Page, counts: Mapping[Week, int]) -> list[ListedYear]:
    """The rows of a page under their years, each with the quiet weeks between it and the one before. `counts` holds
    all weeks of the list, so that a gap is told at the foot of a page as well.
    """
    weeks = [week for week in sorted(counts, reverse=True) for _ in range(counts[week])]
    before = [*weeks[page.start + 1 :], None]
    pairs = zip(page.rows, before, strict=False)
    rows = [Row(shown, shown.week, quiet_weeks(shown.week, then)) for shown, then in pairs]
    return [ListedYear(year, list(found)) for year, found in groupby(rows, key=lambda row: row.week.year)]


def quiet_weeks(week: Week, before: Week | None) -> int:
    return max(0, (week.monday - before.monday).days // 7 - 1) if before else 0


def ribbons(
    counts: Mapping[Week, int], url: Callable[[Week], str], *, noun: tuple[str, str]
) -> dict[str, list[Ribbon]]:
    """One for each year that holds something, the newest first: those in sight, and those that are folded."""
    years = sorted({week.year for week in counts}, reverse=True)
    drawn = [ribbon(year, counts, url=url, noun=noun, present=this_week()) for year in years]
    return {"open": drawn[:OPEN_YEARS], "folded": drawn[OPEN_YEARS:]}


def places(page: Page, counts: Mapping[Week, int]) -> dict[Week, str]:
    """Where each week begins in a list, newest first, that goes over several pages."""
    found, before = {}, 0
    for week in sorted(counts, reverse=True):
        number = before // SECTIONS_A_PAGE + 1
        found[week] = f"{'' if number == page.number else page.url_of(number)}#w-{week.key}"
        before += counts[week]
    return found


def parts_of(site: str) -> list[str]:
    """Of a host's name, so that a long one is broken after its dots."""
    return [f"{part}." for part in site.split(".")[:-1]] + site.split(".")[-1:]


def by_letter(listed: Iterable[ListedTopic]) -> Iterable[Letter]:
    """In the order of a dictionary: Élan stands under E. Figures come first, under #, with whatever is no letter."""
    ordered = sorted(listed, key=lambda one: (initial(one.topic.name) != "#", plain(one.topic.name)))
    return (Letter(name, list(found)) for name, found in groupby(ordered, key=lambda one: initial(one.topic.name)))


def initial(name: str) -> str:
    first = plain(name)[:1].upper()
    return first if first.isalpha() else "#"


def plain(name: str) -> str:
    """Without accents, case and marks, for sorting."""
    return "".join(c for c in unicodedata.normalize("NFKD", topic_key(name)) if not unicodedata.combining(c))
