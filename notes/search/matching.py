"""A Query → the sections that answer it, as a queryset: for lists, feeds and briefings that need no passages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models.expressions import RawSQL

from notes.querysets import SectionQuerySet
from notes.search.index import engine
from notes.search.narrowing import narrow
from notes.search.query import Query
from notes.search.spans import EVER


def matching(sections: SectionQuerySet, query: Query) -> SectionQuerySet:
    """Those of these sections that answer the query: to be ordered, counted and sliced like any others. It can only
    narrow. A query that asks for nothing matches nothing.
    """
    (found,) = matching_each([(sections, query)])
    return found


def matching_each(asked: Sequence[tuple[SectionQuerySet, Query]]) -> list[SectionQuerySet]:
    """The same for many at once: the index is looked into for the words of all of them together."""
    known = engine().known(tuple(group for _, query in asked for group in query.groups))
    return [_matching(sections, query, known) for sections, query in asked]


def _matching(sections: SectionQuerySet, query: Query, known: Any) -> SectionQuerySet:
    if query.is_empty:
        return sections.none()
    narrowed = narrow(sections, query)
    if not query.groups:
        return narrowed
    sql, params = engine().matches(engine().ask(query.conditions, 0, known), EVER)
    return narrowed.filter(card__in=RawSQL(sql, params))  # noqa: S611
