"""What has to be done from time to time: a table, and the round that does what is due.

The web server goes round by itself (CHORES=0 leaves it to `manage.py worker`), so several processes do so at once: a
row in the database says when each chore is next due, and who moves it on first does the chore. A chore must be safe to
repeat and to break off.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from django.contrib.sessions.backends.db import SessionStore
from django.utils import timezone

from notes import depicting, folding, presence, scheduling, search, sharing, tidying
from notes.models import ChoreTurn

log = logging.getLogger(__name__)

EACH_ROUND = timedelta(seconds=10)  # less than the pause between two rounds of one process
DAILY, WEEKLY = timedelta(days=1), timedelta(days=7)
TAKEN_FOR = timedelta(minutes=5)  # at least; what was begun by a process that died is begun again after that
AN_HOUR = timedelta(hours=1)  # at most; and what failed is tried again after that


@dataclass(frozen=True)
class Chore:
    """`waits` asks, without writing, whether there is anything to do at all: an idle site then writes nothing."""

    name: str
    every: timedelta
    do: Callable[[], object]
    waits: Callable[[], bool] | None = None


CHORES = (
    Chore("publish what is due", EACH_ROUND, scheduling.publish_due, waits=scheduling.something_is_due),
    Chore("sweep autosaves", DAILY, folding.sweep),
    Chore("sweep pictures", DAILY, depicting.sweep),
    Chore("forget who was here", EACH_ROUND, presence.sweep, waits=presence.has_gone),
    Chore("sweep preview links", DAILY, sharing.sweep),
    Chore("set the index of words in order", WEEKLY, search.merge),
    Chore("sweep sessions", DAILY, SessionStore.clear_expired),
    Chore("teach search new names of topics", timedelta(seconds=10), tidying.teach_all, tidying.is_untaught),
)


def go_round(chores: tuple[Chore, ...] = CHORES) -> list[str]:
    """Do what is due. The names of what failed: one chore's failure is logged, and the others are done all the same."""
    ChoreTurn.objects.know(chore.name for chore in chores)
    now = timezone.now()
    due = set(ChoreTurn.objects.due(now).values_list("name", flat=True))
    return [chore.name for chore in chores if chore.name in due and not _did(chore)]


def _did(chore: Chore) -> bool:
    """False where it failed. What another process does has not failed."""
    started = timezone.now()
    until = started + min(max(chore.every, TAKEN_FOR), AN_HOUR)
    try:
        if chore.waits and not chore.waits():
            return True
        if not ChoreTurn.objects.claim(chore.name, now=started, until=until):
            return True
        done = chore.do()
    except Exception as problem:
        log.exception("The chore “%s” failed.", chore.name)
        said = f"{type(problem).__name__}: {problem}"
        ChoreTurn.objects.finish(chore.name, claimed=until, due=started + min(chore.every, AN_HOUR), problem=said)
        return False
    if done:
        log.info("%s: %s", chore.name.capitalize(), done)
    ChoreTurn.objects.finish(chore.name, claimed=until, due=started + chore.every)
    return True
