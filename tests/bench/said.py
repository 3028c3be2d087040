"""Learns at once what everything is called in a filled archive, which publishing would learn section by section."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Count, Value

from notes.content import AUDIENCES
from notes.models import Citation, Filing, Opening, Saying, Section
from notes.search.sayings import OFTEN, Called, Kind, openings, shelf_of

A_BATCH = 5_000


def learn() -> None:
    counts: dict[Called, list[int]] = {}
    for kind, about, text, audience, count in _said():
        counts.setdefault(Called(kind, about, text), [0] * len(AUDIENCES))[AUDIENCES.index(audience)] += count
    sayings = []
    for called, by_level in counts.items():
        level = next(level for level, count in enumerate(by_level) if count)
        tier = sum(by_level[level] >= often for often in OFTEN[called.kind])
        sayings.append(Saying(**called._asdict(), shelf=shelf_of(called.kind, level, tier)))
    Saying.objects.bulk_create(sayings, batch_size=A_BATCH)
    letters = ((s.shelf, each, s.pk) for s in sayings for each in openings(Kind(s.kind), s.text))
    rows = (Opening(shelf=shelf, letters=each, saying_id=number) for shelf, each, number in sorted(letters))
    Opening.objects.bulk_create(rows, batch_size=A_BATCH)


def _said() -> Iterator[tuple]:
    none = Value(0)
    for kind, rows in (
        (Kind.HEADING, Section.objects.values_list(none, "heading", "audience")),
        (Kind.TOPIC, Filing.objects.values_list("tag", "tag__name", "audience")),
        (Kind.CITED, Citation.objects.values_list("resource", "words", "section__card__audience")),
        (Kind.SITE, Citation.objects.values_list(none, "resource__site", "section__card__audience")),
    ):
        yield from ((kind, *row) for row in rows.order_by().annotate(Count("pk")) if row[1])
