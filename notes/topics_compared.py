"""What stands on the page of two topics side by side, as far as this viewer may see them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from notes.content import topic_key
from notes.diary import OPEN_YEARS, by_year, quiet_since, ribbons
from notes.models import Citation, Filing, Topic, TopicJournal, TopicWeek
from notes.paging import Page, page_of
from notes.querysets import FilingQuerySet, Viewer
from notes.reading import Crumb
from notes.ribbon import Ribbon
from notes.search.slips import come_near
from notes.topic_history import (
    COMPANIONS,
    LOOKED_AT,
    NEWEST,
    SECTIONS_A_PAGE,
    Tallied,
    companions,
    diary_rows,
    most_cited,
    places,
)
from notes.weeks import Week

WRITERS, CITED = 12, 12
LONGEST = 100  # letters of a name
OFFERED = 500  # topics, in the list under the field


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
    counts = [TopicWeek.objects.visible_to(viewer).on(topic).count_by_week() for topic in (left, right)]
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
        "writers": writers_of_both(viewer, here, there),
        "cited": cited_by_both(here, there),
        "trail": [Crumb("Topics", reverse("topics")), Crumb(left.name, left.get_absolute_url())],
    }


def choosing_page(viewer: Viewer, topic: Topic, typed: str, *, is_asked: bool) -> dict[str, Any]:
    """Which other topic? With what was typed, where it names none, and those that come near it."""
    others = Topic.objects.visible_to(viewer).other_than(topic).by_name().in_bulk(field_name="key")
    looked_at = Filing.objects.visible_to(viewer).on(topic).newest_first().sections()[:LOOKED_AT]
    near = come_near(topic_key(typed), others) if typed else []
    return {
        "place": "topics",
        "topic": topic,
        "typed": typed,
        "problem": why_not(topic, typed) if is_asked else "",
        "others": [other.name for other in islice(others.values(), OFFERED)],
        "near": [
            Tallied(other.name, reverse("compare-topics", args=[topic.slug, other.slug]), 0)
            for other in map(others.__getitem__, near)
        ],
        "companions": companions(topic, Filing.objects.beside(topic, looked_at, COMPANIONS)),
        "trail": [Crumb("Topics", reverse("topics")), Crumb(topic.name, topic.get_absolute_url())],
    }


def why_not(topic: Topic, typed: str) -> str:
    if not typed:
        return "Write the name of a topic."
    if topic_key(typed) == topic.key:
        return f"“{topic.name}” is this topic. Name another one."
    return f"No topic that you may read is called “{typed}”."


def writers_of_both(viewer: Viewer, left: Side, right: Side) -> list[Both]:
    """The busiest first."""
    rows = [TopicJournal.objects.visible_to(viewer).on(side.topic).count_by_journal() for side in (left, right)]
    called = {key: (name, slug) for of_one in rows for key, name, slug, _ in of_one}
    counts = [{key: count for key, *_, count in of_one} for of_one in rows]
    return [
        Both(called[key][0], reverse("journal", args=[called[key][1]]), *(of_one.get(key, 0) for of_one in counts))
        for key in by_sum(*counts)[:WRITERS]
    ]


def cited_by_both(left: Side, right: Side) -> list[Tallied]:
    """The resources that sections of either cite, with how many of the first topic's do."""
    theirs = Citation.objects.of(right.looked_at)
    return most_cited(Citation.objects.of(left.looked_at).of_resources_in(theirs), CITED)


def by_sum(left: Mapping[int, int], right: Mapping[int, int]) -> list[int]:
    return sorted(left.keys() | right.keys(), key=lambda key: (-left.get(key, 0) - right.get(key, 0), key))
