"""A Query over the sections that may be seen → Results. A constant number of queries, whatever is found."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.core.exceptions import EmptyResultSet

from notes.models import Section
from notes.models.catalogue import week_place
from notes.querysets import SectionQuerySet
from notes.search.counting import MOST_READ, counted
from notes.search.facets import EITHERS, Facet, Facets
from notes.search.hits import Hits, read_together
from notes.search.index import engine
from notes.search.passages import FoundEntry, entries_found
from notes.search.query import Query
from notes.search.rows import Hit
from notes.weeks import Week

BEST, NEWEST, OLDEST = "best", "newest", "oldest"
ORDERS = (BEST, NEWEST, OLDEST)
ENTRIES_A_PAGE = 10
LAST_PAGE = 100  # nobody leafs that far; they narrow it down
MOST_HEADINGS = 500  # that are weighed beside the newest hits, where there are too many to weigh them all
LATELY = 0.1  # what the newest hit gains; one of the year before gains half of that
ENOUGH_WORDS = 3  # of a question, so that one of them may be missing where nothing holds them all
MANY_WORDS = 5  # so that two of them may be
MOST_WORDS = 8  # of such a question: each that may be missing is asked for in another way


@dataclass(frozen=True)
class Results:
    query: Query
    order: str = BEST
    page: int = 1
    count: int = 0  # of sections
    entry_count: int = 0
    pages: int = 1  # that can be leafed through
    is_about: bool = False  # whether there are too many to count them all
    missing: int = 0  # words of the question that a section may lack, since nothing holds them all
    by_week: dict[Week, int] = field(default_factory=dict)  # sections, for the ribbon; of all years, or of the newest
    by_year: dict[int, int] = field(default_factory=dict)
    facets: tuple[Facet, ...] = ()
    names: dict[tuple[str, str], str] = field(default_factory=dict)  # by the name and value of a filter
    entries: tuple[FoundEntry, ...] = ()  # of this page

    @property
    def first(self) -> int:
        """The number of the first entry of this page, from 1."""
        return (self.page - 1) * ENTRIES_A_PAGE + 1

    @property
    def last(self) -> int:
        return self.first + len(self.entries) - 1


def find(sections: SectionQuerySet, query: Query, *, order: str = "", page: int = 1) -> Results:
    """What of these sections answers the query, ten entries a page. Without words, "best" is "newest".

    A page beyond the last is the last one; an order that does not exist is the usual one.
    """
    if query.is_empty:
        return Results(query)
    order = order if order in ORDERS else BEST
    if order == BEST and not query.has_words:
        order = NEWEST
    try:
        narrowing = [name for name in EITHERS if query.narrows_by(name)]
        (hits, *others), (read, *more), missing = _search(
            sections, [query, *map(query.without, narrowing)], ranked=order == BEST
        )
        found = counted(read, hits)
        wider = dict(zip(narrowing, map(counted, more, others), strict=True))
    except EmptyResultSet:  # nothing may be seen
        return Results(query, order)
    if not read:
        return Results(query, order)
    ordered = _ordered(hits, read, order, is_whole=not found.is_about)
    page = max(1, min(page, _pages(len(ordered))))
    entries = ordered[(page - 1) * ENTRIES_A_PAGE : page * ENTRIES_A_PAGE]
    here = set(entries)
    shown = hits.of_entries(entries) if found.is_about else [hit for hit in read if hit.entry in here]
    facets = Facets(query, found, wider, shown, sections.viewer)
    topics = {hit.section: facets.topics_of(hit) for hit in shown}
    return Results(
        query,
        order,
        page,
        count=found.count,
        entry_count=found.said(found.count * len({hit.entry for hit in read}) / len(read)),
        pages=_pages(len(ordered)),
        is_about=found.is_about,
        missing=missing,
        by_week=found.by_week,
        by_year=found.by_year,
        facets=facets.all(),
        names=facets.called(),
        entries=tuple(entries_found(entries, _sections(sections, list(topics)), topics, query)),
    )


def _pages(entries: int) -> int:
    return max(1, min(LAST_PAGE, -(-entries // ENTRIES_A_PAGE)))


def _search(
    sections: SectionQuerySet, queries: Sequence[Query], *, ranked: bool
) -> tuple[list[Hits], list[list[Hit]], int]:
    """The newest hits of a question, and of wider ones. A long question that nothing answers as a whole is answered by
    what holds most of its words.
    """
    query = queries[0]
    known = engine().known(query.groups)
    words = [group for group in query.groups if len(group.terms) == 1 and not group.terms[0].negated]
    lenient = len(words) == len(query.groups) and ENOUGH_WORDS <= len(words) <= MOST_WORDS
    for missing in range((3 if len(words) >= MANY_WORDS else 2) if lenient else 1):
        every = [Hits(sections, each, missing, known) for each in queries]
        read = read_together(every, MOST_READ + 1, ranked=ranked)
        if read[0]:
            break
    return every, read, missing


def _ordered(hits: Hits, read: Sequence[Hit], order: str, *, is_whole: bool) -> list[int]:
    """The entries in order; each stands where its first section does."""
    if order == OLDEST:
        oldest = reversed(read) if is_whole else hits.read(MOST_READ, oldest=True)
        return _entries(oldest)
    if order == NEWEST:
        return _entries(read)
    more = [] if is_whole and not hits.is_wide else hits.read(MOST_HEADINGS, ranked=True, only_headings=True)
    newest = read[0].place
    placed = [(week_place(hit.number), hit) for hit in (*read, *more)]
    lately = {place: 1 + LATELY * 0.5 ** ((place - newest) / 52) for place in {place for place, _ in placed}}
    worth = sorted([(-hit.rank * lately[place], hit.number, hit.entry) for place, hit in placed])
    return list(dict.fromkeys([entry for _, _, entry in worth]))


def _entries(hits: Iterable[Hit]) -> list[int]:
    return list(dict.fromkeys(hit.entry for hit in hits))


def _sections(sections: SectionQuerySet, keys: Sequence[int]) -> list[Section]:
    found = sections.filter(pk__in=keys)  # asked of the sections that may be seen, again
    return list(found.select_related("entry__journal").defer("html").in_order())
