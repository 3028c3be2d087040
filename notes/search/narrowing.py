"""Filters → fewer of the sections that may be seen."""

from __future__ import annotations

from dataclasses import replace
from functools import reduce
from operator import or_

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce

from notes.content import EVERYONE, topic_key
from notes.models import Citation, Depiction, Filing, Journal, Tidying, Topic
from notes.querysets import FilingQuerySet, SectionQuerySet, Viewer
from notes.search.cards import filings_of
from notes.search.journals import journals_named
from notes.search.names import known_for
from notes.search.people import People
from notes.search.query import AUTHOR, EITHER, HAS, IS, JOURNAL, SINCE, TOPIC, UNTIL, Filter, Query

OFTEN = 15_000  # sections under a topic


def narrow(sections: SectionQuerySet, query: Query) -> SectionQuerySet:
    """The sections that every filter lets through."""
    seen = sections  # whose names are looked up once
    for name in EITHER:
        if wanted := [asked for asked in query.filters if asked.name == name and not asked.negated]:
            sections = sections.filter(reduce(or_, (_condition(asked, seen) for asked in wanted)))
    for asked in query.filters:
        if asked.negated:
            sections = sections.exclude(_condition(asked, seen))
        elif asked.name not in EITHER:
            sections = sections.filter(_condition(asked, seen))
    return sections


def frequent_topics(query: Query) -> tuple[list[frozenset[int]], Query]:
    """The topics that are asked for and that very many sections are filed under, as sets of keys of which one must be
    on a card: cards are read one by one, until there are enough. And the query without them.
    """
    asked = [each for each in query.filters if each.name == TOPIC and not each.negated]
    frequent = {each: keys for each in asked if (keys := _keys_if_frequent(each))}
    return list(frequent.values()), replace(query, filters=tuple(f for f in query.filters if f not in frequent))


def filings_asked(sections: SectionQuerySet, query: Query) -> QuerySet[Filing] | None:
    """What the query lets through, as filings; None unless it asks for one topic, and else for what filings know."""
    topics = [asked for asked in query.filters if asked.narrows_by(TOPIC)]
    if len(topics) != 1:
        return None
    rest = replace(query, filters=tuple(asked for asked in query.filters if asked not in topics))
    return filings_of(narrow(sections, rest), _filed_under(topics[0], sections.viewer))


def _keys_if_frequent(asked: Filter) -> frozenset[int]:
    """None where cards do not know yet what was tidied, or where a name is known to some alone."""
    often = Filing.objects.filter(tag=Coalesce(OuterRef("stands_for"), OuterRef("pk")))[OFTEN : OFTEN + 1]
    keys, slugs = _names_of_topics(asked)
    named = Topic.objects.filter(Q(key__in=keys) | Q(slug__in=slugs)).order_by()
    untaught = Exists(Tidying.objects.untaught())
    rows = list(named.values_list("pk", "stands_for", "audience", Exists(often), untaught))
    if any(tidied or (meant and audience != EVERYONE) for _, meant, audience, _, tidied in rows):
        return frozenset()
    return frozenset(meant or pk for pk, meant, *_ in rows) if any(often for *_, often, _ in rows) else frozenset()


def _condition(asked: Filter, seen: SectionQuerySet) -> Q:
    if asked.name == TOPIC:
        return Q(pk__in=_filed_under(asked, seen.viewer).values("content_object_id"))
    if asked.name == JOURNAL:
        return _in_journals(asked, seen)
    if asked.name == AUTHOR:
        return _written_by(asked, seen)
    if asked.name == HAS:
        return Q(*(_holds(value) for value in asked.values), _connector=Q.OR)
    if asked.name == IS:
        return Q(audience__in=asked.values)
    if asked.name == SINCE:
        return Q(week_start__gte=asked.weeks[0][0].monday)
    if asked.name == UNTIL:
        return Q(week_start__lte=asked.weeks[0][1].monday)
    return reduce(or_, (Q(week_start__range=(first.monday, last.monday)) for first, last in asked.weeks))


def _filed_under(asked: Filter, viewer: Viewer | None) -> FilingQuerySet:
    """Old names lead whoever could know them to what they stand for."""
    keys, slugs = _names_of_topics(asked)
    return Filing.objects.named(keys, slugs=slugs, to=viewer)


def _names_of_topics(asked: Filter) -> tuple[list[str], list[str]]:
    """A link names one topic; people who type may use the topic's address as well."""
    return [topic_key(name) for name in asked.values], [] if asked.part.argument else [n.lower() for n in asked.values]


def _in_journals(asked: Filter, seen: SectionQuerySet) -> Q:
    """A link names one journal by its address; people who type may use its name, or a part of it."""
    if asked.part.argument:
        return Q(journal__in=Journal.objects.filter(slug__in=asked.values).values("pk"))
    return Q(journal__in={pk for value in asked.values for pk in journals_named(seen, value)})


def _written_by(asked: Filter, seen: SectionQuerySet) -> Q:
    """A link names one person by a key; people who type may use a name or a part of it. A team that is named so has
    written what stands in its journal.
    """
    people = People(known_for(seen))
    find = people.keyed if asked.part.argument else people.named
    persons = {person.key: person for value in asked.values for person in find(value)}
    written = reduce(or_, (person.condition for person in persons.values()), Q(pk__in=[]))
    return written if persons or asked.part.argument else _in_journals(asked, seen)


def _holds(value: str) -> Exists:
    rows = Depiction if value == "image" else Citation
    return Exists(rows.objects.filter(section=OuterRef("pk")))
