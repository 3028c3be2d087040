"""The questions we ask. Each is said once, here, and every page, feed and search is built on the words.

`user` is anybody, signed in or not.
"""

from notes.querysets.entries import EntryQuerySet
from notes.querysets.filings import FilingQuerySet
from notes.querysets.journals import JournalQuerySet
from notes.querysets.sections import SectionQuerySet
from notes.querysets.seeing import Viewer, seen_by
from notes.querysets.shelves import CitationQuerySet, ResourceQuerySet, TopicQuerySet
from notes.querysets.tallies import TopicJournalQuerySet, TopicWeekQuerySet

__all__ = [
    "CitationQuerySet",
    "EntryQuerySet",
    "FilingQuerySet",
    "JournalQuerySet",
    "ResourceQuerySet",
    "SectionQuerySet",
    "TopicJournalQuerySet",
    "TopicQuerySet",
    "TopicWeekQuerySet",
    "Viewer",
    "seen_by",
]
