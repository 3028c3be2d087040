"""What stands on the page of one topic: its history. All of it, counts included, of what this viewer may see and
nothing else, and at the same cost for a topic of 20,000 sections as for one of twenty.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.urls import reverse

from notes import search
from notes.deriving import title_of
from notes.diary import OPEN_YEARS, Row, by_year, quiet_since, ribbons, table, years_of
from notes.legible import bare
from notes.models import Citation, Filing, Section, Topic, TopicJournal, TopicWeek
from notes.paging import Page, page_of
from notes.querysets import CitationQuerySet, Viewer
from notes.reading import Crumb
from notes.weeks import MONTHS, Week

SECTIONS_A_PAGE = 20
COMPANIONS = WRITERS = CITED = 8
OFFERED = 16  # topics to compare it with, under the field
LOOKED_AT = 200  # sections, the newest, from which companions and citations are counted
NEWEST, OLDEST = "newest", "oldest"
ORDERS = (NEWEST, OLDEST)


@dataclass(frozen=True)
class Tallied:
    """Somebody or something that goes with a topic, and in how many of its sections, which `counted_url` leads to."""

    name: str
    url: str
    count: int
    counted_url: str = ""


def topic_page(
    viewer: Viewer, topic: Topic, number: int, order: str = NEWEST, *, all_years: bool = False
) -> dict[str, Any]:
    """A topic as one reads a diary. A week of its ribbons leads to the place in these very pages; those of the newest
    years are drawn, or all of them.
    """
    filed = Filing.objects.visible_to(viewer).on(topic)
    counts = TopicWeek.objects.visible_to(viewer).on(topic).count_by_week()
    page = page_of(
        filed.oldest_first() if order == OLDEST else filed.newest_first(),
        number,
        size=SECTIONS_A_PAGE,
        address=topic.get_absolute_url(),
        total=sum(counts.values()),
        asked={"order": OLDEST} if order == OLDEST else {},
    )
    looked_at = filed.newest_first().sections()[:LOOKED_AT]
    by_journal = TopicJournal.objects.visible_to(viewer).on(topic).count_by_journal()
    journals = those_who_write(topic, by_journal[:WRITERS])
    years = years_of(counts)
    beside = Filing.objects.beside(topic, looked_at, OFFERED)
    return {
        "place": "topics",
        "topic": topic,
        "page": page,
        "order": order,
        "years": by_year(diary_rows(page)),
        "ribbons": ribbons(
            counts,
            places(page, counts, order).__getitem__,
            noun=("section", "sections"),
            years=years if all_years else years[:OPEN_YEARS],
        ),
        "all_years": all_years,
        "earlier_years": [] if all_years else years[OPEN_YEARS:],
        "earlier_url": f"{page.url}{'&' if '?' in page.url else '?'}years=all#earlier-years",
        "table": table(counts),
        "months": MONTHS,
        "companions": companions(topic, beside[:COMPANIONS]),
        "beside": [name for name, _, _ in beside],
        "journals": journals,
        "journal_count": len(by_journal),
        "people": people(viewer, topic, looked_at, journals, is_whole=page.total <= LOOKED_AT),
        "cited": most_cited(Citation.objects.of(looked_at), CITED),
        "looked_at": LOOKED_AT if page.total > LOOKED_AT else 0,
        "first": min(counts),
        "last": max(counts),
        "quiet": quiet_since(max(counts)),
        "trail": [Crumb("Topics", address("topics"))],
    }


def diary_rows(page: Page) -> Iterator[Row]:
    """The sections of a page of filings, with their words."""
    sections = Section.objects.for_diary().in_bulk([filing.content_object_id for filing in page.rows])
    for filing in page.rows:
        if section := sections.get(filing.content_object_id):  # it may have been taken back between two queries
            yield Row(section, section.week)


def places(page: Page, counts: Mapping[Week, int], order: str) -> dict[Week, str]:
    """Where each week begins in a list that goes over several pages."""
    found, before = {}, 0
    for week in sorted(counts, reverse=order == NEWEST):
        number = before // page.size + 1
        found[week] = f"{'' if number == page.number else page.url_of(number)}#w-{week.key}"
        before += counts[week]
    return found


def companions(topic: Topic, beside: Iterable[tuple[str, str, int]]) -> list[Tallied]:
    """The topics that stand beside it, as `beside` has them. A count leads to the sections that are under both."""
    return [
        Tallied(name, address("topic", slug), count, address("compare-topics", topic.slug, slug))
        for name, slug, count in beside
    ]


def those_who_write(topic: Topic, busiest: Iterable[tuple[int, str, str, int]]) -> list[Tallied]:
    """Journals as `count_by_journal` has them. A count leads to their sections."""
    return [
        Tallied(name, address("journal", slug), count, search_url(topic=topic.name, journal=slug))
        for _, name, slug, count in busiest
    ]


def people(
    viewer: Viewer, topic: Topic, looked_at: QuerySet, journals: list[Tallied], *, is_whole: bool
) -> list[Tallied]:
    """Whose words these are, for colleagues. Nothing where that says no more than the journals do. A count leads to
    their sections, where these are all of them.
    """
    if not viewer.is_authenticated:
        return []
    writers = search.who_wrote(viewer, looked_at)[:WRITERS]
    if {(writer.name, writer.count) for writer in writers} == {(journal.name, journal.count) for journal in journals}:
        return []
    return [
        Tallied(
            writer.name,
            search_url(author=writer.key),
            writer.count,
            search_url(topic=topic.name, author=writer.key) if is_whole else "",
        )
        for writer in writers
    ]


def most_cited(citations: CitationQuerySet, most: int) -> list[Tallied]:
    """Under the words by which they are cited there: a resource's own title may come from elsewhere."""
    return [
        Tallied(title_of(url, words) or bare(url), address("resource", key), count)
        for key, url, words, count in citations.most_cited(most)
    ]


@lru_cache(maxsize=4096)
def address(name: str, *parts: str | int) -> str:
    """Remembered: a page leads to some forty, and to put one together takes as long as to draw a week."""
    return reverse(name, args=parts)


def search_url(**asked: str) -> str:
    return f"{address('search')}?{urlencode(asked)}"
