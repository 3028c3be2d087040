"""How many sections match on PostgreSQL, about: asked where there are too many to count them all. How many sections
there are in a span is known, and the newest of them tell how many match.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from typing import Any

from django.db import connection

from notes.search.looking import TABLE, Question

Span = tuple[int, int]
LOOKED_AT, LOOKED_AT_IN_SHORT = 300, 50  # sections of a span, where many match
SPARSE = 0.15  # of the sections match: then three times as many are looked at
SHORT = 8 << 34  # weeks, in numbers of cards: so few sections are counted
_KNOWN = (
    "SELECT reltuples, (SELECT histogram_bounds::text::bigint[] FROM pg_stats WHERE schemaname = current_schema "
    "AND tablename = relname AND attname = 'number') FROM pg_class WHERE oid = %s::regclass"
)


def count_about(question: Question, spans: Sequence[Span]) -> list[int]:
    where, asked = question.condition("words")
    parts: list[str] = []
    params: list[Any] = []
    times = 3 if question.share < SPARSE else 1
    with connection.cursor() as cursor:
        cursor.execute(_KNOWN, [TABLE])
        total, bounds = cursor.fetchone()
        for place, span in enumerate(spans):
            is_counted = not bounds or span[1] - span[0] < SHORT
            number = f"(SELECT count(*) FROM {TABLE} WHERE number BETWEEN %s AND %s)" if is_counted else "NULL::bigint"  # noqa: S608
            looked_at = times * (LOOKED_AT_IN_SHORT if span[1] - span[0] < SHORT else LOOKED_AT)
            newest = f"SELECT words FROM {TABLE} WHERE number BETWEEN %s AND %s ORDER BY number LIMIT {looked_at}"  # noqa: S608
            parts.append(f"SELECT {place}, {number}, (SELECT avg(({where})::integer) FROM ({newest}) AS newest)")  # noqa: S608
            params += [*(span if is_counted else ()), *asked, *span]
        cursor.execute(" UNION ALL ".join(parts), params)
        found = {place: (number, float(share or 0)) for place, number, share in cursor.fetchall()}
    counted = {span: found[place][0] for place, span in enumerate(spans) if found[place][0] is not None}
    return [round(_sections_in(span, counted, total, bounds) * found[place][1]) for place, span in enumerate(spans)]


def _sections_in(span: Span, counted: dict[Span, int], total: float, bounds: Sequence[int]) -> float:
    """As they were counted, or as the server's statistics have it; those lag behind where most is written, in the
    newest weeks, which are counted.
    """
    if span in counted:
        return counted[span]
    within = sum(number for (first, last), number in counted.items() if span[0] <= first and last <= span[1])
    return max(within, total * (_share_below(span[1], bounds) - _share_below(span[0], bounds)))


def _share_below(number: int, bounds: Sequence[int]) -> float:
    """Between two bounds of the histogram there are as many as between any others."""
    place = bisect_right(bounds, number)
    if place in (0, len(bounds)):
        return float(place > 0)
    low, high = bounds[place - 1], bounds[place]
    return (place - 1 + (number - low) / (high - low)) / (len(bounds) - 1)
