"""The index, whichever database keeps it. Nothing else in the project asks which one that is."""

from __future__ import annotations

from itertools import islice
from types import ModuleType

from django.db import connection, transaction

from notes.models import Entry, Section
from notes.search import postgres, sqlite
from notes.search.documents import BATCH, documents_of, documents_of_entry


def engine() -> ModuleType:
    return engine_of(connection.vendor)


def engine_of(vendor: str) -> ModuleType:
    return postgres if vendor == "postgresql" else sqlite


def refresh(entry: Entry) -> None:
    """Index an entry's sections as they are now."""
    engine().write(documents_of_entry(entry))


def forget(entry: Entry) -> None:
    """Drop an entry's sections from the index. Called while they still exist."""
    engine().remove_entry(entry.pk)


def rebuild() -> int:
    """Index every section again, and drop what belongs to none. Returns how many sections there are."""
    documents = documents_of(Section.objects.all())
    while batch := list(islice(documents, BATCH)):
        engine().write(batch)
    engine().sweep()
    return engine().size()


def renew(section_ids: list[int]) -> int:
    """Index these sections again, a batch in a transaction, so that nobody waits for long. Returns how many."""
    for start in range(0, len(section_ids), BATCH):
        with transaction.atomic():
            engine().write(documents_of(Section.objects.filter(pk__in=section_ids[start : start + BATCH])))
    return len(section_ids)


def sweep() -> int:
    """Drop what belongs to no section any more; how many rows that was."""
    return engine().sweep()


def indexed() -> int:
    """How many sections are in the index."""
    return engine().size()
