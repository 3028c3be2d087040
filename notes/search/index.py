"""The index, whichever database keeps it. Nothing else in the project asks which one that is."""

from __future__ import annotations

from types import ModuleType

from django.db import connection, transaction

from notes.models import Card, Entry, Press, Section
from notes.search import postgres, sqlite
from notes.search.cards import write_cards
from notes.search.documents import document_of, with_words
from notes.search.sayings import learn_sayings

BATCH = 500


def engine() -> ModuleType:
    return engine_of(connection.vendor)


def engine_of(vendor: str) -> ModuleType:
    return postgres if vendor == "postgresql" else sqlite


def refresh(entry: Entry) -> None:
    """Index an entry's sections as they are now; while it is published, its row still has its old title."""
    sections = list(with_words(Section.objects.filter(entry=entry)).order_by("order"))
    for section in sections:
        section.entry = entry
    _write(sections)


def forget(entry: Entry) -> None:
    """Drop an entry's sections from the index. Called while they still exist."""
    engine().remove_entry(entry.pk)
    Card.objects.filter(entry=entry).delete()


def rebuild() -> int:
    """Index every section again, and drop what belongs to none. Returns how many sections there are."""
    last = 0
    while batch := list(Section.objects.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:BATCH]):
        renew(batch)
        last = batch[-1]
    engine().sweep()
    return engine().size()


def renew(section_ids: list[int]) -> int:
    """Index these sections again, a batch in a transaction, so that nobody waits for long. Returns how many."""
    for start in range(0, len(section_ids), BATCH):
        with transaction.atomic():
            Press.objects.hold()  # before they are read: what is published again meanwhile has other sections
            _write(list(with_words(Section.objects.filter(pk__in=section_ids[start : start + BATCH]))))
    return len(section_ids)


def _write(sections: list[Section]) -> None:
    write_cards(sections)
    engine().write(sorted(map(document_of, sections), key=lambda document: document.number))
    learn_sayings(sections)


def sweep() -> int:
    """Drop what belongs to no section any more; how many rows that was."""
    return engine().sweep()


def merge() -> str:
    """Set the index in order, as whoever writes does a little each time. Returns what was done, in words."""
    steps = engine().merge()
    return f"in {steps:,} steps" if steps > 1 else ""


def indexed() -> int:
    """How many sections are in the index."""
    return engine().size()
