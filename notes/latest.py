"""What was published last of a topic, a journal or a search, for feeds. All are known in the order of weeks, by
indexes; so the newest weeks are looked at, and what was published lately about an earlier week is looked up besides.
However much a topic or a word holds, the wide table of sections is read for a bounded number of keys.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date

from django.core.exceptions import EmptyResultSet

from notes.models import Filing, Journal, Section, Topic
from notes.querysets import SectionQuerySet, Viewer
from notes.search import Query
from notes.search.hits import Hits

LOOKED_AT = 200  # sections of the newest weeks
LATE = 500  # sections of earlier weeks that were published after those

Newest = Sequence[tuple[int, date]]  # keys and weeks of sections, the newest week first
Further = Callable[[Sequence[int]], Iterable[int]]  # entries → the keys of their sections that belong here, too


def latest_on(topic: Topic, viewer: Viewer, most: int) -> SectionQuerySet:
    filed = Filing.objects.visible_to(viewer).on(topic)
    newest = list(filed.newest_first().values_list("content_object", "week_start")[:LOOKED_AT])
    return _latest(newest, lambda entries: filed.of_entries(entries).sections(), viewer, most)


def latest_by(journal: Journal, viewer: Viewer, most: int) -> SectionQuerySet:
    theirs = Section.objects.visible_to(viewer).by_journal(journal)
    # A bound that bounds nothing, or SQLite takes the index by journal alone, and sorts all that the journal holds
    in_order = theirs.up_to(date.max).newest_first()
    newest = list(in_order.values_list("pk", "week_start")[:LOOKED_AT])
    return _latest(newest, lambda entries: theirs.of_entries(entries).sections(), viewer, most)


def latest_answers(query: Query, viewer: Viewer, most: int) -> SectionQuerySet:
    """To a question; none where nothing is asked."""
    sections = Section.objects.visible_to(viewer)
    if query.is_empty:
        return sections.none()
    try:
        hits = Hits(sections, query)
        newest = [(hit.section, hit.week.monday) for hit in hits.read(LOOKED_AT)]
    except EmptyResultSet:  # nothing may be seen
        return sections.none()
    return _latest(newest, lambda entries: [hit.section for hit in hits.of_entries(entries)], viewer, most)


def _latest(newest: Newest, further: Further, viewer: Viewer, most: int) -> SectionQuerySet:
    visible = Section.objects.visible_to(viewer)
    shown = list(visible.with_keys(key for key, _ in newest).last_published_first().times()[:most])
    if len(newest) == LOOKED_AT and shown:
        oldest_week, earliest = newest[-1][1], shown[-1][1]
        late = Section.objects.published_since(earliest).up_to(oldest_week).last_published_first()
        if entries := list(dict.fromkeys(late.values_list("entry", flat=True)[:LATE])):
            shown += [(key, earliest) for key in further(entries)]
    return visible.with_keys(key for key, _ in shown).with_entry().last_published_first()[:most]
