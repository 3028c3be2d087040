"""Spans of weeks as numbers of cards, from the first to the last."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from notes.models.catalogue import card_numbers
from notes.search.query import SINCE, UNTIL, Query
from notes.weeks import Week

FIRST_WEEK, LAST_WEEK = Week.from_iso(1900, 1), Week.from_iso(2200, 52)  # whose weeks can be asked for
Numbers = tuple[int, int]


def holds_any(span: Numbers) -> bool:
    return span[0] <= span[1]


def whole(spans: Sequence[Numbers]) -> Numbers:
    """From the first of some that follow each other to the last."""
    return spans[0][0], spans[-1][1]


def numbers_asked(query: Query) -> Numbers:
    """The numbers that cards can have in the weeks that are asked for. The filters decide; this saves reading."""
    first, last = FIRST_WEEK, LAST_WEEK
    for name in {asked.name for asked in query.filters if asked.weeks and not asked.negated}:
        spans = [span for f in query.filters if f.name == name and not f.negated for span in f.weeks]
        if name == SINCE:
            first = max(first, *(begin for begin, _ in spans))
        elif name == UNTIL:
            last = min(last, *(end for _, end in spans))
        else:
            first = max(first, min(begin for begin, _ in spans))
            last = min(last, max(end for _, end in spans))
    return numbers_of(first, last) if first <= last else (0, 0)


def without_weeks(query: Query) -> Query:
    """Without those filters that the numbers of cards say in full. Said twice, PostgreSQL would take them for two, and
    expect a ninth of a ninth of all sections in one of nine years.
    """
    asked = [each for each in query.filters if each.weeks]
    spans = Counter(each.name for each in asked for _ in each.weeks if each.name not in (SINCE, UNTIL))
    if any(each.negated for each in asked) or any(number > 1 for number in spans.values()):
        return query
    return replace(query, filters=tuple(each for each in query.filters if not each.weeks))


def numbers_of(first: Week, last: Week) -> Numbers:
    return card_numbers(first.monday, last.monday)


EVER = numbers_of(FIRST_WEEK, LAST_WEEK)
