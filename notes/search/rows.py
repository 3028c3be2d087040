"""Hits as the database has them: rows of cards, and how well each answers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from django.db import connection

from notes.models.catalogue import Card, week_of, week_place
from notes.search.spans import Numbers
from notes.weeks import Week

CARDS = Card._meta.db_table


class Hit(NamedTuple):
    number: int
    section: int
    entry: int
    journal: int
    topics: str
    authors: str
    sites: str
    rank: float = 0.0  # the higher, the better

    @property
    def week(self) -> Week:
        return week_of(self.number)

    @property
    def place(self) -> int:
        """Of its week among all weeks: one less is a week later."""
        return week_place(self.number)


def rows(sql: str, params: list[Any]) -> list[Hit]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return list(map(Hit._make, cursor.fetchall()))


def rows_in_parts(parts: Sequence[tuple[str, list[Any]]]) -> list[list[Hit]]:
    """Of each query its rows; the last column says which query it was."""
    each = " UNION ALL ".join(f"SELECT * FROM ({sql}) AS part{place}" for place, (sql, _) in enumerate(parts))  # noqa: S608
    found: list[list[Hit]] = [[] for _ in parts]
    with connection.cursor() as cursor:
        cursor.execute(each, [value for _, params in parts for value in params])
        for row in cursor.fetchall():
            found[row[-1]].append(Hit._make(row[:-1]))
    return found


def cards_in(spans: Sequence[Numbers]) -> list[int]:
    """How many there are in each."""
    each = f"SELECT %s AS place, count(*) FROM {CARDS} WHERE number BETWEEN %s AND %s"  # noqa: S608
    params = [value for place, span in enumerate(spans) for value in (place, *span)]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join([each] * len(spans)), params)
        found = dict(cursor.fetchall())
    return [found.get(place, 0) for place in range(len(spans))]


def oldest_week() -> Week | None:
    number = Card.objects.order_by("-number").values_list("number", flat=True).first()
    return week_of(number) if number else None
