"""A Query over the sections that may be seen → Results. A constant number of queries, whatever is found."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models.expressions import RawSQL

from notes.models import Section
from notes.querysets import SectionQuerySet
from notes.search.facets import Facet, facets_of
from notes.search.index import engine
from notes.search.narrowing import narrow
from notes.search.passages import FoundEntry, entries_found
from notes.search.query import Query
from notes.weeks import Week

BEST, NEWEST, OLDEST = "best", "newest", "oldest"
ORDERS = (BEST, NEWEST, OLDEST)
ENTRIES_A_PAGE = 10
LAST_PAGE = 100  # nobody leafs that far; they narrow it down
_MOST_SECTIONS = 60  # of one entry: what its content allows

_SORTS = {
    BEST: ("s.entry_id", "{best}"),
    NEWEST: ("DISTINCT s.entry_id, s.week_start", "s.week_start DESC, s.entry_id DESC"),
    OLDEST: ("DISTINCT s.entry_id, s.week_start", "s.week_start, s.entry_id"),
}


@dataclass(frozen=True)
class Results:
    query: Query
    order: str = BEST
    page: int = 1
    count: int = 0  # of sections
    entry_count: int = 0
    by_week: dict[Week, int] = field(default_factory=dict)  # sections, for the ribbon
    facets: tuple[Facet, ...] = ()
    journal_names: dict[str, str] = field(default_factory=dict)  # by slug, of those found
    entries: tuple[FoundEntry, ...] = ()  # of this page

    @property
    def pages(self) -> int:
        return max(1, min(LAST_PAGE, -(-self.entry_count // ENTRIES_A_PAGE)))

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
        hits = _Hits(narrow(sections, query), query)
    except EmptyResultSet:  # nothing may be seen
        return Results(query, order)
    counts = hits.counts()
    count, entry_count = counts["all"][0][1:3] if counts["all"] else (0, 0)
    results = Results(
        query,
        order,
        count=count,
        entry_count=entry_count,
        by_week={Week(_as_date(monday)): number for monday, number, _, _ in counts["week"]},
        facets=facets_of(query, counts),
        journal_names={slug: name for _, _, name, slug in counts["journal"]},
    )
    if not count:
        return results
    page = max(1, min(page, results.pages))
    entry_ids = hits.entry_ids(order, page)
    found = entries_found(entry_ids, hits.sections_of(entry_ids), query)
    return replace(results, page=page, entries=tuple(found))


class _Hits:
    """The sections that match, as the middle of several statements."""

    def __init__(self, sections: SectionQuerySet, query: Query) -> None:
        self.sections = sections
        self.query = query
        self.question = engine().ask(query.groups) if query.groups else ""
        columns = sections.order_by().values("id", "entry_id", "journal_id", "week_start").query
        sql, params = columns.get_compiler(connection=connection).as_sql()
        joined, asked = engine().joined(self.question) if self.question else ("", [])
        self.sql = f"{joined} ({sql}) AS s" + (f" ON s.id = {engine().TABLE}.rowid" if joined else "")
        self.params = [*asked, *params]

    def counts(self) -> dict[str, list[tuple[Any, ...]]]:
        """Rows by what they count: "all" (_, sections, entries, _); "week", "journal" and "topic" (value,
        sections, name, slug). One statement, so that the matches are looked for once.
        """
        rows = self._rows(
            f"WITH hits AS MATERIALIZED (SELECT s.id, s.entry_id, s.journal_id, s.week_start FROM {self.sql}) "  # noqa: S608
            "SELECT 'all', NULL, count(*), NULL, NULL, count(DISTINCT entry_id) FROM hits "
            "UNION ALL SELECT 'week', CAST(week_start AS varchar(10)), count(*), NULL, NULL, 0 "
            "FROM hits GROUP BY week_start "
            "UNION ALL SELECT 'journal', CAST(j.id AS varchar(20)), h.n, j.name, j.slug, 0 FROM "
            "(SELECT journal_id, count(*) AS n FROM hits GROUP BY journal_id) h "
            "JOIN notes_journal j ON j.id = h.journal_id "
            "UNION ALL SELECT 'topic', CAST(t.id AS varchar(20)), h.n, t.name, t.slug, 0 FROM "
            "(SELECT f.tag_id, count(*) AS n FROM hits JOIN notes_filing f ON f.content_object_id = hits.id "
            "GROUP BY f.tag_id) h JOIN notes_topic t ON t.id = h.tag_id",
            self.params,
        )
        counts: dict[str, list[tuple[Any, ...]]] = {"all": [], "week": [], "journal": [], "topic": []}
        for kind, value, number, name, slug, entries in rows:
            counts[kind].append((value, number, entries if kind == "all" else name, slug))
        return counts

    def entry_ids(self, order: str, page: int) -> list[int]:
        """The entries of a page, in order; each stands where its best section does."""
        columns, sort = _SORTS[order]
        first, last = (page - 1) * ENTRIES_A_PAGE, page * ENTRIES_A_PAGE
        sort = sort.format(best=engine().BEST_FIRST)
        statement = f"SELECT {columns} FROM {self.sql} ORDER BY {sort}"  # noqa: S608
        if order == BEST:
            rows = self._rows(f"{statement} LIMIT {last * _MOST_SECTIONS}", self.params)
            return list(dict.fromkeys(row[0] for row in rows))[first:last]
        return [row[0] for row in self._rows(f"{statement} LIMIT {ENTRIES_A_PAGE} OFFSET {first}", self.params)]

    def sections_of(self, entry_ids: list[int]) -> list[Section]:
        """The sections of these entries that match, in order."""
        sections = self.sections.filter(entry__in=entry_ids)
        if self.question:
            some = f"SELECT id FROM notes_section WHERE entry_id IN ({', '.join(['%s'] * len(entry_ids))})"  # noqa: S608
            sql, params = engine().matching_ids(self.question, some)
            sections = sections.filter(pk__in=RawSQL(sql, (*params, *entry_ids)))  # noqa: S611
        return list(sections.select_related("entry__journal").defer("html").in_order())

    def _rows(self, sql: str, params: list[Any]) -> list[tuple[Any, ...]]:
        with connection.cursor() as cursor:
            cursor.execute(sql, params)
            return cursor.fetchall()


def _as_date(text: str) -> date:
    return date.fromisoformat(text)
