"""Sending an entry out by itself, on a day and at a time. What goes out is the draft as it stands then."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db import DatabaseError, transaction
from django.utils import timezone

from notes.content import EntryContent
from notes.deriving import Ready, render_all
from notes.folding import set_down
from notes.models import Entry, Journal, User
from notes.publishing import NotReady, check_ready, show

log = logging.getLogger(__name__)

WAITS = [timedelta(minutes=minutes) for minutes in (1, 5, 15, 60)]  # after a failure that nobody expected

NOT_THEIRS = "Whoever chose the time does not write in this journal any more."


@transaction.atomic
def schedule(entry: Entry, *, at: datetime, by: User) -> None:
    """Let the draft go out by itself. Raise NotReady where there is nothing to send, or the time is past."""
    locked = Entry.objects.select_for_update().get(pk=entry.pk)
    if at <= timezone.now():
        raise NotReady("That time is past. Choose a later one, or publish now.")
    if locked.is_published and not locked.has_unpublished_changes:
        raise NotReady("It is published as it stands, so there is nothing to send out.")
    check_ready(locked.draft.without_empty_sections())
    set_down(locked.newest)  # what it is compared with later must not be swept
    locked.clear_schedule()
    locked.scheduled_at, locked.scheduled_by, locked.scheduled_as = at, by, locked.newest
    locked.save()
    entry.refresh_from_db()


@transaction.atomic
def unschedule(entry: Entry, *, by: User) -> None:
    """Leave it a draft, until somebody publishes it."""
    locked = Entry.objects.select_for_update().get(pk=entry.pk)
    locked.clear_schedule()
    locked.save()
    entry.refresh_from_db()


def something_is_due() -> bool:
    return Entry.objects.due(timezone.now()).exists()


def publish_due() -> int:
    """Publish what is due, once, whoever else tries. How many went out. One that fails does not hold up the others."""
    published = 0
    for entry in Entry.objects.due(timezone.now()).select_related("head").order_by("scheduled_at"):
        try:
            published += _publish_due(entry, render_all(entry.draft))
        except Exception as problem:
            wait = WAITS[min(entry.failures, len(WAITS) - 1)]
            log.exception("Entry %s was to go out, and did not. It is tried again in %s.", entry.pk, wait)
            Entry.objects.put_off(entry, until=timezone.now() + wait, why=_in_words(problem))
    return published


def _in_words(problem: Exception) -> str:
    """For its writers. What happened in all detail stands in the log."""
    if isinstance(problem, DatabaseError):
        return "The server’s database did not take it."
    if isinstance(problem, OSError):
        return "The server could not read or write a file."
    return "The server has a fault, and whoever looks after it finds it in the log."


@transaction.atomic
def _publish_due(entry: Entry, ready: Ready) -> bool:
    """Asked again under the lock: meanwhile it may have been published, put away, or given another time."""
    due = Entry.objects.due(timezone.now()).select_for_update(no_key=True).filter(pk=entry.pk).first()
    if due is None:
        return False
    by = due.scheduled_by
    if by is None or not by.is_active or due.journal not in Journal.objects.writable_by(by):
        return _hold_back(due, NOT_THEIRS)
    if due.is_published and not due.has_unpublished_changes:
        due.clear_schedule()
        due.save()
        return False
    try:
        check_ready(due.draft.without_empty_sections())
    except NotReady as problem:
        return _hold_back(due, str(problem))
    show(due, ready, by=by)
    return True


def _hold_back(entry: Entry, why: str) -> bool:
    entry.held_back = why
    entry.save(update_fields=["held_back"])
    return False


def changes_of_audience(entry: Entry) -> list[str]:
    """Who may read what now, where that is not as it was when the time was chosen. A sentence for each section."""
    if not entry.is_scheduled or entry.scheduled_as is None or entry.scheduled_as_id == entry.head_id:
        return []
    return list(_changes(entry.scheduled_as.read(), entry.draft.without_empty_sections()))


def _changes(then: EntryContent, now: EntryContent) -> Iterator[str]:
    for section in now.sections:
        name = f"‘{section.heading}’" if section.heading else "A section without a heading"
        was = then.section(section.key)
        if was is None or was.is_empty:
            yield f"{name} is new, for {_readers(section.audience)}."
        elif was.audience != section.audience:
            yield f"{name} is for {_readers(section.audience)} now; it was for {_readers(was.audience)}."


def _readers(audience: str) -> str:
    return "only members" if audience == "members" else audience
