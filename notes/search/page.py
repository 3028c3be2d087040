"""What stands on the search page: the question as chips, the answer, and the ways to narrow it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.http import Http404
from django.utils import timezone

from notes.models import Section
from notes.querysets import Viewer
from notes.ribbon import Ribbon, ribbon
from notes.search.asking import Asked
from notes.search.facets import Choice, Facet
from notes.search.finding import BEST, NEWEST, OLDEST, Results, find
from notes.search.query import JOURNAL, WEEK, YEAR, Filter, Group, Query
from notes.search.spelling import misspelt
from notes.search.widening import widen
from notes.weeks import Week

ORDER_NAMES = {BEST: "closeness", NEWEST: "week, newest first", OLDEST: "week, oldest first"}


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


@dataclass(frozen=True)
class FacetLinks:
    title: str
    shown: list[Link]
    rest: list[Link]

    @property
    def all(self) -> list[Link]:
        return self.shown + self.rest


def search_page(viewer: Viewer, asked: Asked, number: int) -> dict[str, Any]:
    """Page `number` of what this viewer may see of what was asked. Raise Http404 for a page past the last."""
    today = timezone.localdate()
    query = asked.query(today=today)
    results = find(Section.objects.visible_to(viewer), query, order=asked.order, page=number)
    if number > results.pages:
        raise Http404("No such page.")
    nothing = not results.count and not query.is_empty
    return {
        "misspelt": misspelt(viewer, asked, query, today=today) if nothing else [],
        "widening": widen(Section.objects.visible_to(viewer), asked, query) if nothing else None,
        "place": "search",
        "asked": asked,
        "query": query,
        "results": results,
        "chips": list(_chips(asked, query, results)),
        "orders": list(_orders(asked, query, results)),
        "facets": [_links(asked, facet) for facet in results.facets],
        "ribbon": _ribbon(asked, results, Week.of(today)),
        "years_before": _years_before(asked, results),
        "previous_url": asked.url(page=results.page - 1) if results.page > 1 else "",
        "next_url": asked.url(page=results.page + 1) if results.page < results.pages else "",
    }


def _chips(asked: Asked, query: Query, results: Results) -> Iterator[Chip]:
    for part in query.parts:
        yield Chip(part.label, _name_of(part, results), asked.without(part, query).url())


def _name_of(part: Group | Filter, results: Results) -> str:
    """A journal that was chosen by a link is called by its name, not by its address."""
    if isinstance(part, Filter) and part.name == JOURNAL:
        return " or ".join(results.journal_names.get(value.lower(), value) for value in part.values)
    return part.says


def _orders(asked: Asked, query: Query, results: Results) -> Iterator[Link]:
    for order, says in ORDER_NAMES.items():
        if order != BEST or query.has_words:
            yield Link(says, asked.ordered(order).url(), is_current=order == results.order)


def _links(asked: Asked, facet: Facet) -> FacetLinks:
    def link(choice: Choice) -> Link:
        return Link(choice.name, asked.adding(facet.name, choice.value).url(), choice.count)

    return FacetLinks(facet.title, list(map(link, facet.shown)), list(map(link, facet.rest)))


def _ribbon(asked: Asked, results: Results, present: Week) -> Ribbon | None:
    """When it was said, in the newest year of it. Each week leads to its own passages."""
    if not results.by_week:
        return None
    chosen = (span[0] for f in results.query.filters if f.name == WEEK for span in f.weeks)
    return ribbon(
        max(results.by_week).year,
        results.by_week,
        url=lambda week: asked.adding(WEEK, week.key).url(),
        noun=("passage", "passages"),
        present=present,
        current=next(chosen, None),
    )


def _years_before(asked: Asked, results: Results) -> list[Link]:
    """The years that have no ribbon, where one may still choose: each leads to its own."""
    years = [facet for facet in results.facets if facet.name == YEAR]
    return _links(asked, years[0]).all[1:] if years else []
