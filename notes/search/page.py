"""What stands on the search page: the question as chips, the answer, and the ways to narrow it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import Http404
from django.utils import timezone

from notes.models import Section
from notes.querysets import Viewer
from notes.ribbon import Ribbon, ribbon
from notes.search.asking import Asked
from notes.search.examples import examples
from notes.search.facets import TITLES, Choice, Facet
from notes.search.finding import BEST, NEWEST, OLDEST, Results, find
from notes.search.matching import matching
from notes.search.nothing import nothing_found, some_missing
from notes.search.query import AUTHOR, JOURNAL, SINCE, UNTIL, WEEK, YEAR, Filter, Group, Query
from notes.weeks import Week, weeks_of

ORDER_NAMES = {BEST: "best match first", NEWEST: "newest week first", OLDEST: "oldest week first"}


@dataclass(frozen=True)
class Chip:
    label: str
    says: str
    url: str  # of the question without it


@dataclass(frozen=True)
class Link:
    says: str
    url: str
    count: int = 0
    is_current: bool = False
    is_about: bool = False  # of the count


@dataclass(frozen=True)
class FacetLinks:
    title: str
    chosen: list[Link]
    shown: list[Link]
    rest: list[Link]
    widens: bool


def search_page(viewer: Viewer, asked: Asked, number: int) -> dict[str, Any]:
    """Page `number` of what this viewer may see of what was asked. Raise Http404 for a page past the last."""
    today = timezone.localdate()
    query = asked.query(today=today)
    results = find(Section.objects.visible_to(viewer), query, order=asked.order, page=number)
    if number > results.pages:
        raise Http404("No such page.")
    helps: dict[str, Any] = {"misspelt": []}
    if query.is_empty:
        helps["examples"] = examples(viewer)
    elif not results.count:
        helps = nothing_found(Section.objects.visible_to(viewer), asked, query, today=today)
    elif results.missing:
        helps = some_missing(Section.objects.visible_to(viewer), asked, results, today=today)
    return {
        **helps,
        "place": "search",
        "asked": asked,
        "query": query,
        "results": results,
        "as_words": _as_words(viewer, asked, query, today=today, is_nothing=not results.count)
        if query.read_as_times
        else None,
        "chips": list(_chips(asked, query, results)),
        "orders": list(_orders(asked, query, results)),
        "facets": list(_facets(asked, query, results)),
        "ribbon": _ribbon(asked, results, Week.of(today)),
        "years_before": _years_before(asked, results, today),
        "previous_url": asked.url(page=results.page - 1) if results.page > 1 else "",
        "next_url": asked.url(page=results.page + 1) if results.page < results.pages else "",
    }


def _chips(asked: Asked, query: Query, results: Results) -> Iterator[Chip]:
    for part in query.parts:
        yield Chip(part.label, _name_of(part, results), asked.without(part, query).url())


def _as_words(viewer: Viewer, asked: Asked, query: Query, *, today: date, is_nothing: bool) -> Link:
    """The question with its times as words; counted where they find nothing as times."""
    words = asked.as_words(query)
    count = matching(Section.objects.visible_to(viewer), words.query(today=today)).count() if is_nothing else 0
    return Link(" ".join(query.read_as_times), words.url(), count)


def _name_of(part: Group | Filter, results: Results) -> str:
    """A journal or a person is called by name, however it was asked for."""
    if isinstance(part, Filter) and part.name in (JOURNAL, AUTHOR):
        return " or ".join(results.names.get((part.name, value), value) for value in part.values)
    return part.says


def _orders(asked: Asked, query: Query, results: Results) -> Iterator[Link]:
    for order, says in ORDER_NAMES.items():
        if order != BEST or query.has_words:
            yield Link(says, asked.ordered(order).url(), is_current=order == results.order)


def _facets(asked: Asked, query: Query, results: Results) -> Iterator[FacetLinks]:
    """What was chosen of a kind stands there to be taken back, above what else there is."""
    found = {facet.name: facet for facet in results.facets}
    for name in TITLES:
        chosen = [
            Link(_name_of(part, results), asked.without(part, query).url(), is_current=True)
            for part in query.parts
            if part.narrows_by(name)
        ]
        facet = found.get(name, Facet(name, ()))
        if chosen or facet.choices:
            yield _links(asked, facet, chosen)


def _links(asked: Asked, facet: Facet, chosen: list[Link]) -> FacetLinks:
    def link(choice: Choice) -> Link:
        return Link(choice.name, asked.url_adding(facet.name, choice.value), choice.count, is_about=choice.is_about)

    return FacetLinks(facet.title, chosen, list(map(link, facet.shown)), list(map(link, facet.rest)), facet.widens)


def _ribbon(asked: Asked, results: Results, present: Week) -> Ribbon | None:
    """When it was said, in the newest year of it. Each week leads to its own passages."""
    if not results.by_week:
        return None
    chosen = (span[0] for f in results.query.filters if f.name == WEEK for span in f.weeks)
    return ribbon(
        max(results.by_week).year,
        results.by_week,
        url=lambda week: asked.url_adding(WEEK, week.key),
        noun=("passage", "passages"),
        present=present,
        current=next(chosen, None),
    )


def _years_before(asked: Asked, results: Results, today: date) -> list[Link]:
    """The years that have no ribbon. Each leads to its own passages, as many as stand beside it."""
    years = sorted(results.by_year, reverse=True)[1:]
    any_year = _of_any_year(asked, today) if years else None
    return [Link(str(year), _of_one(year, asked, any_year).url(), results.by_year[year]) for year in years]


def _of_any_year(asked: Asked, today: date) -> Asked | None:
    """Without the years that it narrows to. None where these are parts of years, or it means something else then."""
    query = found = asked.query(today=today)
    if any(span != _ends_of(span[0].year) for chosen in _years_of(query) for span in chosen.weeks):
        return None
    while chosen := _years_of(found):
        asked = asked.without(chosen[0], found)
        found = asked.query(today=today)
    return asked if _sense(found) == _sense(query.without(YEAR)) else None


def _of_one(year: int, asked: Asked, any_year: Asked | None) -> Asked:
    if any_year:
        return any_year.adding(YEAR, str(year))
    first, last = _ends_of(year)
    return asked.adding(SINCE, first.key).adding(UNTIL, last.key)


def _ends_of(year: int) -> tuple[Week, Week]:
    first, *_, last = weeks_of(year)
    return first, last


def _years_of(query: Query) -> list[Filter]:
    return [part for part in query.filters if part.narrows_by(YEAR)]


def _sense(query: Query) -> tuple[list[object], list[object]]:
    """What it asks for, wherever that was typed."""
    return [group.terms for group in query.groups], [(f.name, f.values, f.negated, f.weeks) for f in query.filters]
