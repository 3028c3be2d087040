"""A filter whose value names nothing → the topics, journals and persons that this viewer knows by a name like it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from notes.content import topic_key
from notes.models import Journal, Topic
from notes.search.analysis import folded
from notes.search.asking import Asked
from notes.search.names import known_for
from notes.search.offers import Choice, Offering
from notes.search.people import People
from notes.search.query import AUTHOR, JOURNAL, TOPIC, Filter, Query
from notes.search.slips import come_near

MOST_MISNAMED, MOST_OFFERED, MOST_LOOKED_AT = 3, 3, 6


@dataclass(frozen=True)
class Misnamed:
    filter: str  # its name
    typed: str
    choices: tuple[Choice, ...]


def misnamed(asked: Asked, query: Query, offering: Offering) -> list[Misnamed]:
    """In a question that nothing answers. The number of queries has a bound."""
    values = [
        (each, value)
        for each in query.filters
        if each.name in (TOPIC, JOURNAL, AUTHOR) and not each.negated
        for value in each.values
    ]
    return [
        Misnamed(each.name, value, tuple(_choices(asked, query, offering, each, value)))
        for each, value in values[:MOST_MISNAMED]
        if not offering.finds(Query(filters=(replace(each, values=(value,)),)))
    ]


def _choices(asked: Asked, query: Query, offering: Offering, misnamed: Filter, typed: str) -> Iterator[Choice]:
    for name, key in _near(offering, misnamed.name, typed):
        alone = Asked(narrowed=((misnamed.name, name if misnamed.name == TOPIC else key),))
        yield offering.choice(name, asked.with_other(misnamed, query, typed, name, key), alone)


def _near(offering: Offering, kind: str, typed: str) -> list[tuple[str, str]]:
    """The nearest names, and what leads to each, of those that this viewer can see something of."""
    viewer = offering.sections.viewer
    if not viewer:
        return []
    if kind == AUTHOR:
        people = {folded(person.name): person for person in People(known_for(offering.sections)).known()}
        near = [people[name] for name in come_near(folded(typed), people)][:MOST_LOOKED_AT]
        seen = [person for person in near if offering.sections.filter(person.condition).exists()]
        return [(person.name, person.key) for person in seen[:MOST_OFFERED]]
    if kind == JOURNAL:
        journals = Journal.objects.visible_to(viewer).order_by("name").values_list("name", "slug")
        named = {folded(name): (name, slug) for name, slug in journals}
        return [named[name] for name in come_near(folded(typed), named)][:MOST_OFFERED]
    topics = Topic.objects.visible_to(viewer).by_name().values_list("key", "name", "slug")
    known = {key: (name, slug) for key, name, slug in topics}
    return [known[key] for key in come_near(topic_key(typed), known)][:MOST_OFFERED]
