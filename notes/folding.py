"""What is typed without pressing "Save" makes revisions too. Here they fold, so that a history can be read: what stands
in it is the last of each sitting, not every pause for breath.
"""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from notes.content import one_line
from notes.models import MAX_REVISION_NAME, Entry, Revision, User

A_PAUSE = timedelta(hours=1)
KEPT = timedelta(days=7)  # a tab that stayed open for a week still finds the revision that it started from


def goes_on(head: Revision, by: User | None) -> bool:
    """Whether what this person writes now is the same sitting, of which only the last revision is listed."""
    return head.author_id == (by.pk if by else None) and timezone.now() - head.created_at < A_PAUSE


def set_down(revision: Revision) -> None:
    """List it in the history."""
    if not revision.is_checkpoint:
        revision.is_checkpoint = True
        revision.save(update_fields=["is_checkpoint"])


class TooLong(ValueError):
    """A name that is none; the sentence says why."""


def name(revision: Revision, name: str) -> None:
    """Call it something, and list it from now on. An empty name takes the old one away. Its words never change."""
    name = one_line(name)
    if len(name) > MAX_REVISION_NAME:
        raise TooLong(f"The name is {len(name)} characters long: {MAX_REVISION_NAME} at most.")
    revision.name = name
    if name:
        revision.is_checkpoint = True
    revision.save(update_fields=["name", "is_checkpoint"])


def sweep() -> int:
    """Remove what was typed on the way, once it is a week old. How many went. What a clash grew from stays: without
    it the two texts could not be told apart.
    """
    old = Revision.objects.folded_before(timezone.now() - KEPT)
    return sum(_sweep_entry(pk) for pk in old.order_by().values_list("entry", flat=True).distinct())


@transaction.atomic
def _sweep_entry(pk: int) -> int:
    entry = Entry.objects.select_for_update().get(pk=pk)
    going = set(entry.revisions.folded_before(timezone.now() - KEPT).values_list("pk", flat=True))
    bases = dict(entry.revisions.values_list("pk", "base"))
    road = road_from(entry.head_id, bases) | road_from(entry.live_id, bases)
    going -= {base for revision, base in bases.items() if base in going and revision not in road | going}
    for revision in bases.keys() - going:
        base = bases[revision]
        while base in going:
            base = bases.get(base) if base is not None else None
        if base != bases[revision]:
            entry.revisions.of(revision).update(base=base)
    entry.revisions.of(*going).delete()
    return len(going)


def road_from(revision: int | None, bases: dict[int, int | None]) -> set[int]:
    """The revisions that this one grew from, and itself."""
    road: set[int] = set()
    while revision is not None and revision in bases and revision not in road:
        road.add(revision)
        revision = bases[revision]
    return road
