"""What the results have in common, with how many of them: the list that each choice leads to is that long."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from notes.content import topic_key
from notes.search.query import JOURNAL, TOPIC, YEAR, Query
from notes.weeks import Week

MOST_SHOWN, MOST_LISTED = 8, 60


@dataclass(frozen=True)
class Choice:
    value: str  # as it stands in the address
    name: str
    count: int


@dataclass(frozen=True)
class Facet:
    """One way to narrow the results. Choices that would change nothing, or are made already, are not offered."""

    name: str  # of the argument
    title: str
    choices: tuple[Choice, ...]

    @property
    def shown(self) -> tuple[Choice, ...]:
        return self.choices[:MOST_SHOWN]

    @property
    def rest(self) -> tuple[Choice, ...]:
        return self.choices[MOST_SHOWN:MOST_LISTED]


def facets_of(query: Query, counts: Mapping[str, Sequence[tuple[Any, ...]]]) -> tuple[Facet, ...]:
    """`counts` holds rows of (value, count, name, slug) for "journal", "topic" and "week"."""
    years = Counter[int]()
    for monday, number, *_ in counts["week"]:
        years[Week(date.fromisoformat(monday)).year] += number
    facets = (
        Facet(JOURNAL, "Who wrote it", _most_first(Choice(slug, name, n) for _, n, name, slug in counts["journal"])),
        Facet(TOPIC, "Topic", _most_first(Choice(name, name, n) for _, n, name, _ in counts["topic"])),
        Facet(YEAR, "When", tuple(Choice(str(year), str(year), years[year]) for year in sorted(years, reverse=True))),
    )
    return tuple(facet for asked in facets if (facet := _without_chosen(asked, query)).choices)


def _most_first(choices: Iterable[Choice]) -> tuple[Choice, ...]:
    return tuple(sorted(choices, key=lambda choice: (-choice.count, choice.name.casefold())))


def _without_chosen(facet: Facet, query: Query) -> Facet:
    """A section has one journal and one year, so one choice of those is enough; topics can be added to each other."""
    asked = [filter_ for filter_ in query.filters if filter_.name == facet.name and not filter_.negated]
    if asked and facet.name in (JOURNAL, YEAR):
        return Facet(facet.name, facet.title, ())
    chosen = {topic_key(value) for filter_ in asked for value in filter_.values}
    left = tuple(choice for choice in facet.choices if topic_key(choice.value) not in chosen)
    return Facet(facet.name, facet.title, left)
