"""Filters → fewer of the sections that may be seen."""

from __future__ import annotations

from functools import reduce
from operator import or_

from django.db.models import Q, QuerySet
from django.db.models.functions import Lower

from notes.content import topic_key
from notes.models import Filing, Journal
from notes.querysets import SectionQuerySet
from notes.search.query import EITHER, JOURNAL, SINCE, TOPIC, UNTIL, Filter, Query


def narrow(sections: SectionQuerySet, query: Query) -> SectionQuerySet:
    """The sections that every filter lets through."""
    for name in EITHER:
        if wanted := [asked for asked in query.filters if asked.name == name and not asked.negated]:
            sections = sections.filter(reduce(or_, map(_condition, wanted)))
    for asked in query.filters:
        if asked.negated:
            sections = sections.exclude(_condition(asked))
        elif asked.name not in EITHER:
            sections = sections.filter(_condition(asked))
    return sections


def _condition(asked: Filter) -> Q:
    if asked.name == TOPIC:
        return Q(pk__in=_filed_under(asked).values("content_object_id"))
    if asked.name == JOURNAL:
        return Q(journal__in=_journals_named(asked).values("pk"))
    if asked.name == SINCE:
        return Q(week_start__gte=asked.weeks[0][0].monday)
    if asked.name == UNTIL:
        return Q(week_start__lte=asked.weeks[0][1].monday)
    return reduce(or_, (Q(week_start__range=(first.monday, last.monday)) for first, last in asked.weeks))


def _filed_under(asked: Filter) -> QuerySet[Filing]:
    """A link names one topic; people who type may use the topic's address as well. Old names are known, too."""
    slugs = [] if asked.part.argument else [name.lower() for name in asked.values]
    return Filing.objects.named(map(topic_key, asked.values), slugs=slugs)


def _journals_named(asked: Filter) -> QuerySet[Journal]:
    """A link names one journal by its address; people who type may use its name."""
    if asked.part.argument:
        return Journal.objects.filter(slug__in=asked.values)
    lower = [name.lower() for name in asked.values]
    named = Q(slug__in=lower) | Q(lower_name__in=lower) | Q(name__in=asked.values)  # SQLite lowers ASCII alone
    return Journal.objects.annotate(lower_name=Lower("name")).filter(named)
