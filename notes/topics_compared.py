"""What stands on the page of two topics side by side, as far as this viewer may see them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from notes.diary import OPEN_YEARS, by_year, quiet_since, ribbons
from notes.models import Citation, Filing, Journal, Topic
from notes.paging import Page, page_of
from notes.querysets import FilingQuerySet, Viewer
from notes.reading import Crumb
from notes.ribbon import Ribbon
from notes.topic_history import LOOKED_AT, NEWEST, SECTIONS_A_PAGE, Tallied, diary_rows, most_cited, places
from notes.weeks import Week

WRITERS, CITED = 12, 12


@dataclass(frozen=True)
class Side:
    """One of the two. `ribbons` by year, on the scale of both."""

    topic: Topic
    filed: FilingQuerySet
    counts: dict[Week, int]
    ribbons: dict[int, Ribbon]

    @classmethod
    def of(cls, topic: Topic, filed: FilingQuerySet, counts: dict[Week, int], largest: int) -> Side:
        whole = Page([], 0, SECTIONS_A_PAGE, sum(counts.values()), topic.get_absolute_url())
        drawn = ribbons(
            counts, places(whole, counts, NEWEST).__getitem__, noun=("section", "sections"), largest=largest
        )
        return cls(topic, filed, counts, {ribbon.year: ribbon for ribbon in drawn["open"] + drawn["folded"]})

    @property
    def count(self) -> int:
        return sum(self.counts.values())

    @property
    def first(self) -> Week:
        return min(self.counts)

    @property
    def last(self) -> Week:
        return max(self.counts)

    @property
    def quiet(self) -> str:
        return quiet_since(self.last)

    @property
    def looked_at(self) -> QuerySet:
        return self.filed.newest_first().sections()[:LOOKED_AT]


@dataclass(frozen=True)
class Both:
    """Somebody or something that goes with either, and how often with each."""

    name: str
    url: str
    left: int
    right: int


def compare_page(viewer: Viewer, left: Topic, right: Topic, number: int) -> dict[str, Any]:
    """Page `number` of the sections that are filed under both, and the two beside each other."""
    filed = Filing.objects.visible_to(viewer)
    counts = [filed.on(topic).count_by_week() for topic in (left, right)]
    largest = max(*counts[0].values(), *counts[1].values())
    here, there = (
        Side.of(topic, filed.on(topic), found, largest) for topic, found in zip((left, right), counts, strict=True)
    )
    page = page_of(
        here.filed.also_under(right).newest_first(),
        number,
        size=SECTIONS_A_PAGE,
        address=reverse("compare-topics", args=[left.slug, right.slug]),
    )
    years = sorted(here.ribbons.keys() | there.ribbons.keys(), reverse=True)
    beside = [(year, here.ribbons.get(year), there.ribbons.get(year)) for year in years]
    return {
        "place": "topics",
        "left": here,
        "right": there,
        "page": page,
        "years": by_year(diary_rows(page)),
        "beside": beside[:OPEN_YEARS],
        "beside_before": beside[OPEN_YEARS:],
        "writers": writers_of_both(here, there),
        "cited": cited_by_both(here, there),
        "trail": [Crumb("Topics", reverse("topics")), Crumb(left.name, left.get_absolute_url())],
    }


def writers_of_both(left: Side, right: Side) -> list[Both]:
    """The busiest first."""
    counts = left.filed.count_by_journal(), right.filed.count_by_journal()
    busiest = list(islice(by_sum(*counts), WRITERS))
    journals = Journal.objects.in_bulk(busiest)
    return [
        Both(journal.name, journal.get_absolute_url(), *(of_one.get(journal.pk, 0) for of_one in counts))
        for journal in (journals[key] for key in busiest)
    ]


def cited_by_both(left: Side, right: Side) -> list[Tallied]:
    """The resources that sections of either cite, with how many of the first topic's do."""
    theirs = Citation.objects.of(right.looked_at)
    return most_cited(Citation.objects.of(left.looked_at).of_resources_in(theirs), CITED)


def by_sum(left: Mapping[int, int], right: Mapping[int, int]) -> list[int]:
    return sorted(left.keys() | right.keys(), key=lambda key: (-left.get(key, 0) - right.get(key, 0), key))
