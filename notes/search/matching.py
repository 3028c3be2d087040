"""A Query → the sections that answer it, as a queryset: for lists, feeds and briefings that need no passages."""

from __future__ import annotations

from django.db.models.expressions import RawSQL

from notes.querysets import SectionQuerySet
from notes.search.hits import EVER
from notes.search.index import engine
from notes.search.narrowing import narrow
from notes.search.query import Query


def matching(sections: SectionQuerySet, query: Query) -> SectionQuerySet:
    """Those of these sections that answer the query: to be ordered, counted and sliced like any others. It can only
    narrow. A query that asks for nothing matches nothing.
    """
    if query.is_empty:
        return sections.none()
    narrowed = narrow(sections, query)
    if not query.groups:
        return narrowed
    sql, params = engine().matches(engine().ask(query.conditions), EVER)
    return narrowed.filter(card__in=RawSQL(sql, params))  # noqa: S611
