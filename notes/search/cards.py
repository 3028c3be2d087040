"""The cards of sections: written when a section is indexed, read whenever many sections are counted or put in order."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import reduce
from operator import or_
from typing import TypeVar

from django.db import connection
from django.db.models import Model, Q, QuerySet, TextField, Value
from django.db.models.functions import Concat
from django.db.models.sql.where import AND

from notes.models import Authorship, Card, Citation, Filing, Section, Site
from notes.models.catalogue import card_number
from notes.querysets import FilingQuerySet, SectionQuerySet

Row = TypeVar("Row", bound=Model)
_ON_CARDS = {"id", "week_start", "entry_id", "journal_id", "audience"}
_ON_FILINGS = {"tag_id", "week_start", "entry_id", "journal_id", "audience"}  # their "id" is not the section's


def write_cards(sections: Sequence[Section]) -> None:
    """Replace the cards of these sections."""
    keys = [section.pk for section in sections]
    topics = _by_section(Filing.objects.filter(content_object__in=keys).values_list("content_object", "tag"))
    authors = _by_section(Authorship.objects.filter(section__in=keys).order_by("order").values_list("section", "user"))
    cited = Citation.objects.filter(section__in=keys).exclude(resource__site="").order_by("order")
    sites = _by_section(cited.values_list("section", "resource__site"))
    numbers = _numbers_of_sites({name for names in sites.values() for name in names})
    Card.objects.filter(section__in=keys).delete()
    Card.objects.bulk_create(
        Card(
            number=card_number(section.week_start, section.pk),
            section=section,
            entry_id=section.entry_id,
            journal_id=section.journal_id,
            week_start=section.week_start,
            audience=section.audience,
            topics=_packed(topics.get(section.pk, ())),
            authors=_packed(authors.get(section.pk, ())),
            sites=_packed(numbers[name] for name in sites.get(section.pk, ())),
        )
        for section in sections
    )


def _by_section(rows: Iterable[tuple]) -> dict[int, dict]:
    found: dict[int, dict] = {}
    for section, key in rows:
        found.setdefault(section, {})[key] = None
    return found


def _numbers_of_sites(names: set[str]) -> dict[str, int]:
    known = dict(Site.objects.filter(name__in=names).values_list("name", "pk"))
    if new := sorted(names - known.keys()):  # in one order, or two entries may wait for each other
        Site.objects.bulk_create(map(_site_named, new), ignore_conflicts=True)
        known |= dict(Site.objects.filter(name__in=new).values_list("name", "pk"))
    return known


def _site_named(name: str) -> Site:
    return Site(name=name)


def _packed(keys: Iterable[int]) -> str:
    return " ".join(map(str, keys))


def cards_under(cards: QuerySet[Card], topics: Sequence[frozenset[int]]) -> QuerySet[Card]:
    """Those that name one of each of these sets of topics."""
    if topics:
        cards = cards.alias(named=Concat(Value(" "), "topics", Value(" "), output_field=TextField()))
    for keys in topics:
        cards = cards.filter(reduce(or_, (Q(named__contains=f" {key} ") for key in sorted(keys))))
    return cards


def cards_of(sections: SectionQuerySet) -> QuerySet[Card]:
    """The cards of these sections. Where all that is asked of the sections stands on their cards as well, as who may
    see them does, the cards alone are read.
    """
    cards = Card.objects.all()
    if sections.query.is_sliced:
        return cards.filter(section__in=sections.values("pk"))
    alone = _asked_alike(cards, sections, _ON_CARDS)
    return cards.filter(section__in=sections.order_by().values("pk")) if alone is None else alone


def filings_of(sections: SectionQuerySet, filings: FilingQuerySet) -> QuerySet[Filing] | None:
    """Those of the filings whose sections are among these; None where filings do not say all that is asked of them."""
    return _asked_alike(filings.order_by(), sections, _ON_FILINGS)


def _asked_alike(rows: QuerySet[Row], sections: SectionQuerySet, columns: set[str]) -> QuerySet[Row] | None:
    """Rows that repeat these columns of sections, asked what the sections are asked; None where that is more."""
    rows, query = rows.all(), sections.query
    joined = {alias for alias, count in query.alias_refcount.items() if count} - {query.get_initial_alias()}
    if joined or query.is_sliced or query.distinct or query.combinator or query.annotations:
        return None
    table = rows.query.get_initial_alias()
    rows.query.where.add(query.where.relabeled_clone({query.get_initial_alias(): table}), AND)
    where = rows.query.where
    sql = rows.query.get_compiler(connection=connection).compile(where)[0] if where else ""
    return rows if set(re.findall(rf'"{table}"\."(\w+)"', sql)) <= columns else None
