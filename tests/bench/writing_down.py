"""What writes: importing, publishing, filling, and a tidying of the owner."""

from __future__ import annotations

import sys
import time
from itertools import islice

from django.db.models import Count

from notes import importers, publishing, tallying, tidying
from notes.models import Journal, Topic
from tests.bench import said
from tests.bench.filling import Filler
from tests.bench.stopwatch import Took, cells, took
from tests.bench.writing import Author

Row = tuple[str, ...]
ABOUT = 20_000  # sections of the topic that is merged, or as many as the archive's largest has


def fill(notes: int, journals: int) -> None:
    began = time.perf_counter()
    Filler(notes, journals).fill()
    said.learn()
    tallying.recount_all()
    print(f"filled in within {time.perf_counter() - began:.0f} s", file=sys.stderr, flush=True)


def publish(count: int, journals: int, *, after: int = 0) -> list[Row]:
    """Reads, saves and publishes every note on its own, as the desk and the importer do. `after` so many notes."""
    people = {slug: _journal(slug) for slug in (f"journal-{number}" for number in range(journals))}
    imported, published = [], []
    notes = Author(seed=2018 + after).notes(after + count, journals, after=after)
    for number, (slug, week, raw) in enumerate(notes, 1):
        imported.append(took(lambda: _import(people[slug], week, raw)))  # noqa: B023
        entry = people[slug].entries.get(week_start=week.monday)
        published.append(took(lambda: publishing.publish(entry, by=None)))  # noqa: B023
        if number % 500 == 0:
            print(f"{number:,} of {count:,} loaded", file=sys.stderr, flush=True)
    both = [Took(a.wall + b.wall, a.processor + b.processor) for a, b in zip(imported, published, strict=True)]
    rate = count / sum(each.wall for each in both)
    return [
        (f"import and publish ({rate:.0f} notes a second)", *cells(both)),
        ("import alone: read, start, save", *cells(imported)),
        ("publish alone: render, derive, index, relate", *cells(published)),
    ]


def _journal(slug: str) -> Journal:
    return Journal.objects.get_or_create(slug=slug, defaults={"name": slug.replace("-", " ").capitalize()})[0]


def _import(journal: Journal, week, raw: bytes) -> None:
    reading = importers.read(raw, name=f"{week.key}.md")
    entry = publishing.start_entry(journal, week, by=None)
    publishing.save_draft(entry, reading.content, by=None)


def merge() -> list[Row]:
    """A topic into another, and undone; and what the chores then have to index again."""
    counted = Topic.objects.annotate(sections=Count("filings")).order_by("-sections")
    into, *others = islice(counted, 12)
    topic = min(others, key=lambda other: abs(other.sections - ABOUT))
    acts = []
    rows = [
        (f"merge a topic of {topic.sections:,} sections",
         *cells([took(lambda: acts.append(tidying.merge(topic, into, by=None)))])),
        ("and teach search", *cells([took(tidying.teach_all)])),
        ("undo it", *cells([took(lambda: tidying.undo(acts[0], by=None))])),
    ]  # fmt: skip
    tidying.teach_all()
    return rows
