"""How many there are of what. As long as all hits can be read, they are counted; where there are too many, the counts
of a sample are scaled up, and said to be so.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from notes.models.catalogue import week_at, week_place
from notes.search.hits import A_SAMPLE, Hits
from notes.search.rows import Hit, oldest_week
from notes.search.spans import numbers_of, whole
from notes.weeks import Week, weeks_of

MOST_READ = 2_000  # hits; the newest of all, in the order of weeks


@dataclass
class Counted:
    """`weighed` are hits, each with how many it stands for."""

    weighed: list[tuple[Hit, float]] = field(default_factory=list)
    is_about: bool = False
    by_week: dict[Week, int] = field(default_factory=dict)  # of all years, or of the newest where `is_about`
    by_year: dict[int, int] = field(default_factory=dict)

    @cached_property
    def by_weight(self) -> dict[float, list[Hit]]:
        """Very many hits have very few weights."""
        found: dict[float, list[Hit]] = {}
        for hit, weight in self.weighed:
            found.setdefault(weight, []).append(hit)
        return found

    @property
    def count(self) -> int:
        return self.said(sum(weight for _, weight in self.weighed))

    def of(self, fact: Callable[[Hit], Any], keys: Callable[[Any], Iterable]) -> Counter[Any]:
        """How many hits have each key; a fact of hits has some, and many hits have the same."""
        same: dict[Any, float] = {}
        for weight, hits in self.by_weight.items():
            for known, number in Counter(map(fact, hits)).items():
                same[known] = same.get(known, 0.0) + weight * number
        found: Counter[Any] = Counter()
        for known, weight in same.items():
            for key in keys(known):
                found[key] += weight  # type: ignore[assignment]
        return found

    def said(self, number: float) -> int:
        """As a figure to be shown: two digits of what is but estimated."""
        if not self.is_about or number < 100:
            return max(1, round(number)) if number else 0
        step = 10 ** (len(str(int(number))) - 2)
        return round(number / step) * step


def counted(read: Sequence[Hit], hits: Hits) -> Counted:
    """`read` are the newest hits, MOST_READ and one more where there are too many to count."""
    if len(read) > MOST_READ:
        return _estimated(read[0].week, hits)
    places = Counter(week_place(hit.number) for hit in read)
    weeks = {week_at(place): number for place, number in places.items()}
    years = Counter[int]()
    for week, number in weeks.items():
        years[week.year] += number
    return Counted([(hit, 1.0) for hit in read], False, weeks, dict(years))


def _estimated(newest: Week, hits: Hits) -> Counted:
    """Each year's matches are counted, whoever may see them; its newest ones tell how many of them are hits."""
    oldest = oldest_week() or newest
    years = _in_stretches(range(newest.year, oldest.year - 1, -1), one_by_one=not hits.is_sparse)
    weeks = [week for week in weeks_of(newest.year) if week <= newest]
    spans = [[_within(numbers_of(*_ends_of(year)), hits.numbers) for year in stretch] for stretch in years]
    matches, in_weeks = hits.count_matches(spans, [_within(numbers_of(week, week), hits.numbers) for week in weeks])
    found = Counted(is_about=True)
    shares = []
    for stretch, counts, sample in zip(years, matches, hits.sample(list(map(whole, spans))), strict=True):
        weight = max(1.0, sum(counts) / A_SAMPLE)
        found.weighed += [(hit, weight) for hit in sample]
        shares.append(len(sample) * weight / sum(counts) if any(counts) else 0.0)
        in_years = {year: found.said(shares[-1] * number) for year, number in zip(stretch, counts, strict=True)}
        found.by_year |= {year: number for year, number in in_years.items() if number}
    by_week = {week: found.said(shares[0] * number) for week, number in zip(weeks, in_weeks, strict=True)}
    found.by_week = {week: number for week, number in by_week.items() if number}
    return found


def _in_stretches(years: Sequence[int], *, one_by_one: bool) -> list[Sequence[int]]:
    """Years that are looked at together: the newest one alone, then ever more."""
    places = range(len(years)) if one_by_one else (0, 1, 3, 6)
    ends = [*places[1:], None]
    return [years[first:end] for first, end in zip(places, ends, strict=True) if years[first:end]]


def _ends_of(year: int) -> tuple[Week, Week]:
    first, *_, last = weeks_of(year)
    return first, last


def _within(span: tuple[int, int], limits: tuple[int, int]) -> tuple[int, int]:
    return max(span[0], limits[0]), min(span[1], limits[1])
